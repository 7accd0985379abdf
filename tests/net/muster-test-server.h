/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A server on this machine, in a thread of its own. What it saw is read under its
 * lock; the main context is woken with each request, so that tests can wait for it.
 */
typedef struct _MusterTestServer MusterTestServer;

/* Runs in the server's thread. */
typedef void (*MusterTestHandler) (MusterTestServer  *server,
                                   SoupServerMessage *message,
                                   const char        *path,
                                   gpointer           data);

/* Gets the head of a raw request and what has come of its body; returns FALSE to
 * close the connection. */
typedef gboolean (*MusterTestRawHandler) (MusterTestServer *server,
                                          GOutputStream    *out,
                                          const char       *head,
                                          gpointer          data);

MusterTestServer *muster_test_server_new        (const char           *certificate,
                                                 MusterTestHandler     handler,
                                                 gpointer              data);
MusterTestServer *muster_test_server_new_raw    (MusterTestRawHandler  handler,
                                                 gpointer              data);
void              muster_test_server_free       (MusterTestServer     *self);
const char       *muster_test_server_get_base   (MusterTestServer     *self);
char             *muster_test_server_url        (MusterTestServer     *self,
                                                 const char           *path);
guint             muster_test_server_count      (MusterTestServer     *self,
                                                 const char           *line);
guint             muster_test_server_n_requests (MusterTestServer     *self);
guint             muster_test_server_n_held     (MusterTestServer     *self);
guint             muster_test_server_max_held   (MusterTestServer     *self);
void              muster_test_server_hold       (MusterTestServer     *self,
                                                 SoupServerMessage    *message);
void              muster_test_server_release    (MusterTestServer     *self,
                                                 guint                 n);
void              muster_test_server_note       (MusterTestServer     *self,
                                                 const char           *line);
void              muster_test_server_answer     (SoupServerMessage    *message,
                                                 guint                 status,
                                                 const char           *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTestServer, muster_test_server_free)

G_END_DECLS
