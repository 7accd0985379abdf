/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-store-private.h"

MusterStoreOp *
muster_store_op_new (MusterStoreWork  work,
                     MusterStoreFlags flags)
{
  MusterStoreOp *op = g_new0 (MusterStoreOp, 1);

  op->work = work;
  op->flags = flags;
  op->changes = g_ptr_array_new_with_free_func (g_free);
  return op;
}

void
muster_store_op_set_result (MusterStoreOp *op,
                            gpointer       result,
                            GDestroyNotify free_result)
{
  if (op->result != NULL && op->free_result != NULL)
    op->free_result (op->result);
  op->result = result;
  op->free_result = free_result;
}

/* To be told after the commit */
void
muster_store_op_changed (MusterStoreOp *op,
                         const char    *table,
                         const char    *id)
{
  g_ptr_array_add (op->changes, g_strdup (table));
  g_ptr_array_add (op->changes, g_strdup (id));
}

static MusterStoreOp *
finish (MusterStore  *self,
        GAsyncResult *result,
        gpointer      source_tag,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

/* (transfer none) (nullable): the operation with its results; lives as long as @result */
MusterStoreOp *
muster_store_finish (MusterStore  *self,
                     GAsyncResult *result,
                     gpointer      source_tag,
                     GError      **error)
{
  return finish (self, result, source_tag, error);
}

gboolean
muster_store_finish_boolean (MusterStore  *self,
                             GAsyncResult *result,
                             gpointer      source_tag,
                             GError      **error)
{
  return finish (self, result, source_tag, error) != NULL;
}

gpointer
muster_store_finish_pointer (MusterStore  *self,
                             GAsyncResult *result,
                             gpointer      source_tag,
                             GError      **error)
{
  MusterStoreOp *op = finish (self, result, source_tag, error);

  return op != NULL ? g_steal_pointer (&op->result) : NULL;
}

/* -1 on error */
gint64
muster_store_finish_count (MusterStore  *self,
                           GAsyncResult *result,
                           gpointer      source_tag,
                           GError      **error)
{
  MusterStoreOp *op = finish (self, result, source_tag, error);

  return op != NULL ? op->count : -1;
}

gboolean
muster_store_fail_not_found (GError    **error,
                             const char *what,
                             const char *id)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no %s “%s”", what, id);
  return FALSE;
}
