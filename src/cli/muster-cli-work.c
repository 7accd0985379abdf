/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl process: one sitting of the engine, or all day */

static void
print_counts (MusterCli              *cli,
              const MusterWorkCounts *counts)
{
  g_autoptr(JsonObject) object = NULL;

  if (!cli->json)
    {
      g_print ("%u new or changed tickets, %u plans posted, %u need a person, %u runs and %u tickets wait%s\n", counts->new_tickets, counts->done,
               counts->needs_human, counts->stuck, counts->waiting, counts->timed_out ? " (time over)" : "");
      if (counts->for_approval + counts->for_answer + counts->for_person > 0)
        g_print ("Waiting in all: %u for approval, %u for an answer of the requester, %u for a person\n", counts->for_approval,
                 counts->for_answer, counts->for_person);
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "newTickets", counts->new_tickets);
  json_object_set_int_member (object, "done", counts->done);
  json_object_set_int_member (object, "needsHuman", counts->needs_human);
  json_object_set_int_member (object, "waiting", counts->waiting);
  json_object_set_int_member (object, "stuck", counts->stuck);
  json_object_set_int_member (object, "forApproval", counts->for_approval);
  json_object_set_int_member (object, "forAnswer", counts->for_answer);
  json_object_set_int_member (object, "forPerson", counts->for_person);
  json_object_set_boolean_member (object, "timedOut", counts->timed_out);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
}

/* Why nothing can be done now, when the keyring is the reason */
static gboolean
check_keyring (MusterCli *cli,
               GError   **error)
{
  MusterSecretState state = muster_context_get_keyring_state (cli->context);

  if (state != MUSTER_SECRET_LOCKED && state != MUSTER_SECRET_UNAVAILABLE)
    return TRUE;
  g_propagate_error (error, muster_secret_store_new_error (state, NULL));
  return FALSE;
}

static gboolean
check_connected (MusterCli *cli,
                 GError   **error)
{
  MusterConnection *psa = muster_context_find_connection (cli->context, "psa");

  if (psa != NULL && muster_context_connection_ready (cli->context, psa))
    return TRUE;
  if (psa != NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s is not ready: %s", muster_connection_get_name (psa),
                 muster_connection_get_last_error (psa) != NULL ? muster_connection_get_last_error (psa) : "no secrets");
  else
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No PSA is connected. See musterctl onboard");
  return FALSE;
}

static int
process_until_idle (MusterCli *cli)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterWorkCounts counts = { 0 };

  muster_context_process_until_idle_async (cli->context, (guint) cli->timeout, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_process_until_idle_finish (cli->context, muster_cli_call_wait (&call), &counts, &error))
    return muster_cli_fail (cli, error);
  print_counts (cli, &counts);
  return counts.timed_out || counts.needs_human > 0 || counts.stuck > 0 ? MUSTER_EXIT_UNFINISHED : MUSTER_EXIT_OK;
}

static gboolean
time_over_cb (gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
  return G_SOURCE_REMOVE;
}

/* Until SIGTERM, SIGINT or the time is over */
static int
process_on (MusterCli *cli)
{
  muster_context_start (cli->context);
  if (cli->timeout > 0)
    g_timeout_add_seconds ((guint) cli->timeout, time_over_cb, cli->cancellable);
  while (!g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  return MUSTER_EXIT_OK;
}

int
muster_cli_process (MusterCli *cli,
                    char     **args)
{
  g_autoptr(GError) error = NULL;

  if (!check_keyring (cli, &error) || !check_connected (cli, &error))
    return muster_cli_fail (cli, error);
  return cli->until_idle ? process_until_idle (cli) : process_on (cli);
}

int
muster_cli_run_retry (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) find = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterRunDetail) detail = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_get_run_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &find);
  detail = muster_context_get_run_finish (cli->context, muster_cli_call_wait (&find), &error);
  if (detail == NULL || !check_keyring (cli, &error))
    return muster_cli_fail (cli, error);
  muster_context_retry_run_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_retry_run_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return process_until_idle (cli);
}
