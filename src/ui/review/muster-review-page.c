/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-faces.h"
#include "muster-item-row.h"
#include "muster-note-view.h"
#include "muster-paged-list.h"
#include "muster-plan-view.h"
#include "muster-review-page.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"

/**
 * MusterReviewPage:
 *
 * The newest runs of all clients with their notes, full and readable: the list
 * beside the note, or one after the other where the window is narrow.
 */
struct _MusterReviewPage
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  GListModel    *runs;    /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GSignalGroup  *signals; /* of the selected place of the list */
  char          *run_id;  /* (nullable): of the note that is shown */

  MusterFaces    *faces;
  AdwLeaflet     *leaflet;
  GtkWidget      *list_box;
  GtkWidget      *note_box;
  GtkListView    *list_view;
  GtkLabel       *title_label;
  GtkLabel       *detail_label;
  GtkLabel       *empty_label;
  GtkLabel       *change_label;
  GtkWidget      *change_box;
  MusterPlanView *plan_view;
  MusterNoteView *note_view;
};

G_DEFINE_FINAL_TYPE (MusterReviewPage, muster_review_page, ADW_TYPE_BIN)

static void
show_row (MusterItemRow *row,
          MusterRecord  *record)
{
  MusterRun *run = MUSTER_RUN (record);
  g_autofree char *time = muster_ui_format_time (muster_run_get_created (run));
  g_autofree char *line = NULL;
  g_autofree char *change = NULL;

  /* Translators: number of a ticket and time */
  line = g_strdup_printf (_("#%s · %s"), muster_run_get_ticket_number (run), time);
  change = muster_plan_change_text (run);
  muster_item_row_set_texts (row, muster_run_get_summary (run), change, line);
  muster_item_row_set_pill (row, muster_context_run_state_text (run),
                            muster_ui_run_state_tone (muster_run_get_state (run)));
}

static void
row_setup_cb (MusterReviewPage *self,
              GtkListItem      *list_item)
{
  gtk_list_item_set_child (list_item, muster_item_row_new (FALSE));
}

static void
row_bind_cb (MusterReviewPage *self,
             GtkListItem      *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item),
                            show_row);
}

static void
row_unbind_cb (MusterReviewPage *self,
               GtkListItem      *list_item)
{
  muster_item_row_set_item (MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

/* The ticket never gets a second note, so the newest plan is shown beside the first one. */
static void
show_change (MusterReviewPage *self,
             MusterRun        *run)
{
  g_autofree char *change = muster_plan_change_text (run);

  gtk_widget_set_visible (self->change_box, change != NULL);
  gtk_label_set_text (self->change_label, change != NULL ? change : "");
  muster_plan_view_set_client (self->plan_view, self->context, muster_run_get_client_id (run));
  muster_plan_view_set_plan (self->plan_view, muster_context_get_catalog (self->context),
                             change != NULL ? muster_run_get_plan (run) : NULL);
}

static void
show_run (MusterReviewPage *self,
          MusterRun        *run)
{
  const char *note = muster_run_get_note_text (run);
  g_autofree char *time = muster_ui_format_time (muster_run_get_created (run));
  g_autofree char *detail = NULL;

  g_free (self->run_id);
  self->run_id = g_strdup (muster_run_get_id (run));
  /* Translators: number of a ticket, state of the run, time */
  detail = g_strdup_printf (_("Ticket #%s · %s · %s"), muster_run_get_ticket_number (run),
                            muster_context_run_state_text (run), time);
  gtk_label_set_text (self->title_label, muster_run_get_summary (run) != NULL ? muster_run_get_summary (run) : "");
  gtk_label_set_text (self->detail_label, detail);
  show_change (self, run);
  muster_note_view_set_text (self->note_view, note);
  gtk_label_set_text (self->empty_label, muster_run_get_error_text (run) != NULL
                                           ? muster_run_get_error_text (run)
                                           : _("There is no note on this ticket yet."));
  gtk_widget_set_visible (GTK_WIDGET (self->empty_label), note == NULL);
}

static void
record_changed_cb (MusterReviewPage *self)
{
  g_autoptr(MusterPagedItem) item = g_signal_group_dup_target (self->signals);
  MusterRecord *record = item != NULL ? muster_paged_item_get_record (item) : NULL;

  if (record != NULL)
    show_run (self, MUSTER_RUN (record));
}

static void
selected_cb (MusterReviewPage *self)
{
  g_signal_group_set_target (self->signals, gtk_single_selection_get_selected_item (self->selection));
  record_changed_cb (self);
}

static void
row_activated_cb (MusterReviewPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->note_box);
  gtk_widget_child_focus (self->note_box, GTK_DIR_TAB_FORWARD);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterReviewPage *self = MUSTER_REVIEW_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->list_box);
  gtk_widget_child_focus (self->list_box, GTK_DIR_TAB_FORWARD);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterReviewPage *self = MUSTER_REVIEW_PAGE (widget);

  if (self->run_id != NULL)
    gtk_widget_activate_action (widget, "win.open-run", "s", self->run_id);
}

static void
muster_review_page_dispose (GObject *object)
{
  MusterReviewPage *self = MUSTER_REVIEW_PAGE (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_REVIEW_PAGE);
  g_clear_object (&self->signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->runs);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_review_page_parent_class)->dispose (object);
}

static void
muster_review_page_finalize (GObject *object)
{
  g_free (MUSTER_REVIEW_PAGE (object)->run_id);
  G_OBJECT_CLASS (muster_review_page_parent_class)->finalize (object);
}

static void
muster_review_page_class_init (MusterReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_review_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_review_page_finalize;

  gtk_widget_class_install_action (widget_class, "review.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "review.open", NULL, open_action);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  g_type_ensure (MUSTER_TYPE_NOTE_VIEW);
  g_type_ensure (MUSTER_TYPE_PLAN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/review/muster-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, note_box);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, empty_label);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, change_label);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, change_box);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, plan_view);
  gtk_widget_class_bind_template_child (widget_class, MusterReviewPage, note_view);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_review_page_init (MusterReviewPage *self)
{
  self->signals = g_signal_group_new (MUSTER_TYPE_PAGED_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (record_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_review_page_new (MusterContext *context)
{
  MusterReviewPage *self = g_object_new (MUSTER_TYPE_REVIEW_PAGE, NULL);

  self->context = g_object_ref (context);
  self->runs = muster_context_get_runs_model (context, NULL);
  self->selection = gtk_single_selection_new (g_object_ref (self->runs));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  muster_faces_show_model (self->faces, self->runs);
  selected_cb (self);
  return GTK_WIDGET (self);
}
