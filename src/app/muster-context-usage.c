/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"

/* MusterContext: how much of the vendors' limits is used, kept per hour so that a restart does not forget it, and how often
 * is polled. */

#define POLL_KEY "poll-seconds"
#define FLUSH_SECONDS 30
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static gint64
this_hour (MusterContext *self)
{
  return muster_clock_now (self->clock) / HOUR_US;
}

/* Counting */

static void
usage_added_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!muster_store_add_usage_finish (MUSTER_STORE (source), result, &error))
    g_debug ("Requests could not be counted: %s", error->message);
}

/* The transport knows the total at once and tells the rest a little later; what is told is only the reason to look */
static guint64
not_stored_yet (MusterContext *self,
                const char    *connection_id)
{
  MusterUsage usage = { 0 };
  gpointer stored = g_hash_table_lookup (self->usage, connection_id);

  if (!muster_transport_get_usage (self->transport, connection_id, &usage) || usage.total < GPOINTER_TO_SIZE (stored))
    return 0;
  return usage.total - GPOINTER_TO_SIZE (stored);
}

void
muster_context_flush_usage (MusterContext *self)
{
  g_clear_handle_id (&self->usage_source, g_source_remove);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);
      const char *id = muster_connection_get_id (connection);
      guint64 n = not_stored_yet (self, id);
      gsize stored = GPOINTER_TO_SIZE (g_hash_table_lookup (self->usage, id));

      if (n == 0)
        continue;
      g_hash_table_insert (self->usage, g_strdup (id), GSIZE_TO_POINTER (stored + n));
      muster_store_add_usage_async (self->store, id, this_hour (self), (gint64) n, NULL, usage_added_cb, NULL);
    }
}

static gboolean
flush_cb (gpointer user_data)
{
  MusterContext *self = user_data;

  self->usage_source = 0;
  muster_context_flush_usage (self);
  return G_SOURCE_REMOVE;
}

void
muster_context_count_usage (MusterTransport *transport,
                            const char      *connection_id,
                            guint            requests,
                            gpointer         user_data)
{
  MusterContext *self = user_data;

  if (self->usage_source == 0 && self->store != NULL)
    self->usage_source = g_timeout_add_seconds (FLUSH_SECONDS, flush_cb, self);
}

/* What an earlier process took of the window that is still running */
static void
earlier_usage_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  const char *connection_id = g_task_get_task_data (task);
  g_autoptr(GPtrArray) hours = muster_store_list_usage_finish (MUSTER_STORE (source), result, NULL);

  for (guint i = 0; hours != NULL && i < hours->len; i++)
    muster_transport_add_usage (self->transport, connection_id, (guint) ((MusterUsageHour *) g_ptr_array_index (hours, i))->requests);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_restore_usage (MusterContext *self,
                              const char    *connection_id)
{
  MusterUsage usage;
  g_autoptr(GTask) task = NULL;

  if (!muster_transport_get_usage (self->transport, connection_id, &usage) || usage.window_s == 0)
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, muster_context_restore_usage);
  g_task_set_task_data (task, g_strdup (connection_id), g_free);
  muster_store_list_usage_async (self->store, connection_id, this_hour (self), NULL, earlier_usage_cb, g_object_ref (task));
}

/* Telling */

static char *
gauge_text (MusterUsageReport *report)
{
  guint minutes = (guint) (muster_usage_report_get_window_s (report) / 60);
  g_autofree char *vendor = NULL;
  g_autofree char *ours = NULL;

  if (muster_usage_report_get_window_s (report) == 0 && muster_usage_report_get_vendor_used (report) < 0)
    /* Translators: how many requests were sent to a vendor */
    return g_strdup_printf (_("%u requests since the full hour, %u in the last 24 hours"),
                            (guint) muster_usage_report_get_last_hour (report),
                            (guint) muster_usage_report_get_last_day (report));
  /* Translators: requests of all programs together, and how many the vendor allows */
  vendor = g_strdup_printf (_("All programs together used %u of %u."),
                            (guint) muster_usage_report_get_vendor_used (report),
                            (guint) muster_usage_report_get_limit (report));
  if (muster_usage_report_get_window_s (report) == 0)
    return g_steal_pointer (&vendor);
  /* Translators: used requests, those that Muster may take, minutes */
  ours = g_strdup_printf (_("Muster used %u of its %u requests in the last %u minutes."),
                          (guint) muster_usage_report_get_used (report),
                          (guint) muster_usage_report_get_allowed (report), minutes);
  if (muster_usage_report_get_vendor_used (report) < 0)
    return g_steal_pointer (&ours);
  return g_strconcat (ours, " ", vendor, NULL);
}

static void
end_report (GTask *task)
{
  MusterUsageReport *report = g_task_get_task_data (task);
  g_autofree char *text = gauge_text (report);

  muster_usage_report_set_text (report, text);
  g_task_return_pointer (task, g_object_ref (report), g_object_unref);
}

/* 2 of 2: the vendor's own count; that it cannot be had is no reason to show nothing */
static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterUsageReport *report = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  JsonObject *threshold = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? muster_json_obj (json_node_get_object (node), "threshold") : NULL;

  if (threshold != NULL)
    {
      muster_usage_report_set_vendor_used (report, muster_json_int (threshold, "currentTimeframeRequestCount", -1));
      muster_usage_report_set_limit (report, muster_json_int (threshold, "externalRequestThreshold",
                                                              muster_usage_report_get_limit (report)));
    }
  else if (error != NULL)
    g_debug ("The vendor's count: %s", error->message);
  end_report (task);
}

/* 1 of 2 */
static void
hours_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterUsageReport *report = g_task_get_task_data (task);
  const char *id = muster_usage_report_get_connection_id (report);
  MusterConnection *connection = muster_context_find_connection_by_id (self, id);
  gint64 waiting = (gint64) not_stored_yet (self, id);
  gint64 hour = waiting, day = waiting;
  GError *error = NULL;
  g_autoptr(GPtrArray) hours = muster_store_list_usage_finish (MUSTER_STORE (source), result, &error);

  if (hours == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < hours->len; i++)
    {
      MusterUsageHour *row = g_ptr_array_index (hours, i);

      day += row->requests;
      hour += row->hour == this_hour (self) ? row->requests : 0;
    }
  muster_usage_report_set_last_hour (report, hour);
  muster_usage_report_set_last_day (report, day);
  if (connection != NULL && g_object_get_data (G_OBJECT (task), "ask") != NULL
      && muster_context_has_tool (self, connection, "threshold-information"))
    muster_context_setup_read_async (self, connection, "threshold-information", NULL, FALSE, g_task_get_cancellable (task),
                                     asked_cb, g_object_ref (task));
  else
    end_report (task);
}

void
muster_context_get_usage_async (MusterContext      *self,
                                const char         *connection_id,
                                gboolean            ask,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  MusterUsageReport *report;
  MusterUsage usage = { 0 };

  g_task_set_source_tag (task, muster_context_get_usage_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection %s", connection_id);
      return;
    }
  report = muster_usage_report_new ();
  g_task_set_task_data (task, report, g_object_unref);
  g_object_set_data (G_OBJECT (task), "ask", GINT_TO_POINTER (ask));
  muster_transport_get_usage (self->transport, connection_id, &usage);
  muster_usage_report_set_connection_id (report, connection_id);
  muster_usage_report_set_name (report, muster_connection_get_name (connection));
  muster_usage_report_set_window_s (report, usage.window_s);
  muster_usage_report_set_used (report, usage.used);
  muster_usage_report_set_allowed (report, usage.allowed);
  muster_usage_report_set_limit (report, usage.limit);
  muster_usage_report_set_slowed (report, usage.slowed);
  muster_usage_report_set_paused_until (report, usage.paused_until);
  muster_usage_report_set_vendor_used (report, -1);
  muster_store_list_usage_async (self->store, connection_id, this_hour (self) - 23, cancellable, hours_listed_cb,
                                 g_object_ref (task));
}

MusterUsageReport *
muster_context_get_usage_finish (MusterContext *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* How often */

guint
muster_context_get_poll_seconds (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), MUSTER_POLL_SECONDS_DEFAULT);
  return self->poll_seconds;
}

static void
poll_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  guint64 seconds = text != NULL ? g_ascii_strtoull (text, NULL, 10) : MUSTER_POLL_SECONDS_DEFAULT;

  self->poll_seconds = (guint) CLAMP (seconds, MUSTER_POLL_SECONDS_MIN, MUSTER_POLL_SECONDS_MAX);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_load_poll_async (MusterContext      *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_load_poll_async);
  muster_store_get_value_async (self->store, POLL_KEY, NULL, poll_loaded_cb, g_object_ref (task));
}

void
muster_context_load_poll_finish (MusterContext *self,
                                 GAsyncResult  *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
poll_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->poll_seconds = GPOINTER_TO_UINT (g_task_get_task_data (task));
  muster_context_restart_polling (self);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_set_poll_seconds_async (MusterContext      *self,
                                       guint               seconds,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  guint clamped = CLAMP (seconds, MUSTER_POLL_SECONDS_MIN, MUSTER_POLL_SECONDS_MAX);
  g_autofree char *text = g_strdup_printf ("%u", clamped);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_set_poll_seconds_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (clamped), NULL);
  muster_store_set_value_async (self->store, POLL_KEY, text, NULL, poll_saved_cb, g_object_ref (task));
}

gboolean
muster_context_set_poll_seconds_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
