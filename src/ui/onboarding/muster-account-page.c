/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-account-page.h"
#include "muster-form-field.h"
#include "muster-language.h"
#include "muster-password.h"
#include "muster-secret.h"
#include "muster-text.h"
#include "muster-ui.h"

/**
 * MusterAccountPage:
 *
 * Makes the MSP's workspace and its first admin. Names and address are kept
 * while they are typed, the password never.
 */
struct _MusterAccountPage
{
  MusterOnboardingPage parent_instance;

  MusterFormField   *msp_field;
  MusterFormField   *person_field;
  MusterFormField   *email_field;
  MusterFormField   *password_field;
  MusterFormField   *repeat_field;
  GtkLevelBar   *strength_bar;
  AdwComboRow   *language_row;
  gboolean       filling;
};

G_DEFINE_FINAL_TYPE (MusterAccountPage, muster_account_page, MUSTER_TYPE_ONBOARDING_PAGE)

static const char *languages[] = { "en", "de" };

static void
update_ready (MusterAccountPage *self)
{
  const char *password = muster_form_field_get_text (self->password_field);

  muster_onboarding_page_set_ready (MUSTER_ONBOARDING_PAGE (self),
                                    *muster_form_field_get_text (self->msp_field) != '\0' &&
                                    *muster_form_field_get_text (self->person_field) != '\0' &&
                                    muster_text_is_email (muster_form_field_get_text (self->email_field)) &&
                                    muster_password_weakness (password) == NULL &&
                                    g_str_equal (password, muster_form_field_get_text (self->repeat_field)));
}

static void
keep (MusterAccountPage *self,
      const char        *key,
      MusterFormField       *field)
{
  if (!self->filling)
    muster_onboarding_set_value (muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self)), key,
                                 muster_form_field_get_text (field));
}

static void
msp_changed_cb (MusterAccountPage *self)
{
  keep (self, "msp-name", self->msp_field);
  update_ready (self);
}

static void
person_changed_cb (MusterAccountPage *self)
{
  keep (self, "person", self->person_field);
  update_ready (self);
}

static void
email_changed_cb (MusterAccountPage *self)
{
  keep (self, "email", self->email_field);
  update_ready (self);
}

/* 0 to 4: the advice counts most, then length and variety */
static double
strength_of (const char *password)
{
  gsize length = (gsize) g_utf8_strlen (password, -1);

  if (length == 0)
    return 0;
  if (muster_password_weakness (password) != NULL)
    return 1;
  if (length < 12)
    return 2;
  return length < 16 ? 3 : 4;
}

static const char *
strength_text (double strength)
{
  if (strength <= 2)
    return _("Good enough. Longer is better: several words are easy to remember.");
  if (strength <= 3)
    return _("A good password.");
  return _("A strong password.");
}

static void
password_changed_cb (MusterAccountPage *self)
{
  const char *password = muster_form_field_get_text (self->password_field);
  const char *weakness = muster_password_weakness (password);
  double strength = strength_of (password);

  gtk_level_bar_set_value (self->strength_bar, strength);
  gtk_widget_set_visible (GTK_WIDGET (self->strength_bar), *password != '\0');
  if (*password == '\0')
    muster_form_field_set_help (self->password_field, _("At least 10 characters. Several words are easy to remember."));
  else if (weakness != NULL)
    muster_form_field_set_help (self->password_field, weakness);
  else
    muster_form_field_set_help (self->password_field, strength_text (strength));
  update_ready (self);
}

static void
repeat_changed_cb (MusterAccountPage *self)
{
  const char *repeat = muster_form_field_get_text (self->repeat_field);

  if (*repeat != '\0' && !g_str_has_prefix (muster_form_field_get_text (self->password_field), repeat))
    muster_form_field_set_error (self->repeat_field, _("The two passwords differ."));
  update_ready (self);
}

static void
language_changed_cb (MusterAccountPage *self)
{
  guint selected = adw_combo_row_get_selected (self->language_row);

  if (!self->filling && selected < G_N_ELEMENTS (languages))
    muster_onboarding_set_value (muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self)), "language",
                                 languages[selected]);
}

static void
restore (MusterFormField      *field,
         MusterOnboarding *progress,
         const char       *key)
{
  if (muster_onboarding_get_value (progress, key) != NULL)
    muster_form_field_set_text (field, muster_onboarding_get_value (progress, key));
}

static void
muster_account_page_prepare (MusterOnboardingPage *page)
{
  MusterAccountPage *self = MUSTER_ACCOUNT_PAGE (page);
  MusterOnboarding *progress = muster_onboarding_page_get_progress (page);
  const char *language = muster_onboarding_get_value (progress, "language");

  self->filling = TRUE;
  restore (self->msp_field, progress, "msp-name");
  restore (self->person_field, progress, "person");
  restore (self->email_field, progress, "email");
  if (language == NULL)
    language = muster_language_desktop ();
  adw_combo_row_set_selected (self->language_row, g_str_equal (language, "de") ? 1 : 0);
  self->filling = FALSE;
  password_changed_cb (self);
}

static void
account_created_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_create_account_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_onboarding_page_failed (MUSTER_ONBOARDING_PAGE (self), error);
      return;
    }
  muster_form_field_set_text (self->password_field, "");
  muster_form_field_set_text (self->repeat_field, "");
  muster_onboarding_page_applied (MUSTER_ONBOARDING_PAGE (self), TRUE);
}

static void
muster_account_page_apply (MusterOnboardingPage *page)
{
  MusterAccountPage *self = MUSTER_ACCOUNT_PAGE (page);
  g_autoptr(MusterSecret) password = muster_secret_new (muster_form_field_get_text (self->password_field));

  muster_onboarding_page_set_busy (page, TRUE);
  muster_context_create_account_async (muster_onboarding_page_get_context (page),
                                       muster_form_field_get_text (self->msp_field),
                                       muster_form_field_get_text (self->person_field),
                                       muster_form_field_get_text (self->email_field),
                                       password,
                                       languages[MIN (adw_combo_row_get_selected (self->language_row), 1)],
                                       NULL, account_created_cb, g_object_ref (self));
}

static void
muster_account_page_fill (MusterOnboardingPage *page)
{
  MusterAccountPage *self = MUSTER_ACCOUNT_PAGE (page);

  muster_form_field_set_text (self->msp_field, "Harrow & Pine IT");
  muster_form_field_set_text (self->person_field, "Robin Harrow");
  muster_form_field_set_text (self->email_field, "robin@harrowpine.example");
  muster_form_field_set_text (self->password_field, "demonstration only");
  muster_form_field_set_text (self->repeat_field, "demonstration only");
}

static void
muster_account_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_ACCOUNT_PAGE);
  G_OBJECT_CLASS (muster_account_page_parent_class)->dispose (object);
}

static void
muster_account_page_class_init (MusterAccountPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_account_page_dispose;
  page_class->prepare = muster_account_page_prepare;
  page_class->apply = muster_account_page_apply;
  page_class->fill = muster_account_page_fill;

  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, msp_field);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, person_field);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, email_field);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, password_field);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, repeat_field);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, strength_bar);
  gtk_widget_class_bind_template_child (widget_class, MusterAccountPage, language_row);
  gtk_widget_class_bind_template_callback (widget_class, msp_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, email_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, repeat_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, language_changed_cb);
}

static void
muster_account_page_init (MusterAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_account_page_new (MusterContext *context,
                         const char    *argument)
{
  return g_object_new (MUSTER_TYPE_ACCOUNT_PAGE, "context", context, NULL);
}
