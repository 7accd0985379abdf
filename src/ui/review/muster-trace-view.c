/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-call-text.h"
#include "muster-faces.h"
#include "muster-tab-stop.h"
#include "muster-trace-row.h"
#include "muster-trace-view.h"
#include "muster-ui.h"

/**
 * MusterTraceView:
 *
 * The timeline of a run with a line of totals above it and a choice of what is shown: at first only what tells the
 * story. It is live: entries come while the run works, and what a language model is saying stands at the end.
 */
struct _MusterTraceView
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) (nullable) */
  MusterTrace   *trace;   /* (owned) (nullable) */
  GtkCustomFilter *filter; /* (owned) */
  GHashTable    *names;   /* (owned): what ids stand for */
  GHashTable    *open;    /* (owned): ids of unfolded entries */

  MusterFaces   *faces;
  GtkListView   *list_view;
  GtkDropDown   *what;
  GtkLabel      *totals;
};

G_DEFINE_FINAL_TYPE (MusterTraceView, muster_trace_view, ADW_TYPE_BIN)

/* In the order of the choice in the template */
typedef enum
{
  SHOW_MAIN,
  SHOW_ALL,
  SHOW_PEOPLE,
  SHOW_MODEL,
  SHOW_CALLS,
  SHOW_DECISIONS,
  SHOW_CHANGES,
} Show;

#define OF(kind) (1u << MUSTER_TRACE_##kind)

static const guint kinds_of[] = {
  [SHOW_MAIN] = 0,
  [SHOW_ALL] = G_MAXUINT,
  [SHOW_PEOPLE] = OF (TICKET) | OF (MESSAGE) | OF (REPLY) | OF (IDENTITY) | OF (ASKED) | OF (DECIDED),
  [SHOW_MODEL] = OF (MODEL) | OF (PLAN),
  [SHOW_CALLS] = OF (CALL),
  [SHOW_DECISIONS] = OF (GATE) | OF (ASKED) | OF (DECIDED),
  [SHOW_CHANGES] = OF (EFFECT) | OF (NOTE) | OF (REPLY),
};

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  MusterTraceView *self = user_data;
  guint chosen = gtk_drop_down_get_selected (self->what);

  if (chosen == SHOW_MAIN || chosen >= G_N_ELEMENTS (kinds_of))
    return muster_trace_is_main (item);
  return (kinds_of[chosen] & (1u << muster_trace_item_get_kind (item))) != 0;
}

static void
what_chosen_cb (MusterTraceView *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
row_setup_cb (MusterTraceView *self,
              GtkListItem     *list_item)
{
  gtk_list_item_set_child (list_item, muster_trace_row_new (muster_context_get_catalog (self->context), self->names, self->open));
}

static void
row_bind_cb (MusterTraceView *self,
             GtkListItem     *list_item)
{
  muster_trace_row_set_item (MUSTER_TRACE_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
row_unbind_cb (MusterTraceView *self,
               GtkListItem     *list_item)
{
  muster_trace_row_set_item (MUSTER_TRACE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
row_activated_cb (MusterTraceView *self,
                  guint            position)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view))
                   ? muster_ui_find_inside (focus, MUSTER_TYPE_TRACE_ROW) : NULL;

  if (row != NULL)
    muster_trace_row_toggle (MUSTER_TRACE_ROW (row));
}

/* Only what was said by anything: zeros are left out */
static void
show_totals (MusterTraceView *self)
{
  const MusterTraceTotals *totals = muster_trace_get_totals (self->trace);
  g_autofree char *active = muster_trace_format_duration (totals->active_us);
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%d request", "%d requests", (gulong) totals->requests), (int) totals->requests);
  if (totals->model_requests > 0)
    {
      g_string_append (text, " · ");
      /* Translators: number of tokens that language models read and wrote */
      g_string_append_printf (text, _("%d tokens"), (int) (totals->prompt + totals->output));
    }
  if (totals->cost != NULL)
    g_string_append_printf (text, " · %s", totals->cost);
  g_string_append (text, " · ");
  /* Translators: %s is a length of time */
  g_string_append_printf (text, _("worked %s"), active);
  if (totals->waiting_us >= G_USEC_PER_SEC)
    {
      g_autofree char *waiting = muster_trace_format_duration (totals->waiting_us);

      g_string_append (text, " · ");
      /* Translators: %s is a length of time */
      g_string_append_printf (text, _("waited %s"), waiting);
    }
  gtk_label_set_text (self->totals, text->str);
}

/* What an id stands for is known from any answer, also from a later one */
static void
learn (MusterTraceView *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->trace)); i++)
    {
      g_autoptr(MusterTraceItem) item = g_list_model_get_item (G_LIST_MODEL (self->trace), i);
      const char *id = muster_trace_item_get_id (item);

      if (muster_trace_item_get_kind (item) != MUSTER_TRACE_CALL || g_hash_table_contains (self->names, id))
        continue;
      g_hash_table_insert (self->names, g_strdup (id), g_strdup (""));
      muster_call_names_learn (self->names, muster_trace_item_get_result (item));
    }
}

static void
set_model (MusterTraceView *self)
{
  GtkFilterListModel *filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->trace)),
                                                            g_object_ref (GTK_FILTER (self->filter)));
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (G_LIST_MODEL (filtered));

  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
}

static void
loaded_cb (MusterTraceView *self)
{
  learn (self);
  show_totals (self);
  if (gtk_list_view_get_model (self->list_view) == NULL)
    set_model (self);
  muster_faces_show_content (self->faces);
}

static void
failed_cb (MusterTraceView *self,
           GError          *error)
{
  if (!muster_ui_is_cancelled (error))
    muster_faces_show_error (self->faces, error);
}

static void
load (MusterTraceView *self)
{
  muster_faces_show_loading (self->faces);
  muster_trace_load_async (self->trace, NULL, NULL, NULL);
}

static void
muster_trace_view_dispose (GObject *object)
{
  MusterTraceView *self = MUSTER_TRACE_VIEW (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_TRACE_VIEW);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->trace);
  g_clear_object (&self->context);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->open, g_hash_table_unref);
  G_OBJECT_CLASS (muster_trace_view_parent_class)->dispose (object);
}

static void
muster_trace_view_class_init (MusterTraceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_trace_view_dispose;
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/review/muster-trace-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterTraceView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterTraceView, list_view);
  gtk_widget_class_bind_template_child (widget_class, MusterTraceView, what);
  gtk_widget_class_bind_template_child (widget_class, MusterTraceView, totals);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, what_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_trace_view_init (MusterTraceView *self)
{
  self->names = muster_call_names_new ();
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_trace_view_set_run:
 * @self: a view that shows nothing yet
 * @context: an open context
 * @run_id: whose timeline
 *
 * Reads it and keeps it as it is.
 */
void
muster_trace_view_set_run (MusterTraceView *self,
                           MusterContext   *context,
                           const char      *run_id)
{
  g_return_if_fail (MUSTER_IS_TRACE_VIEW (self));
  g_return_if_fail (self->trace == NULL);

  self->context = g_object_ref (context);
  self->trace = muster_context_trace_run (context, run_id);
  g_signal_connect_object (self->trace, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trace, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  load (self);
}
