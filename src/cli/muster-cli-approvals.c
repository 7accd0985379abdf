/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-context-approvals.h"
#include "muster-error.h"

/* musterctl approvals, approval …, approvers: what waits for a technician's yes, and who may say it by note */

static void
add_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
describe (MusterApproval *approval)
{
  JsonObject *object = json_object_new ();
  g_autofree char *expires = muster_time_format_iso (muster_approval_get_expires (approval));

  add_text (object, "id", muster_approval_get_id (approval));
  add_text (object, "state", muster_approval_state_to_string (muster_approval_get_state (approval)));
  add_text (object, "runId", muster_approval_get_run_id (approval));
  add_text (object, "clientId", muster_approval_get_client_id (approval));
  add_text (object, "ticket", muster_approval_get_ticket_number (approval));
  add_text (object, "summary", muster_approval_get_summary (approval));
  add_text (object, "class", muster_effect_class_to_string (muster_approval_get_effect_class (approval)));
  add_text (object, "expires", expires);
  add_text (object, "manager", muster_approval_get_manager (approval));
  add_text (object, "managerBy", muster_approval_get_manager_by (approval));
  add_text (object, "decidedBy", muster_approval_get_decided_by (approval));
  add_text (object, "decidedVia", muster_approval_get_decided_via (approval));
  add_text (object, "reason", muster_approval_get_reason (approval));
  json_object_set_array_member (object, "items", muster_approval_parse_items (approval));
  return object;
}

static int
print_object (JsonObject *object)
{
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  return MUSTER_EXIT_OK;
}

int
muster_cli_approvals (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) approvals = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *rows = json_array_new ();
  guint states = cli->list ? 0 : MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_OPEN);

  json_object_set_array_member (object, "approvals", rows);
  if (cli->client != NULL && (client = muster_cli_find_client (cli, &error)) == NULL)
    return muster_cli_fail (cli, error);
  muster_context_list_approvals_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL, states,
                                       cli->cancellable, muster_cli_call_cb, &call);
  approvals = muster_context_list_approvals_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (approvals == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < approvals->len; i++)
    {
      MusterApproval *approval = approvals->pdata[i];

      json_array_add_object_element (rows, describe (approval));
      if (!cli->json)
        g_print ("%s  %-9s  %-11s  #%s  %s\n", muster_approval_get_id (approval),
                 muster_approval_state_to_string (muster_approval_get_state (approval)),
                 muster_effect_class_to_string (muster_approval_get_effect_class (approval)),
                 muster_approval_get_ticket_number (approval), muster_approval_get_summary (approval));
    }
  return cli->json ? print_object (object) : MUSTER_EXIT_OK;
}

static MusterApproval *
load (MusterCli  *cli,
      const char *id,
      GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_get_approval_async (cli->context, id, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_get_approval_finish (cli->context, muster_cli_call_wait (&call), error);
}

int
muster_cli_approval_show (MusterCli *cli,
                          char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterApproval) approval = load (cli, args[0], &error);
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *text = NULL;

  if (approval == NULL)
    return muster_cli_fail (cli, error);
  object = describe (approval);
  if (cli->json)
    return print_object (object);
  text = muster_context_get_approval_text (cli->context, approval);
  g_print ("%s\n%s\n", muster_context_approval_state_text (muster_approval_get_state (approval)), text);
  return MUSTER_EXIT_OK;
}

/* Shown again, for what was decided; the run goes on with the next `process` */
static int
show_again (MusterCli  *cli,
            const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterApproval) approval = load (cli, id, &error);
  g_autoptr(JsonObject) object = NULL;

  if (approval == NULL)
    return muster_cli_fail (cli, error);
  object = describe (approval);
  if (cli->json)
    return print_object (object);
  g_print ("%s\n", muster_context_approval_state_text (muster_approval_get_state (approval)));
  return MUSTER_EXIT_OK;
}

int
muster_cli_approval_grant (MusterCli *cli,
                           char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) declined = g_array_new (FALSE, FALSE, sizeof (gint64));
  MusterApproval *approval;

  for (guint i = 1; args[i] != NULL; i++)
    {
      gint64 step;

      if (!g_ascii_string_to_signed (args[i], 10, 1, G_MAXINT, &step, &error))
        return muster_cli_usage_error (cli, "the steps to leave out are numbers");
      g_array_append_val (declined, step);
    }
  approval = load (cli, args[0], &error);
  if (approval == NULL)
    return muster_cli_fail (cli, error);
  g_ptr_array_add (seen, approval);
  muster_cli_act_as_user (cli);
  muster_context_grant_approvals_async (cli->context, seen, (const gint64 *) (gpointer) declined->data, declined->len,
                                        cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_grant_approvals_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return show_again (cli, args[0]);
}

int
muster_cli_approval_reject (MusterCli *cli,
                            char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func (g_object_unref);
  MusterApproval *approval;

  if (cli->reason == NULL)
    return muster_cli_usage_error (cli, "say why with --reason");
  approval = load (cli, args[0], &error);
  if (approval == NULL)
    return muster_cli_fail (cli, error);
  g_ptr_array_add (seen, approval);
  muster_cli_act_as_user (cli);
  muster_context_reject_approvals_async (cli->context, seen, cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_reject_approvals_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return show_again (cli, args[0]);
}

int
muster_cli_approval_withdraw (MusterCli *cli,
                              char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  muster_cli_act_as_user (cli);
  muster_context_withdraw_approval_async (cli->context, args[0], cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_withdraw_approval_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return show_again (cli, args[0]);
}

int
muster_cli_approval_confirm (MusterCli *cli,
                             char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  if (cli->reason == NULL)
    return muster_cli_usage_error (cli, "say whom you asked and how with --reason");
  muster_cli_act_as_user (cli);
  muster_context_confirm_manager_async (cli->context, args[0], cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_confirm_manager_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return show_again (cli, args[0]);
}

static int
print_approvers (MusterCli *cli,
                 GPtrArray *approvers,
                 gboolean   shows_mail)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *rows = json_array_new ();

  json_object_set_array_member (object, "approvers", rows);
  json_object_set_boolean_member (object, "showsMail", shows_mail);
  for (guint i = 0; i < approvers->len; i++)
    {
      MusterApprover *approver = approvers->pdata[i];
      JsonObject *row = json_object_new ();

      add_text (row, "id", approver->id);
      add_text (row, "name", approver->name);
      add_text (row, "email", approver->email);
      json_object_set_boolean_member (row, "active", approver->active);
      json_object_set_boolean_member (row, "listed", approver->listed);
      json_array_add_object_element (rows, row);
      if (!cli->json)
        g_print ("%s %-8s  %s%s\n", approver->listed ? "*" : " ", approver->id, approver->name, approver->active ? "" : " (inactive)");
    }
  if (!cli->json && !shows_mail)
    g_print ("This PSA does not tell which notes came by e-mail: grave steps can only be decided in Muster.\n");
  return cli->json ? print_object (object) : MUSTER_EXIT_OK;
}

int
muster_cli_approvers (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) set = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) list = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) approvers = NULL;
  gboolean shows_mail = FALSE;
  MusterConnection *psa = muster_context_find_connection (cli->context, "psa");
  const char *const none[] = { NULL };

  if (psa == NULL)
    {
      g_set_error_literal (&error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No PSA is connected");
      return muster_cli_fail (cli, error);
    }
  if (args[0] != NULL)
    {
      muster_cli_act_as_user (cli);
      muster_context_set_approvers_async (cli->context, muster_connection_get_id (psa),
                                          g_str_equal (args[0], "none") ? none : (const char *const *) args, cli->cancellable,
                                          muster_cli_call_cb, &set);
      if (!muster_context_set_approvers_finish (cli->context, muster_cli_call_wait (&set), &error))
        return muster_cli_fail (cli, error);
    }
  muster_context_list_approvers_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &list);
  approvers = muster_context_list_approvers_finish (cli->context, muster_cli_call_wait (&list), &shows_mail, &error);
  return approvers != NULL ? print_approvers (cli, approvers, shows_mail) : muster_cli_fail (cli, error);
}
