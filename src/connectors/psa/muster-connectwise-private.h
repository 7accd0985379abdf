/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-connectwise.h"

G_BEGIN_DECLS

/* The parts of the interface that need no list of members */

gboolean   muster_connectwise_read_identity  (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              char         **id,
                                              char         **name,
                                              GError       **error);
GPtrArray *muster_connectwise_read_companies (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              GError       **error);
GPtrArray *muster_connectwise_read_contacts  (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              GError       **error);
GPtrArray *muster_connectwise_read_members   (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              GError       **error);
GPtrArray *muster_connectwise_read_choices   (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              const char    *board_id,
                                              GError       **error);
char      *muster_connectwise_hook_key_path  (MusterPsa     *psa,
                                              MusterHook    *hook,
                                              const char    *site,
                                              const char    *api_root,
                                              GError       **error);
gboolean   muster_connectwise_verify_hook    (MusterPsa     *psa,
                                              MusterHook    *hook,
                                              MusterSecret  *key,
                                              GError       **error);
GPtrArray *muster_connectwise_read_hook      (MusterPsa     *psa,
                                              MusterHook    *hook,
                                              GError       **error);
GPtrArray *muster_connectwise_read_webhooks  (MusterPsa     *psa,
                                              JsonNode      *answer,
                                              GError       **error);

G_END_DECLS
