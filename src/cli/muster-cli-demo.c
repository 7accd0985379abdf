/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"
#include "muster-note.h"

/* musterctl demo: the whole way on a demonstration world, in a profile that goes away: onboarding, a test ticket, the
 * plan, and the note as the PSA shows it afterwards. */

#define SUMMARY "My account is locked out"
#define CONTACT "lena.novak@alderfinch.example"  /* in the shipped world: one with something to find */
#define DESCRIPTION "I cannot sign in any more, it says that my account is locked. Can you help me please?"

static const char * const psas[] = { "connectwise", "halopsa", "autotask", NULL };
static const char * const platforms[] = { "hudu", "itglue", NULL };

/* What a person would have typed, as an onboarding file and its secrets */
static JsonObject *
make_plan (MusterCli *cli)
{
  const char *integrations[] = { cli->psa != NULL ? cli->psa : psas[0], "microsoft365",
                                 cli->docs != NULL ? cli->docs : platforms[0] };
  JsonObject *plan = json_object_new ();
  JsonObject *account = json_object_new ();
  JsonArray *connections = json_array_new ();

  cli->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  g_hash_table_insert (cli->secrets, g_strdup ("account.password"), muster_secret_new ("Demonstration-4-you"));
  json_object_set_string_member (account, "mspName", "Demonstration");
  json_object_set_string_member (account, "person", "Demo Admin");
  json_object_set_string_member (account, "email", "admin@demo.example");
  json_object_set_string_member (account, "language", muster_language_desktop ());
  json_object_set_object_member (plan, "account", account);

  for (gsize i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      g_autoptr(GHashTable) values = muster_context_get_sandbox_values (cli->context, integrations[i]);
      MusterIntegration *integration = muster_catalog_get_integration (muster_context_get_catalog (cli->context), integrations[i]);
      JsonObject *row = json_object_new ();
      JsonObject *fields = json_object_new ();
      GHashTableIter iter;
      gpointer key, value;

      g_hash_table_iter_init (&iter, values);
      while (g_hash_table_iter_next (&iter, &key, &value))
        {
          MusterField *field = muster_integration_find_field (integration, key);

          if (field != NULL && g_str_equal (field->kind, "secret"))
            g_hash_table_insert (cli->secrets, g_strconcat (integrations[i], ".", key, NULL), muster_secret_new (value));
          else
            json_object_set_string_member (fields, key, value);
        }
      json_object_set_string_member (row, "integration", integrations[i]);
      json_object_set_object_member (row, "fields", fields);
      json_array_add_object_element (connections, row);
    }
  json_object_set_array_member (plan, "connections", connections);
  json_object_set_string_member (plan, "mode", "plan");
  return plan;
}

static GListModel *
list_companies (MusterCli *cli,
                GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterConnection *psa = muster_context_find_connection (cli->context, "psa");

  muster_context_list_companies_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_list_companies_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* The first company, or the one that --client names, as the only client */
static JsonObject *
choose_client (MusterCli *cli,
               GError   **error)
{
  g_autoptr(GListModel) companies = list_companies (cli, error);
  JsonObject *row = NULL;
  JsonObject *plan;
  JsonArray *clients;

  for (guint i = 0; companies != NULL && row == NULL && i < g_list_model_get_n_items (companies); i++)
    {
      g_autoptr(MusterCompany) company = g_list_model_get_item (companies, i);
      g_autofree char *slug = muster_context_suggest_slug (cli->context, muster_company_get_name (company));

      if (cli->client != NULL && g_ascii_strcasecmp (cli->client, muster_company_get_name (company)) != 0
          && g_strcmp0 (cli->client, slug) != 0)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "name", muster_company_get_name (company));
      json_object_set_string_member (row, "slug", slug);
    }
  if (row == NULL)
    {
      if (companies != NULL)
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The world has no such company");
      return NULL;
    }
  plan = json_object_new ();
  clients = json_array_new ();
  json_array_add_object_element (clients, row);
  json_object_set_array_member (plan, "clients", clients);
  return plan;
}

/* The one that --contact names, else the shipped world's, else the first with an address */
static MusterContact *
choose_contact (MusterCli  *cli,
                GListModel *contacts)
{
  const char *wanted = cli->contact != NULL ? cli->contact : CONTACT;
  g_autoptr(MusterContact) first = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(MusterContact) one = g_list_model_get_item (contacts, i);

      if (muster_contact_get_email (one) == NULL)
        continue;
      if (g_ascii_strcasecmp (muster_contact_get_email (one), wanted) == 0
          || g_strcmp0 (muster_contact_get_name (one), wanted) == 0)
        return g_steal_pointer (&one);
      if (first == NULL && cli->contact == NULL)
        first = g_steal_pointer (&one);
    }
  return g_steal_pointer (&first);
}

static char *
create_test_ticket (MusterCli  *cli,
                    const char *client_id,
                    GError    **error)
{
  g_auto(MusterCliCall) list = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) create = MUSTER_CLI_CALL_INIT;
  g_autoptr(GListModel) contacts = NULL;
  g_autoptr(MusterContact) contact = NULL;

  muster_context_list_contacts_async (cli->context, client_id, cli->cancellable, muster_cli_call_cb, &list);
  contacts = muster_context_list_contacts_finish (cli->context, muster_cli_call_wait (&list), error);
  if (contacts != NULL)
    contact = choose_contact (cli, contacts);
  if (contact == NULL)
    {
      if (contacts != NULL)
        g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The client has no such contact with an e-mail address");
      return NULL;
    }
  if (!cli->json)
    g_print ("Test ticket “%s” for %s <%s>\n", SUMMARY, muster_contact_get_name (contact), muster_contact_get_email (contact));
  muster_context_create_test_ticket_async (cli->context, client_id, muster_contact_get_id (contact), SUMMARY, DESCRIPTION,
                                           cli->cancellable, muster_cli_call_cb, &create);
  return muster_context_create_test_ticket_finish (cli->context, muster_cli_call_wait (&create), error);
}

/* The newest internal note of our own */
static MusterNote *
find_note (GPtrArray *notes)
{
  for (guint i = notes->len; i > 0; i--)
    {
      MusterNote *note = g_ptr_array_index (notes, i - 1);

      if (g_strcmp0 (muster_note_get_author_kind (note), "self") == 0 && muster_note_get_internal (note))
        return note;
    }
  return NULL;
}

static gboolean
show_note (MusterCli  *cli,
           const char *ticket,
           GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GPtrArray) notes = NULL;
  MusterNote *note;

  muster_context_read_notes_async (cli->context, ticket, cli->cancellable, muster_cli_call_cb, &call);
  notes = muster_context_read_notes_finish (cli->context, muster_cli_call_wait (&call), error);
  if (notes == NULL)
    return FALSE;
  note = find_note (notes);
  if (note == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "Ticket %s has no internal note of ours", ticket);
      return FALSE;
    }
  if (cli->json)
    {
      g_autoptr(JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "ticket", ticket);
      json_object_set_string_member (object, "noteId", muster_note_get_external_id (note));
      json_object_set_string_member (object, "note", muster_note_get_text (note));
      muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
    }
  else
    g_print ("\nInternal note %s on ticket %s, read back from the PSA:\n\n%s\n", muster_note_get_external_id (note), ticket,
             muster_note_get_text (note));
  return TRUE;
}

static gboolean
work_on_ticket (MusterCli  *cli,
                const char *client_id,
                GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autofree char *ticket = create_test_ticket (cli, client_id, error);
  MusterWorkCounts counts = { 0 };

  if (ticket == NULL)
    return FALSE;
  muster_context_process_until_idle_async (cli->context, cli->timeout > 0 ? (guint) cli->timeout : 120, cli->cancellable,
                                           muster_cli_call_cb, &call);
  if (!muster_context_process_until_idle_finish (cli->context, muster_cli_call_wait (&call), &counts, error))
    return FALSE;
  return show_note (cli, ticket, error);
}

int
muster_cli_demo (MusterCli *cli,
                 char     **args)
{
  g_autoptr(JsonObject) plan = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(JsonObject) client_plan = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *clients;
  int code;

  if (cli->psa != NULL && !g_strv_contains (psas, cli->psa))
    return muster_cli_usage_error (cli, "--psa is connectwise, halopsa or autotask");
  if (cli->docs != NULL && !g_strv_contains (platforms, cli->docs))
    return muster_cli_usage_error (cli, "--docs is hudu or itglue");
  plan = make_plan (cli);
  code = muster_cli_onboard_from (cli, plan, said);
  if (code != MUSTER_EXIT_OK)
    return code;
  client_plan = choose_client (cli, &error);
  if (client_plan == NULL)
    return muster_cli_fail (cli, error);
  code = muster_cli_onboard_from (cli, client_plan, said);
  if (code != MUSTER_EXIT_OK)
    return code;

  clients = muster_json_arr (said, "clients");
  if (!work_on_ticket (cli, muster_json_str (muster_json_arr_obj (clients, 0), "id"), &error))
    return muster_cli_fail (cli, error);
  return MUSTER_EXIT_OK;
}
