/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "muster-test.h"

#include "muster-match.h"

#define TENANT "1c0c5a2e-7d0b-4a5e-9d61-1f0b5f6f2a01"

static MusterCompany *
company (const char *id,
         const char *name,
         const char *domain,
         const char *psa_id)
{
  const char *domains[] = { domain, NULL };
  MusterCompany *made = muster_company_new (id, name, NULL, domain != NULL ? domains : NULL, NULL);

  muster_company_set_psa_id (made, psa_id);
  return made;
}

typedef struct
{
  const char       *client;
  const char       *email;
  const char       *site;
  MusterMappingKind kind;
  const char       *name;
  const char       *domain;
  const char       *psa_id;
  int               score;
  const char       *reason;
} Case;

static const Case cases[] = {
  { "Kessler, Löwe & Wray LLP", NULL, NULL, MUSTER_MAPPING_KIND_COMPANY, "Kessler Lowe Wray", NULL, NULL, 85, "Same name" },
  { "Fabrikam Ltd", NULL, NULL, MUSTER_MAPPING_KIND_DOCS, "Fabrikam", NULL, NULL, 85, "Same name" },
  { "Fabrikam Ltd", NULL, NULL, MUSTER_MAPPING_KIND_DOCS, "Contoso", NULL, NULL, 0, NULL },
  { "Fabrikam North", NULL, NULL, MUSTER_MAPPING_KIND_DOCS, "Fabrikam South", NULL, NULL, 42, "Similar name" },
  { "Fabrikam", NULL, NULL, MUSTER_MAPPING_KIND_DOCS, "Something else", NULL, "31", 100, "Linked to the same PSA company" },
  /* Whom the PSA knows as 31 says nothing about the company 31 of another list */
  { "Fabrikam", NULL, NULL, MUSTER_MAPPING_KIND_TENANT, "Something else", NULL, "31", 0, NULL },
  { "Fabrikam", "dana@FABRIKAM.example", NULL, MUSTER_MAPPING_KIND_TENANT, "FBK Holding", "fabrikam.example", NULL, 90,
    "Same domain, fabrikam.example" },
  { "Fabrikam", NULL, "https://www.fabrikam.example/about", MUSTER_MAPPING_KIND_DOCS, "Fabrikam", "fabrikam.example", NULL, 90,
    "Same name, and the domain fabrikam.example" },
  { "Fabrikam", "dana@fabrikam.example", NULL, MUSTER_MAPPING_KIND_TENANT, "FBK", "fabrikam.onmicrosoft.com", NULL, 80,
    "Similar domain" },
  /* Half of the world has this domain */
  { "Fabrikam", "fabrikam@gmail.com", NULL, MUSTER_MAPPING_KIND_DOCS, "Contoso", "gmail.com", NULL, 0, NULL },
  { "Fabrikam", NULL, "facebook.com/fabrikam", MUSTER_MAPPING_KIND_DOCS, "Contoso", "facebook.com", NULL, 0, NULL },
  { "Fabrikam", "not an address", NULL, MUSTER_MAPPING_KIND_DOCS, "Contoso", "", NULL, 0, NULL },
};

static void
test_score (gconstpointer data)
{
  const Case *want = data;
  g_autoptr(MusterMatch) match = muster_match_new (want->kind);
  g_autoptr(MusterCompany) candidate = company ("9", want->name, want->domain, want->psa_id);
  g_autofree char *reason = NULL;

  muster_match_add_name (match, want->client);
  muster_match_add_email (match, want->email);
  muster_match_add_site (match, want->site);
  muster_match_set_psa_id (match, "31");
  g_assert_cmpint (muster_match_score (match, candidate, &reason), ==, want->score);
  g_assert_cmpstr (reason, ==, want->reason);
}

/* What Microsoft says counts more than what a customer is called there */
static void
test_tenant (void)
{
  g_autoptr(MusterMatch) match = muster_match_new (MUSTER_MAPPING_KIND_TENANT);
  g_autoptr(MusterCompany) right = company (TENANT, "FBK Holding", NULL, NULL);
  g_autoptr(MusterCompany) namesake = company ("1c0c5a2e-7d0b-4a5e-9d61-1f0b5f6f2a02", "Fabrikam", "fabrikam.example", NULL);
  g_autofree char *upper = g_ascii_strup (TENANT, -1);
  g_autofree char *reason = NULL;

  muster_match_add_name (match, "Fabrikam");
  muster_match_add_domain (match, "fabrikam.example");
  muster_match_add_tenant (match, upper, "fabrikam.example");
  g_assert_cmpint (muster_match_score (match, right, &reason), >, muster_match_score (match, namesake, NULL));
  g_assert_cmpstr (reason, ==, "fabrikam.example belongs to this tenant");
}

static void
test_domains (void)
{
  g_autoptr(MusterMatch) match = muster_match_new (MUSTER_MAPPING_KIND_TENANT);
  g_auto(GStrv) domains = NULL;

  muster_match_add_site (match, "HTTP://WWW.Fabrikam.example:8080/");
  muster_match_add_email (match, "a@mail.fabrikam.example");
  muster_match_add_email (match, "b@fabrikam.EXAMPLE");
  muster_match_add_email (match, "c@outlook.com");
  muster_match_add_domain (match, "intranet");
  muster_match_add_domain (match, NULL);
  domains = muster_match_list_domains (match);
  g_assert_cmpuint (g_strv_length (domains), ==, 2);
  g_assert_cmpstr (domains[0], ==, "fabrikam.example");
  g_assert_cmpstr (domains[1], ==, "mail.fabrikam.example");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/match/score/%u", i);

      g_test_add_data_func (path, &cases[i], test_score);
    }
  g_test_add_func ("/app/match/tenant", test_tenant);
  g_test_add_func ("/app/match/domains", test_domains);
  return g_test_run ();
}
