/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-times-view.h"
#include "muster-context-approvals.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterApprovalTimesView:
 *
 * How long a request for approval stands, and when somebody is reminded of it.
 */
struct _MusterApprovalTimesView
{
  AdwBin parent_instance;

  MusterContext *context;     /* (owned) */
  GCancellable  *cancellable;
  GArray        *expiry;      /* (element-type guint): minutes, as the row lists them */
  GArray        *reminder;    /* (element-type guint): the same; 0: never */
  gboolean       showing;

  MusterFaces  *faces;
  AdwComboRow  *expiry_row;
  AdwComboRow  *reminder_row;
  AdwActionRow *late_row;
};

G_DEFINE_FINAL_TYPE (MusterApprovalTimesView, muster_approval_times_view, ADW_TYPE_BIN)

/* In minutes; what is set and is none of them stands among them */
static const guint expiry_choices[] = { 30, 60, 120, 240, 480, 720, 1440 };
static const guint reminder_choices[] = { 0, 15, 30, 60, 120, 240, 480 };

static char *
minutes_text (guint minutes)
{
  if (minutes == 0)
    return g_strdup (_("Never"));
  if (minutes % 60 == 0)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", minutes / 60), minutes / 60);
  return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
}

static guint
selected (AdwComboRow *row,
          GArray      *list)
{
  guint place = adw_combo_row_get_selected (row);

  return place < list->len ? g_array_index (list, guint, place) : 0;
}

/* A reminder that comes too late is none */
static void
show_late (MusterApprovalTimesView *self)
{
  guint reminder = selected (self->reminder_row, self->reminder);

  gtk_widget_set_visible (GTK_WIDGET (self->late_row), reminder > 0 && reminder >= selected (self->expiry_row, self->expiry));
}

static void
changed_cb (MusterApprovalTimesView *self)
{
  if (self->showing)
    return;
  show_late (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "times.save", TRUE);
}

static void
fill_row (AdwComboRow *row,
          GArray      *list,
          const guint *choices,
          gsize        n_choices,
          guint        value)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  gsize next = 0;
  guint place = 0;

  g_array_set_size (list, 0);
  while (next < n_choices && choices[next] < value)
    g_array_append_val (list, choices[next++]);
  place = list->len;
  g_array_append_val (list, value);
  for (next += next < n_choices && choices[next] == value; next < n_choices; next++)
    g_array_append_val (list, choices[next]);
  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *text = minutes_text (g_array_index (list, guint, i));

      gtk_string_list_append (names, text);
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, place);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterApprovalTimesView) self = user_data;
  g_autoptr(GError) error = NULL;
  guint expiry;
  guint reminder;

  if (!muster_context_get_approval_times_finish (MUSTER_CONTEXT (source), result, &expiry, &reminder, &error))
    {
      if (!muster_ui_is_cancelled (error))
        muster_faces_show_error (self->faces, error);
      return;
    }
  self->showing = TRUE;
  fill_row (self->expiry_row, self->expiry, expiry_choices, G_N_ELEMENTS (expiry_choices), expiry);
  fill_row (self->reminder_row, self->reminder, reminder_choices, G_N_ELEMENTS (reminder_choices), reminder);
  self->showing = FALSE;
  show_late (self);
  muster_faces_show_content (self->faces);
}

static void
load (MusterApprovalTimesView *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_get_approval_times_async (self->context, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterApprovalTimesView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_set_approval_times_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_window_tell (GTK_WIDGET (self), _("Saved. It holds for requests that are made from now on."));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
      return;
    }
  line = muster_error_text_line (error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "times.save", TRUE);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterApprovalTimesView *self = MUSTER_APPROVAL_TIMES_VIEW (widget);

  gtk_widget_action_set_enabled (widget, "times.save", FALSE);
  muster_context_set_approval_times_async (self->context, selected (self->expiry_row, self->expiry),
                                           selected (self->reminder_row, self->reminder), NULL, saved_cb, g_object_ref (self));
}

static void
muster_approval_times_view_dispose (GObject *object)
{
  MusterApprovalTimesView *self = MUSTER_APPROVAL_TIMES_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  self->showing = TRUE;
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_APPROVAL_TIMES_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_approval_times_view_parent_class)->dispose (object);
}

static void
muster_approval_times_view_finalize (GObject *object)
{
  MusterApprovalTimesView *self = MUSTER_APPROVAL_TIMES_VIEW (object);

  g_object_unref (self->cancellable);
  g_array_unref (self->expiry);
  g_array_unref (self->reminder);
  G_OBJECT_CLASS (muster_approval_times_view_parent_class)->finalize (object);
}

static void
muster_approval_times_view_class_init (MusterApprovalTimesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_approval_times_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_approval_times_view_finalize;

  gtk_widget_class_install_action (widget_class, "times.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "times.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-approval-times-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalTimesView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalTimesView, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalTimesView, reminder_row);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalTimesView, late_row);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
muster_approval_times_view_init (MusterApprovalTimesView *self)
{
  self->cancellable = g_cancellable_new ();
  self->expiry = g_array_new (FALSE, FALSE, sizeof (guint));
  self->reminder = g_array_new (FALSE, FALSE, sizeof (guint));
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_show_choice (self->expiry_row);
  muster_ui_show_choice (self->reminder_row);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "times.save", FALSE);
}

/**
 * muster_approval_times_view_new:
 * @context: an open context
 * @unused: the times are the same for all
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_approval_times_view_new (MusterContext *context,
                                const char    *unused)
{
  MusterApprovalTimesView *self = g_object_new (MUSTER_TYPE_APPROVAL_TIMES_VIEW, NULL);

  self->context = g_object_ref (context);
  load (self);
  return GTK_WIDGET (self);
}
