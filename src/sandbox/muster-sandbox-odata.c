/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-odata.h"
#include "muster-sandbox-vendors.h"

/* Graph's query parameters over rows that are complete. */

void
muster_graph_fail (MusterCall *call,
                   guint       status,
                   const char *code,
                   const char *message)
{
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *id = g_uuid_string_random ();
  const char *client_id = muster_call_header (call, "client-request-id");

  now[19] = '\0';
  muster_call_reply_object (call, status, muster_jo_new ("error:o", muster_jo_new ("code:s", code, "message:s", message,
                                                                                   "innerError:o", muster_jo_new ("date:s", now, "request-id:s", id,
                                                                                                                  "client-request-id:s", client_id != NULL ? client_id : id, NULL), NULL), NULL));
  muster_call_add_header (call, "request-id", id);
}

static gboolean
lists (const char *names,
       const char *name)
{
  g_autofree char *wanted = g_strdup_printf (" %s ", name);

  return strstr (names, wanted) != NULL;
}

static JsonObject *
project (JsonObject            *row,
         const char            *select,
         const MusterGraphType *type)
{
  g_auto(GStrv) names = NULL;
  JsonObject *result = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (select == NULL && type->defaults == NULL)
    return json_object_ref (row);
  names = g_strsplit (select != NULL ? select : "", ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    g_strstrip (names[i]);
  json_object_iter_init_ordered (&iter, row);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (*name == '@' || (select != NULL ? g_strv_contains ((const char *const *) names, name) : lists (type->defaults, name)))
      json_object_set_member (result, name, json_node_copy (node));
  if (!json_object_has_member (result, "id") && select != NULL && json_object_has_member (row, "id") && type->directory)
    json_object_set_member (result, "id", json_node_copy (json_object_get_member (row, "id")));
  return result;
}

static gboolean
check_select (MusterCall            *call,
              const char            *select,
              const MusterGraphType *type)
{
  g_auto(GStrv) names = g_strsplit (select != NULL ? select : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (*g_strstrip (names[i]) != '\0' && !lists (type->properties, names[i]))
      {
        g_autofree char *message = g_strdup_printf ("Could not find a property named '%s' on type 'microsoft.graph.%s'.", names[i], type->name);

        muster_graph_fail (call, 400, "BadRequest", message);
        return FALSE;
      }
  return TRUE;
}

static gboolean
is_advanced_allowed (MusterCall            *call,
                     const MusterGraphType *type)
{
  const char *level = muster_call_header (call, "ConsistencyLevel"), *count = muster_call_query (call, "$count");

  return !type->directory
         || (level != NULL && g_ascii_strcasecmp (level, "eventual") == 0 && g_strcmp0 (count, "true") == 0);
}

static gboolean
apply_filter (MusterCall            *call,
              JsonArray             *rows,
              const MusterGraphType *type)
{
  const char *text = muster_call_query (call, "$filter");
  g_autoptr(MusterFilter) filter = NULL;
  g_autoptr(GError) error = NULL;

  if (text == NULL)
    return TRUE;
  filter = muster_filter_parse (text, type->properties, &error);
  if (filter == NULL)
    {
      muster_graph_fail (call, 400, "BadRequest", error->message);
      return FALSE;
    }
  if ((muster_filter_is_advanced (filter) || muster_call_query (call, "$orderby") != NULL) && !is_advanced_allowed (call, type))
    {
      muster_graph_fail (call, 400, "Request_UnsupportedQuery",
                         "Unsupported or invalid query filter clause specified; the query needs the ConsistencyLevel header and $count=true.");
      return FALSE;
    }
  for (guint i = json_array_get_length (rows); i > 0; i--)
    if (!muster_filter_match (filter, muster_ja_obj (rows, i - 1)))
      json_array_remove_element (rows, i - 1);
  return TRUE;
}

/* $search works on words: each word that is asked for begins a word of the property. */
static gboolean
words_begin (const char *value,
             const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (value, -1);
  g_autofree char *folded_wanted = g_utf8_casefold (wanted, -1);
  g_auto(GStrv) have = g_regex_split_simple ("[^\\pL\\pN]+", folded, 0, 0);
  g_auto(GStrv) want = g_regex_split_simple ("[^\\pL\\pN]+", folded_wanted, 0, 0);

  for (guint i = 0; want[i] != NULL; i++)
    {
      gboolean found = *want[i] == '\0';

      for (guint j = 0; have[j] != NULL && !found; j++)
        found = g_str_has_prefix (have[j], want[i]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static gboolean
match_clause (JsonObject *row,
              const char *clause)
{
  g_autofree char *plain = g_strdup (clause);
  char *colon;

  g_strstrip (plain);
  if (*plain == '"' && strlen (plain) > 1)
    {
      plain[strlen (plain) - 1] = '\0';
      memmove (plain, plain + 1, strlen (plain));
    }
  colon = strchr (plain, ':');
  if (colon == NULL)
    return muster_jo_str (row, "displayName") != NULL && words_begin (muster_jo_str (row, "displayName"), plain);
  *colon = '\0';
  return muster_jo_str (row, plain) != NULL && words_begin (muster_jo_str (row, plain), colon + 1);
}

static gboolean
match_search (JsonObject *row,
              char      **alternatives)
{
  for (guint i = 0; alternatives[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_regex_split_simple ("(?i)\\s+AND\\s+(?=\")", alternatives[i], 0, 0);
      gboolean all = TRUE;

      for (guint j = 0; parts[j] != NULL; j++)
        all = all && match_clause (row, parts[j]);
      if (all)
        return TRUE;
    }
  return FALSE;
}

static gboolean
apply_search (MusterCall            *call,
              JsonArray             *rows,
              const MusterGraphType *type)
{
  const char *text = muster_call_query (call, "$search");
  g_auto(GStrv) alternatives = NULL;

  if (text == NULL)
    return TRUE;
  if (type->search == NULL || !is_advanced_allowed (call, type) || *text != '"')
    {
      muster_graph_fail (call, 400, "Request_UnsupportedQuery",
                         "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual' and a quoted \"property:value\"");
      return FALSE;
    }
  alternatives = g_regex_split_simple ("(?i)\\s+OR\\s+(?=\")", text, 0, 0);
  for (guint i = json_array_get_length (rows); i > 0; i--)
    if (!match_search (muster_ja_obj (rows, i - 1), alternatives))
      json_array_remove_element (rows, i - 1);
  return TRUE;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  JsonObject *left = *(JsonObject **) a, *right = *(JsonObject **) b;
  char **words = user_data;
  const char *x = muster_jo_str (left, words[0]), *y = muster_jo_str (right, words[0]);
  int order = g_strcmp0 (x, y);

  return words[1] != NULL && g_ascii_strcasecmp (words[1], "desc") == 0 ? -order : order;
}

static GPtrArray *
sorted (MusterCall *call,
        JsonArray  *rows)
{
  const char *order = muster_call_query (call, "$orderby");
  g_auto(GStrv) words = order != NULL ? g_strsplit (order, " ", 2) : NULL;
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (list, muster_ja_obj (rows, i));
  if (words != NULL && words[0] != NULL)
    g_ptr_array_sort_with_data (list, compare_rows, words);
  return list;
}

static gboolean
read_page (MusterCall            *call,
           const MusterGraphType *type,
           gint64                *size,
           gint64                *offset)
{
  const char *top = muster_call_query (call, "$top"), *token = muster_call_query (call, "$skiptoken");
  gint64 cap = muster_jo_int (muster_world_settings (call->world, "graph"), "pageSize", 0);

  *size = type->page;
  *offset = 0;
  if (top != NULL && !g_ascii_string_to_signed (top, 10, 1, type->most, size, NULL))
    {
      g_autofree char *message = g_strdup_printf ("Invalid page size specified: '%s'. Must be between 1 and %d inclusive.", top, type->most);

      muster_graph_fail (call, 400, "Request_BadRequest", message);
      return FALSE;
    }
  if (cap > 0 && (*size == 0 || *size > cap))
    *size = cap;
  if (token != NULL && !g_ascii_string_to_signed (token, 10, 0, G_MAXINT32, offset, NULL))
    {
      muster_graph_fail (call, 400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
      return FALSE;
    }
  return TRUE;
}

static char *
next_link (MusterCall *call,
           gint64      offset)
{
  g_autoptr(GString) link = g_string_new (call->base);
  GHashTableIter iter;
  gpointer name, value;

  g_string_append_printf (link, "%s?$skiptoken=%" G_GINT64_FORMAT, call->path, offset);
  g_hash_table_iter_init (&iter, call->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "$skiptoken"))
      {
        g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

        g_string_append_printf (link, "&%s=%s", (char *) name, escaped);
      }
  return g_string_free (g_steal_pointer (&link), FALSE);
}

/**
 * muster_graph_reply_rows:
 * @call: the call
 * @taken: (transfer full): all rows, complete
 * @type: what they are
 *
 * Answers with the page that was asked for.
 */
void
muster_graph_reply_rows (MusterCall            *call,
                         JsonArray             *taken,
                         const MusterGraphType *type)
{
  g_autoptr(JsonArray) rows = taken;
  const char *select = muster_call_query (call, "$select");
  g_autoptr(GPtrArray) list = NULL;
  g_autofree char *context = g_strdup_printf ("https://graph.microsoft.com/v1.0/$metadata#%s", type->collection);
  g_autofree char *next = NULL;
  JsonArray *page;
  JsonObject *reply;
  gint64 size, offset;

  if (!check_select (call, select, type) || !read_page (call, type, &size, &offset)
      || !apply_filter (call, rows, type) || !apply_search (call, rows, type))
    return;
  list = sorted (call, rows);
  page = json_array_new ();
  for (gint64 i = offset; i < list->len && (size == 0 || i < offset + size); i++)
    json_array_add_object_element (page, project (list->pdata[i], select, type));
  reply = muster_jo_new ("@odata.context:s", context, NULL);
  if (g_strcmp0 (muster_call_query (call, "$count"), "true") == 0)
    json_object_set_int_member (reply, "@odata.count", list->len);
  if (size > 0 && offset + size < list->len)
    next = next_link (call, offset + size);
  muster_jo_add (reply, "@odata.nextLink:s", next, "value:a", page, NULL);
  muster_call_reply_object (call, 200, reply);
}

void
muster_graph_reply_row (MusterCall            *call,
                        guint                  status,
                        JsonObject            *taken,
                        const MusterGraphType *type)
{
  g_autoptr(JsonObject) row = taken;
  const char *select = muster_call_query (call, "$select");
  g_autofree char *context = g_strdup_printf ("https://graph.microsoft.com/v1.0/$metadata#%s/$entity", type->collection);
  g_autoptr(JsonObject) shown = NULL;
  JsonObject *reply;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!check_select (call, select, type))
    return;
  shown = project (row, select, type);
  reply = muster_jo_new ("@odata.context:s", context, NULL);
  json_object_iter_init_ordered (&iter, shown);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (reply, name, json_node_copy (node));
  muster_call_reply_object (call, status, reply);
}
