/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox-fixture.h"

G_BEGIN_DECLS

/* Signing in to the look-alike of Microsoft, as a browser and a program do it together. */

#define SANDBOX_GRAPH    "https://graph.microsoft.com/.default"
#define SANDBOX_EXCHANGE "https://outlook.office365.com/.default"
#define SANDBOX_PARTNER  "https://api.partnercenter.microsoft.com/.default"
#define SANDBOX_VERIFIER "a-verifier-that-is-long-enough-for-every-rule-0123456789"

const char *sandbox_entra_value   (SandboxFixture *self,
                                   const char     *name);
const char *sandbox_technician    (SandboxFixture *self,
                                   guint           index);
char       *sandbox_challenge     (void);
GHashTable *sandbox_authorize     (SandboxFixture *self,
                                   const char     *app,
                                   const char     *redirect,
                                   const char     *user,
                                   const char     *more);
void        sandbox_token_form    (SandboxFixture *self,
                                   const char     *tenant,
                                   const char     *first,
                                   ...) G_GNUC_NULL_TERMINATED;
char       *sandbox_sign_in       (SandboxFixture *self,
                                   const char     *app,
                                   const char     *user);
void        sandbox_refresh       (SandboxFixture *self,
                                   const char     *app,
                                   const char     *refresh,
                                   const char     *tenant,
                                   const char     *scope);
int         sandbox_aadsts        (SandboxFixture *self);
char       *sandbox_access        (SandboxFixture *self,
                                   guint           technician,
                                   const char     *key,
                                   const char     *scope);
void        sandbox_with          (SandboxFixture *self,
                                   const char     *token,
                                   const char     *method,
                                   const char     *path,
                                   const char     *body);
void        sandbox_set           (SandboxFixture *self,
                                   const char     *settings);
char       *sandbox_state         (SandboxFixture *self,
                                   const char     *path);

G_END_DECLS
