/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-private.h"
#include "muster-import-memory.h"

G_BEGIN_DECLS

/* Everything that an import is decided from */
typedef struct
{
  MusterConnection    *connection;  /* (owned) */
  GHashTable          *memory;      /* (owned) (nullable) */
  GHashTable          *clients;     /* (owned): id → MusterClient */
  GHashTable          *slugs;       /* (owned): those in use */
  GHashTable          *mapped;      /* (owned): company id → MusterMapping */
  GPtrArray           *companies;   /* (owned) (nullable) (element-type MusterPsaCompany) */

  /* Importing */
  GPtrArray           *rows;        /* (owned) (nullable) (element-type MusterImportRow): the chosen ones */
  guint                next;
  MusterClient        *client;      /* (owned) (nullable): of the row under way */
  MusterImportProgress progress;
  gpointer             progress_data;
  MusterImportCounts   counts;
  GError              *error;       /* (owned) (nullable): the first */
} MusterImportOp;

typedef void (*MusterImportLoaded) (GTask *task);

MusterImportOp *muster_import_op_new       (void);
void            muster_import_op_free      (MusterImportOp    *op);
/* (nullable) (transfer none) */
MusterClient   *muster_import_op_client_of (MusterImportOp    *op,
                                            const char        *company_id);
/* Loads memory, clients and mappings into the task's operation; an error ends the task */
void            muster_import_op_begin     (GTask             *task,
                                            const char        *connection_id,
                                            MusterImportLoaded loaded);

/* Takes up clients that an import made and that are still to be provisioned; done when they are in the queue */
void     muster_context_resume_provisioning_async  (MusterContext        *self,
                                                    const char           *connection_id,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean muster_context_resume_provisioning_finish (MusterContext        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* One more; nothing happens when it is there already. Starting is a call of its own */
void muster_context_enqueue_provision   (MusterContext *self,
                                         const char    *connection_id,
                                         const char    *company_id,
                                         const char    *client_id);
void muster_context_start_provisioning  (MusterContext *self);
/* The program ends; the next start takes them up */
void muster_context_drop_provisioning   (MusterContext *self);

G_END_DECLS
