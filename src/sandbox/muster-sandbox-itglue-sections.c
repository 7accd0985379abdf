/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Sections: the body of a document. An article of the world is one text; here it is a heading
 * section for each heading of the first three levels and text sections between them. The first
 * edit keeps the sections with the article, and the text is put together from them again, so
 * that the other look-alike of the same documentation shows the new one. */

#define TEXT    "Document::Text"
#define HEADING "Document::Heading"
#define STEP    "Document::Step"

static const char *const kinds[] = { TEXT, HEADING, "Document::Gallery", STEP };

static gint64
first_id (JsonObject *document)
{
  return muster_jo_int (document, "id", 0) * 100 + 1;
}

static void
add_section (JsonArray  *sections,
             JsonObject *document,
             const char *kind,
             const char *content,
             gint64      level)
{
  JsonObject *section = muster_jo_new ("id:i", first_id (document) + json_array_get_length (sections), "kind:s", kind, "content:s", content, NULL);

  if (level > 0)
    json_object_set_int_member (section, "level", level);
  json_array_add_object_element (sections, section);
}

/* "<h1>A</h1><p>b</p>" is a heading and a text; put together they are the same again */
static JsonArray *
cut (JsonObject *article)
{
  g_autoptr(GRegex) regex = g_regex_new ("<h([1-3])>([^<]*)</h\\1>", G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  const char *content = muster_jo_str (article, "content") != NULL ? muster_jo_str (article, "content") : "";
  JsonArray *sections = json_array_new ();
  int done = 0;

  for (g_regex_match (regex, content, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *level = g_match_info_fetch (match, 1);
      g_autofree char *heading = g_match_info_fetch (match, 2);
      g_autofree char *before = NULL;
      int start = 0, end = 0;

      g_match_info_fetch_pos (match, 0, &start, &end);
      before = g_strndup (content + done, (gsize) (start - done));
      if (*before != '\0')
        add_section (sections, article, TEXT, before, 0);
      add_section (sections, article, HEADING, heading, g_ascii_strtoll (level, NULL, 10));
      done = end;
    }
  if (content[done] != '\0')
    add_section (sections, article, TEXT, content + done, 0);
  return sections;
}

static JsonArray *
steps_of (JsonObject *procedure)
{
  JsonArray *steps = muster_jo_arr (procedure, "steps"), *sections = json_array_new ();

  for (guint i = 0; i < muster_ja_length (steps); i++)
    {
      g_autofree char *text = g_markup_escape_text (muster_jo_str (muster_ja_obj (steps, i), "text"), -1);

      add_section (sections, procedure, STEP, text, 0);
    }
  return sections;
}

/* (transfer full): in the world's form */
static JsonArray *
sections_of (JsonObject *document)
{
  if (muster_jo_has (document, "steps"))
    return steps_of (document);
  if (muster_jo_arr (document, "sections") != NULL)
    return json_array_ref (muster_jo_arr (document, "sections"));
  return cut (document);
}

/* What the text would be cut into anyway need not be kept: taken back, an edit leaves nothing behind */
static void
keep (JsonObject *article,
      JsonArray  *sections)
{
  g_autoptr(JsonNode) mine = json_node_new (JSON_NODE_ARRAY);
  g_autoptr(JsonNode) plain = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (mine, sections);
  json_node_take_array (plain, cut (article));
  if (!json_node_equal (mine, plain))
    json_object_set_array_member (article, "sections", json_array_ref (sections));
  else if (json_object_has_member (article, "sections"))
    json_object_remove_member (article, "sections");
}

static void
put_together (MusterCall *call,
              JsonObject *article,
              JsonArray  *sections)
{
  g_autoptr(GString) content = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (sections); i++)
    {
      JsonObject *section = muster_ja_obj (sections, i);
      const char *text = muster_jo_str (section, "content") != NULL ? muster_jo_str (section, "content") : "";
      gint64 level = muster_jo_int (section, "level", 1);

      if (g_str_equal (muster_jo_str (section, "kind"), HEADING))
        g_string_append_printf (content, "<h%" G_GINT64_FORMAT ">%s</h%" G_GINT64_FORMAT ">", level, text, level);
      else if (g_str_equal (muster_jo_str (section, "kind"), STEP))
        g_string_append_printf (content, "<p>%s</p>", text);
      else
        g_string_append (content, text);
    }
  json_object_set_string_member (article, "content", content->str);
  keep (article, sections);
  muster_itglue_edited (call, article);
}

static JsonObject *
show_section (MusterCall *call,
              JsonObject *document,
              JsonObject *section,
              guint       place)
{
  const char *updated = muster_jo_str (document, "updatedAt"), *content = muster_jo_str (section, "content");
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now"), *kind = muster_jo_str (section, "kind");
  gint64 id = muster_jo_int (section, "id", 0);
  JsonObject *attributes = muster_jo_new ("document-id:i", muster_jo_int (document, "id", 0), "resource-id:i", id + 1000000,
                                          "resource-type:s", kind, "content:S", content, "rendered-content:S", content, NULL);

  muster_itglue_add_id (attributes, "level", muster_jo_int (section, "level", 0));
  muster_itglue_add_id (attributes, "duration", muster_jo_int (section, "duration", 0));
  if (g_str_equal (kind, STEP))
    json_object_set_boolean_member (attributes, "reset-count", muster_jo_bool (section, "resetCount", FALSE));
  else
    json_object_set_null_member (attributes, "reset-count");
  json_object_set_int_member (attributes, "sort", place + 1);
  muster_itglue_add_time (attributes, "created-at", updated != NULL ? updated : now);
  muster_itglue_add_time (attributes, "updated-at", updated != NULL ? updated : now);
  return muster_itglue_resource ("document-sections", id, attributes);
}

/* The last section comes first: only `sort` says in which order they are read */
void
muster_itglue_get_sections (MusterCall *call)
{
  JsonObject *client, *document;
  g_autoptr(JsonArray) sections = NULL;
  gboolean synced;
  JsonArray *rows;

  document = muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  if (document == NULL)
    return;
  sections = sections_of (document);
  rows = json_array_new ();
  for (guint i = json_array_get_length (sections); i > 0; i--)
    json_array_add_object_element (rows, show_section (call, document, muster_ja_obj (sections, i - 1), i - 1));
  muster_itglue_reply_list (call, rows, "id resource_type document_id");
}

static JsonObject *
find_section (MusterCall *call,
              JsonArray  *sections,
              guint      *place)
{
  gint64 id = muster_call_param_number (call, 1);

  for (*place = 0; *place < json_array_get_length (sections); (*place)++)
    if (muster_jo_int (muster_ja_obj (sections, *place), "id", 0) == id)
      return muster_ja_obj (sections, *place);
  muster_itglue_fail (call, 404, NULL);
  return NULL;
}

void
muster_itglue_get_section (MusterCall *call)
{
  JsonObject *client, *document, *section;
  g_autoptr(JsonArray) sections = NULL;
  gboolean synced;
  guint place;

  document = muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  if (document == NULL)
    return;
  sections = sections_of (document);
  section = find_section (call, sections, &place);
  if (section != NULL)
    muster_itglue_reply_one (call, 200, show_section (call, document, section, place));
}

static gboolean
take (MusterCall *call,
      JsonObject *attributes,
      JsonObject *section)
{
  const char *content = muster_itglue_given_text (attributes, "content");
  gint64 level = muster_itglue_given_number (attributes, "level");
  gint64 duration = muster_itglue_given_number (attributes, "duration");
  JsonNode *reset = muster_itglue_given (attributes, "reset_count");

  if (level < 0 || level > 6)
    {
      muster_itglue_fail (call, 422, "Level must be from 1 to 6");
      return FALSE;
    }
  if (content != NULL)
    json_object_set_string_member (section, "content", content);
  if (level > 0)
    json_object_set_int_member (section, "level", level);
  if (duration > 0)
    json_object_set_int_member (section, "duration", duration);
  if (reset != NULL && JSON_NODE_HOLDS_VALUE (reset))
    json_object_set_boolean_member (section, "resetCount", json_node_get_boolean (reset));
  return TRUE;
}

/* (transfer full): the sections with @section where the write says, from 1 on, or where it would be without a word */
static JsonArray *
with_section (JsonArray  *sections,
              JsonObject *section,
              gint64      sort,
              guint      *place)
{
  JsonArray *all = json_array_new ();

  if (sort > 0)
    *place = (guint) sort - 1;
  for (guint i = 0; i < json_array_get_length (sections); i++)
    {
      if (json_array_get_length (all) == *place)
        json_array_add_object_element (all, json_object_ref (section));
      if (muster_ja_obj (sections, i) != section)
        json_array_add_object_element (all, json_object_ref (muster_ja_obj (sections, i)));
    }
  if (json_array_get_length (all) <= *place)
    {
      *place = json_array_get_length (all);
      json_array_add_object_element (all, json_object_ref (section));
    }
  return all;
}

static void
reply_changed (MusterCall *call,
               guint       status,
               JsonObject *article,
               JsonArray  *sections,
               JsonObject *section,
               guint       place)
{
  gint64 sort = CLAMP (muster_itglue_given_number (muster_jo_obj (muster_jo_obj (muster_call_object (call), "data"), "attributes"), "sort"),
                       0, G_MAXINT32);
  g_autoptr(JsonArray) all = with_section (sections, section, sort, &place);

  put_together (call, article, all);
  muster_itglue_reply_one (call, status, show_section (call, article, section, place));
}

void
muster_itglue_post_section (MusterCall *call)
{
  JsonObject *article = muster_itglue_editable (call), *attributes = article != NULL ? muster_itglue_attributes (call, "document-sections") : NULL;
  const char *kind = attributes != NULL ? muster_itglue_given_text (attributes, "resource_type") : NULL;
  g_autoptr(JsonArray) sections = NULL;
  g_autoptr(JsonObject) section = NULL;
  gboolean known = FALSE;

  if (attributes == NULL)
    return;
  for (gsize i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++)
    known |= g_str_equal (kinds[i], kind);
  if (!known)
    {
      muster_itglue_fail (call, 422, kind == NULL ? "Resource type can't be blank" : "Resource type is not included in the list");
      return;
    }
  section = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "kind:s", kind, "content:s", "", NULL);
  if (!take (call, attributes, section))
    return;
  sections = sections_of (article);
  reply_changed (call, 201, article, sections, section, json_array_get_length (sections));
}

void
muster_itglue_patch_section (MusterCall *call)
{
  JsonObject *article = muster_itglue_editable (call), *attributes = article != NULL ? muster_itglue_attributes (call, "document-sections") : NULL;
  g_autoptr(JsonArray) sections = NULL;
  JsonObject *section;
  guint place;

  if (attributes == NULL)
    return;
  sections = sections_of (article);
  section = find_section (call, sections, &place);
  if (section == NULL || !take (call, attributes, section))
    return;
  reply_changed (call, 200, article, sections, section, place);
}

void
muster_itglue_drop_section (MusterCall *call)
{
  JsonObject *article = muster_itglue_editable (call);
  g_autoptr(JsonArray) sections = article != NULL ? sections_of (article) : NULL;
  guint place;

  if (article == NULL || find_section (call, sections, &place) == NULL)
    return;
  json_array_remove_element (sections, place);
  put_together (call, article, sections);
  muster_call_reply_empty (call, 204);
}
