/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-subpage.h"
#include "muster-ui.h"

/**
 * MusterSubpage:
 *
 * A page on top of the main view: a header bar with the way back, a title and
 * perhaps a button, and below it what the page shows.
 */
struct _MusterSubpage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  AdwHeaderBar   *header;
  AdwBin         *content;
};

G_DEFINE_FINAL_TYPE (MusterSubpage, muster_subpage, ADW_TYPE_BIN)

typedef enum
{
  PROP_TITLE = 1,
  PROP_CONTENT,
  PROP_BUTTON,
} MusterSubpageProperty;

static GParamSpec *props[PROP_BUTTON + 1];

static void
muster_subpage_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  MusterSubpage *self = MUSTER_SUBPAGE (object);

  switch ((MusterSubpageProperty) prop_id)
    {
    case PROP_TITLE:
      adw_window_title_set_title (self->title, g_value_get_string (value));
      break;
    case PROP_CONTENT:
      adw_bin_set_child (self->content, g_value_get_object (value));
      break;
    case PROP_BUTTON:
      if (g_value_get_object (value) != NULL)
        adw_header_bar_pack_end (self->header, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_subpage_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_SUBPAGE);
  G_OBJECT_CLASS (muster_subpage_parent_class)->dispose (object);
}

static void
muster_subpage_class_init (MusterSubpageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = muster_subpage_set_property;
  object_class->dispose = muster_subpage_dispose;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_BUTTON] = g_param_spec_object ("button", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-subpage.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterSubpage, title);
  gtk_widget_class_bind_template_child (widget_class, MusterSubpage, header);
  gtk_widget_class_bind_template_child (widget_class, MusterSubpage, content);
}

static void
muster_subpage_init (MusterSubpage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_title_shrink (self->header);
}

/**
 * muster_subpage_set_title:
 * @self: page
 * @title: plain text
 * @subtitle: (nullable): plain text
 */
void
muster_subpage_set_title (MusterSubpage *self,
                          const char    *title,
                          const char    *subtitle)
{
  g_return_if_fail (MUSTER_IS_SUBPAGE (self));

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
}

GtkWidget *
muster_subpage_get_content (MusterSubpage *self)
{
  g_return_val_if_fail (MUSTER_IS_SUBPAGE (self), NULL);
  return adw_bin_get_child (self->content);
}
