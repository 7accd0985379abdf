/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MusterWebhookRate:
 *
 * How much each source may ask of each path: one token bucket per pair. Knows no
 * clock, and its size is bounded whoever asks. Belongs to one thread.
 */
typedef struct _MusterWebhookRate MusterWebhookRate;

#define MUSTER_WEBHOOK_RATE_MAX 1024

MusterWebhookRate *muster_webhook_rate_new    (double             per_second,
                                               double             burst);
void               muster_webhook_rate_free   (MusterWebhookRate *self);
gboolean           muster_webhook_rate_take   (MusterWebhookRate *self,
                                               const char        *source,
                                               const char        *path,
                                               gint64             now);
guint              muster_webhook_rate_size   (MusterWebhookRate *self);
char              *muster_webhook_rate_source (GInetAddress      *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterWebhookRate, muster_webhook_rate_free)

G_END_DECLS
