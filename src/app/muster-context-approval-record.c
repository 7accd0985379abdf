/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-context-approvals.h"
#include "muster-context-private.h"
#include "muster-text.h"

/* MusterContext: the requests of one run, and what became of one in words: who decided, by which way, and why it is void */

#define MAX_OF_RUN 50

/* Why a request was made void, as it is stored, and for people */
static const struct
{
  const char *stored;
  const char *text;
} reasons[] = {
  { "policies changed", N_("A tool’s policy was changed since.") },
  { "A policy was changed", N_("A tool’s policy was changed since.") },
  { "The mode of all clients was changed", N_("The mode of the clients was changed since.") },
  { "The client's mode was changed", N_("The client’s mode was changed since.") },
  { "A mapping of the client was changed", N_("What the client is mapped to was changed since.") },
  { "The plan was made again", N_("The plan was made again, because the ticket or what it is about has changed.") },
  { "A tool is another than when it was asked for", N_("A tool is another than when it was asked for.") },
  { "The clock was set since it was asked for", N_("The clock of this computer was set since it was asked for.") },
};

static const char *
reason_text (const char *reason)
{
  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reason, reasons[i].stored))
      return _(reasons[i].text);
  return reason != NULL ? reason : "";
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
muster_context_list_run_approvals_async (MusterContext       *self,
                                         const char          *run_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (run_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_list_run_approvals_async);
  muster_store_list_approvals_async (self->store, NULL, run_id, 0, MAX_OF_RUN, cancellable, listed_cb, task);
}

GPtrArray *
muster_context_list_run_approvals_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- In words --- */

/* Whole sentences, for languages differ in where the name stands */
static char *
granted_text (const char *name,
              gboolean    by_note)
{
  if (by_note)
    /* Translators: %s is the name of a technician */
    return g_strdup_printf (_("Granted by %s with a note on the ticket"), name);
  /* Translators: %s is the name of a technician */
  return g_strdup_printf (_("Granted by %s in Muster"), name);
}

static char *
rejected_text (const char *name,
               gboolean    by_note)
{
  if (by_note)
    /* Translators: %s is the name of a technician */
    return g_strdup_printf (_("Rejected by %s with a note on the ticket"), name);
  /* Translators: %s is the name of a technician */
  return g_strdup_printf (_("Rejected by %s in Muster"), name);
}

static char *
decision_text (MusterApproval *approval,
               const char     *name)
{
  gboolean by_note = g_strcmp0 (muster_approval_get_decided_via (approval), "comment") == 0;

  switch (muster_approval_get_state (approval))
    {
    case MUSTER_APPROVAL_STATE_GRANTED:
    case MUSTER_APPROVAL_STATE_USED:
      return granted_text (name, by_note);
    case MUSTER_APPROVAL_STATE_REJECTED:
      return rejected_text (name, by_note);
    case MUSTER_APPROVAL_STATE_WITHDRAWN:
      /* Translators: %s is the name of a technician */
      return g_strdup_printf (_("Taken back by %s"), name);
    case MUSTER_APPROVAL_STATE_EXPIRED:
      return g_strdup (_("Nobody decided in time, so nothing was done."));
    case MUSTER_APPROVAL_STATE_VOID:
      /* Translators: a whole sentence follows that says why */
      return g_strdup_printf (_("It does not count any more. %s"), reason_text (muster_approval_get_reason (approval)));
    case MUSTER_APPROVAL_STATE_OPEN:
    default:
      return g_strdup (muster_context_approval_state_text (muster_approval_get_state (approval)));
    }
}

/**
 * muster_context_technician_name:
 * @actor: who did something, as it is recorded
 *
 * Who decides by note is recorded as `psa:NUMBER NAME`, with the name that the PSA had for them at that moment.
 *
 * Returns: (transfer full) (nullable): the technician's name, or that of the user who typed it; %NULL when it was nobody
 *   of the PSA's and nobody on the command line
 */
char *
muster_context_technician_name (const char *actor)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *name = NULL;

  if (actor != NULL && g_str_has_prefix (actor, "musterctl:"))
    /* Translators: %s is the name of a user of this computer, who used the command line */
    return g_strdup_printf (_("%s (musterctl)"), actor + strlen ("musterctl:"));
  if (actor == NULL || !g_str_has_prefix (actor, "psa:"))
    return NULL;
  parts = g_strsplit (actor + strlen ("psa:"), " ", 2);
  name = muster_text_one_line (parts[0] != NULL ? parts[1] : NULL);
  if (*g_strstrip (name) != '\0')
    return g_steal_pointer (&name);
  /* Translators: %s is the number that the ticket system has for a technician */
  return g_strdup_printf (_("technician %s of the PSA"), parts[0] != NULL ? parts[0] : "");
}

static char *
name_of (GPtrArray  *members,
         const char *actor)
{
  char *technician;

  for (guint i = 0; actor != NULL && i < members->len; i++)
    if (g_str_has_prefix (actor, "member:")
        && g_strcmp0 (actor + strlen ("member:"), muster_member_get_id (members->pdata[i])) == 0)
      return g_strdup (muster_member_get_name (members->pdata[i]));
  technician = muster_context_technician_name (actor);
  return technician != NULL ? technician : g_strdup (actor != NULL ? actor : _("somebody"));
}

static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterApproval *approval = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) members = muster_store_list_members_finish (MUSTER_STORE (source), result, &error);
  g_autofree char *name = NULL;

  if (members == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  name = name_of (members, muster_approval_get_decided_by (approval));
  g_task_return_pointer (task, decision_text (approval, name), g_free);
}

void
muster_context_describe_approval_async (MusterContext       *self,
                                        MusterApproval      *approval,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (MUSTER_IS_APPROVAL (approval));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_describe_approval_async);
  g_task_set_task_data (task, g_object_ref (approval), g_object_unref);
  muster_store_list_members_async (self->store, cancellable, members_cb, task);
}

char *
muster_context_describe_approval_finish (MusterContext *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
muster_context_rule_text (const char *rule)
{
  return muster_gate_rule_text (rule);
}

gint64
muster_context_get_now (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), 0);
  return muster_clock_now (self->clock);
}
