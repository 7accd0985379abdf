/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

typedef enum {
  MUSTER_FAULT_NONE,
  MUSTER_FAULT_LATENCY,
  MUSTER_FAULT_STATUS,
  MUSTER_FAULT_CUT,
  MUSTER_FAULT_LOST_REPLY,
  MUSTER_FAULT_LATE_COMMIT,
  MUSTER_FAULT_GARBAGE,
  MUSTER_FAULT_OVERSIZE,
  MUSTER_FAULT_NOTE_VISIBLE,
  MUSTER_FAULT_NOTE_FOLDED,
  MUSTER_FAULT_STALE,
  MUSTER_FAULT_AADSTS,
} MusterFaultKind;

/* What one request suffers. */
typedef struct {
  MusterFaultKind kind;
  const char     *name;        /* (nullable) as the rule spells it */
  guint           status;      /* of MUSTER_FAULT_STATUS */
  char            retry_after[16]; /* seconds, also with a fraction; empty: no such header */
  int             number;      /* of MUSTER_FAULT_AADSTS */
  guint           ms;
} MusterFault;

typedef struct _MusterFaults MusterFaults;

MusterFaults *muster_faults_new       (guint         late_commit_ms);
void          muster_faults_free      (MusterFaults *self);
gboolean      muster_faults_add       (MusterFaults *self,
                                       JsonObject   *rule,
                                       gint64       *id,
                                       GError      **error);
gboolean      muster_faults_remove    (MusterFaults *self,
                                       gint64        id);
void          muster_faults_clear     (MusterFaults *self);
JsonArray    *muster_faults_list      (MusterFaults *self);
MusterFault   muster_faults_take      (MusterFaults *self,
                                       MusterCall   *call);
void          muster_fault_answer     (MusterFault  *fault,
                                       MusterCall   *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterFaults, muster_faults_free)

G_END_DECLS
