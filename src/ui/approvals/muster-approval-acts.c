/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-acts.h"
#include "muster-approval-text.h"
#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-reason-dialog.h"
#include "muster-ui.h"

/* What a technician does about a request. The dialogs that ask for words stay until it has worked. */

typedef struct
{
  GtkWidget          *widget;    /* (owned) */
  MusterContext      *context;   /* (owned) */
  GPtrArray          *approvals; /* (owned) (element-type MusterApproval) */
  MusterReasonDialog *dialog;    /* (unowned) (nullable): it has us */
  MusterApprovalDone  done;
} Act;

static Act *
act_new (GtkWidget         *widget,
         MusterContext     *context,
         GPtrArray         *approvals,
         MusterApprovalDone done)
{
  Act *act = g_new0 (Act, 1);

  act->widget = g_object_ref (widget);
  act->context = g_object_ref (context);
  act->approvals = g_ptr_array_ref (approvals);
  act->done = done;
  return act;
}

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->widget);
  g_object_unref (act->context);
  g_ptr_array_unref (act->approvals);
  g_free (act);
}

static void
act_closure_free (gpointer  data,
                  GClosure *closure)
{
  act_free (data);
}

/**
 * muster_approval_acts_problem:
 * @error: why a decision was not taken
 *
 * What the rules for decisions say is said best by themselves; they are translated.
 *
 * Returns: (transfer full): a line for people
 */
char *
muster_approval_acts_problem (const GError *error)
{
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT))
    return g_strdup (error->message);
  return muster_error_text_line (error);
}

/* --- Granting --- */

static void
granted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Act *act = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *problem = NULL;

  if (!muster_context_grant_approvals_finish (MUSTER_CONTEXT (source), result, &error))
    problem = muster_approval_acts_problem (error);
  act->done (act->widget, problem);
  act_free (act);
}

void
muster_approval_acts_grant (GtkWidget         *widget,
                            MusterContext     *context,
                            GPtrArray         *approvals,
                            GArray            *declined,
                            MusterApprovalDone done)
{
  muster_context_grant_approvals_async (context, approvals, (const gint64 *) (gpointer) declined->data, declined->len, NULL,
                                        granted_cb, act_new (widget, context, approvals, done));
}

/* --- With words --- */

static void
finish_dialog (Act    *act,
               GError *error)
{
  g_autofree char *problem = NULL;
  g_autoptr(GtkWidget) widget = g_object_ref (act->widget);
  MusterApprovalDone done = act->done;

  if (error != NULL)
    problem = muster_approval_acts_problem (error);
  /* The words are still in the dialog, and so is the reason why it did not work */
  if (problem != NULL)
    muster_reason_dialog_fail (act->dialog, problem);
  else
    muster_reason_dialog_done (act->dialog);
  done (widget, problem);
}

static void
rejected_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;

  muster_context_reject_approvals_finish (MUSTER_CONTEXT (source), result, &error);
  finish_dialog (g_object_get_data (G_OBJECT (dialog), "act"), error);
}

static void
reject_confirmed_cb (MusterReasonDialog *dialog,
                     Act                *act)
{
  muster_context_reject_approvals_async (act->context, act->approvals, muster_reason_dialog_get_text (dialog), NULL,
                                         rejected_cb, g_object_ref (dialog));
}

static void
withdrawn_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;

  muster_context_withdraw_approval_finish (MUSTER_CONTEXT (source), result, &error);
  finish_dialog (g_object_get_data (G_OBJECT (dialog), "act"), error);
}

static void
withdraw_confirmed_cb (MusterReasonDialog *dialog,
                       Act                *act)
{
  muster_context_withdraw_approval_async (act->context, muster_approval_get_id (act->approvals->pdata[0]),
                                          muster_reason_dialog_get_text (dialog), NULL, withdrawn_cb,
                                          g_object_ref (dialog));
}

static void
manager_confirmed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;

  muster_context_confirm_manager_finish (MUSTER_CONTEXT (source), result, &error);
  finish_dialog (g_object_get_data (G_OBJECT (dialog), "act"), error);
}

static void
manager_asked_cb (MusterReasonDialog *dialog,
                  Act                *act)
{
  muster_context_confirm_manager_async (act->context, muster_approval_get_id (act->approvals->pdata[0]),
                                        muster_reason_dialog_get_text (dialog), NULL, manager_confirmed_cb,
                                        g_object_ref (dialog));
}

static void
ask (GtkWidget *dialog,
     Act       *act,
     GCallback  confirmed)
{
  act->dialog = MUSTER_REASON_DIALOG (dialog);
  g_object_set_data (G_OBJECT (dialog), "act", act);
  g_signal_connect_data (dialog, "confirmed", confirmed, act, act_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
muster_approval_acts_reject (GtkWidget         *widget,
                             MusterContext     *context,
                             GPtrArray         *approvals,
                             MusterApprovalDone done)
{
  g_autofree char *text = NULL;

  if (approvals->len > 1)
    text = g_strdup_printf (ngettext ("Nothing of it is done, on %u ticket. What you say goes to the agent, which plans again with it, and into the note.",
                                      "Nothing of it is done, on %u tickets. What you say goes to the agent, which plans again with it, and into the notes.",
                                      approvals->len), approvals->len);
  else
    text = g_strdup (_("Nothing of it is done. What you say goes to the agent, which plans again with it, and into the note on the ticket."));
  ask (muster_reason_dialog_new (widget, _("Reject"), text, _("Why Not"), _("Reject"), TRUE),
       act_new (widget, context, approvals, done), G_CALLBACK (reject_confirmed_cb));
}

void
muster_approval_acts_withdraw (GtkWidget         *widget,
                               MusterContext     *context,
                               MusterApproval    *approval,
                               MusterApprovalDone done)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean granted = muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_GRANTED;

  g_ptr_array_add (one, g_object_ref (approval));
  ask (muster_reason_dialog_new (widget, _("Take Back"),
                                 granted ? _("The yes counts no longer, as long as nothing was done on it.")
                                         : _("The question is taken back, and nobody is asked any more. A technician goes on with the ticket."),
                                 _("Why"), _("Take Back"), TRUE),
       act_new (widget, context, one, done), G_CALLBACK (withdraw_confirmed_cb));
}

void
muster_approval_acts_confirm_manager (GtkWidget         *widget,
                                      MusterContext     *context,
                                      MusterApproval    *approval,
                                      MusterApprovalDone done)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *manager = muster_approval_text_clean (muster_approval_get_manager (approval));
  g_autofree char *text = NULL;

  if (*manager != '\0')
    /* Translators: %s is a name and an address */
    text = g_strdup_printf (_("Ask %s first, in a way that shows who answers. Your name is recorded with what you write."), manager);
  else
    text = g_strdup (_("The directory names no manager. Find out who it is and ask, in a way that shows who answers. Your name is recorded with what you write."));
  g_ptr_array_add (one, g_object_ref (approval));
  ask (muster_reason_dialog_new (widget, _("The Manager Agrees"), text, _("Whom You Asked, and How"), _("Confirm"), FALSE),
       act_new (widget, context, one, done), G_CALLBACK (manager_asked_cb));
}
