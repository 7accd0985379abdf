/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PROMPT_EDITOR (muster_prompt_editor_get_type ())
G_DECLARE_FINAL_TYPE (MusterPromptEditor, muster_prompt_editor, MUSTER, PROMPT_EDITOR, AdwBin)

GtkWidget *muster_prompt_editor_new (MusterContext *context,
                                     const char    *client_id);

G_END_DECLS
