/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-engine.h"
#include "muster-store-fixture.h"

G_BEGIN_DECLS

#define PSA "PSA"   /* id of the one connection */

/**
 * EngineFixture:
 *
 * A store, a gate and an engine on one PSA of a sandbox process, without the product around them. Every client of the
 * world is active and mapped, so each of its tickets gets a run.
 */
typedef struct
{
  /* The PSA: a sandbox of our own, or one that somebody else started */
  GSubprocess     *sandbox;   /* (nullable) */
  JsonNode        *ready;
  JsonNode        *world;

  /* The engine: gone between engine_fixture_close () and _open () */
  const char      *vendor;    /* integration */
  char            *dir;
  gint64           settle_ms; /* how long this PSA may still commit what a client that is gone has sent */
  MusterStore     *store;
  MusterClock     *clock;
  MusterEgress    *egress;
  MusterCatalog   *catalog;
  MusterTransport *transport;
  MusterGate      *gate;
  MusterPlanner   *planner;
  MusterEngine    *engine;
} EngineFixture;

void       engine_fixture_start_sandbox (EngineFixture *self);
void       engine_fixture_stop_sandbox  (EngineFixture *self);
/* One that somebody else started */
void       engine_fixture_join_sandbox  (EngineFixture *self,
                                         const char    *ready);

/* Opens the store in @self->dir and fills it when it is new */
void       engine_fixture_open          (EngineFixture *self);
void       engine_fixture_close         (EngineFixture *self);

/* Both at once, for tests; @data: (nullable): the integration */
void       engine_fixture_setup         (EngineFixture *self,
                                         gconstpointer  data);
void       engine_fixture_teardown      (EngineFixture *self,
                                         gconstpointer  data);

/* The sandbox's control interface; aborts on an error. @body: (nullable) */
JsonNode  *engine_fixture_control       (EngineFixture *self,
                                         const char    *method,
                                         const char    *path,
                                         const char    *body);
gint64     engine_fixture_new_ticket    (EngineFixture *self,
                                         const char    *extra);
void       engine_fixture_say           (EngineFixture *self,
                                         gint64         ticket,
                                         const char    *note);
guint      engine_fixture_count_notes   (EngineFixture *self,
                                         gint64         ticket);
gint64     engine_fixture_count         (EngineFixture *self,
                                         const char    *class);
guint      engine_fixture_count_requests (EngineFixture *self,
                                          const char   *path);

/* Polls, and waits until nothing moves. Returns what the poll returned */
int        engine_fixture_poll          (EngineFixture *self,
                                         gboolean       full);
void       engine_fixture_settle        (EngineFixture *self);
MusterRun *engine_fixture_run           (EngineFixture *self,
                                         gint64         ticket);
MusterTicket *engine_fixture_ticket     (EngineFixture *self,
                                         gint64         ticket);

G_END_DECLS
