/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-form-field.h"
#include "muster-ui.h"

/**
 * MusterFormField:
 *
 * One value of a form: its name, an entry, and below it a caption that says
 * where the value is found, or what is wrong with it. Emits ::changed while it
 * is typed. Return activates the action "activate-action".
 *
 * It is a plain entry and not an entry row: with libadwaita 1.2 the accessible
 * object of an entry row never has the focus, so a screen reader stays silent.
 */
struct _MusterFormField
{
  GtkBox parent_instance;

  GtkLabel    *name;
  GtkWidget   *entry;
  GtkLabel    *caption;
  char        *help;
  char        *activate_action;
  gboolean     secret;
  gboolean     has_error;
};

G_DEFINE_FINAL_TYPE (MusterFormField, muster_form_field, GTK_TYPE_BOX)

typedef enum
{
  PROP_LABEL = 1,
  PROP_HELP,
  PROP_SECRET,
  PROP_TEXT,
  PROP_ACTIVATE_ACTION,
} MusterFormFieldProperty;

static GParamSpec *props[PROP_ACTIVATE_ACTION + 1];
static guint changed_signal;

static void
entry_changed_cb (MusterFormField *self)
{
  muster_form_field_set_error (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
  g_signal_emit (self, changed_signal, 0);
}

static void
entry_activated_cb (MusterFormField *self)
{
  if (self->activate_action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->activate_action, NULL);
}

static GtkLabel *
create_label (MusterFormField *self,
              const char      *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

/* The entry is made here because only a password entry hides what is typed. */
static void
muster_form_field_constructed (GObject *object)
{
  MusterFormField *self = MUSTER_FORM_FIELD (object);

  G_OBJECT_CLASS (muster_form_field_parent_class)->constructed (object);

  self->name = create_label (self, "caption-heading");
  self->caption = create_label (self, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "muster-field-name");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "muster-caption");
  if (self->secret)
    {
      self->entry = gtk_password_entry_new ();
      g_object_set (self->entry, "show-peek-icon", TRUE, NULL);
    }
  else
    {
      self->entry = gtk_entry_new ();
    }
  gtk_widget_add_css_class (self->entry, "muster-field");
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (entry_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activated_cb), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (self), self->entry);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->caption));
  muster_ui_describe (self->entry, GTK_WIDGET (self->caption));
  muster_ui_clear_field_error (self->entry, self->caption, NULL);
}

static void
set_label (MusterFormField *self,
           const char      *label)
{
  gtk_label_set_text (self->name, label != NULL ? label : "");
  if (label != NULL)
    muster_ui_set_name (self->entry, label);
}

static void
muster_form_field_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MusterFormField *self = MUSTER_FORM_FIELD (object);

  switch ((MusterFormFieldProperty) prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_text (self->name));
      break;
    case PROP_HELP:
      g_value_set_string (value, self->help);
      break;
    case PROP_SECRET:
      g_value_set_boolean (value, self->secret);
      break;
    case PROP_TEXT:
      g_value_set_string (value, muster_form_field_get_text (self));
      break;
    case PROP_ACTIVATE_ACTION:
      g_value_set_string (value, self->activate_action);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_form_field_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MusterFormField *self = MUSTER_FORM_FIELD (object);

  switch ((MusterFormFieldProperty) prop_id)
    {
    case PROP_LABEL:
      set_label (self, g_value_get_string (value));
      break;
    case PROP_HELP:
      muster_form_field_set_help (self, g_value_get_string (value));
      break;
    case PROP_SECRET:
      self->secret = g_value_get_boolean (value);
      break;
    case PROP_TEXT:
      muster_form_field_set_text (self, g_value_get_string (value));
      break;
    case PROP_ACTIVATE_ACTION:
      g_free (self->activate_action);
      self->activate_action = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
muster_form_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MUSTER_FORM_FIELD (widget)->entry);
}

static void
muster_form_field_finalize (GObject *object)
{
  MusterFormField *self = MUSTER_FORM_FIELD (object);

  g_free (self->help);
  g_free (self->activate_action);
  G_OBJECT_CLASS (muster_form_field_parent_class)->finalize (object);
}

static void
muster_form_field_class_init (MusterFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = muster_form_field_constructed;
  object_class->get_property = muster_form_field_get_property;
  object_class->set_property = muster_form_field_set_property;
  object_class->finalize = muster_form_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = muster_form_field_grab_focus;

  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_HELP] = g_param_spec_string ("help", NULL, NULL, NULL, flags);
  props[PROP_SECRET] = g_param_spec_boolean ("secret", NULL, NULL, FALSE, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_ACTIVATE_ACTION] = g_param_spec_string ("activate-action", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterFormField::changed:
   *
   * Its text changed.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
muster_form_field_init (MusterFormField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

/**
 * muster_form_field_new:
 * @label: what is to be typed
 * @help: (nullable): where it is found
 * @secret: whether to hide what is typed
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
muster_form_field_new (const char *label,
                       const char *help,
                       gboolean    secret)
{
  return g_object_new (MUSTER_TYPE_FORM_FIELD, "secret", secret, "label", label, "help", help, NULL);
}

const char *
muster_form_field_get_text (MusterFormField *self)
{
  g_return_val_if_fail (MUSTER_IS_FORM_FIELD (self), NULL);
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
muster_form_field_set_text (MusterFormField *self,
                            const char  *text)
{
  g_return_if_fail (MUSTER_IS_FORM_FIELD (self));

  if (g_strcmp0 (muster_form_field_get_text (self), text != NULL ? text : "") != 0)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
      gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
    }
}

/**
 * muster_form_field_set_help:
 * @self: field
 * @help: (nullable): what the caption says while all is well
 */
void
muster_form_field_set_help (MusterFormField *self,
                            const char  *help)
{
  g_return_if_fail (MUSTER_IS_FORM_FIELD (self));

  g_free (self->help);
  self->help = g_strdup (help);
  if (!self->has_error)
    muster_ui_clear_field_error (self->entry, self->caption, self->help);
}

/**
 * muster_form_field_set_error:
 * @self: field
 * @message: (nullable): what is wrong; NULL: nothing
 */
void
muster_form_field_set_error (MusterFormField *self,
                             const char  *message)
{
  g_return_if_fail (MUSTER_IS_FORM_FIELD (self));

  if (message == NULL && !self->has_error)
    return;
  self->has_error = message != NULL;
  if (message != NULL)
    muster_ui_set_field_error (self->entry, self->caption, message);
  else
    muster_ui_clear_field_error (self->entry, self->caption, self->help);
}

gboolean
muster_form_field_has_error (MusterFormField *self)
{
  g_return_val_if_fail (MUSTER_IS_FORM_FIELD (self), FALSE);
  return self->has_error;
}
