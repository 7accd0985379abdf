/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-form.h"
#include "muster-connect-page.h"
#include "muster-product-list.h"
#include "muster-ui.h"

/**
 * MusterConnectPage:
 *
 * Connects one kind of system: PSA, Microsoft 365 or documentation. The first
 * Next tests and saves, and shows what was found; the second goes on. What is
 * typed is kept, secrets are not.
 */
struct _MusterConnectPage
{
  MusterOnboardingPage parent_instance;

  char              *category;
  GtkBox            *box;
  AdwPreferencesGroup *connected_group;
  GtkWidget         *connected_row;
  GtkWidget         *change_button;
  AdwBin            *product_bin;
  MusterProductList *products;
  MusterConnectForm *form;
  gboolean           connected;
  gboolean           changed;  /* since it was connected */
  gboolean           changing; /* new keys are being entered */
};

G_DEFINE_FINAL_TYPE (MusterConnectPage, muster_connect_page, MUSTER_TYPE_ONBOARDING_PAGE)

static char *
value_key (MusterIntegration *integration,
           const char        *field)
{
  return g_strdup_printf ("%s/%s", muster_integration_get_id (integration), field);
}

/* Which product was chosen is kept, too. */
static char *
product_key (MusterConnectPage *self)
{
  return g_strdup_printf ("%s/product", self->category);
}

static MusterIntegration *
selected_integration (MusterConnectPage *self)
{
  return muster_product_list_get_selected (self->products);
}

static void
update (MusterConnectPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  gboolean as_it_is = self->connected && !self->changed;

  if (as_it_is)
    muster_onboarding_page_set_next_label (page, _("Next"));
  else if (self->form != NULL && muster_connect_form_get_needs_browser (self->form))
    muster_onboarding_page_set_next_label (page, _("Sign In in Browser"));
  else
    muster_onboarding_page_set_next_label (page, _("Connect"));
  muster_onboarding_page_set_ready (page, as_it_is ||
                                    (self->form != NULL && muster_connect_form_get_complete (self->form)));
}

static void
form_changed_cb (MusterConnectPage *self,
                 const char        *field,
                 MusterConnectForm *form)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autofree char *key = value_key (selected_integration (self), field);

  self->changed = TRUE;
  muster_onboarding_page_set_message (page, NULL, NULL);
  if (!muster_connect_form_is_secret (form, field))
    muster_onboarding_set_value (muster_onboarding_page_get_progress (page), key,
                                 muster_connect_form_get_value (form, field));
  update (self);
}

static void
restore_form (MusterConnectPage *self)
{
  MusterIntegration *integration = selected_integration (self);
  GPtrArray *fields = muster_integration_get_fields (integration);
  MusterOnboarding *progress = muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self));

  for (guint i = 0; i < fields->len; i++)
    {
      MusterField *field = g_ptr_array_index (fields, i);
      g_autofree char *key = value_key (integration, field->id);

      if (!g_str_equal (field->kind, "secret") && muster_onboarding_get_value (progress, key) != NULL)
        muster_connect_form_set_value (self->form, field->id, muster_onboarding_get_value (progress, key));
    }
}

static void
show_form (MusterConnectPage *self)
{
  MusterContext *context = muster_onboarding_page_get_context (MUSTER_ONBOARDING_PAGE (self));

  if (self->form != NULL)
    gtk_box_remove (self->box, GTK_WIDGET (self->form));
  self->form = MUSTER_CONNECT_FORM (muster_connect_form_new (context, selected_integration (self), NULL));
  restore_form (self);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::complete", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (self->form));
  self->changed = FALSE;
}

static void
show_connected (MusterConnectPage *self)
{
  MusterContext *context = muster_onboarding_page_get_context (MUSTER_ONBOARDING_PAGE (self));
  MusterConnection *connection = muster_context_find_connection (context, self->category);

  self->connected = connection != NULL;
  if (connection != NULL && self->form != NULL &&
      !g_str_equal (muster_integration_get_id (selected_integration (self)),
                    muster_connection_get_integration (connection)))
    {
      muster_product_list_select (self->products, muster_connection_get_integration (connection));
      show_form (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->connected_group), connection != NULL);
  muster_connect_form_show_fields (self->form, connection == NULL || self->changing);
  gtk_widget_set_visible (GTK_WIDGET (self->product_bin), connection == NULL);
  gtk_widget_set_visible (self->change_button, !self->changing);
  if (connection == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->connected_row), muster_connection_get_name (connection));
}

static void
change_clicked_cb (MusterConnectPage *self)
{
  self->changing = TRUE;
  show_connected (self);
  update (self);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
product_selected_cb (MusterConnectPage *self)
{
  g_autofree char *key = product_key (self);

  muster_onboarding_set_value (muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self)), key,
                               muster_integration_get_id (selected_integration (self)));
  muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), NULL, NULL);
  if (self->form == NULL)
    return;
  show_form (self);
  update (self);
}

static void
muster_connect_page_prepare (MusterOnboardingPage *page)
{
  MusterConnectPage *self = MUSTER_CONNECT_PAGE (page);

  if (self->form == NULL)
    show_form (self);
  show_connected (self);
  update (self);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterConnectPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autoptr(GError) error = NULL;
  gboolean ok = muster_connect_form_connect_finish (MUSTER_CONNECT_FORM (source), result, &error);

  if (ok)
    {
      self->changed = FALSE;
      self->changing = FALSE;
    }
  show_connected (self);
  update (self);
  if (error != NULL)
    muster_onboarding_page_failed (page, error);
  else
    muster_onboarding_page_applied (page, FALSE);
  if (ok)
    gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
muster_connect_page_apply (MusterOnboardingPage *page)
{
  MusterConnectPage *self = MUSTER_CONNECT_PAGE (page);

  if (self->connected && !self->changed)
    {
      muster_connect_form_wipe (self->form);
      self->changed = FALSE;
      self->changing = FALSE;
      muster_onboarding_page_applied (page, TRUE);
      return;
    }
  muster_onboarding_page_set_busy (page, TRUE);
  muster_connect_form_connect_async (self->form, muster_onboarding_page_get_cancellable (page),
                                     connected_cb, g_object_ref (self));
}

static void
muster_connect_page_fill (MusterOnboardingPage *page)
{
  muster_connect_form_fill (MUSTER_CONNECT_PAGE (page)->form);
}

static void
create_products (MusterConnectPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autofree char *key = product_key (self);

  self->products = MUSTER_PRODUCT_LIST (muster_product_list_new (muster_onboarding_page_get_context (page),
                                                                 self->category));
  muster_product_list_select (self->products,
                              muster_onboarding_get_value (muster_onboarding_page_get_progress (page), key));
  g_signal_connect_object (self->products, "selected", G_CALLBACK (product_selected_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->product_bin, GTK_WIDGET (self->products));
}

static void
set_words (MusterConnectPage *self)
{
  const char *name = muster_integration_get_name (selected_integration (self));
  const char *icon_name = "muster-docs-symbolic";
  const char *description = _("Muster reads procedures and articles of each customer there, so that its plans follow them.");
  g_autofree char *title = NULL;

  if (g_str_equal (self->category, "psa"))
    {
      icon_name = "muster-ticket-symbolic";
      description = _("New tickets come from your PSA, and the plans go back there as internal notes, never to the customer.");
    }
  else if (g_str_equal (self->category, "cloud"))
    {
      icon_name = "muster-cloud-symbolic";
      description = _("Muster looks up people, groups, licences and sign-ins in the customers’ tenants, with an app registration of your own.");
    }
  if (g_str_equal (self->category, "psa") && muster_product_list_get_n (self->products) > 1)
    title = g_strdup (_("Connect Your PSA"));
  else
    /* Translators: %s is a product such as “ConnectWise PSA” */
    title = g_strdup_printf (_("Connect %s"), name);
  g_object_set (self, "title", title, "icon-name", icon_name, "description", description, NULL);
}

static void
muster_connect_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_CONNECT_PAGE);
  G_OBJECT_CLASS (muster_connect_page_parent_class)->dispose (object);
}

static void
muster_connect_page_finalize (GObject *object)
{
  MusterConnectPage *self = MUSTER_CONNECT_PAGE (object);

  g_free (self->category);
  G_OBJECT_CLASS (muster_connect_page_parent_class)->finalize (object);
}

static void
muster_connect_page_class_init (MusterConnectPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_connect_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_connect_page_finalize;
  page_class->prepare = muster_connect_page_prepare;
  page_class->apply = muster_connect_page_apply;
  page_class->fill = muster_connect_page_fill;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterConnectPage, box);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectPage, connected_group);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectPage, connected_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectPage, change_button);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectPage, product_bin);
  gtk_widget_class_bind_template_callback (widget_class, change_clicked_cb);
}

static void
muster_connect_page_init (MusterConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @argument: the category */
MusterOnboardingPage *
muster_connect_page_new (MusterContext *context,
                         const char    *argument)
{
  MusterConnectPage *self = g_object_new (MUSTER_TYPE_CONNECT_PAGE, "context", context, NULL);

  self->category = g_strdup (argument);
  create_products (self);
  set_words (self);
  return MUSTER_ONBOARDING_PAGE (self);
}
