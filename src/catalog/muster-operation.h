/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-tool-exec.h"

G_BEGIN_DECLS

typedef enum
{
  MUSTER_PAGING_NONE,
  MUSTER_PAGING_ODATA,
  MUSTER_PAGING_PAGE,
  MUSTER_PAGING_LINK,
  MUSTER_PAGING_NEXT_URL
} MusterPagingKind;

typedef struct
{
  guint          status;      /* 0: any */
  char          *code;        /* (nullable) */
  char          *text;        /* (nullable) */
  char          *null_path;   /* (nullable): fits when nothing stands there in the body */
  char          *says;        /* (nullable): English, instead of the vendor's words */
  MusterMeaning  meaning;
} MusterAnswerRule;

/* One operation of a document. Immutable, reference counted. */
typedef struct
{
  gatomicrefcount   ref_count;
  char             *id;
  char             *method;          /* upper case */
  char             *path;            /* template */
  GHashTable       *parameters;      /* "path.user-id" → GUINT required */
  char             *whole_path;      /* (nullable): the parameter that is a path with slashes and query */
  gboolean          has_body;
  char             *media;           /* (nullable): type of the body, when it is not application/json */
  char             *accept;          /* (nullable): likewise of the answer */
  gboolean          anonymous;
  gboolean          unpublished;     /* the vendor documents it for nobody; off until an administrator accepts that */
  gboolean          one;             /* the answer is one object, bare or alone in an array */
  char             *one_name;        /* (nullable): member that may stand around the one object */
  char             *host;            /* (nullable) */
  char             *auth_scope;      /* (nullable) */
  gboolean          has_paging;
  MusterPagingKind  paging;
  char             *rows;            /* (nullable): member that holds the rows; "" is the answer itself */
  guint             page_size;
  guint             max_rows;
  char             *page_param;
  char             *size_param;      /* (nullable) */
  char             *next_path;       /* (nullable): where an answer names its next page */
  char             *more_path;       /* (nullable): something stands there in an answer while there are more pages */
  char             *wrapped;         /* (nullable): member that may hold the rows of a bare array */
  GPtrArray        *answers;         /* (element-type MusterAnswerRule) */
} MusterOperation;

MusterOperation *muster_operation_new_from_json (const char      *path,
                                                 const char      *method,
                                                 JsonObject      *object,
                                                 GError         **error);
MusterOperation *muster_operation_ref           (MusterOperation *self);
void             muster_operation_unref         (MusterOperation *self);
gboolean         muster_operation_has_parameter (MusterOperation *self,
                                                 const char      *key);

/* Reads rows of `x-answers` into @rules */
gboolean         muster_answer_rules_read       (GPtrArray       *rules,
                                                 const char      *where,
                                                 JsonArray       *answers,
                                                 GError         **error);
GPtrArray       *muster_answer_rules_new        (void);

gboolean         muster_meaning_from_string     (const char      *name,
                                                 MusterMeaning   *meaning);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterOperation, muster_operation_unref)

G_END_DECLS
