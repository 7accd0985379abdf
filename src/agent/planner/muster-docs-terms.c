/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-docs-terms.h"
#include "muster-json.h"

/* Each documentation platform in its own terms: Hudu has articles, procedures and assets; IT Glue has documents, whose text
 * may stand in sections and whose steps make them procedures, and flexible assets. What comes out is the same. */

typedef struct
{
  const char  *integration;
  const char  *sources[MUSTER_DOCS_N_SOURCES];
  /* %FALSE while something is wanted */
  gboolean     (*read_pages)(MusterInquiry *self, GPtrArray *pages);
  char      *  (*read_steps)(MusterInquiry *self, gint64 page);
  void         (*read_records)(JsonObject *result, GPtrArray *records);
} DocsTerms;

static void
field_free (gpointer data)
{
  MusterDocsField *field = data;

  g_free (field->label);
  g_free (field->value);
  g_free (field);
}

static void
record_free (gpointer data)
{
  MusterDocsRecord *record = data;

  g_free (record->name);
  g_ptr_array_unref (record->fields);
  g_free (record);
}

/* --- Hudu --- */

static gboolean
hudu_pages (MusterInquiry *self,
            GPtrArray     *pages)
{
  const char *status;
  const char *procedure_status;
  JsonObject *result = muster_inquiry_read (self, &status, "hudu:search-articles", NULL);
  JsonObject *procedures = muster_inquiry_read (self, &procedure_status, "hudu:list-procedures", NULL);

  if (g_str_equal (status, "wanted") || g_str_equal (procedure_status, "wanted"))
    return FALSE;

  muster_docs_pages_read (pages, "hudu", result);
  muster_docs_pages_read (pages, "hudu", procedures);
  return TRUE;
}

static char *
hudu_steps (MusterInquiry *self,
            gint64         page)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, page);
  JsonObject *result = muster_inquiry_read (self, NULL, "hudu:get-procedure", "#procedure", id, NULL);
  JsonArray *steps = muster_json_arr (muster_json_obj (result, "procedure"), "steps");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = muster_json_arr_obj (steps, i);

      muster_docs_pages_append_step (text, muster_json_str (step, "name"), muster_json_str (step, "description"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_fields (MusterDocsRecord *record,
            JsonArray        *fields,
            JsonArray        *labels)
{
  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    {
      JsonObject *row = muster_json_arr_obj (fields, i);
      const char *label = muster_json_str (row, "label");
      const char *value = muster_json_str (row, "value");
      MusterDocsField *field;

      if (label == NULL || value == NULL)
        continue;
      for (guint k = 0; labels != NULL && k < json_array_get_length (labels); k++)
        {
          JsonObject *known = muster_json_arr_obj (labels, k);

          if (g_strcmp0 (muster_json_str (known, "key"), label) == 0 && muster_json_str (known, "label") != NULL)
            {
              label = muster_json_str (known, "label");
              break;
            }
        }
      field = g_new0 (MusterDocsField, 1);
      field->label = g_strdup (label);
      field->value = g_strdup (value);
      g_ptr_array_add (record->fields, field);
    }
}

/* Assets of both: IT Glue has keys for labels, and tells beside them what they are called */
static void
read_assets (JsonObject *result,
             GPtrArray  *records)
{
  JsonArray *assets = muster_json_arr (result, "assets");

  for (guint i = 0; assets != NULL && i < json_array_get_length (assets); i++)
    {
      JsonObject *asset = muster_json_arr_obj (assets, i);
      MusterDocsRecord *record = g_new0 (MusterDocsRecord, 1);

      record->name = g_strdup (muster_json_str (asset, "name") != NULL ? muster_json_str (asset, "name") : "");
      record->fields = g_ptr_array_new_with_free_func (field_free);
      add_fields (record, muster_json_arr (asset, "fields"), muster_json_arr (result, "labels"));
      g_ptr_array_add (records, record);
    }
}

/* --- IT Glue --- */

static gboolean
itglue_pages (MusterInquiry *self,
              GPtrArray     *pages)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "itglue:search-documents", NULL);

  if (g_str_equal (status, "wanted"))
    return FALSE;

  muster_docs_pages_read (pages, "itglue", result);
  return TRUE;
}

/* Only where the search could not read all sections */
static char *
itglue_steps (MusterInquiry *self,
              gint64         page)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, page);
  JsonObject *result = muster_inquiry_read (self, NULL, "itglue:get-document", "#document", id, NULL);
  g_autoptr(GPtrArray) sections = muster_docs_pages_sections (muster_json_arr (result, "sections"), page);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    muster_docs_pages_append_step (text, muster_json_str (g_ptr_array_index (sections, i), "text"), NULL);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Which of them --- */

static const DocsTerms all_terms[] = {
  {
    "hudu",
    {
      [MUSTER_DOCS_SEARCH] = "hudu:search-articles",
      [MUSTER_DOCS_PROCEDURES] = "hudu:list-procedures",
      [MUSTER_DOCS_STEPS] = "hudu:get-procedure",
      [MUSTER_DOCS_RECORDS] = "hudu:list-assets",
    },
    hudu_pages, hudu_steps, read_assets,
  },
  {
    "itglue",
    {
      [MUSTER_DOCS_SEARCH] = "itglue:search-documents",
      [MUSTER_DOCS_PROCEDURES] = "itglue:search-documents",
      [MUSTER_DOCS_STEPS] = "itglue:get-document",
      [MUSTER_DOCS_RECORDS] = "itglue:list-flexible-assets",
    },
    itglue_pages, itglue_steps, read_assets,
  },
};

/* (nullable): the client has no documentation */
static const DocsTerms *
terms_of (MusterInquiry *self)
{
  const char *integration = muster_case_get_docs (self->ticket_case);

  for (gsize i = 0; i < G_N_ELEMENTS (all_terms); i++)
    if (g_strcmp0 (all_terms[i].integration, integration) == 0)
      return &all_terms[i];
  return NULL;
}

/**
 * muster_docs_terms_source:
 *
 * Returns: the tool that a finding rests on; of the first platform when the client has none
 */
const char *
muster_docs_terms_source (MusterInquiry    *self,
                          MusterDocsSource  source)
{
  const DocsTerms *terms = terms_of (self);

  return (terms != NULL ? terms : &all_terms[0])->sources[source];
}

/**
 * muster_docs_terms_pages:
 *
 * Returns: (transfer full) (nullable) (element-type MusterDocsPage): what the client's documentation holds, drafts and
 *   archives among it; empty without documentation, %NULL while it is wanted
 */
GPtrArray *
muster_docs_terms_pages (MusterInquiry *self)
{
  const DocsTerms *terms = terms_of (self);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func (muster_docs_page_free);

  if (terms != NULL && !terms->read_pages (self, pages))
    return NULL;
  return g_steal_pointer (&pages);
}

/**
 * muster_docs_terms_steps:
 * @page: id of a procedure whose steps are not known
 *
 * Returns: (transfer full): its steps as text; empty while they are wanted
 */
char *
muster_docs_terms_steps (MusterInquiry *self,
                         gint64         page)
{
  const DocsTerms *terms = terms_of (self);

  return terms != NULL ? terms->read_steps (self, page) : g_strdup ("");
}

/**
 * muster_docs_terms_records:
 *
 * Returns: (transfer full) (nullable) (element-type MusterDocsRecord): what is recorded with fields, such as approved
 *   software; %NULL while it is wanted
 */
GPtrArray *
muster_docs_terms_records (MusterInquiry *self)
{
  const DocsTerms *terms = terms_of (self);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (record_free);
  const char *status;
  JsonObject *result;

  if (terms == NULL)
    return g_steal_pointer (&records);
  result = muster_inquiry_read (self, &status, terms->sources[MUSTER_DOCS_RECORDS], NULL);
  if (g_str_equal (status, "wanted"))
    return NULL;
  terms->read_records (result, records);
  return g_steal_pointer (&records);
}
