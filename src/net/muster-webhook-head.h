/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-request.h"

G_BEGIN_DECLS

/**
 * MusterWebhookHead:
 * @method: as it came
 * @path: without the query, not decoded
 * @headers: (element-type MusterHeader): in the order in which they came
 *
 * What stands before the body of a request. Start with zeros.
 */
typedef struct {
  char *method;
  char *path;
  GPtrArray *headers;
} MusterWebhookHead;

gsize muster_webhook_head_end   (const char               *data,
                                 gsize                     length);
guint muster_webhook_head_parse (const char               *data,
                                 gsize                     length,
                                 MusterWebhookHead        *out);
guint muster_webhook_head_check (const MusterWebhookHead  *self,
                                 const char * const       *hosts);
void  muster_webhook_head_clear (MusterWebhookHead        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterWebhookHead, muster_webhook_head_clear)

G_END_DECLS
