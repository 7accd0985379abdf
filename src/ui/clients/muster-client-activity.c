/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-activity-entry.h"
#include "muster-activity-row.h"
#include "muster-client-activity.h"
#include "muster-faces.h"
#include "muster-paged-list.h"
#include "muster-reveal-dialog.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"
#include "muster-undo-dialog.h"
#include "muster-window.h"

/**
 * MusterClientActivity:
 *
 * What was done for a client, newest first, in words. An act can be taken back
 * from its row, and what it set can be shown once. A row opens its run, which
 * shows every request exactly; an act without a run opens its undo. Ctrl+Z and
 * Ctrl+S do for the row with the focus what its buttons do.
 */
struct _MusterClientActivity
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  GListModel    *entries; /* (owned) */
  MusterFaces   *faces;
  GtkListView   *list_view;
};

G_DEFINE_FINAL_TYPE (MusterClientActivity, muster_client_activity, ADW_TYPE_BIN)

/* An undo stands near its act; who looks for more scrolls. */
#define MAX_LOOKED_THROUGH 500

static void
row_setup_cb (MusterClientActivity *self,
              GtkListItem          *list_item)
{
  gtk_list_item_set_child (list_item, muster_activity_row_new (self->context));
}

static void
row_bind_cb (MusterClientActivity *self,
             GtkListItem          *list_item)
{
  muster_activity_row_set_item (MUSTER_ACTIVITY_ROW (gtk_list_item_get_child (list_item)),
                                gtk_list_item_get_item (list_item));
}

static void
row_unbind_cb (MusterClientActivity *self,
               GtkListItem          *list_item)
{
  muster_activity_row_set_item (MUSTER_ACTIVITY_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* (transfer none) (nullable): what is at @position, when it was read already */
static MusterActivityEntry *
entry_at (MusterClientActivity *self,
          guint                 position)
{
  g_autoptr(MusterPagedItem) item = g_list_model_get_item (self->entries, position);

  return item != NULL ? (MusterActivityEntry *) muster_paged_item_get_record (item) : NULL;
}

/* GTK_INVALID_LIST_POSITION: it is not among the newest */
static guint
find_effect (MusterClientActivity *self,
             const char           *effect_id)
{
  guint n = MIN (g_list_model_get_n_items (self->entries), MAX_LOOKED_THROUGH);

  for (guint i = 0; i < n; i++)
    {
      MusterActivityEntry *entry = entry_at (self, i);

      if (entry != NULL && g_strcmp0 (muster_activity_entry_get_effect_id (entry), effect_id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
open_undo (MusterClientActivity *self,
           const char           *effect_id)
{
  gtk_window_present (GTK_WINDOW (muster_undo_dialog_new (GTK_WIDGET (self), self->context, effect_id)));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  open_undo (MUSTER_CLIENT_ACTIVITY (widget), g_variant_get_string (parameter, NULL));
}

static void
show_once_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  MusterClientActivity *self = MUSTER_CLIENT_ACTIVITY (widget);
  const char *effect = g_variant_get_string (parameter, NULL);
  guint position = find_effect (self, effect);
  MusterActivityEntry *entry = position != GTK_INVALID_LIST_POSITION ? entry_at (self, position) : NULL;
  g_autofree char *what = entry != NULL ? muster_activity_row_act_text (self->context, entry) : NULL;
  GtkWidget *dialog = muster_reveal_dialog_new_for_effect (widget, self->context, effect, what);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
go_to_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterClientActivity *self = MUSTER_CLIENT_ACTIVITY (widget);
  guint position = find_effect (self, g_variant_get_string (parameter, NULL));

  if (position == GTK_INVALID_LIST_POSITION)
    {
      muster_window_tell (widget, _("It is further down in the list."));
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  gtk_selection_model_select_item (gtk_list_view_get_model (self->list_view), position, TRUE);
}

static void
row_activated_cb (MusterClientActivity *self,
                  guint                 position)
{
  MusterActivityEntry *entry = entry_at (self, position);

  if (entry == NULL)
    return;
  if (muster_activity_entry_get_run_id (entry) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-run", "s", muster_activity_entry_get_run_id (entry));
  else if (muster_activity_entry_is_act (entry))
    open_undo (self, muster_activity_entry_get_effect_id (entry));
}

/* The keys of the row with the focus: its entry is the one of the row widget inside of the focus. */
static gboolean
key_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  MusterClientActivity *self = MUSTER_CLIENT_ACTIVITY (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view))
                   ? muster_ui_find_inside (focus, MUSTER_TYPE_ACTIVITY_ROW) : NULL;
  MusterActivityEntry *entry = row != NULL ? muster_activity_row_get_entry (MUSTER_ACTIVITY_ROW (row)) : NULL;
  const char *action;

  g_variant_get (args, "&s", &action);
  if (entry == NULL || !muster_activity_entry_is_act (entry))
    return FALSE;
  if (g_str_equal (action, "activity.show-once")
      && !muster_context_can_reveal_effect (self->context, muster_activity_entry_get_effect_id (entry)))
    return FALSE;
  return gtk_widget_activate_action (widget, action, "s", muster_activity_entry_get_effect_id (entry));
}

static void
muster_client_activity_dispose (GObject *object)
{
  MusterClientActivity *self = MUSTER_CLIENT_ACTIVITY (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_ACTIVITY);
  g_clear_object (&self->entries);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_activity_parent_class)->dispose (object);
}

static void
muster_client_activity_class_init (MusterClientActivityClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_activity_dispose;
  gtk_widget_class_install_action (widget_class, "activity.undo", "s", undo_action);
  gtk_widget_class_install_action (widget_class, "activity.show-once", "s", show_once_action);
  gtk_widget_class_install_action (widget_class, "activity.go-to", "s", go_to_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, key_cb, "s", "activity.undo");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, key_cb, "s", "activity.show-once");
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-activity.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientActivity, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterClientActivity, list_view);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_client_activity_init (MusterClientActivity *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_client_activity_new (MusterContext *context,
                            const char    *client_id)
{
  MusterClientActivity *self = g_object_new (MUSTER_TYPE_CLIENT_ACTIVITY, NULL);
  g_autoptr(GtkSingleSelection) selection = NULL;

  self->context = g_object_ref (context);
  self->entries = muster_context_get_activity_model (context, client_id);
  selection = gtk_single_selection_new (g_object_ref (self->entries));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  muster_faces_show_model (self->faces, self->entries);
  return GTK_WIDGET (self);
}
