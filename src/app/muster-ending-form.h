/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-runs.h"

G_BEGIN_DECLS

/**
 * MusterEndingChoice:
 * @id: what is stored: of a status its name, of others the PSA's id
 * @name: for people
 * @board: (nullable): id of the board that it belongs to; %NULL: it is the same on all
 * @missing: (nullable): names of the boards that do not have this status
 * @lost: it is set, and the PSA does not offer it any more
 *
 * Something that a ticket can be given at the end of a run.
 */
typedef struct
{
  char    *id;
  char    *name;
  char    *board;
  char    *missing;
  gboolean lost;
} MusterEndingChoice;

/**
 * MusterEndingForm:
 * @ending: (owned): as it is set; changed by whoever shows it
 * @statuses: (element-type MusterEndingChoice)
 * @boards: (nullable) (element-type MusterEndingChoice): %NULL: this PSA moves tickets to no board
 * @teams: (nullable) (element-type MusterEndingChoice): %NULL: this PSA gives tickets to no team
 * @members: (element-type MusterEndingChoice): the technicians
 * @board_title: translated: what this PSA calls a board
 *
 * What becomes of a PSA's tickets at the end of a run, with what the PSA offers for it.
 */
typedef struct
{
  MusterEnding *ending;
  GPtrArray    *statuses;
  GPtrArray    *boards;
  GPtrArray    *teams;
  GPtrArray    *members;
  const char   *board_title;
} MusterEndingForm;

void              muster_ending_form_free             (MusterEndingForm     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterEndingForm, muster_ending_form_free)

/* Teams belong to boards here, so that one can be chosen only beside its board */
gboolean          muster_ending_form_has_board_teams  (MusterEndingForm     *self);

/* (transfer full): asks the PSA what it has */
void              muster_context_load_ending_async    (MusterContext        *self,
                                                       const char           *connection_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
MusterEndingForm *muster_context_load_ending_finish   (MusterContext        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
