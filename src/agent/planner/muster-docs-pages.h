/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MusterDocsPage:
 * @text: (nullable): there is none to be had
 * @steps: (nullable): those that are known already, one after the other
 * @updated: "" when it is not known
 * @folders: names of the folders that it is in, from inside out
 * @hidden: a draft, or archived
 * @general: belongs to the whole MSP
 * @stale: nobody has changed it for a long time
 * @newer: (nullable): title of a page that is younger and on the same subject
 * @newer_updated: (nullable): when that was changed
 *
 * An article or procedure as the platform gives it; nothing is left out yet.
 */
typedef struct
{
  gint64     id;
  char      *name;
  char      *text;
  char      *steps;
  char      *updated;
  GPtrArray *folders;
  gboolean   hidden;
  gboolean   general;
  gboolean   procedure;
  gboolean   stale;
  char      *newer;
  char      *newer_updated;
} MusterDocsPage;

void        muster_docs_page_free         (gpointer         page);

/* What one answer of a documentation platform holds, in one shape. @pages: (element-type MusterDocsPage): added to;
 * @answer: (nullable): of search, of procedures, or of the local index */
void        muster_docs_pages_read        (GPtrArray       *pages,
                                           const char      *integration,
                                           JsonObject      *answer);
/* The shape that the local index answers with; read () takes it back */
JsonObject *muster_docs_page_to_json      (MusterDocsPage  *page);
/* Takes rows out of @answer that say they are another company's than @company: a platform passes over a filter that it does
 * not know, and then one customer's documents would stand among those of another. How many they were. */
guint       muster_docs_pages_drop_foreign (JsonObject      *answer,
                                            const char      *company);
/* (transfer container) (element-type JsonObject): sections of one document of IT Glue in their order */
GPtrArray  *muster_docs_pages_sections    (JsonArray       *all,
                                           gint64           document);
void        muster_docs_pages_append_step (GString         *text,
                                           const char      *name,
                                           const char      *description);

G_END_DECLS
