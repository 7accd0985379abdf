/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-certificate-maker.h"
#include "muster-context-microsoft365.h"
#include "muster-error-text.h"
#include "muster-secret.h"
#include "muster-ui.h"

/**
 * MusterCertificateMaker:
 *
 * The certificate with which an app signs in: made here with one click, saved
 * as a file to be uploaded, with the thumbprint that the portal shows then. Or
 * one that is there already, whose fields stand in its own box.
 */
struct _MusterCertificateMaker
{
  AdwBin parent_instance;

  MusterContext         *context;     /* (owned) */
  MusterCertificateMade  made;
  gpointer               user_data;
  GCancellable          *cancellable;
  char                  *pem;         /* (nullable): the one that was made here */
  GtkFileChooserNative  *chooser;     /* (owned) (nullable) */

  AdwPreferencesGroup   *group;
  GtkWidget             *row;         /* what there is now */
  AdwExpanderRow        *expander;
  GtkWidget             *own;
};

G_DEFINE_FINAL_TYPE (MusterCertificateMaker, muster_certificate_maker, ADW_TYPE_BIN)

static void create_clicked_cb (MusterCertificateMaker *self);
static void save_clicked_cb   (MusterCertificateMaker *self);

static GtkWidget *
create_button (MusterCertificateMaker *self,
               const char             *label,
               GCallback               clicked,
               gboolean                suggested)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

/* A new row in the place of the one before; the expander stays below it. */
static MusterAdviceRow *
replace_row (MusterCertificateMaker *self,
             const char             *title)
{
  gboolean had_focus = self->row != NULL && gtk_widget_get_focus_child (self->row) != NULL;

  g_object_ref (self->expander);
  if (self->row != NULL)
    {
      adw_preferences_group_remove (self->group, self->row);
      adw_preferences_group_remove (self->group, GTK_WIDGET (self->expander));
    }
  self->row = muster_advice_row_new (title);
  adw_preferences_group_add (self->group, self->row);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->expander));
  g_object_unref (self->expander);
  if (had_focus)
    gtk_widget_grab_focus (self->row);
  return MUSTER_ADVICE_ROW (self->row);
}

static void
show_none (MusterCertificateMaker *self)
{
  MusterAdviceRow *row = replace_row (self, _("No certificate yet"));

  muster_advice_row_add_text (row, _("Muster makes a key and a certificate that is good for two years. The key goes into your keyring and nowhere else; the certificate is saved as a file, which you upload to the app."), FALSE);
  muster_advice_row_add_button (row, create_button (self, _("Create a Certificate"), G_CALLBACK (create_clicked_cb), TRUE));
}

static void
show_busy (MusterCertificateMaker *self)
{
  MusterAdviceRow *row = replace_row (self, _("Making a certificate…"));
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  muster_advice_row_set_prefix (row, spinner);
}

static void
show_made (MusterCertificateMaker *self,
           const char             *thumbprint)
{
  MusterAdviceRow *row = replace_row (self, _("The certificate is made"));

  muster_advice_row_set_prefix (row, muster_ui_tone_icon_new (MUSTER_TONE_GOOD));
  muster_advice_row_add_text (row, _("Save it, and upload the file in your app under Certificates & secrets, tab Certificates. The portal then shows this thumbprint:"), FALSE);
  muster_advice_row_add_code (row, thumbprint);
  muster_advice_row_add_button (row, create_button (self, _("Save the Certificate…"), G_CALLBACK (save_clicked_cb), TRUE));
  muster_advice_row_add_button (row, create_button (self, _("Create Another"), G_CALLBACK (create_clicked_cb), FALSE));
}

static void
show_problem (MusterCertificateMaker *self,
              const char             *title,
              const GError           *error)
{
  MusterAdviceRow *row = replace_row (self, title);

  muster_advice_row_set_prefix (row, muster_ui_tone_icon_new (MUSTER_TONE_BAD));
  muster_advice_row_add_text (row, muster_error_text_advice (error), FALSE);
  muster_advice_row_add_button (row, create_button (self, _("Create a Certificate"), G_CALLBACK (create_clicked_cb), FALSE));
}

static void
clear_value (gpointer data)
{
  muster_secret_free (data);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterCertificateMaker) self = user_data;
  GHashTable *fields = g_object_get_data (G_OBJECT (self), "fields");
  g_autofree char *pem = NULL;
  g_autofree char *thumbprint = NULL;
  g_autoptr(GError) error = NULL;

  if (!muster_context_create_certificate_finish (MUSTER_CONTEXT (source), result, &pem, &thumbprint, &error))
    {
      if (!muster_ui_is_cancelled (error))
        show_problem (self, _("No certificate could be made"), error);
    }
  else if (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_free (self->pem);
      self->pem = g_steal_pointer (&pem);
      self->made (self->pem, g_hash_table_lookup (fields, "certificateKey"), self->user_data);
      adw_expander_row_set_expanded (self->expander, FALSE);
      show_made (self, thumbprint);
      save_clicked_cb (self);
    }
  g_object_set_data (G_OBJECT (self), "fields", NULL);
}

static void
create_clicked_cb (MusterCertificateMaker *self)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clear_value);

  g_object_set_data_full (G_OBJECT (self), "fields", fields, (GDestroyNotify) g_hash_table_unref);
  show_busy (self);
  muster_context_create_certificate_async (self->context, fields, self->cancellable, created_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterCertificateMaker) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    /* Translators: %s is the name of a file */
    text = g_strdup_printf (_("Saved as %s."), g_file_peek_path (G_FILE (source)));
  else
    /* Translators: %s says why, in the words of the operating system */
    text = g_strdup_printf (_("It was not saved: %s"), error->message);
  if (self->row != NULL && !muster_ui_is_cancelled (error))
    muster_advice_row_add_text (MUSTER_ADVICE_ROW (self->row), text, FALSE);
}

static void
chosen_cb (MusterCertificateMaker *self,
           int                     response)
{
  g_autoptr(GFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->pem != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
      bytes = g_bytes_new (self->pem, strlen (self->pem));
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                           self->cancellable, saved_cb, g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
save_clicked_cb (MusterCertificateMaker *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root == NULL || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Save the Certificate"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("Save"), _("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "muster.cer");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
muster_certificate_maker_dispose (GObject *object)
{
  MusterCertificateMaker *self = MUSTER_CERTIFICATE_MAKER (object);

  g_cancellable_cancel (self->cancellable);
  self->row = NULL;
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_certificate_maker_parent_class)->dispose (object);
}

static void
muster_certificate_maker_finalize (GObject *object)
{
  g_object_unref (MUSTER_CERTIFICATE_MAKER (object)->cancellable);
  g_free (MUSTER_CERTIFICATE_MAKER (object)->pem);
  G_OBJECT_CLASS (muster_certificate_maker_parent_class)->finalize (object);
}

static void
muster_certificate_maker_class_init (MusterCertificateMakerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_certificate_maker_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_certificate_maker_finalize;
}

static void
muster_certificate_maker_init (MusterCertificateMaker *self)
{
  self->cancellable = g_cancellable_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->own = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->own, "muster-advice");
  self->expander = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_group_set_title (self->group, _("Certificate"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _("Use One That You Have"));
  adw_expander_row_set_subtitle (self->expander, _("Paste the certificate and its private key"));
  adw_expander_row_add_row (self->expander, self->own);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  show_none (self);
}

/**
 * muster_certificate_maker_new:
 * @context: an open context
 * @made: gets every certificate that is made
 * @user_data: data for @made; must outlive the widget
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *
muster_certificate_maker_new (MusterContext         *context,
                              MusterCertificateMade  made,
                              gpointer               user_data)
{
  MusterCertificateMaker *self = g_object_new (MUSTER_TYPE_CERTIFICATE_MAKER, NULL);

  self->context = g_object_ref (context);
  self->made = made;
  self->user_data = user_data;
  return GTK_WIDGET (self);
}

/**
 * muster_certificate_maker_get_own:
 * @self: widget
 *
 * Returns: (transfer none): the box for the fields of a certificate that is there already
 */
GtkBox *
muster_certificate_maker_get_own (MusterCertificateMaker *self)
{
  return GTK_BOX (self->own);
}

/**
 * muster_certificate_maker_check:
 * @self: widget
 * @certificate: what was typed, perhaps unfinished
 * @key: what was typed
 *
 * Says what the certificate is that was typed, once both parts are there.
 */
void
muster_certificate_maker_check (MusterCertificateMaker *self,
                                const char             *certificate,
                                const char             *key)
{
  g_autoptr(MusterSecret) secret = NULL;
  g_autofree char *thumbprint = NULL;
  g_autoptr(GError) error = NULL;
  gint64 expires = 0;

  g_return_if_fail (MUSTER_IS_CERTIFICATE_MAKER (self));

  if (g_strcmp0 (certificate, self->pem) == 0 || *certificate == '\0' || *key == '\0')
    return;
  secret = muster_secret_new (key);
  if (muster_context_check_certificate (self->context, certificate, secret, &thumbprint, &expires, &error))
    {
      g_autofree char *day = muster_ui_format_time (expires);
      /* Translators: %s is a day and a time */
      g_autofree char *text = g_strdup_printf (_("It is good until %s. The portal shows this thumbprint for it:"), day);
      MusterAdviceRow *row = replace_row (self, _("Your certificate"));

      muster_advice_row_set_prefix (row, muster_ui_tone_icon_new (MUSTER_TONE_GOOD));
      muster_advice_row_add_text (row, text, FALSE);
      muster_advice_row_add_code (row, thumbprint);
    }
  else
    {
      show_problem (self, _("This certificate cannot be used"), error);
    }
}

/**
 * muster_certificate_maker_open:
 * @self: widget
 *
 * Unfolds the fields of a certificate that is there already, as something is wrong there.
 */
void
muster_certificate_maker_open (MusterCertificateMaker *self)
{
  g_return_if_fail (MUSTER_IS_CERTIFICATE_MAKER (self));
  adw_expander_row_set_expanded (self->expander, TRUE);
}
