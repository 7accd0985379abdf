/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-import-list.h"
#include "muster-import-view.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterImportView:
 *
 * The import as a page of the main view, for the first time and again later.
 */
struct _MusterImportView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */

  MusterImportList *list;
  GtkButton        *import_button;
  GtkLabel         *pending_label;
};

G_DEFINE_FINAL_TYPE (MusterImportView, muster_import_view, ADW_TYPE_BIN)

static void
update (MusterImportView *self)
{
  guint n_chosen = muster_import_list_get_n_chosen (self->list);
  gboolean busy = FALSE;
  g_autofree char *label = NULL;

  g_object_get (self->list, "busy", &busy, NULL);
  /* Translators: button; number of companies */
  label = n_chosen > 0 ? g_strdup_printf (ngettext ("Import %u", "Import %u", n_chosen), n_chosen)
                       : g_strdup (_("Import"));
  gtk_button_set_label (self->import_button, label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.start", n_chosen > 0 && !busy);
}

static void
show_pending (MusterImportView *self)
{
  guint n_pending = muster_context_count_provisioning (self->context);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("%u new client is still being set up. That goes on by itself.",
                                    "%u new clients are still being set up. That goes on by itself.", n_pending),
                          n_pending);
  gtk_label_set_text (self->pending_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->pending_label), n_pending > 0);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterImportView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_import_list_import_finish (MUSTER_IMPORT_LIST (source), result, &error) &&
      !muster_ui_is_cancelled (error))
    {
      g_autofree char *line = muster_error_text_line (error);

      muster_window_tell (GTK_WIDGET (self), line);
    }
  update (self);
  show_pending (self);
}

static void
start_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterImportView *self = MUSTER_IMPORT_VIEW (widget);

  muster_import_list_import_async (self->list, imported_cb, g_object_ref (self));
}

static void
muster_import_view_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_IMPORT_VIEW);
  g_clear_object (&MUSTER_IMPORT_VIEW (object)->context);
  G_OBJECT_CLASS (muster_import_view_parent_class)->dispose (object);
}

static void
muster_import_view_class_init (MusterImportViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_import_view_dispose;

  gtk_widget_class_install_action (widget_class, "import.start", NULL, start_action);
  g_type_ensure (MUSTER_TYPE_IMPORT_LIST);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-import-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterImportView, list);
  gtk_widget_class_bind_template_child (widget_class, MusterImportView, import_button);
  gtk_widget_class_bind_template_child (widget_class, MusterImportView, pending_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
muster_import_view_init (MusterImportView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * muster_import_view_new:
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_import_view_new (MusterContext *context,
                        const char    *connection_id)
{
  MusterImportView *self = g_object_new (MUSTER_TYPE_IMPORT_VIEW, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "clients-changed", G_CALLBACK (show_pending), self, G_CONNECT_SWAPPED);
  show_pending (self);
  muster_import_list_load (self->list, context, connection_id);
  return GTK_WIDGET (self);
}
