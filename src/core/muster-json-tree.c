/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include <sodium.h>

#include "muster-json-tree.h"

/* json-glib's nodes, made while the guard reads: a second parser would cost four times as much and see every byte again */

/* Calls @func with a text that ends at @length, although there is a quote in the document */
#define WITH_END(text, length, call)    \
  G_STMT_START {                        \
    char *end_ = (text) + (length);     \
    char kept_ = *end_;                 \
                                        \
    *end_ = '\0';                       \
    call;                               \
    *end_ = kept_;                      \
  } G_STMT_END

/* Takes @node */
static void
add_node (MusterJsonTree *self,
          JsonNode       *node)
{
  JsonNode *parent = self->depth > 0 ? self->open[self->depth - 1] : NULL;

  if (parent == NULL)
    self->root = node;
  else if (JSON_NODE_HOLDS_ARRAY (parent))
    json_array_add_element (json_node_get_array (parent), node);
  else
    WITH_END (self->key, self->key_length, json_object_set_member (json_node_get_object (parent), self->key, node));
}

/* A container begins; what follows goes into it */
void
muster_json_tree_open (MusterJsonTree *self,
                       gboolean        object)
{
  JsonNode *node = json_node_new (object ? JSON_NODE_OBJECT : JSON_NODE_ARRAY);

  if (object)
    json_node_take_object (node, json_object_new ());
  else
    json_node_take_array (node, json_array_new ());
  add_node (self, node);
  self->open[self->depth++] = node;
}

void
muster_json_tree_close (MusterJsonTree *self)
{
  self->depth--;
}

/* @text: what the string says; the byte behind it may be written to */
void
muster_json_tree_add_string (MusterJsonTree *self,
                             char           *text,
                             gsize           length)
{
  JsonNode *node = json_node_alloc ();

  WITH_END (text, length, json_node_init_string (node, text));
  add_node (self, node);
}

/* @text: begins with the number, which was found to be in range */
void
muster_json_tree_add_number (MusterJsonTree *self,
                             const char     *text,
                             gboolean        integer)
{
  JsonNode *node = json_node_alloc ();

  if (integer)
    json_node_init_int (node, g_ascii_strtoll (text, NULL, 10));
  else
    json_node_init_double (node, g_ascii_strtod (text, NULL));
  add_node (self, node);
}

/* @first: of true, false or null */
void
muster_json_tree_add_word (MusterJsonTree *self,
                           char            first)
{
  JsonNode *node = json_node_alloc ();

  if (first == 'n')
    json_node_init_null (node);
  else
    json_node_init_boolean (node, first == 't');
  add_node (self, node);
}

static gboolean
is_one_of (const char * const *names,
           const char         *name)
{
  return names != NULL && g_strv_contains (names, name);
}

/* Puts into the blank places, in the order of the document, what @take says */
typedef struct
{
  const char * const *members;
  GPtrArray          *taken;
  guint               next;
  MusterJsonTake      take;
  gpointer            user_data;
} Filling;

/* @member: (nullable): the secret member that this is inside of */
static void
fill (Filling    *filling,
      JsonNode   *node,
      const char *member)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) names = json_object_get_members (object);

      for (GList *l = names; l != NULL; l = l->next)
        fill (filling, json_object_get_member (object, l->data),
              member != NULL ? member : is_one_of (filling->members, l->data) ? l->data : NULL);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      fill (filling, json_array_get_element (json_node_get_array (node), i), member);
  else if (member != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
           filling->next < filling->taken->len)
    {
      MusterSecret *secret = g_ptr_array_index (filling->taken, filling->next++);
      g_autofree char *text = muster_secret_length (secret) > 0
        ? filling->take (member, secret, filling->user_data) : NULL;

      if (text != NULL)
        json_node_set_string (node, text);
    }
}

static JsonNode *
parse_document (GBytes                  *bytes,
                const MusterJsonLimits  *limits,
                const char * const      *blank_members,
                GPtrArray               *taken,
                GError                 **error)
{
  MusterJsonTree tree = { 0 };
  g_autofree char *copy = NULL;
  gconstpointer data;
  gsize length;

  data = g_bytes_get_data (bytes, &length);
  copy = g_malloc (length + 1);
  if (length > 0)
    memcpy (copy, data, length);
  copy[length] = '\0';

  if (!muster_json_guard_build (copy, length, limits, blank_members, taken, &tree, error))
    g_clear_pointer (&tree.root, json_node_unref);

  sodium_memzero (copy, length);
  return tree.root;
}

/**
 * muster_json_parse:
 * @bytes: a document from outside
 * @limits: (nullable): limits, or %NULL for the usual ones
 * @blank_members: (nullable) (array zero-terminated=1): see [func@json_guard]
 * @error: return location for an error
 *
 * Guards a copy of @bytes, parses it and wipes the copy.
 *
 * Returns: (transfer full) (nullable): the root of the document
 */
JsonNode *
muster_json_parse (GBytes                  *bytes,
                   const MusterJsonLimits  *limits,
                   const char * const      *blank_members,
                   GError                 **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return parse_document (bytes, limits, blank_members, NULL, error);
}

/**
 * muster_json_parse_taking:
 * @bytes: a document from outside
 * @limits: (nullable): limits, or %NULL for the usual ones
 * @blank_members: (array zero-terminated=1): see [func@json_guard]
 * @take: (scope call): called for each string that was blanked and is not empty, in the order of the document
 * @user_data: for @take
 * @error: return location for an error
 *
 * As [func@json_parse], but the strings of @blank_members go into locked memory and to @take before their bytes are
 * overwritten. What @take returns, such as a handle, stands in the document in their place.
 *
 * Returns: (transfer full) (nullable): the root of the document
 */
JsonNode *
muster_json_parse_taking (GBytes                  *bytes,
                          const MusterJsonLimits  *limits,
                          const char * const      *blank_members,
                          MusterJsonTake           take,
                          gpointer                 user_data,
                          GError                 **error)
{
  g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_secret_unref);
  Filling filling = { blank_members, taken, 0, take, user_data };
  JsonNode *node;

  g_return_val_if_fail (bytes != NULL, NULL);

  node = parse_document (bytes, limits, blank_members, taken, error);
  if (node != NULL)
    fill (&filling, node, NULL);
  return node;
}
