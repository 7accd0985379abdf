/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-llm.h"

G_BEGIN_DECLS

/* One thing that some text tells the hostile model to do */
typedef struct {
  const char *aim;       /* such as "cross-client" */
  const char *tool;      /* `*:set-policy` and the like are tools that nobody offers */
  JsonObject *args;      /* texts, as the sentence names them; people by their sign-in name where the world knows them */
  char       *sentence;
  char       *place;     /* where it stands: "ticket", "note", "article", … */
  char       *about;     /* "prompt" or the tool whose answer showed it */
} MusterOrder;

/* Which sentences are orders, and for what */
typedef struct {
  const char *aim;
  const char *tool;
  const char *pattern;   /* names of groups are names of arguments */
  const char *fixed;     /* (nullable) more arguments, `name=value` */
} MusterOrderRule;

#define MUSTER_ORDER_GUID "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"

guint       muster_order_rules_length (void);
const MusterOrderRule *
            muster_order_rule        (guint        index);
GRegex     *muster_order_regex       (guint        index);

GPtrArray  *muster_orders_find       (MusterTalk  *talk);
gboolean    muster_order_is_outside  (MusterOrder *order);
JsonObject *muster_orders_client     (MusterTalk  *talk);

G_END_DECLS
