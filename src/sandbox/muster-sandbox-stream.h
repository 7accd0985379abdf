/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* An answer that goes out piece by piece */
typedef struct {
  GPtrArray *pieces;     /* (element-type GBytes) */
  guint      first_ms;   /* before the head */
  guint      ms;         /* between two pieces */
  gboolean   cut;        /* the connection closes after the last piece, and the body has no end */
  gboolean   endless;    /* from the first piece again, until the client has gone */
} MusterSandboxStream;

MusterSandboxStream *muster_sandbox_stream_new  (void);
void                 muster_sandbox_stream_free (MusterSandboxStream *self);
void                 muster_sandbox_stream_add  (MusterSandboxStream *self,
                                                 const char          *text);
void                 muster_sandbox_stream_send (MusterSandboxStream *self,
                                                 SoupServerMessage   *message,
                                                 guint                status,
                                                 const char          *content_type,
                                                 GPtrArray           *headers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterSandboxStream, muster_sandbox_stream_free)

G_END_DECLS
