/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-sandbox-json.h"
#include "muster-sandbox-server.h"
#include "muster-test.h"

G_BEGIN_DECLS

/* A server on loopback with the development world, and the last answer that it gave. */
typedef struct {
  MusterWorld         *world;
  MusterSandboxServer *server;
  SoupSession         *session;
  JsonObject          *ready;
  const char          *base;     /* (unowned) */
  char                *halo;     /* (nullable) the token of the last sandbox_halo() */

  guint                status;
  JsonNode            *reply;    /* (nullable) */
  char                *text;
  SoupMessageHeaders  *headers;
  GError              *error;    /* (nullable) the connection broke */
} SandboxFixture;

void        sandbox_fixture_setup    (SandboxFixture    *self,
                                      gconstpointer      data);
void        sandbox_fixture_teardown (SandboxFixture    *self,
                                      gconstpointer      data);
void        sandbox_send             (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char *const *headers,
                                      const char        *content_type,
                                      const char        *body);
void        sandbox_connectwise      (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_hudu             (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_itglue           (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_setting          (SandboxFixture    *self,
                                      const char        *vendor,
                                      const char        *settings);
void        sandbox_halo_sign_in     (SandboxFixture    *self,
                                      const char        *first,
                                      ...) G_GNUC_NULL_TERMINATED;
void        sandbox_halo             (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_halo_setting     (SandboxFixture    *self,
                                      const char        *settings);
void        sandbox_autotask         (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_autotask_as      (SandboxFixture    *self,
                                      const char        *resource,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_control          (SandboxFixture    *self,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_token            (SandboxFixture    *self,
                                      const char        *tenant,
                                      const char        *scope,
                                      const char        *client_id,
                                      const char        *secret);
void        sandbox_graph            (SandboxFixture    *self,
                                      const char        *key,
                                      const char        *method,
                                      const char        *path,
                                      const char        *body);
void        sandbox_cmdlet           (SandboxFixture    *self,
                                      const char        *key,
                                      const char        *name,
                                      const char        *parameters);

JsonObject *sandbox_reply            (SandboxFixture    *self);
JsonArray  *sandbox_rows             (SandboxFixture    *self,
                                      const char        *member);
JsonObject *sandbox_client           (SandboxFixture    *self,
                                      const char        *key);
const char *sandbox_tenant           (SandboxFixture    *self,
                                      const char        *key);
JsonObject *sandbox_plain_user       (SandboxFixture    *self,
                                      const char        *key);

#define sandbox_assert_error(self, wanted_status, wanted_code) \
  G_STMT_START { \
    g_assert_cmpuint ((self)->status, ==, wanted_status); \
    g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (self), "error"), "code"), ==, wanted_code); \
  } G_STMT_END

G_END_DECLS
