/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-match.h"
#include "muster-text.h"

#define SCORE_ID     100
#define SCORE_TENANT 95
#define SCORE_DOMAIN 90
#define SCORE_NAME   85
#define SCORE_SHOWN  40

struct _MusterMatch
{
  MusterMappingKind kind;
  GPtrArray        *names;    /* (owned) */
  char             *psa_id;   /* (nullable) */
  GPtrArray        *domains;  /* (owned): in order, each once */
  GHashTable       *tenants;  /* (owned): tenant id → its domain */
};

/* Addresses that many companies have. The mail providers are those that people use for work, by reach. */
static const char * const everybodys[] = {
  "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk",
  "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
  "freenet.de", "bluewin.ch", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "libero.it", "ziggo.nl", "kpnmail.nl",
  "telenet.be", "skynet.be", "btinternet.com", "facebook.com", "linkedin.com", "instagram.com", "google.com", "onmicrosoft.com",
};

MusterMatch *
muster_match_new (MusterMappingKind kind)
{
  MusterMatch *self = g_new0 (MusterMatch, 1);

  self->kind = kind;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->domains = g_ptr_array_new_with_free_func (g_free);
  self->tenants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
muster_match_free (MusterMatch *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->domains);
  g_hash_table_unref (self->tenants);
  g_free (self->psa_id);
  g_free (self);
}

void
muster_match_add_name (MusterMatch *self,
                       const char  *name)
{
  if (name != NULL && name[0] != '\0')
    g_ptr_array_add (self->names, g_strdup (name));
}

void
muster_match_set_psa_id (MusterMatch *self,
                         const char  *id)
{
  g_free (self->psa_id);
  self->psa_id = g_strdup (id);
}

static gboolean
is_everybodys (const char *domain)
{
  for (gsize i = 0; i < G_N_ELEMENTS (everybodys); i++)
    if (g_str_equal (everybodys[i], domain))
      return TRUE;
  return FALSE;
}

void
muster_match_add_domain (MusterMatch *self,
                         const char  *domain)
{
  g_autofree char *lower = g_ascii_strdown (domain != NULL ? domain : "", -1);

  g_strstrip (lower);
  if (strchr (lower, '.') == NULL || is_everybodys (lower)
      || g_ptr_array_find_with_equal_func (self->domains, lower, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->domains, g_steal_pointer (&lower));
}

void
muster_match_add_email (MusterMatch *self,
                        const char  *email)
{
  const char *at = email != NULL ? strrchr (email, '@') : NULL;

  if (at != NULL)
    muster_match_add_domain (self, at + 1);
}

char *
muster_match_site_domain (const char *site)
{
  const char *start;
  g_autofree char *host = NULL;

  if (site == NULL || site[0] == '\0')
    return NULL;
  start = strstr (site, "://");
  start = start != NULL ? start + 3 : site;
  host = g_strndup (start, strcspn (start, "/:?#"));
  return g_ascii_strdown (g_ascii_strncasecmp (host, "www.", 4) == 0 ? host + 4 : host, -1);
}

void
muster_match_add_site (MusterMatch *self,
                       const char  *site)
{
  g_autofree char *domain = muster_match_site_domain (site);

  muster_match_add_domain (self, domain);
}

GStrv
muster_match_list_domains (MusterMatch *self)
{
  GStrv list = g_new0 (char *, self->domains->len + 1);

  for (guint i = 0; i < self->domains->len; i++)
    list[i] = g_strdup (g_ptr_array_index (self->domains, i));
  return list;
}

void
muster_match_add_tenant (MusterMatch *self,
                         const char  *tenant_id,
                         const char  *domain)
{
  g_hash_table_insert (self->tenants, g_ascii_strdown (tenant_id, -1), g_strdup (domain));
}

/* Words of a company's name without its legal form; "Kessler Lowe & Wray LLP" → kessler lowe wray */
static GStrv
name_words (const char *name)
{
  static const char * const noise[] = { "llp", "ltd", "limited", "inc", "llc", "gmbh", "ag", "kg", "co", "sa", "bv", "nv", "plc", "the",
                                        "und", "and", "et", "sarl", "srl", "sl", "sas", "spa", "oy", "ab", "group", NULL };
  g_autofree char *fold = muster_text_fold (name != NULL ? name : "");
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_auto(GStrv) parts = NULL;

  for (char *c = fold; *c != '\0'; c++)
    if ((guchar) *c < 0x80 && !g_ascii_isalnum (*c))
      *c = ' ';
  parts = g_strsplit (fold, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !g_strv_contains (noise, parts[i]))
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_steal (words, NULL);
}

/* 0 to SCORE_NAME: how many of the words are shared */
static int
score_names (const char *a,
             const char *b)
{
  g_auto(GStrv) left = name_words (a);
  g_auto(GStrv) right = name_words (b);
  guint n_left = g_strv_length (left);
  guint n_right = g_strv_length (right);
  guint shared = 0;

  if (n_left == 0 || n_right == 0)
    return 0;
  for (guint i = 0; i < n_left; i++)
    if (g_strv_contains ((const char * const *) right, left[i]))
      shared++;
  return (int) (SCORE_NAME * 2 * shared / (n_left + n_right));
}

static int
best_name (MusterMatch   *self,
           MusterCompany *company)
{
  int best = 0;

  for (guint i = 0; i < self->names->len; i++)
    best = MAX (best, score_names (g_ptr_array_index (self->names, i), muster_company_get_name (company)));
  return best;
}

/* (nullable): one that both have */
static const char *
shared_domain (MusterMatch   *self,
               MusterCompany *company)
{
  const char * const *domains = muster_company_get_domains (company);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    for (guint d = 0; d < self->domains->len; d++)
      if (g_ascii_strcasecmp (domains[i], g_ptr_array_index (self->domains, d)) == 0)
        return g_ptr_array_index (self->domains, d);
  return NULL;
}

/* "keslowray.onmicrosoft.com" has the first label of "keslowray.example" */
static gboolean
shares_label (MusterMatch   *self,
              MusterCompany *company)
{
  const char * const *domains = muster_company_get_domains (company);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    for (guint d = 0; d < self->domains->len; d++)
      {
        const char *known = g_ptr_array_index (self->domains, d);
        gsize length = strcspn (domains[i], ".");

        if (length > 3 && strcspn (known, ".") == length && g_ascii_strncasecmp (known, domains[i], length) == 0)
          return TRUE;
      }
  return FALSE;
}

static const char *
own_tenant (MusterMatch   *self,
            MusterCompany *company)
{
  const char *id = self->kind == MUSTER_MAPPING_KIND_TENANT ? muster_company_get_id (company) : NULL;
  g_autofree char *lower = id != NULL ? g_ascii_strdown (id, -1) : NULL;

  return lower != NULL ? g_hash_table_lookup (self->tenants, lower) : NULL;
}

int
muster_match_score (MusterMatch   *self,
                    MusterCompany *company,
                    char         **reason)
{
  int by_name = best_name (self, company);
  const char *proof = own_tenant (self, company);
  const char *domain = shared_domain (self, company);
  g_autofree char *why = NULL;
  int score = by_name;

  if (self->kind == MUSTER_MAPPING_KIND_DOCS && self->psa_id != NULL
      && g_strcmp0 (muster_company_get_psa_id (company), self->psa_id) == 0)
    {
      score = SCORE_ID;
      why = g_strdup (_("Linked to the same PSA company"));
    }
  else if (proof != NULL)
    {
      score = SCORE_TENANT;
      /* Translators: %s is a domain; the tenant is a customer's directory at Microsoft */
      why = g_strdup_printf (_("%s belongs to this tenant"), proof);
    }
  else if (domain != NULL)
    {
      score = SCORE_DOMAIN;
      why = by_name >= SCORE_NAME ? g_strdup_printf (_("Same name, and the domain %s"), domain)
            : g_strdup_printf (_("Same domain, %s"), domain);
    }
  else if (by_name >= SCORE_NAME)
    why = g_strdup (_("Same name"));
  else if (shares_label (self, company))
    {
      score = MAX (score, MUSTER_MATCH_BEST);
      why = g_strdup (_("Similar domain"));
    }
  else if (by_name >= SCORE_SHOWN)
    why = g_strdup (_("Similar name"));

  if (reason != NULL)
    *reason = g_steal_pointer (&why);
  return score;
}
