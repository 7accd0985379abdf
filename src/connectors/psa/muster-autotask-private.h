/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-autotask.h"

G_BEGIN_DECLS

/* Values that are the same for every tenant; vendor's help: TicketsEntity, ResourcesEntity */
#define MUSTER_AUTOTASK_STATUS_COMPLETE   "5"
#define MUSTER_AUTOTASK_PUBLISH_ALL_USERS "1"
#define MUSTER_AUTOTASK_LICENCE_API       7
/* The built-in “Autotask Administrator”, in whose name workflow rules write */
#define MUSTER_AUTOTASK_ADMINISTRATOR     "4"

/* The parts of the interface that need no list of members */

/* Flags are true and false in most entities and 1 and 0 in contacts */
gboolean   muster_autotask_flag            (JsonObject    *row,
                                            const char    *member,
                                            gboolean       fallback);
gboolean   muster_autotask_read_identity   (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            char         **id,
                                            char         **name,
                                            GError       **error);
GPtrArray *muster_autotask_read_companies  (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_autotask_read_contacts   (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_autotask_read_members    (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_autotask_read_choices    (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            const char    *board_id,
                                            GError       **error);
gboolean   muster_autotask_verify_hook     (MusterPsa     *psa,
                                            MusterHook    *hook,
                                            MusterSecret  *key,
                                            GError       **error);
GPtrArray *muster_autotask_read_hook       (MusterPsa     *psa,
                                            MusterHook    *hook,
                                            GError       **error);
GPtrArray *muster_autotask_read_webhooks   (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);

G_END_DECLS
