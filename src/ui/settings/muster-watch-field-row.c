/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-candidate.h"
#include "muster-ui.h"
#include "muster-watch-field-row.h"

/**
 * MusterWatchFieldRow:
 *
 * One field of the watch filter: all values, only some, or all but some; its
 * subtitle says which. The values are made into rows when it is first unfolded.
 * Emits ::changed when a person changed something.
 */
struct _MusterWatchFieldRow
{
  AdwExpanderRow parent_instance;

  MusterWatchField *field; /* (owned) */
  AdwComboRow      *mode_row;
  GPtrArray        *rows;  /* (element-type GtkWidget): of the values, once made */
  gboolean          showing;
};

G_DEFINE_FINAL_TYPE (MusterWatchFieldRow, muster_watch_field_row, ADW_TYPE_EXPANDER_ROW)

#define N_NAMES 4

static guint changed_signal;
static const char *const modes[] = { "all", "only", "except" };

static guint
get_mode (MusterWatchFieldRow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_strcmp0 (muster_watch_field_get_mode (self->field), modes[i]) == 0)
      return i;
  return 0;
}

/* “Help Desk, Projects …” */
static char *
chosen_names (MusterWatchFieldRow *self)
{
  GListModel *choices = muster_watch_field_get_choices (self->field);
  g_autoptr(GString) names = g_string_new (NULL);
  guint n_chosen = 0;

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, i);

      if (!muster_candidate_get_chosen (choice))
        continue;
      if (++n_chosen <= N_NAMES)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", muster_candidate_get_name (choice));
    }
  if (n_chosen > N_NAMES)
    g_string_append (names, " …");
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
show_summary (MusterWatchFieldRow *self)
{
  guint mode = get_mode (self);
  g_autofree char *names = chosen_names (self);
  g_autofree char *text = NULL;

  if (mode == 0)
    text = g_strdup (_("All"));
  else if (*names == '\0')
    text = g_strdup (mode == 1 ? _("None chosen: nothing is taken") : _("All, none is left out yet"));
  else if (mode == 1)
    /* Translators: names of what is taken */
    text = g_strdup_printf (_("Only %s"), names);
  else
    /* Translators: names of what is left out */
    text = g_strdup_printf (_("All but %s"), names);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->rows, i), mode != 0);
}

static void
changed (MusterWatchFieldRow *self)
{
  if (self->field == NULL)
    return;
  show_summary (self);
  if (!self->showing)
    g_signal_emit (self, changed_signal, 0);
}

static void
mode_selected_cb (MusterWatchFieldRow *self)
{
  guint selected = adw_combo_row_get_selected (self->mode_row);

  if (self->showing || self->field == NULL || selected >= G_N_ELEMENTS (modes))
    return;
  muster_watch_field_set_mode (self->field, modes[selected]);
  changed (self);
}

static void
add_choice (MusterWatchFieldRow *self,
            MusterCandidate     *choice)
{
  GtkWidget *row = muster_ui_row_new (muster_candidate_get_name (choice), muster_candidate_get_detail (choice));
  GtkWidget *button = gtk_check_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_bind_property (choice, "chosen", button, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (changed), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
expanded_cb (MusterWatchFieldRow *self)
{
  GListModel *choices = self->field != NULL ? muster_watch_field_get_choices (self->field) : NULL;

  if (choices == NULL || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) || self->rows->len > 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(MusterCandidate) choice = g_list_model_get_item (choices, i);

      add_choice (self, choice);
    }
  show_summary (self);
}

static void
muster_watch_field_row_dispose (GObject *object)
{
  g_clear_object (&MUSTER_WATCH_FIELD_ROW (object)->field);
  G_OBJECT_CLASS (muster_watch_field_row_parent_class)->dispose (object);
}

static void
muster_watch_field_row_finalize (GObject *object)
{
  g_ptr_array_unref (MUSTER_WATCH_FIELD_ROW (object)->rows);
  G_OBJECT_CLASS (muster_watch_field_row_parent_class)->finalize (object);
}

static void
muster_watch_field_row_class_init (MusterWatchFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_watch_field_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_watch_field_row_finalize;

  /**
   * MusterWatchFieldRow::changed:
   *
   * Its mode or its values were changed by a person.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
muster_watch_field_row_init (MusterWatchFieldRow *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

/**
 * muster_watch_field_row_new:
 * @field: a field of the filter, which is changed in place
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
muster_watch_field_row_new (MusterWatchField *field)
{
  MusterWatchFieldRow *self = g_object_new (MUSTER_TYPE_WATCH_FIELD_ROW, NULL);
  const char *names[] = { _("All"), _("Only These"), _("All but These"), NULL };
  g_autoptr(GtkStringList) model = gtk_string_list_new (names);

  self->showing = TRUE;
  self->field = g_object_ref (field);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_watch_field_get_title (field));
  self->mode_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->mode_row), _("Take Tickets With"));
  adw_combo_row_set_model (self->mode_row, G_LIST_MODEL (model));
  adw_combo_row_set_selected (self->mode_row, get_mode (self));
  g_signal_connect_object (self->mode_row, "notify::selected", G_CALLBACK (mode_selected_cb), self,
                           G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->mode_row));
  show_summary (self);
  self->showing = FALSE;
  return GTK_WIDGET (self);
}
