/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What every ConnectWise list can do: conditions, childConditions, orderBy, fields, pages. */

#define PAGE_DEFAULT 25
#define PAGE_MOST    1000

static gboolean
read_number (MusterCall *call,
             const char *name,
             gint64      fallback,
             gint64     *number)
{
  const char *text = muster_call_query (call, name);

  *number = fallback;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, number, NULL))
    return TRUE;
  muster_connectwise_fail (call, 400, "InvalidParameter", "The parameter is not a whole number", name);
  return FALSE;
}

/* A condition on the items inside a row: "communicationItems/value = …" */
static gboolean
match_children (MusterCwCondition *condition,
                JsonObject        *row,
                const char        *list)
{
  JsonArray *items = muster_jo_arr (row, list);

  for (guint i = 0; i < muster_ja_length (items); i++)
    {
      g_autoptr(JsonObject) holder = muster_jo_new (NULL, NULL);

      json_object_set_object_member (holder, list, json_object_ref (muster_ja_obj (items, i)));
      if (muster_cw_condition_match (condition, holder))
        return TRUE;
    }
  return FALSE;
}

static gboolean
filter (MusterCall *call,
        JsonArray  *rows,
        const char *text,
        const char *fields,
        const char *children)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCwCondition) condition = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  condition = muster_cw_condition_parse (text, fields, &error);
  if (condition == NULL)
    {
      muster_connectwise_fail (call, 400, "ApiFindCondition", error->message, "conditions");
      return FALSE;
    }
  for (guint i = json_array_get_length (rows); i > 0; i--)
    {
      JsonObject *row = muster_ja_obj (rows, i - 1);

      if (children != NULL ? !match_children (condition, row, children) : !muster_cw_condition_match (condition, row))
        json_array_remove_element (rows, i - 1);
    }
  return TRUE;
}

/* Values that a POST search gives in its body count like those of the address. */
static const char *
asked (MusterCall *call,
       const char *name)
{
  const char *in_body = muster_jo_str (muster_call_object (call), name);

  return in_body != NULL ? in_body : muster_call_query (call, name);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  JsonObject *left = *(JsonObject **) a, *right = *(JsonObject **) b;
  char **order = user_data;

  for (guint i = 0; order[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (order[i], " ", 2);
      int result = muster_jn_compare (muster_cw_field (left, words[0]), muster_cw_field (right, words[0]));

      if (result != 0)
        return words[1] != NULL && g_ascii_strcasecmp (g_strstrip (words[1]), "desc") == 0 ? -result : result;
    }
  return 0;
}

static gboolean
check_order (MusterCall *call,
             char      **order,
             const char *fields)
{
  for (guint i = 0; order[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (g_strstrip (order[i]), " ", 2);
      g_autofree char *wanted = g_strdup_printf (" %s ", words[0] != NULL ? words[0] : "");

      if (strstr (fields, wanted) == NULL)
        {
          muster_connectwise_fail (call, 400, "ApiFindCondition", "Could not find the field to order by", "orderBy");
          return FALSE;
        }
    }
  return TRUE;
}

static GPtrArray *
sorted (JsonArray *rows,
        char     **order)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (list, muster_ja_obj (rows, i));
  if (order != NULL)
    g_ptr_array_sort_with_data (list, compare_rows, order);
  return list;
}

static JsonObject *
only_fields (JsonObject *row,
             const char *fields)
{
  g_auto(GStrv) names = g_strsplit (fields, ",", -1);
  JsonObject *result = json_object_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (g_strstrip (names[i]), "/", 2);
      JsonNode *node = parts[0] != NULL ? json_object_get_member (row, parts[0]) : NULL;

      if (node != NULL)
        json_object_set_member (result, parts[0], json_node_copy (node));
    }
  return result;
}

static JsonObject *
shown (MusterCall *call,
       JsonObject *row)
{
  const char *fields = muster_call_query (call, "fields");

  return fields != NULL && *fields != '\0' ? only_fields (row, fields) : json_object_ref (row);
}

static void
add_link (MusterCall *call,
          gint64      page,
          gint64      size,
          gint64      total)
{
  gint64 last = MAX (1, (total + size - 1) / size);
  g_autoptr(GString) rest = g_string_new (NULL);
  g_autofree char *link = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (page >= last)
    return;
  g_hash_table_iter_init (&iter, call->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "page"))
      {
        g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

        g_string_append_printf (rest, "&%s=%s", (char *) name, escaped);
      }
  link = g_strdup_printf ("<%s%s?page=%" G_GINT64_FORMAT "%s>; rel=\"next\", <%s%s?page=%" G_GINT64_FORMAT "%s>; rel=\"last\"",
                          call->base, call->path, page + 1, rest->str, call->base, call->path, last, rest->str);
  muster_call_add_header (call, "Link", link);
}

/* Forward-only pages go by the last id that was seen and always carry a link. */
static JsonArray *
forward_page (MusterCall *call,
              GPtrArray  *list,
              gint64      after,
              gint64      size)
{
  JsonArray *page = json_array_new ();
  gint64 last = after;
  g_autofree char *link = NULL;

  for (guint i = 0; i < list->len && json_array_get_length (page) < size; i++)
    {
      gint64 id = muster_jo_int (list->pdata[i], "id", 0);

      if (id <= after)
        continue;
      json_array_add_object_element (page, shown (call, list->pdata[i]));
      last = id;
    }
  link = g_strdup_printf ("<%s%s?pageId=%" G_GINT64_FORMAT "&pageSize=%" G_GINT64_FORMAT ">; rel=\"next\"",
                          call->base, call->path, last, size);
  muster_call_add_header (call, "Link", link);
  return page;
}

static JsonArray *
numbered_page (MusterCall *call,
               GPtrArray  *list,
               gint64      number,
               gint64      size)
{
  JsonArray *page = json_array_new ();

  for (gint64 i = (number - 1) * size; i < list->len && i < number * size; i++)
    json_array_add_object_element (page, shown (call, list->pdata[i]));
  add_link (call, number, size, list->len);
  return page;
}

/**
 * muster_cw_reply_list:
 * @call: the call
 * @rows: (transfer full): all rows, complete
 * @fields: names that conditions and orderBy may use, each with a space before and after
 * @children: (nullable): the member whose items childConditions are about
 *
 * Answers with the page that was asked for.
 */
void
muster_cw_reply_list (MusterCall *call,
                      JsonArray  *taken,
                      const char *fields,
                      const char *children)
{
  g_autoptr(JsonArray) rows = taken;
  const char *mode = muster_call_header (call, "pagination-type"), *order_text = asked (call, "orderBy");
  g_auto(GStrv) order = order_text != NULL && *order_text != '\0' ? g_strsplit (order_text, ",", -1) : NULL;
  gboolean forward = mode != NULL && g_ascii_strcasecmp (mode, "forward-only") == 0;
  g_autoptr(GPtrArray) list = NULL;
  char *by_id[] = { (char *) "id asc", NULL };
  gint64 page, size, after;

  if (!read_number (call, "page", 1, &page) || !read_number (call, "pageSize", PAGE_DEFAULT, &size)
      || !read_number (call, "pageId", 0, &after)
      || !filter (call, rows, asked (call, "conditions"), fields, NULL)
      || (children != NULL && !filter (call, rows, asked (call, "childConditions"), fields, children))
      || (order != NULL && !check_order (call, order, fields)))
    return;
  if (page < 1 || size < 1)
    {
      muster_connectwise_fail (call, 400, "InvalidParameter", "page and pageSize start at 1", page < 1 ? "page" : "pageSize");
      return;
    }
  size = MIN (size, PAGE_MOST);
  list = sorted (rows, forward ? by_id : order);
  muster_call_reply_array (call, 200, forward ? forward_page (call, list, after, size) : numbered_page (call, list, page, size));
}

void
muster_cw_reply_count (MusterCall *call,
                       JsonArray  *taken,
                       const char *fields)
{
  g_autoptr(JsonArray) rows = taken;

  if (filter (call, rows, asked (call, "conditions"), fields, NULL))
    muster_call_reply_object (call, 200, muster_jo_new ("count:d", (int) json_array_get_length (rows), NULL));
}

void
muster_cw_reply_one (MusterCall *call,
                     guint       status,
                     JsonObject *taken)
{
  g_autoptr(JsonObject) row = taken;

  muster_call_reply_object (call, status, shown (call, row));
}
