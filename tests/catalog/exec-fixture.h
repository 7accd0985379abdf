/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-tool-exec.h"

G_BEGIN_DECLS

/* A small document of the tests' own, with single quotes for double ones: @paths and @tools go into their places */
gboolean        exec_fixture_add   (MusterCatalog  *catalog,
                                    const char     *paths,
                                    const char     *tools,
                                    GError        **error);
MusterCatalog  *exec_fixture_new   (const char     *paths,
                                    const char     *tools);
/* A use of the tool; @args is JSON with single quotes */
MusterToolExec *exec_fixture_start (MusterCatalog  *catalog,
                                    const char     *tool,
                                    const char     *args);
/* The next request, which must be there */
MusterRequest  *exec_fixture_next  (MusterToolExec *exec);
/* Feeds an answer with a JSON body (single quotes) */
gboolean        exec_fixture_feed  (MusterToolExec *exec,
                                    guint           status,
                                    const char     *body,
                                    GError        **error);
/* The tool has come to its end: its result as canonical text with single quotes */
char           *exec_fixture_end   (MusterToolExec *exec);

G_END_DECLS
