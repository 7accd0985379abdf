/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-call-text.h"
#include "muster-error-text.h"
#include "muster-replay-dialog.h"
#include "muster-ui.h"

/* A run is decided again from what is stored; the dialog says whether it came to the same, and lists what did not. */

/* Beyond these a list helps nobody; musterctl has all */
#define MAX_SHOWN 50

/* (transfer full): what @text begins with, when it is a tool, as everywhere in this window */
static char *
in_words (MusterCatalog *catalog,
          const char    *text)
{
  g_auto(GStrv) parts = text != NULL ? g_strsplit (text, " ", 2) : NULL;

  if (text == NULL || *text == '\0' || g_str_equal (text, "-"))
    return g_strdup ("–");
  if (muster_catalog_lookup_tool (catalog, parts[0]) == NULL)
    return g_strdup (text);
  return muster_call_text_title (catalog, parts[0]);
}

static void
add_difference (GtkWidget        *group,
                MusterCatalog    *catalog,
                MusterReplayStep *step)
{
  g_autofree char *title = muster_replay_step_text (catalog, step);
  g_autofree char *then = in_words (catalog, step->then);
  g_autofree char *now = in_words (catalog, step->now);
  gboolean same_words = g_str_equal (then, now);
  /* Translators: what was decided then, and what is decided now */
  g_autofree char *text = g_strdup_printf (_("Then: %s\nNow: %s"), same_words ? step->then : then, same_words ? step->now : now);
  GtkWidget *row = muster_ui_row_new (title, text);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
create_list (MusterContext      *context,
             MusterReplayReport *report)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < MIN (report->differences->len, MAX_SHOWN); i++)
    add_difference (group, muster_context_get_catalog (context), g_ptr_array_index (report->differences, i));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), group);
  return scrolled;
}

static void
replayed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(AdwMessageDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterReplayReport) report = muster_context_replay_run_finish (MUSTER_CONTEXT (source), result, &error);
  g_autofree char *text = report != NULL ? muster_replay_report_text (report) : NULL;

  if (muster_ui_is_cancelled (error))
    return;
  if (report == NULL)
    {
      text = muster_error_text_line (error);
      adw_message_dialog_set_heading (dialog, _("It Cannot Be Decided Again Now"));
      adw_message_dialog_set_body (dialog, text);
      return;
    }
  adw_message_dialog_set_body (dialog, text);
  if (report->differences->len == 0)
    {
      adw_message_dialog_set_heading (dialog, report->compared > 0 ? _("The Same Decisions") : _("Nothing to Compare"));
      return;
    }
  adw_message_dialog_set_heading (dialog, _("Decided Otherwise Now"));
  adw_message_dialog_set_extra_child (dialog, create_list (MUSTER_CONTEXT (source), report));
}

static void
closed_cb (GtkWidget    *dialog,
           GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/**
 * muster_replay_dialog_new:
 * @parent: a widget of the window
 * @context: an open context
 * @run_id: which run
 *
 * Returns: (transfer floating): a dialog that decides again and says what came of it
 */
GtkWidget *
muster_replay_dialog_new (GtkWidget     *parent,
                          MusterContext *context,
                          const char    *run_id)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Deciding Again…"),
                                              _("From what was stored, without sending anything."));
  GCancellable *cancellable = g_cancellable_new ();

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_data (dialog, "destroy", G_CALLBACK (closed_cb), cancellable, (GClosureNotify) (GCallback) g_object_unref, 0);
  muster_context_replay_run_async (context, run_id, cancellable, replayed_cb, g_object_ref (dialog));
  return dialog;
}
