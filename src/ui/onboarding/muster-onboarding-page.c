/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-onboarding-page.h"
#include "muster-ui.h"

/**
 * MusterOnboardingPage:
 *
 * One page of the first run: icon, title, description, the subclass's content,
 * and a message for what did not work. The view around it owns the buttons and
 * follows "ready", "busy" and "next-label"; ::applied tells it to go on.
 */
typedef struct
{
  MusterContext *context;
  GCancellable  *cancellable;
  char          *title;
  char          *description;
  char          *icon_name;
  char          *next_label;
  gboolean       ready;
  gboolean       busy;

  GtkImage          *icon;
  GtkLabel          *title_label;
  GtkLabel          *description_label;
  AdwBin            *content_bin;
  GtkWidget         *fill_button;
  GtkWidget         *message_box;
  GtkLabel          *message_title;
  GtkLabel          *message_advice;
  GtkScrolledWindow *scroller;
} MusterOnboardingPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MusterOnboardingPage, muster_onboarding_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_CONTEXT = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_ICON_NAME,
  PROP_CONTENT,
  PROP_READY,
  PROP_BUSY,
  PROP_NEXT_LABEL,
} MusterOnboardingPageProperty;

static GParamSpec *props[PROP_NEXT_LABEL + 1];
static guint applied_signal;

static void
muster_onboarding_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (MUSTER_ONBOARDING_PAGE (object));

  switch ((MusterOnboardingPageProperty) prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, priv->context);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, priv->description);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, priv->icon_name);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (priv->content_bin));
      break;
    case PROP_READY:
      g_value_set_boolean (value, priv->ready);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    case PROP_NEXT_LABEL:
      g_value_set_string (value, priv->next_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_onboarding_page_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  MusterOnboardingPage *self = MUSTER_ONBOARDING_PAGE (object);
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  switch ((MusterOnboardingPageProperty) prop_id)
    {
    case PROP_CONTEXT:
      priv->context = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      g_free (priv->title);
      priv->title = g_value_dup_string (value);
      gtk_label_set_text (priv->title_label, priv->title != NULL ? priv->title : "");
      break;
    case PROP_DESCRIPTION:
      g_free (priv->description);
      priv->description = g_value_dup_string (value);
      gtk_label_set_text (priv->description_label, priv->description != NULL ? priv->description : "");
      gtk_widget_set_visible (GTK_WIDGET (priv->description_label), priv->description != NULL);
      break;
    case PROP_ICON_NAME:
      g_free (priv->icon_name);
      priv->icon_name = g_value_dup_string (value);
      gtk_image_set_from_icon_name (priv->icon, priv->icon_name);
      gtk_widget_set_visible (GTK_WIDGET (priv->icon), priv->icon_name != NULL);
      break;
    case PROP_CONTENT:
      adw_bin_set_child (priv->content_bin, g_value_get_object (value));
      break;
    case PROP_READY:
      muster_onboarding_page_set_ready (self, g_value_get_boolean (value));
      break;
    case PROP_BUSY:
      muster_onboarding_page_set_busy (self, g_value_get_boolean (value));
      break;
    case PROP_NEXT_LABEL:
      muster_onboarding_page_set_next_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_onboarding_page_dispose (GObject *object)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (MUSTER_ONBOARDING_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->context);
  G_OBJECT_CLASS (muster_onboarding_page_parent_class)->dispose (object);
}

static void
muster_onboarding_page_finalize (GObject *object)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (MUSTER_ONBOARDING_PAGE (object));

  g_object_unref (priv->cancellable);
  g_free (priv->title);
  g_free (priv->description);
  g_free (priv->icon_name);
  g_free (priv->next_label);
  G_OBJECT_CLASS (muster_onboarding_page_parent_class)->finalize (object);
}

static void
muster_onboarding_page_class_init (MusterOnboardingPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = muster_onboarding_page_get_property;
  object_class->set_property = muster_onboarding_page_set_property;
  object_class->dispose = muster_onboarding_page_dispose;
  object_class->finalize = muster_onboarding_page_finalize;

  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, MUSTER_TYPE_CONTEXT, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, TRUE, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_NEXT_LABEL] = g_param_spec_string ("next-label", NULL, NULL, NULL, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterOnboardingPage::applied:
   * @self: page
   * @advance: whether to go on to the next page
   */
  applied_signal = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-onboarding-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, icon);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, title_label);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, description_label);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, content_bin);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, fill_button);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, message_box);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, message_title);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, message_advice);
  gtk_widget_class_bind_template_child_private (widget_class, MusterOnboardingPage, scroller);
}

static void
muster_onboarding_page_init (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  priv->ready = TRUE;
  priv->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_onboarding_page_get_context:
 * @self: page
 *
 * Returns: (transfer none): the context
 */
MusterContext *
muster_onboarding_page_get_context (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  return priv->context;
}

/**
 * muster_onboarding_page_get_progress:
 * @self: page
 *
 * Returns: (transfer none): what was typed so far
 */
MusterOnboarding *
muster_onboarding_page_get_progress (MusterOnboardingPage *self)
{
  return muster_context_get_onboarding (muster_onboarding_page_get_context (self));
}

/**
 * muster_onboarding_page_get_cancellable:
 * @self: page
 *
 * Returns: (transfer none): cancelled when the page goes away
 */
GCancellable *
muster_onboarding_page_get_cancellable (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  return priv->cancellable;
}

const char *
muster_onboarding_page_get_title (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  return priv->title;
}

gboolean
muster_onboarding_page_can_fill (MusterOnboardingPage *self)
{
  return MUSTER_ONBOARDING_PAGE_GET_CLASS (self)->fill != NULL;
}

gboolean
muster_onboarding_page_get_ready (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  return priv->ready && !priv->busy;
}

/**
 * muster_onboarding_page_set_ready:
 * @self: page
 * @ready: whether Next may be pressed
 */
void
muster_onboarding_page_set_ready (MusterOnboardingPage *self,
                                  gboolean              ready)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  if (priv->ready == ready)
    return;
  priv->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

void
muster_onboarding_page_set_busy (MusterOnboardingPage *self,
                                 gboolean              busy)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

void
muster_onboarding_page_set_next_label (MusterOnboardingPage *self,
                                       const char           *label)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  if (g_strcmp0 (priv->next_label, label) == 0)
    return;
  g_free (priv->next_label);
  priv->next_label = g_strdup (label);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEXT_LABEL]);
}

/**
 * muster_onboarding_page_set_message:
 * @self: page
 * @title: (nullable): what did not happen; NULL takes the message away
 * @advice: (nullable): what to do
 */
void
muster_onboarding_page_set_message (MusterOnboardingPage *self,
                                    const char           *title,
                                    const char           *advice)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);

  gtk_label_set_text (priv->message_title, title != NULL ? title : "");
  gtk_label_set_text (priv->message_advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->message_advice), advice != NULL);
  gtk_widget_set_visible (priv->message_box, title != NULL);
}

void
muster_onboarding_page_prepare (MusterOnboardingPage *self)
{
  MusterOnboardingPagePrivate *priv = muster_onboarding_page_get_instance_private (self);
  MusterOnboardingPageClass *klass = MUSTER_ONBOARDING_PAGE_GET_CLASS (self);

  muster_onboarding_page_set_message (self, NULL, NULL);
  gtk_widget_set_visible (priv->fill_button, klass->fill != NULL && muster_context_get_sandbox (priv->context));
  if (klass->prepare != NULL)
    klass->prepare (self);
}

void
muster_onboarding_page_apply (MusterOnboardingPage *self)
{
  MusterOnboardingPageClass *klass = MUSTER_ONBOARDING_PAGE_GET_CLASS (self);

  muster_onboarding_page_set_message (self, NULL, NULL);
  if (klass->apply != NULL)
    klass->apply (self);
  else
    muster_onboarding_page_applied (self, TRUE);
}

void
muster_onboarding_page_fill (MusterOnboardingPage *self)
{
  g_return_if_fail (muster_onboarding_page_can_fill (self));
  MUSTER_ONBOARDING_PAGE_GET_CLASS (self)->fill (self);
}

/**
 * muster_onboarding_page_applied:
 * @self: page
 * @advance: whether to go on to the next page
 */
void
muster_onboarding_page_applied (MusterOnboardingPage *self,
                                gboolean              advance)
{
  muster_onboarding_page_set_busy (self, FALSE);
  g_signal_emit (self, applied_signal, 0, advance);
}

/**
 * muster_onboarding_page_failed:
 * @self: page
 * @error: why
 *
 * Says what went wrong on the page, and stays. An input that was refused
 * brings its own translated text.
 */
void
muster_onboarding_page_failed (MusterOnboardingPage *self,
                               const GError         *error)
{
  if (!muster_ui_is_cancelled (error))
    {
      MusterErrorText text = muster_error_text_describe (error);

      muster_onboarding_page_set_message (self, text.title, muster_error_text_advice (error));
    }
  muster_onboarding_page_applied (self, FALSE);
}
