/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PROMPT_HISTORY (muster_prompt_history_get_type ())
G_DECLARE_FINAL_TYPE (MusterPromptHistory, muster_prompt_history, MUSTER, PROMPT_HISTORY, AdwWindow)

/* Signal: "restored": an earlier text holds again */

MusterPromptHistory *muster_prompt_history_new (GtkWidget     *parent,
                                                MusterContext *context,
                                                const char    *client_id);

G_END_DECLS
