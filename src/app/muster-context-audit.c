/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: the activity log's anchor. Number and hash of its last row lie in the keyring, where somebody who can
 * change the database cannot simply change them too. */

#define ANCHOR "audit-anchor"

#define ANCHOR_ROWS 100

typedef struct
{
  gint64 seq;
  gint64 least;  /* rows that make it worth while */
} Anchor;

static void
anchor_stored_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Anchor *anchor = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->anchored_seq = anchor->seq;
  g_task_return_boolean (task, TRUE);
}

static void
head_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Anchor *anchor = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *head = muster_store_get_audit_head_finish (MUSTER_STORE (source), result, &anchor->seq, &error);
  g_autoptr(MusterSecret) value = NULL;
  char *text;

  if (head == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (anchor->seq < self->anchored_seq + anchor->least)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  text = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", anchor->seq, head);
  value = muster_secret_new (text);
  g_free (text);
  muster_secret_store_store_async (self->secret_store, MUSTER_SECRET_KIND_APP, ANCHOR, "Muster: activity log", value, NULL,
                                   anchor_stored_cb, g_object_ref (task));
}

static void
start_anchor (GTask *task,
              gint64 least)
{
  MusterContext *self = g_task_get_source_object (task);
  Anchor *anchor = g_new0 (Anchor, 1);

  g_task_set_source_tag (task, muster_context_anchor_audit_async);
  anchor->least = least;
  g_task_set_task_data (task, anchor, g_free);
  if (self->keyring_state == MUSTER_SECRET_LOCKED || self->keyring_state == MUSTER_SECRET_UNAVAILABLE)
    g_task_return_error (task, muster_secret_store_new_error (self->keyring_state, NULL));
  else
    muster_store_get_audit_head_async (self->store, NULL, head_read_cb, g_object_ref (task));
}

void
muster_context_anchor_audit_async (MusterContext      *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  start_anchor (task, 1);
}

/* Between two pieces of work: only after enough new rows, and without anybody waiting for it */
void
muster_context_anchor_audit_now_and_then (MusterContext *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, NULL, NULL);

  start_anchor (task, ANCHOR_ROWS);
}

gboolean
muster_context_anchor_audit_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Verifying */

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterAuditReport *report = muster_store_verify_audit_finish (MUSTER_STORE (source), result, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) muster_audit_report_free);
  else
    g_task_return_error (task, error);
}

static void
anchor_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterSecret *secret = NULL;
  g_autoptr(GError) error = NULL;
  const char *text = NULL;
  const char *colon = NULL;
  gint64 seq = 0;

  muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, &error);
  if (error != NULL)
    g_message ("The activity log is checked without its anchor: %s", error->message);
  if (secret != NULL)
    text = muster_secret_peek (secret);
  colon = text != NULL ? strchr (text, ':') : NULL;
  if (colon != NULL)
    seq = g_ascii_strtoll (text, NULL, 10);
  muster_store_verify_audit_async (self->store, seq, colon != NULL ? colon + 1 : NULL, g_task_get_cancellable (task),
                                   verified_cb, g_object_ref (task));
  g_clear_pointer (&secret, muster_secret_unref);
}

void
muster_context_audit_verify_async (MusterContext      *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_audit_verify_async);
  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_APP, ANCHOR, cancellable, anchor_found_cb,
                                    g_object_ref (task));
}

MusterAuditReport *
muster_context_audit_verify_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
