/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-import-private.h"
#include "muster-error.h"
#include "muster-import-memory.h"

/* MusterContext: provisioning of imported clients, a queue that nobody waits for and that the next start takes up again */

#define PROVISION_AT_ONCE 2

typedef struct
{
  MusterContext *context;        /* (owned) */
  char          *connection_id;
  char          *client_id;
  char          *company_id;
} Provision;

static void
provision_free (Provision *op)
{
  g_object_unref (op->context);
  g_free (op->connection_id);
  g_free (op->client_id);
  g_free (op->company_id);
  g_free (op);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Provision, provision_free)

/* Its memory is read and written whole; imports are rare and this is its last step */
static void
forget_provision_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Provision) op = user_data;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(GHashTable) memory = muster_import_memory_read (text);
  g_autofree char *key = muster_import_memory_key (op->connection_id);
  MusterImportKnown *known = g_hash_table_lookup (memory, op->company_id);
  g_autofree char *changed = NULL;

  if (known == NULL)
    return;
  known->provision = FALSE;
  changed = muster_import_memory_text (memory);
  muster_store_set_value_async (MUSTER_STORE (source), key, changed, NULL, NULL, NULL);
}

static void
tell_waiting (MusterContext *self)
{
  g_autoptr(GPtrArray) waiting = NULL;

  if (muster_context_count_provisioning (self) > 0 || self->provision_waiting->len == 0)
    return;
  waiting = g_steal_pointer (&self->provision_waiting);
  self->provision_waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (self->closing)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The program ends");
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
provisioned_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Provision) op = user_data;
  MusterContext *self = MUSTER_CONTEXT (source);
  g_autofree char *key = muster_import_memory_key (op->connection_id);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) parts = muster_context_provision_client_finish (self, result, &error);

  self->provisioning--;
  g_hash_table_remove (self->provision_known, op->client_id);
  if (parts == NULL)
    g_message ("Provisioning an imported client: %s", error->message);
  else
    muster_store_get_value_async (self->store, key, NULL, forget_provision_cb, g_steal_pointer (&op));
  muster_context_start_provisioning (self);
  muster_context_emit (self, "clients-changed");
  tell_waiting (self);
}

void
muster_context_start_provisioning (MusterContext *self)
{
  while (self->provisioning < PROVISION_AT_ONCE && !g_queue_is_empty (&self->provision_queue) && !self->closing)
    {
      Provision *op = g_queue_pop_head (&self->provision_queue);

      self->provisioning++;
      muster_context_provision_client_async (self, op->client_id, self->provision_cancellable, provisioned_cb, op);
    }
}

void
muster_context_enqueue_provision (MusterContext *self,
                                  const char    *connection_id,
                                  const char    *company_id,
                                  const char    *client_id)
{
  Provision *op;

  if (!g_hash_table_add (self->provision_known, g_strdup (client_id)))
    return;
  op = g_new0 (Provision, 1);
  op->context = g_object_ref (self);
  op->connection_id = g_strdup (connection_id);
  op->company_id = g_strdup (company_id);
  op->client_id = g_strdup (client_id);
  g_queue_push_tail (&self->provision_queue, op);
}

void
muster_context_drop_provisioning (MusterContext *self)
{
  self->closing = TRUE;
  g_cancellable_cancel (self->provision_cancellable);
  g_queue_clear_full (&self->provision_queue, (GDestroyNotify) provision_free);
  tell_waiting (self);
}

static void
left_over_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  GError *error = NULL;

  if (!muster_context_resume_provisioning_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_add (self->provision_waiting, g_steal_pointer (&task));
  tell_waiting (self);
}

void
muster_context_finish_provisioning_async (MusterContext      *self,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection (self, "psa");

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_finish_provisioning_async);
  if (connection == NULL)
    g_task_return_boolean (task, TRUE);
  else
    muster_context_resume_provisioning_async (self, muster_connection_get_id (connection), left_over_cb, g_object_ref (task));
}

gboolean
muster_context_finish_provisioning_finish (MusterContext *self,
                                           GAsyncResult  *result,
                                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
muster_context_count_provisioning (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), 0);
  return self->provisioning + g_queue_get_length (&self->provision_queue);
}
