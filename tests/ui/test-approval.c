/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "muster-approval-step-row.h"
#include "muster-approval-text.h"
#include "muster-json.h"
#include "muster-reason-dialog.h"
#include "muster-resources.h"
#include "muster-run-acts.h"
#include "muster-test.h"
#include "muster-ui-resources.h"
#include "muster-ui.h"

#define ID "user:9f6471b4-8c70-5d52-9566-17d7957e7f8c"

/* A name that reads as another, one that is markup, and one in which a letter is of another script */
static const char *const item_text =
  "{\"step\":2,\"tool\":\"microsoft365:block-sign-in\",\"version\":1,\"target\":\"" ID "\","
  "\"targetName\":\"Jane \\u202eeoD\\u200b\",\"args\":{\"user\":\"" ID "\",\"group\":\"group:1\",\"jobTitle\":\"Head\"},"
  "\"argNames\":{\"group\":\"<b>Finance</b> &amp; p\\u0430y\"},\"reason\":\"Approved by the CEO\",\"rules\":[\"R7\"],"
  "\"gated\":true,\"before\":{\"u.accountEnabled\":true,\"u.jobTitle\":\"Clerk\",\"u.onPremisesSyncEnabled\":null},"
  "\"irreversible\":\"It is gone.\",\"evidence\":[\"Jane is\\nthere\"],\"expected\":\"She cannot sign in.\"}";

static void
collect (GtkWidget *widget,
         GString   *all)
{
  if (GTK_IS_LABEL (widget))
    {
      g_assert_false (gtk_label_get_use_markup (GTK_LABEL (widget)));
      g_string_append_printf (all, "\n%s\n", gtk_label_get_text (GTK_LABEL (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, all);
}

static void
test_hostile_names (void)
{
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (NULL);
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (item_text, NULL);
  g_autoptr(GtkWidget) row = NULL;
  g_autoptr(GString) all = g_string_new (NULL);
  static const char *const lines[] = {
    "\n" ID "\n", "\n<b>Finance</b> &amp; p\u0430y\n", "\ngroup:1\n", "\nClerk → Head\n", "\nMay sign in: Yes\n",
    "\nCannot be undone: It is gone.\n", "\nJane is there\n", "\n“Approved by the CEO”\n", "U+202E", "U+200B", "U+0430",
    "(R7)", "\nShe cannot sign in.\n",
  };

  row = g_object_ref_sink (muster_approval_step_row_new (catalog, json_node_get_object (node), "Kessler", TRUE));
  collect (row, all);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (strstr (all->str, lines[i]) == NULL)
      g_error ("“%s” is not shown:%s", lines[i], all->str);
  g_assert_null (strstr (all->str, "\u202e"));
  g_assert_null (strstr (all->str, "\u200b"));
  g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (row)));
}

static void
count_toggled_cb (guint *n)
{
  (*n)++;
}

static void
test_choice (void)
{
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (NULL);
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (item_text, NULL);
  g_autoptr(GtkWidget) row = NULL;
  g_autoptr(GtkWidget) decided = NULL;
  guint n = 0;

  row = g_object_ref_sink (muster_approval_step_row_new (catalog, json_node_get_object (node), NULL, TRUE));
  g_signal_connect_swapped (row, "toggled", G_CALLBACK (count_toggled_cb), &n);
  g_assert_cmpint (muster_approval_step_row_get_step (MUSTER_APPROVAL_STEP_ROW (row)), ==, 2);
  g_assert_true (muster_approval_step_row_get_chosen (MUSTER_APPROVAL_STEP_ROW (row)));
  muster_approval_step_row_set_chosen (MUSTER_APPROVAL_STEP_ROW (row), FALSE);
  g_assert_false (muster_approval_step_row_get_chosen (MUSTER_APPROVAL_STEP_ROW (row)));
  g_assert_cmpuint (n, ==, 1);

  /* What was decided cannot be chosen any more */
  decided = g_object_ref_sink (muster_approval_step_row_new (catalog, json_node_get_object (node), NULL, FALSE));
  muster_approval_step_row_set_chosen (MUSTER_APPROVAL_STEP_ROW (decided), FALSE);
  g_assert_true (muster_approval_step_row_get_chosen (MUSTER_APPROVAL_STEP_ROW (decided)));
}

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_words (void)
{
  gint64 now = 1000 * G_TIME_SPAN_DAY;

  assert_text (muster_approval_text_age (now - 30 * G_TIME_SPAN_SECOND, now), "Asked just now");
  assert_text (muster_approval_text_age (now - 90 * G_TIME_SPAN_MINUTE, now), "Asked 1 hour ago");
  assert_text (muster_approval_text_left (now + 4 * G_TIME_SPAN_HOUR, now), "expires in 4 hours");
  assert_text (muster_approval_text_left (now, now), "has expired");
  assert_text (muster_approval_text_label ("u.accountEnabled"), "May sign in");
  assert_text (muster_approval_text_label ("businessPhones"), "Business phones");
  assert_text (muster_approval_text_careful ("Jane Doe"), NULL);
  assert_text (muster_approval_text_clean (NULL), "");
  assert_text (muster_approval_text_value (NULL), "nothing");
}

/* --- "I called them" --- */

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (MUSTER_IS_REASON_DIALOG (window))
        return window;
    }
  g_assert_not_reached ();
}

/* It says why, where it can be seen */
static gboolean
says_why (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "error") && gtk_widget_get_visible (widget))
    return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says_why (child))
      return TRUE;
  return FALSE;
}

static gboolean
failed (gpointer data)
{
  return says_why (data);
}

/* The act did not work: the window stays, with what was typed and why */
static void
test_identity_fails (void)
{
  g_autofree char *dir = muster_test_dir ();
  MusterContextOptions options = { .data_dir = dir, .keyring = "memory" };
  g_autoptr(MusterContext) context = muster_context_new (&options);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *dialog;
  GtkWidget *entry;
  g_auto(MusterTestWait) open = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) close = MUSTER_TEST_WAIT_INIT;

  muster_context_open_async (context, NULL, muster_test_wait_cb, &open);
  g_assert_true (muster_context_open_finish (context, muster_test_wait (&open), NULL));
  gtk_window_present (GTK_WINDOW (window));
  muster_run_acts_confirm_identity (window, context, "no-such-run");
  dialog = find_dialog ();
  entry = muster_ui_find_inside (dialog, GTK_TYPE_TEXT);
  gtk_editable_set_text (GTK_EDITABLE (entry), "called back on the number on file");
  gtk_widget_activate_action (dialog, "reason.confirm", NULL);
  muster_test_until (failed, dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "called back on the number on file");
  g_assert_true (gtk_widget_get_sensitive (entry));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  muster_context_close_async (context, muster_test_wait_cb, &close);
  g_assert_true (muster_context_close_finish (context, muster_test_wait (&close), NULL));
  muster_test_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  muster_ui_get_resource ();
  adw_init ();

  g_test_add_func ("/ui/approval/hostile-names", test_hostile_names);
  g_test_add_func ("/ui/approval/choice", test_choice);
  g_test_add_func ("/ui/approval/words", test_words);
  g_test_add_func ("/ui/approval/identity-fails", test_identity_fails);
  return g_test_run ();
}
