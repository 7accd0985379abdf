/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store.h"
#include "muster-workflow-ranker.h"
#include "muster-workflow.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_STORE_RANKER (muster_store_ranker_get_type ())
G_DECLARE_FINAL_TYPE (MusterStoreRanker, muster_store_ranker, MUSTER, STORE_RANKER, GObject)

MusterStoreRanker *muster_store_ranker_new (MusterStore           *store,
                                            MusterWorkflowLibrary *library);

G_END_DECLS
