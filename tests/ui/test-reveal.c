/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "muster-finding.h"
#include "muster-picker.h"
#include "muster-plan-view.h"
#include "muster-resources.h"
#include "muster-reveal-dialog.h"
#include "muster-reveal-second.h"
#include "muster-reveal.h"
#include "muster-secret-clipboard.h"
#include "muster-secret-view.h"
#include "muster-step.h"
#include "muster-test.h"
#include "muster-ui-resources.h"
#include "muster-ui.h"

#define VALUE "aB7-canary"

/* In place of the library's */
guint
muster_reveal_second (void)
{
  return 20;
}

static GtkWidget *
find_widget (GtkWidget  *widget,
             GType       type,
             const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)
      && (text == NULL || (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
          || (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Whether a label anywhere inside says @value */
static gboolean
says (GtkWidget  *widget,
      const char *value)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), value) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, value))
      return TRUE;
  return FALSE;
}

static void
wait_until (gboolean (*done)(gpointer data),
            gpointer data)
{
  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
}

static MusterReveal *
create_reveal (void)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);

  return muster_reveal_new ("Password", "Router", "admin", secret, FALSE);
}

/* Eyes see it, a screen reader only when somebody asks, and then letter by letter. */
static void
test_view (void)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);
  GtkWidget *widget = g_object_ref_sink (muster_secret_view_new ("Password", secret));
  MusterSecretView *view = MUSTER_SECRET_VIEW (widget);
  const char *closed = "Password: shown on the screen, not read out";

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, closed);
  g_assert_false (says (widget, "canary"));
  muster_secret_view_set_spoken (view, TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "a, capital B, 7, -, c, a, n, a, r, y");
  /* Covered means for nobody. */
  muster_secret_view_set_covered (view, TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, closed);
  muster_secret_view_set_covered (view, FALSE);
  muster_secret_view_set_spoken (view, FALSE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, closed);
  g_object_unref (widget);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
clipboard_is_empty (gpointer data)
{
  return !muster_secret_clipboard_holds ();
}

static void
test_dialog (void)
{
  GtkWidget *parent = gtk_window_new ();
  gpointer dialog = muster_reveal_dialog_new_for_effect (parent, NULL, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "Set a password");
  g_autoptr(MusterReveal) reveal = create_reveal ();
  g_autofree char *title = NULL;

  g_object_add_weak_pointer (G_OBJECT (dialog), &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  muster_reveal_dialog_show_reveal (MUSTER_REVEAL_DIALOG (dialog), reveal);
  g_assert_nonnull (find_widget (dialog, GTK_TYPE_LABEL, "Router"));
  g_assert_nonnull (find_widget (dialog, GTK_TYPE_LABEL, "admin"));
  g_assert_false (says (dialog, "canary"));
  g_object_get (dialog, "title", &title, NULL);
  g_assert_null (strstr (title, "canary"));

  g_signal_emit_by_name (find_widget (dialog, GTK_TYPE_BUTTON, "Copy"), "clicked");
  g_assert_true (muster_secret_clipboard_holds ());
  /* It closes by itself, and the clipboard is emptied later. */
  wait_until (is_gone, &dialog);
  g_assert_true (muster_secret_clipboard_holds ());
  wait_until (clipboard_is_empty, NULL);
  g_assert_null (gdk_clipboard_get_content (gtk_widget_get_clipboard (parent)));
  gtk_window_destroy (GTK_WINDOW (parent));
}

/* What somebody copied since is left alone. */
static void
test_clipboard_of_others (void)
{
  GtkWidget *parent = gtk_window_new ();
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (parent);

  muster_secret_clipboard_copy (parent, secret, 600);
  g_assert_true (muster_secret_clipboard_holds ());
  gdk_clipboard_set_text (clipboard, "other");
  g_assert_false (muster_secret_clipboard_holds ());
  muster_secret_clipboard_clear ();
  g_assert_nonnull (gdk_clipboard_get_content (clipboard));
  gtk_window_destroy (GTK_WINDOW (parent));
}

static MusterPickerText
describe (gpointer item)
{
  const char *name = gtk_string_object_get_string (item);
  gboolean off = g_str_equal (name, "Taken");

  return (MusterPickerText) { name, off ? "Mapped to Other" : NULL, NULL, off };
}

static void
picked_cb (char      **picked,
           GtkStringObject *item)
{
  *picked = g_strdup (gtk_string_object_get_string (item));
}

/* Return takes the first that can be chosen; who has the other one stands there. */
static void
test_picker_off (void)
{
  const char *names[] = { "Taken", "Free", NULL };
  GtkWidget *parent = gtk_window_new ();
  g_autoptr(GtkStringList) items = gtk_string_list_new (names);
  MusterPicker *picker = muster_picker_new (parent, "Company", G_LIST_MODEL (items), describe);
  g_autofree char *picked = NULL;
  GtkWidget *label;

  g_signal_connect_swapped (picker, "picked", G_CALLBACK (picked_cb), &picked);
  gtk_window_present (GTK_WINDOW (picker));
  label = find_widget (GTK_WIDGET (picker), GTK_TYPE_LABEL, "Mapped to Other");
  g_assert_nonnull (label);
  g_assert_false (gtk_widget_is_sensitive (label));
  g_signal_emit_by_name (find_widget (GTK_WIDGET (picker), GTK_TYPE_LIST_VIEW, NULL), "activate", 0u);
  g_assert_null (picked);
  g_signal_emit_by_name (find_widget (GTK_WIDGET (picker), GTK_TYPE_SEARCH_ENTRY, NULL), "activate");
  g_assert_cmpstr (picked, ==, "Free");
  gtk_window_destroy (GTK_WINDOW (parent));
}

/* A step that the tenant is not ready for stands in the plan with its reason. */
static void
test_plan_held_back (void)
{
  GtkWidget *view = g_object_ref_sink (muster_plan_view_new ());
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (NULL);
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(MusterFinding) finding = muster_finding_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new ();
  g_autoptr(GPtrArray) findings = g_ptr_array_new ();

  muster_step_set_tool (step, "microsoft365:block-sign-in");
  muster_step_set_policy (step, "disabled");
  muster_finding_set_source (finding, "microsoft365:block-sign-in");
  muster_finding_set_text (finding, "The role is missing.");
  g_ptr_array_add (steps, step);
  g_ptr_array_add (findings, finding);
  muster_plan_set_steps (plan, steps);
  muster_plan_set_findings (plan, findings);
  muster_plan_view_set_plan (MUSTER_PLAN_VIEW (view), catalog, plan);
  g_assert_nonnull (find_widget (view, GTK_TYPE_LABEL, "Held Back"));
  g_assert_nonnull (find_widget (view, GTK_TYPE_LABEL, "Held back: The role is missing."));
  g_object_unref (view);
}

int
main (int    argc,
      char **argv)
{
  /* The isolated data directories hold no schemas, and libadwaita looks for some. */
  g_setenv ("GSETTINGS_SCHEMA_DIR", "/usr/share/glib-2.0/schemas", FALSE);
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());
  adw_init ();

  g_test_add_func ("/ui/reveal/view", test_view);
  g_test_add_func ("/ui/reveal/dialog", test_dialog);
  g_test_add_func ("/ui/reveal/clipboard-of-others", test_clipboard_of_others);
  g_test_add_func ("/ui/picker/off", test_picker_off);
  g_test_add_func ("/ui/plan/held-back", test_plan_held_back);
  return g_test_run ();
}
