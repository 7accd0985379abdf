/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-clock.h"
#include "muster-request.h"

G_BEGIN_DECLS

/**
 * MusterAttempt:
 * @request: what is sent; it may be signed until then
 * @cancellable: ends the attempt
 * @message: (nullable): what libsoup sends
 * @starting: whether bytes may have left
 * @timed_out: whether its time was over
 * @lost: after an error: whether the next attempt may fare better
 *
 * A request on its way, once: one message, its status, and its body with a cap
 * on what is read and a time for the whole of it. Whether there is another
 * attempt is not its business.
 */
typedef struct {
  MusterRequest *request;     /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  SoupMessage *message;       /* (owned) */
  gboolean starting;
  gboolean timed_out;
  gboolean lost;

  /*< private >*/
  MusterClock *clock;    /* (owned) */
  GInputStream *stream;  /* (owned) */
  GByteArray *body;      /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  gint64 started;
} MusterAttempt;

MusterAttempt *muster_attempt_new         (MusterRequest        *request,
                                           MusterClock          *clock);
void           muster_attempt_free        (MusterAttempt        *self);
void           muster_attempt_send_async  (MusterAttempt        *self,
                                           SoupSession          *session,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
MusterAnswer  *muster_attempt_send_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
