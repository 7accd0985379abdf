/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-import-item.h"
#include "muster-ui.h"

/**
 * MusterImportItem:
 *
 * One company of the import: whether it is chosen, its name, short name, type
 * and status, and what the import would do with it.
 */
struct _MusterImportItem
{
  GtkBox parent_instance;

  MusterImportRow *row;     /* (owned) (nullable) */
  GBinding        *binding; /* (owned) (nullable) */

  GtkWidget *check;
  GtkLabel  *title;
  GtkLabel  *subtitle;
  GtkLabel  *pill;
};

G_DEFINE_FINAL_TYPE (MusterImportItem, muster_import_item, GTK_TYPE_BOX)

static MusterTone
change_tone (const char *change)
{
  if (g_strcmp0 (change, "new") == 0)
    return MUSTER_TONE_GOOD;
  if (g_strcmp0 (change, "same") == 0)
    return MUSTER_TONE_PLAIN;
  return MUSTER_TONE_WAIT;
}

static void
add_part (GString    *line,
          const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", part);
}

static void
show_row (MusterImportItem *self)
{
  g_autoptr(GString) subtitle = g_string_new (NULL);
  const char *client_name = muster_import_row_get_client_name (self->row);

  add_part (subtitle, muster_import_row_get_slug (self->row));
  add_part (subtitle, muster_import_row_get_company_type (self->row));
  add_part (subtitle, muster_import_row_get_status (self->row));
  if (client_name != NULL && g_strcmp0 (client_name, muster_import_row_get_name (self->row)) != 0)
    {
      g_autofree char *text = NULL;

      /* Translators: name of the client that this company is already */
      text = g_strdup_printf (_("client “%s”"), client_name);
      add_part (subtitle, text);
    }
  gtk_label_set_text (self->title, muster_import_row_get_name (self->row));
  gtk_label_set_text (self->subtitle, subtitle->str);
  muster_ui_set_pill (self->pill, muster_import_row_get_change_text (self->row),
                      change_tone (muster_import_row_get_change (self->row)));
  gtk_widget_set_visible (GTK_WIDGET (self->pill), muster_import_row_get_change_text (self->row) != NULL);
  muster_ui_set_name (self->check, muster_import_row_get_name (self->row));
}

static void
muster_import_item_dispose (GObject *object)
{
  MusterImportItem *self = MUSTER_IMPORT_ITEM (object);

  g_clear_object (&self->binding);
  g_clear_object (&self->row);
  G_OBJECT_CLASS (muster_import_item_parent_class)->dispose (object);
}

static void
muster_import_item_class_init (MusterImportItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_import_item_dispose;
}

static GtkLabel *
create_label (GtkWidget  *box,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
muster_import_item_init (MusterImportItem *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "muster-row");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->check = gtk_check_button_new ();
  /* The row itself has the focus, and Return or Space toggles it. */
  gtk_widget_set_can_focus (self->check, FALSE);
  gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
  self->title = create_label (texts, "heading");
  self->subtitle = create_label (texts, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "dim-label");
  self->pill = GTK_LABEL (muster_ui_pill_new ("", MUSTER_TONE_PLAIN));
  gtk_label_set_ellipsize (self->pill, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->pill, 20);
  gtk_box_append (GTK_BOX (self), self->check);
  gtk_box_append (GTK_BOX (self), texts);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->pill));
}

GtkWidget *
muster_import_item_new (void)
{
  return g_object_new (MUSTER_TYPE_IMPORT_ITEM, NULL);
}

/**
 * muster_import_item_set_row:
 * @self: item
 * @row: (nullable): what it shows; %NULL: nothing any more
 */
void
muster_import_item_set_row (MusterImportItem *self,
                            MusterImportRow  *row)
{
  g_return_if_fail (MUSTER_IS_IMPORT_ITEM (self));

  if (self->binding != NULL)
    g_binding_unbind (self->binding);
  g_clear_object (&self->binding);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;
  self->binding = g_object_ref (g_object_bind_property (row, "chosen", self->check, "active",
                                                        G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE));
  show_row (self);
}
