/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

#define MUSTER_PAGED_LIST_PAGE 64

typedef enum
{
  MUSTER_PAGED_LIST_CLIENTS,  /* @filter: part of name or slug */
  MUSTER_PAGED_LIST_RUNS,     /* @filter: a client */
  MUSTER_PAGED_LIST_ACTIVITY  /* @filter: a client */
} MusterPagedListKind;

#define MUSTER_TYPE_PAGED_ITEM (muster_paged_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterPagedItem, muster_paged_item, MUSTER, PAGED_ITEM, GObject)

gboolean         muster_paged_item_get_loading (MusterPagedItem    *self);
MusterRecord    *muster_paged_item_get_record  (MusterPagedItem    *self);

#define MUSTER_TYPE_PAGED_LIST (muster_paged_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterPagedList, muster_paged_list, MUSTER, PAGED_LIST, GObject)

MusterPagedList *muster_paged_list_new         (MusterStore        *store,
                                                MusterPagedListKind kind,
                                                const char         *filter);
void             muster_paged_list_set_filter  (MusterPagedList    *self,
                                                const char         *filter);
gboolean         muster_paged_list_get_ready   (MusterPagedList    *self);

G_END_DECLS
