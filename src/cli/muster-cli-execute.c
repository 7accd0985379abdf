/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-context-runs.h"
#include "muster-error.h"

/* musterctl run confirm, check, settle, hand-over; ending: what a technician does about a run in Execute mode */

static int
answer (MusterCli  *cli,
        const char *member,
        const char *value,
        const char *text)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, member, value);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  else
    g_print ("%s\n", text);
  return MUSTER_EXIT_OK;
}

/* The run goes on before the program ends */
static int
work_on (MusterCli *cli)
{
  char *none[] = { NULL };

  cli->until_idle = TRUE;
  return muster_cli_process (cli, none);
}

static gboolean
needs_reason (MusterCli *cli)
{
  return cli->reason == NULL || *cli->reason == '\0';
}

int
muster_cli_run_confirm (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  if (needs_reason (cli))
    return muster_cli_usage_error (cli, "say how with --reason, such as --reason \"called back on the number on file\"");
  muster_cli_act_as_user (cli);
  muster_context_confirm_identity_async (cli->context, args[0], cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_confirm_identity_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return work_on (cli);
}

int
muster_cli_run_check (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  const char *name;

  muster_context_check_effect_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_check_effect_finish (cli->context, muster_cli_call_wait (&call), &state, &error))
    return muster_cli_fail (cli, error);
  name = muster_effect_state_to_string (state);
  answer (cli, "state", name, name);
  return state == MUSTER_EFFECT_STATE_UNKNOWN ? MUSTER_EXIT_UNFINISHED : MUSTER_EXIT_OK;
}

int
muster_cli_run_settle (MusterCli *cli,
                       char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  gboolean happened = g_str_equal (args[1], "done");

  if (needs_reason (cli) || (!happened && !g_str_equal (args[1], "not-done")))
    return muster_cli_usage_error (cli, "say done or not-done, and with --reason how you know");
  muster_cli_act_as_user (cli);
  muster_context_settle_effect_async (cli->context, args[0], happened, cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_settle_effect_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return answer (cli, "state", happened ? "confirmed" : "absent", "Noted. musterctl run retry plans what is left.");
}

int
muster_cli_run_hand_over (MusterCli *cli,
                          char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  if (needs_reason (cli))
    return muster_cli_usage_error (cli, "say why with --reason, for the colleague who takes the ticket");
  muster_cli_act_as_user (cli);
  muster_context_escalate_run_async (cli->context, args[0], cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_escalate_run_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return work_on (cli);
}

/* --- What becomes of tickets --- */

static MusterEnding *
read_ending (MusterCli        *cli,
             MusterConnection *psa,
             GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_get_ending_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_get_ending_finish (cli->context, muster_cli_call_wait (&call), error);
}

static char **
find_field (MusterEnding *ending,
            const char   *name)
{
  const struct { const char *name; char **field; } fields[] = {
    { "done", &ending->done }, { "waiting", &ending->waiting }, { "handover", &ending->handover },
    { "board", &ending->board }, { "team", &ending->team }, { "member", &ending->member },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      return fields[i].field;
  return NULL;
}

static int
show_ending (MusterCli    *cli,
             MusterEnding *ending)
{
  static const char * const names[] = { "done", "waiting", "handover", "board", "team", "member" };
  g_autoptr(JsonObject) object = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = *find_field (ending, names[i]);

      if (cli->json)
        muster_cli_set_string (object, names[i], value);
      else
        g_print ("%-10s %s\n", names[i], value != NULL ? value : "(left as it is)");
    }
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), json_object_ref (object)));
  return MUSTER_EXIT_OK;
}

int
muster_cli_ending (MusterCli *cli,
                   char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterEnding) ending = NULL;
  MusterConnection *psa = muster_cli_find_psa (cli, &error);
  char **field;

  if (psa != NULL)
    ending = read_ending (cli, psa, &error);
  if (ending == NULL)
    return muster_cli_fail (cli, error);
  if (args[0] == NULL)
    return show_ending (cli, ending);

  field = find_field (ending, args[0]);
  if (field == NULL || args[1] == NULL)
    return muster_cli_usage_error (cli, "ending done|waiting|handover STATUS|off, or board|team|member ID|off");
  g_free (*field);
  *field = g_str_equal (args[1], "off") ? NULL : g_strdup (args[1]);
  muster_context_set_ending_async (cli->context, muster_connection_get_id (psa), ending, cli->cancellable, muster_cli_call_cb,
                                   &call);
  if (!muster_context_set_ending_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return show_ending (cli, ending);
}
