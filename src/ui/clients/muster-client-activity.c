/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-activity-entry.h"
#include "muster-call-text.h"
#include "muster-client-activity.h"
#include "muster-faces.h"
#include "muster-item-row.h"
#include "muster-paged-list.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"

/**
 * MusterClientActivity:
 *
 * What was done for a client, newest first, in words. A row opens its run,
 * which shows every request exactly.
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

static void
show_entry (MusterItemRow *row,
            MusterRecord  *record)
{
  MusterActivityEntry *entry = MUSTER_ACTIVITY_ENTRY (record);
  MusterClientActivity *self = MUSTER_CLIENT_ACTIVITY (gtk_widget_get_ancestor (GTK_WIDGET (row),
                                                                                MUSTER_TYPE_CLIENT_ACTIVITY));
  MusterCatalog *catalog = muster_context_get_catalog (self->context);
  const char *tool = muster_activity_entry_get_tool (entry);
  const char *result = muster_activity_entry_get_result (entry);
  gboolean answered = result != NULL && (*result == '{' || *result == '[' || g_str_equal (result, "ok"));
  gboolean confirmed = result != NULL && g_str_has_prefix (result, "confirmed");
  g_autoptr(GHashTable) names = muster_call_names_new ();
  g_autofree char *title = muster_call_text_title (catalog, tool);
  g_autofree char *time = muster_ui_format_time (muster_activity_entry_get_time (entry));
  g_autofree char *answer = muster_call_text_answer (answered ? "ok" : result, answered ? result : NULL);
  g_autofree char *asked = NULL;
  g_autofree char *caption = NULL;

  if (answered)
    muster_call_names_learn (names, result);
  asked = muster_call_text_asked (catalog, tool, muster_activity_entry_get_parameters (entry), names);
  /* Translators: when, and what came back */
  caption = g_strdup_printf (_("%s · %s"), time, answer);
  muster_item_row_set_texts (row, title, asked, caption);
  if (confirmed)
    muster_item_row_set_pill (row, C_("result of a call", "Confirmed"), MUSTER_TONE_GOOD);
  else if (answered)
    muster_item_row_set_pill (row, C_("result of a call", "OK"), MUSTER_TONE_GOOD);
  else
    muster_item_row_set_pill (row, C_("result of a call", "No Answer"), MUSTER_TONE_WAIT);
}

static void
row_setup_cb (MusterClientActivity *self,
              GtkListItem          *list_item)
{
  gtk_list_item_set_child (list_item, muster_item_row_new (FALSE));
}

static void
row_bind_cb (MusterClientActivity *self,
             GtkListItem          *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item),
                            show_entry);
}

static void
row_unbind_cb (MusterClientActivity *self,
               GtkListItem          *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

static void
row_activated_cb (MusterClientActivity *self,
                  guint                 position)
{
  g_autoptr(MusterPagedItem) item = g_list_model_get_item (self->entries, position);
  MusterActivityEntry *entry = item != NULL ? (MusterActivityEntry *) muster_paged_item_get_record (item) : NULL;

  if (entry != NULL && muster_activity_entry_get_run_id (entry) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-run", "s", muster_activity_entry_get_run_id (entry));
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
  g_autoptr(GtkNoSelection) selection = NULL;

  self->context = g_object_ref (context);
  self->entries = muster_context_get_activity_model (context, client_id);
  selection = gtk_no_selection_new (g_object_ref (self->entries));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  muster_faces_show_model (self->faces, self->entries);
  return GTK_WIDGET (self);
}
