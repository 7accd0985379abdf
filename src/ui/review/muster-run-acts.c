/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-acts.h"
#include "muster-context-runs.h"
#include "muster-error.h"
#include "muster-error-text.h"
#include "muster-reason-dialog.h"
#include "muster-run-acts.h"
#include "muster-ui.h"
#include "muster-window.h"

/* A look at what nobody knows, and a technician's word for who asks */

static void
tell_failure (GtkWidget    *widget,
              const GError *error)
{
  g_autofree char *line = NULL;

  if (muster_ui_is_cancelled (error))
    return;
  line = muster_error_text_line (error);
  muster_window_tell (widget, line);
}

static const char *
checked_text (MusterEffectState state)
{
  switch (state)
    {
    case MUSTER_EFFECT_STATE_CONFIRMED: return _("It was done.");
    case MUSTER_EFFECT_STATE_ABSENT: return _("It was not done.");
    case MUSTER_EFFECT_STATE_PREPARED:
    case MUSTER_EFFECT_STATE_DISPATCHED: return _("It is still under way.");
    case MUSTER_EFFECT_STATE_UNKNOWN:
    default: return _("It is still not known. Please look there yourself.");
    }
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GtkWidget) widget = user_data;
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  if (muster_context_check_effect_finish (MUSTER_CONTEXT (source), result, &state, &error))
    muster_window_tell (widget, checked_text (state));
  else
    tell_failure (widget, error);
}

void
muster_run_acts_check_effect (GtkWidget     *widget,
                              MusterContext *context,
                              const char    *effect_id)
{
  muster_context_check_effect_async (context, effect_id, NULL, checked_cb, g_object_ref (widget));
}

/* --- A person's word --- */

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *problem = NULL;

  if (muster_context_settle_effect_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_reason_dialog_done (dialog);
      return;
    }
  problem = muster_approval_acts_problem (error);
  muster_reason_dialog_fail (dialog, problem);
}

static void
settle_confirmed_cb (MusterReasonDialog *dialog,
                     MusterContext      *context)
{
  muster_context_settle_effect_async (context, g_object_get_data (G_OBJECT (dialog), "effect"),
                                      GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "happened")),
                                      muster_reason_dialog_get_text (dialog), NULL, settled_cb, g_object_ref (dialog));
}

void
muster_run_acts_settle_effect (GtkWidget     *widget,
                               MusterContext *context,
                               const char    *effect_id,
                               gboolean       happened)
{
  GtkWidget *dialog = muster_reason_dialog_new (widget, happened ? _("It Happened") : _("It Did Not Happen"),
                                                happened ? _("Muster takes your word that it was done, and does not do it again. It stands in the record with your name.")
                                                         : _("Muster takes your word that it was not done. It stands in the record with your name."),
                                                _("How You Know"), _("Confirm"), FALSE);

  g_object_set_data_full (G_OBJECT (dialog), "effect", g_strdup (effect_id), g_free);
  g_object_set_data (G_OBJECT (dialog), "happened", GINT_TO_POINTER (happened));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (settle_confirmed_cb), context, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Who asks --- */

static void
confirmed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *problem = NULL;

  if (!muster_context_confirm_identity_finish (MUSTER_CONTEXT (source), result, &error))
    {
      problem = g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT) ? g_strdup (_("A colleague has confirmed it already."))
                : muster_error_text_line (error);
      muster_reason_dialog_fail (dialog, problem);
      return;
    }
  muster_window_tell (GTK_WIDGET (dialog), _("It is noted with your name. The plan is made again with it."));
  muster_reason_dialog_done (dialog);
}

static void
identity_confirmed_cb (MusterReasonDialog *dialog,
                       MusterContext      *context)
{
  muster_context_confirm_identity_async (context, g_object_get_data (G_OBJECT (dialog), "run"), muster_reason_dialog_get_text (dialog),
                                         NULL, confirmed_cb, g_object_ref (dialog));
}

void
muster_run_acts_confirm_identity (GtkWidget     *widget,
                                  MusterContext *context,
                                  const char    *run_id)
{
  GtkWidget *dialog = muster_reason_dialog_new (widget, _("Confirm Who Asks"),
                                                _("How did you make sure, such as “called back on the number on file”? It stands in the record with your name."),
                                                _("How You Made Sure"), _("Confirm"), FALSE);

  g_object_set_data_full (G_OBJECT (dialog), "run", g_strdup (run_id), g_free);
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (identity_confirmed_cb), context, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- To a colleague --- */

static void
handed_over_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterReasonDialog) dialog = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *problem = NULL;

  if (!muster_context_escalate_run_finish (MUSTER_CONTEXT (source), result, &error))
    {
      problem = muster_error_text_line (error);
      muster_reason_dialog_fail (dialog, problem);
      return;
    }
  muster_window_tell (GTK_WIDGET (dialog), _("The run ends here, and the ticket is handed over."));
  muster_reason_dialog_done (dialog);
}

static void
hand_over_confirmed_cb (MusterReasonDialog *dialog,
                        MusterContext      *context)
{
  muster_context_escalate_run_async (context, g_object_get_data (G_OBJECT (dialog), "run"), muster_reason_dialog_get_text (dialog), NULL,
                                     handed_over_cb, g_object_ref (dialog));
}

void
muster_run_acts_hand_over (GtkWidget     *widget,
                           MusterContext *context,
                           const char    *run_id)
{
  GtkWidget *dialog = muster_reason_dialog_new (widget, _("Hand the Ticket Over"),
                                                _("Muster stops here. What is done stays done, and a note on the ticket says what that is and what is left. The ticket goes where the connection’s settings say."),
                                                _("Why, for Your Colleague"), _("Hand Over"), TRUE);

  g_object_set_data_full (G_OBJECT (dialog), "run", g_strdup (run_id), g_free);
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (hand_over_confirmed_cb), context, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
