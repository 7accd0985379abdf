/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-watch-field-row.h"
#include "muster-watch-row.h"
#include "muster-watch-view.h"
#include "muster-window.h"

/**
 * MusterWatchView:
 *
 * Which tickets of a PSA are taken, tried on its latest tickets after every
 * change: how many would have been taken, which, and why not the others.
 */
struct _MusterWatchView
{
  AdwBin parent_instance;

  MusterContext   *context;       /* (owned) */
  char            *connection_id;
  MusterWatchForm *form;          /* (owned) (nullable): as it is edited */
  GListModel      *preview;       /* (owned) (nullable): what it would do */
  GCancellable    *cancellable;
  GCancellable    *preview_cancellable;
  gboolean         showing;

  MusterSubpage       *subpage;
  MusterFaces         *faces;
  AdwPreferencesGroup *fields_group;
  GtkSwitch           *monitoring_switch;
  GtkSwitch           *own_switch;
  AdwActionRow        *preview_row;
  AdwExpanderRow      *taken_row;
  AdwExpanderRow      *ignored_row;
  GPtrArray           *field_rows;   /* (element-type GtkWidget) */
  GPtrArray           *taken_rows;   /* (element-type GtkWidget) */
  GPtrArray           *ignored_rows; /* (element-type GtkWidget) */
};

G_DEFINE_FINAL_TYPE (MusterWatchView, muster_watch_view, ADW_TYPE_BIN)

static void
clear_rows (AdwExpanderRow *expander,
            GPtrArray      *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (expander, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static GtkWidget *
create_ticket_row (MusterWatchRow *ticket)
{
  g_autofree char *title = NULL;
  g_autoptr(GString) subtitle = g_string_new (muster_watch_row_get_reason (ticket));

  /* Translators: number and summary of a ticket */
  title = g_strdup_printf (_("#%s %s"), muster_watch_row_get_number (ticket), muster_watch_row_get_summary (ticket));
  if (muster_watch_row_get_company (ticket) != NULL)
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", muster_watch_row_get_company (ticket));
  if (muster_watch_row_get_board (ticket) != NULL)
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", muster_watch_row_get_board (ticket));
  return muster_ui_row_new (title, subtitle->str);
}

static void
fill_rows (MusterWatchView *self,
           AdwExpanderRow  *expander,
           GPtrArray       *rows,
           gboolean         taken)
{
  clear_rows (expander, rows);
  if (!adw_expander_row_get_expanded (expander) || self->preview == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (self->preview); i++)
    {
      g_autoptr(MusterWatchRow) ticket = g_list_model_get_item (self->preview, i);

      if (muster_watch_row_get_taken (ticket) != taken)
        continue;
      g_ptr_array_add (rows, create_ticket_row (ticket));
      adw_expander_row_add_row (expander, g_ptr_array_index (rows, rows->len - 1));
    }
}

static void
show_preview_rows (MusterWatchView *self)
{
  fill_rows (self, self->taken_row, self->taken_rows, TRUE);
  fill_rows (self, self->ignored_row, self->ignored_rows, FALSE);
}

static void
show_preview (MusterWatchView *self,
              guint            n_taken)
{
  guint n_tickets = g_list_model_get_n_items (self->preview);
  g_autofree char *title = NULL;
  g_autofree char *taken = g_strdup_printf (_("Taken: %u"), n_taken);
  g_autofree char *ignored = g_strdup_printf (_("Ignored: %u"), n_tickets - n_taken);

  if (n_tickets == 0)
    title = g_strdup (_("The PSA has no tickets yet."));
  else
    /* Translators: of the latest tickets, how many the filter takes */
    title = g_strdup_printf (ngettext ("Would have taken %u of the last %u ticket",
                                       "Would have taken %u of the last %u tickets", n_tickets), n_taken, n_tickets);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preview_row), title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->taken_row), taken);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->ignored_row), ignored);
  gtk_widget_set_visible (GTK_WIDGET (self->taken_row), n_taken > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->ignored_row), n_tickets > n_taken);
  show_preview_rows (self);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterWatchView) self = user_data;
  g_autoptr(GListModel) preview = NULL;
  g_autoptr(GError) error = NULL;
  guint n_taken = 0;

  preview = muster_context_preview_watch_finish (MUSTER_CONTEXT (source), result, &n_taken, &error);
  if (preview != NULL)
    {
      g_set_object (&self->preview, preview);
      show_preview (self, n_taken);
    }
  else if (!muster_ui_is_cancelled (error))
    {
      g_autofree char *line = muster_error_text_line (error);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preview_row), line);
    }
}

static void
preview (MusterWatchView *self)
{
  g_cancellable_cancel (self->preview_cancellable);
  g_clear_object (&self->preview_cancellable);
  self->preview_cancellable = g_cancellable_new ();
  muster_context_preview_watch_async (self->context, self->form, self->preview_cancellable, previewed_cb,
                                      g_object_ref (self));
}

static void
changed_cb (MusterWatchView *self)
{
  if (self->showing || self->form == NULL)
    return;
  muster_watch_form_set_take_monitoring (self->form, gtk_switch_get_active (self->monitoring_switch));
  muster_watch_form_set_take_own (self->form, gtk_switch_get_active (self->own_switch));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watch.save", TRUE);
  preview (self);
}

static void
show_form (MusterWatchView *self)
{
  GListModel *fields = muster_watch_form_get_fields (self->form);

  self->showing = TRUE;
  for (guint i = 0; i < self->field_rows->len; i++)
    adw_preferences_group_remove (self->fields_group, g_ptr_array_index (self->field_rows, i));
  g_ptr_array_set_size (self->field_rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(MusterWatchField) field = g_list_model_get_item (fields, i);
      GtkWidget *row = muster_watch_field_row_new (field);

      g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->fields_group, row);
      g_ptr_array_add (self->field_rows, row);
    }
  gtk_switch_set_active (self->monitoring_switch, muster_watch_form_get_take_monitoring (self->form));
  gtk_switch_set_active (self->own_switch, muster_watch_form_get_take_own (self->form));
  self->showing = FALSE;
  muster_faces_show_content (self->faces);
  preview (self);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterWatchView) self = user_data;
  g_autoptr(MusterWatchForm) form = NULL;
  g_autoptr(GError) error = NULL;

  form = muster_context_load_watch_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (form == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  g_set_object (&self->form, form);
  show_form (self);
}

static void
load (MusterWatchView *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_load_watch_async (self->context, self->connection_id, self->cancellable, loaded_cb,
                                   g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterWatchView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_save_watch_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_window_tell (GTK_WIDGET (self), _("Saved. It holds for tickets that come from now on."));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
      return;
    }
  line = muster_error_text_line (error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watch.save", TRUE);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterWatchView *self = MUSTER_WATCH_VIEW (widget);

  gtk_widget_action_set_enabled (widget, "watch.save", FALSE);
  muster_context_save_watch_async (self->context, self->form, NULL, saved_cb, g_object_ref (self));
}

static void
muster_watch_view_dispose (GObject *object)
{
  MusterWatchView *self = MUSTER_WATCH_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->preview_cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_WATCH_VIEW);
  g_clear_object (&self->form);
  g_clear_object (&self->preview);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_watch_view_parent_class)->dispose (object);
}

static void
muster_watch_view_finalize (GObject *object)
{
  MusterWatchView *self = MUSTER_WATCH_VIEW (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->preview_cancellable);
  g_free (self->connection_id);
  g_ptr_array_unref (self->field_rows);
  g_ptr_array_unref (self->taken_rows);
  g_ptr_array_unref (self->ignored_rows);
  G_OBJECT_CLASS (muster_watch_view_parent_class)->finalize (object);
}

static void
muster_watch_view_class_init (MusterWatchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_watch_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_watch_view_finalize;

  gtk_widget_class_install_action (widget_class, "watch.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "watch.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-watch-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, fields_group);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, monitoring_switch);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, own_switch);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, preview_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, taken_row);
  gtk_widget_class_bind_template_child (widget_class, MusterWatchView, ignored_row);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_preview_rows);
}

static void
muster_watch_view_init (MusterWatchView *self)
{
  self->cancellable = g_cancellable_new ();
  self->field_rows = g_ptr_array_new ();
  self->taken_rows = g_ptr_array_new ();
  self->ignored_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watch.save", FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->taken_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->ignored_row), FALSE);
}

/**
 * muster_watch_view_new:
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_watch_view_new (MusterContext *context,
                       const char    *connection_id)
{
  MusterWatchView *self = g_object_new (MUSTER_TYPE_WATCH_VIEW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (connection_id);
  load (self);
  return GTK_WIDGET (self);
}
