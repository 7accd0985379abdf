/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-button-layout.h"
#include "muster-item-row.h"
#include "muster-paged-list.h"
#include "muster-text.h"
#include "muster-ui.h"

/**
 * MusterItemRow:
 *
 * A row of a long list: title, two lines below it, and pills. It follows one
 * place of a [class@PagedList], whose record comes later and may be replaced.
 */
struct _MusterItemRow
{
  GtkBox parent_instance;

  GSignalGroup      *signals;
  MusterItemRowShow  show;
  AdwAvatar         *avatar; /* (nullable) */
  GtkLabel          *title;
  GtkLabel          *subtitle;
  GtkLabel          *caption;
  GtkLabel          *count;
  GtkLabel          *pill;
};

/* In a narrow window, or in large text, a line becomes up to three, and the pills stand below them when they do not fit
 * beside so many characters */
#define MAX_LINES   3
#define WIDTH_CHARS 34

G_DEFINE_FINAL_TYPE (MusterItemRow, muster_item_row, GTK_TYPE_BOX)

static GtkLabel *
create_label (GtkWidget  *box,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (label), MAX_LINES);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
record_changed_cb (MusterItemRow *self)
{
  MusterRecord *record = muster_item_row_get_record (self);

  gtk_widget_set_visible (GTK_WIDGET (self->count), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->pill), FALSE);
  if (record != NULL && self->show != NULL)
    self->show (self, record);
  else
    muster_item_row_set_texts (self, "…", NULL, NULL);
}

static void
muster_item_row_dispose (GObject *object)
{
  g_clear_object (&MUSTER_ITEM_ROW (object)->signals);
  G_OBJECT_CLASS (muster_item_row_parent_class)->dispose (object);
}

static void
muster_item_row_class_init (MusterItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_item_row_dispose;
}

static void
muster_item_row_init (MusterItemRow *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "muster-row");
  gtk_widget_set_layout_manager (content, muster_button_layout_new ());
  gtk_widget_set_hexpand (content, TRUE);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (pills, GTK_ALIGN_CENTER);
  self->title = create_label (texts, "heading");
  self->subtitle = create_label (texts, "caption");
  self->caption = create_label (texts, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  self->count = GTK_LABEL (muster_ui_pill_new ("", MUSTER_TONE_PLAIN));
  self->pill = GTK_LABEL (muster_ui_pill_new ("", MUSTER_TONE_PLAIN));
  gtk_label_set_ellipsize (self->pill, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->pill, 22);
  gtk_box_append (GTK_BOX (pills), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (pills), GTK_WIDGET (self->pill));
  gtk_box_append (GTK_BOX (content), texts);
  gtk_box_append (GTK_BOX (content), pills);
  gtk_box_append (GTK_BOX (self), content);

  self->signals = g_signal_group_new (MUSTER_TYPE_PAGED_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (record_changed_cb), self);
}

GtkWidget *
muster_item_row_new (gboolean with_avatar)
{
  MusterItemRow *self = g_object_new (MUSTER_TYPE_ITEM_ROW, NULL);

  if (with_avatar)
    {
      GtkWidget *avatar = adw_avatar_new (40, NULL, TRUE);

      self->avatar = ADW_AVATAR (avatar);
      gtk_box_prepend (GTK_BOX (self), avatar);
    }
  return GTK_WIDGET (self);
}

/**
 * muster_item_row_set_item:
 * @self: row
 * @item: (nullable): a place of a paged list; NULL: nothing any more
 * @show: sets the texts
 */
void
muster_item_row_set_item (MusterItemRow     *self,
                          GObject           *item,
                          MusterItemRowShow  show)
{
  g_return_if_fail (MUSTER_IS_ITEM_ROW (self));

  self->show = show;
  g_signal_group_set_target (self->signals, item);
  if (item != NULL)
    record_changed_cb (self);
}

/**
 * muster_item_row_get_record:
 * @self: row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
MusterRecord *
muster_item_row_get_record (MusterItemRow *self)
{
  g_autoptr(MusterPagedItem) item = NULL;

  g_return_val_if_fail (MUSTER_IS_ITEM_ROW (self), NULL);

  item = g_signal_group_dup_target (self->signals);
  return item != NULL ? muster_paged_item_get_record (item) : NULL;
}

static void
set_line (GtkLabel   *label,
          const char *text)
{
  g_autofree char *line = muster_text_one_line (text);

  gtk_label_set_text (label, line);
  gtk_widget_set_visible (GTK_WIDGET (label), *line != '\0');
}

/**
 * muster_item_row_set_texts:
 * @self: row
 * @title: (nullable): plain text
 * @subtitle: (nullable): plain text
 * @caption: (nullable): plain text
 */
void
muster_item_row_set_texts (MusterItemRow *self,
                           const char    *title,
                           const char    *subtitle,
                           const char    *caption)
{
  set_line (self->title, title);
  set_line (self->subtitle, subtitle);
  set_line (self->caption, caption);
  if (self->avatar != NULL)
    adw_avatar_set_text (self->avatar, title);
}

void
muster_item_row_set_pill (MusterItemRow *self,
                          const char    *text,
                          MusterTone     tone)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pill), text != NULL && *text != '\0');
  if (text != NULL)
    muster_ui_set_pill (self->pill, text, tone);
}

void
muster_item_row_set_count (MusterItemRow *self,
                           const char    *text)
{
  set_line (self->count, text);
}
