/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-model-row.h"
#include "muster-model-text.h"
#include "muster-ui.h"

/**
 * MusterModelRow:
 *
 * A language model in the order in which they are asked: its place, a switch, and two buttons that move it; Alt with
 * the arrow keys does the same. The list does the work, through actions whose target is the model's id.
 */
struct _MusterModelRow
{
  AdwActionRow parent_instance;

  MusterLanguageModel *model; /* (owned) (nullable): NULL: the built-in planner */
  GtkWidget *up;
  GtkWidget *down;
  GtkWidget *toggle;
};

G_DEFINE_FINAL_TYPE (MusterModelRow, muster_model_row, ADW_TYPE_ACTION_ROW)

static void
muster_model_row_finalize (GObject *object)
{
  g_clear_object (&MUSTER_MODEL_ROW (object)->model);
  G_OBJECT_CLASS (muster_model_row_parent_class)->finalize (object);
}

static void
muster_model_row_class_init (MusterModelRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_model_row_finalize;
}

static void
muster_model_row_init (MusterModelRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

static void
add_place (MusterModelRow *self,
           guint           place)
{
  g_autofree char *text = place > 0 ? g_strdup_printf ("%u", place) : g_strdup ("–");
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "muster-place");
  if (place == 0)
    {
      gtk_widget_add_css_class (label, "dim-label");
      muster_ui_set_name (label, _("Not asked"));
    }
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), label);
}

static GtkWidget *
create_button (MusterModelRow *self,
               const char     *icon_name,
               const char     *tooltip,
               const char     *name,
               GCallback       clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  muster_ui_set_name (button, name);
  /* Not through its action's name: that would make the button sensitive wherever the model stands. */
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static void
up_clicked_cb (MusterModelRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "models.up", "s", muster_language_model_get_id (self->model));
}

static void
down_clicked_cb (MusterModelRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "models.down", "s", muster_language_model_get_id (self->model));
}

static void
switched_cb (MusterModelRow *self)
{
  if (gtk_switch_get_active (GTK_SWITCH (self->toggle)) != muster_language_model_get_enabled (self->model))
    gtk_widget_activate_action (GTK_WIDGET (self), "models.switch", "s", muster_language_model_get_id (self->model));
}

static void
add_key (GtkEventController *keys,
         guint               key,
         const char         *action,
         const char         *id)
{
  GtkShortcut *shortcut = gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (key, GDK_ALT_MASK),
                                                           gtk_named_action_new (action), "s", id);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

static void
add_controls (MusterModelRow *self)
{
  const char *id = muster_language_model_get_id (self->model);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  const char *model = muster_language_model_get_name (self->model);
  /* Translators: %s is the name of a language model */
  g_autofree char *name = g_strdup_printf (_("Ask %s"), model);
  /* Translators: %s is the name of a language model */
  g_autofree char *up = g_strdup_printf (_("Move %s Up"), model);
  /* Translators: %s is the name of a language model */
  g_autofree char *down = g_strdup_printf (_("Move %s Down"), model);

  add_key (keys, GDK_KEY_Up, "models.up", id);
  add_key (keys, GDK_KEY_Down, "models.down", id);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->up = create_button (self, "muster-up-symbolic", _("Move Up (Alt+↑)"), up, G_CALLBACK (up_clicked_cb));
  self->down = create_button (self, "muster-down-symbolic", _("Move Down (Alt+↓)"), down, G_CALLBACK (down_clicked_cb));
  self->toggle = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (self->toggle), muster_language_model_get_enabled (self->model));
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  muster_ui_set_name (self->toggle, name);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->up);
  gtk_box_append (GTK_BOX (box), self->down);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->toggle);
}

/**
 * muster_model_row_new:
 * @model: a saved model
 * @place: its place in the list, from 0
 * @n_models: how many there are
 *
 * Returns: (transfer floating): a row that opens the model
 */
GtkWidget *
muster_model_row_new (MusterLanguageModel *model,
                      guint                place,
                      guint                n_models)
{
  MusterModelRow *self = g_object_new (MUSTER_TYPE_MODEL_ROW, NULL);
  g_autofree char *where = muster_model_text_where (model);

  self->model = g_object_ref (model);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_language_model_get_name (model));
  muster_ui_row_set_subtitle (GTK_WIDGET (self), where);
  add_place (self, muster_language_model_get_enabled (model) ? place + 1 : 0);
  add_controls (self);
  gtk_widget_set_visible (self->up, n_models > 1);
  gtk_widget_set_visible (self->down, n_models > 1);
  gtk_widget_set_sensitive (self->up, place > 0);
  gtk_widget_set_sensitive (self->down, place + 1 < n_models);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", muster_language_model_get_id (model));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "models.edit");
  return GTK_WIDGET (self);
}

/**
 * muster_model_row_new_builtin:
 * @place: its place in the list, from 0
 *
 * Returns: (transfer floating): the row of the built-in planner, which cannot be moved or removed
 */
GtkWidget *
muster_model_row_new_builtin (guint place)
{
  MusterModelRow *self = g_object_new (MUSTER_TYPE_MODEL_ROW, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Built-In Planner"));
  muster_ui_row_set_subtitle (GTK_WIDGET (self),
                              place > 0 ? _("Works from proven workflows on this computer when no model answers")
                                        : _("Works from proven workflows on this computer"));
  add_place (self, place + 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), muster_ui_pill_new (_("Always there"), MUSTER_TONE_GOOD));
  return GTK_WIDGET (self);
}

MusterLanguageModel *
muster_model_row_get_model (MusterModelRow *self)
{
  g_return_val_if_fail (MUSTER_IS_MODEL_ROW (self), NULL);
  return self->model;
}

static GtkWidget *
find_part (MusterModelRow *self,
           const char     *part)
{
  if (g_strcmp0 (part, "up") == 0)
    return gtk_widget_get_sensitive (self->up) ? self->up : self->down;
  if (g_strcmp0 (part, "down") == 0)
    return gtk_widget_get_sensitive (self->down) ? self->down : self->up;
  if (g_strcmp0 (part, "switch") == 0)
    return self->toggle;
  return NULL;
}

/**
 * muster_model_row_get_focus:
 * @self: row
 *
 * Returns: (nullable): which part has the focus: "up", "down", "switch" or "row"
 */
const char *
muster_model_row_get_focus (MusterModelRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || (focus != GTK_WIDGET (self) && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    return NULL;
  return focus == self->up ? "up" : focus == self->down ? "down" : focus == self->toggle ? "switch" : "row";
}

/**
 * muster_model_row_set_focus:
 * @self: row of a model
 * @part: what muster_model_row_get_focus() said of the row that was there before
 */
void
muster_model_row_set_focus (MusterModelRow *self,
                            const char     *part)
{
  GtkWidget *widget = self->model != NULL ? find_part (self, part) : NULL;

  gtk_widget_grab_focus (widget != NULL && gtk_widget_get_sensitive (widget) ? widget : GTK_WIDGET (self));
}
