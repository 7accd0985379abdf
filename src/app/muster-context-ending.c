/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-context-runs.h"
#include "muster-json.h"
#include "muster-runner.h"

/* MusterContext: what becomes of a PSA's tickets at the end of a run; two values of the store for each connection */

static const struct
{
  const char *member;
  gsize       offset;
  gboolean    escalation;
} fields[] = {
  { "done", G_STRUCT_OFFSET (MusterEnding, done), FALSE },
  { "waiting", G_STRUCT_OFFSET (MusterEnding, waiting), FALSE },
  { "handover", G_STRUCT_OFFSET (MusterEnding, handover), FALSE },
  { "board", G_STRUCT_OFFSET (MusterEnding, board), TRUE },
  { "team", G_STRUCT_OFFSET (MusterEnding, team), TRUE },
  { "member", G_STRUCT_OFFSET (MusterEnding, member), TRUE },
};

typedef struct
{
  MusterEnding *ending;         /* (owned) (nullable) */
  char         *connection_id;
  char         *statuses;       /* (nullable): what is still to be saved */
  char         *escalation;     /* (nullable): the same */
} Change;

static void
change_free (Change *op)
{
  g_clear_pointer (&op->ending, muster_ending_free);
  g_free (op->connection_id);
  g_free (op->statuses);
  g_free (op->escalation);
  g_free (op);
}

void
muster_ending_free (MusterEnding *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (G_STRUCT_MEMBER (char *, self, fields[i].offset));
  g_free (self);
}

static void
read_value (MusterEnding *ending,
            const char   *text,
            gboolean      escalation)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = muster_json_node_obj (node);

  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (fields); i++)
    if (fields[i].escalation == escalation)
      G_STRUCT_MEMBER (char *, ending, fields[i].offset) = g_strdup (muster_json_str (object, fields[i].member));
}

static char *
write_value (const MusterEnding *ending,
             gboolean            escalation)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = G_STRUCT_MEMBER (char *, ending, fields[i].offset);

      if (fields[i].escalation == escalation && value != NULL && *value != '\0')
        json_object_set_string_member (object, fields[i].member, value);
    }
  return muster_json_canonical (node);
}

static char *
key_of (Change  *op,
        gboolean escalation)
{
  return g_strconcat (escalation ? MUSTER_ESCALATION_KEY : MUSTER_STATUS_KEY, op->connection_id, NULL);
}

static void
escalation_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Change *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  read_value (op->ending, text, TRUE);
  g_task_return_pointer (task, g_steal_pointer (&op->ending), (GDestroyNotify) muster_ending_free);
}

static void
statuses_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Change *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);
  g_autofree char *key = key_of (op, TRUE);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  read_value (op->ending, text, FALSE);
  muster_store_get_value_async (MUSTER_STORE (source), key, g_task_get_cancellable (task), escalation_cb, g_object_ref (task));
}

static GTask *
begin (MusterContext      *self,
       const char         *connection_id,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *op = g_new0 (Change, 1);

  op->connection_id = g_strdup (connection_id);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) change_free);
  return task;
}

void
muster_context_get_ending_async (MusterContext      *self,
                                 const char         *connection_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = begin (self, connection_id, muster_context_get_ending_async, cancellable, callback, user_data);
  Change *op = g_task_get_task_data (task);
  g_autofree char *key = key_of (op, FALSE);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  op->ending = g_new0 (MusterEnding, 1);
  muster_store_get_value_async (self->store, key, cancellable, statuses_cb, g_object_ref (task));
}

MusterEnding *
muster_context_get_ending_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void save_next (GTask *task);

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    save_next (task);
}

static void
save_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Change *op = g_task_get_task_data (task);
  g_autofree char *key = key_of (op, op->statuses == NULL);
  g_autofree char *text = op->statuses != NULL ? g_steal_pointer (&op->statuses) : g_steal_pointer (&op->escalation);

  if (text == NULL)
    g_task_return_boolean (task, TRUE);
  else
    muster_store_set_value_async (self->store, key, text, NULL, saved_cb, g_object_ref (task));
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    save_next (task);
}

/* Who decides what becomes of tickets is in the activity log before it holds */
void
muster_context_set_ending_async (MusterContext      *self,
                                 const char         *connection_id,
                                 const MusterEnding *ending,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = begin (self, connection_id, muster_context_set_ending_async, cancellable, callback, user_data);
  Change *op = g_task_get_task_data (task);
  g_autofree char *body = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  op->statuses = write_value (ending, FALSE);
  op->escalation = write_value (ending, TRUE);
  body = g_strdup_printf ("{\"connection\":\"%s\",\"escalation\":%s,\"statuses\":%s}", connection_id, op->escalation, op->statuses);
  muster_store_append_audit_async (self->store, muster_context_get_actor (self), NULL, "ending-set", body, cancellable, recorded_cb,
                                   g_object_ref (task));
}

gboolean
muster_context_set_ending_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
