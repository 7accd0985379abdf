/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <string.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-json.h"
#include "muster-onboarding.h"
#include "muster-profile-clock.h"

/* musterctl onboard: the window's onboarding from a file. What is there already is renewed, so the command can be
 * given again after something went wrong. */

static const char *
secret_of (MusterCli  *cli,
           const char *key)
{
  MusterSecret *secret = cli->secrets != NULL ? g_hash_table_lookup (cli->secrets, key) : NULL;

  return secret != NULL ? muster_secret_peek (secret) : NULL;
}

/* Text or a whole number, as text */
static char *
text_of (JsonObject *object,
         const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_string (node));
}

static gboolean
create_account (MusterCli  *cli,
                JsonObject *plan,
                GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  JsonObject *account = muster_json_obj (plan, "account");
  g_autoptr(MusterSecret) password = NULL;
  const char *typed = secret_of (cli, "account.password");

  if (muster_context_has_account (cli->context))
    return TRUE;
  if (account == NULL || typed == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s", account == NULL ? "The file has no “account”"
                   : "The secrets have no “account.password”");
      return FALSE;
    }
  password = muster_secret_new (typed);
  muster_context_create_account_async (cli->context, muster_json_str (account, "mspName"), muster_json_str (account, "person"),
                                       muster_json_str (account, "email"), password, muster_json_str (account, "language"),
                                       cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_create_account_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* A person's sign-in of before, for profiles that keep nothing */
static void
take_sign_in (MusterCli  *cli,
              const char *id,
              GHashTable *fields)
{
  g_autofree char *key = g_strconcat (id, ".refreshToken", NULL);

  if (secret_of (cli, key) != NULL)
    g_hash_table_insert (fields, g_strdup ("refreshToken"), g_strdup (secret_of (cli, key)));
}

/* Form fields from the file, secret ones from the secrets; a secret in the file itself is refused */
GHashTable *
muster_cli_collect_fields (MusterCli  *cli,
                           const char *id,
                           JsonObject *typed,
                           GError    **error)
{
  static const char * const addresses[] = { "login", "graph", "exchange", "partner", "zone", "api", "exchangeUnpublished", NULL };  /* of look-alikes on this machine */
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_free);
  MusterIntegration *integration = id != NULL ? muster_catalog_get_integration (muster_context_get_catalog (cli->context), id) : NULL;
  g_autoptr(GList) names = typed != NULL ? json_object_get_members (typed) : NULL;
  GPtrArray *form;

  if (integration == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "There is no integration “%s”", id != NULL ? id : "");
      return NULL;
    }
  form = muster_integration_get_fields (integration);
  for (guint i = 0; i < form->len; i++)
    {
      MusterField *field = g_ptr_array_index (form, i);
      g_autofree char *key = g_strconcat (id, ".", field->id, NULL);

      if (!g_str_equal (field->kind, "secret"))
        continue;
      if (typed != NULL && json_object_has_member (typed, field->id))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                       "“%s” is a secret: give it by --secrets or --secrets-fd as “%s”, not in this file", field->id, key);
          return NULL;
        }
      if (secret_of (cli, key) != NULL)
        g_hash_table_insert (fields, g_strdup (field->id), g_strdup (secret_of (cli, key)));
    }
  for (GList *l = names; l != NULL; l = l->next)
    {
      if (muster_integration_find_field (integration, l->data) == NULL && !g_strv_contains (addresses, l->data))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: there is no field “%s”", id, (const char *) l->data);
          return NULL;
        }
      g_hash_table_insert (fields, g_strdup (l->data), text_of (typed, l->data));
    }
  take_sign_in (cli, id, fields);
  return g_steal_pointer (&fields);
}

/* The form, what a live test may ask, and how late a look-alike may still commit */
static GHashTable *
collect_row (MusterCli  *cli,
             JsonObject *row,
             JsonObject *plan,
             GError    **error)
{
  GHashTable *fields = muster_cli_collect_fields (cli, muster_json_str (row, "integration"), muster_json_obj (row, "fields"), error);
  JsonObject *answers = muster_json_obj (row, "answers");
  g_autoptr(GList) names = answers != NULL ? json_object_get_members (answers) : NULL;
  g_autofree char *late = text_of (plan, "settleMs");

  if (fields == NULL)
    return NULL;
  for (GList *l = names; l != NULL; l = l->next)
    g_hash_table_insert (fields, g_strdup (l->data), text_of (answers, l->data));
  if (late != NULL)
    g_hash_table_insert (fields, g_strdup ("lateCommitMs"), g_steal_pointer (&late));
  return fields;
}

static gboolean
connect_one (MusterCli  *cli,
             JsonObject *row,
             JsonObject *plan,
             JsonArray  *said,
             GError    **error)
{
  g_autoptr(GHashTable) fields = collect_row (cli, row, plan, error);
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterConnection) connection = NULL;
  JsonObject *object;

  if (fields == NULL || !muster_cli_sign_in (cli, muster_json_str (row, "integration"), fields, error))
    return FALSE;
  muster_context_connect_async (cli->context, muster_json_str (row, "integration"), fields, cli->cancellable,
                                muster_cli_call_cb, &call);
  connection = muster_context_connect_finish (cli->context, muster_cli_call_wait (&call), error);
  if (connection == NULL)
    {
      g_prefix_error (error, "%s: ", muster_json_str (row, "integration"));
      return FALSE;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "integration", muster_connection_get_integration (connection));
  json_object_set_string_member (object, "id", muster_connection_get_id (connection));
  json_object_set_string_member (object, "status", muster_connection_get_status (connection));
  json_array_add_object_element (said, object);
  if (!cli->json)
    g_print ("Connected: %s\n", muster_connection_get_name (connection));
  return TRUE;
}

static MusterClient *
get_or_create_client (MusterCli  *cli,
                      JsonObject *row,
                      GError    **error)
{
  g_auto(MusterCliCall) get = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) create = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) save = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *suggested = NULL;
  const char *slug = muster_json_str (row, "slug");

  if (slug == NULL)
    slug = suggested = muster_context_suggest_slug (cli->context, muster_json_str (row, "name"));
  muster_context_get_client_async (cli->context, slug, cli->cancellable, muster_cli_call_cb, &get);
  client = muster_context_get_client_finish (cli->context, muster_cli_call_wait (&get), NULL);
  if (client == NULL)
    {
      muster_context_create_client_async (cli->context, muster_json_str (row, "name"), slug, cli->cancellable,
                                          muster_cli_call_cb, &create);
      client = muster_context_create_client_finish (cli->context, muster_cli_call_wait (&create), error);
      if (client == NULL)
        return NULL;
    }
  if (muster_json_str (row, "language") != NULL)
    muster_client_set_language (client, muster_json_str (row, "language"));
  if (muster_json_str (row, "timeZone") != NULL)
    muster_client_set_time_zone (client, muster_json_str (row, "timeZone"));
  muster_context_save_client_async (cli->context, client, cli->cancellable, muster_cli_call_cb, &save);
  if (!muster_context_save_client_finish (cli->context, muster_cli_call_wait (&save), error))
    return NULL;
  return g_steal_pointer (&client);
}

static gboolean
map_to (MusterCli        *cli,
        MusterClient     *client,
        MusterMappingKind kind,
        const char       *id,
        const char       *name,
        GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_set_mapping_async (cli->context, muster_client_get_id (client), kind, id, name, cli->cancellable,
                                    muster_cli_call_cb, &call);
  return muster_context_set_mapping_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* The company that is named, or without a name the one that is clearly meant */
static gboolean
map_one (MusterCli        *cli,
         MusterClient     *client,
         MusterMappingKind kind,
         const char       *wanted,
         GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GListModel) list = NULL;

  muster_context_suggest_mappings_async (cli->context, muster_client_get_id (client), kind, cli->cancellable,
                                         muster_cli_call_cb, &call);
  list = muster_context_suggest_mappings_finish (cli->context, muster_cli_call_wait (&call), error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterSuggestion) suggestion = g_list_model_get_item (list, i);
      MusterCompany *company = muster_suggestion_get_company (suggestion);

      if (wanted != NULL ? g_ascii_strcasecmp (muster_company_get_id (company), wanted) == 0 : muster_suggestion_get_best (suggestion))
        return map_to (cli, client, kind, muster_company_get_id (company), muster_company_get_name (company), error);
    }
  if (wanted == NULL)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s: there is no %s %s", muster_client_get_slug (client),
               muster_mapping_kind_to_string (kind), wanted);
  return FALSE;
}

static gboolean
map_client (MusterCli    *cli,
            MusterClient *client,
            JsonObject   *row,
            GError      **error)
{
  static const char * const members[] = {
    [MUSTER_MAPPING_KIND_COMPANY] = "company", [MUSTER_MAPPING_KIND_TENANT] = "tenant", [MUSTER_MAPPING_KIND_DOCS] = "docs",
  };
  JsonObject *mappings = muster_json_obj (row, "mappings");

  for (guint kind = 0; kind < G_N_ELEMENTS (members); kind++)
    {
      g_autofree char *wanted = mappings != NULL ? text_of (mappings, members[kind]) : NULL;

      if (mappings != NULL && wanted == NULL)
        continue;
      if (!map_one (cli, client, (MusterMappingKind) kind, wanted, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
provision (MusterCli    *cli,
           MusterClient *client,
           JsonArray    *said,
           GError      **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GListModel) parts = NULL;

  muster_context_provision_client_async (cli->context, muster_client_get_id (client), cli->cancellable, muster_cli_call_cb,
                                         &call);
  parts = muster_context_provision_client_finish (cli->context, muster_cli_call_wait (&call), error);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr(MusterCheck) part = g_list_model_get_item (parts, i);
      const char *state = muster_check_state_to_string (muster_check_get_state (part));
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", muster_check_get_id (part));
      json_object_set_string_member (object, "state", state);
      muster_cli_set_string (object, "detail", muster_check_get_detail (part));
      json_array_add_object_element (said, object);
      if (!cli->json)
        g_print ("  %-4s %s: %s\n", state, muster_check_get_title (part),
                 muster_check_get_detail (part) != NULL ? muster_check_get_detail (part) : "");
    }
  return parts != NULL;
}

static gboolean
add_client (MusterCli  *cli,
            JsonObject *row,
            JsonArray  *said,
            GError    **error)
{
  g_autoptr(MusterClient) client = get_or_create_client (cli, row, error);
  JsonObject *object;
  JsonArray *parts;

  if (client == NULL || !map_client (cli, client, row, error))
    return FALSE;
  if (!cli->json)
    g_print ("Client: %s (%s)\n", muster_client_get_name (client), muster_client_get_slug (client));
  object = json_object_new ();
  parts = json_array_new ();
  json_object_set_string_member (object, "id", muster_client_get_id (client));
  json_object_set_string_member (object, "slug", muster_client_get_slug (client));
  json_object_set_array_member (object, "parts", parts);
  json_array_add_object_element (said, object);
  return provision (cli, client, parts, error);
}

static gboolean
set_mode (MusterCli  *cli,
          JsonObject *plan,
          GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  const char *text = muster_json_str (plan, "mode");
  MusterMode mode = MUSTER_MODE_PLAN;

  if (text == NULL)
    return TRUE;
  if (!muster_mode_from_string (text, &mode))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no mode", text);
      return FALSE;
    }
  muster_context_set_mode_async (cli->context, NULL, mode, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_set_mode_finish (cli->context, muster_cli_call_wait (&call), error);
}

static gboolean
end_onboarding (MusterCli *cli,
                GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterOnboarding *onboarding = muster_context_get_onboarding (cli->context);

  muster_onboarding_finish_async (onboarding, cli->cancellable, muster_cli_call_cb, &call);
  return muster_onboarding_finish_finish (onboarding, muster_cli_call_wait (&call), error);
}

static gboolean
onboard_all (MusterCli  *cli,
             JsonObject *plan,
             JsonObject *said,
             GError    **error)
{
  JsonArray *connections = muster_json_arr (plan, "connections");
  JsonArray *clients = muster_json_arr (plan, "clients");
  JsonArray *models = muster_json_arr (plan, "models");
  JsonArray *said_connections = json_array_new ();
  JsonArray *said_clients = json_array_new ();

  json_object_set_array_member (said, "connections", said_connections);
  json_object_set_array_member (said, "clients", said_clients);
  if (!create_account (cli, plan, error))
    {
      g_prefix_error (error, "account: ");
      return FALSE;
    }
  for (guint i = 0; connections != NULL && i < json_array_get_length (connections); i++)
    if (!connect_one (cli, muster_json_arr_obj (connections, i), plan, said_connections, error))
      return FALSE;
  for (guint i = 0; clients != NULL && i < json_array_get_length (clients); i++)
    if (!add_client (cli, muster_json_arr_obj (clients, i), said_clients, error))
      {
        g_prefix_error (error, "clients, row %u: ", i + 1);
        return FALSE;
      }
  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    if (!muster_cli_onboard_model (cli, muster_json_arr_obj (models, i), error))
      {
        g_prefix_error (error, "models, row %u: ", i + 1);
        return FALSE;
      }
  return set_mode (cli, plan, error) && end_onboarding (cli, error);
}

int
muster_cli_onboard_from (MusterCli  *cli,
                         JsonObject *plan,
                         JsonObject *said)
{
  g_autoptr(GError) error = NULL;

  if (!onboard_all (cli, plan, said, &error))
    return muster_cli_fail (cli, error);
  return MUSTER_EXIT_OK;
}

/* A word that is not known is a slip of the pen, and what was meant would be left out in silence */
static gboolean
check_members (JsonObject         *object,
               const char         *where,
               const char * const *known,
               GError            **error)
{
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) known);

        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: “%s” is not known here; known are %s", where,
                     (const char *) l->data, list);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_all_members (JsonObject *plan,
                   GError    **error)
{
  static const char * const top[] = { "account", "connections", "clients", "models", "mode", "settleMs", "now", NULL };
  static const char * const account[] = { "mspName", "person", "email", "language", NULL };
  static const char * const connection[] = { "integration", "fields", "answers", NULL };
  static const char * const client[] = { "name", "slug", "language", "timeZone", "mappings", NULL };
  static const char * const mappings[] = { "company", "tenant", "docs", NULL };
  JsonArray *connections = muster_json_arr (plan, "connections");
  JsonArray *clients = muster_json_arr (plan, "clients");

  if (!check_members (plan, "The file", top, error)
      || !check_members (muster_json_obj (plan, "account"), "“account”", account, error))
    return FALSE;
  for (guint i = 0; connections != NULL && i < json_array_get_length (connections); i++)
    if (!check_members (muster_json_arr_obj (connections, i), "“connections”", connection, error))
      return FALSE;
  for (guint i = 0; clients != NULL && i < json_array_get_length (clients); i++)
    if (!check_members (muster_json_arr_obj (clients, i), "“clients”", client, error)
        || !check_members (muster_json_obj (muster_json_arr_obj (clients, i), "mappings"), "“mappings”", mappings, error))
      return FALSE;
  return TRUE;
}

/* Every object of the right kind, so that the steps need not look */
static gboolean
check_plan (JsonNode *node,
            GError  **error)
{
  static const char * const arrays[] = { "connections", "clients", "models" };
  JsonObject *plan = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (plan == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The file holds no JSON object");
      return FALSE;
    }
  for (gsize a = 0; a < G_N_ELEMENTS (arrays); a++)
    {
      JsonArray *rows = muster_json_arr (plan, arrays[a]);

      if (rows == NULL && json_object_has_member (plan, arrays[a]))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no list", arrays[a]);
          return FALSE;
        }
      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        if (muster_json_arr_obj (rows, i) == NULL)
          {
            g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s”: row %u is no object", arrays[a], i + 1);
            return FALSE;
          }
    }
  return check_all_members (plan, error);
}

/* Whether all that @row talks to is on this machine; what is not said would be the vendor's own address */
static gboolean
leads_here (JsonObject *row)
{
  static const struct { const char *integration; const char *addresses[4]; } known[] = {
    { "connectwise", { "site" } },
    { "halopsa", { "url" } },
    { "autotask", { "zone" } },
    { "microsoft365", { "login", "graph", "exchange" } },
    { "hudu", { "url" } },
    { "itglue", { "api" } },
  };
  JsonObject *fields = muster_json_obj (row, "fields");

  for (gsize i = 0; fields != NULL && i < G_N_ELEMENTS (known); i++)
    {
      if (g_strcmp0 (muster_json_str (row, "integration"), known[i].integration) != 0)
        continue;
      for (gsize a = 0; known[i].addresses[a] != NULL; a++)
        {
          const char *value = muster_json_str (fields, known[i].addresses[a]);

          if (value == NULL || !g_regex_match_simple ("^https?://(127\\.0\\.0\\.1|localhost):[0-9]+(/[A-Za-z0-9._/-]*)?$", value, 0, 0))
            return FALSE;
        }
      return TRUE;
    }
  return FALSE;
}

/* The clock of a world is for a throw-away profile whose connections all lead to this machine */
static gboolean
set_clock (MusterCli  *cli,
           JsonObject *plan,
           GError    **error)
{
  JsonArray *rows = muster_json_arr (plan, "connections");
  const char *now = muster_json_str (plan, "now");
  gboolean here = g_strcmp0 (cli->keyring, "memory") == 0 && cli->data_dir != NULL && rows != NULL;

  if (now == NULL)
    return TRUE;
  for (guint i = 0; here && i < json_array_get_length (rows); i++)
    here = leads_here (muster_json_arr_obj (rows, i));
  if (!here)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                           "“now” is only for --keyring memory with connections to this machine");
      return FALSE;
    }
  return muster_profile_clock_save (cli->data_dir, now, error);
}

int
muster_cli_onboard (MusterCli *cli,
                    char     **args)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(GError) error = NULL;
  int code;

  if (!g_file_get_contents (args[0], &text, &length, &error))
    return muster_cli_usage_error (cli, "%s", error->message);
  bytes = g_bytes_new (text, length);
  node = muster_json_parse (bytes, NULL, NULL, &error);
  if (node == NULL || !check_plan (node, &error))
    {
      error->domain = MUSTER_ERROR;
      error->code = MUSTER_ERROR_INVALID_INPUT;
      g_prefix_error (&error, "%s: ", args[0]);
      return muster_cli_fail (cli, error);
    }
  if (!set_clock (cli, json_node_get_object (node), &error) || !muster_cli_open (cli, FALSE, &error))
    return muster_cli_fail (cli, error);

  code = muster_cli_onboard_from (cli, json_node_get_object (node), said);
  if (code == MUSTER_EXIT_OK && cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else if (code == MUSTER_EXIT_OK)
    g_print ("Ready.\n");
  return code;
}
