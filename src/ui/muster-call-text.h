/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"

G_BEGIN_DECLS

GHashTable *muster_call_names_new   (void);
void        muster_call_names_learn (GHashTable    *names,
                                     const char    *result);

char       *muster_call_text_title  (MusterCatalog *catalog,
                                     const char    *tool);
char       *muster_call_text_source (MusterCatalog *catalog,
                                     const char    *tool);
char       *muster_call_text_asked  (MusterCatalog *catalog,
                                     const char    *tool,
                                     const char    *args,
                                     GHashTable    *names);
char       *muster_call_text_answer (const char    *status,
                                     const char    *result);
char       *muster_call_text_exact  (const char    *json);

G_END_DECLS
