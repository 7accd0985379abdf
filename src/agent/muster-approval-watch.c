/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-request.h"
#include "muster-approval-watch.h"
#include "muster-error.h"
#include "muster-json.h"

#define ACTOR "engine"
#define DEFAULT_REMINDER_MINUTES 60
#define MAX_LOOKED_AT 2000

typedef struct
{
  MusterStore *store;     /* (owned) */
  MusterGate  *gate;      /* (owned) */
  MusterClock *clock;     /* (owned) */
  GPtrArray   *waiting;   /* (owned) (element-type MusterApproval) */
  guint        next;
  gint64       reminder;  /* minutes; 0: never */
  int          ended;
} Watch;

static void look_at_next (GTask *task);

static void
watch_free (Watch *watch)
{
  g_clear_object (&watch->store);
  g_clear_object (&watch->gate);
  g_clear_object (&watch->clock);
  g_clear_pointer (&watch->waiting, g_ptr_array_unref);
  g_free (watch);
}

/* Somebody decided it meanwhile, which is as good */
static gboolean
is_fine (GTask  *task,
         GError *error)
{
  if (error == NULL || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    {
      g_clear_error (&error);
      return TRUE;
    }
  g_task_return_error (task, error);
  return FALSE;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Watch *watch = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_store_decide_approval_finish (MUSTER_STORE (source), result, &error))
    watch->ended++;
  if (is_fine (task, error))
    look_at_next (task);
}

static void
reminded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  muster_store_remind_approval_finish (MUSTER_STORE (source), result, &error);
  if (is_fine (task, error))
    look_at_next (task);
}

/* (nullable): English: why it is void though no clock says so */
static const char *
find_change (Watch          *watch,
             MusterApproval *approval)
{
  MusterCatalog *catalog = muster_gate_get_catalog (watch->gate);
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);
      const char *name = item != NULL ? muster_json_str (item, "tool") : NULL;
      MusterTool *tool = name != NULL ? muster_catalog_lookup_tool (catalog, name) : NULL;

      if (tool == NULL || muster_tool_get_version (tool) != muster_json_int (item, "version", -1))
        return "A tool is another than when it was asked for";
    }
  return NULL;
}

static void
end (GTask              *task,
     MusterApproval     *approval,
     MusterApprovalState to,
     const char         *reason)
{
  Watch *watch = g_task_get_task_data (task);
  MusterApprovalDecision decision = { muster_approval_get_state (approval), to, NULL, NULL, ACTOR, "engine", reason };

  muster_store_decide_approval_async (watch->store, muster_approval_get_id (approval), &decision,
                                      g_task_get_cancellable (task), ended_cb, g_object_ref (task));
}

static gboolean
is_reminder_due (Watch          *watch,
                 MusterApproval *approval)
{
  return watch->reminder > 0 && muster_approval_get_reminded (approval) == 0
         && muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_OPEN
         && muster_clock_now (watch->clock) - muster_approval_get_created (approval)
         >= watch->reminder * G_TIME_SPAN_MINUTE;
}

static void
look_at_next (GTask *task)
{
  Watch *watch = g_task_get_task_data (task);
  g_autofree char *boot = muster_clock_boot_stamp (watch->clock);

  while (watch->next < watch->waiting->len)
    {
      MusterApproval *approval = watch->waiting->pdata[watch->next++];
      MusterApprovalTime time = muster_approval_check_time (approval, muster_clock_now (watch->clock), boot);
      const char *change = find_change (watch, approval);

      if (time == MUSTER_APPROVAL_TIME_JUMPED)
        change = "The clock was set since it was asked for";
      if (time == MUSTER_APPROVAL_TIME_OVER)
        end (task, approval, MUSTER_APPROVAL_STATE_EXPIRED, NULL);
      else if (change != NULL)
        end (task, approval, MUSTER_APPROVAL_STATE_VOID, change);
      else if (is_reminder_due (watch, approval))
        muster_store_remind_approval_async (watch->store, muster_approval_get_id (approval), g_task_get_cancellable (task),
                                            reminded_cb, g_object_ref (task));
      else
        continue;
      return;
    }
  g_task_return_int (task, watch->ended);
}

static void
reminder_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Watch *watch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, MUSTER_APPROVAL_MAX_MINUTES, &watch->reminder, NULL))
    watch->reminder = DEFAULT_REMINDER_MINUTES;
  look_at_next (task);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Watch *watch = g_task_get_task_data (task);
  GError *error = NULL;

  watch->waiting = muster_store_list_approvals_finish (MUSTER_STORE (source), result, &error);
  if (watch->waiting == NULL)
    g_task_return_error (task, error);
  else if (watch->waiting->len == 0)
    g_task_return_int (task, 0);
  else
    muster_store_get_value_async (watch->store, MUSTER_APPROVAL_REMINDER_KEY, g_task_get_cancellable (task), reminder_cb,
                                  g_object_ref (task));
}

void
muster_approval_watch_async (MusterStore        *store,
                             MusterGate         *gate,
                             MusterClock        *clock,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Watch *watch = g_new0 (Watch, 1);

  g_task_set_source_tag (task, muster_approval_watch_async);
  watch->store = g_object_ref (store);
  watch->gate = g_object_ref (gate);
  watch->clock = g_object_ref (clock);
  g_task_set_task_data (task, watch, (GDestroyNotify) watch_free);
  muster_store_list_approvals_async (store, NULL, NULL, MUSTER_APPROVAL_STATES_WAITING, MAX_LOOKED_AT, cancellable, listed_cb,
                                     g_object_ref (task));
}

int
muster_approval_watch_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}
