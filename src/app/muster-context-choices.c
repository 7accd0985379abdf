/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-advice.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: what the fields of a PSA's tickets can be. Where statuses, types and teams belong to a board, each board
 * is asked too. */

#define MAX_BOARDS 100

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  GPtrArray        *choices;     /* (owned) (element-type MusterPsaChoice) */
  GPtrArray        *boards;      /* (owned) (element-type utf8): still to be asked */
  guint             next;
} Read;

static void
read_free (Read *op)
{
  g_object_unref (op->connection);
  g_ptr_array_unref (op->choices);
  g_ptr_array_unref (op->boards);
  g_free (op);
}

/* NULL: the task has failed */
static GPtrArray *
take_choices (GTask        *task,
              GObject      *gate,
              GAsyncResult *result,
              const char   *board)
{
  Read *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (gate), result, &error);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (gate), muster_connection_get_id (op->connection));
  GPtrArray *choices = node != NULL && psa != NULL ? muster_psa_read_choices (psa, node, board, &error) : NULL;

  if (choices != NULL)
    return choices;
  if (error == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The connection is no PSA");
  muster_advice_explain (muster_connection_get_integration (op->connection), "Reading what tickets can be", &error);
  g_task_return_error (task, error);
  return NULL;
}

static void ask_board (GTask *task);

/* 2 of 2, once per board */
static void
board_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Read *op = g_task_get_task_data (task);
  GPtrArray *choices = take_choices (task, source, result, g_ptr_array_index (op->boards, op->next));

  if (choices == NULL)
    return;
  g_ptr_array_extend_and_steal (op->choices, choices);
  op->next++;
  ask_board (task);
}

static void
ask_board (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Read *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = NULL;

  if (op->next >= op->boards->len || op->next >= MAX_BOARDS)
    {
      g_task_return_pointer (task, g_ptr_array_ref (op->choices), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  args = json_object_new ();
  json_object_set_string_member (args, "board", g_ptr_array_index (op->boards, op->next));
  muster_context_setup_read_async (self, op->connection, "list-board-choices", args, TRUE, g_task_get_cancellable (task),
                                   board_read_cb, g_object_ref (task));
}

/* 1 of 2 */
static void
choices_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Read *op = g_task_get_task_data (task);
  GPtrArray *choices = take_choices (task, source, result, NULL);

  if (choices == NULL)
    return;
  g_ptr_array_extend_and_steal (op->choices, choices);
  for (guint i = 0; muster_context_has_tool (self, op->connection, "list-board-choices") && i < op->choices->len; i++)
    {
      MusterPsaChoice *choice = g_ptr_array_index (op->choices, i);

      if (choice->kind == MUSTER_PSA_CHOICE_BOARD && choice->active)
        g_ptr_array_add (op->boards, g_strdup (choice->id));
    }
  ask_board (task);
}

void
muster_context_read_choices_async (MusterContext      *self,
                                   MusterConnection   *connection,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Read *op = g_new0 (Read, 1);

  g_task_set_source_tag (task, muster_context_read_choices_async);
  op->connection = g_object_ref (connection);
  op->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_choice_free);
  op->boards = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, op, (GDestroyNotify) read_free);
  muster_context_setup_read_async (self, connection, "list-choices", NULL, TRUE, cancellable, choices_read_cb, task);
}

GPtrArray *
muster_context_read_choices_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
