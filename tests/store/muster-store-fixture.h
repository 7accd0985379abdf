/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-model.h"
#include "muster-store.h"
#include "muster-test.h"

G_BEGIN_DECLS

/**
 * CALL:
 *
 * Calls muster_store_NAME_async () and waits: CALL (store, &error, get_run, id). Calls
 * whose finish function gives more than one thing are written out where they are tested.
 */
#define CALL(store, error, name, ...)                                                          \
  ({                                                                                           \
    g_auto(MusterTestWait) wait_ = MUSTER_TEST_WAIT_INIT;                                      \
    muster_store_##name##_async (store, __VA_ARGS__ __VA_OPT__ (, ) NULL, muster_test_wait_cb, \
                                 &wait_);                                                      \
    muster_store_##name##_finish (store, muster_test_wait (&wait_), error);                    \
  })

/* The same for calls that must not fail */
#define MUST(store, name, ...)                                                                 \
  ({                                                                                           \
    g_autoptr(GError) error_ = NULL;                                                           \
    __auto_type value_ = CALL (store, &error_, name, __VA_ARGS__);                             \
    g_assert_no_error (error_);                                                                \
    value_;                                                                                    \
  })

MusterStore  *fixture_open        (const char  *dir,
                                   GError     **error);
void          fixture_close       (MusterStore *store);
MusterStore  *fixture_open_or_die (const char  *dir);

MusterConnection *fixture_connection (const char *id);
MusterClient *fixture_client      (const char  *id,
                                   const char  *slug);
MusterTicket *fixture_ticket      (const char  *external_id,
                                   const char  *version);
MusterRun    *fixture_run         (const char  *id,
                                   MusterTicket *ticket,
                                   const char  *client_id);
MusterEffect *fixture_effect      (const char  *id,
                                   const char  *run_id);

/* A connection C1, a client K1 (“acme”), a ticket 1001 and its run R1 in RECEIVED */
void          fixture_fill        (MusterStore *store);

/* What the client is in from now on */
void          fixture_set_mode    (MusterStore *store,
                                   const char  *client_id,
                                   MusterMode   mode);

/* Runs SQL on the closed database, with the guards of the audit table taken down first */
void          fixture_tamper      (const char  *dir,
                                   const char  *sql);
gint64        fixture_number      (const char  *dir,
                                   const char  *sql);

G_END_DECLS
