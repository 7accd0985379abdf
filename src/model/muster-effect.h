/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_EFFECT (muster_effect_get_type ())
/* MusterEffectClass is the enumeration of what kinds of acts there are, so the
 * GType has a longer name here than the C type that everybody uses. */
G_DECLARE_FINAL_TYPE (MusterEffectRecord, muster_effect, MUSTER, EFFECT, MusterRecord)
typedef MusterEffectRecord MusterEffect;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterEffect, g_object_unref)

MusterEffect     *muster_effect_new                 (void);
const char       *muster_effect_get_id              (MusterEffect *self);
void              muster_effect_set_id              (MusterEffect *self, const char *value);
const char       *muster_effect_get_run_id          (MusterEffect *self);
void              muster_effect_set_run_id          (MusterEffect *self, const char *value);
const char       *muster_effect_get_client_id       (MusterEffect *self);
void              muster_effect_set_client_id       (MusterEffect *self, const char *value);
const char       *muster_effect_get_connection_id   (MusterEffect *self);
void              muster_effect_set_connection_id   (MusterEffect *self, const char *value);
gint64            muster_effect_get_step            (MusterEffect *self);
void              muster_effect_set_step            (MusterEffect *self, gint64 value);
const char       *muster_effect_get_call            (MusterEffect *self);
void              muster_effect_set_call            (MusterEffect *self, const char *value);
gint64            muster_effect_get_attempt         (MusterEffect *self);
void              muster_effect_set_attempt         (MusterEffect *self, gint64 value);
const char       *muster_effect_get_tool            (MusterEffect *self);
void              muster_effect_set_tool            (MusterEffect *self, const char *value);
gint64            muster_effect_get_tool_version    (MusterEffect *self);
void              muster_effect_set_tool_version    (MusterEffect *self, gint64 value);
MusterEffectClass muster_effect_get_effect_class    (MusterEffect *self);
void              muster_effect_set_effect_class    (MusterEffect *self, MusterEffectClass value);
const char       *muster_effect_get_target          (MusterEffect *self);
void              muster_effect_set_target          (MusterEffect *self, const char *value);
const char       *muster_effect_get_args            (MusterEffect *self);
void              muster_effect_set_args            (MusterEffect *self, const char *value);
const char       *muster_effect_get_args_hash       (MusterEffect *self);
void              muster_effect_set_args_hash       (MusterEffect *self, const char *value);
const char       *muster_effect_get_retry_class     (MusterEffect *self);
void              muster_effect_set_retry_class     (MusterEffect *self, const char *value);
const char       *muster_effect_get_marker          (MusterEffect *self);
void              muster_effect_set_marker          (MusterEffect *self, const char *value);
const char       *muster_effect_get_op_link         (MusterEffect *self);
void              muster_effect_set_op_link         (MusterEffect *self, const char *value);
const char       *muster_effect_get_external_ref    (MusterEffect *self);
void              muster_effect_set_external_ref    (MusterEffect *self, const char *value);
const char       *muster_effect_get_outcome         (MusterEffect *self);
void              muster_effect_set_outcome         (MusterEffect *self, const char *value);
const char       *muster_effect_get_outcome_hash    (MusterEffect *self);
void              muster_effect_set_outcome_hash    (MusterEffect *self, const char *value);
MusterEffectState muster_effect_get_state           (MusterEffect *self);
void              muster_effect_set_state           (MusterEffect *self, MusterEffectState value);
gint64            muster_effect_get_created         (MusterEffect *self);
void              muster_effect_set_created         (MusterEffect *self, gint64 value);
gint64            muster_effect_get_dispatched_wall (MusterEffect *self);
void              muster_effect_set_dispatched_wall (MusterEffect *self, gint64 value);
const char       *muster_effect_get_dispatched_boot (MusterEffect *self);
void              muster_effect_set_dispatched_boot (MusterEffect *self, const char *value);
gint64            muster_effect_get_settle_ms       (MusterEffect *self);
void              muster_effect_set_settle_ms       (MusterEffect *self, gint64 value);
const char       *muster_effect_get_before          (MusterEffect *self);
void              muster_effect_set_before          (MusterEffect *self, const char *value);
const char       *muster_effect_get_made            (MusterEffect *self);
void              muster_effect_set_made            (MusterEffect *self, const char *value);
gboolean          muster_effect_get_already         (MusterEffect *self);
void              muster_effect_set_already         (MusterEffect *self, gboolean value);
const char       *muster_effect_get_undo_of         (MusterEffect *self);
void              muster_effect_set_undo_of         (MusterEffect *self, const char *value);
const char       *muster_effect_get_actor           (MusterEffect *self);
void              muster_effect_set_actor           (MusterEffect *self, const char *value);
gint64            muster_effect_get_look_due        (MusterEffect *self);
void              muster_effect_set_look_due        (MusterEffect *self, gint64 value);
const char       *muster_effect_get_approval_id     (MusterEffect *self);
void              muster_effect_set_approval_id     (MusterEffect *self, const char *value);

G_END_DECLS
