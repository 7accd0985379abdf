/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-private.h"
#include "muster-context-reveal.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-tool-secrets.h"
#include "muster-undo-private.h"

/* MusterContext: secrets for the eyes of a person. The activity log has its row before anybody sees the value. */

typedef struct
{
  char         *client_id;  /* (nullable) */
  MusterTool   *tool;       /* (owned) (nullable): until it is known */
  JsonObject   *args;       /* (owned) (nullable) */
  char         *effect_id;  /* (nullable) */
  char         *reason;     /* (nullable) */
  GPtrArray    *found;      /* (owned) (nullable) (element-type MusterGateSecret) */
  MusterReveal *reveal;     /* (owned) (nullable) */
} Look;

static void
look_free (Look *op)
{
  g_free (op->client_id);
  g_clear_object (&op->tool);
  g_clear_pointer (&op->args, json_object_unref);
  g_free (op->effect_id);
  g_free (op->reason);
  g_clear_pointer (&op->found, g_ptr_array_unref);
  g_clear_object (&op->reveal);
  g_free (op);
}

static const struct
{
  const char *tool;
  const char *kind;  /* N_() */
} kinds[] = {
  { "get-password", N_("Password") },
  { "get-bitlocker-key", N_("BitLocker recovery key") },
  { "get-laps-password", N_("Password of the local administrator") },
  { "create-temporary-access-pass", N_("Temporary Access Pass") },
  { "reset-password", N_("New password") },
  { "create-user", N_("First password") },
};

static const char *
kind_of (MusterTool *tool)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].tool, muster_tool_get_name (tool)))
      return _(kinds[i].kind);
  return _("Secret");
}

/* The vendor's word for a drive; anything else is a name */
static const char *
title_of (MusterTool *tool,
          const char *title)
{
  static const struct
  {
    const char *word;
    const char *title;  /* N_() */
  } drives[] = {
    { "operatingSystemVolume", N_("System drive") },
    { "fixedDataVolume", N_("Data drive") },
    { "removableDataVolume", N_("Removable drive") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (drives); i++)
    if (g_strcmp0 (title, drives[i].word) == 0)
      return _(drives[i].title);
  return title == NULL || g_strcmp0 (title, muster_tool_get_title (tool)) == 0 ? kind_of (tool) : title;
}

/* (transfer full): who looks */
static char *
person_of (MusterContext *self)
{
  return g_strdup (self->member != NULL ? muster_member_get_name (self->member) : self->operator_name);
}

static GTask *
begin_look (MusterContext       *self,
            const char          *reason,
            gpointer             tag,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Look *op = g_new0 (Look, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) look_free);
  op->reason = reason != NULL && *reason != '\0' ? g_strdup (reason) : NULL;
  return task;
}

/* FALSE: the task has its error */
static gboolean
may_look (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);

  if (self->member == NULL && self->operator_name == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "Sign in first: each look is recorded with a name");
  else if (muster_egress_blocks (self->egress, "reason", op->reason))
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "The reason holds a secret; it would be recorded");
  else
    return TRUE;
  return FALSE;
}

/* For as long as it may be on a screen or in a clipboard, it is looked for in everything that leaves. No run can have it. */
static void
watch_value (MusterContext *self,
             Look          *op,
             MusterSecret  *secret)
{
  g_autofree char *handle = muster_vault_mint (muster_gate_get_vault (self->gate),
                                               op->client_id != NULL ? op->client_id : "", NULL, "revealed", NULL, secret);
}

static void
record (GTask               *task,
        GAsyncReadyCallback  next)
{
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);
  g_autofree char *person = person_of (self);
  g_autoptr(JsonNode) node = op->args != NULL ? json_node_init_object (json_node_alloc (), op->args) : NULL;
  g_autofree char *args = node != NULL ? muster_json_canonical (node) : NULL;
  MusterRevealRow row = {
    .client_id = op->client_id,
    .person = person,
    .tool = muster_tool_get_id (op->tool),
    .args = args,
    .effect_id = op->effect_id,
    .title = muster_reveal_get_title (op->reveal),
    .owner = muster_reveal_get_owner (op->reveal),
    .reason = op->reason,
  };

  muster_store_add_reveal_async (self->store, &row, muster_context_get_actor (self), NULL, next, g_object_ref (task));
}

/* --- Fetched now --- */

/* 3 of 3: it is in the activity log */
static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_reveal_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < op->found->len; i++)
    watch_value (self, op, ((MusterGateSecret *) g_ptr_array_index (op->found, i))->secret);
  g_task_return_pointer (task, g_steal_pointer (&op->reveal), g_object_unref);
}

/* 2 of 3 */
static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Look *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->found = muster_gate_reveal_finish (MUSTER_GATE (source), result, &error);
  if (op->found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < op->found->len; i++)
    {
      MusterGateSecret *secret = g_ptr_array_index (op->found, i);
      g_autoptr(MusterReveal) reveal = muster_reveal_new (kind_of (op->tool), title_of (op->tool, secret->title),
                                                          secret->owner, secret->secret, FALSE);

      if (op->reveal == NULL)
        op->reveal = g_steal_pointer (&reveal);
      else
        muster_reveal_add (op->reveal, reveal);
    }
  record (task, recorded_cb);
}

/* 1 of 3 */
static void
reached_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Look *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterRunCap) cap = muster_context_reach_finish (self, result, &error);

  if (cap == NULL)
    g_task_return_error (task, error);
  else
    muster_gate_reveal_async (self->gate, cap, muster_tool_get_id (op->tool), op->args, g_task_get_cancellable (task),
                              fetched_cb, g_object_ref (task));
}

gboolean
muster_context_can_reveal_tool (MusterContext *self,
                                const char    *tool)
{
  MusterTool *row = tool != NULL && self->catalog != NULL ? muster_catalog_lookup_tool (self->catalog, tool) : NULL;

  return row != NULL && muster_tool_is_read (row) && muster_tool_has_handles (row);
}

void
muster_context_reveal_async (MusterContext       *self,
                             const char          *client_id,
                             const char          *tool,
                             JsonObject          *args,
                             const char          *reason,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = begin_look (self, reason, muster_context_reveal_async, cancellable, callback, user_data);
  Look *op = g_task_get_task_data (task);

  if (!may_look (task))
    return;
  if (!muster_context_can_reveal_tool (self, tool))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s reads nothing that can be shown", tool);
      return;
    }
  op->client_id = g_strdup (client_id);
  op->tool = g_object_ref (muster_catalog_lookup_tool (self->catalog, tool));
  op->args = args != NULL ? json_object_ref (args) : json_object_new ();
  muster_context_reach_async (self, client_id, op->tool, NULL, reached_cb, g_object_ref (task));
}

/* --- What an act has set --- */

/* 4 of 4: nobody can have it again */
static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);

  muster_gate_forget_generated_finish (MUSTER_GATE (source), result);
  watch_value (self, op, muster_reveal_get_value (op->reveal));
  g_task_return_pointer (task, g_steal_pointer (&op->reveal), g_object_unref);
}

/* 3 of 4 */
static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_reveal_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_gate_forget_generated_async (self->gate, op->effect_id, forgotten_cb, g_object_ref (task));
}

/* (transfer full) (nullable): whose password it is, as the act named it */
static char *
owner_of (JsonObject *args)
{
  static const char * const names[] = { "upn", "user" };

  for (gsize i = 0; args != NULL && i < G_N_ELEMENTS (names); i++)
    if (muster_json_str (args, names[i]) != NULL)
      return g_strdup (muster_json_str (args, names[i]));
  return NULL;
}

/* 2 of 4 */
static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Look *op = g_task_get_task_data (task);
  g_autoptr(MusterSecret) secret = NULL;
  g_autofree char *owner = owner_of (op->args);
  GError *error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, &error);

  if (error == NULL && secret == NULL)
    error = state == MUSTER_SECRET_ABSENT
            ? g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The keyring does not hold it any more")
            : muster_secret_store_new_error (state, NULL);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* It is shown once: nobody who has gone away by now claims it, and who has claimed it gets it */
  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_set_check_cancellable (task, FALSE);
  op->reveal = muster_reveal_new (kind_of (op->tool), kind_of (op->tool), owner, secret, TRUE);
  record (task, claimed_cb);
}

static MusterStoredSecret *
find_generated (GPtrArray  *rows,
                const char *effect_id)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (((MusterStoredSecret *) g_ptr_array_index (rows, i))->effect_id, effect_id) == 0)
      return g_ptr_array_index (rows, i);
  return NULL;
}

/* 1 of 4. What the vendor makes is not known where its answer was lost: the keyring holds only what was put there to try it */
static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Look *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_generated_finish (MUSTER_STORE (source), result, &error);
  MusterStoredSecret *row = rows != NULL ? find_generated (rows, op->effect_id) : NULL;
  MusterTool *tool = row != NULL ? muster_catalog_lookup_tool (self->catalog, row->tool) : NULL;
  g_autoptr(JsonNode) args = row != NULL && row->args != NULL ? muster_json_from_string_trusted (row->args, NULL) : NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (row == NULL || tool == NULL || row->revealed != 0)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                               "This password was shown once already, or was kept for a day and deleted");
      return;
    }
  if (row->state != MUSTER_EFFECT_STATE_CONFIRMED && row->state != MUSTER_EFFECT_STATE_UNKNOWN)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "The act is not done yet");
      return;
    }
  if (row->state == MUSTER_EFFECT_STATE_UNKNOWN && !muster_tool_wants_generated (tool))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN,
                               "The answer that held it was lost. Look whether there is one, delete it there, and make a new one");
      return;
    }
  op->client_id = g_strdup (row->client_id);
  op->tool = g_object_ref (tool);
  op->args = muster_json_node_obj (args) != NULL ? json_object_ref (muster_json_node_obj (args)) : NULL;
  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_GENERATED, op->effect_id,
                                    g_task_get_cancellable (task), looked_up_cb, g_object_ref (task));
}

gboolean
muster_context_can_reveal_effect (MusterContext *self,
                                  const char    *effect_id)
{
  return self->gate != NULL && muster_gate_has_unseen (self->gate, effect_id);
}

void
muster_context_reveal_effect_async (MusterContext       *self,
                                    const char          *effect_id,
                                    const char          *reason,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = begin_look (self, reason, muster_context_reveal_effect_async, cancellable, callback, user_data);
  Look *op = g_task_get_task_data (task);

  if (!may_look (task))
    return;
  op->effect_id = g_strdup (effect_id);
  muster_store_list_generated_async (self->store, cancellable, listed_cb, g_object_ref (task));
}

MusterReveal *
muster_context_reveal_finish (MusterContext *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
