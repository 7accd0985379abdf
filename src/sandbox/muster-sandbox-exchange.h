/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* One cmdlet while it runs. */
typedef struct {
  MusterCall *call;
  const char *name;
  JsonObject *parameters;   /* (unowned) */
  JsonArray  *value;        /* (owned) rows of the answer */
  JsonArray  *warnings;     /* (owned) */
} MusterCmdlet;

typedef void (*MusterCmdletFunc) (MusterCmdlet *cmdlet);

/* --- answering: a cmdlet that has failed has already answered --- */
void        muster_cmdlet_fail        (MusterCmdlet *cmdlet,
                                       guint         status,
                                       const char   *type,
                                       const char   *text);
void        muster_cmdlet_not_found   (MusterCmdlet *cmdlet,
                                       const char   *identity);
void        muster_cmdlet_synced      (MusterCmdlet *cmdlet,
                                       const char   *identity);
void        muster_cmdlet_add         (MusterCmdlet *cmdlet,
                                       JsonObject   *row);
void        muster_cmdlet_warn        (MusterCmdlet *cmdlet,
                                       const char   *format,
                                       ...) G_GNUC_PRINTF (2, 3);
const char *muster_cmdlet_text        (MusterCmdlet *cmdlet,
                                       const char   *parameter);
gboolean    muster_cmdlet_confirmed   (MusterCmdlet *cmdlet);

/* --- recipients of the tenant --- */
JsonObject *muster_recipient_find     (JsonObject   *client,
                                       const char   *identity,
                                       const char  **kind);
JsonObject *muster_mailbox_find       (MusterCmdlet *cmdlet,
                                       const char   *parameter);
const char *muster_recipient_address  (JsonObject   *recipient);
const char *muster_recipient_name     (JsonObject   *recipient);
char       *muster_recipient_alias    (JsonObject   *recipient);
JsonArray  *muster_mailbox_permissions (JsonObject  *mailbox);
void        muster_mailbox_tidy       (JsonObject   *mailbox);
gboolean    muster_anr_matches        (JsonObject   *recipient,
                                       const char   *text);

/* --- cmdlets, by file --- */
void        muster_cmdlet_get_mailbox (MusterCmdlet *cmdlet);
void        muster_cmdlet_set_mailbox (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_recipient (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_replies (MusterCmdlet *cmdlet);
void        muster_cmdlet_set_replies (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_access  (MusterCmdlet *cmdlet);
void        muster_cmdlet_add_access  (MusterCmdlet *cmdlet);
void        muster_cmdlet_drop_access (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_send_as (MusterCmdlet *cmdlet);
void        muster_cmdlet_add_send_as (MusterCmdlet *cmdlet);
void        muster_cmdlet_drop_send_as (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_lists   (MusterCmdlet *cmdlet);
void        muster_cmdlet_get_members (MusterCmdlet *cmdlet);
void        muster_cmdlet_add_member  (MusterCmdlet *cmdlet);
void        muster_cmdlet_drop_member (MusterCmdlet *cmdlet);

G_END_DECLS
