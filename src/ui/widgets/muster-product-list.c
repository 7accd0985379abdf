/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-product-list.h"
#include "muster-ui.h"

/**
 * MusterProductList:
 *
 * The products of one category to choose one from. Hidden where there is only
 * one. Emits ::selected when a person chose another one.
 */
struct _MusterProductList
{
  AdwBin parent_instance;

  GPtrArray *integrations; /* (element-type MusterIntegration) */
  GPtrArray *buttons;      /* (element-type GtkCheckButton) (unowned) */
  guint      selected;
};

G_DEFINE_FINAL_TYPE (MusterProductList, muster_product_list, ADW_TYPE_BIN)

static guint selected_signal;

/* What has to be at hand to connect it, in the order in which they are offered */
static const struct
{
  const char *integration;
  const char *text;
} needs[] = {
  { "connectwise", N_("With the keys of an API member") },
  { "halopsa", N_("With an API-only agent, or your own sign-in") },
  { "autotask", N_("With an API user and its tracking identifier") },
};

static const char *
need_of (MusterIntegration *integration)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_str_equal (needs[i].integration, muster_integration_get_id (integration)))
      return _(needs[i].text);
  return NULL;
}

static guint
place_of (MusterIntegration *integration)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_str_equal (needs[i].integration, muster_integration_get_id (integration)))
      break;
  return i;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  MusterIntegration *one = *(MusterIntegration * const *) a;
  MusterIntegration *other = *(MusterIntegration * const *) b;

  if (place_of (one) != place_of (other))
    return place_of (one) < place_of (other) ? -1 : 1;
  return g_utf8_collate (muster_integration_get_name (one), muster_integration_get_name (other));
}

static void
toggled_cb (MusterProductList *self,
            GtkCheckButton    *button)
{
  guint selected;

  if (!gtk_check_button_get_active (button) || !g_ptr_array_find (self->buttons, button, &selected) ||
      selected == self->selected)
    return;
  self->selected = selected;
  g_signal_emit (self, selected_signal, 0);
}

static GtkWidget *
create_row (MusterProductList *self,
            MusterIntegration *integration)
{
  GtkWidget *row = muster_ui_row_new (muster_integration_get_name (integration), need_of (integration));
  GtkWidget *button = gtk_check_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (self->buttons->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), g_ptr_array_index (self->buttons, 0));
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  g_ptr_array_add (self->buttons, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static void
muster_product_list_finalize (GObject *object)
{
  MusterProductList *self = MUSTER_PRODUCT_LIST (object);

  g_clear_pointer (&self->integrations, g_ptr_array_unref);
  g_ptr_array_unref (self->buttons);
  G_OBJECT_CLASS (muster_product_list_parent_class)->finalize (object);
}

static void
muster_product_list_class_init (MusterProductListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_product_list_finalize;

  /**
   * MusterProductList::selected:
   *
   * Another product was chosen.
   */
  selected_signal = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
muster_product_list_init (MusterProductList *self)
{
  self->buttons = g_ptr_array_new ();
}

/**
 * muster_product_list_collect:
 * @context: an open context
 * @category: such as "psa"
 *
 * Returns: (transfer full) (element-type MusterIntegration): the products of @category in the order to offer them
 */
GPtrArray *
muster_product_list_collect (MusterContext *context,
                             const char    *category)
{
  GPtrArray *all = muster_catalog_list_integrations (muster_context_get_catalog (context));
  GPtrArray *integrations = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (muster_integration_get_category (g_ptr_array_index (all, i)), category))
      g_ptr_array_add (integrations, g_object_ref (g_ptr_array_index (all, i)));
  g_ptr_array_sort (integrations, compare_places);
  return integrations;
}

/**
 * muster_product_list_new:
 * @context: an open context
 * @category: such as "psa"
 *
 * Returns: (transfer floating): a list
 */
GtkWidget *
muster_product_list_new (MusterContext *context,
                         const char    *category)
{
  MusterProductList *self = g_object_new (MUSTER_TYPE_PRODUCT_LIST, NULL);
  GtkWidget *group = adw_preferences_group_new ();

  self->integrations = muster_product_list_collect (context, category);
  for (guint i = 0; i < self->integrations->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               create_row (self, g_ptr_array_index (self->integrations, i)));
  muster_ui_set_name (group, _("Product"));
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), self->integrations->len > 1);
  return GTK_WIDGET (self);
}

guint
muster_product_list_get_n (MusterProductList *self)
{
  g_return_val_if_fail (MUSTER_IS_PRODUCT_LIST (self), 0);
  return self->integrations->len;
}

/**
 * muster_product_list_get_selected:
 * @self: list
 *
 * Returns: (transfer none): the chosen product
 */
MusterIntegration *
muster_product_list_get_selected (MusterProductList *self)
{
  g_return_val_if_fail (MUSTER_IS_PRODUCT_LIST (self), NULL);
  return g_ptr_array_index (self->integrations, self->selected);
}

/**
 * muster_product_list_select:
 * @self: list
 * @integration: (nullable): id of one of them; another one is passed over
 *
 * Chooses @integration without telling.
 */
void
muster_product_list_select (MusterProductList *self,
                            const char        *integration)
{
  g_return_if_fail (MUSTER_IS_PRODUCT_LIST (self));

  for (guint i = 0; i < self->integrations->len; i++)
    if (g_strcmp0 (muster_integration_get_id (g_ptr_array_index (self->integrations, i)), integration) == 0)
      {
        self->selected = i;
        gtk_check_button_set_active (g_ptr_array_index (self->buttons, i), TRUE);
      }
}
