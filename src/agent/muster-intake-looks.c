/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-error.h"
#include "muster-intake-private.h"
#include "muster-json.h"

/* Looking at single tickets because somebody said that they changed.
 *
 * A webhook is a hint and nothing more: it is in the store before the vendor is told that it arrived, all hints of one
 * ticket within five seconds make one look, and the look reads the ticket from the PSA. After it the ticket goes the
 * way of every polled one. A hint is settled with the number of deliveries that were there before the look, so one
 * that comes during the look leads to another. What a crash leaves unsettled is taken up by the next session. */

#define MAX_LOOKS 25            /* in one pass; polls come in between */
#define LATER_WINDOWS 6         /* pause, in windows, before a look that failed is tried again */

typedef struct
{
  MusterIntake *intake;     /* (unowned) */
  char         *object_id;  /* (unowned): the key */
  guint         source_id;  /* 0: its time has come */
  gboolean      again;      /* an earlier look failed */
} Hint;

static void after_looks (GTask *task);
static void settle_next (GTask *task);

static void
ask_for_look (MusterIntake *self)
{
  if (self->look_asked)
    return;
  self->look_asked = TRUE;
  g_signal_emit_by_name (self, "hints-due");
}

static gboolean
hint_due_cb (gpointer user_data)
{
  Hint *hint = user_data;

  hint->source_id = 0;
  ask_for_look (hint->intake);
  return G_SOURCE_REMOVE;
}

static void
schedule (MusterIntake *self,
          const char   *object_id,
          guint         ms,
          gboolean      again)
{
  Hint *hint;

  if (g_hash_table_contains (self->hints, object_id))
    return;
  hint = g_new0 (Hint, 1);
  hint->intake = self;
  hint->object_id = g_strdup (object_id);
  hint->again = again;
  hint->source_id = g_timeout_add (ms, hint_due_cb, hint);
  g_hash_table_insert (self->hints, hint->object_id, hint);
}

void
muster_intake_drop_hints (MusterIntake *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->hints);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_clear_handle_id (&((Hint *) value)->source_id, g_source_remove);
  g_hash_table_remove_all (self->hints);
}

/**
 * muster_intake_hint:
 * @external_id: the PSA's id of a ticket
 *
 * Somebody says that it changed. "hints-due" is emitted when it is time for muster_intake_look_async ().
 */
void
muster_intake_hint (MusterIntake *self,
                    const char   *external_id)
{
  g_return_if_fail (MUSTER_IS_INTAKE (self));
  g_return_if_fail (external_id != NULL);
  schedule (self, external_id, self->hint_window_ms, FALSE);
}

/**
 * muster_intake_count_hints:
 *
 * Returns: how many tickets will be looked at soon; not those whose look failed and is tried again
 */
guint
muster_intake_count_hints (MusterIntake *self)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_return_val_if_fail (MUSTER_IS_INTAKE (self), 0);

  g_hash_table_iter_init (&iter, self->hints);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += !((Hint *) value)->again;
  return n;
}

/**
 * muster_intake_wants_look:
 *
 * Returns: whether it has asked for a look that has not begun, because nobody could begin it then
 */
gboolean
muster_intake_wants_look (MusterIntake *self)
{
  g_return_val_if_fail (MUSTER_IS_INTAKE (self), FALSE);
  return self->look_asked;
}

void
muster_intake_set_hint_window (MusterIntake *self,
                               guint         ms)
{
  g_return_if_fail (MUSTER_IS_INTAKE (self));
  self->hint_window_ms = ms;
}

/* --- After the look --- */

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_settle_hint_finish (MUSTER_STORE (source), result, &error))
    muster_intake_pass_failed (task, error);
  else
    settle_next (task);
}

static void
settle_next (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  while (pass->next_look < pass->looks->len)
    {
      MusterStoredHint *look = g_ptr_array_index (pass->looks, pass->next_look++);

      if (look->n == 0)
        continue;
      muster_store_settle_hint_async (self->store, muster_connection_get_id (self->connection), look->object_id, look->n,
                                      NULL, settled_cb, g_object_ref (task));
      return;
    }
  muster_intake_pass_done (task);
}

/* Everything that was looked at has its place */
void
muster_intake_settle_looks (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);

  pass->next_look = 0;
  settle_next (task);
}

/* --- The look --- */

static void
look_later (MusterIntake     *self,
            MusterStoredHint *look)
{
  schedule (self, look->object_id, self->hint_window_ms * LATER_WINDOWS, TRUE);
}

/* Not now: what this pass did not begin with, and all that it has not settled, is looked at later */
void
muster_intake_put_looks_off (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer value;

  if (pass->kind != PASS_LOOK)
    return;
  self->look_asked = FALSE;
  g_hash_table_iter_init (&iter, self->hints);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Hint *hint = value;

      if (hint->source_id != 0)
        continue;
      hint->again = TRUE;
      hint->source_id = g_timeout_add (self->hint_window_ms * LATER_WINDOWS, hint_due_cb, hint);
    }
  for (guint i = 0; pass->looks != NULL && i < pass->looks->len; i++)
    look_later (MUSTER_INTAKE_TASK (task), pass->looks->pdata[i]);
}

/* The ticket is placed whether or not its version is a new one: at some PSAs a new note leaves the ticket's time
 * stamp as it was */
static void
stored_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTicket) stored = muster_store_find_ticket_finish (MUSTER_STORE (source), result, &error);

  if (stored != NULL)
    g_ptr_array_add (pass->tickets, g_steal_pointer (&stored));
  else if (!g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }
  after_looks (task);
}

/* Everything was read and stored that can be */
static void
after_looks (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *object_id = NULL;

  if (pass->unchanged->len > 0)
    {
      object_id = g_ptr_array_steal_index (pass->unchanged, 0);
      muster_store_find_ticket_async (self->store, muster_connection_get_id (self->connection), object_id,
                                      g_task_get_cancellable (task), stored_found_cb, g_object_ref (task));
      return;
    }
  if (!muster_intake_check_missing (task, after_looks))
    muster_intake_place (task);
}

static gboolean
is_among (GPtrArray  *tickets,
          const char *external_id)
{
  for (guint i = 0; i < tickets->len; i++)
    if (g_strcmp0 (muster_ticket_get_external_id (tickets->pdata[i]), external_id) == 0)
      return TRUE;
  return FALSE;
}

static void
looks_stored_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) changed = muster_store_ingest_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GPtrArray) read = g_steal_pointer (&pass->read);

  if (changed == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  pass->n_new += (int) changed->len;
  for (guint i = 0; i < read->len; i++)
    {
      const char *id = muster_ticket_get_external_id (read->pdata[i]);

      if (!is_among (changed, id))
        g_ptr_array_add (pass->unchanged, g_strdup (id));
    }
  after_looks (task);
}

static void
store_looks (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  muster_store_ingest_async (self->store, muster_connection_get_id (self->connection), pass->read, NULL, NULL,
                             looks_stored_cb, g_object_ref (task));
}

static void
go_on (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);
  PassStep next = pass->next_step;

  pass->next_step = NULL;
  next (task);
}

static void
gone_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_ticket_ignored_finish (MUSTER_STORE (source), result, &error))
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  g_signal_emit_by_name (MUSTER_INTAKE_TASK (task), "waiting-changed");
  go_on (task);
}

static void
gone_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTicket) ticket = muster_store_find_ticket_finish (MUSTER_STORE (source), result, &error);

  if (ticket != NULL)
    muster_store_set_ticket_ignored_async (MUSTER_STORE (source), muster_ticket_get_id (ticket),
                                           _("The ticket is no longer in the PSA"), NULL, gone_stored_cb,
                                           g_object_ref (task));
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    go_on (task);
  else
    muster_intake_pass_failed (task, g_steal_pointer (&error));
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) members = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (members == NULL)
    {
      muster_intake_explain (self, "Reading a ticket", &error);
      muster_intake_pass_failed (task, error);
      return;
    }
  muster_store_find_ticket_async (self->store, muster_connection_get_id (self->connection), pass->gone,
                                  g_task_get_cancellable (task), gone_found_cb, g_object_ref (task));
}

/* The PSA does not know a ticket. ConnectWise says that of everything when the keys are wrong, so it counts only when
 * the PSA still answers something that is always there; who we are is not asked, since old versions do not know it.
 * Returns: whether there was one to ask about; then @next follows */
gboolean
muster_intake_check_missing (GTask   *task,
                             PassStep next)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *tool = muster_intake_tool_name (self, "list-members");
  g_autoptr(JsonObject) args = json_object_new ();

  if (pass->missing->len == 0)
    return FALSE;
  g_free (pass->gone);
  pass->gone = g_ptr_array_steal_index (pass->missing, 0);
  pass->next_step = next;
  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), asked_cb,
                          g_object_ref (task));
  return TRUE;
}

static MusterTicket *
read_one (GTask    *task,
          JsonNode *answer,
          GError  **error)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection));
  JsonObject *object = muster_json_node_obj (answer);
  JsonObject *row = object != NULL ? muster_json_obj (object, "ticket") : NULL;

  if (psa != NULL && row != NULL)
    return muster_psa_read_ticket (psa, row, muster_connection_get_id (self->connection), error);

  if (psa == NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
  else
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no ticket");
  return NULL;
}

typedef struct
{
  GTask            *task;  /* (owned) */
  MusterStoredHint *look;  /* (unowned): of the pass */
} Reading;

/* Takes @failure. A broken answer may be a whole one next time */
static void
not_read (Reading *reading,
          GError  *failure)
{
  Pass *pass = g_task_get_task_data (reading->task);
  MusterIntake *self = MUSTER_INTAKE_TASK (reading->task);
  g_autoptr(GError) error = failure;

  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_ptr_array_add (pass->missing, g_strdup (reading->look->object_id));
      return;
    }
  muster_intake_explain (self, "Reading a ticket", &error);
  if (muster_intake_must_stop (reading->task, error))
    {
      muster_intake_stop_later (reading->task, g_steal_pointer (&error));
    }
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY)
           || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE)
           || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT))
    {
      reading->look->n = 0;
      look_later (self, reading->look);
    }
}

static void
finish_reading (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);

  if (--pass->reading > 0)
    return;
  if (pass->stop != NULL)
    {
      muster_intake_pass_failed (task, g_steal_pointer (&pass->stop));
    }
  else if (pass->read->len > 0)
    {
      muster_intake_mark_tests (task, pass->read);
      muster_intake_name_companies (task, store_looks);
    }
  else
    {
      after_looks (task);
    }
}

static void
look_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Reading *reading = user_data;
  g_autoptr(GTask) task = reading->task;
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  MusterTicket *ticket = answer != NULL ? read_one (task, answer, &error) : NULL;

  if (ticket != NULL)
    g_ptr_array_add (pass->read, ticket);
  else
    not_read (reading, error);
  g_free (reading);
  finish_reading (task);
}

static void
look_at (GTask            *task,
         MusterStoredHint *look)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autofree char *tool = muster_intake_tool_name (self, "read-ticket");
  g_autoptr(JsonObject) args = json_object_new ();
  Reading *reading = g_new0 (Reading, 1);

  reading->task = g_object_ref (task);
  reading->look = look;
  pass->reading++;
  json_object_set_string_member (args, "ticket", look->object_id);
  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), look_read_cb, reading);
}

/* All are asked for at once: the connection's lane knows how many the PSA likes to answer at a time */
static void
look_at_all (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);

  pass->read = g_ptr_array_new_with_free_func (g_object_unref);
  pass->reading = 1;
  for (guint i = 0; i < pass->looks->len; i++)
    look_at (task, pass->looks->pdata[i]);
  finish_reading (task);
}

/* How many deliveries there were of each; one that is not in the store is looked at all the same */
static GPtrArray *
take_due (MusterIntake *self,
          GPtrArray    *stored)
{
  GPtrArray *looks = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_stored_hint_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->hints);
  while (looks->len < MAX_LOOKS && g_hash_table_iter_next (&iter, NULL, &value))
    {
      MusterStoredHint *look;
      Hint *hint = value;

      if (hint->source_id != 0)
        continue;
      look = g_new0 (MusterStoredHint, 1);
      look->object_id = g_strdup (hint->object_id);
      for (guint i = 0; i < stored->len && look->n == 0; i++)
        if (g_str_equal (((MusterStoredHint *) stored->pdata[i])->object_id, look->object_id))
          look->n = ((MusterStoredHint *) stored->pdata[i])->n;
      g_ptr_array_add (looks, look);
      g_hash_table_iter_remove (&iter);
    }
  return looks;
}

/* The rest has its turn in a pass of its own */
static gboolean
any_due (MusterIntake *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->hints);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Hint *) value)->source_id == 0)
      return TRUE;
  return FALSE;
}

static void
hints_taken_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) stored = muster_store_take_hints_finish (MUSTER_STORE (source), result, &error);

  if (stored == NULL)
    {
      muster_intake_pass_failed (task, error);
      return;
    }
  self->look_asked = FALSE;
  pass->looks = take_due (self, stored);
  if (any_due (self))
    ask_for_look (self);
  look_at_all (task);
}

void
muster_intake_look (GTask *task)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);

  muster_store_take_hints_async (self->store, muster_connection_get_id (self->connection), g_task_get_cancellable (task),
                                 hints_taken_cb, g_object_ref (task));
}

static void
hints_recovered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterIntake) self = MUSTER_INTAKE (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stored = muster_store_take_hints_finish (MUSTER_STORE (source), result, &error);

  if (stored == NULL)
    {
      g_message ("Hints of the last session: %s", error->message);
      self->recovered = FALSE;
      return;
    }
  for (guint i = 0; i < stored->len; i++)
    muster_intake_hint (self, ((MusterStoredHint *) stored->pdata[i])->object_id);
}

/**
 * muster_intake_recover_hints:
 *
 * Takes up what an earlier session was told and did not look at any more.
 */
void
muster_intake_recover_hints (MusterIntake *self)
{
  g_return_if_fail (MUSTER_IS_INTAKE (self));

  if (self->recovered)
    return;
  self->recovered = TRUE;
  muster_store_take_hints_async (self->store, muster_connection_get_id (self->connection), NULL, hints_recovered_cb,
                                 g_object_ref (self));
}
