/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-text.h"

/* MusterContext: which of a vendor's companies is this client? By id where the documentation platform knows the PSA's,
 * by the domain of the mapped PSA company and its contacts, by name. Only a clear winner is preselected. */

#define SCORE_ID     100
#define SCORE_DOMAIN 90
#define SCORE_NAME   85
#define SCORE_BEST   80   /* from here on safe to preselect */

typedef struct
{
  MusterClient     *client;      /* (owned) (nullable) */
  MusterMappingKind kind;
  MusterConnection *connection;  /* (owned) (nullable) */
  GListModel       *companies;   /* (owned) (nullable) */
  char             *psa_company; /* (nullable): the client's PSA company, mapped already */
  char             *psa_name;    /* (nullable) */
  GHashTable       *domains;     /* (owned): of its contacts */
} Suggest;

static void
suggest_free (Suggest *op)
{
  g_clear_object (&op->client);
  g_clear_object (&op->connection);
  g_clear_object (&op->companies);
  g_clear_pointer (&op->domains, g_hash_table_unref);
  g_free (op->psa_company);
  g_free (op->psa_name);
  g_free (op);
}

/* Words of a company's name without its legal form; "Kessler Lowe & Wray LLP" → kessler lowe wray */
static GStrv
name_words (const char *name)
{
  static const char * const noise[] = { "llp", "ltd", "limited", "inc", "llc", "gmbh", "ag", "kg", "co", "sa", "bv", "nv", "plc",
                                        "the", "und", "and", "et", "sarl", "srl", "sl", "group", NULL };
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

static gboolean
shares_domain (Suggest       *op,
               MusterCompany *company)
{
  const char * const *domains = muster_company_get_domains (company);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    if (g_hash_table_contains (op->domains, domains[i]))
      return TRUE;
  return FALSE;
}

/* "keslowray.onmicrosoft.com" has the first label of "keslowray.example" */
static gboolean
shares_label (Suggest       *op,
              MusterCompany *company)
{
  const char * const *domains = muster_company_get_domains (company);
  GHashTableIter iter;
  gpointer known;

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    {
      gsize length = strcspn (domains[i], ".");

      g_hash_table_iter_init (&iter, op->domains);
      while (g_hash_table_iter_next (&iter, &known, NULL))
        if (strcspn (known, ".") == length && length > 3 && g_ascii_strncasecmp (known, domains[i], length) == 0)
          return TRUE;
    }
  return FALSE;
}

static MusterSuggestion *
judge (Suggest       *op,
       MusterCompany *company)
{
  MusterSuggestion *suggestion = muster_suggestion_new ();
  int by_name = MAX (score_names (muster_client_get_name (op->client), muster_company_get_name (company)),
                     score_names (op->psa_name, muster_company_get_name (company)));
  int score = by_name;
  const char *reason = by_name >= SCORE_NAME ? _("Same name") : by_name >= 40 ? _("Similar name") : NULL;

  if (op->kind == MUSTER_MAPPING_KIND_DOCS && op->psa_company != NULL
      && g_strcmp0 (muster_company_get_psa_id (company), op->psa_company) == 0)
    {
      score = SCORE_ID;
      reason = _("Linked to the same PSA company");
    }
  else if (shares_domain (op, company))
    {
      score = MAX (score, SCORE_DOMAIN);
      reason = by_name >= SCORE_NAME ? _("Same name and domain") : _("Same domain");
    }
  else if (shares_label (op, company) && score < SCORE_BEST)
    {
      score = SCORE_BEST;
      reason = _("Similar domain");
    }

  muster_suggestion_set_company (suggestion, company);
  muster_suggestion_set_kind (suggestion, op->kind);
  muster_suggestion_set_connection_id (suggestion, muster_connection_get_id (op->connection));
  muster_suggestion_set_score (suggestion, score);
  muster_suggestion_set_reason (suggestion, reason);
  return suggestion;
}

static int
by_score (gconstpointer a,
          gconstpointer b,
          gpointer      user_data)
{
  gint64 left = muster_suggestion_get_score ((MusterSuggestion *) a);
  gint64 right = muster_suggestion_get_score ((MusterSuggestion *) b);

  if (left != right)
    return left > right ? -1 : 1;
  return g_utf8_collate (muster_company_get_name (muster_suggestion_get_company ((MusterSuggestion *) a)),
                         muster_company_get_name (muster_suggestion_get_company ((MusterSuggestion *) b)));
}

static void
finish_suggest (GTask *task)
{
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_SUGGESTION);
  g_autoptr(MusterSuggestion) first = NULL;
  g_autoptr(MusterSuggestion) second = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (op->companies); i++)
    {
      g_autoptr(MusterCompany) company = g_list_model_get_item (op->companies, i);
      g_autoptr(MusterSuggestion) suggestion = judge (op, company);

      g_list_store_append (list, suggestion);
    }
  g_list_store_sort (list, by_score, NULL);

  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  if (first != NULL && muster_suggestion_get_score (first) >= SCORE_BEST
      && (second == NULL || muster_suggestion_get_score (second) < muster_suggestion_get_score (first)))
    muster_suggestion_set_best (first, TRUE);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

/* 4 of 4: the contacts' domains; without them the names must do */
static void
contacts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Suggest *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) contacts = muster_context_list_contacts_finish (MUSTER_CONTEXT (source), result, &error);

  if (contacts == NULL)
    g_debug ("No contacts to suggest by: %s", error->message);
  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(MusterContact) contact = g_list_model_get_item (contacts, i);
      const char *email = muster_contact_get_email (contact);
      const char *at = email != NULL ? strrchr (email, '@') : NULL;

      if (at != NULL && at[1] != '\0')
        g_hash_table_add (op->domains, g_ascii_strdown (at + 1, -1));
    }
  finish_suggest (task);
}

/* 3 of 4 */
static void
companies_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->companies = muster_context_list_companies_finish (self, result, &error);
  if (op->companies == NULL)
    g_task_return_error (task, error);
  else if (op->psa_company != NULL)
    muster_context_list_contacts_async (self, muster_client_get_id (op->client), g_task_get_cancellable (task), contacts_cb,
                                        g_object_ref (task));
  else
    finish_suggest (task);
}

/* 2 of 4 */
static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);

  if (mappings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; op->kind != MUSTER_MAPPING_KIND_COMPANY && i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_COMPANY || op->psa_company != NULL)
        continue;
      op->psa_company = g_strdup (muster_mapping_get_external_id (mapping));
      op->psa_name = g_strdup (muster_mapping_get_external_name (mapping));
    }
  muster_context_list_companies_async (self, muster_connection_get_id (op->connection), g_task_get_cancellable (task),
                                       companies_cb, g_object_ref (task));
}

/* 1 of 4 */
static void
client_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Suggest *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);
  if (op->client == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_mappings_async (self->store, muster_client_get_id (op->client), g_task_get_cancellable (task),
                                      mappings_cb, g_object_ref (task));
}

void
muster_context_suggest_mappings_async (MusterContext      *self,
                                       const char         *client_id,
                                       MusterMappingKind   kind,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  static const char * const categories[] = {
    [MUSTER_MAPPING_KIND_COMPANY] = "psa", [MUSTER_MAPPING_KIND_TENANT] = "cloud", [MUSTER_MAPPING_KIND_DOCS] = "docs",
  };
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Suggest *op = g_new0 (Suggest, 1);
  MusterConnection *connection = muster_context_find_connection (self, categories[kind]);

  g_task_set_source_tag (task, muster_context_suggest_mappings_async);
  op->kind = kind;
  op->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, op, (GDestroyNotify) suggest_free);
  if (connection == NULL)
    {
      g_task_return_pointer (task, g_list_store_new (MUSTER_TYPE_SUGGESTION), g_object_unref);
      return;
    }
  op->connection = g_object_ref (connection);
  muster_store_get_client_async (self->store, client_id, cancellable, client_cb, g_object_ref (task));
}

GListModel *
muster_context_suggest_mappings_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
