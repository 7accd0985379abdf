/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-halopsa.h"

G_BEGIN_DECLS

/* Agent 1 is “Unassigned” */
#define MUSTER_HALOPSA_NOBODY 1

/* The parts of the interface that need no list of agents */

gint64     muster_halopsa_time             (JsonObject    *row,
                                            const char    *member);
char      *muster_halopsa_priority_id      (JsonObject    *row,
                                            const char    *sla,
                                            const char    *priority);
gboolean   muster_halopsa_read_identity    (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            char         **id,
                                            char         **name,
                                            GError       **error);
GPtrArray *muster_halopsa_read_companies   (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_halopsa_read_contacts    (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_halopsa_read_members     (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);
GPtrArray *muster_halopsa_read_choices     (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            const char    *board_id,
                                            GError       **error);
char      *muster_halopsa_get_cursor       (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            const char    *cursor);
gboolean   muster_halopsa_verify_hook      (MusterPsa     *psa,
                                            MusterHook    *hook,
                                            MusterSecret  *key,
                                            GError       **error);
GPtrArray *muster_halopsa_read_hook        (MusterPsa     *psa,
                                            MusterHook    *hook,
                                            GError       **error);
GPtrArray *muster_halopsa_read_webhooks    (MusterPsa     *psa,
                                            JsonNode      *answer,
                                            GError       **error);

G_END_DECLS
