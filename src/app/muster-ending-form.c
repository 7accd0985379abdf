/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-ending-form.h"
#include "muster-error.h"

/* MusterContext: what a ticket can be given at the end of a run. Statuses are kept by name, for that is what they have in
 * common across boards; boards, teams and technicians by their id. */

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  MusterEndingForm *form;        /* (owned) (nullable) */
  GPtrArray        *choices;     /* (owned) (nullable) (element-type MusterPsaChoice) */
} Load;

static void
load_free (Load *op)
{
  g_object_unref (op->connection);
  g_clear_pointer (&op->form, muster_ending_form_free);
  g_clear_pointer (&op->choices, g_ptr_array_unref);
  g_free (op);
}

static void
choice_free (gpointer data)
{
  MusterEndingChoice *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->board);
  g_free (self->missing);
  g_free (self);
}

void
muster_ending_form_free (MusterEndingForm *self)
{
  g_clear_pointer (&self->ending, muster_ending_free);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->teams, g_ptr_array_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

gboolean
muster_ending_form_has_board_teams (MusterEndingForm *self)
{
  for (guint i = 0; self->teams != NULL && i < self->teams->len; i++)
    if (((MusterEndingChoice *) self->teams->pdata[i])->board != NULL)
      return TRUE;
  return FALSE;
}

static MusterEndingChoice *
find_choice (GPtrArray  *list,
             const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((MusterEndingChoice *) list->pdata[i])->id, id) == 0)
      return list->pdata[i];
  return NULL;
}

static MusterEndingChoice *
add_choice (GPtrArray  *list,
            const char *id,
            const char *name,
            const char *board)
{
  MusterEndingChoice *choice = g_new0 (MusterEndingChoice, 1);

  choice->id = g_strdup (id);
  choice->name = g_strdup (name);
  choice->board = g_strdup (board);
  g_ptr_array_add (list, choice);
  return choice;
}

/* What is set stays to be seen, and to be set, when the PSA does not offer it any more */
static void
keep_lost (GPtrArray  *list,
           const char *id,
           const char *name)
{
  if (list != NULL && id != NULL && *id != '\0' && find_choice (list, id) == NULL)
    add_choice (list, id, name, NULL)->lost = TRUE;
}

/* --- Statuses --- */

static gboolean
board_has (GPtrArray  *choices,
           const char *board,
           const char *status)
{
  for (guint i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (choice->kind == MUSTER_PSA_CHOICE_STATUS && choice->active && g_strcmp0 (choice->name, status) == 0
          && (choice->parent_id == NULL || g_strcmp0 (choice->parent_id, board) == 0))
        return TRUE;
    }
  return FALSE;
}

static char *
boards_without (GPtrArray  *choices,
                const char *status)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (choice->kind == MUSTER_PSA_CHOICE_BOARD && choice->active && !board_has (choices, choice->id, status))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", choice->name);
    }
  return g_string_free (names, names->len == 0);
}

static GPtrArray *
list_statuses (GPtrArray *choices)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (choice_free);

  for (guint i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (choice->kind == MUSTER_PSA_CHOICE_STATUS && choice->active && find_choice (list, choice->name) == NULL)
        add_choice (list, choice->name, choice->name, NULL)->missing = boards_without (choices, choice->name);
    }
  return list;
}

/* --- Where it goes --- */

static GPtrArray *
list_kind (GPtrArray          *choices,
           MusterPsaChoiceKind kind)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (choice_free);

  for (guint i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      if (choice->kind == kind && choice->active)
        add_choice (list, choice->id, choice->name, choice->parent_id);
    }
  return list;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const MusterEndingChoice *one = *(MusterEndingChoice **) a;
  const MusterEndingChoice *two = *(MusterEndingChoice **) b;

  return g_utf8_collate (one->name != NULL ? one->name : "", two->name != NULL ? two->name : "");
}

/* Those who work there; who left is named as long as tickets are still handed to them */
static void
fill_members (MusterEndingForm *form,
              GPtrArray        *members)
{
  form->members = g_ptr_array_new_with_free_func (choice_free);
  for (guint i = 0; i < members->len; i++)
    {
      MusterPsaMember *member = members->pdata[i];

      if (member->person && member->active)
        add_choice (form->members, member->id, member->name, NULL);
    }
  g_ptr_array_sort (form->members, compare_names);
  for (guint i = 0; i < members->len; i++)
    {
      MusterPsaMember *member = members->pdata[i];

      if (g_strcmp0 (member->id, form->ending->member) == 0)
        keep_lost (form->members, member->id, member->name);
    }
  keep_lost (form->members, form->ending->member, NULL);
}

/* Some PSAs have boards, some teams, some both; the tools say which. Where there is but one of them, the connector reads it
 * as a board */
static void
fill_form (MusterContext *self,
           Load          *op)
{
  MusterEndingForm *form = op->form;
  gboolean boards = muster_context_has_tool (self, op->connection, "move-to-board");
  gboolean teams = muster_context_has_tool (self, op->connection, "move-to-team");

  form->statuses = list_statuses (op->choices);
  form->boards = boards ? list_kind (op->choices, MUSTER_PSA_CHOICE_BOARD) : NULL;
  form->teams = teams ? list_kind (op->choices, boards ? MUSTER_PSA_CHOICE_TEAM : MUSTER_PSA_CHOICE_BOARD) : NULL;
  form->board_title = g_strcmp0 (muster_connection_get_integration (op->connection), "autotask") == 0 ? _("Queue") : _("Board");
  keep_lost (form->statuses, form->ending->done, form->ending->done);
  keep_lost (form->statuses, form->ending->waiting, form->ending->waiting);
  keep_lost (form->statuses, form->ending->handover, form->ending->handover);
  keep_lost (form->boards, form->ending->board, NULL);
  keep_lost (form->teams, form->ending->team, NULL);
}

/* --- Reading it --- */

/* 3 of 3 */
static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Load *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), muster_connection_get_id (op->connection));
  g_autoptr(GPtrArray) members = node != NULL && psa != NULL ? muster_psa_read_members (psa, node, &error) : NULL;

  if (members == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The connection is no PSA");
      muster_advice_explain (muster_connection_get_integration (op->connection), "Reading the technicians", &error);
      g_task_return_error (task, error);
      return;
    }
  fill_form (self, op);
  fill_members (op->form, members);
  g_task_return_pointer (task, g_steal_pointer (&op->form), (GDestroyNotify) muster_ending_form_free);
}

/* 2 of 3 */
static void
choices_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Load *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->choices = muster_context_read_choices_finish (self, result, &error);
  if (op->choices == NULL)
    g_task_return_error (task, error);
  else
    muster_context_setup_read_async (self, op->connection, "list-members", NULL, TRUE, g_task_get_cancellable (task), members_cb,
                                     g_object_ref (task));
}

/* 1 of 3 */
static void
ending_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Load *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->form->ending = muster_context_get_ending_finish (self, result, &error);
  if (op->form->ending == NULL)
    g_task_return_error (task, error);
  else
    muster_context_read_choices_async (self, op->connection, g_task_get_cancellable (task), choices_cb, g_object_ref (task));
}

void
muster_context_load_ending_async (MusterContext      *self,
                                  const char         *connection_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  Load *op;

  g_task_set_source_tag (task, muster_context_load_ending_async);
  if (connection == NULL || muster_gate_get_psa (self->gate, connection_id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
      return;
    }
  op = g_new0 (Load, 1);
  op->connection = g_object_ref (connection);
  op->form = g_new0 (MusterEndingForm, 1);
  g_task_set_task_data (task, op, (GDestroyNotify) load_free);
  muster_context_get_ending_async (self, connection_id, cancellable, ending_cb, g_object_ref (task));
}

MusterEndingForm *
muster_context_load_ending_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
