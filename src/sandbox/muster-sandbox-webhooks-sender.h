/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-webhooks.h"

G_BEGIN_DECLS

typedef struct _MusterSender MusterSender;

MusterSender *muster_sender_new          (MusterWorld            *world);
void          muster_sender_free         (MusterSender           *self);
void          muster_sender_restart      (MusterSender           *self);
void          muster_sender_set          (MusterSender           *self,
                                          JsonObject             *behaviour);
void          muster_sender_set_target   (MusterSender           *self,
                                          const char             *deliver_to);
void          muster_sender_add          (MusterSender           *self,
                                          const MusterHookVendor *vendor,
                                          JsonObject             *hook,
                                          MusterChange           *change);
JsonObject   *muster_sender_show         (MusterSender           *self,
                                          const char             *vendor,
                                          gint64                  since);
JsonArray    *muster_sender_get_lines    (MusterSender           *self,
                                          const char             *vendor,
                                          gint64                  since);
void          muster_sender_forget_lines (MusterSender           *self);

/* --- registrations, by the id that a person would type --- */
char         *muster_webhooks_id         (JsonObject             *row);
gboolean      muster_webhooks_is_off     (JsonObject             *row);
JsonObject   *muster_webhooks_find       (MusterWorld            *world,
                                          const char             *vendor,
                                          const char             *id);

G_END_DECLS
