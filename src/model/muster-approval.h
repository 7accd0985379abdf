/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL (muster_approval_get_type ())
G_DECLARE_FINAL_TYPE (MusterApproval, muster_approval, MUSTER, APPROVAL, MusterRecord)

MusterApproval     *muster_approval_new                    (void);
const char         *muster_approval_get_id                 (MusterApproval *self);
void                muster_approval_set_id                 (MusterApproval *self, const char *value);
const char         *muster_approval_get_run_id             (MusterApproval *self);
void                muster_approval_set_run_id             (MusterApproval *self, const char *value);
const char         *muster_approval_get_client_id          (MusterApproval *self);
void                muster_approval_set_client_id          (MusterApproval *self, const char *value);
const char         *muster_approval_get_connection_id      (MusterApproval *self);
void                muster_approval_set_connection_id      (MusterApproval *self, const char *value);
const char         *muster_approval_get_external_ticket_id (MusterApproval *self);
void                muster_approval_set_external_ticket_id (MusterApproval *self, const char *value);
const char         *muster_approval_get_ticket_number      (MusterApproval *self);
void                muster_approval_set_ticket_number      (MusterApproval *self, const char *value);
const char         *muster_approval_get_summary            (MusterApproval *self);
void                muster_approval_set_summary            (MusterApproval *self, const char *value);
gint64              muster_approval_get_revision           (MusterApproval *self);
void                muster_approval_set_revision           (MusterApproval *self, gint64 value);
MusterApprovalState muster_approval_get_state              (MusterApproval *self);
void                muster_approval_set_state              (MusterApproval *self, MusterApprovalState value);
MusterMode          muster_approval_get_mode               (MusterApproval *self);
void                muster_approval_set_mode               (MusterApproval *self, MusterMode value);
gint64              muster_approval_get_policy_revision    (MusterApproval *self);
void                muster_approval_set_policy_revision    (MusterApproval *self, gint64 value);
const char         *muster_approval_get_plan_hash          (MusterApproval *self);
void                muster_approval_set_plan_hash          (MusterApproval *self, const char *value);
const char         *muster_approval_get_nonce              (MusterApproval *self);
void                muster_approval_set_nonce              (MusterApproval *self, const char *value);
const char         *muster_approval_get_items              (MusterApproval *self);
void                muster_approval_set_items              (MusterApproval *self, const char *value);
const char         *muster_approval_get_reply              (MusterApproval *self);
void                muster_approval_set_reply              (MusterApproval *self, const char *value);
MusterEffectClass   muster_approval_get_effect_class       (MusterApproval *self);
void                muster_approval_set_effect_class       (MusterApproval *self, MusterEffectClass value);
const char         *muster_approval_get_requester          (MusterApproval *self);
void                muster_approval_set_requester          (MusterApproval *self, const char *value);
const char         *muster_approval_get_requester_name     (MusterApproval *self);
void                muster_approval_set_requester_name     (MusterApproval *self, const char *value);
gint64              muster_approval_get_created            (MusterApproval *self);
void                muster_approval_set_created            (MusterApproval *self, gint64 value);
gint64              muster_approval_get_expires            (MusterApproval *self);
void                muster_approval_set_expires            (MusterApproval *self, gint64 value);
const char         *muster_approval_get_boot               (MusterApproval *self);
void                muster_approval_set_boot               (MusterApproval *self, const char *value);
gint64              muster_approval_get_decided            (MusterApproval *self);
void                muster_approval_set_decided            (MusterApproval *self, gint64 value);
const char         *muster_approval_get_decided_by         (MusterApproval *self);
void                muster_approval_set_decided_by         (MusterApproval *self, const char *value);
const char         *muster_approval_get_decided_via        (MusterApproval *self);
void                muster_approval_set_decided_via        (MusterApproval *self, const char *value);
const char         *muster_approval_get_reason             (MusterApproval *self);
void                muster_approval_set_reason             (MusterApproval *self, const char *value);
gint64              muster_approval_get_wrong_codes        (MusterApproval *self);
void                muster_approval_set_wrong_codes        (MusterApproval *self, gint64 value);
gint64              muster_approval_get_reminded           (MusterApproval *self);
void                muster_approval_set_reminded           (MusterApproval *self, gint64 value);
const char         *muster_approval_get_manager            (MusterApproval *self);
void                muster_approval_set_manager            (MusterApproval *self, const char *value);
const char         *muster_approval_get_manager_by         (MusterApproval *self);
void                muster_approval_set_manager_by         (MusterApproval *self, const char *value);

/* The steps, as a tree of their own */
JsonArray  *muster_approval_parse_items    (MusterApproval *self);
void        muster_approval_store_items    (MusterApproval *self,
                                            JsonArray      *items);
gboolean    muster_approval_is_waiting     (MusterApproval *self);
/* All gated steps @choices names (step numbers, from 1) are declined, the others granted. (transfer full): the items */
char       *muster_approval_choose         (MusterApproval *self,
                                            const gint64   *declined,
                                            guint           n_declined,
                                            GError        **error);
gboolean    muster_approval_step_granted   (MusterApproval *self,
                                            gint64          step);
gboolean    muster_approval_needs_manager  (MusterApproval *self);
gboolean    muster_approval_same_as        (MusterApproval *self,
                                            MusterApproval *other);

/**
 * MusterApprovalTime:
 * @MUSTER_APPROVAL_TIME_GOOD: it may be decided and used
 * @MUSTER_APPROVAL_TIME_OVER: it has expired by one of the two clocks
 * @MUSTER_APPROVAL_TIME_JUMPED: the wall clock was set back or far ahead since; such a request is void
 *
 * What the two clocks say about a request.
 */
typedef enum
{
  MUSTER_APPROVAL_TIME_GOOD,
  MUSTER_APPROVAL_TIME_OVER,
  MUSTER_APPROVAL_TIME_JUMPED
} MusterApprovalTime;

/* @now: UTC µs; @boot: stamp of the boot clock now */
MusterApprovalTime muster_approval_check_time (MusterApproval *self,
                                               gint64          now,
                                               const char     *boot);

G_END_DECLS
