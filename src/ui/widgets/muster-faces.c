/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-paged-list.h"
#include "muster-ui.h"

/**
 * MusterFaces:
 *
 * The four faces of a page: loading, empty, error, content. The page gives the
 * content and the words of the empty face in its template; the words of the
 * error face come from the error's code. Emits ::retry when the button of the
 * error face has no action of its own.
 */
struct _MusterFaces
{
  AdwBin parent_instance;

  GtkStack      *stack;
  GtkSpinner    *spinner;
  AdwStatusPage *empty_page;
  GtkButton     *empty_button;
  AdwStatusPage *error_page;
  GtkButton     *error_button;
  GtkExpander   *details;
  GtkLabel      *details_label;
  GtkWidget     *content;
  gboolean       compact;
  gboolean       focus_wanted; /* as soon as there is something to focus */
};

G_DEFINE_FINAL_TYPE (MusterFaces, muster_faces, ADW_TYPE_BIN)

typedef enum
{
  PROP_CONTENT = 1,
  PROP_EMPTY_ICON_NAME,
  PROP_EMPTY_TITLE,
  PROP_EMPTY_DESCRIPTION,
  PROP_EMPTY_BUTTON,
  PROP_EMPTY_ACTION,
  PROP_COMPACT,
} MusterFacesProperty;

static GParamSpec *props[PROP_COMPACT + 1];
static guint retry_signal;

static void
set_content (MusterFaces *self,
             GtkWidget   *content)
{
  if (self->content != NULL)
    gtk_stack_remove (self->stack, self->content);
  self->content = content;
  if (content != NULL)
    gtk_stack_add_named (self->stack, content, "content");
}

static void
set_compact (MusterFaces *self,
             gboolean     compact)
{
  self->compact = compact;
  if (compact)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->empty_page), "compact");
      gtk_widget_add_css_class (GTK_WIDGET (self->error_page), "compact");
    }
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
}

static void
error_button_clicked_cb (MusterFaces *self)
{
  if (gtk_actionable_get_action_name (GTK_ACTIONABLE (self->error_button)) == NULL)
    g_signal_emit (self, retry_signal, 0);
}

static void
show_model_face (MusterFaces *self,
                 GListModel  *model)
{
  if (g_list_model_get_n_items (model) > 0)
    muster_faces_show_content (self);
  else if (MUSTER_IS_PAGED_LIST (model) && !muster_paged_list_get_ready (MUSTER_PAGED_LIST (model)))
    muster_faces_show_loading (self);
  else
    muster_faces_show_empty (self);
}

static void
model_changed_cb (MusterFaces *self,
                  guint        position,
                  guint        removed,
                  guint        added,
                  GListModel  *model)
{
  show_model_face (self, model);
}

static void
model_ready_cb (MusterFaces *self,
                GParamSpec  *pspec,
                GListModel  *model)
{
  show_model_face (self, model);
}

static void
muster_faces_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  MusterFaces *self = MUSTER_FACES (object);

  switch ((MusterFacesProperty) prop_id)
    {
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    case PROP_EMPTY_ICON_NAME:
      adw_status_page_set_icon_name (self->empty_page, g_value_get_string (value));
      break;
    case PROP_EMPTY_TITLE:
      adw_status_page_set_title (self->empty_page, g_value_get_string (value));
      break;
    case PROP_EMPTY_DESCRIPTION:
      adw_status_page_set_description (self->empty_page, g_value_get_string (value));
      break;
    case PROP_EMPTY_BUTTON:
      gtk_button_set_label (self->empty_button, g_value_get_string (value));
      gtk_widget_set_visible (GTK_WIDGET (self->empty_button), g_value_get_string (value) != NULL);
      break;
    case PROP_EMPTY_ACTION:
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->empty_button), g_value_get_string (value));
      break;
    case PROP_COMPACT:
      set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_faces_unmap (GtkWidget *widget)
{
  MUSTER_FACES (widget)->focus_wanted = FALSE;
  GTK_WIDGET_CLASS (muster_faces_parent_class)->unmap (widget);
}

static void
muster_faces_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_FACES);
  G_OBJECT_CLASS (muster_faces_parent_class)->dispose (object);
}

static void
muster_faces_class_init (MusterFacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = muster_faces_set_property;
  object_class->dispose = muster_faces_dispose;
  widget_class->unmap = muster_faces_unmap;

  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_EMPTY_ICON_NAME] = g_param_spec_string ("empty-icon-name", NULL, NULL, NULL, flags);
  props[PROP_EMPTY_TITLE] = g_param_spec_string ("empty-title", NULL, NULL, NULL, flags);
  props[PROP_EMPTY_DESCRIPTION] = g_param_spec_string ("empty-description", NULL, NULL, NULL, flags);
  props[PROP_EMPTY_BUTTON] = g_param_spec_string ("empty-button", NULL, NULL, NULL, flags);
  props[PROP_EMPTY_ACTION] = g_param_spec_string ("empty-action", NULL, NULL, NULL, flags);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * MusterFaces::retry:
   *
   * The person asked to try again what failed.
   */
  retry_signal = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/widgets/muster-faces.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, empty_button);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, error_page);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, error_button);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, details);
  gtk_widget_class_bind_template_child (widget_class, MusterFaces, details_label);
  gtk_widget_class_bind_template_callback (widget_class, error_button_clicked_cb);
}

static void
muster_faces_init (MusterFaces *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_faces_new (void)
{
  return g_object_new (MUSTER_TYPE_FACES, NULL);
}

static void
show_face (MusterFaces *self,
           const char  *name)
{
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "loading"));
  gtk_stack_set_visible_child_name (self->stack, name);
  if (!self->focus_wanted || g_str_equal (name, "loading"))
    return;
  self->focus_wanted = FALSE;
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
muster_faces_show_loading (MusterFaces *self)
{
  g_return_if_fail (MUSTER_IS_FACES (self));
  show_face (self, "loading");
}

void
muster_faces_show_empty (MusterFaces *self)
{
  g_return_if_fail (MUSTER_IS_FACES (self));
  show_face (self, "empty");
}

void
muster_faces_show_content (MusterFaces *self)
{
  g_return_if_fail (MUSTER_IS_FACES (self));
  g_return_if_fail (self->content != NULL);
  show_face (self, "content");
}

/**
 * muster_faces_show_error:
 * @self: faces
 * @error: what went wrong
 *
 * A cancelled operation changes nothing.
 */
void
muster_faces_show_error (MusterFaces  *self,
                         const GError *error)
{
  MusterErrorText text;

  g_return_if_fail (MUSTER_IS_FACES (self));
  g_return_if_fail (error != NULL);

  if (muster_ui_is_cancelled (error))
    return;
  text = muster_error_text_describe (error);
  adw_status_page_set_icon_name (self->error_page, text.icon_name);
  adw_status_page_set_title (self->error_page, text.title);
  adw_status_page_set_description (self->error_page, text.advice);
  gtk_button_set_label (self->error_button, text.button != NULL ? text.button : _("Try Again"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->error_button), text.action);
  gtk_label_set_text (self->details_label, error->message);
  gtk_expander_set_expanded (self->details, FALSE);
  show_face (self, "error");
}

/**
 * muster_faces_show_model:
 * @self: faces
 * @model: the list that the content shows
 *
 * Shows content or the empty face, now and whenever @model changes.
 */
void
muster_faces_show_model (MusterFaces *self,
                         GListModel  *model)
{
  g_return_if_fail (MUSTER_IS_FACES (self));
  g_return_if_fail (G_IS_LIST_MODEL (model));

  g_signal_connect_object (model, "items-changed", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  if (MUSTER_IS_PAGED_LIST (model))
    g_signal_connect_object (model, "notify::ready", G_CALLBACK (model_ready_cb), self, G_CONNECT_SWAPPED);
  show_model_face (self, model);
}

/**
 * muster_faces_focus_inside:
 * @widget: a page, with or without faces
 *
 * Moves the focus into @widget; what is still loading gets it when it is there.
 */
void
muster_faces_focus_inside (GtkWidget *widget)
{
  GtkWidget *faces;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD))
    return;
  faces = muster_ui_find_inside (widget, MUSTER_TYPE_FACES);
  if (faces != NULL)
    MUSTER_FACES (faces)->focus_wanted = TRUE;
}
