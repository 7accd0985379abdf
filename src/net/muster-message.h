/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-request.h"

G_BEGIN_DECLS

SoupMessage  *muster_message_from_request (MusterRequest *request);
MusterAnswer *muster_message_to_answer    (SoupMessage   *message,
                                           GBytes        *body);
gboolean      muster_message_is_redirect  (SoupMessage   *message);

G_END_DECLS
