/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For the files of this folder: how a call of the public API becomes work on the store's thread. */

#pragma once

#include "muster-db.h"
#include "muster-store-files.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

typedef struct _MusterStoreOp MusterStoreOp;

/* Runs on the store's thread, inside a transaction when the operation writes. It may be run
 * again from the start with the same inputs, when the disk was full the first time. */
typedef gboolean (*MusterStoreWork) (MusterStore   *self,
                                     MusterDb      *db,
                                     MusterStoreOp *op,
                                     GError       **error);

typedef enum
{
  MUSTER_STORE_READ = 0,
  MUSTER_STORE_WRITE = 1 << 0,
  MUSTER_STORE_OUTCOME = 1 << 1  /* of what has happened already: may use up the reserve on a full disk */
} MusterStoreFlags;

/**
 * MusterStoreOp:
 *
 * One call. Copies of the inputs, made on the caller's thread; which of them are
 * used is up to @work.
 */
struct _MusterStoreOp
{
  MusterStoreWork  work;
  MusterStoreFlags flags;

  /* Inputs */
  char          *id;
  char          *client_id;
  char          *connection_id;
  char          *actor;
  char          *text;
  char          *text2;
  gpointer       record;     /* (owned): a MusterRecord of our own */
  GPtrArray     *list;       /* (owned) */
  gint64         number;
  gint64         limit;
  gint64         offset;
  int            from;
  int            to;
  gint64         now;
  gpointer       data;       /* (owned): what fits none of these */
  GDestroyNotify free_data;

  /* Results */
  gpointer       result;     /* (owned) */
  GDestroyNotify free_result;
  gint64         count;
  char          *extra;

  /* In progress */
  GPtrArray     *changes;    /* (owned) (element-type utf8): table, id, table, id … */
  GError        *error;
};

MusterStoreOp *muster_store_op_new         (MusterStoreWork     work,
                                            MusterStoreFlags    flags);
void           muster_store_op_set_result  (MusterStoreOp      *op,
                                            gpointer            result,
                                            GDestroyNotify      free_result);
void           muster_store_op_changed     (MusterStoreOp      *op,
                                            const char         *table,
                                            const char         *id);
void           muster_store_start          (MusterStore        *self,
                                            MusterStoreOp      *op,
                                            gpointer            source_tag,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
MusterStoreOp *muster_store_finish         (MusterStore        *self,
                                            GAsyncResult       *result,
                                            gpointer            source_tag,
                                            GError            **error);
gboolean       muster_store_finish_boolean (MusterStore        *self,
                                            GAsyncResult       *result,
                                            gpointer            source_tag,
                                            GError            **error);
gpointer       muster_store_finish_pointer (MusterStore        *self,
                                            GAsyncResult       *result,
                                            gpointer            source_tag,
                                            GError            **error);
gint64         muster_store_finish_count   (MusterStore        *self,
                                            GAsyncResult       *result,
                                            gpointer            source_tag,
                                            GError            **error);

/* On the store's thread */
gboolean       muster_store_may_begin      (MusterStore        *self,
                                            GError            **error);
gboolean       muster_store_add_audit_row  (MusterDb           *db,
                                            MusterStoreOp      *op,
                                            const char         *client_id,
                                            const char         *event,
                                            const char         *body,
                                            GError            **error);
char          *muster_store_audit_body     (const char         *first_member,
                                            ...) G_GNUC_NULL_TERMINATED;
gboolean       muster_store_insert_effect  (MusterStore        *self,
                                            MusterDb           *db,
                                            MusterStoreOp      *op,
                                            gpointer            effect,
                                            GError            **error);
gboolean       muster_store_insert_approval (MusterDb          *db,
                                             MusterStoreOp     *op,
                                             gpointer           approval,
                                             GError           **error);
gboolean       muster_store_void_waiting    (MusterDb          *db,
                                             MusterStoreOp     *op,
                                             const char        *client_id,
                                             const char        *run_id,
                                             const char        *reason,
                                             GPtrArray         *runs,
                                             GError           **error);
/* @approval_id: (nullable) */
gboolean       muster_store_check_effect_approval (MusterDb    *db,
                                                   const char  *approval_id,
                                                   const char  *run_id,
                                                   GError     **error);
gboolean       muster_store_add_activity   (MusterDb           *db,
                                            MusterStoreOp      *op,
                                            const char         *client_id,
                                            const char         *run_id,
                                            gint64              call_seq,
                                            const char         *effect_id,
                                            GError            **error);
/* @company, @kind with @id: (nullable): NULL: all. "" is the MSP itself */
gboolean       muster_store_forget_documents (MusterDb         *db,
                                              const char       *connection_id,
                                              const char       *company,
                                              const char       *kind,
                                              const char       *id,
                                              GError          **error);
/* (transfer full): an FTS5 expression for any of the words of @query; "" when it has none */
char          *muster_store_match_any_word (const char         *query);
gboolean       muster_store_fail_not_found (GError            **error,
                                            const char         *what,
                                            const char         *id);

G_END_DECLS
