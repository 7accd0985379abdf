/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "muster-test.h"

#include "muster-store-fixture.h"

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static void
add (GPtrArray  *documents,
     const char *id,
     const char *title,
     const char *folder,
     const char *text,
     gint64      updated)
{
  MusterDocument *document = muster_document_new ("document", id, title, text, updated);

  g_free (document->folder);
  document->folder = g_strdup (folder);
  document->row = g_strdup_printf ("{\"id\":%s}", id);
  g_ptr_array_add (documents, document);
}

static GPtrArray *
documents_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const MusterDocumentSync sync = { .synced = 10, .complete = 10, .newest = 8 };
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterConnection) other = fixture_connection ("C2");
  g_autoptr(GPtrArray) ours = documents_new ();
  g_autoptr(GPtrArray) theirs = documents_new ();
  g_autoptr(GPtrArray) own = documents_new ();

  fixture->dir = muster_test_dir ();
  fixture->store = fixture_open_or_die (fixture->dir);
  MUST (fixture->store, save_connection, connection);
  MUST (fixture->store, save_connection, other);
  add (ours, "1", "Drucker einrichten", "IT / Anleitungen", "Der Müller-Drucker steht im Flur.", 5);
  add (ours, "2", "VPN", "IT / Drucker und mehr", "Ohne Bezug.", 6);
  add (ours, "5", "Urlaub", "", "Wer den Drucker am Freitag ausschaltet. Der Drucker. Ein Drucker.", 9);
  add (theirs, "3", "Drucker", "", "Geheim", 7);
  add (own, "4", "Drucker allgemein", "", "Für alle", 8);
  MUST (fixture->store, put_documents, "C1", "61", ours, TRUE, &sync);
  MUST (fixture->store, put_documents, "C1", "62", theirs, TRUE, &sync);
  MUST (fixture->store, put_documents, "C1", NULL, own, TRUE, &sync);
  MUST (fixture->store, put_documents, "C2", "61", theirs, TRUE, &sync);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static char *
search (Fixture    *fixture,
        const char *company,
        gboolean    with_own,
        const char *query,
        guint       limit)
{
  g_autoptr(GPtrArray) found = MUST (fixture->store, search_documents, "C1", company, with_own, query, limit);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", ((MusterDocument *) found->pdata[i])->id);
  return g_string_free (ids, FALSE);
}

/* The title counts more than the folder, the folder more than the text; nobody sees another company's */
static void
test_search (Fixture      *fixture,
             gconstpointer data)
{
  static const struct { const char *company; gboolean own; const char *query; guint limit; const char *ids; } cases[] = {
    { "61", FALSE, "drucker", 10, "1 2 5" },
    { "61", FALSE, "mein drucker (müller)!", 10, "1 2 5" },
    { "61", FALSE, "MULLER", 10, "1" },
    { "61", TRUE, "drucker", 1, "4" },
    { "61", FALSE, "", 10, "5 2 1" },
    { "61", TRUE, NULL, 2, "5 4" },
    { "62", FALSE, "drucker", 10, "3" },
    { "63", FALSE, "drucker", 10, "" },
    { "63", TRUE, "drucker", 10, "4" },
    { NULL, FALSE, "drucker", 10, "4" },
    { "61", TRUE, "\" OR title:* NEAR(x) -- ; {", 10, "" },
    { "61' OR '1'='1", FALSE, "drucker", 10, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = search (fixture, cases[i].company, cases[i].own, cases[i].query, cases[i].limit);

      g_test_message ("%s: %s", cases[i].query, ids);
      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GPtrArray) found = MUST (fixture->store, search_documents, "C1", "61", TRUE, "allgemein einrichten", 10);
  MusterDocument *first = found->pdata[0];

  g_assert_cmpuint (found->len, ==, 2);
  for (guint i = 0; i < found->len; i++)
    {
      MusterDocument *document = found->pdata[i];

      g_assert_cmpstr (document->company, ==, g_str_equal (document->id, "4") ? NULL : "61");
    }
  g_assert_cmpstr (first->kind, ==, "document");
  g_assert_nonnull (first->row);
  g_assert_cmpfloat (first->score, >, 0);
}

/* Changes are put over what is there; what is gone is not found any more, and neither is its old text */
static void
test_changes (Fixture      *fixture,
              gconstpointer data)
{
  const MusterDocumentSync sync = { .synced = 20, .complete = 10, .newest = 12 };
  g_autoptr(GPtrArray) changes = documents_new ();
  g_autoptr(GPtrArray) all = documents_new ();
  g_autoptr(GPtrArray) syncs = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autofree char *none = NULL, *new = NULL, *left = NULL, *fresh = NULL;
  MusterDocumentSync *of_61;

  add (changes, "1", "Scanner einrichten", "", "Neu", 12);
  add (changes, "2", "VPN", "", "", 12);
  ((MusterDocument *) changes->pdata[1])->gone = TRUE;
  MUST (fixture->store, put_documents, "C1", "61", changes, FALSE, &sync);
  none = search (fixture, "61", FALSE, "müller vpn", 10);
  g_assert_cmpstr (none, ==, "");
  new = search (fixture, "61", FALSE, "scanner", 10);
  g_assert_cmpstr (new, ==, "1");
  left = search (fixture, "61", FALSE, NULL, 10);
  g_assert_cmpstr (left, ==, "1 5");

  syncs = MUST (fixture->store, list_document_syncs, "C1");
  g_assert_cmpuint (syncs->len, ==, 3);
  g_assert_null (((MusterDocumentSync *) syncs->pdata[0])->company);
  of_61 = syncs->pdata[1];
  g_assert_cmpstr (of_61->company, ==, "61");
  g_assert_cmpuint (of_61->count, ==, 2);
  g_assert_cmpint (of_61->synced, ==, 20);
  g_assert_cmpint (of_61->complete, ==, 10);
  g_assert_cmpint (of_61->newest, ==, 12);

  add (all, "7", "Nur noch dies", "", "", 30);
  MUST (fixture->store, put_documents, "C1", "61", all, TRUE, &sync);
  fresh = search (fixture, "61", FALSE, NULL, 10);
  g_assert_cmpstr (fresh, ==, "7");

  /* The platform is disconnected: nothing of it stays, neither in the table nor in the index */
  MUST (fixture->store, delete_connection, "C1");
  after = MUST (fixture->store, search_documents, "C1", "62", TRUE, "drucker", 10);
  g_assert_cmpuint (after->len, ==, 0);
  MUST (fixture->store, check);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/store/documents/search", Fixture, NULL, set_up, test_search, tear_down);
  g_test_add ("/store/documents/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/store/documents/changes", Fixture, NULL, set_up, test_changes, tear_down);
  return g_test_run ();
}
