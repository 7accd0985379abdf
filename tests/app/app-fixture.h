/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-context.h"
#include "muster-onboarding.h"
#include "muster-sandbox-child.h"
#include "muster-test.h"

G_BEGIN_DECLS

/**
 * AppFixture:
 * @child: look-alike vendors on the demonstration world
 * @data_dir: the profile; survives the contexts that use it
 * @secret_store: a memory keyring that survives them too
 * @context: (nullable): the one that is open
 */
typedef struct
{
  MusterSandboxChild *child;
  char               *data_dir;
  MusterSecretStore  *secret_store;
  MusterClock        *clock;
  MusterContext      *context;
} AppFixture;

void              app_fixture_setup      (AppFixture        *self,
                                          gconstpointer      data);
void              app_fixture_teardown   (AppFixture        *self,
                                          gconstpointer      data);
void              app_fixture_open       (AppFixture        *self);
void              app_fixture_close      (AppFixture        *self);

void              app_fixture_account    (AppFixture        *self);
GHashTable       *app_fixture_values     (AppFixture        *self,
                                          const char        *integration);
MusterConnection *app_fixture_connect    (AppFixture        *self,
                                          const char        *integration,
                                          GError           **error);
/* A PSA, Microsoft 365 and a documentation platform */
void              app_fixture_connect_docs (AppFixture      *self,
                                           const char       *psa,
                                           const char       *docs);
/* The same with Hudu */
void              app_fixture_connect_with (AppFixture      *self,
                                           const char       *psa);
/* The same with ConnectWise */
void              app_fixture_connect_all (AppFixture       *self);
/* The sandbox's control interface; @body: (nullable): JSON. (transfer full) (nullable) */
JsonNode         *app_fixture_control     (AppFixture       *self,
                                           const char       *method,
                                           const char       *path,
                                           const char       *body);
/* Another world for the same profile; the sandbox has another address then. @change: what is different from the demonstration's */
void              app_fixture_change_world (AppFixture      *self,
                                            void           (*change)(JsonObject *world, gpointer data),
                                            gpointer         data);
/* A client with the clearly matching company, tenant and documentation, active. (transfer full) */
MusterClient     *app_fixture_client     (AppFixture        *self,
                                          const char        *name,
                                          const char        *slug);
void              app_fixture_map        (AppFixture        *self,
                                          MusterClient      *client,
                                          MusterMappingKind  kind);
MusterWorkCounts  app_fixture_process    (AppFixture        *self);
GPtrArray        *app_fixture_runs       (AppFixture        *self);
guint             app_fixture_count_runs (AppFixture        *self);
/* How many notes with our mark a ticket has, as the PSA shows it */
guint             app_fixture_count_notes (AppFixture       *self,
                                           const char       *ticket);

G_END_DECLS
