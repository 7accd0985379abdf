/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

typedef struct _MusterFilter MusterFilter;

MusterFilter *muster_filter_parse       (const char   *text,
                                         const char   *properties,
                                         GError      **error);
gboolean      muster_filter_match       (MusterFilter *self,
                                         JsonObject   *row);
gboolean      muster_filter_is_advanced (MusterFilter *self);
void          muster_filter_free        (MusterFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterFilter, muster_filter_free)

/* What Graph can do with one kind of object. */
typedef struct {
  const char *name;         /* "user", as error texts and @odata.context spell it */
  const char *collection;   /* "users" */
  const char *properties;   /* all, each with a space before and after */
  const char *defaults;     /* (nullable) what comes without $select; NULL: everything */
  const char *search;       /* (nullable) properties that $search reads */
  gboolean    directory;    /* advanced queries need ConsistencyLevel and $count */
  int         page;         /* default page size, 0: everything */
  int         most;         /* largest $top */
} MusterGraphType;

void          muster_graph_reply_rows   (MusterCall            *call,
                                         JsonArray             *rows,
                                         const MusterGraphType *type);
void          muster_graph_reply_row    (MusterCall            *call,
                                         guint                  status,
                                         JsonObject            *row,
                                         const MusterGraphType *type);

G_END_DECLS
