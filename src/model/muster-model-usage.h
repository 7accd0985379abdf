/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_USAGE (muster_model_usage_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelUsage, muster_model_usage, MUSTER, MODEL_USAGE, MusterRecord)

MusterModelUsage *muster_model_usage_new             (void);
const char       *muster_model_usage_get_model_id    (MusterModelUsage *self);
void              muster_model_usage_set_model_id    (MusterModelUsage *self, const char *value);
const char       *muster_model_usage_get_run_id      (MusterModelUsage *self);
void              muster_model_usage_set_run_id      (MusterModelUsage *self, const char *value);
const char       *muster_model_usage_get_client_id   (MusterModelUsage *self);
void              muster_model_usage_set_client_id   (MusterModelUsage *self, const char *value);
const char       *muster_model_usage_get_month       (MusterModelUsage *self);
void              muster_model_usage_set_month       (MusterModelUsage *self, const char *value);
const char       *muster_model_usage_get_status      (MusterModelUsage *self);
void              muster_model_usage_set_status      (MusterModelUsage *self, const char *value);
gint64            muster_model_usage_get_id          (MusterModelUsage *self);
void              muster_model_usage_set_id          (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_time        (MusterModelUsage *self);
void              muster_model_usage_set_time        (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_requests    (MusterModelUsage *self);
void              muster_model_usage_set_requests    (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_prompt      (MusterModelUsage *self);
void              muster_model_usage_set_prompt      (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_cached      (MusterModelUsage *self);
void              muster_model_usage_set_cached      (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_output      (MusterModelUsage *self);
void              muster_model_usage_set_output      (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_estimated   (MusterModelUsage *self);
void              muster_model_usage_set_estimated   (MusterModelUsage *self, gint64 value);
gint64            muster_model_usage_get_cost        (MusterModelUsage *self);
void              muster_model_usage_set_cost        (MusterModelUsage *self, gint64 value);
const char       *muster_model_usage_get_currency    (MusterModelUsage *self);
void              muster_model_usage_set_currency    (MusterModelUsage *self, const char *value);
gint64            muster_model_usage_get_duration_ms (MusterModelUsage *self);
void              muster_model_usage_set_duration_ms (MusterModelUsage *self, gint64 value);

G_END_DECLS
