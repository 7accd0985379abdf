/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index of the documentation, as the runs read it. */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-context-docs.h"

static int
tell_states (MusterCli *cli)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) states = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  JsonArray *rows = json_array_new ();

  json_object_set_array_member (said, "documentation", rows);
  muster_context_list_docs_async (cli->context, cli->cancellable, muster_cli_call_cb, &call);
  states = muster_context_list_docs_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (states == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (states); i++)
    {
      g_autoptr(MusterDocsState) state = g_list_model_get_item (states, i);
      gint64 read = muster_docs_state_get_read (state);
      g_autofree char *time = read > 0 ? muster_cli_time (read) : NULL;
      JsonObject *row = json_object_new ();

      muster_cli_set_string (row, "clientId", muster_docs_state_get_client_id (state));
      muster_cli_set_string (row, "name", muster_docs_state_get_name (state));
      json_object_set_int_member (row, "documents", muster_docs_state_get_documents (state));
      muster_cli_set_string (row, "read", time);
      json_array_add_object_element (rows, row);
      if (!cli->json)
        g_print ("%6" G_GINT64_FORMAT "  %-20s  %s\n", muster_docs_state_get_documents (state), time != NULL ? time : "never read",
                 muster_docs_state_get_name (state));
    }
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  return MUSTER_EXIT_OK;
}

int
muster_cli_docs (MusterCli *cli,
                 char     **args)
{
  return tell_states (cli);
}

/* (transfer full) (nullable): without --client there is none, and no error */
static MusterClient *
chosen_client (MusterCli *cli,
               GError   **error)
{
  return cli->client != NULL ? muster_cli_find_client (cli, error) : NULL;
}

int
muster_cli_docs_sync (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = chosen_client (cli, &error);

  if (error != NULL)
    return muster_cli_fail (cli, error);
  muster_context_sync_docs_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL, cli->cancellable,
                                  muster_cli_call_cb, &call);
  if (!muster_context_sync_docs_finish (cli->context, muster_cli_call_wait (&call), NULL, &error))
    return muster_cli_fail (cli, error);
  return tell_states (cli);
}

static void
tell_hit (MusterCli     *cli,
          MusterDocsHit *hit)
{
  const char *newer = muster_docs_hit_get_newer (hit);

  g_print ("%.10s  %s%s%s%s%s\n", muster_docs_hit_get_updated (hit), muster_docs_hit_get_folder (hit),
           *muster_docs_hit_get_folder (hit) != '\0' ? " / " : "", muster_docs_hit_get_title (hit),
           muster_docs_hit_get_general (hit) ? "  [MSP]" : "", muster_docs_hit_get_stale (hit) ? "  [old]" : "");
  if (newer != NULL)
    g_print ("            newer on the same subject: %s\n", newer);
}

int
muster_cli_docs_search (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autofree char *words = g_strjoinv (" ", args);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GListModel) hits = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  JsonArray *rows = json_array_new ();

  json_object_set_array_member (said, "pages", rows);
  if (cli->client == NULL)
    return muster_cli_usage_error (cli, "docs search: say whose with --client");
  client = chosen_client (cli, &error);
  if (client == NULL)
    return muster_cli_fail (cli, error);
  muster_context_search_docs_async (cli->context, muster_client_get_id (client), words, cli->cancellable, muster_cli_call_cb, &call);
  hits = muster_context_search_docs_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (hits == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (hits); i++)
    {
      g_autoptr(MusterDocsHit) hit = g_list_model_get_item (hits, i);
      JsonObject *row = json_object_new ();

      muster_cli_set_string (row, "id", muster_docs_hit_get_id (hit));
      muster_cli_set_string (row, "title", muster_docs_hit_get_title (hit));
      muster_cli_set_string (row, "folder", muster_docs_hit_get_folder (hit));
      muster_cli_set_string (row, "updated", muster_docs_hit_get_updated (hit));
      muster_cli_set_string (row, "text", muster_docs_hit_get_text (hit));
      json_object_set_boolean_member (row, "general", muster_docs_hit_get_general (hit));
      json_object_set_boolean_member (row, "stale", muster_docs_hit_get_stale (hit));
      muster_cli_set_string (row, "newer", muster_docs_hit_get_newer (hit));
      json_array_add_object_element (rows, row);
      if (!cli->json)
        tell_hit (cli, hit);
    }
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else if (g_list_model_get_n_items (hits) == 0)
    g_print ("Nothing found\n");
  return MUSTER_EXIT_OK;
}
