/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-record-private.h"
#include "muster-watch-form-private.h"

/**
 * MusterWatchForm:
 *
 * The watch filter of one PSA as somebody edits it: a field per property of tickets with what the PSA offers, and two
 * switches. It remembers the tickets it is tried on, so that trying another setting asks nobody.
 */

struct _MusterWatchForm
{
  MusterRecord parent_instance;

  char *connection_id;
  GListModel *fields;
  gboolean take_monitoring;
  gboolean take_own;
  GPtrArray *tickets;       /* (owned) (element-type MusterTicket): the latest; empty until they were read */
};

G_DEFINE_FINAL_TYPE (MusterWatchForm, muster_watch_form, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterWatchForm, muster_watch_form, connection_id)
ACCESSORS_OBJECT (MusterWatchForm, muster_watch_form, fields, GListModel)
ACCESSORS_BOOLEAN (MusterWatchForm, muster_watch_form, take_monitoring)
ACCESSORS_BOOLEAN (MusterWatchForm, muster_watch_form, take_own)
ACCESSORS_ARRAY (MusterWatchForm, muster_watch_form, tickets)

MusterWatchField *
muster_watch_form_find_field (MusterWatchForm *self,
                              const char      *id)
{
  g_return_val_if_fail (MUSTER_IS_WATCH_FORM (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->fields); i++)
    {
      g_autoptr(MusterWatchField) field = g_list_model_get_item (self->fields, i);

      /* The list keeps it */
      if (g_strcmp0 (muster_watch_field_get_id (field), id) == 0)
        return field;
    }
  return NULL;
}

static JsonObject *
field_to_json (MusterWatchField *field)
{
  GListModel *choices = muster_watch_field_get_choices (field);
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, i);
      JsonObject *item;

      if (!muster_candidate_get_chosen (choice))
        continue;
      item = json_object_new ();
      if (muster_candidate_get_id (choice) != NULL)
        json_object_set_string_member (item, "id", muster_candidate_get_id (choice));
      if (muster_candidate_get_name (choice) != NULL)
        json_object_set_string_member (item, "name", muster_candidate_get_name (choice));
      json_array_add_object_element (items, item);
    }
  json_object_set_string_member (object, "mode", muster_watch_field_get_mode (field));
  json_object_set_array_member (object, "items", items);
  return object;
}

/**
 * muster_watch_form_to_json:
 *
 * Returns: (transfer full): the filter as it is stored
 */
JsonNode *
muster_watch_form_to_json (MusterWatchForm *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node;

  g_return_val_if_fail (MUSTER_IS_WATCH_FORM (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->fields); i++)
    {
      g_autoptr(MusterWatchField) field = g_list_model_get_item (self->fields, i);

      json_object_set_object_member (object, muster_watch_field_get_id (field), field_to_json (field));
    }
  json_object_set_boolean_member (object, "takeMonitoring", self->take_monitoring);
  json_object_set_boolean_member (object, "takeOwn", self->take_own);
  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return node;
}

static gboolean
same_text (const char *a,
           const char *b)
{
  g_autofree char *a_folded = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *b_folded = b != NULL ? g_utf8_casefold (b, -1) : NULL;

  return a_folded != NULL && g_strcmp0 (a_folded, b_folded) == 0;
}

/* The PSA may not know it any more; then it stays in the list, so that saving does not lose it */
static void
choose_item (MusterWatchField *field,
             const char       *id,
             const char       *name)
{
  GListModel *choices = muster_watch_field_get_choices (field);
  g_autoptr(MusterCandidate) lost = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, i);

      /* By id alone where there is one: names repeat across boards */
      if (id != NULL ? g_strcmp0 (muster_candidate_get_id (choice), id) == 0
          : same_text (muster_candidate_get_name (choice), name))
        {
          muster_candidate_set_chosen (choice, TRUE);
          found = TRUE;
        }
    }
  if (found || (id == NULL && name == NULL))
    return;
  lost = muster_candidate_new ();
  muster_candidate_set_id (lost, id);
  muster_candidate_set_name (lost, name != NULL ? name : id);
  muster_candidate_set_chosen (lost, TRUE);
  g_list_store_append (G_LIST_STORE (choices), lost);
}

static void
choose_none (MusterWatchField *field)
{
  GListModel *choices = muster_watch_field_get_choices (field);

  muster_watch_field_set_mode (field, "all");
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, i);

      muster_candidate_set_chosen (choice, FALSE);
    }
}

static gboolean
apply_field (MusterWatchForm *self,
             const char      *id,
             JsonObject      *object,
             GError         **error)
{
  static const char * const modes[] = { "all", "only", "except", NULL };
  MusterWatchField *field = muster_watch_form_find_field (self, id);
  const char *mode = object != NULL ? muster_json_str (object, "mode") : NULL;
  JsonArray *items = object != NULL ? muster_json_arr (object, "items") : NULL;

  if (field == NULL || mode == NULL || !g_strv_contains (modes, mode))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, field == NULL ? "This PSA has no “%s”"
                   : "“%s” has no “mode” that is “all”, “only” or “except”", id);
      return FALSE;
    }
  choose_none (field);
  muster_watch_field_set_mode (field, mode);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);
      g_autofree char *number = NULL;
      const char *item_id = NULL;

      if (item != NULL)
        item_id = muster_json_str (item, "id");
      if (item != NULL && item_id == NULL && muster_json_int (item, "id", 0) != 0)
        item_id = number = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (item, "id", 0));
      /* Passed over it would leave a filter that takes nothing */
      if (item == NULL || (item_id == NULL && muster_json_str (item, "name") == NULL))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "An item of “%s” has neither “id” nor “name”", id);
          return FALSE;
        }
      choose_item (field, item_id, muster_json_str (item, "name"));
    }
  return TRUE;
}

/**
 * muster_watch_form_apply_json:
 * @filter: as it is stored; what it does not name is as in a new filter
 *
 * Returns: whether it could be read
 */
gboolean
muster_watch_form_apply_json (MusterWatchForm *self,
                              JsonNode        *filter,
                              GError         **error)
{
  JsonObject *object;
  g_autoptr(GList) names = NULL;

  g_return_val_if_fail (MUSTER_IS_WATCH_FORM (self), FALSE);

  if (!JSON_NODE_HOLDS_OBJECT (filter))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The filter is no JSON object");
      return FALSE;
    }
  object = json_node_get_object (filter);
  for (guint i = 0; i < g_list_model_get_n_items (self->fields); i++)
    {
      g_autoptr(MusterWatchField) field = g_list_model_get_item (self->fields, i);

      choose_none (field);
    }
  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      if (g_str_equal (l->data, "takeMonitoring") || g_str_equal (l->data, "takeOwn"))
        {
          if (json_node_get_value_type (json_object_get_member (object, l->data)) == G_TYPE_BOOLEAN)
            continue;
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is true or false", (const char *) l->data);
          return FALSE;
        }
      if (!apply_field (self, l->data, muster_json_obj (object, l->data), error))
        return FALSE;
    }
  muster_watch_form_set_take_monitoring (self, muster_json_bool (object, "takeMonitoring", FALSE));
  muster_watch_form_set_take_own (self, muster_json_bool (object, "takeOwn", FALSE));
  return TRUE;
}

static void
muster_watch_form_class_init (MusterWatchFormClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterWatchForm, connection_id),
    FIELD_OBJECT (MusterWatchForm, fields, g_list_model_get_type),
    FIELD_BOOLEAN (MusterWatchForm, take_monitoring),
    FIELD_BOOLEAN (MusterWatchForm, take_own),
    FIELD_ARRAY (MusterWatchForm, tickets),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_watch_form_init (MusterWatchForm *self)
{
  self->fields = G_LIST_MODEL (g_list_store_new (MUSTER_TYPE_WATCH_FIELD));
  self->tickets = g_ptr_array_new_with_free_func (g_object_unref);
}

MusterWatchForm *
muster_watch_form_new (void)
{
  return g_object_new (MUSTER_TYPE_WATCH_FORM, NULL);
}
