/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <json-glib/json-glib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-onboarding.h"

/**
 * MusterOnboarding:
 *
 * Where the onboarding is, as one small JSON value of the store. Each change is written at once; writes are kept in
 * order and, while one is under way, joined into the next.
 */

#define KEY "onboarding"

struct _MusterOnboarding
{
  GObject parent_instance;

  MusterStore   *store;    /* (owned) */
  MusterCatalog *catalog;  /* (owned) */
  char          *page;
  GHashTable    *values;   /* (owned): utf8 → utf8 */
  gboolean       done;

  gboolean       saving;
  gboolean       again;    /* something changed during the write */
  GError        *error;    /* (owned) (nullable): of the last write */
  GPtrArray     *waiters;  /* (owned) (element-type GTask): of the write under way and the next */
};

G_DEFINE_FINAL_TYPE (MusterOnboarding, muster_onboarding, G_TYPE_OBJECT)

typedef enum { PROP_PAGE = 1 } MusterOnboardingProperty;

static GParamSpec *props[PROP_PAGE + 1];

static void save (MusterOnboarding *self);

static char *
to_text (MusterOnboarding *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonObject *values = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (values, key, value);
  if (self->page != NULL)
    json_object_set_string_member (object, "page", self->page);
  json_object_set_boolean_member (object, "done", self->done);
  json_object_set_object_member (object, "values", values);
  node = json_node_init_object (json_node_alloc (), object);
  return muster_json_canonical (node);
}

static void
read_saved (MusterOnboarding *self,
            const char       *saved)
{
  g_autoptr(JsonNode) node = saved != NULL ? muster_json_from_string_trusted (saved, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *values = object != NULL ? muster_json_obj (object, "values") : NULL;
  g_autoptr(GList) names = values != NULL ? json_object_get_members (values) : NULL;

  if (object == NULL)
    return;
  self->page = g_strdup (muster_json_str (object, "page"));
  self->done = muster_json_bool (object, "done", FALSE);
  for (GList *l = names; l != NULL; l = l->next)
    g_hash_table_insert (self->values, g_strdup (l->data), g_strdup (muster_json_str (values, l->data)));
}

static void
answer_waiters (MusterOnboarding *self)
{
  g_autoptr(GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (self->error != NULL)
        g_task_return_error (task, g_error_copy (self->error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterOnboarding) self = MUSTER_ONBOARDING (user_data);

  g_clear_error (&self->error);
  self->saving = FALSE;
  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &self->error))
    g_message ("The onboarding's progress could not be saved: %s", self->error->message);
  if (self->again)
    save (self);
  else
    answer_waiters (self);
}

static void
save (MusterOnboarding *self)
{
  g_autofree char *text = NULL;

  if (self->saving)
    {
      self->again = TRUE;
      return;
    }
  self->again = FALSE;
  self->saving = TRUE;
  text = to_text (self);
  muster_store_set_value_async (self->store, KEY, text, NULL, saved_cb, g_object_ref (self));
}

const char *
muster_onboarding_get_page (MusterOnboarding *self)
{
  g_return_val_if_fail (MUSTER_IS_ONBOARDING (self), NULL);
  return self->page;
}

void
muster_onboarding_set_page (MusterOnboarding *self,
                            const char       *page)
{
  g_return_if_fail (MUSTER_IS_ONBOARDING (self));

  if (g_strcmp0 (self->page, page) == 0)
    return;
  g_free (self->page);
  self->page = g_strdup (page);
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

const char *
muster_onboarding_get_value (MusterOnboarding *self,
                             const char       *key)
{
  g_return_val_if_fail (MUSTER_IS_ONBOARDING (self), NULL);
  return g_hash_table_lookup (self->values, key);
}

/**
 * muster_onboarding_set_value:
 * @key: what it is
 * @value: (nullable): %NULL removes it
 *
 * Keeps a value that is not a secret. A key that names a secret field is a mistake of the caller; it is not kept.
 */
void
muster_onboarding_set_value (MusterOnboarding *self,
                             const char       *key,
                             const char       *value)
{
  g_return_if_fail (MUSTER_IS_ONBOARDING (self));

  if (muster_connector_is_secret_key (self->catalog, key))
    {
      g_warning ("“%s” is a secret and is not saved with the onboarding", key);
      return;
    }
  if (g_strcmp0 (g_hash_table_lookup (self->values, key), value) == 0)
    return;
  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (self->values, key);
  save (self);
}

gboolean
muster_onboarding_get_done (MusterOnboarding *self)
{
  g_return_val_if_fail (MUSTER_IS_ONBOARDING (self), FALSE);
  return self->done;
}

void
muster_onboarding_save_async (MusterOnboarding   *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_ONBOARDING (self));
  g_task_set_source_tag (task, muster_onboarding_save_async);
  g_ptr_array_add (self->waiters, g_object_ref (task));
  if (!self->saving)
    save (self);
}

gboolean
muster_onboarding_save_finish (MusterOnboarding *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_onboarding_finish_async (MusterOnboarding   *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_ONBOARDING (self));

  if (!self->done)
    {
      self->done = TRUE;
      save (self);
    }
  muster_onboarding_save_async (self, cancellable, callback, user_data);
}

gboolean
muster_onboarding_finish_finish (MusterOnboarding *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return muster_onboarding_save_finish (self, result, error);
}

static void
muster_onboarding_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((MusterOnboardingProperty) prop_id)
    {
    case PROP_PAGE:
      g_value_set_string (value, MUSTER_ONBOARDING (object)->page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_onboarding_finalize (GObject *object)
{
  MusterOnboarding *self = MUSTER_ONBOARDING (object);

  g_clear_object (&self->store);
  g_clear_object (&self->catalog);
  g_free (self->page);
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->waiters);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (muster_onboarding_parent_class)->finalize (object);
}

static void
muster_onboarding_class_init (MusterOnboardingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_onboarding_get_property;
  object_class->finalize = muster_onboarding_finalize;
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL,
                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
muster_onboarding_init (MusterOnboarding *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

MusterOnboarding *
muster_onboarding_new (MusterStore   *store,
                       MusterCatalog *catalog,
                       const char    *saved)
{
  MusterOnboarding *self = g_object_new (MUSTER_TYPE_ONBOARDING, NULL);

  self->store = g_object_ref (store);
  self->catalog = g_object_ref (catalog);
  read_saved (self, saved);
  return self;
}
