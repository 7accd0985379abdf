/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-undo.h"
#include "muster-undo-private.h"

/* MusterUndo, MusterToolOutcome: what the functions of muster-context-undo.h give */

G_DEFINE_BOXED_TYPE (MusterUndo, muster_undo, muster_undo_copy, muster_undo_free)
G_DEFINE_BOXED_TYPE (MusterToolOutcome, muster_tool_outcome, muster_tool_outcome_copy, muster_tool_outcome_free)

static void
row_free (gpointer data)
{
  MusterUndoRow *row = data;

  g_free (row->what);
  g_free (row->was);
  g_free (row->is);
  g_free (row->will_be);
  g_free (row);
}

MusterUndo *
muster_undo_new (const char *effect_id)
{
  MusterUndo *self = g_new0 (MusterUndo, 1);

  self->effect_id = g_strdup (effect_id);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

void
muster_undo_add_row (MusterUndo *self,
                     const char *what,
                     const char *was,
                     const char *is,
                     const char *will_be,
                     gboolean    drift)
{
  MusterUndoRow *row = g_new0 (MusterUndoRow, 1);

  row->what = g_strdup (what);
  row->was = g_strdup (was);
  row->is = g_strdup (is);
  row->will_be = g_strdup (will_be);
  row->drift = drift;
  g_ptr_array_add (self->rows, row);
}

/**
 * muster_undo_copy:
 *
 * Returns: (transfer full): a copy
 */
MusterUndo *
muster_undo_copy (MusterUndo *self)
{
  MusterUndo *copy = muster_undo_new (self->effect_id);

  copy->client_id = g_strdup (self->client_id);
  copy->possible = self->possible;
  copy->reason = g_strdup (self->reason);
  copy->undone_by = g_strdup (self->undone_by);
  copy->tool = g_strdup (self->tool);
  copy->done = g_strdup (self->done);
  copy->title = g_strdup (self->title);
  copy->checked = self->checked;
  copy->drift = self->drift;
  copy->warning = g_strdup (self->warning);
  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterUndoRow *row = g_ptr_array_index (self->rows, i);

      muster_undo_add_row (copy, row->what, row->was, row->is, row->will_be, row->drift);
    }
  return copy;
}

void
muster_undo_free (MusterUndo *self)
{
  if (self == NULL)
    return;
  g_free (self->effect_id);
  g_free (self->client_id);
  g_free (self->reason);
  g_free (self->undone_by);
  g_free (self->tool);
  g_free (self->done);
  g_free (self->title);
  g_free (self->warning);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

/**
 * muster_tool_outcome_copy:
 *
 * Returns: (transfer full): a copy
 */
MusterToolOutcome *
muster_tool_outcome_copy (MusterToolOutcome *self)
{
  MusterToolOutcome *copy = g_new0 (MusterToolOutcome, 1);

  copy->tool = g_strdup (self->tool);
  copy->title = g_strdup (self->title);
  copy->answer = self->answer != NULL ? json_node_ref (self->answer) : NULL;
  copy->effect_id = g_strdup (self->effect_id);
  copy->state = self->state;
  copy->text = g_strdup (self->text);
  copy->undo_reason = g_strdup (self->undo_reason);
  return copy;
}

void
muster_tool_outcome_free (MusterToolOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->tool);
  g_free (self->title);
  g_clear_pointer (&self->answer, json_node_unref);
  g_free (self->effect_id);
  g_free (self->text);
  g_free (self->undo_reason);
  g_free (self);
}
