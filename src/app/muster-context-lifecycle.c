/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-connection-test.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-secrets.h"
#include "muster-error.h"

/* MusterContext: how connections are doing. A connection that does not work is "failing" until a poll or a test works
 * again; then what waited goes on. An API that has moved (ConnectWise's code base, Autotask's zone) is looked for once
 * before anybody is told. */

static void
status_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterContext) self = MUSTER_CONTEXT (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error))
    g_message ("The connection's status could not be saved: %s", error->message);
  muster_context_emit (self, "connections-changed");
}

void
muster_context_set_connection_status (MusterContext    *self,
                                      MusterConnection *connection,
                                      const char       *status,
                                      const char       *text)
{
  gboolean worked = g_strcmp0 (muster_connection_get_status (connection), "ok") == 0;

  /* Only a person ends "notes-off": by testing the connection again */
  if (g_strcmp0 (muster_connection_get_status (connection), "notes-off") == 0)
    return;
  if (g_strcmp0 (muster_connection_get_status (connection), status) == 0
      && g_strcmp0 (muster_connection_get_last_error (connection), text) == 0)
    return;
  muster_connection_set_status (connection, status);
  muster_connection_set_last_error (connection, text);
  muster_store_save_connection_async (self->store, connection, NULL, status_saved_cb, g_object_ref (self));
  muster_context_refresh_trouble (self);
  if (!worked && g_str_equal (status, "ok"))
    muster_context_reconsider (self);
}

/* "… hudu:search-articles: …" is about Hudu, whichever run met it */
static MusterConnection *
connection_of_text (MusterContext *self,
                    const char    *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);
      g_autofree char *tool = g_strconcat (muster_connection_get_integration (connection), ":", NULL);

      /* The list keeps it */
      if (strstr (text, tool) != NULL)
        return connection;
    }
  return NULL;
}

/* Our own disk is not the vendor's fault */
static gboolean
is_about_vendor (int code)
{
  return code != MUSTER_ERROR_CONFLICT && code != MUSTER_ERROR_STORE && code != MUSTER_ERROR_DISK_FULL
         && code != MUSTER_ERROR_INTERNAL;
}

/* Looking for an API that has moved */

typedef struct
{
  MusterConnection *connection;  /* (owned): a copy that takes what is found */
  GHashTable       *secrets;     /* (owned) (nullable) */
  int               code;
  char             *text;        /* what to say when it has not moved */
} Rediscovery;

static void
rediscovery_free (Rediscovery *op)
{
  g_clear_object (&op->connection);
  g_clear_pointer (&op->secrets, g_hash_table_unref);
  g_free (op->text);
  g_free (op);
}

static void
end_rediscovery (MusterContext *self)
{
  g_autoptr(GPtrArray) waiters = NULL;

  if (--self->rediscovering > 0)
    return;
  waiters = g_steal_pointer (&self->rediscovery_waiters);
  self->rediscovery_waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      g_task_return_boolean (task, self->rediscovered != GPOINTER_TO_UINT (g_task_get_task_data (task)));
    }
}

static void
looked_for_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Rediscovery *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterConnectionReport) report = muster_connection_test_finish (result, &error);
  MusterConnection *saved = muster_context_find_connection_by_id (self, muster_connection_get_id (op->connection));
  const char *found = muster_connection_get_settings (op->connection);

  if (saved != NULL && report != NULL && muster_connection_report_get_ok (report)
      && g_strcmp0 (found, muster_connection_get_settings (saved)) != 0)
    {
      g_message ("%s has moved and was found again", muster_connection_get_name (saved));
      muster_connection_set_settings (saved, found);
      self->rediscovered++;
      if (!muster_context_attach (self, saved, op->secrets, &error))
        g_message ("%s is not ready: %s", muster_connection_get_name (saved), error->message);
      muster_store_save_connection_async (self->store, saved, NULL, status_saved_cb, g_object_ref (self));
      muster_context_reconsider (self);
    }
  else if (saved != NULL)
    muster_context_set_connection_status (self, saved, "failing", op->text);
  end_rediscovery (self);
  g_task_return_boolean (task, TRUE);
}

static void
rediscovery_secrets_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Rediscovery *op = g_task_get_task_data (task);
  MusterConnection *saved = muster_context_find_connection_by_id (self, muster_connection_get_id (op->connection));

  op->secrets = muster_connection_secrets_load_finish (result, NULL);
  if (op->secrets != NULL)
    {
      muster_connection_rediscover_async (self, op->connection, op->secrets, NULL, looked_for_cb, g_object_ref (task));
      return;
    }
  if (saved != NULL)
    muster_context_set_connection_status (self, saved, "failing", op->text);
  end_rediscovery (self);
  g_task_return_boolean (task, TRUE);
}

static void
look_for_api (MusterContext    *self,
              MusterConnection *connection,
              int               code,
              const char       *text)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, NULL, NULL);
  Rediscovery *op = g_new0 (Rediscovery, 1);

  g_task_set_source_tag (task, look_for_api);
  op->connection = muster_record_copy (connection);
  op->code = code;
  op->text = g_strdup (text);
  g_task_set_task_data (task, op, (GDestroyNotify) rediscovery_free);
  self->rediscovering++;
  g_hash_table_add (self->rediscoveries, g_strdup (muster_connection_get_id (connection)));
  muster_connection_secrets_load_async (self, connection, NULL, rediscovery_secrets_cb, g_object_ref (task));
}

void
muster_context_wait_rediscovery_async (MusterContext      *self,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_wait_rediscovery_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (self->rediscovered), NULL);
  g_ptr_array_add (self->rediscovery_waiters, task);
  if (self->rediscovering == 0)
    {
      self->rediscovering++;
      end_rediscovery (self);
    }
}

gboolean
muster_context_wait_rediscovery_finish (MusterContext *self,
                                        GAsyncResult  *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* Whether a wrong address could look like this: an old code base answers 404, an old zone 401 */
static gboolean
may_have_moved (int code)
{
  return code == MUSTER_ERROR_SIGNED_OUT || code == MUSTER_ERROR_NOT_FOUND || code == MUSTER_ERROR_WRONG_REGION
         || code == MUSTER_ERROR_BAD_REPLY;
}

/* News from the engine */

/* 0: it works */
static void
set_code (MusterContext    *self,
          MusterConnection *connection,
          int               code)
{
  const char *id = muster_connection_get_id (connection);

  muster_connector_put_setting (connection, MUSTER_FAILURE_SETTING, code != 0 ? muster_error_code_name (code) : NULL);
  if (code != 0)
    g_hash_table_insert (self->codes, g_strdup (id), GINT_TO_POINTER (code));
  else
    g_hash_table_remove (self->codes, id);
}

static int
code_of_report (MusterConnectionReport *report)
{
  static const struct { const char *problem; int code; } problems[] = {
    { "no-network", MUSTER_ERROR_OFFLINE }, { "timeout", MUSTER_ERROR_TIMEOUT }, { "throttled", MUSTER_ERROR_RATE_LIMITED },
    { "missing-right", MUSTER_ERROR_FORBIDDEN }, { "tls", MUSTER_ERROR_TLS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    if (g_strcmp0 (muster_connection_report_get_problem (report), problems[i].problem) == 0)
      return problems[i].code;
  return MUSTER_ERROR_SIGNED_OUT;
}

void
muster_context_connection_trouble (MusterContext *self,
                                   const char    *connection_id,
                                   int            code,
                                   const char    *text)
{
  MusterConnection *connection = connection_of_text (self, text);
  const char *id;

  if (connection == NULL && connection_id != NULL)
    connection = muster_context_find_connection_by_id (self, connection_id);
  if (code == MUSTER_ERROR_OFFLINE || code == MUSTER_ERROR_TIMEOUT)
    muster_context_set_offline (self, TRUE);
  if (code == MUSTER_ERROR_KEYRING_LOCKED || code == MUSTER_ERROR_KEYRING_UNAVAILABLE)
    muster_context_set_keyring_state (self, code == MUSTER_ERROR_KEYRING_LOCKED ? MUSTER_SECRET_LOCKED
                                      : MUSTER_SECRET_UNAVAILABLE);
  if (connection == NULL || !is_about_vendor (code))
    return;

  id = muster_connection_get_id (connection);
  set_code (self, connection, code);
  if (may_have_moved (code) && muster_connection_can_rediscover (connection)
      && !g_hash_table_contains (self->rediscoveries, id))
    look_for_api (self, connection, code, text);
  else
    muster_context_set_connection_status (self, connection, "failing", text);
}

void
muster_context_connection_fine (MusterContext *self,
                                const char    *connection_id)
{
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);

  muster_context_set_offline (self, FALSE);
  g_hash_table_remove (self->rediscoveries, connection_id);
  if (connection == NULL)
    return;
  set_code (self, connection, 0);
  muster_context_set_connection_status (self, connection, "ok", NULL);
}

void
muster_context_tell_tested (MusterContext          *self,
                            MusterConnection       *tried,
                            GHashTable             *secrets,
                            MusterConnectionReport *report)
{
  MusterConnection *saved = muster_context_find_connection_by_id (self, muster_connection_get_id (tried));
  gboolean ok = muster_connection_report_get_ok (report);
  g_autoptr(GError) error = NULL;

  if (saved == NULL)
    return;
  if (ok && g_strcmp0 (muster_connection_get_status (saved), "notes-off") == 0)
    muster_connection_set_status (saved, "failing");
  if (ok && g_strcmp0 (muster_connection_get_settings (saved), muster_connection_get_settings (tried)) != 0)
    {
      muster_connection_set_settings (saved, muster_connection_get_settings (tried));
      if (!muster_context_attach (self, saved, secrets, &error))
        g_message ("%s is not ready: %s", muster_connection_get_name (saved), error->message);
      muster_store_save_connection_async (self->store, saved, NULL, status_saved_cb, g_object_ref (self));
    }
  set_code (self, saved, ok ? 0 : code_of_report (report));
  muster_context_set_connection_status (self, saved, ok ? "ok" : "failing",
                                        ok ? NULL : muster_connection_report_get_title (report));
  if (ok)
    muster_context_reconsider (self);
}
