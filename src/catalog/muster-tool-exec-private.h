/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-binding.h"
#include "muster-tool-exec.h"
#include "muster-tool-private.h"

G_BEGIN_DECLS

struct _MusterToolExec
{
  GObject          parent_instance;

  /* Inputs */
  MusterTool      *tool;         /* (owned) */
  JsonObject      *given;        /* (owned): arguments as they came */
  MusterScope     *scope;        /* (owned) (nullable) */
  MusterEndpoints *endpoints;    /* (owned) */
  gboolean         is_look;
  char            *marker;       /* (nullable): of a look */
  char            *dispatched;   /* (nullable): of a look */
  char            *link;         /* (nullable): of a look: last part of the act's status link */

  /* In progress */
  JsonObject      *args;         /* (owned) (nullable): bare and checked */
  GPtrArray       *calls;        /* (element-type MusterCatalogCall): those of the tool, or of the look */
  MusterCatalogLook *look;       /* (unowned) (nullable): the one that fits */
  guint            index;        /* of the call */
  gboolean         begun;        /* the call's condition has been looked at */
  JsonArray       *items;        /* (owned) (nullable): of each */
  guint            item;
  JsonArray       *item_answers; /* (owned) (nullable) */
  MusterRequest   *pending;      /* (owned) (nullable): sent, not answered */
  char            *first_url;    /* of this call's first page */
  JsonArray       *rows;         /* (owned) (nullable): of the pages so far */
  JsonNode        *page_head;    /* (owned) (nullable): first row of the page before */
  guint            page;
  guint            last_page;    /* rows of it */
  GHashTable      *links;        /* continuations that were followed */
  gboolean         finished;
  MusterMeaning    meaning;      /* of the last answer */

  /* Secret values */
  GHashTable      *kept;         /* (owned) (nullable): token in the answers → MusterSecret; NULL: they are dropped */
  GHashTable      *secrets;      /* (owned) (nullable): name or handle → MusterSecret, for requests */

  /* Results */
  GHashTable      *answers;      /* call id → JsonNode */
  GHashTable      *unlicensed;   /* call ids */
  GPtrArray       *records;      /* (element-type MusterCallRecord) */
  guint            dropped;
  guint            requests;
  gboolean         truncated;
  gboolean         already;
  gboolean         wrote;        /* an effect was answered well */
  gboolean         garbled;      /* one with a good status, and a body that says nothing */
  char            *status_url;   /* (nullable): where the vendor says how far a long-running effect is */
};

MusterBindingContext muster_tool_exec_binding_context (MusterToolExec *self);
/* (nullable): the one whose request `next` gave */
MusterCatalogCall   *muster_tool_exec_current_call    (MusterToolExec *self);

JsonNode  *muster_tool_exec_parse        (MusterToolExec     *self,
                                          GBytes             *bytes,
                                          GError            **error);
guint      muster_tool_exec_row_limit    (MusterToolExec     *self,
                                          MusterCatalogCall  *call);
guint      muster_tool_exec_page_size    (MusterToolExec     *self,
                                          MusterCatalogCall  *call);
JsonArray *muster_tool_exec_rows_of      (MusterCatalogCall  *call,
                                          JsonNode           *body,
                                          GError            **error);
gboolean   muster_tool_exec_is_ours      (MusterToolExec     *self,
                                          JsonNode           *row);
gboolean   muster_tool_exec_checks_owner (MusterToolExec     *self,
                                          MusterCatalogCall  *call);
JsonArray *muster_tool_exec_items        (MusterToolExec     *self,
                                          MusterCatalogCall  *call);
gboolean   muster_tool_exec_has_more     (MusterToolExec     *self,
                                          MusterCatalogCall  *call,
                                          JsonNode           *body);
char      *muster_tool_exec_continuation (MusterCatalogCall  *call,
                                          MusterAnswer       *answer,
                                          JsonNode           *body);

G_END_DECLS
