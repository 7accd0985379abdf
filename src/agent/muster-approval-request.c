/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-approval-request.h"
#include "muster-approvers.h"
#include "muster-error.h"
#include "muster-finding.h"
#include "muster-id.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-plan-hash.h"
#include "muster-random.h"

#define MAX_EVIDENCE 4

/* The chain: policies of both levels, the guard of each step that waits, who the requester and the manager are, the
 * settings, and at the end the hash over everything. */

typedef struct
{
  MusterGate     *gate;      /* (owned) */
  MusterStore    *store;     /* (owned) */
  MusterClock    *clock;     /* (owned) */
  MusterApproval *approval;  /* (owned) */
  MusterRunCap   *cap;       /* (owned) */
  MusterPlan     *plan;      /* (owned) */
  char           *client_name;
  char           *language;
  char           *requester_ref; /* (nullable): `user:GUID` */
  JsonArray      *items;     /* (owned) */
  GHashTable     *managers;  /* (owned): tool → whether the manager is asked, client over MSP */
  GString        *addresses; /* (owned): of the requester */
  guint           next;
  gint64          minutes;
} Making;

static void read_next_guard (GTask *task);

static void
making_free (Making *making)
{
  g_clear_object (&making->gate);
  g_clear_object (&making->store);
  g_clear_object (&making->clock);
  g_clear_object (&making->approval);
  g_clear_object (&making->cap);
  g_clear_object (&making->plan);
  g_clear_pointer (&making->items, json_array_unref);
  g_clear_pointer (&making->managers, g_hash_table_unref);
  g_string_free (making->addresses, TRUE);
  g_free (making->client_name);
  g_free (making->language);
  g_free (making->requester_ref);
  g_free (making);
}

void
muster_approval_request_free (MusterApprovalRequest *self)
{
  g_clear_object (&self->approval);
  g_free (self->note);
  g_free (self);
}

/* --- The steps --- */

static void
set_text (JsonObject *item,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (item, name, text);
}

/* What the plan read about this step's target; else what it read at all */
static JsonArray *
evidence_of (MusterPlan *plan,
             MusterStep *step)
{
  GPtrArray *findings = muster_plan_get_findings (plan);
  const char *name = muster_step_get_target_name (step);
  JsonArray *evidence = json_array_new ();

  for (guint pass = 0; pass < 2 && json_array_get_length (evidence) == 0; pass++)
    for (guint i = 0; findings != NULL && i < findings->len && json_array_get_length (evidence) < MAX_EVIDENCE; i++)
      {
        const char *text = muster_finding_get_text (findings->pdata[i]);

        if (text != NULL && (pass == 1 || (name != NULL && strstr (text, name) != NULL)))
          json_array_add_string_element (evidence, text);
      }
  return evidence;
}

static JsonObject *
object_or_none (JsonObject *object)
{
  return object != NULL ? json_object_ref (object) : json_object_new ();
}

static JsonObject *
new_item (Making             *making,
          guint               number,
          MusterStep         *step,
          MusterGateDecision *decision)
{
  JsonObject *item = json_object_new ();
  JsonArray *rules = json_array_new ();
  const char *irreversible = muster_gate_irreversible (making->gate, muster_step_get_tool (step));

  json_object_set_int_member (item, "step", number);
  json_object_set_string_member (item, "tool", muster_step_get_tool (step));
  set_text (item, "target", muster_step_get_target (step));
  set_text (item, "targetName", muster_step_get_target_name (step));
  json_object_set_object_member (item, "args", object_or_none (muster_step_get_args (step)));
  json_object_set_object_member (item, "argNames", object_or_none (muster_step_get_arg_names (step)));
  set_text (item, "explain", muster_step_get_explain (step));
  set_text (item, "expected", muster_step_get_expected (step));
  set_text (item, "reason", muster_step_get_reason (step));
  for (guint i = 0; decision->rules != NULL && decision->rules[i] != NULL; i++)
    json_array_add_string_element (rules, decision->rules[i]);
  json_object_set_array_member (item, "rules", rules);
  json_object_set_string_member (item, "verdict", muster_verdict_to_string (decision->verdict));
  json_object_set_boolean_member (item, "gated", decision->verdict == MUSTER_VERDICT_APPROVAL);
  json_object_set_boolean_member (item, "manager", FALSE);
  if (irreversible != NULL)
    json_object_set_string_member (item, "irreversible", _(irreversible));
  else
    json_object_set_string_member (item, "undo", _("Can be taken back in Muster afterwards."));
  json_object_set_array_member (item, "evidence", evidence_of (making->plan, step));
  return item;
}

static gboolean
add_items (Making    *making,
           GPtrArray *decisions,
           GError   **error)
{
  GPtrArray *steps = muster_plan_get_steps (making->plan);
  const char *reply = muster_approval_get_reply (making->approval);
  MusterEffectClass gravest = MUSTER_EFFECT_CLASS_READ;
  guint waiting = 0;

  for (guint i = 0; i < steps->len && i < decisions->len; i++)
    {
      MusterGateDecision *decision = decisions->pdata[i];
      JsonObject *item;

      if (decision->verdict == MUSTER_VERDICT_DENY)
        break;
      item = new_item (making, i + 1, steps->pdata[i], decision);
      json_array_add_object_element (making->items, item);
      if (!muster_gate_bind_item (making->gate, making->cap, item, error))
        return FALSE;
      if (decision->verdict != MUSTER_VERDICT_APPROVAL)
        continue;
      waiting++;
      gravest = MAX (gravest, muster_step_get_effect_class (steps->pdata[i]));
    }
  /* The reply alone may be what waits */
  if (waiting == 0 && reply != NULL && *reply != '\0')
    {
      muster_approval_set_effect_class (making->approval, MUSTER_EFFECT_CLASS_REPLY);
      return TRUE;
    }
  muster_approval_set_effect_class (making->approval, gravest);
  if (waiting > 0)
    return TRUE;
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "No step of the plan waits for a yes");
  return FALSE;
}

static gboolean
waits (JsonObject *item)
{
  return muster_json_bool (item, "gated", TRUE);
}

static gboolean
wants_manager (Making *making)
{
  gboolean wants = FALSE;

  for (guint i = 0; i < json_array_get_length (making->items); i++)
    wants |= muster_json_bool (muster_json_arr_obj (making->items, i), "manager", FALSE);
  return wants;
}

/* --- The end --- */

static void
stamp (Making *making)
{
  MusterApproval *approval = making->approval;
  g_autofree char *id = muster_id_new ();
  g_autofree char *nonce = muster_random_hex (16);
  g_autofree char *boot = muster_clock_boot_stamp (making->clock);
  g_autofree char *hash = NULL;
  gint64 now = muster_clock_now (making->clock);

  muster_approval_set_id (approval, id);
  muster_approval_set_nonce (approval, nonce);
  muster_approval_set_created (approval, now);
  muster_approval_set_expires (approval, now + making->minutes * G_TIME_SPAN_MINUTE);
  muster_approval_set_boot (approval, boot);
  muster_approval_set_requester (approval, making->addresses->len > 0 ? making->addresses->str : NULL);
  muster_approval_store_items (approval, making->items);
  hash = muster_plan_hash (approval);
  muster_approval_set_plan_hash (approval, hash);
}

/* 7 of 7: the note can say how to answer only where somebody may */
static void
approvers_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  g_auto(GStrv) approvers = muster_approvers_from_text (text);
  MusterSecret *key = muster_gate_get_app_key (making->gate);
  MusterApprovalRequest *request;
  MusterLanguage *previous;
  g_autofree char *code = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  stamp (making);
  code = key != NULL ? muster_approval_code (key, making->approval) : NULL;
  previous = muster_language_push (making->language);
  request = g_new0 (MusterApprovalRequest, 1);
  request->approval = g_object_ref (making->approval);
  request->note = muster_approval_write_note (making->approval, making->client_name, code,
                                              approvers != NULL && approvers[0] != NULL
                                              && muster_approval_may_comment (making->approval,
                                                                              muster_gate_get_connection (making->gate, muster_approval_get_connection_id (making->approval))));
  muster_language_pop (previous);
  g_task_return_pointer (task, request, (GDestroyNotify) muster_approval_request_free);
}

/* 6 of 7 */
static void
expiry_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  g_autofree char *key = muster_approvers_key (muster_approval_get_connection_id (making->approval));
  gint64 minutes = 0;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (text == NULL || !g_ascii_string_to_signed (text, 10, 1, MUSTER_APPROVAL_MAX_MINUTES, &minutes, NULL))
    minutes = MUSTER_APPROVAL_DEFAULT_MINUTES;
  making->minutes = minutes;
  muster_store_get_value_async (making->store, key, g_task_get_cancellable (task), approvers_cb, g_object_ref (task));
}

static void
read_settings (GTask *task)
{
  Making *making = g_task_get_task_data (task);

  muster_store_get_value_async (making->store, MUSTER_APPROVAL_EXPIRY_KEY, g_task_get_cancellable (task), expiry_cb,
                                g_object_ref (task));
}

/* --- People --- */

static void
read_person (GTask              *task,
             const char         *tool,
             GAsyncReadyCallback callback)
{
  Making *making = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "user", making->requester_ref + strlen ("user:"));
  muster_gate_read_async (making->gate, making->cap, tool, args, NULL, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

/* 5 of 7: without a manager in the directory a technician has to find out who it is */
static void
manager_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  const char *name = muster_json_path_str (answer, "manager.displayName");
  const char *address = muster_json_path_str (answer, "manager.mail");
  g_autofree char *manager = NULL;

  if (error != NULL && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (address == NULL)
    address = muster_json_path_str (answer, "manager.userPrincipalName");
  if (name != NULL)
    manager = g_strdup_printf ("%s <%s>", name, address != NULL ? address : "");
  muster_approval_set_manager (making->approval, manager != NULL ? manager : "");
  read_settings (task);
}

static void
ask_for_manager (GTask *task)
{
  Making *making = g_task_get_task_data (task);

  if (!wants_manager (making))
    {
      read_settings (task);
    }
  else if (making->requester_ref == NULL)
    {
      muster_approval_set_manager (making->approval, "");
      read_settings (task);
    }
  else
    {
      read_person (task, "microsoft365:get-manager", manager_cb);
    }
}

static void
add_address (Making     *making,
             const char *address)
{
  if (address == NULL || *address == '\0' || strchr (address, '\n') != NULL)
    return;
  if (making->addresses->len > 0)
    g_string_append_c (making->addresses, '\n');
  g_string_append (making->addresses, address);
}

/* 4 of 7: whoever has one of these addresses does not decide */
static void
requester_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  JsonArray *aliases;

  if (error != NULL && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  add_address (making, muster_json_path_str (answer, "user.userPrincipalName"));
  add_address (making, muster_json_path_str (answer, "user.mail"));
  aliases = answer != NULL && muster_json_obj (muster_json_node_obj (answer), "user") != NULL
            ? muster_json_arr (muster_json_obj (muster_json_node_obj (answer), "user"), "proxyAddresses") : NULL;
  for (guint i = 0; aliases != NULL && i < json_array_get_length (aliases); i++)
    {
      const char *alias = muster_json_arr_str (aliases, i);

      if (alias != NULL && g_ascii_strncasecmp (alias, "smtp:", 5) == 0)
        add_address (making, alias + 5);
    }
  ask_for_manager (task);
}

/* --- Guards --- */

/* 3 of 7: what stands there now, for each step: those that need no yes of their own are a part of what is shown */
static void
guard_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  JsonObject *before = muster_gate_read_guard_finish (MUSTER_GATE (source), result, &error);

  if (before == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  json_object_set_object_member (muster_json_arr_obj (making->items, making->next), "before", before);
  making->next++;
  read_next_guard (task);
}

static void
read_next_guard (GTask *task)
{
  Making *making = g_task_get_task_data (task);
  JsonObject *item;

  if (making->next == json_array_get_length (making->items))
    {
      if (making->requester_ref != NULL)
        read_person (task, "microsoft365:get-user", requester_cb);
      else
        ask_for_manager (task);
      return;
    }
  item = muster_json_arr_obj (making->items, making->next);
  muster_gate_read_guard_async (making->gate, making->cap, muster_json_str (item, "tool"),
                                muster_json_str (item, "target"), muster_json_obj (item, "args"),
                                g_task_get_cancellable (task), guard_cb, g_object_ref (task));
}

/* --- Policies --- */

static void
add_policies (Making    *making,
              GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (making->managers, g_strdup (muster_tool_policy_get_tool (rows->pdata[i])),
                         GINT_TO_POINTER (muster_tool_policy_get_manager (rows->pdata[i])));
}

static void
mark_managers (Making *making)
{
  for (guint i = 0; i < json_array_get_length (making->items); i++)
    {
      JsonObject *item = muster_json_arr_obj (making->items, i);

      if (waits (item) && g_hash_table_lookup (making->managers, muster_json_str (item, "tool")) != NULL)
        json_object_set_boolean_member (item, "manager", TRUE);
    }
}

/* 2 of 7 */
static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_policies (making, rows);
  mark_managers (making);
  read_next_guard (task);
}

/* 1 of 7 */
static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_policies (making, rows);
  muster_store_list_policies_async (making->store, muster_approval_get_client_id (making->approval),
                                    g_task_get_cancellable (task), client_policies_cb, g_object_ref (task));
}

static Making *
new_making (MusterGate     *gate,
            MusterStore    *store,
            MusterClock    *clock,
            MusterRunBrief *brief,
            MusterPlan     *plan)
{
  Making *making = g_new0 (Making, 1);
  MusterApproval *approval = muster_approval_new ();
  const char *requester = muster_plan_get_requester_id (plan);

  making->gate = g_object_ref (gate);
  making->store = g_object_ref (store);
  making->clock = g_object_ref (clock);
  making->cap = g_object_ref (brief->cap);
  making->plan = g_object_ref (plan);
  making->client_name = g_strdup (muster_client_get_name (brief->client));
  making->language = g_strdup (muster_workspace_get_language (brief->workspace));
  making->items = json_array_new ();
  making->managers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  making->addresses = g_string_new (NULL);
  making->approval = approval;
  if (requester != NULL && g_str_has_prefix (requester, "user:") && muster_scope_get (muster_cap_get_scope (brief->cap), "tenant") != NULL)
    making->requester_ref = g_strdup (requester);
  add_address (making, muster_ticket_get_contact_email (brief->ticket));
  muster_approval_set_run_id (approval, muster_run_get_id (brief->run));
  muster_approval_set_client_id (approval, muster_client_get_id (brief->client));
  muster_approval_set_connection_id (approval, muster_run_get_connection_id (brief->run));
  muster_approval_set_external_ticket_id (approval, muster_ticket_get_external_id (brief->ticket));
  muster_approval_set_ticket_number (approval, muster_ticket_get_number (brief->ticket));
  muster_approval_set_summary (approval, muster_ticket_get_summary (brief->ticket));
  muster_approval_set_revision (approval, muster_run_get_revision (brief->run));
  muster_approval_set_mode (approval, muster_cap_get_mode (brief->cap));
  muster_approval_set_policy_revision (approval, muster_cap_get_policy_revision (brief->cap));
  muster_approval_set_reply (approval, muster_plan_get_reply_draft (plan));
  muster_approval_set_requester_name (approval, muster_plan_get_requester_name (plan));
  return making;
}

/**
 * muster_approval_request_async:
 * @gate: the gate
 * @store: the store
 * @clock: the clock that expiry is counted with
 * @brief: of the run, with its capability
 * @plan: what is to be done
 * @decisions: (element-type MusterGateDecision): one for each step
 *
 * Makes the request, and stores nothing. The steps are bound to what their tools write with now, and to what stands
 * there now.
 */
void
muster_approval_request_async (MusterGate         *gate,
                               MusterStore        *store,
                               MusterClock        *clock,
                               MusterRunBrief     *brief,
                               MusterPlan         *plan,
                               GPtrArray          *decisions,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  Making *making;
  MusterLanguage *previous;
  gboolean added;

  g_return_if_fail (brief->cap != NULL);

  making = new_making (gate, store, clock, brief, plan);
  g_task_set_source_tag (task, muster_approval_request_async);
  g_task_set_task_data (task, making, (GDestroyNotify) making_free);
  previous = muster_language_push (making->language);
  added = add_items (making, decisions, &error);
  muster_language_pop (previous);
  if (added)
    muster_store_list_policies_async (store, NULL, cancellable, msp_policies_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

MusterApprovalRequest *
muster_approval_request_finish (GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
