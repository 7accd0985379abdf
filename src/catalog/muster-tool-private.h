/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-operation.h"
#include "muster-tool.h"

G_BEGIN_DECLS

/* One call of a tool; the values stay in the row's JSON */
typedef struct
{
  char              *id;
  MusterOperation   *operation;     /* (owned) */
  MusterEffectClass  effect_class;
  JsonObject        *with;          /* (unowned) (nullable): in the tool's row */
  JsonNode          *when;          /* (unowned) (nullable): one condition or several */
  JsonObject        *each;          /* (unowned) (nullable) */
  JsonArray         *require;       /* (unowned) (nullable) */
  JsonArray         *tolerate;      /* (unowned) (nullable): meanings that count as none */
} MusterCatalogCall;

/* One way to read the truth back */
typedef struct
{
  JsonNode          *when;          /* (unowned) (nullable) */
  GPtrArray         *reads;         /* (element-type MusterCatalogCall), of the tool's own calls */
  MusterCatalogCall *call;          /* (owned) */
  JsonNode          *met;           /* (unowned) (nullable): conditions */
  JsonNode          *pending;       /* (unowned) (nullable): conditions: the vendor is still at it */
  JsonNode          *failed;        /* (unowned) (nullable): conditions: it will not be done */
  JsonNode          *detail;        /* (unowned) (nullable): the vendor's words for why */
  JsonObject        *marker;        /* (unowned) (nullable) */
} MusterCatalogLook;

MusterTool        *muster_tool_new_from_json  (MusterIntegration  *integration,
                                               const char         *name,
                                               JsonObject         *row,
                                               GHashTable         *operations);
GPtrArray         *muster_tool_get_calls      (MusterTool         *self);
GPtrArray         *muster_tool_get_looks      (MusterTool         *self);
JsonObject        *muster_tool_get_row        (MusterTool         *self);
const char * const *muster_tool_get_secret    (MusterTool         *self);

G_END_DECLS
