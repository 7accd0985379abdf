/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-activity-row.h"
#include "muster-call-text.h"
#include "muster-item-row.h"
#include "muster-ui.h"

/**
 * MusterActivityRow:
 *
 * One line of the activity log: what was asked, what came of it, and below it
 * what can be done about an act: take it back, show once what it set, go to its
 * counterpart. What cannot be taken back says why. The buttons are actions of
 * the list (`activity.undo` and the like), which has them on keys, too.
 */
struct _MusterActivityRow
{
  GtkBox parent_instance;

  MusterContext *context; /* (owned) */
  GtkWidget     *row;
  GtkWidget     *acts_box;
  GtkLabel      *acts_label;
  GtkWidget     *undo_button;
  GtkWidget     *show_button;
  GtkWidget     *other_button;
};

G_DEFINE_FINAL_TYPE (MusterActivityRow, muster_activity_row, GTK_TYPE_BOX)

gboolean
muster_activity_entry_is_act (MusterActivityEntry *entry)
{
  return muster_activity_entry_get_effect_id (entry) != NULL && muster_activity_entry_get_state (entry) != NULL;
}

static gboolean
is_state (MusterActivityEntry *entry,
          const char          *state)
{
  return g_strcmp0 (muster_activity_entry_get_state (entry), state) == 0;
}

/**
 * muster_activity_row_act_text:
 * @context: an open context
 * @entry: an act
 *
 * Returns: (transfer full): what was done, in one line
 */
char *
muster_activity_row_act_text (MusterContext       *context,
                              MusterActivityEntry *entry)
{
  MusterCatalog *catalog = muster_context_get_catalog (context);
  const char *tool = muster_activity_entry_get_tool (entry);
  g_autoptr(GHashTable) names = muster_call_names_new ();
  g_autofree char *title = muster_call_text_title (catalog, tool);
  g_autofree char *asked = muster_call_text_asked (catalog, tool, muster_activity_entry_get_parameters (entry), names);

  if (asked == NULL || *asked == '\0')
    return g_steal_pointer (&title);
  /* Translators: what a tool does, and its arguments */
  return g_strdup_printf (_("%s · %s"), title, asked);
}

/* --- What can be done about it --- */

static void
set_button (GtkWidget  *button,
            const char *action,
            const char *target,
            gboolean    visible)
{
  gtk_widget_set_visible (button, visible);
  if (!visible)
    return;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

/* (nullable): what is said beside the buttons: why there is no Undo, or that it is one */
static const char *
acts_text (MusterActivityRow   *self,
           MusterActivityEntry *entry)
{
  const char *reason = muster_context_irreversible (self->context, muster_activity_entry_get_tool (entry));

  if (muster_activity_entry_get_undo_of (entry) != NULL)
    return _("Takes an earlier act back");
  if (muster_activity_entry_get_undone_by (entry) != NULL)
    return _("It was taken back");
  if (is_state (entry, "absent"))
    return NULL;
  if (is_state (entry, "unknown"))
    return _("Look there whether it was done. What is not certain is not undone.");
  if (!is_state (entry, "confirmed"))
    return _("It is still under way.");
  return reason;
}

static void
show_acts (MusterActivityRow   *self,
           MusterActivityEntry *entry)
{
  gboolean act = muster_activity_entry_is_act (entry);
  const char *effect = muster_activity_entry_get_effect_id (entry);
  const char *other = muster_activity_entry_get_undo_of (entry);
  gboolean undone = muster_activity_entry_get_undone_by (entry) != NULL;
  const char *text = act ? acts_text (self, entry) : NULL;
  gboolean undo = act && !undone && is_state (entry, "confirmed")
                  && muster_context_irreversible (self->context, muster_activity_entry_get_tool (entry)) == NULL;
  gboolean show = act && muster_context_can_reveal_effect (self->context, effect);

  if (undone)
    other = muster_activity_entry_get_undone_by (entry);
  set_button (self->undo_button, "activity.undo", effect, undo);
  set_button (self->show_button, "activity.show-once", effect, show);
  set_button (self->other_button, "activity.go-to", other, act && other != NULL);
  gtk_button_set_label (GTK_BUTTON (self->other_button), undone ? _("Go to the Undo") : _("Go to the Act"));
  gtk_label_set_text (self->acts_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->acts_label), text != NULL);
  gtk_widget_set_visible (self->acts_box, text != NULL || undo || show || (act && other != NULL));
}

/* --- What it was, and what came of it --- */

static void
show_pill (MusterItemRow       *row,
           MusterActivityEntry *entry,
           gboolean             answered)
{
  const char *kind = muster_activity_entry_get_kind (entry);

  if (g_strcmp0 (kind, "reveal") == 0)
    muster_item_row_set_pill (row, C_("result of a call", "Shown"), MUSTER_TONE_PLAIN);
  else if (muster_activity_entry_get_undone_by (entry) != NULL)
    muster_item_row_set_pill (row, C_("result of a call", "Taken Back"), MUSTER_TONE_PLAIN);
  else if (is_state (entry, "confirmed"))
    muster_item_row_set_pill (row, C_("result of a call", "Confirmed"), MUSTER_TONE_GOOD);
  else if (is_state (entry, "absent"))
    muster_item_row_set_pill (row, C_("result of a call", "Not Done"), MUSTER_TONE_BAD);
  else if (is_state (entry, "unknown"))
    muster_item_row_set_pill (row, C_("result of a call", "Not Known"), MUSTER_TONE_WAIT);
  else if (is_state (entry, "prepared") || is_state (entry, "dispatched"))
    muster_item_row_set_pill (row, C_("result of a call", "Under Way"), MUSTER_TONE_WAIT);
  else if (answered)
    muster_item_row_set_pill (row, C_("result of a call", "OK"), MUSTER_TONE_GOOD);
  else
    muster_item_row_set_pill (row, C_("result of a call", "No Answer"), MUSTER_TONE_WAIT);
}

/* When, who, and what came back. Of a look at a secret, only who, what and why. */
static char *
caption_text (MusterActivityEntry *entry,
              gboolean             answered)
{
  const char *result = muster_activity_entry_get_result (entry);
  const char *actor = muster_activity_entry_get_actor (entry);
  gboolean reveal = g_strcmp0 (muster_activity_entry_get_kind (entry), "reveal") == 0;
  g_autofree char *time = muster_ui_format_time (muster_activity_entry_get_time (entry));
  g_autofree char *answer = reveal ? g_strdup (result != NULL ? result : "")
                                   : muster_call_text_answer (answered ? "ok" : result, answered ? result : NULL);

  if (actor == NULL || *actor == '\0')
    /* Translators: when, and what came back */
    return g_strdup_printf (_("%s · %s"), time, answer);
  /* Translators: when, by whom, and what came back */
  return g_strdup_printf (_("%s · %s · %s"), time, actor, answer);
}

static void
show_entry (MusterItemRow *row,
            MusterRecord  *record)
{
  MusterActivityEntry *entry = MUSTER_ACTIVITY_ENTRY (record);
  MusterActivityRow *self = MUSTER_ACTIVITY_ROW (gtk_widget_get_ancestor (GTK_WIDGET (row), MUSTER_TYPE_ACTIVITY_ROW));
  MusterCatalog *catalog = muster_context_get_catalog (self->context);
  const char *tool = muster_activity_entry_get_tool (entry);
  const char *result = muster_activity_entry_get_result (entry);
  gboolean answered = result != NULL && (*result == '{' || *result == '[' || g_str_equal (result, "ok"));
  g_autoptr(GHashTable) names = muster_call_names_new ();
  g_autofree char *title = muster_call_text_title (catalog, tool);
  g_autofree char *asked = NULL;
  g_autofree char *caption = caption_text (entry, answered);

  if (answered)
    muster_call_names_learn (names, result);
  asked = muster_call_text_asked (catalog, tool, muster_activity_entry_get_parameters (entry), names);
  muster_item_row_set_texts (row, title, asked, caption);
  show_pill (row, entry, answered);
  show_acts (self, entry);
}

static void
muster_activity_row_dispose (GObject *object)
{
  g_clear_object (&MUSTER_ACTIVITY_ROW (object)->context);
  G_OBJECT_CLASS (muster_activity_row_parent_class)->dispose (object);
}

static void
muster_activity_row_class_init (MusterActivityRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_activity_row_dispose;
}

static GtkWidget *
add_button (MusterActivityRow *self,
            const char        *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "muster-small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->acts_box), button);
  return button;
}

static void
muster_activity_row_init (MusterActivityRow *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->row = muster_item_row_new (FALSE);
  self->acts_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_add_css_class (self->acts_box, "muster-acts");
  gtk_box_append (GTK_BOX (self), self->row);
  gtk_box_append (GTK_BOX (self), self->acts_box);
  self->undo_button = add_button (self, _("Undo…"));
  self->show_button = add_button (self, _("Show Once…"));
  self->other_button = add_button (self, _("Go to the Act"));
  self->acts_label = GTK_LABEL (label);
  gtk_label_set_xalign (self->acts_label, 0);
  gtk_label_set_wrap (self->acts_label, TRUE);
  gtk_label_set_wrap_mode (self->acts_label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->acts_box), label);
  gtk_widget_set_visible (self->acts_box, FALSE);
}

GtkWidget *
muster_activity_row_new (MusterContext *context)
{
  MusterActivityRow *self = g_object_new (MUSTER_TYPE_ACTIVITY_ROW, NULL);

  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

/**
 * muster_activity_row_set_item:
 * @self: row
 * @item: (nullable): a place of the activity's list
 */
void
muster_activity_row_set_item (MusterActivityRow *self,
                              GObject           *item)
{
  g_return_if_fail (MUSTER_IS_ACTIVITY_ROW (self));

  gtk_widget_set_visible (self->acts_box, FALSE);
  muster_item_row_set_item (MUSTER_ITEM_ROW (self->row), item, item != NULL ? show_entry : NULL);
}

/**
 * muster_activity_row_get_entry:
 * @self: row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
MusterActivityEntry *
muster_activity_row_get_entry (MusterActivityRow *self)
{
  g_return_val_if_fail (MUSTER_IS_ACTIVITY_ROW (self), NULL);
  return (MusterActivityEntry *) muster_item_row_get_record (MUSTER_ITEM_ROW (self->row));
}
