/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-text.h"

/* MusterContext: clients and what they are mapped to */

#define SLUG_MAX 40

char *
muster_context_suggest_slug (MusterContext *self,
                             const char    *name)
{
  g_autofree char *slug = muster_slugify (name != NULL ? name : "");

  if (strlen (slug) > SLUG_MAX)
    slug[SLUG_MAX] = '\0';
  while (g_str_has_suffix (slug, "-"))
    slug[strlen (slug) - 1] = '\0';
  return g_steal_pointer (&slug);
}

const char *
muster_context_slug_problem (const char *slug)
{
  gsize length = slug != NULL ? strlen (slug) : 0;

  if (length < 2)
    return _("At least two characters.");
  if (length > SLUG_MAX)
    return _("At most 40 characters.");
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (slug[i]) && !g_ascii_isdigit (slug[i]) && slug[i] != '-')
      return _("Only small letters, digits and dashes.");
  if (slug[0] == '-' || slug[length - 1] == '-')
    return _("A dash cannot stand at the beginning or the end.");
  return NULL;
}

static void
slug_looked_up_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(MusterClient) client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);

  if (client != NULL)
    /* Translators: a client’s name */
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, _("“%s” uses this short name already."),
                             muster_client_get_name (client));
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

void
muster_context_check_slug_async (MusterContext      *self,
                                 const char         *slug,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *problem = muster_context_slug_problem (slug);

  g_task_set_source_tag (task, muster_context_check_slug_async);
  if (problem != NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s", problem);
  else
    muster_store_get_client_async (self->store, slug, cancellable, slug_looked_up_cb, g_object_ref (task));
}

gboolean
muster_context_check_slug_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
client_created_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

void
muster_context_create_client_async (MusterContext      *self,
                                    const char         *name,
                                    const char         *slug,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(MusterClient) client = muster_client_new ();
  g_autofree char *id = muster_id_new ();
  g_autofree char *clean = muster_text_one_line (name != NULL ? name : "");
  const char *problem = muster_context_slug_problem (slug);

  g_task_set_source_tag (task, muster_context_create_client_async);
  if (clean[0] == '\0')
    problem = _("Enter the client’s name.");
  if (problem != NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s", problem);
      return;
    }
  muster_client_set_id (client, id);
  muster_client_set_name (client, clean);
  muster_client_set_slug (client, slug);
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_PENDING);
  muster_client_set_mode (client, MUSTER_MODE_INHERIT);
  muster_client_set_created (client, muster_clock_now (self->clock));
  if (self->workspace != NULL)
    {
      muster_client_set_language (client, muster_workspace_get_language (self->workspace));
      muster_client_set_time_zone (client, muster_workspace_get_time_zone (self->workspace));
    }
  g_task_set_task_data (task, g_object_ref (client), g_object_unref);
  muster_store_save_client_async (self->store, client, NULL, client_created_cb, g_object_ref (task));
}

MusterClient *
muster_context_create_client_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
client_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterClient *client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);

  if (client != NULL)
    g_task_return_pointer (task, client, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_get_client_async (MusterContext      *self,
                                 const char         *id_or_slug,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_get_client_async);
  muster_store_get_client_async (self->store, id_or_slug, cancellable, client_loaded_cb, g_object_ref (task));
}

MusterClient *
muster_context_get_client_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
client_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  muster_context_reconsider (self);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_save_client_async (MusterContext      *self,
                                  MusterClient       *client,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_save_client_async);
  muster_store_save_client_async (self->store, client, NULL, client_saved_cb, g_object_ref (task));
}

gboolean
muster_context_save_client_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Mappings */


static MusterConnection *
connection_of_kind (MusterContext    *self,
                    MusterMappingKind kind)
{
  switch (kind)
    {
    case MUSTER_MAPPING_KIND_COMPANY:
      return muster_context_find_connection (self, "psa");
    case MUSTER_MAPPING_KIND_TENANT:
      return muster_context_find_connection (self, "cloud");
    case MUSTER_MAPPING_KIND_DOCS:
    default:
      return muster_context_find_connection (self, "docs");
    }
}

static void
mapping_changed (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_context_emit (self, "clients-changed");
  muster_context_reconsider (self);
  g_task_return_boolean (task, TRUE);
}

static void
mapping_set_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_mapping_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    mapping_changed (task);
}

static void
mapping_cleared_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_clear_mapping_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    mapping_changed (task);
}

/* Whoever has this company already */
static void
others_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterMapping *mapping = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_find_clients_by_mapping_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < clients->len; i++)
    {
      MusterClient *other = g_ptr_array_index (clients, i);

      if (g_strcmp0 (muster_client_get_id (other), muster_mapping_get_client_id (mapping)) != 0)
        {
          /* Translators: the first is a company of a vendor, the second a client */
          g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, _("“%s” is mapped to “%s” already."),
                                   muster_mapping_get_external_name (mapping), muster_client_get_name (other));
          return;
        }
    }
  muster_store_set_mapping_async (self->store, mapping, NULL, mapping_set_cb, g_object_ref (task));
}

/* A GUID has one spelling here, so that the same tenant is not two */
static char *
canonical_id (MusterMappingKind kind,
              const char       *id)
{
  return kind == MUSTER_MAPPING_KIND_TENANT ? g_ascii_strdown (id, -1) : g_strdup (id);
}

static gboolean
is_own_tenant (MusterConnection *connection,
               MusterMappingKind kind,
               const char       *id)
{
  g_autofree char *own = muster_connector_get_setting (connection, "tenantId");

  return kind == MUSTER_MAPPING_KIND_TENANT && own != NULL && g_ascii_strcasecmp (own, id) == 0;
}

void
muster_context_set_mapping_async (MusterContext      *self,
                                  const char         *client_id,
                                  MusterMappingKind   kind,
                                  const char         *external_id,
                                  const char         *external_name,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = connection_of_kind (self, kind);
  MusterMapping *mapping;
  g_autofree char *id = NULL;

  g_task_set_source_tag (task, muster_context_set_mapping_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s", _("Connect the system first."));
      return;
    }
  if (external_id == NULL)
    {
      muster_store_clear_mapping_async (self->store, client_id, muster_connection_get_id (connection), kind, NULL,
                                        mapping_cleared_cb, g_object_ref (task));
      return;
    }
  id = canonical_id (kind, external_id);
  if (is_own_tenant (connection, kind, id))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "%s",
                               _("This is your own tenant. Choose the one of the customer."));
      return;
    }
  mapping = muster_mapping_new ();
  muster_mapping_set_client_id (mapping, client_id);
  muster_mapping_set_connection_id (mapping, muster_connection_get_id (connection));
  muster_mapping_set_kind (mapping, kind);
  muster_mapping_set_external_id (mapping, id);
  muster_mapping_set_external_name (mapping, external_name != NULL ? external_name : id);
  g_task_set_task_data (task, mapping, g_object_unref);
  muster_store_find_clients_by_mapping_async (self->store, muster_connection_get_id (connection), kind, id, cancellable,
                                              others_found_cb, g_object_ref (task));
}

gboolean
muster_context_set_mapping_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mappings_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);

  if (mappings != NULL)
    g_task_return_pointer (task, mappings, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_list_mappings_async (MusterContext      *self,
                                    const char         *client_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_list_mappings_async);
  muster_store_list_mappings_async (self->store, client_id, cancellable, mappings_listed_cb, g_object_ref (task));
}

GPtrArray *
muster_context_list_mappings_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
