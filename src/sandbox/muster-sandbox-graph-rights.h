/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* What a person may do depends on who the target is. */
typedef enum {
  MUSTER_ACT_ENABLE,     /* accountEnabled, phones, user name, delete and restore */
  MUSTER_ACT_PASSWORD,
  MUSTER_ACT_SESSIONS,
  MUSTER_ACT_METHODS,
  MUSTER_ACT_PROFILE,
} MusterAct;

gboolean   muster_graph_is_person  (MusterCall        *call);
gboolean   muster_graph_may        (MusterCall        *call,
                                    const MusterRoute *route);
gboolean   muster_graph_may_act    (MusterCall        *call,
                                    JsonObject        *user,
                                    MusterAct          act);
gboolean   muster_graph_may_write  (MusterCall        *call,
                                    JsonObject        *user,
                                    const char        *property);
gboolean   muster_graph_has_scope  (MusterCall        *call,
                                    const char        *accepted);
JsonArray *muster_graph_roles      (MusterCall        *call);

G_END_DECLS
