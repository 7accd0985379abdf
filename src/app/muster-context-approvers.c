/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-approval-request.h"
#include "muster-approvers.h"
#include "muster-context-approvals.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-undo-private.h"

/* MusterContext: who may decide by a note on the ticket, and how long a request stands */

#define DEFAULT_REMINDER_MINUTES 60

void
muster_approver_free (MusterApprover *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

typedef struct
{
  char      *connection_id;
  GPtrArray *members;     /* (owned) (nullable) (element-type MusterPsaMember) */
  gboolean   shows_mail;
} Listing;

static void
listing_free (Listing *op)
{
  g_free (op->connection_id);
  g_clear_pointer (&op->members, g_ptr_array_unref);
  g_free (op);
}

static int
compare_approvers (gconstpointer a,
                   gconstpointer b)
{
  const MusterApprover *one = *(MusterApprover **) a;
  const MusterApprover *two = *(MusterApprover **) b;

  return g_utf8_collate (one->name != NULL ? one->name : "", two->name != NULL ? two->name : "");
}

/* Programs cannot be on the list; who left is shown as long as the list still has them */
static void
list_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Listing *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  g_auto(GStrv) ids = muster_approvers_from_text (text);
  GPtrArray *approvers;

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  approvers = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_approver_free);
  for (guint i = 0; i < op->members->len; i++)
    {
      MusterPsaMember *member = op->members->pdata[i];
      gboolean listed = g_strv_contains ((const char * const *) ids, member->id);
      MusterApprover *approver;

      if (!member->person || (!member->active && !listed))
        continue;
      approver = g_new0 (MusterApprover, 1);
      approver->id = g_strdup (member->id);
      approver->name = g_strdup (member->name);
      approver->email = g_strdup (member->email);
      approver->active = member->active;
      approver->listed = listed;
      g_ptr_array_add (approvers, approver);
    }
  g_ptr_array_sort (approvers, compare_approvers);
  g_task_return_pointer (task, approvers, (GDestroyNotify) g_ptr_array_unref);
}

static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Listing *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterPsa *psa = muster_gate_get_psa (self->gate, op->connection_id);
  g_autofree char *key = muster_approvers_key (op->connection_id);

  if (answer != NULL && psa != NULL)
    op->members = muster_psa_read_members (psa, answer, &error);
  if (op->members != NULL)
    muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), list_cb, g_object_ref (task));
  else
    g_task_return_error (task, error != NULL ? error : g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                                                                            "The PSA's connection is not ready"));
}

void
muster_context_list_approvers_async (MusterContext      *self,
                                     const char         *connection_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = NULL;
  MusterConnection *connection;
  Listing *op;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (connection_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_list_approvers_async);
  connection = muster_gate_get_connection (self->gate, connection_id);
  if (connection == NULL || muster_gate_get_psa (self->gate, connection_id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
      return;
    }
  op = g_new0 (Listing, 1);
  op->connection_id = g_strdup (connection_id);
  op->shows_mail = muster_approvers_shows_mail (muster_connection_get_integration (connection));
  g_task_set_task_data (task, op, (GDestroyNotify) listing_free);
  cap = muster_cap_new_intake (connection_id);
  tool = g_strconcat (muster_connection_get_integration (connection), ":list-members", NULL);
  muster_gate_read_async (self->gate, cap, tool, args, NULL, cancellable, members_cb, g_object_ref (task));
}

GPtrArray *
muster_context_list_approvers_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      gboolean      *shows_mail,
                                      GError       **error)
{
  Listing *op;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  op = g_task_get_task_data (G_TASK (result));
  if (shows_mail != NULL)
    *shows_mail = op != NULL && op->shows_mail;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Settings --- */

typedef struct
{
  guint expiry;
  guint reminder;
} Times;

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  const char *const *pair = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_set_value_async (MUSTER_STORE (source), pair[0], pair[1], g_task_get_cancellable (task), saved_cb,
                                  g_object_ref (task));
}

/* Who gives others a right is in the activity log before it holds */
void
muster_context_set_approvers_async (MusterContext      *self,
                                    const char         *connection_id,
                                    const char * const *ids,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;
  GError *error = NULL;
  char **pair;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (connection_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_set_approvers_async);
  if (!muster_context_check_person (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  key = muster_approvers_key (connection_id);
  text = muster_approvers_to_text (ids);
  body = g_strdup_printf ("{\"connection\":\"%s\",\"approvers\":%s}", connection_id, text);
  pair = g_new0 (char *, 3);
  pair[0] = g_steal_pointer (&key);
  pair[1] = g_steal_pointer (&text);
  g_task_set_task_data (task, pair, (GDestroyNotify) g_strfreev);
  muster_store_append_audit_async (self->store, muster_context_get_actor (self), NULL, "approvers-set", body, cancellable,
                                   recorded_cb, g_object_ref (task));
}

gboolean
muster_context_set_approvers_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static guint
read_minutes (const char *text,
              guint       least,
              guint       fallback)
{
  guint64 minutes = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, least, MUSTER_APPROVAL_MAX_MINUTES, &minutes, NULL))
    return fallback;
  return (guint) minutes;
}

static void
reminder_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Times *times = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  times->reminder = read_minutes (text, 0, DEFAULT_REMINDER_MINUTES);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
expiry_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Times *times = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  times->expiry = read_minutes (text, 1, MUSTER_APPROVAL_DEFAULT_MINUTES);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    muster_store_get_value_async (MUSTER_STORE (source), MUSTER_APPROVAL_REMINDER_KEY, g_task_get_cancellable (task),
                                  reminder_cb, g_object_ref (task));
}

void
muster_context_get_approval_times_async (MusterContext      *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_get_approval_times_async);
  g_task_set_task_data (task, g_new0 (Times, 1), g_free);
  muster_store_get_value_async (self->store, MUSTER_APPROVAL_EXPIRY_KEY, cancellable, expiry_cb, task);
}

gboolean
muster_context_get_approval_times_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          guint         *expiry,
                                          guint         *reminder,
                                          GError       **error)
{
  Times *times;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  times = g_task_get_task_data (G_TASK (result));
  if (expiry != NULL)
    *expiry = times->expiry;
  if (reminder != NULL)
    *reminder = times->reminder;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
expiry_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Times *times = g_task_get_task_data (task);
  g_autofree char *text = g_strdup_printf ("%u", times->reminder);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_set_value_async (MUSTER_STORE (source), MUSTER_APPROVAL_REMINDER_KEY, text, g_task_get_cancellable (task),
                                  saved_cb, g_object_ref (task));
}

static void
times_recorded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Times *times = g_task_get_task_data (task);
  g_autofree char *text = g_strdup_printf ("%u", times->expiry);
  GError *error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_set_value_async (MUSTER_STORE (source), MUSTER_APPROVAL_EXPIRY_KEY, text, g_task_get_cancellable (task),
                                  expiry_saved_cb, g_object_ref (task));
}

void
muster_context_set_approval_times_async (MusterContext      *self,
                                         guint               expiry,
                                         guint               reminder,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *body = g_strdup_printf ("{\"expiry\":%u,\"reminder\":%u}", expiry, reminder);
  GError *error = NULL;
  Times *times;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_set_approval_times_async);
  if (muster_context_check_person (self, &error)
      && (expiry == 0 || expiry > MUSTER_APPROVAL_MAX_MINUTES || reminder > MUSTER_APPROVAL_MAX_MINUTES))
    g_set_error_literal (&error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, _("A request stands for at least a minute and at most 24 hours."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  times = g_new0 (Times, 1);
  times->expiry = expiry;
  times->reminder = reminder;
  g_task_set_task_data (task, times, g_free);
  muster_store_append_audit_async (self->store, muster_context_get_actor (self), NULL, "approval-times-set", body, cancellable,
                                   times_recorded_cb, g_object_ref (task));
}

gboolean
muster_context_set_approval_times_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
