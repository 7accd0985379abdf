/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-input.h"
#include "muster-ui.h"

/* One field of a connect form: an entry, or a list of choices of which one may
 * ask for an entry. */

/* Of a list of choices this one asks for an address of its own. */
#define OWN_CHOICE "own"

static MusterFieldChoice *
selected_choice (MusterConnectInput *input)
{
  guint selected = adw_combo_row_get_selected (input->combo);

  return selected < input->field->choices->len ? g_ptr_array_index (input->field->choices, selected) : NULL;
}

static gboolean
is_own_choice (MusterConnectInput *input)
{
  MusterFieldChoice *choice = input->combo != NULL ? selected_choice (input) : NULL;

  return choice != NULL && g_str_equal (choice->id, OWN_CHOICE);
}

static guint
find_choice (MusterConnectInput *input,
             const char         *id)
{
  for (guint i = 0; i < input->field->choices->len; i++)
    {
      MusterFieldChoice *choice = g_ptr_array_index (input->field->choices, i);

      if (g_strcmp0 (choice->id, id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
changed_cb (MusterConnectInput *input)
{
  input->changed (input, input->user_data);
}

/* A wrong form is said when the person leaves the field, not at the first key. */
static void
entry_left_cb (GtkEventControllerFocus *controller,
               MusterConnectInput      *input)
{
  g_autoptr(GError) error = NULL;

  if (*muster_connect_input_get_value (input) != '\0' && !muster_connect_input_check (input, &error))
    muster_form_field_set_error (input->entry, input->field->error != NULL ? _(input->field->error) : error->message);
}

static MusterFormField *
create_entry (MusterConnectInput *input,
              const char         *label,
              const char         *help)
{
  GtkWidget *entry = muster_form_field_new (label, help, muster_connect_input_is_secret (input));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set (entry, "activate-action", "form.submit", NULL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), input);
  g_signal_connect (focus, "leave", G_CALLBACK (entry_left_cb), input);
  gtk_widget_add_controller (entry, focus);
  return MUSTER_FORM_FIELD (entry);
}

static void
choice_setup_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
choice_bind_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (label, text);
  /* libadwaita cuts every choice off after 20 letters */
  gtk_label_set_width_chars (label, MIN ((int) g_utf8_strlen (text, -1), 24));
}

static GtkListItemFactory *
create_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (choice_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (choice_bind_cb), NULL);
  return factory;
}

/* Below the row, as within it nothing would be left for what was chosen */
static GtkWidget *
create_help (MusterConnectInput *input)
{
  GtkWidget *label = gtk_label_new (_(input->field->help));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "muster-caption");
  muster_ui_describe (GTK_WIDGET (input->combo), label);
  return label;
}

static GtkWidget *
create_choice (MusterConnectInput *input)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr(GtkListItemFactory) factory = create_factory ();
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < input->field->choices->len; i++)
    {
      MusterFieldChoice *choice = g_ptr_array_index (input->field->choices, i);

      gtk_string_list_append (labels, _(choice->label));
    }
  input->combo = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (input->combo), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (input->combo), _(input->field->label));
  adw_combo_row_set_factory (input->combo, factory);
  adw_combo_row_set_model (input->combo, G_LIST_MODEL (labels));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (input->combo));
  if (input->field->help != NULL)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_help (input));
  g_signal_connect_swapped (input->combo, "notify::selected", G_CALLBACK (changed_cb), input);
  return group;
}

/* Where the value is found; of a secret that is stored already, that it need not be typed again */
static char *
help_text (MusterConnectInput *input)
{
  const char *help = input->field->help != NULL ? _(input->field->help) : NULL;

  if (!input->stored || !muster_connect_input_is_secret (input))
    return g_strdup (help);
  if (help == NULL)
    return g_strdup (_("Leave it empty to keep the one that is stored."));
  return g_strdup_printf ("%s %s", _("Leave it empty to keep the one that is stored."), help);
}

static void
show_own_entry (MusterConnectInput *input)
{
  if (input->entry != NULL)
    gtk_widget_set_visible (GTK_WIDGET (input->entry),
                            input->applies && (input->combo == NULL || is_own_choice (input)));
}

/* Nobody listens until the default stands there. */
static void
ignore_change (MusterConnectInput *input,
               gpointer            user_data)
{
}

/**
 * muster_connect_input_new:
 * @field: what to ask for; must outlive the input
 * @stored: the connection is there already: a secret may be left empty
 * @box: gets the widgets
 * @changed: called whenever its value changed
 * @user_data: data for @changed
 *
 * Returns: (transfer full): an input, to be freed with g_free() after its widgets are gone
 */
MusterConnectInput *
muster_connect_input_new (MusterField               *field,
                          gboolean                   stored,
                          GtkBox                    *box,
                          MusterConnectInputChanged  changed,
                          gpointer                   user_data)
{
  MusterConnectInput *input = g_new0 (MusterConnectInput, 1);
  g_autofree char *help = NULL;

  input->field = field;
  input->stored = stored;
  input->applies = TRUE;
  help = help_text (input);
  if (g_str_equal (field->kind, "choice"))
    {
      input->group = create_choice (input);
      gtk_box_append (box, input->group);
      if (find_choice (input, OWN_CHOICE) != GTK_INVALID_LIST_POSITION)
        input->entry = create_entry (input, _("Address of the Server"), NULL);
    }
  else
    {
      input->entry = create_entry (input, _(field->label), help);
    }
  if (input->entry != NULL)
    gtk_box_append (box, GTK_WIDGET (input->entry));
  input->changed = ignore_change;
  if (field->default_value != NULL)
    muster_connect_input_set_value (input, field->default_value);
  show_own_entry (input);
  input->changed = changed;
  input->user_data = user_data;
  return input;
}

const char *
muster_connect_input_get_value (MusterConnectInput *input)
{
  MusterFieldChoice *choice;

  if (input->combo == NULL || is_own_choice (input))
    return input->entry != NULL ? muster_form_field_get_text (input->entry) : "";
  choice = selected_choice (input);
  return choice != NULL ? choice->id : "";
}

/**
 * muster_connect_input_set_value:
 * @input: input
 * @value: what to fill in; of a list of choices, one of them or an address of its own
 */
void
muster_connect_input_set_value (MusterConnectInput *input,
                                const char         *value)
{
  guint choice;

  if (input->combo == NULL)
    {
      muster_form_field_set_text (input->entry, value);
      return;
    }
  choice = find_choice (input, value);
  if (choice != GTK_INVALID_LIST_POSITION)
    {
      adw_combo_row_set_selected (input->combo, choice);
    }
  else if (input->entry != NULL)
    {
      adw_combo_row_set_selected (input->combo, find_choice (input, OWN_CHOICE));
      muster_form_field_set_text (input->entry, value);
    }
}

gboolean
muster_connect_input_is_secret (MusterConnectInput *input)
{
  return g_str_equal (input->field->kind, "secret");
}

/**
 * muster_connect_input_check:
 * @input: input
 * @error: what is wrong with its value
 *
 * Returns: whether its value is as it must be; one that does not apply always is
 */
gboolean
muster_connect_input_check (MusterConnectInput  *input,
                            GError             **error)
{
  const char *value = muster_connect_input_get_value (input);

  if (!input->applies || (input->stored && muster_connect_input_is_secret (input) && *value == '\0'))
    return TRUE;
  return muster_field_check (input->field, value, error);
}

void
muster_connect_input_set_applies (MusterConnectInput *input,
                                  gboolean            applies)
{
  input->applies = applies;
  if (input->group != NULL)
    gtk_widget_set_visible (input->group, applies);
  show_own_entry (input);
}
