/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-world.h"

G_BEGIN_DECLS

/* --- people and groups of the partner's own tenant --- */
JsonObject *muster_technician_by_upn    (MusterWorld *world,
                                         const char  *upn);
JsonObject *muster_technician_by_object (MusterWorld *world,
                                         const char  *object_id);
char       *muster_technician_object    (MusterWorld *world,
                                         JsonObject  *member);
JsonArray  *muster_technician_groups    (MusterWorld *world,
                                         JsonObject  *member);
JsonArray  *muster_technician_roles     (MusterWorld *world,
                                         JsonObject  *member,
                                         const char  *tenant);
JsonArray  *muster_technicians          (MusterWorld *world);
char       *muster_partner_group        (MusterWorld *world,
                                         const char  *name);
const char *muster_partner_group_title  (MusterWorld *world,
                                         const char  *id);

/* --- what the partner may do at its customers --- */
JsonArray  *muster_gdap_relations       (MusterWorld *world);
gboolean    muster_gdap_holds           (JsonArray   *roles,
                                         const char  *accepted);

G_END_DECLS
