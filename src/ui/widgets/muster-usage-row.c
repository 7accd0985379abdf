/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-ui.h"
#include "muster-usage-row.h"

/**
 * MusterUsageRow:
 *
 * How much of a vendor's limit is used: in its window, in the last day, and by
 * everybody together where the limit is shared. Looks again every minute
 * while it is on the screen.
 */
struct _MusterUsageRow
{
  AdwPreferencesRow parent_instance;

  MusterContext *context;       /* (owned) */
  char          *connection_id;
  GCancellable  *cancellable;
  guint          timeout;

  GtkLabel       *title;
  GtkLabel       *text;
  GtkProgressBar *bar;
  GtkLabel       *counts;
};

G_DEFINE_FINAL_TYPE (MusterUsageRow, muster_usage_row, ADW_TYPE_PREFERENCES_ROW)

#define AGAIN_S 60

/* What was sent in an hour and a day, where the gauge is about something else. Returns: (nullable) */
static char *
count_text (MusterUsageReport *report)
{
  if (muster_usage_report_get_window_s (report) == 0 && muster_usage_report_get_vendor_used (report) < 0)
    return NULL;
  /* Translators: how many requests were sent to a vendor */
  return g_strdup_printf (_("%u requests since the full hour, %u in the last 24 hours"),
                          (guint) muster_usage_report_get_last_hour (report),
                          (guint) muster_usage_report_get_last_day (report));
}

static double
share_of (gint64 used,
          gint64 allowed)
{
  return used > 0 && allowed > 0 ? MIN ((double) used / (double) allowed, 1) : 0;
}

/* The gauge shows what comes to its end first: Muster's own part, or the limit that all programs share. */
static void
show_report (MusterUsageRow    *self,
             MusterUsageReport *report)
{
  double ours = share_of (muster_usage_report_get_used (report), muster_usage_report_get_allowed (report));
  double all = share_of (muster_usage_report_get_vendor_used (report), muster_usage_report_get_limit (report));
  double share = MAX (ours, all);
  g_autofree char *counts = count_text (report);

  gtk_label_set_text (self->text, muster_usage_report_get_text (report));
  gtk_label_set_text (self->counts, counts != NULL ? counts : "");
  gtk_widget_set_visible (GTK_WIDGET (self->counts), counts != NULL);
  gtk_progress_bar_set_fraction (self->bar, share);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), counts != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, share,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, muster_usage_report_get_text (report), -1);
}

static void
usage_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterUsageRow) self = user_data;
  g_autoptr(MusterUsageReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_get_usage_finish (MUSTER_CONTEXT (source), result, &error);
  if (report != NULL)
    show_report (self, report);
  else if (!muster_ui_is_cancelled (error))
    gtk_label_set_text (self->text, _("The number of requests cannot be read."));
}

static void
read_usage (MusterUsageRow *self)
{
  muster_context_get_usage_async (self->context, self->connection_id, TRUE, self->cancellable, usage_read_cb,
                                  g_object_ref (self));
}

static gboolean
again_cb (gpointer user_data)
{
  read_usage (user_data);
  return G_SOURCE_CONTINUE;
}

static void
muster_usage_row_map (GtkWidget *widget)
{
  MusterUsageRow *self = MUSTER_USAGE_ROW (widget);

  GTK_WIDGET_CLASS (muster_usage_row_parent_class)->map (widget);
  read_usage (self);
  if (self->timeout == 0)
    self->timeout = g_timeout_add_seconds (AGAIN_S, again_cb, self);
}

static void
muster_usage_row_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&MUSTER_USAGE_ROW (widget)->timeout, g_source_remove);
  GTK_WIDGET_CLASS (muster_usage_row_parent_class)->unmap (widget);
}

static void
muster_usage_row_dispose (GObject *object)
{
  MusterUsageRow *self = MUSTER_USAGE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_USAGE_ROW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_usage_row_parent_class)->dispose (object);
}

static void
muster_usage_row_finalize (GObject *object)
{
  MusterUsageRow *self = MUSTER_USAGE_ROW (object);

  g_object_unref (self->cancellable);
  g_free (self->connection_id);
  G_OBJECT_CLASS (muster_usage_row_parent_class)->finalize (object);
}

static void
muster_usage_row_class_init (MusterUsageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_usage_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_usage_row_finalize;
  widget_class->map = muster_usage_row_map;
  widget_class->unmap = muster_usage_row_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-usage-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterUsageRow, title);
  gtk_widget_class_bind_template_child (widget_class, MusterUsageRow, text);
  gtk_widget_class_bind_template_child (widget_class, MusterUsageRow, bar);
  gtk_widget_class_bind_template_child (widget_class, MusterUsageRow, counts);
}

static void
muster_usage_row_init (MusterUsageRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_usage_row_new (MusterContext    *context,
                      MusterConnection *connection)
{
  MusterUsageRow *self = g_object_new (MUSTER_TYPE_USAGE_ROW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (muster_connection_get_id (connection));
  gtk_label_set_text (self->title, muster_connection_get_name (connection));
  return GTK_WIDGET (self);
}
