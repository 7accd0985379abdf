/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <json-glib/json-glib.h>

#include "muster-import-memory.h"
#include "muster-json.h"

/* What earlier imports knew of each company, as one value of the store. */

static void
known_free (MusterImportKnown *known)
{
  g_free (known->name);
  g_free (known->client_id);
  g_free (known);
}

static GHashTable *
muster_import_memory_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_free);
}

char *
muster_import_memory_key (const char *connection_id)
{
  return g_strconcat ("import/", connection_id, NULL);
}

GHashTable *
muster_import_memory_read (const char *text)
{
  GHashTable *memory = muster_import_memory_new ();
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *row = muster_json_obj (object, l->data);
      MusterImportKnown *known;

      if (row == NULL)
        continue;
      known = g_new0 (MusterImportKnown, 1);
      known->name = g_strdup (muster_json_str (row, "name"));
      known->client_id = g_strdup (muster_json_str (row, "client"));
      known->active = muster_json_bool (row, "active", TRUE);
      known->paused = muster_json_bool (row, "paused", FALSE);
      known->provision = muster_json_bool (row, "provision", FALSE);
      g_hash_table_insert (memory, g_strdup (l->data), known);
    }
  return memory;
}

char *
muster_import_memory_text (GHashTable *memory)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, memory);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      MusterImportKnown *known = value;
      JsonObject *row = json_object_new ();

      if (known->name != NULL)
        json_object_set_string_member (row, "name", known->name);
      if (known->client_id != NULL)
        json_object_set_string_member (row, "client", known->client_id);
      json_object_set_boolean_member (row, "active", known->active);
      if (known->paused)
        json_object_set_boolean_member (row, "paused", TRUE);
      if (known->provision)
        json_object_set_boolean_member (row, "provision", TRUE);
      json_object_set_object_member (object, id, row);
    }
  node = json_node_init_object (json_node_alloc (), object);
  return muster_json_canonical (node);
}
