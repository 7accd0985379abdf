/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PROMPT_VERSION (muster_prompt_version_get_type ())
G_DECLARE_FINAL_TYPE (MusterPromptVersion, muster_prompt_version, MUSTER, PROMPT_VERSION, MusterRecord)

MusterPromptVersion *muster_prompt_version_new           (void);
gint64               muster_prompt_version_get_id        (MusterPromptVersion *self);
void                 muster_prompt_version_set_id        (MusterPromptVersion *self, gint64 value);
const char          *muster_prompt_version_get_client_id (MusterPromptVersion *self);
void                 muster_prompt_version_set_client_id (MusterPromptVersion *self, const char *value);
const char          *muster_prompt_version_get_text      (MusterPromptVersion *self);
void                 muster_prompt_version_set_text      (MusterPromptVersion *self, const char *value);
gint64               muster_prompt_version_get_time      (MusterPromptVersion *self);
void                 muster_prompt_version_set_time      (MusterPromptVersion *self, gint64 value);
const char          *muster_prompt_version_get_actor     (MusterPromptVersion *self);
void                 muster_prompt_version_set_actor     (MusterPromptVersion *self, const char *value);
const char          *muster_prompt_version_get_author    (MusterPromptVersion *self);
void                 muster_prompt_version_set_author    (MusterPromptVersion *self, const char *value);

G_END_DECLS
