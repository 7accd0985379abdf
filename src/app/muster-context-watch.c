/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-watch.h"
#include "muster-watch-form-private.h"

/* MusterContext: the watch filter. The PSA is asked what its fields can be. */

static const struct
{
  const char         *id;
  MusterPsaChoiceKind kind;
  const char         *title;  /* N_() */
} fields[] = {
  { "boards", MUSTER_PSA_CHOICE_BOARD, N_("Boards") },
  { "types", MUSTER_PSA_CHOICE_TYPE, N_("Types") },
  { "statuses", MUSTER_PSA_CHOICE_STATUS, N_("Statuses") },
  { "priorities", MUSTER_PSA_CHOICE_PRIORITY, N_("Priorities") },
  { "sources", MUSTER_PSA_CHOICE_SOURCE, N_("Sources") },
};

/* Where tickets lie has another name with each vendor */
static const struct { const char *integration, *title; } board_titles[] = {
  { "connectwise", N_("Service Boards") },
  { "halopsa", N_("Teams") },
  { "autotask", N_("Queues") },
};

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  MusterWatchForm  *form;        /* (owned) */
  GPtrArray        *choices;     /* (owned) (nullable) (element-type MusterPsaChoice) */
} Load;

static void
load_free (Load *op)
{
  g_clear_object (&op->connection);
  g_clear_object (&op->form);
  g_clear_pointer (&op->choices, g_ptr_array_unref);
  g_free (op);
}

static const char *
title_of (const char *integration,
          gsize       field)
{
  for (gsize i = 0; field == 0 && i < G_N_ELEMENTS (board_titles); i++)
    if (g_strcmp0 (board_titles[i].integration, integration) == 0)
      return _(board_titles[i].title);
  return _(fields[field].title);
}

static const char *
board_name (GPtrArray  *choices,
            const char *id)
{
  for (guint i = 0; id != NULL && i < choices->len; i++)
    {
      MusterPsaChoice *choice = g_ptr_array_index (choices, i);

      if (choice->kind == MUSTER_PSA_CHOICE_BOARD && g_strcmp0 (choice->id, id) == 0)
        return choice->name;
    }
  return NULL;
}

static void
add_field (Load *op,
           gsize i)
{
  g_autoptr(MusterWatchField) field = muster_watch_field_new ();
  GListStore *list = G_LIST_STORE (muster_watch_field_get_choices (field));

  muster_watch_field_set_id (field, fields[i].id);
  muster_watch_field_set_title (field, title_of (muster_connection_get_integration (op->connection), i));
  for (guint c = 0; c < op->choices->len; c++)
    {
      MusterPsaChoice *choice = g_ptr_array_index (op->choices, c);
      g_autoptr(MusterCandidate) candidate = NULL;

      if (choice->kind != fields[i].kind || !choice->active)
        continue;
      candidate = muster_candidate_new ();
      muster_candidate_set_id (candidate, choice->id);
      muster_candidate_set_name (candidate, choice->name);
      muster_candidate_set_detail (candidate, board_name (op->choices, choice->parent_id));
      g_list_store_append (list, candidate);
    }
  g_list_store_append (G_LIST_STORE (muster_watch_form_get_fields (op->form)), field);
}

/* 3 of 3 */
static void
filter_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Load *op = g_task_get_task_data (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  g_autoptr(GError) error = NULL;
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_connection_get_id (op->connection));

  /* Tickets may have only the ids */
  if (psa != NULL)
    muster_psa_set_choices (psa, op->choices);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (op, i);
  if (node != NULL && !muster_watch_form_apply_json (op->form, node, &error))
    g_message ("The stored filter cannot be read and is left as it is: %s", error->message);
  g_task_return_pointer (task, g_object_ref (op->form), g_object_unref);
}

/* 2 of 3 */
static void
choices_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Load *op = g_task_get_task_data (task);
  g_autofree char *key = muster_watch_key (muster_connection_get_id (op->connection));
  GError *error = NULL;

  op->choices = muster_context_read_choices_finish (self, result, &error);
  if (op->choices == NULL)
    g_task_return_error (task, error);
  else
    muster_store_get_value_async (self->store, key, NULL, filter_loaded_cb, g_object_ref (task));
}

/* 1 of 3 */
void
muster_context_load_watch_async (MusterContext      *self,
                                 const char         *connection_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  Load *op;

  g_task_set_source_tag (task, muster_context_load_watch_async);
  if (connection == NULL || muster_gate_get_psa (self->gate, connection_id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no PSA connection %s that is ready",
                               connection_id);
      return;
    }
  op = g_new0 (Load, 1);
  op->connection = g_object_ref (connection);
  op->form = muster_watch_form_new ();
  muster_watch_form_set_connection_id (op->form, connection_id);
  g_task_set_task_data (task, op, (GDestroyNotify) load_free);
  muster_context_read_choices_async (self, connection, cancellable, choices_read_cb, g_object_ref (task));
}

MusterWatchForm *
muster_context_load_watch_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Trying it */

typedef struct
{
  MusterWatchForm *form;     /* (owned) */
  JsonNode        *members;  /* (owned) (nullable) */
} Preview;

static void
preview_free (Preview *op)
{
  g_object_unref (op->form);
  g_clear_pointer (&op->members, json_node_unref);
  g_free (op);
}

static MusterWatchRow *
new_row (MusterTicket *ticket,
         gboolean      taken,
         const char   *reason)
{
  MusterWatchRow *row = muster_watch_row_new ();

  muster_watch_row_set_ticket_id (row, muster_ticket_get_external_id (ticket));
  muster_watch_row_set_number (row, muster_ticket_get_number (ticket) != NULL ? muster_ticket_get_number (ticket)
                               : muster_ticket_get_external_id (ticket));
  muster_watch_row_set_summary (row, muster_ticket_get_summary (ticket));
  muster_watch_row_set_company (row, muster_ticket_get_company_name (ticket));
  muster_watch_row_set_board (row, muster_ticket_get_board (ticket));
  muster_watch_row_set_ticket_type (row, muster_ticket_get_ticket_type (ticket));
  muster_watch_row_set_status (row, muster_ticket_get_status (ticket));
  muster_watch_row_set_priority (row, muster_ticket_get_priority (ticket));
  muster_watch_row_set_source (row, muster_ticket_get_source (ticket));
  muster_watch_row_set_updated (row, muster_ticket_get_updated (ticket));
  muster_watch_row_set_taken (row, taken);
  muster_watch_row_set_reason (row, taken ? _("Would be taken") : reason);
  return row;
}

static void
return_preview (GTask *task)
{
  MusterWatchForm *form = ((Preview *) g_task_get_task_data (task))->form;
  g_autoptr(JsonNode) json = muster_watch_form_to_json (form);
  g_autoptr(GListStore) list = g_list_store_new (MUSTER_TYPE_WATCH_ROW);
  GError *error = NULL;
  g_autoptr(MusterWatch) watch = muster_watch_new_from_json (json_node_get_object (json), &error);
  g_autoptr(GPtrArray) verdicts = watch != NULL ? muster_watch_preview (watch, muster_watch_form_get_tickets (form)) : NULL;

  if (verdicts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < verdicts->len; i++)
    {
      MusterWatchVerdict *verdict = g_ptr_array_index (verdicts, i);
      g_autoptr(MusterWatchRow) row = new_row (verdict->ticket, verdict->taken, verdict->reason);

      g_list_store_append (list, row);
    }
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  gint64 of_a = muster_ticket_get_created (*(MusterTicket **) a);
  gint64 of_b = muster_ticket_get_created (*(MusterTicket **) b);

  return of_a < of_b ? 1 : of_a > of_b ? -1 : 0;
}

/* 3 of 3 */
static void
latest_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterWatchForm *form = ((Preview *) g_task_get_task_data (task))->form;
  const char *connection_id = muster_watch_form_get_connection_id (form);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), connection_id);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(GPtrArray) tickets = node != NULL && psa != NULL ? muster_psa_read_tickets (psa, node, connection_id, &error) : NULL;

  if (tickets == NULL)
    {
      MusterConnection *connection = muster_context_find_connection_by_id (g_task_get_source_object (task), connection_id);

      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The connection is no PSA");
      if (connection != NULL)
        muster_advice_explain (muster_connection_get_integration (connection), "Reading the latest tickets", &error);
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (tickets, newest_first);
  muster_watch_form_set_tickets (form, tickets);
  return_preview (task);
}

static void
read_for_preview (GTask              *task,
                  const char         *tool,
                  GAsyncReadyCallback callback)
{
  MusterContext *self = g_task_get_source_object (task);
  Preview *op = g_task_get_task_data (task);
  const char *id = muster_watch_form_get_connection_id (op->form);
  MusterConnection *connection = muster_context_find_connection_by_id (self, id);

  if (connection == NULL || muster_gate_get_psa (self->gate, id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The connection is not ready");
      return;
    }
  muster_context_setup_read_async (self, connection, tool, NULL, TRUE, g_task_get_cancellable (task), callback,
                                   g_object_ref (task));
}

/* 2 of 3: who is one of us decides which tickets are our own */
static void
whoami_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Preview *op = g_task_get_task_data (task);
  MusterPsa *psa = muster_gate_get_psa (MUSTER_GATE (source), muster_watch_form_get_connection_id (op->form));
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (node == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (psa != NULL)
    muster_psa_set_members (psa, op->members, node);
  read_for_preview (task, "list-latest-tickets", latest_read_cb);
}

/* 1 of 3 */
static void
members_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->members = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  if (op->members == NULL)
    g_task_return_error (task, error);
  else
    read_for_preview (task, "whoami", whoami_read_cb);
}

void
muster_context_preview_watch_async (MusterContext      *self,
                                    MusterWatchForm    *form,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Preview *op = g_new0 (Preview, 1);

  g_task_set_source_tag (task, muster_context_preview_watch_async);
  op->form = g_object_ref (form);
  g_task_set_task_data (task, op, (GDestroyNotify) preview_free);
  if (muster_watch_form_get_tickets (form)->len > 0)
    return_preview (task);
  else
    read_for_preview (task, "list-members", members_read_cb);
}

GListModel *
muster_context_preview_watch_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     guint         *n_taken,
                                     GError       **error)
{
  GListModel *rows;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (n_taken != NULL)
    *n_taken = 0;
  for (guint i = 0; rows != NULL && n_taken != NULL && i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterWatchRow) row = g_list_model_get_item (rows, i);

      *n_taken += muster_watch_row_get_taken (row);
    }
  return rows;
}

/* Saving it */

static void
filter_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_reconsider (self);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_save_watch_async (MusterContext      *self,
                                 MusterWatchForm    *form,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(JsonNode) json = muster_watch_form_to_json (form);
  g_autofree char *key = muster_watch_key (muster_watch_form_get_connection_id (form));
  g_autofree char *text = muster_json_canonical (json);
  GError *error = NULL;
  g_autoptr(MusterWatch) watch = muster_watch_new_from_json (json_node_get_object (json), &error);

  g_task_set_source_tag (task, muster_context_save_watch_async);
  if (watch == NULL)
    g_task_return_error (task, error);
  else
    muster_store_set_value_async (self->store, key, text, NULL, filter_saved_cb, g_object_ref (task));
}

gboolean
muster_context_save_watch_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
