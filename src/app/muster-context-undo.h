/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "muster-context.h"

G_BEGIN_DECLS

/**
 * MusterUndoRow:
 * @what: which thing, such as `Job title`
 * @was: (nullable): before the act
 * @is: (nullable): now; %NULL also when it could not be read
 * @will_be: (nullable): after the undo
 * @drift: it is no longer what the act made of it
 *
 * One line of a difference, in words that people read. An empty value is %NULL.
 */
typedef struct
{
  char     *what;
  char     *was;
  char     *is;
  char     *will_be;
  gboolean  drift;
} MusterUndoRow;

#define MUSTER_TYPE_UNDO (muster_undo_get_type ())

/**
 * MusterUndo:
 * @effect_id: the act that would be taken back
 * @client_id: (nullable): whose
 * @possible: whether it can be taken back now
 * @reason: (nullable): translated: why it cannot
 * @undone_by: (nullable): the effect that has taken it back already
 * @tool: (nullable): full name of the tool that takes it back
 * @done: what was done, one sentence with names
 * @title: (nullable): what would be done, one sentence with names
 * @rows: (element-type MusterUndoRow): was, is, will be
 * @checked: whether it could be looked up that things are still as the act left them
 * @drift: they are not: somebody has changed them since
 * @warning: (nullable): translated: what to think of before
 */
typedef struct
{
  char      *effect_id;
  char      *client_id;
  gboolean   possible;
  char      *reason;
  char      *undone_by;
  char      *tool;
  char      *done;
  char      *title;
  GPtrArray *rows;
  gboolean   checked;
  gboolean   drift;
  char      *warning;
} MusterUndo;

GType       muster_undo_get_type (void) G_GNUC_CONST;
MusterUndo *muster_undo_copy     (MusterUndo *self);
void        muster_undo_free     (MusterUndo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterUndo, muster_undo_free)

#define MUSTER_TYPE_TOOL_OUTCOME (muster_tool_outcome_get_type ())

/**
 * MusterToolOutcome:
 * @tool: full name
 * @title: what it was, one sentence with names where they are known
 * @answer: (nullable): what a read may show
 * @effect_id: (nullable): of a write; Undo is offered for it
 * @state: of a write: confirmed, absent, unknown, or dispatched while the vendor is still at it
 * @text: translated: what came of it, and what to do next
 * @undo_reason: (nullable): translated: why it cannot be taken back; %NULL: it can, or it was a read
 *
 * What came of a tool that a person ran, or of an undo.
 */
typedef struct
{
  char             *tool;
  char             *title;
  JsonNode         *answer;
  char             *effect_id;
  MusterEffectState state;
  char             *text;
  char             *undo_reason;
} MusterToolOutcome;

GType              muster_tool_outcome_get_type (void) G_GNUC_CONST;
MusterToolOutcome *muster_tool_outcome_copy     (MusterToolOutcome *self);
void               muster_tool_outcome_free     (MusterToolOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterToolOutcome, muster_tool_outcome_free)

/* (transfer full): what taking an act back would mean, with what is true now. An act that cannot be taken back is no
 * error: @possible is FALSE then. MUSTER_ERROR_NOT_FOUND: there is no such act */
void muster_context_preview_undo_async (MusterContext       *self,
                                        const char          *effect_id,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
MusterUndo *muster_context_preview_undo_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* (transfer full): takes an act back, for the person who is signed in and has just seen the preview. Looks again before;
 * MUSTER_ERROR_CONFLICT when things have changed since and @accept_drift is FALSE or they are not as in the last preview,
 * or when it was taken back already;
 * MUSTER_ERROR_REFUSED_BY_POLICY when it cannot be taken back */
void muster_context_undo_async (MusterContext       *self,
                                const char          *effect_id,
                                gboolean             accept_drift,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
MusterToolOutcome *muster_context_undo_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

/* (transfer full): one tool for one client, with the click of the person who is signed in as the approval. @tool: full name;
 * @args: (nullable): in plan notation. MUSTER_ERROR_REFUSED_BY_POLICY when the tool is disabled for the client, is one of
 * the engine's own, or hands out secrets */
void muster_context_run_tool_async (MusterContext       *self,
                                    const char          *client_id,
                                    const char          *tool,
                                    JsonObject          *args,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
MusterToolOutcome *muster_context_run_tool_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/* Who acts where nobody signs in, such as `musterctl:kim`; it stands in Activity */
/* @email: (nullable): of the account that is theirs; without one it is taken for the only account that there is */
void muster_context_set_operator_email (MusterContext *self,
                                        const char    *email);
void muster_context_set_operator (MusterContext *self,
                                  const char    *name);

/* Translated, before anything is done: why what @tool does cannot be taken back; NULL: it can, or it only reads */
const char *muster_context_irreversible (MusterContext *self,
                                         const char    *tool);

G_END_DECLS
