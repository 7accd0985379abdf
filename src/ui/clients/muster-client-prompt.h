/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_PROMPT (muster_client_prompt_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientPrompt, muster_client_prompt, MUSTER, CLIENT_PROMPT, AdwBin)

GtkWidget *muster_client_prompt_new (MusterContext *context,
                                     const char    *client_id);

G_END_DECLS
