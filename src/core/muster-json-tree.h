/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-json-guard.h"

G_BEGIN_DECLS

/* What the guard tells while it reads, and the nodes that come of it. Private to core */
typedef struct
{
  JsonNode *root;                             /* (owned) (nullable) */
  JsonNode *open[MUSTER_JSON_MAX_DEPTH];      /* (unowned): containers that are not finished, the innermost last */
  guint     depth;
  char     *key;                              /* (unowned) (nullable): of the value that comes next */
  gsize     key_length;
} MusterJsonTree;

void     muster_json_tree_open        (MusterJsonTree         *self,
                                       gboolean                object);
void     muster_json_tree_close       (MusterJsonTree         *self);
void     muster_json_tree_add_string  (MusterJsonTree         *self,
                                       char                   *text,
                                       gsize                   length);
void     muster_json_tree_add_number  (MusterJsonTree         *self,
                                       const char             *text,
                                       gboolean                integer);
void     muster_json_tree_add_word    (MusterJsonTree         *self,
                                       char                    first);

gboolean muster_json_guard_build      (char                   *data,
                                       gsize                   length,
                                       const MusterJsonLimits *limits,
                                       const char * const     *blank_members,
                                       GPtrArray              *taken,
                                       MusterJsonTree         *tree,
                                       GError                **error);

G_END_DECLS
