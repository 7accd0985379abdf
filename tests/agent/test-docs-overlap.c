/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "muster-test.h"

#include "muster-docs-overlap.h"
#include "muster-docs-pages.h"
#include "muster-json.h"

#define DAY (86400 * (gint64) G_USEC_PER_SEC)
#define NOW (20000 * DAY)

static void
test_subjects (void)
{
  static const struct { const char *a; const char *b; gboolean same; } cases[] = {
    { "VPN setup", "VPN Setup (old)", TRUE },
    { "VPN setup 2023", "VPN-Setup v2", TRUE },
    { "Onboarding – neue Mitarbeiter", "Onboarding Mitarbeiter (alt)", TRUE },
    { "Drucker", "Drücker", TRUE },
    { "VPN setup", "VPN setup for partners", FALSE },
    { "VPN", "WLAN", FALSE },
    { "2023", "2024", FALSE },
    { "Old", "New", FALSE },
    { "", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s / %s", cases[i].a, cases[i].b);
      g_assert_true (muster_docs_overlap_same_subject (cases[i].a, cases[i].b) == cases[i].same);
      g_assert_true (muster_docs_overlap_same_subject (cases[i].b, cases[i].a) == cases[i].same);
    }
}

static MusterDocument *
add (GPtrArray  *documents,
     const char *id,
     const char *title,
     const char *company,
     gint64      days_ago)
{
  MusterDocument *document = muster_document_new ("document", id, title, "", NOW - days_ago * DAY);

  document->company = g_strdup (company);
  g_ptr_array_add (documents, document);
  return document;
}

static void
assert_row (GPtrArray      *documents,
            MusterDocument *document,
            gboolean        stale,
            gint64          newer)
{
  g_autoptr(JsonObject) row = json_object_new ();

  muster_docs_overlap_describe (row, document, documents, NOW);
  g_assert_true (muster_json_bool (row, "stale", FALSE) == stale);
  g_assert_cmpint (muster_json_obj (row, "newer") != NULL ? muster_json_int (muster_json_obj (row, "newer"), "id", 0) : 0, ==, newer);
}

static void
test_describe (void)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  MusterDocument *old = add (documents, "1", "VPN setup", "61", 900);
  MusterDocument *newer = add (documents, "2", "VPN setup (new)", "61", 100);
  MusterDocument *newest = add (documents, "3", "VPN Setup 2026", "61", 40);
  MusterDocument *theirs = add (documents, "4", "VPN setup", NULL, 300);
  MusterDocument *beside = add (documents, "5", "VPN Setup v2", "61", 41);
  MusterDocument *undated = add (documents, "6", "Printers", "61", 0);

  undated->updated = 0;
  assert_row (documents, old, TRUE, 3);
  assert_row (documents, newer, FALSE, 3);
  assert_row (documents, newest, FALSE, 0);
  /* Within a month of each other both are kept up */
  assert_row (documents, beside, FALSE, 0);
  /* A customer's page does not replace the MSP's */
  assert_row (documents, theirs, FALSE, 0);
  assert_row (documents, undated, FALSE, 0);
}

/* What the index answers with is read as what the platforms answer with */
static void
test_pages (void)
{
  g_autoptr(JsonNode) hudu = json_from_string (
    "{\"articles\":[{\"id\":7,\"name\":\"VPN\",\"company_id\":null,\"folder_id\":2,\"updated_at\":\"2026-01-02T03:04:05Z\",\"text\":\"Use it.\"},"
    "{\"id\":8,\"company_id\":61,\"text\":\"no name\"},{\"id\":9,\"name\":\"Draft\",\"company_id\":61,\"draft\":true}],"
    "\"folders\":[{\"id\":2,\"name\":\"Network\",\"parent_folder_id\":1},{\"id\":1,\"name\":\"IT\",\"parent_folder_id\":2}]}", NULL);
  g_autoptr(JsonNode) glue = json_from_string (
    "{\"documents\":[{\"id\":\"4\",\"name\":\"Leaver\"}],\"sections\":["
    "{\"document\":4,\"type\":\"Document::Step\",\"sort\":2,\"text\":\"Second\"},{\"document\":4,\"type\":\"Document::Text\",\"sort\":0,\"text\":\"Why\"},"
    "{\"document\":5,\"type\":\"Document::Text\",\"sort\":0,\"text\":\"Somebody else's\"},"
    "{\"document\":4,\"type\":\"Document::Step\",\"sort\":1,\"text\":\"First\"}]}", NULL);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func (muster_docs_page_free);
  g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func (muster_docs_page_free);
  g_autoptr(JsonObject) answer = json_object_new ();
  JsonArray *rows = json_array_new ();

  muster_docs_pages_read (pages, "hudu", json_node_get_object (hudu));
  muster_docs_pages_read (pages, "itglue", json_node_get_object (glue));
  muster_docs_pages_read (pages, "hudu", NULL);
  g_assert_cmpuint (pages->len, ==, 3);
  json_object_set_array_member (answer, "pages", rows);
  for (guint i = 0; i < pages->len; i++)
    json_array_add_object_element (rows, muster_docs_page_to_json (pages->pdata[i]));
  muster_docs_pages_read (again, "itglue", answer);
  g_assert_cmpuint (again->len, ==, 3);
  for (guint i = 0; i < pages->len; i++)
    {
      MusterDocsPage *page = pages->pdata[i];
      MusterDocsPage *same = again->pdata[i];

      g_assert_cmpint (page->id, ==, same->id);
      g_assert_cmpstr (page->name, ==, same->name);
      g_assert_cmpstr (page->text, ==, same->text);
      g_assert_cmpstr (page->steps, ==, same->steps);
      g_assert_cmpstr (page->updated, ==, same->updated);
      g_assert_true (page->general == same->general && page->procedure == same->procedure);
      g_assert_cmpuint (page->folders->len, ==, same->folders->len);
    }
  g_assert_true (((MusterDocsPage *) pages->pdata[0])->general);
  g_assert_cmpstr (((MusterDocsPage *) pages->pdata[0])->folders->pdata[0], ==, "Network");
  g_assert_true (((MusterDocsPage *) pages->pdata[1])->hidden);
  g_assert_true (((MusterDocsPage *) pages->pdata[2])->procedure);
  g_assert_cmpstr (((MusterDocsPage *) pages->pdata[2])->text, ==, "Why");
  g_assert_true (strstr (((MusterDocsPage *) pages->pdata[2])->steps, "First") < strstr (((MusterDocsPage *) pages->pdata[2])->steps, "Second"));
}

/* Hudu passes over a filter that it does not know */
static void
test_foreign (void)
{
  g_autoptr(JsonNode) answer = json_from_string (
    "{\"articles\":[{\"id\":1,\"name\":\"Ours\",\"company_id\":61},{\"id\":2,\"name\":\"Theirs\",\"company_id\":62},"
    "{\"id\":3,\"name\":\"Everybody\",\"company_id\":null},{\"id\":4,\"name\":\"Ours too\",\"company_id\":\"61\"}],"
    "\"procedures\":[{\"id\":5,\"name\":\"Theirs\",\"company_id\":6},{\"id\":6,\"name\":\"Does not say\"}]}", NULL);
  JsonObject *object = json_node_get_object (answer);

  g_assert_cmpuint (muster_docs_pages_drop_foreign (object, "61"), ==, 3);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "articles")), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "procedures")), ==, 1);
  g_assert_cmpuint (muster_docs_pages_drop_foreign (object, "61"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/docs-overlap/subjects", test_subjects);
  g_test_add_func ("/agent/docs-overlap/describe", test_describe);
  g_test_add_func ("/agent/docs-overlap/pages", test_pages);
  g_test_add_func ("/agent/docs-overlap/foreign", test_foreign);
  return g_test_run ();
}
