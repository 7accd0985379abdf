/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only file that hands a connector's request to the transport. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-clock-skew.h"
#include "muster-error.h"

#include "muster-gate-private.h"
#include "muster-gate-secrets.h"

typedef struct
{
  MusterGateLink *link;      /* (owned) */
  MusterToolExec *exec;      /* (owned) */
  gboolean        effects;
  MusterPriority  priority;
  gboolean        effect;    /* the request under way changes something */
  gboolean        lost;
  gint64          left;      /* our clock, when the request did */
  MusterSent      sent;
} Send;

static void
send_free (gpointer data)
{
  Send *send = data;

  muster_gate_link_unref (send->link);
  g_object_unref (send->exec);
  g_free (send);
}

static void send_next (GTask *task);

/* A vendor may say in its refusal what it was given */
static void
fail (GTask  *task,
      GError *error)
{
  muster_gate_clean_error (g_task_get_source_object (task), &error);
  g_task_return_error (task, error);
}

/* A refusal of the sign-in service comes before the request itself */
static gboolean
never_left (const GError *error)
{
  static const int codes[] = {
    MUSTER_ERROR_SIGNED_OUT, MUSTER_ERROR_CONSENT_NEEDED, MUSTER_ERROR_FORBIDDEN, MUSTER_ERROR_NOT_FOUND,
    MUSTER_ERROR_WRONG_REGION, MUSTER_ERROR_INVALID_INPUT, MUSTER_ERROR_KEYRING_LOCKED, MUSTER_ERROR_KEYRING_UNAVAILABLE,
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MUSTER_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterAnswer) answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);

  if (answer == NULL)
    {
      send->lost = send->effect && !never_left (error);
      fail (task, error);
      return;
    }
  if (muster_clock_skew_measure (answer, send->left, muster_clock_now (muster_gate_get_clock (g_task_get_source_object (task))),
                                 &send->link->skew))
    send->link->skew_known = TRUE;
  if (!muster_tool_exec_feed (send->exec, answer, &error))
    {
      send->lost = send->effect && muster_tool_exec_last_meaning (send->exec) == MUSTER_MEANING_UNKNOWN;
      fail (task, error);
      return;
    }
  send_next (task);
}

static void
send_next (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  g_autoptr(MusterRequest) request = NULL;
  g_autofree char *scope = NULL;
  GError *error = NULL;

  request = muster_tool_exec_next (send->exec, &error);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  send->effect = muster_tool_exec_is_effect (send->exec);
  if (request == NULL || (send->effect && !send->effects))
    {
      send->sent = request == NULL ? MUSTER_SENT_ALL : MUSTER_SENT_TO_EFFECT;
      g_task_return_boolean (task, TRUE);
      return;
    }

  send->left = muster_clock_now (muster_gate_get_clock (self));
  muster_request_set_priority (request, send->priority);
  scope = muster_tool_exec_auth_scope (send->exec);
  muster_transport_send_async (muster_gate_get_transport (self), request,
                               muster_tool_exec_wants_credentials (send->exec) ? send->link->authenticator : NULL,
                               scope, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

void
muster_gate_send_async (MusterGate          *self,
                        MusterGateLink      *link,
                        MusterToolExec      *exec,
                        gboolean             effects,
                        MusterPriority       priority,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Send *send = g_new0 (Send, 1);

  send->link = muster_gate_link_ref (link);
  send->exec = g_object_ref (exec);
  send->effects = effects;
  send->priority = priority;
  g_task_set_source_tag (task, muster_gate_send_async);
  g_task_set_task_data (task, send, send_free);
  /* What was done must be known, whoever has lost interest meanwhile */
  g_task_set_check_cancellable (task, !effects);
  send_next (task);
}

gboolean
muster_gate_send_finish (MusterGate    *self,
                         GAsyncResult  *result,
                         MusterSent    *sent,
                         gboolean      *lost,
                         GError       **error)
{
  Send *send = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (sent != NULL)
    *sent = send->sent;
  if (lost != NULL)
    *lost = send->lost;
  return g_task_propagate_boolean (G_TASK (result), error);
}
