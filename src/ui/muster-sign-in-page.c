/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error.h"
#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-onboarding.h"
#include "muster-sign-in-page.h"
#include "muster-ui.h"

/**
 * MusterSignInPage:
 *
 * E-mail and password of a member. Emits ::signed-in.
 */
struct _MusterSignInPage
{
  AdwBin parent_instance;

  MusterContext   *context; /* (owned) */
  AdwStatusPage   *status_page;
  MusterFormField *email_field;
  MusterFormField *password_field;
  GtkSpinner      *spinner;
};

G_DEFINE_FINAL_TYPE (MusterSignInPage, muster_sign_in_page, ADW_TYPE_BIN)

static guint signed_in_signal;

static void
update (MusterSignInPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.submit",
                                 *muster_form_field_get_text (self->email_field) != '\0' &&
                                 *muster_form_field_get_text (self->password_field) != '\0' &&
                                 !gtk_spinner_get_spinning (self->spinner));
}

static void
set_busy (MusterSignInPage *self,
          gboolean          busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  update (self);
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterSignInPage) self = user_data;
  g_autoptr(MusterMember) member = NULL;
  g_autoptr(GError) error = NULL;

  member = muster_context_sign_in_finish (MUSTER_CONTEXT (source), result, &error);
  set_busy (self, FALSE);
  if (member != NULL)
    {
      muster_form_field_set_text (self->password_field, "");
      g_signal_emit (self, signed_in_signal, 0);
    }
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT))
    {
      muster_form_field_set_error (self->password_field, _("E-mail address or password is wrong."));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_field));
    }
  else
    {
      g_autofree char *line = muster_error_text_line (error);

      muster_form_field_set_error (self->password_field, line);
    }
}

static void
submit_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterSignInPage *self = MUSTER_SIGN_IN_PAGE (widget);
  g_autoptr(MusterSecret) password = muster_secret_new (muster_form_field_get_text (self->password_field));

  set_busy (self, TRUE);
  muster_context_sign_in_async (self->context, muster_form_field_get_text (self->email_field), password, NULL,
                                signed_in_cb, g_object_ref (self));
}

static void
muster_sign_in_page_dispose (GObject *object)
{
  MusterSignInPage *self = MUSTER_SIGN_IN_PAGE (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_SIGN_IN_PAGE);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_sign_in_page_parent_class)->dispose (object);
}

static void
muster_sign_in_page_class_init (MusterSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_sign_in_page_dispose;

  /**
   * MusterSignInPage::signed-in:
   *
   * The context has a member now.
   */
  signed_in_signal = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, submit_action);
  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/muster-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterSignInPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MusterSignInPage, email_field);
  gtk_widget_class_bind_template_child (widget_class, MusterSignInPage, password_field);
  gtk_widget_class_bind_template_child (widget_class, MusterSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
muster_sign_in_page_init (MusterSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * muster_sign_in_page_new:
 * @context: an open context with an account
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
muster_sign_in_page_new (MusterContext *context)
{
  MusterSignInPage *self = g_object_new (MUSTER_TYPE_SIGN_IN_PAGE, NULL);
  MusterWorkspace *workspace = muster_context_get_workspace (context);
  const char *email = muster_onboarding_get_value (muster_context_get_onboarding (context), "email");

  self->context = g_object_ref (context);
  if (workspace != NULL && muster_workspace_get_name (workspace) != NULL)
    {
      g_autofree char *name = g_markup_escape_text (muster_workspace_get_name (workspace), -1);

      adw_status_page_set_description (self->status_page, name);
    }
  if (email != NULL)
    muster_form_field_set_text (self->email_field, email);
  return GTK_WIDGET (self);
}
