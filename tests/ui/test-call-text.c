/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-call-text.h"
#include "muster-resources.h"
#include "muster-test.h"

#define USER "7b26d75c-5aef-4858-aab6-0cf0bc50525e"

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_title (void)
{
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (NULL);

  assert_text (muster_call_text_title (catalog, "microsoft365:find-users"), "Find users");
  assert_text (muster_call_text_source (catalog, "microsoft365:find-users"), "Microsoft 365: Find users");
  /* A tool of an earlier version is still shown. */
  assert_text (muster_call_text_title (catalog, "microsoft365:gone"), "microsoft365:gone");
  assert_text (muster_call_text_source (catalog, NULL), "");
}

static void
test_asked (void)
{
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (NULL);
  g_autoptr(GHashTable) names = muster_call_names_new ();

  assert_text (muster_call_text_asked (catalog, "microsoft365:find-users", "{\"mail\":\"a@b.example\"}", NULL),
               "Look for users with the address a@b.example");
  assert_text (muster_call_text_asked (catalog, "microsoft365:find-users", "{}", NULL), NULL);
  assert_text (muster_call_text_asked (catalog, "microsoft365:list-teams", "{}", NULL), NULL);

  /* An id says nothing to a person until it is known whose it is. */
  assert_text (muster_call_text_asked (catalog, "microsoft365:get-user", "{\"user\":\"" USER "\"}", names), NULL);
  muster_call_names_learn (names, "{\"users\":[{\"id\":\"" USER "\",\"displayName\":\"Abigail Okonjo\"}]}");
  assert_text (muster_call_text_asked (catalog, "microsoft365:get-user", "{\"user\":\"" USER "\"}", names),
               "Read the profile of Abigail Okonjo");

  /* A number is a name only for what it numbers. */
  muster_call_names_learn (names, "{\"procedures\":[{\"id\":12,\"name\":\"New starter\"}]}");
  assert_text (muster_call_text_asked (catalog, "hudu:get-procedure", "{\"procedure\":12}", names),
               "Read procedure New starter");
  assert_text (muster_call_text_asked (catalog, "connectwise:list-ticket-notes", "{\"ticket\":12}", names),
               "Read the notes of ticket 12");
  muster_call_names_learn (names, "not JSON");
  muster_call_names_learn (names, NULL);
}

static void
test_answer (void)
{
  assert_text (muster_call_text_answer ("ok", "{\"users\":[{\"displayName\":\"A\"},{\"displayName\":\"B\"}]}"),
               "2 found: A, B");
  assert_text (muster_call_text_answer ("ok", "{\"skus\":[{\"skuPartNumber\":\"E3\"},{\"skuPartNumber\":\"E3\"}]}"),
               "2 found: E3");
  assert_text (muster_call_text_answer ("ok", "{\"users\":[]}"), "Nothing found");
  assert_text (muster_call_text_answer ("ok", "{\"risk\":null}"), "Nothing found");
  assert_text (muster_call_text_answer ("ok", "{\"user\":{\"displayName\":\"A\",\"accountEnabled\":false}}"),
               "A, sign-in is blocked");
  assert_text (muster_call_text_answer ("ok", "{\"group\":{\"displayName\":\"L\"},\"owners\":[{\"displayName\":\"A\"}]}"),
               "Group: L · Owners: 1 found: A");
  assert_text (muster_call_text_answer ("ok", "{}"), "Done");
  assert_text (muster_call_text_answer (NULL, NULL), "Done");
}

static void
test_refusals (void)
{
  assert_text (muster_call_text_answer ("forbidden", NULL), "A Right Is Missing");
  assert_text (muster_call_text_answer ("confirmed: done", NULL), "Written, and read back to be sure");
  assert_text (muster_call_text_answer ("something new", NULL), "something new");
}

/* Lists show the beginning of an answer only. */
static void
test_cut_answers (void)
{
  const char *whole = "{\"users\":[{\"id\":1,\"displayName\":\"A \\\"x\\\" [\"},{\"id\":2,\"displayName\":\"B\"},{\"id\":3}]}";

  assert_text (muster_call_text_answer ("ok", "{\"users\":[{\"displayName\":\"A\"},{\"displayName\":\"B"),
               "1 or more found: A");
  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autofree char *cut = g_strndup (whole, length);
      g_autofree char *text = muster_call_text_answer ("ok", cut);
      g_autoptr(GHashTable) names = muster_call_names_new ();

      g_assert_nonnull (text);
      muster_call_names_learn (names, cut);
    }
}

static void
test_exact (void)
{
  g_autofree char *text = muster_call_text_exact ("{\"a\":[1]}");

  g_assert_nonnull (strchr (text, '\n'));
  assert_text (muster_call_text_exact ("{broken"), "{broken");
  assert_text (muster_call_text_exact (NULL), "");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();

  g_test_add_func ("/ui/call-text/title", test_title);
  g_test_add_func ("/ui/call-text/asked", test_asked);
  g_test_add_func ("/ui/call-text/answer", test_answer);
  g_test_add_func ("/ui/call-text/refusals", test_refusals);
  g_test_add_func ("/ui/call-text/cut-answers", test_cut_answers);
  g_test_add_func ("/ui/call-text/exact", test_exact);
  return g_test_run ();
}
