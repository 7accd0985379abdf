/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/**
 * ToolCheck:
 * @name: the tool's name
 * @calls: id → operation of the calls that were read so far
 * @used: arguments that something is bound to
 * @looking: inside the look, where `marker` and `dispatched` exist
 * @items: (nullable): schema of the rows of the `each` of this call
 */
typedef struct
{
  Agreement *agreement;
  const char *name;
  JsonObject *tool;
  JsonObject *args;
  GHashTable *calls;
  GHashTable *used;
  gboolean looking;
  JsonObject *items;
} ToolCheck;

#define complain(self, format, ...) \
  agreement_complain ((self)->agreement, "%s: " format, (self)->name, __VA_ARGS__)

JsonObject *tool_check_answer_schema (JsonObject *operation);
JsonObject *tool_check_enter_rows    (JsonObject *schema);
JsonObject *tool_check_follow        (ToolCheck  *self,
                                      JsonObject *schema,
                                      const char *path);
JsonObject *tool_check_follow_answer (ToolCheck  *self,
                                      const char *path);
void        tool_check_scope_value   (ToolCheck  *self,
                                      const char *value);
void        tool_check_needs         (ToolCheck  *self);
void        tool_check_value         (ToolCheck  *self,
                                      JsonNode   *value);
void        tool_check_conditions    (ToolCheck  *self,
                                      JsonObject *call,
                                      const char *member);

G_END_DECLS
