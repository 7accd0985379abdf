/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-case.h"

G_BEGIN_DECLS

typedef struct _WorldReader WorldReader;

WorldReader *world_reader_new     (const char   *path);
void         world_reader_free    (WorldReader  *self);
JsonArray   *world_reader_tickets (WorldReader  *self);
MusterCase  *world_reader_case    (WorldReader  *self,
                                   JsonObject   *ticket);
JsonNode    *world_reader_answer  (WorldReader  *self,
                                   const char   *client_key,
                                   const char   *tool,
                                   JsonObject   *args,
                                   const char  **status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WorldReader, world_reader_free)

G_END_DECLS
