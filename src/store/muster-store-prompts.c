/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-store-private.h"
#include "muster-store-prompts.h"

/* Prompts are only ever added to: the newest row of an owner is what holds, an empty one takes it away. The MSP is
 * the owner ''. */

static const char *
owner (const char *client_id)
{
  return client_id != NULL ? client_id : "";
}

/* @text: (out) (nullable): NULL when there never was one */
static gboolean
read_newest (MusterDb   *db,
             const char *client_id,
             char      **text,
             GError    **error)
{
  return muster_db_text (db, error, text, "SELECT text FROM prompts WHERE client_id = ? ORDER BY id DESC LIMIT 1", "t",
                         owner (client_id));
}

static gboolean
get_prompt_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autofree char *msp = NULL;
  g_autofree char *client = NULL;

  if (!read_newest (db, NULL, &msp, error) || (op->client_id != NULL && !read_newest (db, op->client_id, &client, error)))
    return FALSE;
  muster_store_op_set_result (op, muster_prompt_new (msp, client), (GDestroyNotify) muster_prompt_free);
  return TRUE;
}

static gboolean
check_client (MusterDb   *db,
              const char *client_id,
              GError    **error)
{
  gint64 n = 0;

  if (client_id == NULL)
    return TRUE;
  if (!muster_db_number (db, error, &n, "SELECT count(*) FROM clients WHERE id = ?", "t", client_id))
    return FALSE;
  return n > 0 || muster_store_fail_not_found (error, "client", client_id);
}

static gboolean
add_version (MusterDb      *db,
             MusterStoreOp *op,
             const char    *text,
             GError       **error)
{
  g_autofree char *before = NULL;
  g_autofree char *body = NULL;
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, strlen (text));

  if (!read_newest (db, op->client_id, &before, error))
    return FALSE;
  if (g_strcmp0 (before != NULL ? before : "", text) == 0)
    return TRUE;
  body = muster_store_audit_body ("owner", op->client_id != NULL ? "client" : "msp", "bytes", length, NULL);
  muster_store_op_changed (op, "prompts", owner (op->client_id));
  return muster_db_run (db, error, "INSERT INTO prompts (client_id, text, time, actor) VALUES (?, ?, ?, ?)", "ttit",
                        owner (op->client_id), text, op->now, op->actor)
         && muster_store_add_audit_row (db, op, op->client_id, "prompt-saved", body, error);
}

static gboolean
save_prompt_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  if (strlen (op->text) > MUSTER_PROMPT_MAX_BYTES)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The text is longer than %d KiB",
                   MUSTER_PROMPT_MAX_BYTES / 1024);
      return FALSE;
    }
  return check_client (db, op->client_id, error) && add_version (db, op, op->text, error);
}

static gboolean
restore_prompt_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  g_autofree char *text = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, op->number);

  if (!muster_db_text (db, error, &text, "SELECT text FROM prompts WHERE client_id = ? AND id = ?", "ti",
                       owner (op->client_id), op->number))
    return FALSE;
  if (text == NULL)
    return muster_store_fail_not_found (error, "version of the prompt", number);
  return add_version (db, op, text, error);
}

static gboolean
list_prompts_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  GPtrArray *versions;

  versions = muster_db_collect (db, error, MUSTER_TYPE_PROMPT_VERSION,
                                "SELECT p.id, p.client_id, p.text, p.time, p.actor, m.name AS author FROM prompts p"
                                " LEFT JOIN members m ON p.actor = 'member:' || m.id"
                                " WHERE p.client_id = ? ORDER BY p.id DESC", "t", owner (op->client_id));
  muster_store_op_set_result (op, versions, (GDestroyNotify) g_ptr_array_unref);
  return versions != NULL;
}

void
muster_store_get_prompt_async (MusterStore        *self,
                               const char         *client_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (get_prompt_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_get_prompt_async, cancellable, callback, user_data);
}

MusterPrompt *
muster_store_get_prompt_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_prompt_async, error);
}

void
muster_store_save_prompt_async (MusterStore        *self,
                                const char         *client_id,
                                const char         *text,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (save_prompt_work, MUSTER_STORE_WRITE);
  op->client_id = g_strdup (client_id);
  op->text = g_strstrip (g_strdup (text != NULL ? text : ""));
  muster_store_start (self, op, muster_store_save_prompt_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_prompt_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_prompt_async, error);
}

void
muster_store_list_prompts_async (MusterStore        *self,
                                 const char         *client_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_prompts_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_list_prompts_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_prompts_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_prompts_async, error);
}

void
muster_store_restore_prompt_async (MusterStore        *self,
                                   const char         *client_id,
                                   gint64              version,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (restore_prompt_work, MUSTER_STORE_WRITE);
  op->client_id = g_strdup (client_id);
  op->number = version;
  muster_store_start (self, op, muster_store_restore_prompt_async, cancellable, callback, user_data);
}

gboolean
muster_store_restore_prompt_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_restore_prompt_async, error);
}
