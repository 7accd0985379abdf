/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-secret-view.h"
#include "muster-ui.h"

/**
 * MusterSecretView:
 *
 * A secret in letters of one width, for eyes only. It is drawn and no label,
 * because the text of a label stands on the accessibility bus, where every
 * program of the session may read it, and a screen reader would say it aloud
 * in an office before anybody asked, and keep it in its history. Who needs it
 * spoken asks for it: then, and only as long, it is the name of this widget,
 * letter by letter. It cannot be selected; copying is a button, which takes it
 * out of the clipboard again.
 */
struct _MusterSecretView
{
  GtkWidget parent_instance;

  char         *kind;
  MusterSecret *secret; /* (owned) */
  PangoLayout  *layout; /* (owned) (nullable): for the font and the state that there are now */
  gboolean      covered;
  gboolean      spoken;
};

G_DEFINE_FINAL_TYPE (MusterSecretView, muster_secret_view, GTK_TYPE_WIDGET)

#define MIN_CHARS 8

/* Nothing may be told from the length, either. */
#define COVER "••••••••••••"

static PangoLayout *
get_layout (MusterSecretView *self)
{
  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self),
                                                     self->covered ? COVER : muster_secret_peek (self->secret));
      pango_layout_set_wrap (self->layout, PANGO_WRAP_CHAR);
    }
  return self->layout;
}

static void
drop_layout (MusterSecretView *self)
{
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* "capital K, 7, m" */
static char *
spell (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (out->len > 0)
        g_string_append (out, ", ");
      if (g_unichar_isupper (letter))
        /* Translators: said before a capital letter when a password is spelled */
        g_string_append_printf (out, "%s ", C_("spelling", "capital"));
      g_string_append_unichar (out, letter);
    }
  return g_string_free (out, FALSE);
}

static void
update_name (MusterSecretView *self)
{
  char *name = self->spoken && !self->covered ? spell (muster_secret_peek (self->secret)) : NULL;
  g_autofree char *plain = NULL;

  /* Translators: %s is “Password” or the like; said by screen readers instead of the value */
  plain = g_strdup_printf (_("%s: shown on the screen, not read out"), self->kind);
  muster_ui_set_name (GTK_WIDGET (self), name != NULL ? name : plain);
  muster_secret_free (name);
}

static void
muster_secret_view_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  PangoLayout *layout = get_layout (MUSTER_SECRET_VIEW (widget));
  int width;
  int height;

  pango_layout_set_width (layout, orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? for_size * PANGO_SCALE : -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = height;
      return;
    }
  *natural = width;
  *minimum = MIN (width, MIN_CHARS * height);
}

static void
muster_secret_view_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  PangoLayout *layout = get_layout (MUSTER_SECRET_VIEW (widget));

  pango_layout_set_width (layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, 0, layout);
}

static GtkSizeRequestMode
muster_secret_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
muster_secret_view_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (muster_secret_view_parent_class)->css_changed (widget, change);
  drop_layout (MUSTER_SECRET_VIEW (widget));
}

static void
muster_secret_view_finalize (GObject *object)
{
  MusterSecretView *self = MUSTER_SECRET_VIEW (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->secret, muster_secret_unref);
  g_free (self->kind);
  G_OBJECT_CLASS (muster_secret_view_parent_class)->finalize (object);
}

static void
muster_secret_view_class_init (MusterSecretViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_secret_view_finalize;
  widget_class->measure = muster_secret_view_measure;
  widget_class->snapshot = muster_secret_view_snapshot;
  widget_class->get_request_mode = muster_secret_view_get_request_mode;
  widget_class->css_changed = muster_secret_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "secret");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
muster_secret_view_init (MusterSecretView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "muster-secret");
}

GtkWidget *
muster_secret_view_new (const char   *kind,
                        MusterSecret *secret)
{
  MusterSecretView *self = g_object_new (MUSTER_TYPE_SECRET_VIEW, NULL);

  self->kind = g_strdup (kind);
  self->secret = muster_secret_ref (secret);
  update_name (self);
  return GTK_WIDGET (self);
}

void
muster_secret_view_set_covered (MusterSecretView *self,
                                gboolean          covered)
{
  g_return_if_fail (MUSTER_IS_SECRET_VIEW (self));

  if (self->covered == covered)
    return;
  self->covered = covered;
  update_name (self);
  drop_layout (self);
}

gboolean
muster_secret_view_get_covered (MusterSecretView *self)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_VIEW (self), TRUE);
  return self->covered;
}

/**
 * muster_secret_view_set_spoken:
 * @self: view
 * @spoken: whether a screen reader gets the value
 */
void
muster_secret_view_set_spoken (MusterSecretView *self,
                               gboolean          spoken)
{
  g_return_if_fail (MUSTER_IS_SECRET_VIEW (self));

  self->spoken = spoken;
  update_name (self);
}

gboolean
muster_secret_view_get_spoken (MusterSecretView *self)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_VIEW (self), FALSE);
  return self->spoken;
}
