/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-endpoints.h"
#include "muster-scope.h"

G_BEGIN_DECLS

/* Where bindings take their values from; nothing is owned */
typedef struct
{
  JsonObject  *args;       /* bare arguments */
  MusterScope *scope;
  GHashTable  *answers;    /* call id → JsonNode */
  JsonNode    *item;       /* (nullable): inside each */
  const char  *marker;     /* (nullable): inside look */
  const char  *dispatched; /* (nullable): inside look: when the act was sent, ISO 8601 */
  const char  *link;       /* (nullable): inside look: the last part of the status link that the act was answered with */
  MusterEndpoints *endpoints; /* (nullable): the connection's settings, its clock and its secrets */
  GHashTable  *secrets;    /* (nullable): name of a secret, or handle in an argument → MusterSecret */
} MusterBindingContext;

/* The kind of a binding, or NULL for a literal */
const char *muster_binding_kind        (JsonNode                    *value,
                                        JsonNode                   **operand);

/* *out is NULL when an optional argument is absent */
gboolean    muster_binding_resolve     (const MusterBindingContext  *context,
                                        JsonNode                    *value,
                                        JsonNode                   **out,
                                        GError                     **error);
/* The same for a condition: what is not there is NULL and no error */
JsonNode   *muster_binding_peek        (const MusterBindingContext  *context,
                                        JsonNode                    *value);
gboolean    muster_binding_resolve_text (const MusterBindingContext *context,
                                        JsonNode                    *value,
                                        char                       **out,
                                        GError                     **error);
char       *muster_binding_node_text   (JsonNode                    *node);

JsonNode   *muster_path_lookup         (JsonNode                    *node,
                                        const char                  *path,
                                        const MusterBindingContext  *context);

/* {left, op, right} or several of them, with bindings. @lenient: a comparison with an argument that was not given holds */
gboolean    muster_conditions_hold     (const MusterBindingContext  *context,
                                        JsonNode                    *conditions,
                                        gboolean                     lenient);
gboolean    muster_condition_holds     (JsonNode                    *left,
                                        const char                  *op,
                                        JsonNode                    *right);

/* Calls @found for each placeholder of a template; FALSE when the template is malformed */
typedef gboolean (*MusterPlaceholderFunc) (const char  *name,
                                           const char  *quoting,
                                           GString     *out,
                                           gpointer     user_data,
                                           GError     **error);
char       *muster_template_expand     (const char                  *text,
                                        MusterPlaceholderFunc        found,
                                        gpointer                     user_data,
                                        GError                     **error);

G_END_DECLS
