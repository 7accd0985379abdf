/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-form.h"
#include "muster-form-field.h"
#include "muster-ui.h"

/**
 * MusterClientForm:
 *
 * Name and short name of a new client. The short name follows the name until
 * the person changes it, and is checked against the store while it is typed;
 * only the answer to the newest question counts.
 */
struct _MusterClientForm
{
  GtkBox parent_instance;

  MusterContext   *context; /* (owned) (nullable) */
  GCancellable    *check;   /* (nullable): of the question under way */
  MusterFormField *name_field;
  MusterFormField *slug_field;
  char            *activate_action;
  gboolean         slug_is_own;  /* the person chose it */
  gboolean         suggesting;
  gboolean         slug_is_free;
};

G_DEFINE_FINAL_TYPE (MusterClientForm, muster_client_form, GTK_TYPE_BOX)

typedef enum
{
  PROP_ACTIVATE_ACTION = 1,
} MusterClientFormProperty;

static GParamSpec *props[PROP_ACTIVATE_ACTION + 1];
static guint changed_signal;

static void
slug_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterClientForm) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_free = muster_context_check_slug_finish (MUSTER_CONTEXT (source), result, &error);

  if (muster_ui_is_cancelled (error))
    return;
  self->slug_is_free = is_free;
  if (error != NULL)
    muster_form_field_set_error (self->slug_field, error->message);
  else
    muster_form_field_set_help (self->slug_field, _("This short name is free."));
  g_signal_emit (self, changed_signal, 0);
}

static void
check_slug (MusterClientForm *self)
{
  const char *slug = muster_form_field_get_text (self->slug_field);
  const char *problem = muster_context_slug_problem (slug);

  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  self->slug_is_free = FALSE;
  muster_form_field_set_help (self->slug_field, _("Names the client in lists and commands. Small letters, digits and dashes."));
  if (*slug == '\0' || self->context == NULL)
    return;
  if (problem != NULL)
    {
      muster_form_field_set_error (self->slug_field, problem);
      return;
    }
  self->check = g_cancellable_new ();
  muster_context_check_slug_async (self->context, slug, self->check, slug_checked_cb, g_object_ref (self));
}

static void
slug_changed_cb (MusterClientForm *self)
{
  if (!self->suggesting)
    self->slug_is_own = *muster_form_field_get_text (self->slug_field) != '\0';
  check_slug (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
name_changed_cb (MusterClientForm *self)
{
  if (!self->slug_is_own && self->context != NULL)
    {
      g_autofree char *slug = muster_context_suggest_slug (self->context, muster_form_field_get_text (self->name_field));

      self->suggesting = TRUE;
      muster_form_field_set_text (self->slug_field, slug);
      self->suggesting = FALSE;
    }
  g_signal_emit (self, changed_signal, 0);
}

static void
muster_client_form_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((MusterClientFormProperty) prop_id)
    {
    case PROP_ACTIVATE_ACTION:
      g_value_set_string (value, MUSTER_CLIENT_FORM (object)->activate_action);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_client_form_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MusterClientForm *self = MUSTER_CLIENT_FORM (object);

  switch ((MusterClientFormProperty) prop_id)
    {
    case PROP_ACTIVATE_ACTION:
      g_free (self->activate_action);
      self->activate_action = g_value_dup_string (value);
      g_object_set (self->name_field, "activate-action", self->activate_action, NULL);
      g_object_set (self->slug_field, "activate-action", self->activate_action, NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_client_form_dispose (GObject *object)
{
  MusterClientForm *self = MUSTER_CLIENT_FORM (object);

  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_FORM);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_form_parent_class)->dispose (object);
}

static void
muster_client_form_finalize (GObject *object)
{
  g_free (MUSTER_CLIENT_FORM (object)->activate_action);
  G_OBJECT_CLASS (muster_client_form_parent_class)->finalize (object);
}

static void
muster_client_form_class_init (MusterClientFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = muster_client_form_get_property;
  object_class->set_property = muster_client_form_set_property;
  object_class->dispose = muster_client_form_dispose;
  object_class->finalize = muster_client_form_finalize;

  props[PROP_ACTIVATE_ACTION] = g_param_spec_string ("activate-action", NULL, NULL, NULL,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterClientForm::changed:
   *
   * A value or its validity changed.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-client-form.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientForm, name_field);
  gtk_widget_class_bind_template_child (widget_class, MusterClientForm, slug_field);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slug_changed_cb);
}

static void
muster_client_form_init (MusterClientForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  check_slug (self);
}

void
muster_client_form_set_context (MusterClientForm *self,
                                MusterContext    *context)
{
  g_return_if_fail (MUSTER_IS_CLIENT_FORM (self));
  g_set_object (&self->context, context);
}

const char *
muster_client_form_get_name (MusterClientForm *self)
{
  return muster_form_field_get_text (self->name_field);
}

const char *
muster_client_form_get_slug (MusterClientForm *self)
{
  return muster_form_field_get_text (self->slug_field);
}

/**
 * muster_client_form_get_valid:
 * @self: form
 *
 * Returns: whether there is a name, and a short name that is known to be free
 */
gboolean
muster_client_form_get_valid (MusterClientForm *self)
{
  g_autofree char *name = g_strdup (muster_client_form_get_name (self));

  return *g_strstrip (name) != '\0' && self->slug_is_free;
}

/**
 * muster_client_form_set_values:
 * @self: form
 * @name: name
 * @slug: (nullable): short name; NULL takes the suggestion
 */
void
muster_client_form_set_values (MusterClientForm *self,
                               const char       *name,
                               const char       *slug)
{
  self->slug_is_own = FALSE;
  muster_form_field_set_text (self->name_field, name);
  if (slug != NULL && *slug != '\0' && g_strcmp0 (slug, muster_client_form_get_slug (self)) != 0)
    muster_form_field_set_text (self->slug_field, slug);
}
