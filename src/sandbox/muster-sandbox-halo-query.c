/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What every HaloPSA list and body have in common: parameters that must be of their type where they
 * are known, and are ignored where they are not; pages ("pageinate"); bodies that are arrays; times
 * without a zone. */

#define ROWS_UNPAGED 50

static const char bad_request[] = "The request is invalid.";

gboolean
muster_halo_is_number (const char *text,
                       gint64     *number)
{
  return g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, number, NULL);
}

/**
 * muster_halo_int:
 * @call: a call
 * @name: a parameter
 * @fallback: its value when it is not there
 * @value: (out): its value
 *
 * Answers with 400 when it is not a whole number.
 *
 * Returns: whether it can be used
 */
gboolean
muster_halo_int (MusterCall *call,
                 const char *name,
                 gint64      fallback,
                 gint64     *value)
{
  const char *text = muster_call_query (call, name);

  *value = fallback;
  if (text == NULL || *text == '\0' || muster_halo_is_number (text, value))
    return TRUE;
  muster_halopsa_fail (call, 400, bad_request);
  return FALSE;
}

/**
 * muster_halo_bool:
 * @call: a call
 * @name: a parameter
 * @fallback: its value when it is not there
 * @value: (out): its value
 *
 * Answers with 400 when it is neither true nor false.
 *
 * Returns: whether it can be used
 */
gboolean
muster_halo_bool (MusterCall *call,
                  const char *name,
                  gboolean    fallback,
                  gboolean   *value)
{
  const char *text = muster_call_query (call, name);

  *value = fallback;
  if (text == NULL || *text == '\0')
    return TRUE;
  *value = g_ascii_strcasecmp (text, "true") == 0;
  if (*value || g_ascii_strcasecmp (text, "false") == 0)
    return TRUE;
  muster_halopsa_fail (call, 400, bad_request);
  return FALSE;
}

/**
 * muster_halo_parse_time:
 * @text: a date, or a date and a time with up to seven digits of fraction, with a zone or without
 * @us: (out): the time in µs; without a zone it is UTC
 *
 * Returns: whether @text is one
 */
gboolean
muster_halo_parse_time (const char *text,
                        gint64     *us)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *whole = strlen (text) == 10 ? g_strconcat (text, "T00:00:00", NULL) : g_strdup (text);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (whole, utc);

  if (time == NULL)
    return FALSE;
  *us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

/**
 * muster_halo_date:
 * @call: a call
 * @name: a parameter
 * @end_of_day: a date without a time stands for its last moment
 * @us: (out): the time, -1 when it is not there
 *
 * Answers with 400 when it is not a time.
 *
 * Returns: whether it can be used
 */
gboolean
muster_halo_date (MusterCall *call,
                  const char *name,
                  gboolean    end_of_day,
                  gint64     *us)
{
  const char *text = muster_call_query (call, name);

  *us = -1;
  if (text == NULL || *text == '\0')
    return TRUE;
  if (!muster_halo_parse_time (text, us))
    {
      muster_halopsa_fail (call, 400, bad_request);
      return FALSE;
    }
  if (end_of_day && strlen (text) == 10)
    *us += G_TIME_SPAN_DAY - 1;
  return TRUE;
}

gboolean
muster_halo_found (const char *needle,
                   const char *text)
{
  g_autofree char *small = g_utf8_casefold (needle, -1);
  g_autofree char *large = text != NULL ? g_utf8_casefold (text, -1) : g_strdup ("");

  return strstr (large, small) != NULL;
}

typedef struct {
  const char *field;
  gboolean    descending;
} Order;

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  JsonObject *left = *(JsonObject **) a, *right = *(JsonObject **) b;
  const Order *order = user_data;
  int result = muster_jn_compare (json_object_get_member (left, order->field),
                                  json_object_get_member (right, order->field));

  if (result == 0)
    result = muster_jn_compare (json_object_get_member (left, "id"), json_object_get_member (right, "id"));
  return order->descending ? -result : result;
}

/* Without a field to order by that is known, rows come by id, the newest first. */
static gboolean
sort (MusterCall *call,
      GPtrArray  *rows,
      const char *fields)
{
  const char *field = muster_call_query (call, "order");
  g_autofree char *wanted = g_strdup_printf (" %s ", field != NULL ? field : "");
  Order order = { "id", TRUE };

  if (field != NULL && *field != '\0' && strstr (fields, wanted) != NULL)
    {
      order.field = field;
      if (!muster_halo_bool (call, "orderdesc", FALSE, &order.descending))
        return FALSE;
    }
  g_ptr_array_sort_with_data (rows, compare_rows, &order);
  return TRUE;
}

static JsonArray *
slice (MusterCall           *call,
       GPtrArray            *rows,
       const MusterHaloList *list,
       gint64                first,
       gint64                count)
{
  JsonArray *array = json_array_new ();

  for (gint64 i = MAX (first, 0); i < MIN ((gint64) rows->len, first + count); i++)
    json_array_add_object_element (array, list->expand != NULL ? list->expand (call, rows->pdata[i])
                                          : json_object_ref (rows->pdata[i]));
  return array;
}

/**
 * muster_halo_reply_page:
 * @call: a call
 * @rows: (transfer full): all rows that fit
 * @list: how they are named, how many make a page, and what they can be ordered by
 *
 * Answers with the page that was asked for, in an envelope.
 */
void
muster_halo_reply_page (MusterCall           *call,
                        JsonArray            *rows,
                        const MusterHaloList *list)
{
  g_autoptr(JsonArray) all = rows;
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();
  gint64 count, page_size, page_no;
  JsonObject *envelope;
  gboolean paged;

  for (guint i = 0; i < json_array_get_length (all); i++)
    g_ptr_array_add (sorted, muster_ja_obj (all, i));
  if (!muster_halo_bool (call, "pageinate", FALSE, &paged) || !muster_halo_int (call, "count", ROWS_UNPAGED, &count)
      || !muster_halo_int (call, "page_size", ROWS_UNPAGED, &page_size)
      || !muster_halo_int (call, "page_no", 1, &page_no)
      || !sort (call, sorted, list->fields))
    return;
  page_size = CLAMP (page_size, 1, list->most);
  page_no = MAX (page_no, 1);
  envelope = muster_jo_new ("record_count:i", (gint64) sorted->len, NULL);
  if (paged)
    muster_jo_add (envelope, "page_no:i", page_no, "page_size:i", page_size, NULL);
  json_object_set_array_member (envelope, list->name,
                                slice (call, sorted, list, paged ? (page_no - 1) * page_size : 0,
                                       paged ? page_size : MAX (count, 0)));
  muster_call_reply_object (call, 200, envelope);
}

/**
 * muster_halo_reply_rows:
 * @call: a call
 * @rows: (transfer full): rows
 * @name: their name in an envelope
 *
 * Answers with a plain array, or in an envelope where the setting `envelopes` says so: both are seen.
 */
void
muster_halo_reply_rows (MusterCall *call,
                        JsonArray  *rows,
                        const char *name)
{
  if (!muster_halo_setting_bool (call->world, "envelopes"))
    {
      muster_call_reply_array (call, 200, rows);
      return;
    }
  {
    JsonObject *envelope = muster_jo_new ("record_count:i", (gint64) json_array_get_length (rows), NULL);

    json_object_set_array_member (envelope, name, rows);
    muster_call_reply_object (call, 200, envelope);
  }
}

static void
reply_written (MusterCall *call,
               JsonArray  *rows)
{
  g_autoptr(JsonArray) all = rows;

  if (g_strcmp0 (muster_halo_setting (call->world, "postAnswer"), "array") == 0)
    muster_call_reply_array (call, 200, json_array_ref (all));
  else
    muster_call_reply_object (call, 200, json_object_ref (muster_ja_obj (all, 0)));
}

/**
 * muster_halo_write:
 * @call: a POST
 * @check: says whether an element can be written, and answers when it cannot
 * @write: writes it; returns (transfer full): the row that it has become
 *
 * Writes all elements of the body or none. The body must be an array: one object alone is not enough.
 * The answer is the first row as an object, or all in an array where the setting `postAnswer` says so.
 */
void
muster_halo_write (MusterCall   *call,
                   gboolean    (*check)(MusterCall *, JsonObject *),
                   JsonObject *(*write)(MusterCall *, JsonObject *))
{
  gboolean is_array = call->json != NULL && JSON_NODE_HOLDS_ARRAY (call->json);
  JsonArray *elements = is_array ? json_node_get_array (call->json) : NULL, *rows;
  gboolean good = muster_ja_length (elements) > 0;

  for (guint i = 0; i < muster_ja_length (elements); i++)
    good &= muster_ja_obj (elements, i) != NULL;
  if (!good)
    {
      muster_halopsa_fail (call, 400, bad_request);
      return;
    }
  for (guint i = 0; i < json_array_get_length (elements); i++)
    if (!check (call, muster_ja_obj (elements, i)))
      return;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (elements); i++)
    json_array_add_object_element (rows, write (call, muster_ja_obj (elements, i)));
  reply_written (call, rows);
}

static gboolean
are_all (JsonObject *element,
         const char *names,
         GType       type)
{
  g_auto(GStrv) list = g_strsplit (names, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (element, list[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node)
          && (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type))
        return FALSE;
    }
  return TRUE;
}

/**
 * muster_halo_check_members:
 * @call: a POST
 * @element: an element of its body
 * @integers: members that must be whole numbers where they are there
 * @texts: members that must be texts
 * @booleans: members that must be true or false
 *
 * Answers with 400 when one is of another type. Members that are not named are nobody's business.
 *
 * Returns: whether all are right
 */
gboolean
muster_halo_check_members (MusterCall *call,
                           JsonObject *element,
                           const char *integers,
                           const char *texts,
                           const char *booleans)
{
  if (are_all (element, integers, G_TYPE_INT64) && are_all (element, texts, G_TYPE_STRING)
      && are_all (element, booleans, G_TYPE_BOOLEAN))
    return TRUE;
  muster_halopsa_fail (call, 400, bad_request);
  return FALSE;
}

/**
 * muster_halo_time:
 * @world: the world
 * @text: (nullable): a time of the world, to the second and with a Z
 * @fraction: seven digits of the second
 *
 * Returns: (transfer full): the time as HaloPSA writes it: no zone, trailing zeros of the fraction left out
 */
char *
muster_halo_time (MusterWorld *world,
                  const char  *text,
                  guint        fraction)
{
  const char *suffix = muster_halo_setting (world, "dateSuffix");
  g_autoptr(GString) time = g_string_new (NULL);

  if (text == NULL)
    return g_strdup (MUSTER_HALO_NEVER);
  g_string_append_len (time, text, (gssize) strcspn (text, ".Z"));
  if (fraction > 0)
    {
      g_string_append_printf (time, ".%07u", fraction % 10000000);
      while (time->str[time->len - 1] == '0')
        g_string_truncate (time, time->len - 1);
    }
  g_string_append (time, suffix != NULL ? suffix : "");
  return g_string_free (g_steal_pointer (&time), FALSE);
}

/* The world's form of a time that a client has sent: to the second, in UTC; NULL when it is none. */
char *
muster_halo_iso (const char *text)
{
  g_autofree char *iso = NULL;
  gint64 us;

  if (text == NULL || !muster_halo_parse_time (text, &us))
    return NULL;
  iso = muster_time_format_iso (us / G_USEC_PER_SEC * G_USEC_PER_SEC);
  return g_strdup_printf ("%.19sZ", iso);
}

/**
 * muster_halo_strip_html:
 * @html: a text with tags
 * @keep_lines: whether a line break tag becomes a line break
 *
 * Returns: (transfer full): the text without tags
 */
char *
muster_halo_strip_html (const char *html,
                        gboolean    keep_lines)
{
  static const struct { const char *entity, *text; } entities[] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&apos;", "'" }, { "&nbsp;", " " },
    { "&amp;", "&" },
  };
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *at = html; *at != '\0'; at++)
    {
      const char *end = *at == '<' ? strchr (at, '>') : NULL;

      if (end == NULL)
        {
          g_string_append_c (text, *at);
          continue;
        }
      if (keep_lines && (g_ascii_strncasecmp (at, "<br", 3) == 0 || g_ascii_strncasecmp (at, "</p", 3) == 0
                         || g_ascii_strncasecmp (at, "</div", 5) == 0))
        g_string_append_c (text, '\n');
      at = end;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i].entity, entities[i].text, 0);
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

char *
muster_halo_to_html (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autoptr(GString) html = g_string_new (escaped);

  g_string_replace (html, "\r\n", "\n", 0);
  g_string_replace (html, "\n", "<br>", 0);
  return g_string_free (g_steal_pointer (&html), FALSE);
}
