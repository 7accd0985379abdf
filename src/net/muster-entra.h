/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-transport.h"

G_BEGIN_DECLS

MusterAuthenticator *muster_authenticator_entra_new          (MusterTransport      *transport,
                                                              const char           *login_base,
                                                              const char           *client_id,
                                                              MusterSecret         *client_secret);
void                 muster_authenticator_entra_set_resource (MusterAuthenticator  *self,
                                                              const char           *resource,
                                                              const char           *base_url);

gboolean             muster_entra_explain                    (JsonNode             *body,
                                                              GError              **error);
gboolean             muster_entra_check_token                (const char           *token,
                                                              const char           *tenant,
                                                              const char           *resource,
                                                              gboolean             *opaque,
                                                              GError              **error);

G_END_DECLS
