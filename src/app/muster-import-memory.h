/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the last import knew of a company and did about it. For the files of the import only. */
typedef struct
{
  char    *name;       /* of the company */
  char    *client_id;  /* (nullable): of the client that an import under way makes */
  gboolean active;     /* so it was at the last import */
  gboolean paused;     /* we set the client inactive, because the company was */
  gboolean provision;  /* its client is still to be provisioned */
} MusterImportKnown;

/* Company id → MusterImportKnown, and the value of the store that it is kept in */
char       *muster_import_memory_key  (const char *connection_id);
GHashTable *muster_import_memory_read (const char *text);
char       *muster_import_memory_text (GHashTable *memory);

G_END_DECLS
