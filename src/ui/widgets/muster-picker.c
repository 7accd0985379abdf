/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-picker.h"
#include "muster-tab-stop.h"
#include "muster-text.h"
#include "muster-ui.h"

/**
 * MusterPicker:
 *
 * A small modal window to choose one item of a list by searching it. The order
 * of the list is kept, so what fits best stays on top. Emits ::picked (item)
 * and closes.
 */
struct _MusterPicker
{
  AdwWindow parent_instance;

  MusterPickerDescribe describe;
  char                *needle; /* folded */
  GtkCustomFilter     *filter;
  GtkFilterListModel  *model;

  GtkSearchEntry *search_entry;
  GtkListView    *list_view;
  GtkStack       *stack;
  AdwWindowTitle *window_title;
  GtkButton      *clear_button;
};

G_DEFINE_FINAL_TYPE (MusterPicker, muster_picker, ADW_TYPE_WINDOW)

static guint picked_signal;
static guint cleared_signal;

static gboolean
matches (MusterPicker *self,
         const char   *text)
{
  g_autofree char *folded = text != NULL ? muster_text_fold (text) : NULL;

  return folded != NULL && strstr (folded, self->needle) != NULL;
}

static gboolean
filter_item (gpointer item,
             gpointer user_data)
{
  MusterPicker *self = user_data;
  MusterPickerText text;

  if (self->needle == NULL || *self->needle == '\0')
    return TRUE;
  text = self->describe (item);
  return matches (self, text.title) || matches (self, text.subtitle);
}

static void
show_face (MusterPicker *self)
{
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0 ? "list"
                                                                                                         : "empty");
}

static void
search_changed_cb (MusterPicker *self)
{
  g_free (self->needle);
  self->needle = muster_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_face (self);
}

static void
pick (MusterPicker *self,
      guint         position)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item == NULL || self->describe (item).off)
    return;
  g_signal_emit (self, picked_signal, 0, item);
  gtk_window_close (GTK_WINDOW (self));
}

/* Return in the search entry takes the first row that can be chosen. */
static void
search_activated_cb (MusterPicker *self)
{
  search_changed_cb (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->model)); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (self->describe (item).off)
        continue;
      pick (self, i);
      return;
    }
}

static void
clear_clicked_cb (MusterPicker *self)
{
  g_signal_emit (self, cleared_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_activated_cb (MusterPicker *self,
                  guint         position)
{
  pick (self, position);
}

static void
row_setup_cb (MusterPicker *self,
              GtkListItem  *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *subtitle = gtk_label_new (NULL);
  GtkWidget *badge = muster_ui_pill_new ("", MUSTER_TONE_GOOD);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_wrap (GTK_LABEL (subtitle), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (subtitle), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), subtitle);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_widget_add_css_class (box, "muster-list-row");
  gtk_list_item_set_child (list_item, box);
}

static void
row_bind_cb (MusterPicker *self,
             GtkListItem  *list_item)
{
  MusterPickerText text = self->describe (gtk_list_item_get_item (list_item));
  GtkWidget *texts = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *title = gtk_widget_get_first_child (texts);
  GtkWidget *subtitle = gtk_widget_get_next_sibling (title);
  GtkWidget *badge = gtk_widget_get_next_sibling (texts);

  gtk_label_set_text (GTK_LABEL (title), text.title != NULL ? text.title : "");
  gtk_label_set_text (GTK_LABEL (subtitle), text.subtitle != NULL ? text.subtitle : "");
  gtk_widget_set_visible (subtitle, text.subtitle != NULL && *text.subtitle != '\0');
  gtk_widget_set_visible (badge, text.badge != NULL);
  muster_ui_set_pill (GTK_LABEL (badge), text.badge != NULL ? text.badge : "",
                      text.off ? MUSTER_TONE_PLAIN : MUSTER_TONE_GOOD);
  gtk_widget_set_sensitive (gtk_list_item_get_child (list_item), !text.off);
  gtk_list_item_set_activatable (list_item, !text.off);
}

static gboolean
key_pressed_cb (MusterPicker *self,
                guint         keyval)
{
  if (keyval != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
muster_picker_dispose (GObject *object)
{
  MusterPicker *self = MUSTER_PICKER (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_PICKER);
  g_clear_object (&self->model);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (muster_picker_parent_class)->dispose (object);
}

static void
muster_picker_finalize (GObject *object)
{
  g_free (MUSTER_PICKER (object)->needle);
  G_OBJECT_CLASS (muster_picker_parent_class)->finalize (object);
}

static void
muster_picker_class_init (MusterPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = muster_picker_dispose;
  object_class->finalize = muster_picker_finalize;

  /**
   * MusterPicker::picked:
   * @self: picker
   * @item: what was chosen
   */
  picked_signal = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_OBJECT);

  /**
   * MusterPicker::cleared:
   * @self: picker
   *
   * What is chosen now shall not be chosen any more.
   */
  cleared_signal = g_signal_new ("cleared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/widgets/muster-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterPicker, list_view);
  gtk_widget_class_bind_template_child (widget_class, MusterPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterPicker, window_title);
  gtk_widget_class_bind_template_child (widget_class, MusterPicker, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
muster_picker_init (MusterPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_picker_new:
 * @parent: a widget of the window that it belongs to
 * @title: what is chosen
 * @items: (transfer none): the list, in the order to show
 * @describe: how an item reads
 *
 * Returns: (transfer none): a window to present
 */
MusterPicker *
muster_picker_new (GtkWidget            *parent,
                   const char           *title,
                   GListModel           *items,
                   MusterPickerDescribe  describe)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  MusterPicker *self = g_object_new (MUSTER_TYPE_PICKER, "title", title, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->describe = describe;
  self->filter = gtk_custom_filter_new (filter_item, self, NULL);
  self->model = gtk_filter_list_model_new (g_object_ref (items), g_object_ref (GTK_FILTER (self->filter)));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  adw_window_title_set_title (self->window_title, title);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  muster_ui_set_name (GTK_WIDGET (self->list_view), title);
  show_face (self);
  /* Not onto the button that takes the choice away */
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->search_entry));
  return self;
}

/**
 * muster_picker_set_clear:
 * @self: picker
 * @label: what a button says that takes the choice away
 */
void
muster_picker_set_clear (MusterPicker *self,
                         const char   *label)
{
  g_return_if_fail (MUSTER_IS_PICKER (self));

  gtk_button_set_label (self->clear_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), TRUE);
}
