/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A sender of webhooks that knows no HTTP: it writes bytes and reads what comes
 * back, in a thread, while the main context runs. */

typedef struct {
  const void *data;
  gsize length;      /* (gsize) -1: a text */
  guint repeat;      /* how often it is written; 0 is once */
  guint pause_ms;    /* before each time */
} HookPiece;

/* (transfer full): all that came back; NULL if the connection was shut without an answer */
char    *hook_client_talk        (guint16          port,
                                  const HookPiece *pieces,
                                  gsize            n_pieces);
char    *hook_client_say         (guint16          port,
                                  const char      *text);
guint    hook_client_status      (const char      *answer);
/* (transfer full): a request with a right head for @body; @extra are whole header lines */
GString *hook_client_request     (const char      *path,
                                  const char      *extra,
                                  const void      *body,
                                  gsize            length);
guint    hook_client_post        (guint16          port,
                                  const char      *path,
                                  const char      *extra,
                                  const void      *body,
                                  gsize            length);
int      hook_client_open        (guint16          port);
guint64  hook_client_memory      (void);

G_END_DECLS
