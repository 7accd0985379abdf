/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl: one tool for one client, and taking an act back. Who runs musterctl is who decides. */

void
muster_cli_act_as_user (MusterCli *cli)
{
  g_autofree char *name = g_strconcat ("musterctl:", g_get_user_name (), NULL);

  muster_context_set_operator (cli->context, name);
  muster_context_set_operator_email (cli->context, cli->as);
}

/* A change is asked about, unless --yes was given */
gboolean
muster_cli_confirmed (MusterCli  *cli,
                      const char *what)
{
  char line[8];

  if (cli->yes)
    return TRUE;
  if (!isatty (STDIN_FILENO))
    return FALSE;
  g_printerr ("%s\nType yes to go on: ", what);
  return fgets (line, sizeof line, stdin) != NULL && g_str_has_prefix (line, "yes");
}

int
muster_cli_not_confirmed (MusterCli *cli)
{
  g_autoptr(GError) error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NEEDS_APPROVAL, "Nothing was done. Say --yes to do it");

  return muster_cli_fail (cli, error);
}

static int
show_outcome (MusterCli         *cli,
              MusterToolOutcome *outcome)
{
  int code = outcome->state == MUSTER_EFFECT_STATE_CONFIRMED ? MUSTER_EXIT_OK
             : outcome->state == MUSTER_EFFECT_STATE_ABSENT ? MUSTER_EXIT_REFUSED : MUSTER_EXIT_UNFINISHED;
  g_autoptr(JsonObject) object = NULL;

  if (!cli->json)
    {
      g_print ("%s: %s\n", outcome->title, outcome->text);
      if (outcome->effect_id != NULL)
        g_print ("effect %s%s%s\n", outcome->effect_id, outcome->undo_reason != NULL ? ", cannot be undone: " : "",
                 outcome->undo_reason != NULL ? outcome->undo_reason : "");
      if (outcome->answer != NULL)
        {
          g_autofree char *text = json_to_string (outcome->answer, TRUE);

          g_print ("%s\n", text);
        }
      return code;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "tool", outcome->tool);
  json_object_set_string_member (object, "title", outcome->title);
  json_object_set_string_member (object, "state", muster_effect_state_to_string (outcome->state));
  json_object_set_string_member (object, "text", outcome->text);
  muster_cli_set_string (object, "effect", outcome->effect_id);
  muster_cli_set_string (object, "undoReason", outcome->undo_reason);
  if (outcome->answer != NULL)
    json_object_set_member (object, "answer", json_node_copy (outcome->answer));
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  return code;
}

/* `name=text`, or `name:=json` for what is no text */
static JsonObject *
read_args (char   **words,
           GError **error)
{
  g_autoptr(JsonObject) args = json_object_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');
      gboolean json = equals != NULL && equals > words[i] && equals[-1] == ':';
      g_autofree char *name = equals != NULL ? g_strndup (words[i], (gsize) (equals - words[i] - (json ? 1 : 0))) : NULL;
      JsonNode *value = json ? json_from_string (equals + 1, error) : NULL;

      if (name == NULL || *name == '\0')
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is not name=value", words[i]);
      if (error != NULL && *error != NULL)
        return NULL;
      if (value != NULL)
        json_object_set_member (args, name, value);
      else
        json_object_set_string_member (args, name, equals + 1);
    }
  return g_steal_pointer (&args);
}

int
muster_cli_tool_run (MusterCli *cli,
                     char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterTool *tool = muster_catalog_lookup_tool (muster_context_get_catalog (cli->context), args[0]);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  g_autoptr(JsonObject) given = error == NULL ? read_args (args + 1, &error) : NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (client == NULL)
    return muster_cli_usage_error (cli, "A tool runs for one client: --client SLUG");
  if (tool != NULL && !muster_tool_is_read (tool))
    {
      const char *reason = muster_context_irreversible (cli->context, args[0]);
      g_autofree char *what = g_strdup_printf ("%s, %s%s%s", muster_tool_get_title (tool), muster_client_get_name (client),
                                               reason != NULL ? "\nThis cannot be undone: " : "", reason != NULL ? reason : "");

      if (!muster_cli_confirmed (cli, what))
        return muster_cli_not_confirmed (cli);
    }
  muster_cli_act_as_user (cli);
  muster_context_run_tool_async (cli->context, muster_client_get_id (client), args[0], given, cli->cancellable,
                                 muster_cli_call_cb, &call);
  outcome = muster_context_run_tool_finish (cli->context, muster_cli_call_wait (&call), &error);
  return outcome != NULL ? show_outcome (cli, outcome) : muster_cli_fail (cli, error);
}

static void
print_undo (MusterUndo *undo)
{
  g_printerr ("%s\n", undo->title);
  for (guint i = 0; i < undo->rows->len; i++)
    {
      MusterUndoRow *row = g_ptr_array_index (undo->rows, i);

      g_printerr ("  %s: was %s, is %s, will be %s\n", row->what, row->was != NULL ? row->was : "–",
                  row->is != NULL ? row->is : "–", row->will_be != NULL ? row->will_be : "–");
    }
  if (undo->warning != NULL)
    g_printerr ("%s\n", undo->warning);
}

int
muster_cli_undo (MusterCli *cli,
                 char     **args)
{
  g_auto(MusterCliCall) look = MUSTER_CLI_CALL_INIT;
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterUndo) undo = NULL;
  g_autoptr(MusterToolOutcome) outcome = NULL;

  muster_cli_act_as_user (cli);
  muster_context_preview_undo_async (cli->context, args[0], cli->cancellable, muster_cli_call_cb, &look);
  undo = muster_context_preview_undo_finish (cli->context, muster_cli_call_wait (&look), &error);
  if (undo != NULL && !undo->possible)
    g_set_error_literal (&error, MUSTER_ERROR, undo->undone_by != NULL ? MUSTER_ERROR_CONFLICT : MUSTER_ERROR_REFUSED_BY_POLICY,
                         undo->reason);
  if (error != NULL)
    return muster_cli_fail (cli, error);
  print_undo (undo);
  if (!muster_cli_confirmed (cli, "Take it back?"))
    return muster_cli_not_confirmed (cli);
  muster_context_undo_async (cli->context, args[0], FALSE, cli->cancellable, muster_cli_call_cb, &call);
  outcome = muster_context_undo_finish (cli->context, muster_cli_call_wait (&call), &error);
  return outcome != NULL ? show_outcome (cli, outcome) : muster_cli_fail (cli, error);
}
