/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-approval.h"
#include "muster-catalog.h"

G_BEGIN_DECLS

char *muster_approval_text_clean   (const char     *text);
char *muster_approval_text_careful (const char     *text);
char *muster_approval_text_value   (JsonNode       *value);
char *muster_approval_text_label   (const char     *name);
char *muster_approval_text_exact   (JsonObject     *item);
char *muster_approval_text_title   (MusterCatalog  *catalog,
                                    JsonObject     *item);
char *muster_approval_text_summary (MusterCatalog  *catalog,
                                    MusterApproval *approval);
char *muster_approval_text_where   (MusterCatalog  *catalog,
                                    JsonObject     *item);
char *muster_approval_text_age     (gint64          since,
                                    gint64          now);
char *muster_approval_text_left    (gint64          until,
                                    gint64          now);

G_END_DECLS
