/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"
#include "muster-random.h"

/* MusterContext: registering, looking after and removing a webhook. What is wanted is kept; a look at the vendor once a day
 * compares that with what is there and puts right what the vendor switched off or lost. */

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  MusterWebhook    *webhook;     /* (owned) */
  MusterSecret     *secret;      /* (owned) (nullable): a new one */
  gboolean          repaired;    /* something was put right in this look */
} HookAct;

static void
hook_act_free (HookAct *op)
{
  g_clear_object (&op->connection);
  g_clear_object (&op->webhook);
  g_clear_pointer (&op->secret, muster_secret_unref);
  g_free (op);
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
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  MusterWebhook *webhook = muster_context_find_webhook (self, connection_id);
  HookAct *op;

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  if (connection == NULL || webhook == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no PSA connection %s", connection_id);
      g_object_unref (task);
      return NULL;
    }
  op = g_new0 (HookAct, 1);
  op->connection = g_object_ref (connection);
  op->webhook = g_object_ref (webhook);
  g_task_set_task_data (task, op, (GDestroyNotify) hook_act_free);
  return task;
}

static void
finish (GTask  *task,
        GError *error)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);

  if (error != NULL)
    muster_webhook_set_last_error (op->webhook, error->message);
  muster_context_save_webhook (self, op->webhook);
  muster_context_tell_webhook (self, op->webhook);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Looking: what does the vendor have? */

static void look (GTask *task);

/* (nullable): ours, by its id or by its address */
static MusterPsaWebhook *
find_ours (HookAct    *op,
           GPtrArray  *rows,
           const char *url)
{
  for (guint i = 0; i < rows->len; i++)
    {
      MusterPsaWebhook *row = g_ptr_array_index (rows, i);

      if ((url != NULL && g_strcmp0 (row->url, url) == 0)
          || (row->id != NULL && g_strcmp0 (row->id, muster_webhook_get_vendor_id (op->webhook)) == 0))
        return row;
    }
  return NULL;
}

static void
repaired_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_context_admin_act_finish (MUSTER_CONTEXT (source), result, NULL, &error))
    finish (task, error);
  else
    look (task);
}

static void
act_on (GTask      *task,
        const char *tool,
        const char *id)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *target = g_strconcat ("webhook:", id, NULL);

  op->repaired = TRUE;
  json_object_set_string_member (args, g_str_equal (tool, "register-webhook") ? "url" : "webhook", id);
  muster_context_admin_act_async (self, op->connection, tool, target, args, NULL, NULL, repaired_cb, g_object_ref (task));
}

/* One thing at a time: an old address goes, a lost one is registered, a disabled one is switched on; then it is looked at
 * again, once */
static gboolean
put_right (GTask            *task,
           MusterPsaWebhook *ours,
           const char       *url)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);

  if (!muster_webhook_get_wanted (op->webhook) || op->repaired || url == NULL)
    return FALSE;
  if (ours == NULL && muster_context_has_tool (self, op->connection, "register-webhook"))
    act_on (task, "register-webhook", url);
  else if (ours != NULL && g_strcmp0 (ours->url, url) != 0 && muster_context_has_tool (self, op->connection, "remove-webhook"))
    {
      act_on (task, "remove-webhook", ours->id);
      /* Its successor is registered by the look that follows */
      op->repaired = FALSE;
      muster_webhook_set_vendor_id (op->webhook, NULL);
    }
  else if (ours != NULL && !ours->active && muster_context_has_tool (self, op->connection, "enable-webhook"))
    act_on (task, "enable-webhook", ours->id);
  else
    return FALSE;
  return TRUE;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_connection_get_id (op->connection));
  g_autoptr(GPtrArray) rows = node != NULL && psa != NULL ? muster_psa_read_webhooks (psa, node, &error) : NULL;
  g_autofree char *url = muster_context_webhook_url (self, op->connection);
  MusterPsaWebhook *ours = rows != NULL ? find_ours (op, rows, url) : NULL;
  gboolean manual = !muster_context_has_tool (self, op->connection, "register-webhook");

  muster_webhook_set_last_check (op->webhook, muster_clock_now (self->clock));
  if (rows == NULL)
    {
      /* Where a person registers it, the right to look is one that need not be given */
      if (manual)
        g_clear_error (&error);
      finish (task, error);
      return;
    }
  if (put_right (task, ours, url))
    return;
  muster_webhook_set_registered (op->webhook, ours != NULL);
  muster_webhook_set_enabled (op->webhook, ours != NULL && ours->active);
  muster_webhook_set_disabled_by_vendor (op->webhook, ours != NULL && !ours->active);
  muster_webhook_set_vendor_id (op->webhook, ours != NULL ? ours->id : NULL);
  muster_webhook_set_last_error (op->webhook, ours != NULL && !ours->active ? ours->detail : NULL);
  finish (task, NULL);
}

static void
look (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);

  if (!muster_context_has_tool (self, op->connection, "list-webhooks"))
    {
      finish (task, NULL);
      return;
    }
  muster_context_setup_read_async (self, op->connection, "list-webhooks", NULL, TRUE, NULL, listed_cb, g_object_ref (task));
}

void
muster_context_check_webhook_async (MusterContext      *self,
                                    const char         *connection_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = begin (self, connection_id, muster_context_check_webhook_async, cancellable, callback, user_data);

  if (task != NULL)
    look (task);
}

gboolean
muster_context_check_webhook_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_context_check_webhooks (MusterContext *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->webhooks)); i++)
    {
      g_autoptr(MusterWebhook) webhook = g_list_model_get_item (G_LIST_MODEL (self->webhooks), i);
      const char *id = muster_webhook_get_connection_id (webhook);

      if (muster_webhook_get_wanted (webhook) && self->listener_settings.enabled
          && muster_gate_get_connection (self->gate, id) != NULL)
        muster_context_check_webhook_async (self, id, NULL, NULL, NULL);
    }
}

/* Registering: path, secret, vendor */

/* 3 of 3 */
static void
path_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error))
    {
      finish (task, error);
      return;
    }
  muster_context_listen_to (self, op->connection);
  muster_webhook_set_wanted (op->webhook, TRUE);
  muster_webhook_set_last_error (op->webhook, NULL);
  look (task);
}

static void
make_path (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  g_autofree char *path = muster_connector_get_setting (op->connection, MUSTER_WEBHOOK_PATH);
  g_autofree char *made = NULL;

  if (path == NULL)
    {
      made = muster_webhook_new_path ();
      muster_connector_put_setting (op->connection, MUSTER_WEBHOOK_PATH, made);
    }
  muster_store_save_connection_async (self->store, op->connection, NULL, path_saved_cb, g_object_ref (task));
}

/* 2 of 3: the vendor may have it only when the keyring has it */
static void
secret_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  const char *id = muster_connection_get_id (op->connection);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      finish (task, error);
      return;
    }
  muster_context_keep_webhook_secret (self, id, op->secret);
  make_path (task);
}

/* 1 of 3 */
void
muster_context_register_webhook_async (MusterContext      *self,
                                       const char         *connection_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = begin (self, connection_id, muster_context_register_webhook_async, cancellable, callback, user_data);
  HookAct *op;
  const MusterWebhookVendor *vendor;
  g_autofree char *label = NULL;
  g_autofree char *id = NULL;
  char *text;

  if (task == NULL)
    return;
  op = g_task_get_task_data (task);
  vendor = muster_webhook_vendor_of (op->connection);
  if (self->listener_settings.base == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s",
                               _("Enter the public address of the listener first."));
      return;
    }
  if (!vendor->own_secret || g_hash_table_contains (self->hook_secrets, connection_id))
    {
      make_path (task);
      return;
    }
  text = muster_random_base64url (32);
  op->secret = muster_secret_new (text);
  muster_secret_free (text);
  id = muster_connector_secret_id (op->connection, MUSTER_WEBHOOK_SECRET);
  label = g_strdup_printf ("Muster: %s, webhook", muster_connection_get_name (op->connection));
  muster_secret_store_store_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, label, op->secret, NULL, secret_saved_cb,
                                   g_object_ref (task));
}

gboolean
muster_context_register_webhook_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Removing: at the vendor, then here */

/* 3 of 3 */
static void
secret_cleared_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  muster_secret_store_clear_finish (MUSTER_SECRET_STORE (source), result, &error);
  finish (task, error);
}

static void
forget (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  HookAct *op = g_task_get_task_data (task);
  const char *connection_id = muster_connection_get_id (op->connection);
  g_autofree char *path = muster_connector_get_setting (op->connection, MUSTER_WEBHOOK_PATH);
  g_autofree char *id = muster_connector_secret_id (op->connection, MUSTER_WEBHOOK_SECRET);

  if (path != NULL && self->listener != NULL)
    muster_webhook_listener_remove_path (self->listener, path);
  muster_connector_put_setting (op->connection, MUSTER_WEBHOOK_PATH, NULL);
  muster_gate_set_connection_secret (self->gate, connection_id, MUSTER_WEBHOOK_SECRET, NULL);
  g_hash_table_remove (self->hook_secrets, connection_id);
  muster_webhook_set_wanted (op->webhook, FALSE);
  muster_webhook_set_registered (op->webhook, FALSE);
  muster_webhook_set_enabled (op->webhook, FALSE);
  muster_webhook_set_disabled_by_vendor (op->webhook, FALSE);
  muster_webhook_set_vendor_id (op->webhook, NULL);
  muster_webhook_set_last_delivery (op->webhook, 0);
  muster_webhook_set_last_error (op->webhook, NULL);
  muster_store_save_connection_async (self->store, op->connection, NULL, NULL, NULL);
  muster_secret_store_clear_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, secret_cleared_cb,
                                   g_object_ref (task));
}

/* 2 of 3 */
static void
taken_back_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_context_admin_act_finish (MUSTER_CONTEXT (source), result, NULL, &error))
    finish (task, error);
  else
    forget (task);
}

/* 1 of 3 */
void
muster_context_remove_webhook_async (MusterContext      *self,
                                     const char         *connection_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = begin (self, connection_id, muster_context_remove_webhook_async, cancellable, callback, user_data);
  HookAct *op;
  const char *id;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *target = NULL;

  if (task == NULL)
    return;
  op = g_task_get_task_data (task);
  id = muster_webhook_get_vendor_id (op->webhook);
  if (id == NULL || !muster_context_has_tool (self, op->connection, "remove-webhook"))
    {
      forget (task);
      return;
    }
  target = g_strconcat ("webhook:", id, NULL);
  json_object_set_string_member (args, "webhook", id);
  muster_context_admin_act_async (self, op->connection, "remove-webhook", target, args, NULL, NULL, taken_back_cb,
                                  g_object_ref (task));
}

gboolean
muster_context_remove_webhook_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Showing the secret */

void
muster_context_read_webhook_secret_async (MusterContext      *self,
                                          const char         *connection_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterSecret *secret = g_hash_table_lookup (self->hook_secrets, connection_id);

  g_task_set_source_tag (task, muster_context_read_webhook_secret_async);
  if (secret != NULL)
    g_task_return_pointer (task, muster_secret_ref (secret), (GDestroyNotify) muster_secret_unref);
  else
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "This webhook has no secret yet");
}

MusterSecret *
muster_context_read_webhook_secret_finish (MusterContext *self,
                                           GAsyncResult  *result,
                                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
