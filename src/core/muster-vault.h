/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "muster-clock.h"
#include "muster-redact.h"
#include "muster-secret.h"

G_BEGIN_DECLS

/* How long a value can be had by its handle */
#define MUSTER_VAULT_LIFETIME_US (10 * 60 * G_USEC_PER_SEC)

#define MUSTER_HANDLE_PREFIX "{{secret:"
#define MUSTER_HANDLE_SUFFIX "}}"

/**
 * MusterHandleOrigin:
 * @tool: full name of the tool that read it
 * @args: its bare arguments, as JSON text
 * @path: where in the tool's result the value stood, such as `password.password` or `keys.0.key`
 *
 * How a value can be read again once it is gone.
 */
typedef struct
{
  char *tool;
  char *args;
  char *path;
} MusterHandleOrigin;

#define MUSTER_TYPE_VAULT (muster_vault_get_type ())
G_DECLARE_FINAL_TYPE (MusterVault, muster_vault, MUSTER, VAULT, GObject)

MusterVault  *muster_vault_new         (MusterClock         *clock,
                                        MusterEgress        *egress);
char         *muster_vault_mint        (MusterVault         *self,
                                        const char          *client_id,
                                        const char          *run_id,
                                        const char          *title,
                                        const char          *owner,
                                        MusterSecret        *secret);
gboolean      muster_vault_renew       (MusterVault         *self,
                                        const char          *handle,
                                        const char          *client_id,
                                        const char          *run_id,
                                        MusterSecret        *secret);
MusterSecret *muster_vault_lookup      (MusterVault         *self,
                                        const char          *handle,
                                        const char          *client_id,
                                        const char          *run_id,
                                        GError             **error);
gboolean      muster_vault_belongs     (MusterVault         *self,
                                        const char          *handle,
                                        const char          *client_id,
                                        const char          *run_id);
gboolean      muster_vault_describe    (MusterVault         *self,
                                        const char          *handle,
                                        char               **title,
                                        char               **owner);
void          muster_vault_set_origin  (MusterVault         *self,
                                        const char          *handle,
                                        const char          *tool,
                                        const char          *args,
                                        const char          *path);
void          muster_vault_remember    (MusterVault         *self,
                                        const char          *handle,
                                        const char          *client_id,
                                        const char          *run_id);
const MusterHandleOrigin *
              muster_vault_get_origin  (MusterVault         *self,
                                        const char          *handle);
void          muster_vault_forget_run  (MusterVault         *self,
                                        const char          *run_id);
guint         muster_vault_sweep       (MusterVault         *self);

gboolean      muster_handle_is_valid   (const char          *text);
gboolean      muster_handle_is_in      (const char          *text);

G_END_DECLS
