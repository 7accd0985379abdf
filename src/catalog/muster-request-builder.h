/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-binding.h"
#include "muster-endpoints.h"
#include "muster-tool-private.h"

G_BEGIN_DECLS

/* One page of a call: from the bindings and the forced scope. @page counts from 1; @page_size: 0 is the operation's own */
MusterRequest *muster_request_builder_build  (MusterTool                  *tool,
                                              MusterCatalogCall           *call,
                                              const MusterBindingContext  *context,
                                              MusterEndpoints             *endpoints,
                                              guint                        page,
                                              guint                        page_size,
                                              GError                     **error);
gboolean       muster_tool_scope_holds_for   (MusterTool                  *tool,
                                              MusterCatalogCall           *call);
/* Same scheme, host, port and path; @below: or one plain segment more, and the path without case */
gboolean       muster_urls_same_place        (const char                  *first,
                                              const char                  *second,
                                              gboolean                     below);

G_END_DECLS
