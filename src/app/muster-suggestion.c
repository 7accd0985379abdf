/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-suggestion.h"
#include "muster-record-private.h"

/**
 * MusterSuggestion:
 *
 * A company that might be the client's.
 */

struct _MusterSuggestion
{
  MusterRecord parent_instance;

  MusterCompany *company;
  MusterMappingKind kind;
  char *connection_id;
  char *reason;
  char *taken_by;
  gint64 score;
  gboolean best;
};

G_DEFINE_FINAL_TYPE (MusterSuggestion, muster_suggestion, MUSTER_TYPE_RECORD)

ACCESSORS_OBJECT (MusterSuggestion, muster_suggestion, company, MusterCompany)
ACCESSORS_ENUM (MusterSuggestion, muster_suggestion, kind, MusterMappingKind)
ACCESSORS_STRING (MusterSuggestion, muster_suggestion, connection_id)
ACCESSORS_STRING (MusterSuggestion, muster_suggestion, reason)
ACCESSORS_STRING (MusterSuggestion, muster_suggestion, taken_by)
ACCESSORS_INT64 (MusterSuggestion, muster_suggestion, score)
ACCESSORS_BOOLEAN (MusterSuggestion, muster_suggestion, best)

static void
muster_suggestion_class_init (MusterSuggestionClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_OBJECT (MusterSuggestion, company, muster_company_get_type),
    FIELD_ENUM (MusterSuggestion, kind, muster_mapping_kind_get_type),
    FIELD_STRING (MusterSuggestion, connection_id),
    FIELD_STRING (MusterSuggestion, reason),
    FIELD_STRING (MusterSuggestion, taken_by),
    FIELD_INT64 (MusterSuggestion, score),
    FIELD_BOOLEAN (MusterSuggestion, best),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_suggestion_init (MusterSuggestion *self)
{
}

MusterSuggestion *
muster_suggestion_new (void)
{
  return g_object_new (MUSTER_TYPE_SUGGESTION, NULL);
}
