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
#include "muster-id.h"

/* MusterContext: testing, connecting and entering other credentials share the way up to the report. What was typed
 * becomes a connection that is tried under a name of its own; only what passed is stored: secrets, then the row. */

typedef struct
{
  gboolean          save;
  gboolean          replace;     /* what is not typed stays as it is stored */
  gboolean          stored;      /* a saved connection is tested again */
  char             *integration;
  GHashTable       *fields;      /* (owned) (nullable): what was typed */
  MusterConnection *connection;  /* (owned) (nullable) */
  GHashTable       *secrets;     /* (owned) (nullable) */
  char             *old_fields;  /* (nullable): names of the secrets that it had before */
} Connect;

static void
connect_free (Connect *op)
{
  g_free (op->integration);
  g_clear_pointer (&op->fields, g_hash_table_unref);
  g_clear_object (&op->connection);
  g_clear_pointer (&op->secrets, g_hash_table_unref);
  g_free (op->old_fields);
  g_free (op);
}

/* (transfer full) (nullable): the connection with the names of those secrets alone that nothing uses any more */
static MusterConnection *
find_stale (Connect *op)
{
  const char *now = muster_connection_get_secret_fields (op->connection);
  g_auto(GStrv) kept = g_strsplit (now != NULL ? now : "", ",", -1);
  g_auto(GStrv) before = g_strsplit (op->old_fields != NULL ? op->old_fields : "", ",", -1);
  g_autoptr(GString) names = g_string_new (NULL);
  MusterConnection *stale;

  for (guint i = 0; before[i] != NULL; i++)
    if (before[i][0] != '\0' && !g_strv_contains ((const char * const *) kept, before[i]))
      g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", before[i]);
  if (names->len == 0)
    return NULL;
  stale = muster_record_copy (op->connection);
  muster_connection_set_secret_fields (stale, names->str);
  return stale;
}

/* After another way to sign in was chosen: what is left over is no reason to fail */
static void
stale_cleared_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Connect *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_connection_secrets_finish (result, &error))
    g_message ("Old secrets of %s stay in the keyring: %s", muster_connection_get_name (op->connection), error->message);
  g_task_return_pointer (task, g_object_ref (op->connection), g_object_unref);
}

/* 5 of 5: the row is saved, so use it at once */
static void
connection_saved_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  g_autoptr(MusterConnection) stale = NULL;
  GError *error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error)
      || !muster_context_adopt (self, op->connection, op->secrets, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  stale = find_stale (op);
  if (stale != NULL)
    muster_connection_secrets_clear_async (self, stale, NULL, stale_cleared_cb, g_object_ref (task));
  else
    g_task_return_pointer (task, g_object_ref (op->connection), g_object_unref);
}

/* 4 of 5: the secrets are in the keyring before the row that needs them exists */
static void
secrets_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_connection_secrets_finish (result, &error))
    {
      muster_context_retire_signer (self, muster_connection_get_id (op->connection), FALSE);
      g_task_return_error (task, error);
    }
  else
    muster_store_save_connection_async (self->store, op->connection, NULL, connection_saved_cb, g_object_ref (task));
}

/* 3 of 5: a token of a person's sign-in may have been replaced by the test itself */
static void
token_settled_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);

  muster_connection_test_settle_token_finish (result);
  muster_context_retire_signer (self, muster_connection_get_id (op->connection), TRUE);
  muster_connection_secrets_save_async (self, op->connection, op->secrets, NULL, secrets_saved_cb, g_object_ref (task));
}

/* 2 of 5: the vendor has answered */
static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterConnectionReport) report = muster_connection_test_finish (result, &error);
  const char *advice = report != NULL ? muster_connection_report_get_advice (report) : NULL;

  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (op->stored)
    muster_context_tell_tested (self, op->connection, op->secrets, report);
  if (!op->save)
    g_task_return_pointer (task, g_steal_pointer (&report), g_object_unref);
  else if (!muster_connection_report_get_ok (report))
    g_task_return_new_error (task, MUSTER_ERROR, g_strcmp0 (muster_connection_report_get_problem (report), "question") == 0
                             ? MUSTER_ERROR_INVALID_INPUT : MUSTER_ERROR_SIGNED_OUT, "%s. %s",
                             muster_connection_report_get_title (report), advice != NULL ? advice : "");
  else
    muster_connection_test_settle_token_async (self, op->secrets, token_settled_cb, g_object_ref (task));
}

/* Of these there is one at a time */
static const struct { const char *category, *refusal; } single[] = {
  /* Translators: %s is the name of a PSA, such as ConnectWise PSA */
  { "psa", N_("Muster works with one PSA at a time. Remove “%s” first; its clients and history stay.") },
  /* Translators: %s is the name of a documentation platform, such as Hudu */
  { "docs", N_("Muster works with one documentation platform at a time. Remove “%s” first; your clients stay and are mapped again.") },
};

/* (nullable) (transfer none): the other connection of its kind, which has to go first */
static MusterConnection *
find_other (MusterContext     *self,
            MusterIntegration *integration,
            const char       **refusal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (single); i++)
    {
      MusterConnection *other = muster_context_find_connection (self, single[i].category);

      *refusal = single[i].refusal;
      if (other != NULL && g_strcmp0 (muster_integration_get_category (integration), single[i].category) == 0
          && g_strcmp0 (muster_connection_get_integration (other), muster_integration_get_id (integration)) != 0)
        return other;
    }
  return NULL;
}

static void
refuse (GTask      *task,
        const char *field,
        GError     *error)
{
  Connect *op = g_task_get_task_data (task);

  if (op->save)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, muster_connection_test_refuse (op->integration, field, error), g_object_unref);
  g_error_free (error);
}

static void
take_typed_secrets (Connect *op)
{
  g_autoptr(GHashTable) typed = muster_connection_secrets_take (op->connection, op->fields);
  GHashTableIter iter;
  gpointer field, secret;

  if (op->secrets == NULL)
    op->secrets = muster_connection_secrets_new ();
  g_hash_table_iter_init (&iter, typed);
  while (g_hash_table_iter_next (&iter, &field, &secret))
    g_hash_table_insert (op->secrets, g_strdup (field), muster_secret_ref (secret));
}

/* The same PSA that is connected again is the same connection: what was done with its tickets is kept under its id, and
 * no ticket gets a second note. (nullable): it is no PSA */
static char *
id_of_psa (MusterContext    *self,
           MusterConnection *connection)
{
  static const struct { const char *integration; const char *names[3]; } kinds[] = {
    { "connectwise", { "site", "companyId" } }, { "halopsa", { "url" } }, { "autotask", { "userName" } },
  };
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  char *id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (kinds[i].integration, muster_connection_get_integration (connection)) != 0)
        continue;
      g_checksum_update (sum, (const guchar *) kinds[i].integration, -1);
      if (self->workspace != NULL)
        g_checksum_update (sum, (const guchar *) muster_workspace_get_id (self->workspace), -1);
      for (gsize n = 0; kinds[i].names[n] != NULL; n++)
        {
          g_autofree char *value = muster_connector_get_setting (connection, kinds[i].names[n]);
          g_autofree char *lower = g_utf8_strdown (value != NULL ? value : "", -1);

          g_checksum_update (sum, (const guchar *) lower, (gssize) strlen (lower) + 1);
        }
      g_checksum_get_digest (sum, digest, &length);
      id = g_malloc0 (27);
      for (gsize n = 0; n < 26; n++)
        id[n] = digits[digest[n] & (n == 0 ? 7 : 31)];
    }
  return id;
}

/* What another way to sign in used is none of this one's: Microsoft refuses a secret that comes with a public client */
static void
drop_other_secrets (Connect *op)
{
  g_auto(GStrv) names = g_strsplit (muster_connection_get_secret_fields (op->connection), ",", -1);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, op->secrets);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_strv_contains ((const char * const *) names, name))
      g_hash_table_iter_remove (&iter);
}

/* 1 of 5: is what was typed well-formed? */
static void
begin_connect (GTask            *task,
               MusterConnection *old)
{
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, op->integration);
  const char *refusal = NULL;
  MusterConnection *other = integration != NULL ? find_other (self, integration, &refusal) : NULL;
  g_autofree char *id = old != NULL ? g_strdup (muster_connection_get_id (old)) : muster_id_new ();
  g_autofree char *field = NULL;
  GError *error = NULL;

  if (integration == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no integration “%s”", op->integration);
      return;
    }
  if (other != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (_(refusal), "%s", 2);
      g_autofree char *text = g_strjoinv (muster_connection_get_name (other), parts);

      refuse (task, NULL, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_CONFLICT, text));
      return;
    }
  op->connection = muster_connector_build (integration, op->fields, old, op->replace ? op->secrets : NULL, id, &field, &error);
  if (op->connection == NULL)
    {
      refuse (task, field, error);
      return;
    }
  op->old_fields = old != NULL ? g_strdup (muster_connection_get_secret_fields (old)) : NULL;
  if (old == NULL)
    {
      g_autofree char *known = id_of_psa (self, op->connection);

      if (known != NULL)
        muster_connection_set_id (op->connection, known);
      muster_connection_set_created (op->connection, muster_clock_now (self->clock));
    }
  take_typed_secrets (op);
  drop_other_secrets (op);
  muster_connection_test_async (self, op->connection, op->secrets, op->fields, g_task_get_cancellable (task), tested_cb,
                                g_object_ref (task));
}

static GHashTable *
copy_fields (GHashTable *fields)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

static GTask *
new_connect_task (MusterContext      *self,
                  gpointer            tag,
                  gboolean            save,
                  const char         *integration,
                  GHashTable         *fields,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Connect *op = g_new0 (Connect, 1);

  g_task_set_source_tag (task, tag);
  op->save = save;
  op->integration = g_strdup (integration);
  op->fields = fields != NULL ? copy_fields (fields) : NULL;
  g_task_set_task_data (task, op, (GDestroyNotify) connect_free);
  return task;
}

void
muster_context_test_connection_async (MusterContext      *self,
                                      const char         *integration,
                                      GHashTable         *fields,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_test_connection_async, FALSE, integration, fields, cancellable,
                                            callback, user_data);

  begin_connect (task, muster_context_find_connection (self, integration));
}

MusterConnectionReport *
muster_context_test_connection_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_connect_async (MusterContext      *self,
                              const char         *integration,
                              GHashTable         *fields,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_connect_async, TRUE, integration, fields, cancellable, callback,
                                            user_data);

  begin_connect (task, muster_context_find_connection (self, integration));
}

MusterConnection *
muster_context_connect_finish (MusterContext *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What is stored already */

static void
saved_secrets_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->secrets = muster_connection_secrets_load_finish (result, &error);
  /* A secret that is missing in the keyring may be just what is typed now */
  if (op->secrets == NULL && op->replace && g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT))
    {
      g_clear_error (&error);
      op->secrets = muster_connection_secrets_new ();
    }
  if (op->secrets == NULL)
    g_task_return_error (task, error);
  else if (op->replace)
    {
      g_autoptr(MusterConnection) old = g_steal_pointer (&op->connection);

      begin_connect (task, old);
    }
  else
    muster_connection_test_async (self, op->connection, op->secrets, NULL, g_task_get_cancellable (task), tested_cb,
                                  g_object_ref (task));
}

static void
begin_with_stored (GTask      *task,
                   const char *connection_id)
{
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);

  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection %s", connection_id);
      return;
    }
  g_free (op->integration);
  op->integration = g_strdup (muster_connection_get_integration (connection));
  /* What a test finds out is taken over when it passed */
  op->connection = muster_record_copy (connection);
  muster_connection_secrets_load_async (self, connection, g_task_get_cancellable (task), saved_secrets_cb, g_object_ref (task));
}

void
muster_context_test_saved_connection_async (MusterContext      *self,
                                            const char         *connection_id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_test_saved_connection_async, FALSE, NULL, NULL, cancellable,
                                            callback, user_data);
  Connect *op = g_task_get_task_data (task);

  op->stored = TRUE;
  begin_with_stored (task, connection_id);
}

MusterConnectionReport *
muster_context_test_saved_connection_finish (MusterContext *self,
                                             GAsyncResult  *result,
                                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
begin_replace (MusterContext      *self,
               gpointer            tag,
               gboolean            save,
               const char         *connection_id,
               GHashTable         *fields,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, tag, save, NULL, fields, cancellable, callback, user_data);
  Connect *op = g_task_get_task_data (task);

  op->replace = TRUE;
  begin_with_stored (task, connection_id);
}

void
muster_context_replace_credentials_async (MusterContext      *self,
                                          const char         *connection_id,
                                          GHashTable         *fields,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  begin_replace (self, muster_context_replace_credentials_async, TRUE, connection_id, fields, cancellable, callback, user_data);
}

MusterConnection *
muster_context_replace_credentials_finish (MusterContext *self,
                                           GAsyncResult  *result,
                                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_test_credentials_async (MusterContext      *self,
                                       const char         *connection_id,
                                       GHashTable         *fields,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  begin_replace (self, muster_context_test_credentials_async, FALSE, connection_id, fields, cancellable, callback, user_data);
}

MusterConnectionReport *
muster_context_test_credentials_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

GHashTable *
muster_context_get_connection_values (MusterContext    *self,
                                      MusterConnection *connection)
{
  MusterIntegration *integration;
  GHashTable *values;
  GPtrArray *form;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection), NULL);

  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));
  form = integration != NULL ? muster_integration_get_fields (integration) : NULL;
  for (guint i = 0; form != NULL && i < form->len; i++)
    {
      MusterField *field = g_ptr_array_index (form, i);
      g_autofree char *value = muster_connector_get_setting (connection, field->id);

      if (value != NULL && !g_str_equal (field->kind, "secret"))
        g_hash_table_insert (values, g_strdup (field->id), g_steal_pointer (&value));
    }
  return values;
}
