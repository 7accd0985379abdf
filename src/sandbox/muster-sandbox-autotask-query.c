/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-json-guard.h"
#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Autotask's query language. A filter is mandatory; rows come in the order of their ids and no
 * other; the next page is asked for by the same method and with the same body again (vendor's
 * help: Basic Query Calls, Advanced Query Features). */

#define PAGE_MOST 500

typedef struct {
  MusterCall           *call;
  const MusterAtEntity *entity;
  JsonArray            *filter;     /* (unowned) */
  JsonArray            *include;    /* (nullable) (unowned) */
  gint64                most;
  gint64                after;      /* ids above it */
} Query;

static gboolean
fail (MusterCall *call,
      char       *message)
{
  muster_autotask_fail (call, 500, message);
  g_free (message);
  return FALSE;
}

/* --- answers --- */

/* Every field of the entity is there, null where it has no value. */
static JsonObject *
completed (const MusterAtEntity *entity,
           JsonObject           *row,
           JsonArray            *include)
{
  JsonObject *result = json_object_new ();

  for (const MusterAtField *field = entity->fields; field->name != NULL; field++)
    {
      JsonNode *value = json_object_get_member (row, field->name);
      gboolean wanted = include == NULL;

      for (guint i = 0; !wanted && i < muster_ja_length (include); i++)
        wanted = muster_ja_str (include, i) != NULL && g_ascii_strcasecmp (muster_ja_str (include, i), field->name) == 0;
      if (wanted && value != NULL)
        json_object_set_member (result, field->name, json_node_copy (value));
      else if (wanted)
        json_object_set_null_member (result, field->name);
    }
  if (include == NULL && json_object_has_member (row, "data"))
    json_object_set_member (result, "data", json_node_copy (json_object_get_member (row, "data")));
  else if (include == NULL && !g_str_equal (entity->name, "TicketAttachments"))
    json_object_set_array_member (result, "userDefinedFields", json_object_has_member (row, "userDefinedFields")
                                  ? muster_ja_copy (muster_jo_arr (row, "userDefinedFields")) : json_array_new ());
  return result;
}

static JsonObject *
page_details (gint64      count,
              gint64      asked,
              const char *next)
{
  return muster_jo_new ("count:i", count, "requestCount:i", asked, "prevPageUrl:S", NULL, "nextPageUrl:S", next, NULL);
}

static void
reply_rows (MusterCall *call,
            JsonArray  *rows,
            gint64      asked,
            const char *next)
{
  gint64 count = json_array_get_length (rows);

  muster_call_reply_object (call, 200, muster_jo_new ("items:a", rows, "pageDetails:o", page_details (count, asked, next), NULL));
}

/**
 * muster_at_reply_items:
 * @call: a call
 * @entity: what the rows are
 * @rows: (transfer full): at most a page of them counts
 *
 * Answers in the shape of a query.
 */
void
muster_at_reply_items (MusterCall           *call,
                       const MusterAtEntity *entity,
                       JsonArray            *rows)
{
  g_autoptr(JsonArray) all = rows;
  JsonArray *shown = json_array_new ();

  for (guint i = 0; i < MIN (json_array_get_length (all), PAGE_MOST); i++)
    json_array_add_object_element (shown, completed (entity, muster_ja_obj (all, i), NULL));
  reply_rows (call, shown, PAGE_MOST, NULL);
}

/* A missing id is no error: 200 and null */
void
muster_at_reply_item (MusterCall           *call,
                      const MusterAtEntity *entity,
                      JsonObject           *row)
{
  muster_call_reply_object (call, 200, muster_jo_new ("item:O", row != NULL ? completed (entity, row, NULL) : NULL, NULL));
}

void
muster_at_reply_id (MusterCall *call,
                    gint64      id)
{
  muster_call_reply_object (call, 200, muster_jo_new ("itemId:i", id, NULL));
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 left = muster_jo_int (*(JsonObject **) a, "id", 0), right = muster_jo_int (*(JsonObject **) b, "id", 0);

  return (left > right) - (left < right);
}

static char *
next_page (Query  *query,
           gint64  last)
{
  MusterCall *call = query->call;
  const char *search = muster_call_query (call, "search");
  g_autofree char *plain = g_strdup_printf ("{\"pageSize\":%" G_GINT64_FORMAT ",\"after\":%" G_GINT64_FORMAT "}", query->most, last);
  g_autofree char *token = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_autofree char *escaped = g_uri_escape_string (token, NULL, FALSE);
  g_autofree char *again = search != NULL ? g_uri_escape_string (search, NULL, FALSE) : NULL;

  return g_strdup_printf ("%s/atservicesrest/v1.0/%s/query/next?%s%s%spaging=%s", call->base, query->entity->name,
                          again != NULL ? "search=" : "", again != NULL ? again : "", again != NULL ? "&" : "", escaped);
}

static void
reply_page (Query *query)
{
  g_autoptr(JsonArray) rows = query->entity->rows (query->call);
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  g_autofree char *next = NULL;
  JsonArray *shown = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_ja_obj (rows, i);

      if (muster_jo_int (row, "id", 0) > query->after && muster_at_match_filter (query->entity, query->filter, row))
        g_ptr_array_add (found, row);
    }
  g_ptr_array_sort (found, compare_ids);
  for (guint i = 0; i < found->len && i < query->most; i++)
    json_array_add_object_element (shown, completed (query->entity, found->pdata[i], query->include));
  if (found->len > query->most)
    next = next_page (query, muster_jo_int (found->pdata[query->most - 1], "id", 0));
  if (next != NULL && query->include != NULL && !json_object_has_member (muster_ja_obj (shown, 0), "id"))
    {
      json_array_unref (shown);
      fail (query->call, g_strdup ("IncludeFields must contain id where there is more than one page."));
      return;
    }
  reply_rows (query->call, shown, query->most, next);
}

static void
reply_count (Query *query)
{
  g_autoptr(JsonArray) rows = query->entity->rows (query->call);
  int count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    count += muster_at_match_filter (query->entity, query->filter, muster_ja_obj (rows, i));
  muster_call_reply_object (query->call, 200, muster_jo_new ("queryCount:d", count, NULL));
}

/* The query is the body of a POST, or the address of a GET. */
static JsonNode *
query_node (MusterCall *call)
{
  const char *search = muster_call_query (call, "search");
  g_autofree char *copy = g_strdup (search);

  if (g_str_equal (call->method, "POST"))
    return call->json != NULL ? json_node_ref (call->json) : NULL;
  if (search == NULL || !muster_json_guard (copy, strlen (copy), NULL, NULL, NULL))
    return NULL;
  return json_from_string (search, NULL);
}

static gboolean
read_paging (Query *query)
{
  const char *token = muster_call_query (query->call, "paging");
  g_autofree char *plain = NULL;
  g_autoptr(JsonNode) node = NULL;
  gsize size;

  if (token == NULL)
    return fail (query->call, g_strdup ("The paging parameter is missing."));
  plain = (char *) g_base64_decode (token, &size);
  node = size > 0 && size < 200 && g_utf8_validate (plain, (gssize) size, NULL) ? json_from_string (plain, NULL) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (query->call, g_strdup ("The paging parameter is not one of ours."));
  query->after = muster_jo_int (json_node_get_object (node), "after", 0);
  return TRUE;
}

static gboolean
read_query (Query      *query,
            JsonObject *root)
{
  JsonNode *filter = muster_at_member (root, "filter");
  JsonNode *most = muster_at_member (root, "MaxRecords");
  JsonNode *include = muster_at_member (root, "IncludeFields");

  if (root == NULL)
    return fail (query->call, g_strdup ("The query is missing or is not JSON."));
  if (filter == NULL || !JSON_NODE_HOLDS_ARRAY (filter))
    return fail (query->call, g_strdup ("The filter of the query is missing."));
  query->filter = json_node_get_array (filter);
  query->most = most != NULL && JSON_NODE_HOLDS_VALUE (most) ? json_node_get_int (most) : PAGE_MOST;
  if (query->most < 1 || query->most > PAGE_MOST)
    return fail (query->call, g_strdup ("MaxRecords must be between 1 and 500."));
  query->include = include != NULL && JSON_NODE_HOLDS_ARRAY (include) && json_array_get_length (json_node_get_array (include)) > 0
                   ? json_node_get_array (include) : NULL;
  for (guint i = 0; i < muster_ja_length (query->include); i++)
    if (muster_at_field (query->entity, muster_ja_str (query->include, i)) == NULL)
      return fail (query->call, g_strdup_printf ("Unable to find %s in the %s Entity.",
                                                 muster_ja_str (query->include, i), query->entity->type));
  return muster_at_check_filter (query->call, query->entity, query->filter);
}

/**
 * muster_at_handle_query:
 * @call: a call to {Entity}/query, {Entity}/query/count or {Entity}/query/next
 * @entity: the entity
 *
 * Answers it.
 */
void
muster_at_handle_query (MusterCall           *call,
                        const MusterAtEntity *entity)
{
  const char *tail = call->segments[4];
  g_autoptr(JsonNode) node = query_node (call);
  Query query = { .call = call, .entity = entity, .after = G_MININT64 };
  gboolean next = g_strcmp0 (tail, "next") == 0;

  if (!g_str_equal (call->method, "POST") && (!g_str_equal (call->method, "GET") || (next && muster_call_query (call, "search") == NULL)))
    {
      muster_autotask_fail (call, 405, "The requested resource does not support this http method.");
      return;
    }
  if (!read_query (&query, node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL)
      || (next && !read_paging (&query)))
    return;
  if (g_strcmp0 (tail, "count") == 0)
    reply_count (&query);
  else
    reply_page (&query);
}
