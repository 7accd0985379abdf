/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-model-usage.h"
#include "muster-record-private.h"

/**
 * MusterModelUsage:
 *
 * What one request to a language model used, or the sum of many.
 */

struct _MusterModelUsage
{
  MusterRecord parent_instance;

  char  *model_id;
  char  *run_id;         /* NULL: none, or a sum of several */
  char  *client_id;
  char  *month;          /* of a sum: "2026-11" */
  char  *status;         /* reserved, ok, failed, lost */
  gint64 id;
  gint64 time;           /* UTC µs */
  gint64 requests;       /* in a sum: how many */
  gint64 prompt;         /* tokens */
  gint64 cached;         /* those of prompt that the vendor had in its cache */
  gint64 output;         /* tokens */
  gint64 estimated;      /* 1: the vendor gave no numbers; in a sum: of how many requests */
  gint64 cost;           /* millionths of the currency unit */
  char  *currency;       /* ISO 4217 */
  gint64 duration_ms;
};

G_DEFINE_FINAL_TYPE (MusterModelUsage, muster_model_usage, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterModelUsage, muster_model_usage, model_id)
ACCESSORS_STRING (MusterModelUsage, muster_model_usage, run_id)
ACCESSORS_STRING (MusterModelUsage, muster_model_usage, client_id)
ACCESSORS_STRING (MusterModelUsage, muster_model_usage, month)
ACCESSORS_STRING (MusterModelUsage, muster_model_usage, status)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, id)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, time)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, requests)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, prompt)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, cached)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, output)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, estimated)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, cost)
ACCESSORS_STRING (MusterModelUsage, muster_model_usage, currency)
ACCESSORS_INT64 (MusterModelUsage, muster_model_usage, duration_ms)

static void
muster_model_usage_class_init (MusterModelUsageClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterModelUsage, model_id),
    FIELD_STRING (MusterModelUsage, run_id),
    FIELD_STRING (MusterModelUsage, client_id),
    FIELD_STRING (MusterModelUsage, month),
    FIELD_STRING (MusterModelUsage, status),
    FIELD_INT64 (MusterModelUsage, id),
    FIELD_INT64 (MusterModelUsage, time),
    FIELD_INT64 (MusterModelUsage, requests),
    FIELD_INT64 (MusterModelUsage, prompt),
    FIELD_INT64 (MusterModelUsage, cached),
    FIELD_INT64 (MusterModelUsage, output),
    FIELD_INT64 (MusterModelUsage, estimated),
    FIELD_INT64 (MusterModelUsage, cost),
    FIELD_STRING (MusterModelUsage, currency),
    FIELD_INT64 (MusterModelUsage, duration_ms),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_model_usage_init (MusterModelUsage *self)
{
}

MusterModelUsage *
muster_model_usage_new (void)
{
  return g_object_new (MUSTER_TYPE_MODEL_USAGE, NULL);
}
