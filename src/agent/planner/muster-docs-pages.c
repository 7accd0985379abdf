/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-docs-pages.h"
#include "muster-json.h"

#define MAX_DEPTH 8

void
muster_docs_page_free (gpointer data)
{
  MusterDocsPage *page = data;

  g_free (page->name);
  g_free (page->text);
  g_free (page->steps);
  g_free (page->updated);
  g_free (page->newer);
  g_free (page->newer_updated);
  g_ptr_array_unref (page->folders);
  g_free (page);
}

/* A number, or a text of digits; 0: neither */
static gint64
id_of (JsonObject *object,
       const char *member)
{
  const char *text = object != NULL ? muster_json_str (object, member) : NULL;

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : muster_json_int (object, member, 0);
}

static void
add_folders (MusterDocsPage *page,
             JsonArray      *folders,
             gint64          folder)
{
  for (guint depth = 0; depth < MAX_DEPTH && folder > 0; depth++)
    {
      JsonObject *found = NULL;

      for (guint i = 0; folders != NULL && i < json_array_get_length (folders); i++)
        {
          if (id_of (muster_json_arr_obj (folders, i), "id") == folder)
            found = muster_json_arr_obj (folders, i);
        }
      if (found == NULL)
        return;
      if (muster_json_str (found, "name") != NULL)
        g_ptr_array_add (page->folders, g_strdup (muster_json_str (found, "name")));
      folder = id_of (found, "parent_folder_id");
    }
}

/* (nullable): a row without a name is none */
static MusterDocsPage *
add_page (GPtrArray  *pages,
          JsonObject *row,
          JsonArray  *folders)
{
  const char *name = muster_json_str (row, "name");
  const char *updated = muster_json_str (row, "updated_at");
  MusterDocsPage *page;

  if (name == NULL)
    return NULL;
  page = g_new0 (MusterDocsPage, 1);
  page->id = id_of (row, "id");
  page->name = g_strdup (name);
  page->text = g_strdup (muster_json_str (row, "text"));
  page->updated = g_strdup (updated != NULL ? updated : "");
  page->folders = g_ptr_array_new_with_free_func (g_free);
  page->hidden = muster_json_bool (row, "draft", FALSE) || muster_json_bool (row, "archived", FALSE);
  add_folders (page, folders, id_of (row, "folder_id"));
  g_ptr_array_add (pages, page);
  return page;
}

void
muster_docs_pages_append_step (GString    *text,
                               const char *name,
                               const char *description)
{
  g_string_append_printf (text, "%s%s\n%s\n", text->len > 0 ? "\n" : "", name != NULL ? name : "",
                          description != NULL && g_strcmp0 (description, name) != 0 ? description : "");
}

static int
compare_sections (gconstpointer a,
                  gconstpointer b)
{
  gint64 left = muster_json_int (*(JsonObject * const *) a, "sort", 0);
  gint64 right = muster_json_int (*(JsonObject * const *) b, "sort", 0);

  return left < right ? -1 : left > right;
}

GPtrArray *
muster_docs_pages_sections (JsonArray *all,
                            gint64     document)
{
  GPtrArray *sections = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *section = muster_json_arr_obj (all, i);

      if (section != NULL && id_of (section, "document") == document)
        g_ptr_array_add (sections, section);
    }
  g_ptr_array_sort (sections, compare_sections);
  return sections;
}

/* The text of its sections is the document's; steps make it a procedure */
static void
read_sections (MusterDocsPage *page,
               GPtrArray      *sections)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) steps = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      JsonObject *section = g_ptr_array_index (sections, i);
      const char *content = muster_json_str (section, "text");

      if (content == NULL || *content == '\0')
        continue;
      if (g_strcmp0 (muster_json_str (section, "type"), "Document::Step") == 0)
        muster_docs_pages_append_step (steps, content, NULL);
      else
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", content);
    }
  g_free (page->text);
  page->text = g_string_free (g_steal_pointer (&text), FALSE);
  page->procedure = steps->len > 0;
  if (page->procedure)
    page->steps = g_string_free (g_steal_pointer (&steps), FALSE);
}

/* --- Answers --- */

static void
read_articles (GPtrArray  *pages,
               JsonObject *answer)
{
  JsonArray *list = muster_json_arr (answer, "articles");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      MusterDocsPage *page = add_page (pages, muster_json_arr_obj (list, i), muster_json_arr (answer, "folders"));

      if (page != NULL)
        page->general = id_of (muster_json_arr_obj (list, i), "company_id") == 0;
    }
}

static void
read_procedures (GPtrArray  *pages,
                 JsonObject *answer)
{
  JsonArray *list = muster_json_arr (answer, "procedures");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *row = muster_json_arr_obj (list, i);
      MusterDocsPage *page = add_page (pages, row, NULL);

      if (page == NULL)
        continue;
      page->procedure = TRUE;
      if (page->text == NULL || *page->text == '\0')
        {
          g_free (page->text);
          page->text = g_strdup (muster_json_str (row, "description") != NULL ? muster_json_str (row, "description") : "");
        }
    }
}

static void
read_documents (GPtrArray  *pages,
                JsonObject *answer)
{
  JsonArray *list = muster_json_arr (answer, "documents");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      MusterDocsPage *page = add_page (pages, muster_json_arr_obj (list, i), muster_json_arr (answer, "folders"));

      if (page != NULL && (page->text == NULL || *page->text == '\0'))
        {
          g_autoptr(GPtrArray) sections = muster_docs_pages_sections (muster_json_arr (answer, "sections"), page->id);

          read_sections (page, sections);
        }
    }
}

/* The local index */
static void
read_pages (GPtrArray  *pages,
            JsonObject *answer)
{
  JsonArray *list = muster_json_arr (answer, "pages");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *row = muster_json_arr_obj (list, i);
      JsonArray *folders = row != NULL ? muster_json_arr (row, "folders") : NULL;
      JsonObject *newer = row != NULL ? muster_json_obj (row, "newer") : NULL;
      MusterDocsPage *page = row != NULL ? add_page (pages, row, NULL) : NULL;

      if (page == NULL)
        continue;
      page->steps = g_strdup (muster_json_str (row, "steps"));
      page->general = muster_json_bool (row, "general", FALSE);
      page->procedure = muster_json_bool (row, "procedure", FALSE);
      page->stale = muster_json_bool (row, "stale", FALSE);
      page->newer = g_strdup (newer != NULL ? muster_json_str (newer, "name") : NULL);
      page->newer_updated = g_strdup (newer != NULL ? muster_json_str (newer, "updated_at") : NULL);
      for (guint f = 0; folders != NULL && f < json_array_get_length (folders); f++)
        g_ptr_array_add (page->folders, g_strdup (json_array_get_string_element (folders, f)));
    }
}

void
muster_docs_pages_read (GPtrArray  *pages,
                        const char *integration,
                        JsonObject *answer)
{
  if (answer == NULL)
    return;
  if (json_object_has_member (answer, "pages"))
    read_pages (pages, answer);
  else if (g_str_equal (integration, "itglue"))
    read_documents (pages, answer);
  else
    {
      read_articles (pages, answer);
      read_procedures (pages, answer);
    }
}

JsonObject *
muster_docs_page_to_json (MusterDocsPage *page)
{
  JsonObject *row = json_object_new ();
  JsonArray *folders = json_array_new ();

  json_object_set_int_member (row, "id", page->id);
  json_object_set_string_member (row, "name", page->name);
  json_object_set_string_member (row, "updated_at", page->updated);
  json_object_set_array_member (row, "folders", folders);
  for (guint i = 0; i < page->folders->len; i++)
    json_array_add_string_element (folders, page->folders->pdata[i]);
  json_object_set_boolean_member (row, "general", page->general);
  json_object_set_boolean_member (row, "procedure", page->procedure);
  if (page->text != NULL)
    json_object_set_string_member (row, "text", page->text);
  if (page->steps != NULL)
    json_object_set_string_member (row, "steps", page->steps);
  return row;
}

guint
muster_docs_pages_drop_foreign (JsonObject *answer,
                                const char *company)
{
  static const char * const lists[] = { "articles", "procedures" };
  guint dropped = 0;

  for (gsize n = 0; n < G_N_ELEMENTS (lists); n++)
    {
      JsonArray *rows = muster_json_arr (answer, lists[n]);
      g_autoptr(JsonArray) own = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonObject *row = muster_json_arr_obj (rows, i);
          g_autofree char *whose = row != NULL && json_object_has_member (row, "company_id")
            ? g_strdup_printf ("%" G_GINT64_FORMAT, id_of (row, "company_id")) : NULL;

          if (whose == NULL || g_str_equal (whose, company))
            json_array_add_element (own, json_node_copy (json_array_get_element (rows, i)));
          else
            dropped++;
        }
      if (rows != NULL)
        json_object_set_array_member (answer, lists[n], g_steal_pointer (&own));
    }
  return dropped;
}
