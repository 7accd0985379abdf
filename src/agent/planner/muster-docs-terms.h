/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-docs-pages.h"
#include "muster-inquiry.h"

G_BEGIN_DECLS

/* A client's documentation in one shape, whichever platform holds it. */

/* What a finding rests on: the tool that is named for it */
typedef enum
{
  MUSTER_DOCS_SEARCH,
  MUSTER_DOCS_PROCEDURES,
  MUSTER_DOCS_STEPS,
  MUSTER_DOCS_RECORDS,
  MUSTER_DOCS_N_SOURCES
} MusterDocsSource;

/* A thing that is documented, with its fields. */
typedef struct
{
  char      *name;
  GPtrArray *fields;      /* MusterDocsField */
} MusterDocsRecord;

typedef struct
{
  char *label;
  char *value;
} MusterDocsField;

const char *muster_docs_terms_source  (MusterInquiry    *self,
                                       MusterDocsSource  source);
GPtrArray  *muster_docs_terms_pages   (MusterInquiry    *self);
char       *muster_docs_terms_steps   (MusterInquiry    *self,
                                       gint64            page);
GPtrArray  *muster_docs_terms_records (MusterInquiry    *self);

G_END_DECLS
