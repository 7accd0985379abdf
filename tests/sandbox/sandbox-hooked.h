/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox-fixture.h"

G_BEGIN_DECLS

/* With which Autotask's look-alike signs */
#define HOOKED_SECRET "0123456789abcdef0123456789abcdef"

/* A receiver on this machine, and all that reached it. */
typedef struct {
  char               *path;
  char               *query;     /* (nullable) */
  SoupMessageHeaders *headers;
  GBytes             *body;
  JsonNode           *json;
} Received;

typedef struct {
  SandboxFixture  sandbox;       /* first, so that a Hooked is a SandboxFixture too */
  SoupServer     *server;
  char           *url;           /* without a slash at the end */
  GPtrArray      *received;      /* (element-type Received) */
  guint           status;        /* what it answers, 0: nothing at all */
  guint           wanted;        /* how many to wait for */
} Hooked;

void        hooked_setup               (Hooked        *f,
                                        gconstpointer  data);
void        hooked_teardown            (Hooked        *f,
                                        gconstpointer  data);
void        hooked_await               (Hooked        *f,
                                        guint          wanted);
void        hooked_await_quiet         (Hooked        *f);
JsonObject *hooked_counts              (Hooked        *f);
Received   *hooked_last                (Hooked        *f);
void        hooked_behave              (Hooked        *f,
                                        const char    *behaviour);
gboolean    hooked_is_from_connectwise (Hooked        *f,
                                        Received      *received);

JsonObject *received_body              (Received      *received);
gboolean    received_is_from_autotask  (Received      *received);

G_END_DECLS
