/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-approval-command.h"
#include "muster-approval-request.h"
#include "muster-approvers.h"
#include "muster-context-approvals.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-language.h"
#include "muster-undo-private.h"

/* MusterContext: what a technician decides in Muster. What is decided is what was seen: the stored request must have the
 * hash of the one on the screen. Of several who decide at the same moment the store lets one win. */

typedef enum { GRANT, REJECT, WITHDRAW, CONFIRM } Deed;

typedef struct
{
  Deed            deed;
  GPtrArray      *seen;      /* (owned) (element-type MusterApproval) */
  guint           next;
  gint64         *declined;
  guint           n_declined;
  char           *text;      /* (nullable): reason, or how the manager was asked */
  char           *actor;
  char           *person;    /* for people to read */
  char           *email;     /* (nullable): of the person's account */
  MusterApproval *stored;    /* (owned) (nullable) */
} Decision;

static void decide_next (GTask *task);

static void
decision_free (Decision *op)
{
  g_clear_pointer (&op->seen, g_ptr_array_unref);
  g_clear_object (&op->stored);
  g_free (op->declined);
  g_free (op->text);
  g_free (op->actor);
  g_free (op->person);
  g_free (op->email);
  g_free (op);
}

static void
decided_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Decision *op = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = op->deed == CONFIRM ? muster_store_confirm_manager_finish (MUSTER_STORE (source), result, &error)
                                      : muster_store_decide_approval_finish (MUSTER_STORE (source), result, &error);

  if (done)
    {
      decide_next (task);
      return;
    }
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                           _("Somebody else was faster, or the request does not stand any more. Look at what became of it."));
    }
  g_task_return_error (task, error);
}

static gboolean
fail (GError    **error,
      int         code,
      const char *text)
{
  g_set_error_literal (error, MUSTER_ERROR, code, text);
  return FALSE;
}

/* Whether this person may decide this request now */
static gboolean
may_decide (MusterContext  *self,
            Decision       *op,
            MusterApproval *seen,
            GError        **error)
{
  MusterApproval *stored = op->stored;
  g_autofree char *boot = muster_clock_boot_stamp (self->clock);

  if (g_strcmp0 (muster_approval_get_plan_hash (seen), muster_approval_get_plan_hash (stored)) != 0)
    return fail (error, MUSTER_ERROR_CONFLICT, _("The request has changed since it was shown. Look at it again."));
  if (op->deed == WITHDRAW)
    return TRUE;
  if (muster_approval_is_requester (stored, op->email))
    return fail (error, MUSTER_ERROR_REFUSED_BY_POLICY, _("Nobody decides about what they asked for themselves. Ask a colleague."));
  if (op->deed == GRANT && muster_approval_must_know_person (stored) && !muster_approval_knows_person (stored, op->email))
    return fail (error, MUSTER_ERROR_REFUSED_BY_POLICY,
                 op->email == NULL
                 ? _("It cannot be told whether you asked for this yourself, because your e-mail address is not known. Say which account is yours (musterctl --as ADDRESS), or have another technician decide in Muster.")
                 : _("It cannot be told whether you asked for this yourself, because nobody knows the requester’s e-mail address. Give the ticket a contact with an address and retry it, or do it by hand."));
  switch (muster_approval_check_time (stored, muster_clock_now (self->clock), boot))
    {
    case MUSTER_APPROVAL_TIME_OVER:
      return fail (error, MUSTER_ERROR_CONFLICT, _("The request has expired. Retry the ticket to be asked again."));
    case MUSTER_APPROVAL_TIME_JUMPED:
      return fail (error, MUSTER_ERROR_CONFLICT, _("The clock of this computer was set since the request was made, so it does not count any more. Retry the ticket to be asked again."));
    case MUSTER_APPROVAL_TIME_GOOD:
    default:
      break;
    }
  if (op->deed == GRANT && muster_approval_needs_manager (stored))
    return fail (error, MUSTER_ERROR_REFUSED_BY_POLICY, _("The manager has to agree first. Ask the manager and confirm it here."));
  return TRUE;
}

static gboolean
fill_decision (Decision               *op,
               MusterApprovalDecision *decision,
               char                  **items,
               GError                **error)
{
  static const MusterApprovalState ends[] = {
    [GRANT] = MUSTER_APPROVAL_STATE_GRANTED,
    [REJECT] = MUSTER_APPROVAL_STATE_REJECTED,
    [WITHDRAW] = MUSTER_APPROVAL_STATE_WITHDRAWN,
  };

  /* Taken back is a yes that was not used, or a question nobody answered */
  decision->from = op->deed == WITHDRAW && muster_approval_get_state (op->stored) == MUSTER_APPROVAL_STATE_GRANTED
                   ? MUSTER_APPROVAL_STATE_GRANTED : MUSTER_APPROVAL_STATE_OPEN;
  decision->to = ends[op->deed];
  decision->plan_hash = muster_approval_get_plan_hash (op->stored);
  decision->by = op->actor;
  decision->via = "app";
  decision->reason = op->text;
  if (op->deed != GRANT)
    return TRUE;
  *items = muster_approval_choose (op->stored, op->declined, op->n_declined, error);
  decision->items = *items;
  return *items != NULL;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Decision *op = g_task_get_task_data (task);
  MusterApprovalDecision decision = { 0 };
  g_autofree char *items = NULL;
  g_autofree char *how = NULL;
  const char *id;
  GError *error = NULL;

  g_clear_object (&op->stored);
  op->stored = muster_store_get_approval_finish (MUSTER_STORE (source), result, &error);
  if (op->stored == NULL || !may_decide (self, op, op->seen->pdata[op->next - 1], &error)
      || (op->deed != CONFIRM && !fill_decision (op, &decision, &items, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  id = muster_approval_get_id (op->stored);
  if (op->deed == CONFIRM)
    {
      how = g_strdup_printf ("%s: %s", op->person, op->text);
      muster_store_confirm_manager_async (self->store, id, op->actor, how, g_task_get_cancellable (task), decided_cb,
                                          g_object_ref (task));
    }
  else
    {
      /* Of lower classes it is enough to have it on record */
      if (op->deed == GRANT && !muster_approval_knows_person (op->stored, op->email))
        {
          g_autofree char *body = g_strdup_printf ("{\"approval\":\"%s\"}", id);

          muster_store_append_audit_async (self->store, op->actor, muster_approval_get_client_id (op->stored),
                                           "approver-not-compared", body, NULL, NULL, NULL);
        }
      muster_store_decide_approval_async (self->store, id, &decision, g_task_get_cancellable (task), decided_cb,
                                          g_object_ref (task));
    }
}

static void
decide_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Decision *op = g_task_get_task_data (task);

  if (op->next == op->seen->len)
    g_task_return_boolean (task, TRUE);
  else
    muster_store_get_approval_async (self->store, muster_approval_get_id (op->seen->pdata[op->next++]),
                                     g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

static GTask *
new_decision (MusterContext      *self,
              Deed                deed,
              const char         *text,
              gpointer            tag,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Decision *op = g_new0 (Decision, 1);

  g_task_set_source_tag (task, tag);
  op->deed = deed;
  op->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  op->seen = g_ptr_array_new_with_free_func (g_object_unref);
  op->actor = g_strdup (muster_context_get_actor (self));
  op->person = g_strdup (self->member != NULL ? muster_member_get_name (self->member) : self->operator_name);
  g_task_set_task_data (task, op, (GDestroyNotify) decision_free);
  return task;
}

/* A program's user has the account that they named, or the only one that there is. Nothing proves that the one they named is
 * theirs, so who has named which is on record */
static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Decision *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) members = muster_store_list_members_finish (MUSTER_STORE (source), result, &error);
  const char *email = NULL;
  guint n = 0;

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const char *own = muster_member_get_email (members->pdata[i]);

      if (!muster_member_get_active (members->pdata[i])
          || (self->operator_email != NULL && (own == NULL || g_ascii_strcasecmp (own, self->operator_email) != 0)))
        continue;
      email = own;
      n++;
    }
  op->email = n == 1 ? g_strdup (email) : NULL;
  if (error == NULL && self->operator_email != NULL && op->email == NULL)
    fail (&error, MUSTER_ERROR_NOT_FOUND, _("There is no account with that address. Look at Settings for the accounts."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->operator_email != NULL)
    {
      g_autofree char *who = g_steal_pointer (&op->actor);

      op->actor = g_strdup_printf ("%s as %s", who, op->email);
    }
  decide_next (task);
}

static void
begin (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Decision *op = g_task_get_task_data (task);

  if (self->member != NULL)
    op->email = g_strdup (muster_member_get_email (self->member));
  if (self->member != NULL || op->deed == WITHDRAW)
    decide_next (task);
  else
    muster_store_list_members_async (self->store, g_task_get_cancellable (task), members_cb, g_object_ref (task));
}

/* FALSE: the task has its error */
static gboolean
check (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Decision *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_context_check_person (self, &error) && (op->deed == REJECT || op->deed == CONFIRM) && op->text == NULL)
    fail (&error, MUSTER_ERROR_INVALID_INPUT, op->deed == REJECT ? _("Say why, in a few words: the agent plans again with it.")
                                                                 : _("Say whom you asked, and how."));
  if (error == NULL && op->text != NULL && muster_egress_blocks (self->egress, "reason", op->text))
    fail (&error, MUSTER_ERROR_REFUSED_BY_POLICY, _("The text holds a secret; it would be recorded."));
  if (error == NULL)
    return TRUE;
  g_task_return_error (task, error);
  return FALSE;
}

static void
add_seen (GTask     *task,
          GPtrArray *approvals)
{
  Decision *op = g_task_get_task_data (task);

  for (guint i = 0; i < approvals->len; i++)
    g_ptr_array_add (op->seen, g_object_ref (approvals->pdata[i]));
}

static gboolean
finish (MusterContext *self,
        GAsyncResult  *result,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_context_grant_approvals_async (MusterContext      *self,
                                      GPtrArray          *approvals,
                                      const gint64       *declined,
                                      guint               n_declined,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Decision *op;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (approvals != NULL);

  task = new_decision (self, GRANT, NULL, muster_context_grant_approvals_async, cancellable, callback, user_data);
  op = g_task_get_task_data (task);
  op->declined = g_memdup2 (declined, n_declined * sizeof *declined);
  op->n_declined = n_declined;
  add_seen (task, approvals);
  if (check (task))
    begin (task);
}

gboolean
muster_context_grant_approvals_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return finish (self, result, error);
}

void
muster_context_reject_approvals_async (MusterContext      *self,
                                       GPtrArray          *approvals,
                                       const char         *reason,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (approvals != NULL);

  task = new_decision (self, REJECT, reason, muster_context_reject_approvals_async, cancellable, callback, user_data);
  add_seen (task, approvals);
  if (check (task))
    begin (task);
}

gboolean
muster_context_reject_approvals_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  return finish (self, result, error);
}

/* By its id alone: what is stored counts as seen */
static void
seen_now_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Decision *op = g_task_get_task_data (task);
  GError *error = NULL;
  MusterApproval *approval = muster_store_get_approval_finish (MUSTER_STORE (source), result, &error);

  if (approval == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_add (op->seen, approval);
  begin (task);
}

void
muster_context_withdraw_approval_async (MusterContext      *self,
                                        const char         *approval_id,
                                        const char         *reason,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (approval_id != NULL);

  task = new_decision (self, WITHDRAW, reason, muster_context_withdraw_approval_async, cancellable, callback, user_data);
  if (check (task))
    muster_store_get_approval_async (self->store, approval_id, cancellable, seen_now_cb, g_object_ref (task));
}

gboolean
muster_context_withdraw_approval_finish (MusterContext *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  return finish (self, result, error);
}

void
muster_context_confirm_manager_async (MusterContext      *self,
                                      const char         *approval_id,
                                      const char         *how,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (approval_id != NULL);

  task = new_decision (self, CONFIRM, how, muster_context_confirm_manager_async, cancellable, callback, user_data);
  if (check (task))
    muster_store_get_approval_async (self->store, approval_id, cancellable, seen_now_cb, g_object_ref (task));
}

gboolean
muster_context_confirm_manager_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return finish (self, result, error);
}

/* --- Looking --- */

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterApproval *approval = muster_store_get_approval_finish (MUSTER_STORE (source), result, &error);

  if (approval != NULL)
    g_task_return_pointer (task, approval, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_get_approval_async (MusterContext      *self,
                                   const char         *approval_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (approval_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_get_approval_async);
  muster_store_get_approval_async (self->store, approval_id, cancellable, got_cb, task);
}

MusterApproval *
muster_context_get_approval_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *approvals = muster_store_list_approvals_finish (MUSTER_STORE (source), result, &error);

  if (approvals != NULL)
    g_task_return_pointer (task, approvals, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
muster_context_list_approvals_async (MusterContext      *self,
                                     const char         *client_id,
                                     guint               states,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_list_approvals_async);
  muster_store_list_approvals_async (self->store, client_id, NULL, states, 1000, cancellable, listed_cb, task);
}

GPtrArray *
muster_context_list_approvals_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
muster_context_get_approval_code (MusterContext  *self,
                                  MusterApproval *approval)
{
  MusterSecret *key;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), NULL);

  key = muster_gate_get_app_key (self->gate);
  return key != NULL ? muster_approval_code (key, approval) : NULL;
}

char *
muster_context_get_approval_text (MusterContext  *self,
                                  MusterApproval *approval)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), NULL);

  return muster_approval_write_note (approval, muster_approval_get_client_id (approval), NULL, FALSE);
}

const char *
muster_context_approval_state_text (MusterApprovalState state)
{
  switch (state)
    {
    case MUSTER_APPROVAL_STATE_OPEN: return _("Waits for a decision");
    case MUSTER_APPROVAL_STATE_GRANTED: return _("Granted");
    case MUSTER_APPROVAL_STATE_USED: return _("Granted, and begun");
    case MUSTER_APPROVAL_STATE_REJECTED: return _("Rejected");
    case MUSTER_APPROVAL_STATE_EXPIRED: return _("Expired");
    case MUSTER_APPROVAL_STATE_WITHDRAWN: return _("Taken back");
    case MUSTER_APPROVAL_STATE_VOID:
    default: return _("Void");
    }
}
