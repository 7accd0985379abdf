/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl: policies and modes: what a change would mean, and many changes at once */

static void
print_object (JsonObject *object)
{
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
}

/* (transfer full) (nullable): a change of one tool; NULL: @code says what was wrong with the arguments */
static MusterToolPolicy *
parse_change (MusterCli  *cli,
              const char *tool,
              const char *word,
              int        *code)
{
  g_autoptr(MusterToolPolicy) change = muster_tool_policy_new ();
  MusterPolicy policy = MUSTER_POLICY_DISABLED;

  muster_tool_policy_set_tool (change, tool);
  if (g_str_equal (word, "inherit"))
    muster_tool_policy_set_source (change, MUSTER_POLICY_SOURCE_INHERIT);
  else if (muster_policy_from_string (word, &policy))
    muster_tool_policy_set_policy (change, policy);
  else
    {
      *code = muster_cli_usage_error (cli, "“%s” is no policy: auto, approval_needed, disabled, inherit", word);
      return NULL;
    }
  if (cli->manager != NULL && !g_str_equal (cli->manager, "on") && !g_str_equal (cli->manager, "off"))
    {
      *code = muster_cli_usage_error (cli, "--manager is “on” or “off”");
      return NULL;
    }
  muster_tool_policy_set_manager (change, g_strcmp0 (cli->manager, "on") == 0);
  return g_steal_pointer (&change);
}

static GListModel *
list_policies (MusterCli  *cli,
               const char *client_id,
               GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_list_tool_policies_async (cli->context, client_id, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_list_tool_policies_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* Whether the manager is asked stays as it is where nobody said otherwise */
static gboolean
keep_manager (MusterCli        *cli,
              const char       *client_id,
              MusterToolPolicy *change,
              GError          **error)
{
  g_autoptr(GListModel) rows = NULL;

  if (cli->manager != NULL || muster_tool_policy_get_policy (change) != MUSTER_POLICY_APPROVAL_NEEDED)
    return TRUE;
  rows = list_policies (cli, client_id, error);
  for (guint i = 0; rows != NULL && i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (rows, i);

      if (g_strcmp0 (muster_tool_policy_get_tool (row), muster_tool_policy_get_tool (change)) == 0)
        muster_tool_policy_set_manager (change, muster_tool_policy_get_manager (row));
    }
  return rows != NULL;
}

static gboolean
save (MusterCli  *cli,
      const char *client_id,
      GPtrArray  *changes,
      GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_save_policies_async (cli->context, client_id, changes, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_save_policies_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* (transfer full) (nullable): the change that the arguments ask for, as a list of one */
static GPtrArray *
read_change (MusterCli   *cli,
             const char  *client_id,
             char       **args,
             int         *code)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  MusterToolPolicy *change = parse_change (cli, args[0], args[1], code);

  if (change == NULL)
    return NULL;
  g_ptr_array_add (changes, change);
  if (keep_manager (cli, client_id, change, &error))
    return g_steal_pointer (&changes);
  *code = muster_cli_fail (cli, error);
  return NULL;
}

int
muster_cli_policy_set (MusterCli *cli,
                       char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  const char *client_id = client != NULL ? muster_client_get_id (client) : NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(JsonObject) object = NULL;
  int code = MUSTER_EXIT_OK;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  changes = read_change (cli, client_id, args, &code);
  if (changes == NULL)
    return code;
  if (!save (cli, client_id, changes, &error))
    return muster_cli_fail (cli, error);
  if (!cli->json)
    {
      g_print ("%s: %s%s\n", args[0], args[1],
               muster_tool_policy_get_manager (changes->pdata[0]) ? ", and the manager is asked" : "");
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_string_member (object, args[0], args[1]);
  json_object_set_boolean_member (object, "manager", muster_tool_policy_get_manager (changes->pdata[0]));
  muster_cli_set_string (object, "client", cli->client);
  print_object (object);
  return MUSTER_EXIT_OK;
}

/* --- What would have been --- */

static JsonObject *
difference_to_json (MusterPolicyDifference *difference)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = muster_time_format_iso (difference->time);

  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "kind", difference->kind);
  json_object_set_string_member (object, "run", difference->run_id);
  muster_cli_set_string (object, "client", difference->client);
  muster_cli_set_string (object, "ticket", difference->ticket);
  json_object_set_string_member (object, "tool", difference->tool);
  muster_cli_set_string (object, "target", difference->target);
  json_object_set_string_member (object, "was", muster_policy_to_string (difference->was));
  json_object_set_string_member (object, "wouldBe", muster_policy_to_string (difference->would_be));
  json_object_set_boolean_member (object, "askedManager", difference->asked_manager);
  json_object_set_boolean_member (object, "wouldAskManager", difference->would_ask_manager);
  return object;
}

static void
print_preview (MusterCli           *cli,
               MusterPolicyPreview *preview)
{
  g_autoptr(JsonObject) object = NULL;
  JsonArray *changed;

  if (!cli->json)
    {
      for (guint i = 0; i < preview->changed->len; i++)
        {
          MusterPolicyDifference *difference = g_ptr_array_index (preview->changed, i);
          g_autofree char *time = muster_time_format_iso (difference->time);

          g_print ("%s  %-16s #%-8s %-40s %s -> %s%s  %s\n", time, difference->client, difference->ticket, difference->tool,
                   muster_policy_to_string (difference->was), muster_policy_to_string (difference->would_be),
                   difference->would_ask_manager ? " with the manager" : "",
                   difference->target != NULL ? difference->target : "");
        }
      g_print ("%u of the last %u would have been decided otherwise.\n", preview->changed->len, preview->looked_at);
      return;
    }
  object = json_object_new ();
  changed = json_array_new ();
  for (guint i = 0; i < preview->changed->len; i++)
    json_array_add_object_element (changed, difference_to_json (g_ptr_array_index (preview->changed, i)));
  json_object_set_int_member (object, "lookedAt", preview->looked_at);
  json_object_set_int_member (object, "used", preview->used);
  json_object_set_array_member (object, "changed", changed);
  print_object (object);
}

static int
show_preview (MusterCli  *cli,
              const char *client_id,
              GPtrArray  *changes)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterPolicyPreview) preview = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_preview_policy_async (cli->context, client_id, changes, cli->cancellable, muster_cli_call_cb, &call);
  preview = muster_context_preview_policy_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (preview == NULL)
    return muster_cli_fail (cli, error);
  print_preview (cli, preview);
  return MUSTER_EXIT_OK;
}

int
muster_cli_policy_preview (MusterCli *cli,
                           char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  const char *client_id = client != NULL ? muster_client_get_id (client) : NULL;
  g_autoptr(GPtrArray) changes = NULL;
  int code = MUSTER_EXIT_OK;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  changes = read_change (cli, client_id, args, &code);
  return changes != NULL ? show_preview (cli, client_id, changes) : code;
}

/* Every tool of the class that may have this policy; what its floor forbids is counted and left as it is */
static GPtrArray *
changes_of_class (MusterCli         *cli,
                  GListModel        *rows,
                  MusterEffectClass  class,
                  MusterToolPolicy  *like,
                  guint             *n_left)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean reset = g_strcmp0 (muster_tool_policy_get_source (like), MUSTER_POLICY_SOURCE_INHERIT) == 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (rows, i);
      const char *tool = muster_tool_policy_get_tool (row);
      MusterToolPolicy *change;

      if (muster_tool_policy_get_effect_class (row) != class)
        continue;
      if (!reset && muster_tool_policy_get_policy (like) < muster_context_policy_floor (cli->context, tool, NULL))
        {
          (*n_left)++;
          continue;
        }
      change = MUSTER_TOOL_POLICY (muster_record_copy (like));
      muster_tool_policy_set_tool (change, tool);
      if (cli->manager == NULL)
        muster_tool_policy_set_manager (change, muster_tool_policy_get_policy (like) == MUSTER_POLICY_APPROVAL_NEEDED
                                        && muster_tool_policy_get_manager (row));
      if (!muster_context_may_ask_manager (cli->context, tool))
        muster_tool_policy_set_manager (change, FALSE);
      g_ptr_array_add (changes, change);
    }
  return g_steal_pointer (&changes);
}

int
muster_cli_policy_set_class (MusterCli *cli,
                             char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  const char *client_id = client != NULL ? muster_client_get_id (client) : NULL;
  g_autoptr(MusterToolPolicy) like = NULL;
  g_autoptr(GListModel) rows = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(JsonObject) object = NULL;
  MusterEffectClass class;
  guint n_left = 0;
  int code = MUSTER_EXIT_OK;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (!muster_effect_class_from_string (args[0], &class))
    return muster_cli_usage_error (cli, "“%s” is no class: read, read-sensitive, note-internal, reply, write, credential, "
                                   "privilege, destructive", args[0]);
  like = parse_change (cli, "", args[1], &code);
  if (like == NULL)
    return code;
  rows = list_policies (cli, client_id, &error);
  if (rows == NULL)
    return muster_cli_fail (cli, error);
  changes = changes_of_class (cli, rows, class, like, &n_left);
  if (cli->list)
    return show_preview (cli, client_id, changes);
  if (changes->len > 0 && !save (cli, client_id, changes, &error))
    return muster_cli_fail (cli, error);
  if (!cli->json)
    {
      g_print ("%s: %s for %u tools\n", args[0], args[1], changes->len);
      if (n_left > 0)
        g_print ("%u may not be so lenient and stay as they are\n", n_left);
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "changed", changes->len);
  json_object_set_int_member (object, "left", n_left);
  print_object (object);
  return MUSTER_EXIT_OK;
}

/* --- Modes --- */

static JsonArray *
tools_to_json (GPtrArray *rows)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    json_array_add_string_element (array, muster_tool_policy_get_tool (rows->pdata[i]));
  return array;
}

static JsonObject *
plan_to_json (MusterJudgement *plan)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = muster_time_format_iso (muster_judgement_get_created (plan));

  json_object_set_string_member (object, "run", muster_judgement_get_run_id (plan));
  json_object_set_string_member (object, "created", created);
  muster_cli_set_string (object, "client", muster_judgement_get_client_name (plan));
  muster_cli_set_string (object, "ticket", muster_judgement_get_ticket_number (plan));
  muster_cli_set_string (object, "summary", muster_judgement_get_summary (plan));
  muster_cli_set_string (object, "outcome", muster_judgement_get_outcome (plan));
  muster_cli_set_string (object, "verdict", muster_judgement_get_verdict (plan));
  muster_cli_set_string (object, "word", muster_judgement_get_word (plan));
  muster_cli_set_string (object, "by", muster_judgement_get_author (plan));
  return object;
}

static JsonObject *
mode_preview_to_json (MusterModePreview *preview)
{
  JsonObject *object = json_object_new ();
  JsonArray *plans = json_array_new ();

  for (guint i = 0; i < preview->plans->len; i++)
    json_array_add_object_element (plans, plan_to_json (preview->plans->pdata[i]));
  json_object_set_string_member (object, "from", muster_mode_to_string (preview->from));
  json_object_set_string_member (object, "to", muster_mode_to_string (preview->to));
  json_object_set_int_member (object, "clients", preview->n_clients);
  json_object_set_array_member (object, "auto", tools_to_json (preview->by_itself));
  json_object_set_array_member (object, "approvalNeeded", tools_to_json (preview->asked));
  json_object_set_int_member (object, "disabled", preview->n_off);
  json_object_set_int_member (object, "right", preview->n_right);
  json_object_set_int_member (object, "partly", preview->n_partly);
  json_object_set_int_member (object, "wrong", preview->n_wrong);
  json_object_set_array_member (object, "plans", plans);
  return object;
}

static void
print_tools (const char *title,
             GPtrArray  *rows)
{
  g_print ("%s\n", title);
  for (guint i = 0; i < rows->len; i++)
    g_print ("  %-44s %s\n", muster_tool_policy_get_tool (rows->pdata[i]), muster_tool_policy_get_title (rows->pdata[i]));
}

int
muster_cli_mode_preview (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  g_autoptr(MusterModePreview) preview = NULL;
  g_autoptr(JsonObject) object = NULL;
  MusterMode mode = MUSTER_MODE_EXECUTE;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (args[0] != NULL && !muster_mode_from_string (args[0], &mode))
    return muster_cli_usage_error (cli, "“%s” is no mode: plan, execute, inherit", args[0]);
  muster_context_preview_mode_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL, mode,
                                     cli->cancellable, muster_cli_call_cb, &call);
  preview = muster_context_preview_mode_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (preview == NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    {
      object = mode_preview_to_json (preview);
      print_object (object);
      return MUSTER_EXIT_OK;
    }
  g_print ("%s -> %s, %u clients\n", muster_mode_to_string (preview->from), muster_mode_to_string (preview->to),
           preview->n_clients);
  print_tools ("By itself:", preview->by_itself);
  print_tools ("After approval:", preview->asked);
  g_print ("Switched off: %u\n", preview->n_off);
  g_print ("Of the last %u plans %u were right, %u partly, %u wrong.\n", preview->plans->len, preview->n_right,
           preview->n_partly, preview->n_wrong);
  return MUSTER_EXIT_OK;
}

int
muster_cli_run_judge (MusterCli *cli,
                      char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autofree char *word = g_strjoinv (" ", args + 2);
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_judge_plan_async (cli->context, args[0], args[1], word, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_judge_plan_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  if (!cli->json)
    {
      g_print ("%s: %s\n", args[0], args[1]);
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "verdict", args[1]);
  print_object (object);
  return MUSTER_EXIT_OK;
}
