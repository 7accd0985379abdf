/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json.h"

/* musterctl import, musterctl watch */

static JsonObject *
row_object (MusterImportRow *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "company", muster_import_row_get_company_id (row));
  muster_cli_set_string (object, "name", muster_import_row_get_name (row));
  muster_cli_set_string (object, "type", muster_import_row_get_company_type (row));
  muster_cli_set_string (object, "status", muster_import_row_get_status (row));
  json_object_set_boolean_member (object, "active", muster_import_row_get_active (row));
  muster_cli_set_string (object, "slug", muster_import_row_get_slug (row));
  muster_cli_set_string (object, "client", muster_import_row_get_client_name (row));
  json_object_set_string_member (object, "change", muster_import_row_get_change (row));
  json_object_set_boolean_member (object, "chosen", muster_import_row_get_chosen (row));
  return object;
}

/* The companies that the command names, and no others; without names those that the list suggests */
static gboolean
choose (GListModel *rows,
        char      **ids,
        GError    **error)
{
  for (guint n = 0; ids[n] != NULL; n++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
        {
          g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);
          gboolean same = g_strcmp0 (muster_import_row_get_company_id (row), ids[n]) == 0;

          if (n == 0)
            muster_import_row_set_chosen (row, FALSE);
          if (same)
            muster_import_row_set_chosen (row, TRUE);
          found |= same;
        }
      if (!found)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The PSA has no company %s", ids[n]);
          return FALSE;
        }
    }
  return TRUE;
}

static void
progress_cb (guint       done,
             guint       total,
             const char *name,
             gpointer    user_data)
{
  MusterCli *cli = user_data;

  if (!cli->json)
    g_print ("%u/%u %s\n", done, total, name);
}

static gboolean
import_rows (MusterCli          *cli,
             MusterConnection   *psa,
             GListModel         *rows,
             MusterImportCounts *counts,
             GError            **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) provisioned = MUSTER_CLI_CALL_INIT;

  muster_context_import_async (cli->context, muster_connection_get_id (psa), rows, progress_cb, cli, cli->cancellable,
                               muster_cli_call_cb, &call);
  if (!muster_context_import_finish (cli->context, muster_cli_call_wait (&call), counts, error))
    return FALSE;
  /* Provisioning goes on behind it; a command has nobody who would wait for it later */
  muster_context_finish_provisioning_async (cli->context, cli->cancellable, muster_cli_call_cb, &provisioned);
  return muster_context_finish_provisioning_finish (cli->context, muster_cli_call_wait (&provisioned), error);
}

int
muster_cli_import (MusterCli *cli,
                   char     **args)
{
  g_auto(MusterCliCall) list = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *psa = muster_cli_find_psa (cli, &error);
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  JsonArray *said_rows = json_array_new ();
  MusterImportCounts counts = { 0 };

  json_object_set_array_member (said, "companies", said_rows);
  if (psa == NULL)
    return muster_cli_fail (cli, error);
  muster_context_list_importable_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &list);
  rows = muster_context_list_importable_finish (cli->context, muster_cli_call_wait (&list), &error);
  if (rows == NULL || !choose (rows, args, &error))
    return muster_cli_fail (cli, error);
  if (!cli->list && !import_rows (cli, psa, rows, &counts, &error))
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      json_array_add_object_element (said_rows, row_object (row));
      if (cli->list && !cli->json)
        g_print ("%-8s %-12s %-24s %s\n", muster_import_row_get_company_id (row), muster_import_row_get_change (row),
                 muster_import_row_get_slug (row), muster_import_row_get_name (row));
    }
  json_object_set_int_member (said, "created", counts.created);
  json_object_set_int_member (said, "renamed", counts.renamed);
  json_object_set_int_member (said, "paused", counts.paused);
  json_object_set_int_member (said, "resumed", counts.resumed);
  json_object_set_int_member (said, "kept", counts.kept);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else if (!cli->list)
    g_print ("%u new, %u renamed, %u paused, %u active again, %u left as they are here\n", counts.created, counts.renamed,
             counts.paused, counts.resumed, counts.kept);
  return MUSTER_EXIT_OK;
}

/* The watch filter */

static MusterWatchForm *
load_form (MusterCli *cli,
           GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterConnection *psa = muster_cli_find_psa (cli, error);

  if (psa == NULL)
    return NULL;
  muster_context_load_watch_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_load_watch_finish (cli->context, muster_cli_call_wait (&call), error);
}

static JsonObject *
choices_object (MusterWatchForm *form)
{
  JsonObject *object = json_object_new ();
  GListModel *fields = muster_watch_form_get_fields (form);

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(MusterWatchField) field = g_list_model_get_item (fields, i);
      GListModel *choices = muster_watch_field_get_choices (field);
      JsonArray *array = json_array_new ();

      for (guint c = 0; c < g_list_model_get_n_items (choices); c++)
        {
          g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, c);
          JsonObject *item = json_object_new ();

          muster_cli_set_string (item, "id", muster_candidate_get_id (choice));
          muster_cli_set_string (item, "name", muster_candidate_get_name (choice));
          muster_cli_set_string (item, "of", muster_candidate_get_detail (choice));
          json_array_add_object_element (array, item);
        }
      json_object_set_array_member (object, muster_watch_field_get_id (field), array);
    }
  return object;
}

static int
tell_form (MusterCli       *cli,
           MusterWatchForm *form)
{
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(JsonNode) filter = muster_watch_form_to_json (form);
  g_autofree char *text = json_to_string (filter, TRUE);

  json_object_set_member (said, "filter", json_node_copy (filter));
  json_object_set_object_member (said, "choices", choices_object (form));
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s\n", text);
  return MUSTER_EXIT_OK;
}

int
muster_cli_watch (MusterCli *cli,
                  char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWatchForm) form = load_form (cli, &error);

  return form != NULL ? tell_form (cli, form) : muster_cli_fail (cli, error);
}

int
muster_cli_watch_set (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_cli_read_json (args[0], &error);
  g_autoptr(MusterWatchForm) form = node != NULL ? load_form (cli, &error) : NULL;

  if (form == NULL || !muster_watch_form_apply_json (form, node, &error))
    return muster_cli_fail (cli, error);
  muster_context_save_watch_async (cli->context, form, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_save_watch_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return tell_form (cli, form);
}

/* The stored filter, or the one of a file, on the latest tickets */
int
muster_cli_watch_preview (MusterCli *cli,
                          char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = args[0] != NULL ? muster_cli_read_json (args[0], &error) : NULL;
  g_autoptr(MusterWatchForm) form = error == NULL ? load_form (cli, &error) : NULL;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(JsonObject) said = json_object_new ();
  JsonArray *array = json_array_new ();
  guint n_taken = 0;

  json_object_set_array_member (said, "tickets", array);
  if (form == NULL || (node != NULL && !muster_watch_form_apply_json (form, node, &error)))
    return muster_cli_fail (cli, error);
  muster_context_preview_watch_async (cli->context, form, cli->cancellable, muster_cli_call_cb, &call);
  rows = muster_context_preview_watch_finish (cli->context, muster_cli_call_wait (&call), &n_taken, &error);
  if (rows == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterWatchRow) row = g_list_model_get_item (rows, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "ticket", muster_watch_row_get_ticket_id (row));
      muster_cli_set_string (object, "summary", muster_watch_row_get_summary (row));
      muster_cli_set_string (object, "board", muster_watch_row_get_board (row));
      muster_cli_set_string (object, "status", muster_watch_row_get_status (row));
      json_object_set_boolean_member (object, "taken", muster_watch_row_get_taken (row));
      muster_cli_set_string (object, "reason", muster_watch_row_get_reason (row));
      json_array_add_object_element (array, object);
      if (!cli->json)
        g_print ("%-4s %-8s %-40.40s %s\n", muster_watch_row_get_taken (row) ? "yes" : "no", muster_watch_row_get_number (row),
                 muster_watch_row_get_summary (row), muster_watch_row_get_taken (row) ? "" : muster_watch_row_get_reason (row));
    }
  json_object_set_int_member (said, "taken", n_taken);
  json_object_set_int_member (said, "of", g_list_model_get_n_items (rows));
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%u of %u would be taken\n", n_taken, g_list_model_get_n_items (rows));
  return MUSTER_EXIT_OK;
}
