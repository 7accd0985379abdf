/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-button-layout.h"
#include "muster-copy-button.h"
#include "muster-ui.h"

/**
 * MusterAdviceRow:
 *
 * One thing that a person has to do or to know: a number or a state, a title,
 * sentences, a value to copy, and buttons below them. Everything wraps, so
 * that it fits a narrow window and large text. Never reads markup.
 */
struct _MusterAdviceRow
{
  AdwPreferencesRow parent_instance;

  GtkBox   *box;
  GtkBox   *head;
  GtkBox   *texts;
  GtkLabel *title;
  GtkLabel *pill;
  GtkLabel *text; /* (nullable): that changes */
  GtkBox   *buttons; /* laid out by MusterButtonLayout */
};

G_DEFINE_FINAL_TYPE (MusterAdviceRow, muster_advice_row, ADW_TYPE_PREFERENCES_ROW)

static GtkLabel *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return GTK_LABEL (label);
}

/* A box of GTK 4.8 counts baselines only when it is measured for a width, and complains about the difference. */
static GtkWidget *
without_baseline (GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), widget);
  return box;
}

static void
muster_advice_row_class_init (MusterAdviceRowClass *klass)
{
}

static void
muster_advice_row_init (MusterAdviceRow *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  self->texts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->head = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->head), muster_button_layout_new ());
  self->title = create_label (NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "muster-advice");
  gtk_widget_set_hexpand (GTK_WIDGET (self->texts), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_box_append (self->head, GTK_WIDGET (self->title));
  gtk_box_append (self->texts, GTK_WIDGET (self->head));
  gtk_box_append (self->box, GTK_WIDGET (self->texts));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * muster_advice_row_new:
 * @title: plain text
 *
 * Returns: (transfer floating): a row for a preferences group
 */
GtkWidget *
muster_advice_row_new (const char *title)
{
  MusterAdviceRow *self = g_object_new (MUSTER_TYPE_ADVICE_ROW, "title", title, NULL);

  gtk_label_set_text (self->title, title);
  return GTK_WIDGET (self);
}

void
muster_advice_row_set_prefix (MusterAdviceRow *self,
                              GtkWidget       *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  gtk_box_prepend (self->box, without_baseline (widget));
}

/**
 * muster_advice_row_set_number:
 * @self: row
 * @number: which step it is
 */
void
muster_advice_row_set_number (MusterAdviceRow *self,
                              guint            number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *badge = gtk_label_new (text);

  gtk_widget_add_css_class (badge, "muster-step-number");
  muster_advice_row_set_prefix (self, badge);
}

void
muster_advice_row_set_pill (MusterAdviceRow *self,
                            const char      *text,
                            MusterTone       tone)
{
  if (self->pill == NULL)
    {
      self->pill = GTK_LABEL (muster_ui_pill_new (text, tone));
      gtk_widget_set_valign (GTK_WIDGET (self->pill), GTK_ALIGN_START);
      gtk_box_append (self->head, without_baseline (GTK_WIDGET (self->pill)));
    }
  muster_ui_set_pill (self->pill, text, tone);
}

/**
 * muster_advice_row_set_text:
 * @self: row
 * @text: one paragraph, plain text, in place of what it was
 */
void
muster_advice_row_set_text (MusterAdviceRow *self,
                            const char      *text)
{
  if (self->text == NULL)
    {
      self->text = create_label (NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->text), "muster-advice-text");
      gtk_widget_add_css_class (GTK_WIDGET (self->text), "dim-label");
      gtk_box_insert_child_after (self->texts, GTK_WIDGET (self->text), GTK_WIDGET (self->head));
    }
  gtk_label_set_text (self->text, text);
}

/**
 * muster_advice_row_add_text:
 * @self: row
 * @text: (nullable): one paragraph, plain text
 * @dim: whether it is less important than the others
 */
void
muster_advice_row_add_text (MusterAdviceRow *self,
                            const char      *text,
                            gboolean         dim)
{
  GtkLabel *label;

  if (text == NULL || *text == '\0')
    return;
  label = create_label (text);
  gtk_widget_add_css_class (GTK_WIDGET (label), "muster-advice-text");
  if (dim)
    gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  gtk_box_append (self->texts, GTK_WIDGET (label));
}

/**
 * muster_advice_row_add_folded:
 * @self: row
 * @summary: what is seen at once
 * @text: a long paragraph, seen when somebody unfolds it
 */
void
muster_advice_row_add_folded (MusterAdviceRow *self,
                              const char      *summary,
                              const char      *text)
{
  GtkWidget *expander = gtk_expander_new (summary);
  GtkLabel *label = create_label (text);

  gtk_widget_add_css_class (expander, "muster-advice-text");
  gtk_widget_add_css_class (expander, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (label), "muster-advice-text");
  gtk_expander_set_child (GTK_EXPANDER (expander), GTK_WIDGET (label));
  gtk_box_append (self->texts, expander);
}

/**
 * muster_advice_row_add_code:
 * @self: row
 * @code: (nullable): what a person pastes somewhere, exactly as it is
 */
void
muster_advice_row_add_code (MusterAdviceRow *self,
                            const char      *code)
{
  GtkWidget *box;
  GtkLabel *label;
  g_autofree char *name = NULL;

  if (code == NULL || *code == '\0')
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  label = create_label (code);
  /* Translators: %s is what is copied, such as a permission’s name */
  name = g_strdup_printf (_("Copy %s"), code);
  gtk_widget_add_css_class (GTK_WIDGET (label), "muster-code");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  gtk_box_append (GTK_BOX (box), without_baseline (muster_copy_button_new (code, NULL, name)));
  gtk_box_append (self->texts, box);
}

/**
 * muster_advice_row_add_button:
 * @self: row
 * @button: stands below the texts, beside the ones before it, or below them where they do not fit
 */
void
muster_advice_row_add_button (MusterAdviceRow *self,
                              GtkWidget       *button)
{
  if (self->buttons == NULL)
    {
      self->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
      gtk_widget_set_layout_manager (GTK_WIDGET (self->buttons), muster_button_layout_new ());
      gtk_widget_add_css_class (GTK_WIDGET (self->buttons), "muster-advice-buttons");
      gtk_box_append (self->texts, GTK_WIDGET (self->buttons));
    }
  /* With very large text they get shorter instead of making the window wider */
  if (GTK_IS_BUTTON (button) && GTK_IS_LABEL (gtk_button_get_child (GTK_BUTTON (button))))
    gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_box_append (self->buttons, button);
}

static void
open_page_cb (GtkWidget  *button,
              const char *uri)
{
  GtkRoot *root = gtk_widget_get_root (button);

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
free_closure_text (gpointer  text,
                   GClosure *closure)
{
  g_free (text);
}

/**
 * muster_advice_row_add_page:
 * @self: row
 * @uri: (nullable): a page to open in the browser
 * @label: what the button says
 *
 * Adds a button that opens the page, and one that copies its address.
 */
void
muster_advice_row_add_page (MusterAdviceRow *self,
                            const char      *uri,
                            const char      *label)
{
  GtkWidget *button;

  if (uri == NULL || *uri == '\0')
    return;
  button = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, uri);
  g_signal_connect_data (button, "clicked", G_CALLBACK (open_page_cb), g_strdup (uri), free_closure_text, 0);
  muster_advice_row_add_button (self, button);
  muster_advice_row_add_button (self, muster_copy_button_new (uri, NULL, _("Copy the Link")));
}
