/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl audit verify, musterctl doctor */

int
muster_cli_audit_verify (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAuditReport) report = NULL;

  muster_context_audit_verify_async (cli->context, cli->cancellable, muster_cli_call_cb, &call);
  report = muster_context_audit_verify_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (report == NULL)
    return muster_cli_fail (cli, error);

  if (cli->json)
    {
      g_autoptr(JsonObject) object = json_object_new ();

      json_object_set_boolean_member (object, "ok", report->ok);
      json_object_set_int_member (object, "rows", report->rows);
      json_object_set_int_member (object, "firstBadSeq", report->first_bad_seq);
      muster_cli_set_string (object, "head", report->head);
      muster_cli_set_string (object, "problem", report->problem);
      muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
    }
  else if (report->ok)
    g_print ("The activity log is whole: %" G_GINT64_FORMAT " rows, head %.16s…\n", report->rows, report->head);
  else
    g_print ("The activity log was changed: row %" G_GINT64_FORMAT ": %s\n", report->first_bad_seq, report->problem);
  return report->ok ? MUSTER_EXIT_OK : MUSTER_EXIT_CHECK;
}

typedef struct
{
  MusterCli *cli;
  JsonArray *checks;  /* (owned) */
  gboolean   failed;
} Doctor;

static void
tell (Doctor     *doctor,
      const char *id,
      const char *state,
      const char *detail)
{
  JsonObject *object = json_object_new ();

  doctor->failed |= g_str_equal (state, "fail");
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "state", state);
  muster_cli_set_string (object, "detail", detail);
  json_array_add_object_element (doctor->checks, object);
  if (!doctor->cli->json)
    g_print ("%-5s %-14s %s\n", state, id, detail != NULL ? detail : "");
}

static void
look_at_database (Doctor *doctor)
{
  g_auto(MusterCliCall) check = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) audit = MUSTER_CLI_CALL_INIT;
  MusterStore *store = muster_context_get_store (doctor->cli->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAuditReport) report = NULL;

  muster_store_check_async (store, NULL, muster_cli_call_cb, &check);
  if (muster_store_check_finish (store, muster_cli_call_wait (&check), &error))
    tell (doctor, "database", "ok", "checked");
  else
    tell (doctor, "database", "fail", error->message);
  g_clear_error (&error);
  if (muster_store_get_full (store))
    tell (doctor, "disk", "fail", "full; make room, then all goes on");
  else if (!muster_store_get_has_room (store))
    tell (doctor, "disk", "fail", "less than 64 MiB free, so nothing new is begun; make room");
  else
    tell (doctor, "disk", "ok", NULL);

  muster_context_audit_verify_async (doctor->cli->context, NULL, muster_cli_call_cb, &audit);
  report = muster_context_audit_verify_finish (doctor->cli->context, muster_cli_call_wait (&audit), &error);
  if (report == NULL)
    tell (doctor, "activity-log", "fail", error->message);
  else
    tell (doctor, "activity-log", report->ok ? "ok" : "fail", report->ok ? NULL : report->problem);
}

static void
look_at_keyring (Doctor *doctor)
{
  switch (muster_context_get_keyring_state (doctor->cli->context))
    {
    case MUSTER_SECRET_PRESENT:
      tell (doctor, "keyring", "ok", NULL);
      break;
    case MUSTER_SECRET_ABSENT:
      tell (doctor, "keyring", "ok", "no keyring yet; the first secret makes one");
      break;
    case MUSTER_SECRET_LOCKED:
      tell (doctor, "keyring", "fail", "locked; unlock it, nothing is lost meanwhile");
      break;
    case MUSTER_SECRET_UNAVAILABLE:
    default:
      tell (doctor, "keyring", "fail", "there is no keyring; start a secret service such as gnome-keyring");
    }
}

static void
look_at_connection (Doctor           *doctor,
                    MusterConnection *connection)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autofree char *detail = NULL;

  muster_context_test_saved_connection_async (doctor->cli->context, muster_connection_get_id (connection),
                                              doctor->cli->cancellable, muster_cli_call_cb, &call);
  report = muster_context_test_saved_connection_finish (doctor->cli->context, muster_cli_call_wait (&call), &error);
  if (report == NULL)
    {
      tell (doctor, muster_connection_get_integration (connection), "fail", error->message);
      return;
    }
  if (!muster_connection_report_get_ok (report) && muster_connection_report_get_advice (report) != NULL)
    detail = g_strdup_printf ("%s. %s", muster_connection_report_get_title (report), muster_connection_report_get_advice (report));
  tell (doctor, muster_connection_get_integration (connection), muster_connection_report_get_ok (report) ? "ok" : "fail",
        detail != NULL ? detail : muster_connection_report_get_title (report));
}

/* Nothing of this has to be there; what was asked for must work */
static void
look_at_webhook (Doctor        *doctor,
                 MusterWebhook *webhook)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  gboolean fine;

  if (!muster_webhook_get_wanted (webhook))
    {
      tell (doctor, "webhook", "ok", muster_webhook_get_state_text (webhook));
      return;
    }
  muster_context_check_webhook_async (doctor->cli->context, muster_webhook_get_connection_id (webhook), doctor->cli->cancellable,
                                      muster_cli_call_cb, &call);
  if (!muster_context_check_webhook_finish (doctor->cli->context, muster_cli_call_wait (&call), &error))
    {
      tell (doctor, "webhook", "warn", error->message);
      return;
    }
  fine = muster_webhook_get_enabled (webhook) || !muster_webhook_get_can_register (webhook);
  tell (doctor, "webhook", fine ? "ok" : "warn", muster_webhook_get_state_text (webhook));
}

static void
look_at_usage (Doctor           *doctor,
               MusterConnection *connection)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterUsageReport) report = NULL;

  muster_context_get_usage_async (doctor->cli->context, muster_connection_get_id (connection), TRUE, doctor->cli->cancellable,
                                  muster_cli_call_cb, &call);
  report = muster_context_get_usage_finish (doctor->cli->context, muster_cli_call_wait (&call), NULL);
  if (report != NULL)
    tell (doctor, "usage", muster_usage_report_get_slowed (report) ? "warn" : "ok", muster_usage_report_get_text (report));
}

int
muster_cli_doctor (MusterCli *cli,
                   char     **args)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(GError) error = NULL;
  Doctor doctor = { cli, json_array_new (), FALSE };
  GListModel *connections;

  if (!muster_cli_open (cli, FALSE, &error))
    {
      json_array_unref (doctor.checks);
      return muster_cli_fail (cli, error);
    }

  tell (&doctor, "folder", "ok", muster_context_get_data_dir (cli->context));
  look_at_database (&doctor);
  look_at_keyring (&doctor);
  tell (&doctor, "account", muster_context_has_account (cli->context) ? "ok" : "warn",
        muster_context_has_account (cli->context) ? NULL : "not set up yet");
  connections = muster_context_get_connections (cli->context);
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (connections, i);

      look_at_connection (&doctor, connection);
      if (muster_context_find_webhook (cli->context, muster_connection_get_id (connection)) == NULL
          || !muster_context_connection_ready (cli->context, connection))
        continue;
      look_at_webhook (&doctor, muster_context_find_webhook (cli->context, muster_connection_get_id (connection)));
      look_at_usage (&doctor, connection);
    }

  json_object_set_boolean_member (object, "ok", !doctor.failed);
  json_object_set_array_member (object, "checks", doctor.checks);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  return doctor.failed ? MUSTER_EXIT_CHECK : MUSTER_EXIT_OK;
}
