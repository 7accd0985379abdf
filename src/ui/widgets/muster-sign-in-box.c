/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-context-microsoft365.h"
#include "muster-device-code.h"
#include "muster-sign-in-box.h"
#include "muster-ui.h"

/**
 * MusterSignInBox:
 *
 * A person's sign-in at the vendor while it is waited for: in the browser of
 * this computer or, where the vendor has it, with a code on any device. One
 * can be changed for the other, and the waiting can be stopped.
 */
struct _MusterSignInBox
{
  AdwBin parent_instance;

  MusterContext     *context;     /* (owned) */
  MusterIntegration *integration; /* (owned) */
  GCancellable      *attempt;     /* (owned) (nullable): of the way that is being tried */
  gboolean           with_code;
  gboolean           change;      /* the other way is wanted */
  gboolean           stop;
  char              *uri;         /* (nullable): what was opened in the browser */

  GtkWidget         *group;
  GtkWidget         *row;         /* (nullable) */
  MusterDeviceCode  *code;
};

G_DEFINE_FINAL_TYPE (MusterSignInBox, muster_sign_in_box, ADW_TYPE_BIN)

/* One run: what is signed in for */
typedef struct
{
  GHashTable *fields;  /* (owned) */
  gulong      chained; /* the caller's cancellable ends every attempt */
} Run;

static void start (GTask *task);

static void
run_free (Run *run)
{
  g_hash_table_unref (run->fields);
  g_free (run);
}

static void
open_again_cb (MusterSignInBox *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->uri != NULL)
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->uri, GDK_CURRENT_TIME);
}

static void
change_clicked_cb (MusterSignInBox *self)
{
  self->change = TRUE;
  g_cancellable_cancel (self->attempt);
}

static void
stop_clicked_cb (MusterSignInBox *self)
{
  self->stop = TRUE;
  g_cancellable_cancel (self->attempt);
}

static GtkWidget *
add_button (MusterSignInBox *self,
            const char      *label,
            GCallback        clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (self->row), button);
  return button;
}

static void
show_row (MusterSignInBox *self,
          const char      *title,
          const char      *text)
{
  GtkWidget *spinner = gtk_spinner_new ();

  if (self->row != NULL)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), self->row);
  self->row = muster_advice_row_new (title);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  muster_advice_row_set_prefix (MUSTER_ADVICE_ROW (self->row), spinner);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (self->row), text, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->row);
}

static void
show_waiting (MusterSignInBox *self)
{
  GtkWidget *button;

  if (self->with_code)
    {
      show_row (self, _("Waiting for Your Sign-In"), NULL);
      add_button (self, _("Use the Browser Instead"), G_CALLBACK (change_clicked_cb));
    }
  else
    {
      show_row (self, _("Sign In in the Browser"),
                _("Its window was opened. Come back here when it says that you are done."));
      add_button (self, _("Open Again"), G_CALLBACK (open_again_cb));
      if (muster_sign_in_box_has_codes (self))
        add_button (self, _("Use a Code Instead"), G_CALLBACK (change_clicked_cb));
    }
  button = add_button (self, _("Stop"), G_CALLBACK (stop_clicked_cb));
  muster_ui_set_name (button, _("Stop Waiting"));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_child_focus (self->row, GTK_DIR_TAB_FORWARD);
}

static void
open_uri (const char *uri,
          gpointer    user_data)
{
  MusterSignInBox *self = user_data;

  g_free (self->uri);
  self->uri = g_strdup (uri);
  open_again_cb (self);
}

static void
prompt (const char *user_code,
        const char *verification_uri,
        guint       expires_in,
        gpointer    user_data)
{
  muster_device_code_show (MUSTER_SIGN_IN_BOX (user_data)->code, user_code, verification_uri, expires_in);
}

static void
end_attempt (MusterSignInBox *self,
             GTask           *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->chained != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), run->chained);
  run->chained = 0;
  g_clear_object (&self->attempt);
  g_clear_pointer (&self->uri, g_free);
  muster_device_code_clear (self->code);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterSignInBox *self = g_task_get_source_object (task);
  gboolean ok = FALSE;
  GError *error = NULL;

  if (self->with_code)
    ok = muster_context_sign_in_device_finish (MUSTER_CONTEXT (source), result, &error);
  else
    ok = muster_context_sign_in_connection_finish (MUSTER_CONTEXT (source), result, &error);
  end_attempt (self, task);
  if (!ok && self->change && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_clear_error (&error);
      self->with_code = !self->with_code;
      start (task);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (ok || self->stop)
    {
      g_clear_error (&error);
      g_task_return_boolean (task, ok);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

static void
cancel_attempt_cb (GCancellable *cancellable,
                   gpointer      attempt)
{
  g_cancellable_cancel (attempt);
}

static void
start (GTask *task)
{
  MusterSignInBox *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  const char *id = muster_integration_get_id (self->integration);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->change = FALSE;
  self->stop = FALSE;
  g_clear_object (&self->attempt);
  self->attempt = g_cancellable_new ();
  if (cancellable != NULL)
    run->chained = g_cancellable_connect (cancellable, G_CALLBACK (cancel_attempt_cb), g_object_ref (self->attempt),
                                          g_object_unref);
  show_waiting (self);
  if (self->with_code)
    muster_context_sign_in_device_async (self->context, id, run->fields, prompt, self, self->attempt, ended_cb,
                                         g_object_ref (task));
  else
    muster_context_sign_in_connection_async (self->context, id, run->fields, open_uri, self, self->attempt, ended_cb,
                                             g_object_ref (task));
}

static void
muster_sign_in_box_dispose (GObject *object)
{
  MusterSignInBox *self = MUSTER_SIGN_IN_BOX (object);

  self->row = NULL;
  g_clear_object (&self->context);
  g_clear_object (&self->integration);
  G_OBJECT_CLASS (muster_sign_in_box_parent_class)->dispose (object);
}

static void
muster_sign_in_box_finalize (GObject *object)
{
  g_clear_object (&MUSTER_SIGN_IN_BOX (object)->attempt);
  g_free (MUSTER_SIGN_IN_BOX (object)->uri);
  G_OBJECT_CLASS (muster_sign_in_box_parent_class)->finalize (object);
}

static void
muster_sign_in_box_class_init (MusterSignInBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_sign_in_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_sign_in_box_finalize;
}

static void
muster_sign_in_box_init (MusterSignInBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->group = adw_preferences_group_new ();
  self->code = MUSTER_DEVICE_CODE (muster_device_code_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->code));
  gtk_box_append (GTK_BOX (box), self->group);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * muster_sign_in_box_new:
 * @context: an open context
 * @integration: where somebody signs in
 *
 * Returns: (transfer floating): a widget that is invisible until it runs
 */
GtkWidget *
muster_sign_in_box_new (MusterContext     *context,
                        MusterIntegration *integration)
{
  MusterSignInBox *self = g_object_new (MUSTER_TYPE_SIGN_IN_BOX, NULL);

  self->context = g_object_ref (context);
  self->integration = g_object_ref (integration);
  return GTK_WIDGET (self);
}

/**
 * muster_sign_in_box_has_codes:
 * @self: widget
 *
 * Returns: whether the vendor lets people sign in with a code on another device
 */
gboolean
muster_sign_in_box_has_codes (MusterSignInBox *self)
{
  return g_strcmp0 (muster_integration_get_sign_in_kind (self->integration), "entra-app") == 0;
}

/**
 * muster_sign_in_box_run_async:
 * @self: widget
 * @fields: the form's; gets what the sign-in brings
 * @with_code: whether to begin with a code instead of the browser
 * @cancellable: (nullable): cancellable
 * @callback: called when somebody has signed in, or nobody will
 * @user_data: data
 */
void
muster_sign_in_box_run_async (MusterSignInBox     *self,
                              GHashTable          *fields,
                              gboolean             with_code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_return_if_fail (MUSTER_IS_SIGN_IN_BOX (self));

  g_task_set_source_tag (task, muster_sign_in_box_run_async);
  g_task_set_check_cancellable (task, FALSE);
  run->fields = g_hash_table_ref (fields);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  self->with_code = with_code && muster_sign_in_box_has_codes (self);
  start (task);
}

/**
 * muster_sign_in_box_run_finish:
 * @self: widget
 * @result: result
 * @error: why it failed
 *
 * Returns: whether somebody signed in; %FALSE without @error: they stopped it
 */
gboolean
muster_sign_in_box_run_finish (MusterSignInBox  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_sign_in_box_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
