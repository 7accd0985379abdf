/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What IT Glue's lists and bodies have in common: JSON:API envelopes, pages with totals, filters in
 * both spellings. A filter that a list does not know is passed over without a word, and the whole
 * list comes back. */

#define MOST_PER_PAGE 1000

/* --- whose it is --- */

/* The MSP itself is an organization too, the primary one */
gint64
muster_itglue_organization (MusterWorld *world,
                            JsonObject  *client)
{
  gint64 own = 500001;

  if (client != NULL)
    return muster_jo_int (client, "itglueOrganizationId", 0);
  while (muster_world_client_by_number (world, "itglueOrganizationId", own) != NULL)
    own++;
  return own;
}

/**
 * muster_itglue_find_owner:
 * @call: a call
 * @organization: an organization's id
 * @client: (out) (nullable): the customer; %NULL for the MSP itself
 *
 * Returns: whether there is one; a 404 has been answered when not
 */
gboolean
muster_itglue_find_owner (MusterCall  *call,
                          gint64       organization,
                          JsonObject **client)
{
  *client = muster_world_client_by_number (call->world, "itglueOrganizationId", organization);
  if (*client != NULL || organization == muster_itglue_organization (call->world, NULL))
    {
      g_autofree char *scope = g_strdup_printf ("%" G_GINT64_FORMAT, organization);

      muster_call_set_scope (call, scope);
      return TRUE;
    }
  muster_itglue_fail (call, 404, NULL);
  return FALSE;
}

/* --- shapes --- */

JsonObject *
muster_itglue_resource (const char *type,
                        gint64      id,
                        JsonObject *attributes)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return muster_jo_new ("id:s", text, "type:s", type, "attributes:o", attributes, "relationships:o", json_object_new (), NULL);
}

void
muster_itglue_add_id (JsonObject *attributes,
                      const char *member,
                      gint64      id)
{
  if (id > 0)
    json_object_set_int_member (attributes, member, id);
  else
    json_object_set_null_member (attributes, member);
}

/* "2026-06-15T10:30:00Z" comes as "2026-06-15T10:30:00.000Z" */
void
muster_itglue_add_time (JsonObject *attributes,
                        const char *member,
                        const char *time)
{
  g_autofree char *text = NULL;

  if (time == NULL)
    json_object_set_null_member (attributes, member);
  else if (strlen (time) == 20)
    {
      text = g_strdup_printf ("%.19s.000Z", time);
      json_object_set_string_member (attributes, member, text);
    }
  else
    json_object_set_string_member (attributes, member, time);
}

/**
 * muster_itglue_add_owner:
 * @call: a call
 * @attributes: of a resource
 * @client: (nullable): whose it is
 * @place: what the web page calls its kind, as "docs"
 * @id: the resource's id
 *
 * Adds the organization and the address of the web page.
 */
void
muster_itglue_add_owner (MusterCall *call,
                         JsonObject *attributes,
                         JsonObject *client,
                         const char *place,
                         gint64      id)
{
  JsonObject *msp = muster_world_get_msp (call->world);
  gint64 organization = muster_itglue_organization (call->world, client);
  g_autofree char *url = g_strdup_printf ("https://itglue.%s/%" G_GINT64_FORMAT "/%s/%" G_GINT64_FORMAT,
                                          muster_jo_str (msp, "domain"), organization, place, id);

  muster_jo_add (attributes, "organization-id:i", organization,
                 "organization-name:s", muster_jo_str (client != NULL ? client : msp, "name"), "resource-url:s", url, NULL);
}

/* --- lists --- */

static void
collect_from (MusterCall       *call,
              JsonArray        *rows,
              JsonObject       *client,
              const char       *kind,
              MusterItglueShow  show)
{
  JsonArray *objects = muster_jo_arr (muster_hudu_docs (call->world, client), kind);

  if (g_str_equal (kind, "contacts"))
    objects = muster_jo_arr (client, kind);
  for (guint i = 0; i < muster_ja_length (objects); i++)
    {
      JsonObject *row = show (call, client, muster_ja_obj (objects, i));

      if (row != NULL)
        json_array_add_object_element (rows, row);
    }
}

/**
 * muster_itglue_collect:
 * @call: a call; where its path begins with an organization, only what belongs to that one is taken
 * @rows: (nullable) (transfer full): what there is already
 * @kind: a list of the documentation, or "contacts"
 * @show: makes a resource of an object
 *
 * Returns: (transfer full) (nullable): resources; %NULL when a 404 has been answered
 */
JsonArray *
muster_itglue_collect (MusterCall       *call,
                       JsonArray        *rows,
                       const char       *kind,
                       MusterItglueShow  show)
{
  JsonArray *clients = muster_world_clients (call->world);
  JsonObject *client;

  if (rows == NULL)
    rows = json_array_new ();
  if (g_str_equal (call->segments[1], "organizations"))
    {
      if (!muster_itglue_find_owner (call, muster_call_param_number (call, 0), &client))
        {
          json_array_unref (rows);
          return NULL;
        }
      collect_from (call, rows, client, kind, show);
      return rows;
    }
  collect_from (call, rows, NULL, kind, show);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_jo_has (muster_ja_obj (clients, i), "itglueOrganizationId"))
      collect_from (call, rows, muster_ja_obj (clients, i), kind, show);
  return rows;
}

static JsonObject *
find_in (MusterCall *call,
         JsonObject *client,
         const char *kind,
         gint64      id)
{
  JsonObject *holder = g_str_equal (kind, "contacts") ? client : muster_hudu_docs (call->world, client);

  return muster_ja_find_int (muster_jo_arr (holder, kind), "id", id);
}

/**
 * muster_itglue_find:
 * @call: a call
 * @kind: a list of the documentation, or "contacts"
 * @id: an id
 * @client: (out) (nullable): whose it is; %NULL for the MSP's own
 *
 * Returns: (transfer none) (nullable): the object of the world; nothing has been answered without one
 */
JsonObject *
muster_itglue_find (MusterCall  *call,
                    const char  *kind,
                    gint64       id,
                    JsonObject **client)
{
  JsonArray *clients = muster_world_clients (call->world);
  JsonObject *object = find_in (call, NULL, kind, id);
  g_autofree char *scope = NULL;

  *client = NULL;
  for (guint i = 0; object == NULL && i < json_array_get_length (clients); i++)
    {
      *client = muster_ja_obj (clients, i);
      if (muster_jo_has (*client, "itglueOrganizationId"))
        object = find_in (call, *client, kind, id);
    }
  if (object == NULL)
    return NULL;
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_itglue_organization (call->world, *client));
  muster_call_set_scope (call, scope);
  return object;
}

/* "filter[document-folder-id]" and "filter[document_folder_id]" are the same */
static const char *
bracketed (MusterCall *call,
           const char *name,
           const char *more)
{
  g_autofree char *plain = g_strdup_printf ("filter[%s]%s", name, more);
  g_autofree char *kebab_name = g_strdelimit (g_strdup (name), "_", '-');
  g_autofree char *kebab = g_strdup_printf ("filter[%s]%s", kebab_name, more);
  const char *value = muster_call_query (call, plain);

  return value != NULL ? value : muster_call_query (call, kebab);
}

const char *
muster_itglue_filter (MusterCall *call,
                      const char *name)
{
  return bracketed (call, name, "");
}

const char *
muster_itglue_filter_not (MusterCall *call,
                          const char *name)
{
  return bracketed (call, name, "[ne]");
}

/* Several values with commas between them; a comma inside a value has a backslash before it */
static GPtrArray *
values_of (const char *text)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) value = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text == '\\' && text[1] == ',')
      g_string_append_c (value, *++text);
    else if (*text == ',')
      {
        g_ptr_array_add (values, g_strstrip (g_strdup (value->str)));
        g_string_truncate (value, 0);
      }
    else
      g_string_append_c (value, *text);
  g_ptr_array_add (values, g_strstrip (g_strdup (value->str)));
  return values;
}

static char *
text_of (JsonObject *attributes,
         const char *member)
{
  JsonNode *node = json_object_get_member (attributes, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

/* Two times; a star, or nothing, leaves an end open */
static gboolean
in_range (const char *time,
          GPtrArray  *ends)
{
  const char *from = ends->pdata[0], *to = ends->len > 1 ? ends->pdata[1] : from;

  if (time == NULL)
    return FALSE;
  return (*from == '\0' || *from == '*' || strcmp (time, from) >= 0) && (*to == '\0' || *to == '*' || strcmp (time, to) <= 0);
}

/* Also a part of a name, where the setting `nameFilter` says "partial"; 1 and 0 for true and false */
static gboolean
is_value (MusterCall *call,
          const char *name,
          const char *have,
          const char *wanted)
{
  gboolean partial = g_str_equal (name, "name") && g_str_equal (muster_itglue_setting (call->world, "nameFilter", "exact"), "partial");

  if (have == NULL)
    return FALSE;
  if (partial)
    {
      g_autofree char *folded = g_utf8_casefold (have, -1);
      g_autofree char *part = g_utf8_casefold (wanted, -1);

      return strstr (folded, part) != NULL;
    }
  return g_str_equal (have, wanted) || (g_str_equal (have, "true") && g_str_equal (wanted, "1"))
         || (g_str_equal (have, "false") && g_str_equal (wanted, "0"));
}

static gboolean
is_one_of (MusterCall *call,
           JsonObject *row,
           const char *name,
           const char *wanted)
{
  g_autofree char *member = g_strdelimit (g_strdup (name), "_", '-');
  g_autofree char *have = g_str_equal (name, "id") ? g_strdup (muster_jo_str (row, "id")) : text_of (muster_jo_obj (row, "attributes"), member);
  g_autoptr(GPtrArray) values = values_of (wanted);

  if (g_str_has_suffix (name, "_at"))
    return in_range (have, values);
  for (guint i = 0; i < values->len; i++)
    if (is_value (call, name, have, values->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
fits (MusterCall         *call,
      JsonObject         *row,
      const char * const *filters)
{
  for (guint i = 0; filters[i] != NULL; i++)
    {
      const char *wanted = muster_itglue_filter (call, filters[i]), *unwanted = muster_itglue_filter_not (call, filters[i]);
      g_autofree char *nested = g_strdup_printf ("exclude][%s", filters[i]);
      const char *excluded = muster_itglue_filter (call, nested);

      if ((wanted != NULL && !is_one_of (call, row, filters[i], wanted))
          || (unwanted != NULL && is_one_of (call, row, filters[i], unwanted))
          || (excluded != NULL && is_one_of (call, row, filters[i], excluded)))
        return FALSE;
    }
  return TRUE;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  JsonObject *left = *(JsonObject **) a, *right = *(JsonObject **) b;
  const char *sort = user_data;
  gboolean down = *sort == '-';
  g_autofree char *member = g_strdelimit (g_strdup (sort + down), "_", '-');
  int order;

  if (g_str_equal (member, "id"))
    order = g_ascii_strtoll (muster_jo_str (left, "id"), NULL, 10) < g_ascii_strtoll (muster_jo_str (right, "id"), NULL, 10) ? -1 : 1;
  else
    {
      g_autofree char *mine = text_of (muster_jo_obj (left, "attributes"), member);
      g_autofree char *theirs = text_of (muster_jo_obj (right, "attributes"), member);

      order = g_strcmp0 (mine, theirs);
    }
  return down ? -order : order;
}

/* A whole number from 1 on; @fallback where nothing was said, 0 where it is none */
static gint64
page_number (MusterCall *call,
             const char *name,
             gint64      fallback)
{
  const char *text = muster_call_query (call, name);
  gint64 value = fallback;

  return text == NULL || g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, &value, NULL) ? value : 0;
}

static void
add_page (JsonObject *meta,
          const char *member,
          gint64      page,
          gboolean    is_there)
{
  muster_itglue_add_id (meta, member, is_there ? page : 0);
}

static JsonObject *
meta_of (gint64 page,
         gint64 size,
         gint64 count)
{
  gint64 pages = MAX (1, (count + size - 1) / size);
  JsonObject *meta = muster_jo_new ("current-page:i", page, NULL);

  add_page (meta, "next-page", page + 1, page < pages);
  add_page (meta, "prev-page", page - 1, page > 1);
  muster_jo_add (meta, "total-pages:i", pages, "total-count:i", count, "filters:o", json_object_new (), NULL);
  return meta;
}

/**
 * muster_itglue_reply_list:
 * @call: the call
 * @rows: (transfer full) (nullable): all resources; %NULL when something has been answered already
 * @filters: the filters that this list knows, with a blank between them; others are passed over
 *
 * Answers with the page that was asked for.
 */
void
muster_itglue_reply_list (MusterCall *call,
                          JsonArray  *rows,
                          const char *filters)
{
  g_autoptr(JsonArray) taken = rows;
  g_autoptr(GPtrArray) fitting = g_ptr_array_new ();
  g_auto(GStrv) known = g_strsplit (filters, " ", -1);
  gint64 size = page_number (call, "page[size]", 50), page = page_number (call, "page[number]", 1);
  const char *sort = muster_call_query (call, "sort"), *organization = muster_itglue_filter (call, "organization_id");
  JsonArray *data;

  if (rows == NULL)
    return;
  if (size == 0 || size > MOST_PER_PAGE || page == 0)
    {
      muster_itglue_fail (call, 400, "page[size] must be from 1 to 1000, page[number] from 1");
      return;
    }
  if (organization != NULL && g_strv_contains ((const char * const *) known, "organization_id"))
    muster_call_set_scope (call, organization);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (fits (call, muster_ja_obj (rows, i), (const char * const *) known))
      g_ptr_array_add (fitting, muster_ja_obj (rows, i));
  if (sort != NULL && *sort != '\0')
    g_ptr_array_sort_with_data (fitting, compare_rows, (gpointer) sort);
  data = json_array_new ();
  for (gint64 i = (page - 1) * size; i < page * size && i < fitting->len; i++)
    json_array_add_object_element (data, json_object_ref (fitting->pdata[i]));
  muster_itglue_reply (call, 200, muster_jo_new ("data:a", data, "meta:o", meta_of (page, size, fitting->len),
                                                 "links:o", json_object_new (), NULL));
}

/**
 * muster_itglue_reply_one:
 * @call: the call
 * @status: HTTP status
 * @resource: (transfer full): the resource
 *
 * Answers with it.
 */
void
muster_itglue_reply_one (MusterCall *call,
                         guint       status,
                         JsonObject *resource)
{
  muster_itglue_reply (call, status, muster_jo_new ("data:o", resource, NULL));
}

/* --- bodies --- */

/**
 * muster_itglue_attributes:
 * @call: a write
 * @type: the resource's type, as "flexible-assets"
 *
 * Returns: (transfer none) (nullable): what it brings; %NULL when an error has been answered
 */
JsonObject *
muster_itglue_attributes (MusterCall *call,
                          const char *type)
{
  JsonObject *data = muster_jo_obj (muster_call_object (call), "data");
  g_autofree char *given = g_strdelimit (g_strdup (muster_jo_str (data, "type") != NULL ? muster_jo_str (data, "type") : ""), "_", '-');
  g_autofree char *why = NULL;

  if (data == NULL)
    {
      muster_itglue_fail (call, 400, "param is missing or the value is empty: data");
      return NULL;
    }
  if (!g_str_equal (given, type))
    {
      why = g_strdup_printf ("Invalid type %s. Expected: '%s'", given, type);
      muster_itglue_fail (call, 422, why);
      return NULL;
    }
  if (muster_jo_obj (data, "attributes") == NULL)
    {
      muster_itglue_fail (call, 400, "param is missing or the value is empty: attributes");
      return NULL;
    }
  return muster_jo_obj (data, "attributes");
}

/* @name in snake case; kebab case is understood as well */
JsonNode *
muster_itglue_given (JsonObject *attributes,
                     const char *name)
{
  g_autofree char *kebab = g_strdelimit (g_strdup (name), "_", '-');
  JsonNode *node = json_object_get_member (attributes, name);

  return node != NULL ? node : json_object_get_member (attributes, kebab);
}

const char *
muster_itglue_given_text (JsonObject *attributes,
                          const char *name)
{
  JsonNode *node = muster_itglue_given (attributes, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* 0 without one; digits in a text are a number too */
gint64
muster_itglue_given_number (JsonObject *attributes,
                            const char *name)
{
  JsonNode *node = muster_itglue_given (attributes, name);
  const char *text = muster_itglue_given_text (attributes, name);

  if (text != NULL)
    return g_ascii_strtoll (text, NULL, 10);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}
