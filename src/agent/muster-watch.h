/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-ticket.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH (muster_watch_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatch, muster_watch, MUSTER, WATCH, GObject)

/**
 * MusterWatchVerdict:
 * @ticket: which
 * @reason: (nullable): why it would be left alone, for people; %NULL: it would be taken
 */
typedef struct
{
  MusterTicket *ticket;
  gboolean      taken;
  char         *reason;
} MusterWatchVerdict;

void         muster_watch_verdict_free  (MusterWatchVerdict *self);

/* Store value that holds a connection's filter as JSON; absent: the defaults */
char        *muster_watch_key           (const char   *connection_id);

MusterWatch *muster_watch_new           (void);
MusterWatch *muster_watch_new_from_json (JsonObject   *object,
                                         GError      **error);
MusterWatch *muster_watch_new_from_text (const char   *text,
                                         GError      **error);
JsonNode    *muster_watch_to_json       (MusterWatch  *self);

/* @reason: (out) (optional) (nullable): why not, for people */
gboolean     muster_watch_takes         (MusterWatch  *self,
                                         MusterTicket *ticket,
                                         char        **reason);

/* (element-type MusterWatchVerdict): in the order of @tickets */
GPtrArray   *muster_watch_preview       (MusterWatch  *self,
                                         GPtrArray    *tickets);

/* Whether a monitoring system made it: its PSA says so, or it has nobody who could have and is called so */
gboolean     muster_watch_is_monitoring (MusterTicket *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterWatchVerdict, muster_watch_verdict_free)

G_END_DECLS
