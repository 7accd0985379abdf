/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-language-model.h"
#include "muster-record-private.h"

/**
 * MusterLanguageModel:
 *
 * A language model that the planner may ask, and how it is reached.
 */

struct _MusterLanguageModel
{
  MusterRecord parent_instance;

  char    *id;             /* ULID; the key lies in the keyring under it */
  char    *name;           /* what people call it */
  char    *preset;         /* id of a #MusterModelPreset */
  char    *protocol;       /* "openai" (chat completions) or "anthropic" (messages) */
  char    *base_url;       /* where the API begins, without a slash at the end */
  char    *model;          /* as the vendor calls it */
  char    *deployment;     /* Azure OpenAI: the name of the deployment */
  char    *api_version;    /* Azure OpenAI: the api-version; Anthropic: the anthropic-version */
  gint64   position;       /* in the order in which models are tried */
  gboolean enabled;
  gboolean has_key;        /* a key lies in the keyring */
  gint64   timeout_s;      /* for one whole answer */
  gint64   max_output;     /* most tokens of one answer */
  gint64   context_size;   /* tokens that fit in; 0: not known */
  gint64   price_input;    /* millionths of the currency unit for a million tokens */
  gint64   price_cached;   /* of those that the vendor had in its cache */
  gint64   price_written;  /* of those that it put there; 0: as price_input */
  gint64   price_output;
  char    *currency;       /* ISO 4217 */
  gint64   created;        /* UTC µs */
};

G_DEFINE_FINAL_TYPE (MusterLanguageModel, muster_language_model, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterLanguageModel, muster_language_model, id)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, name)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, preset)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, protocol)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, base_url)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, model)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, deployment)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, api_version)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, position)
ACCESSORS_BOOLEAN (MusterLanguageModel, muster_language_model, enabled)
ACCESSORS_BOOLEAN (MusterLanguageModel, muster_language_model, has_key)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, timeout_s)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, max_output)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, context_size)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, price_input)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, price_cached)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, price_written)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, price_output)
ACCESSORS_STRING (MusterLanguageModel, muster_language_model, currency)
ACCESSORS_INT64 (MusterLanguageModel, muster_language_model, created)

static void
muster_language_model_class_init (MusterLanguageModelClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterLanguageModel, id),
    FIELD_STRING (MusterLanguageModel, name),
    FIELD_STRING (MusterLanguageModel, preset),
    FIELD_STRING (MusterLanguageModel, protocol),
    FIELD_STRING (MusterLanguageModel, base_url),
    FIELD_STRING (MusterLanguageModel, model),
    FIELD_STRING (MusterLanguageModel, deployment),
    FIELD_STRING (MusterLanguageModel, api_version),
    FIELD_INT64 (MusterLanguageModel, position),
    FIELD_BOOLEAN (MusterLanguageModel, enabled),
    FIELD_BOOLEAN (MusterLanguageModel, has_key),
    FIELD_INT64 (MusterLanguageModel, timeout_s),
    FIELD_INT64 (MusterLanguageModel, max_output),
    FIELD_INT64 (MusterLanguageModel, context_size),
    FIELD_INT64 (MusterLanguageModel, price_input),
    FIELD_INT64 (MusterLanguageModel, price_cached),
    FIELD_INT64 (MusterLanguageModel, price_written),
    FIELD_INT64 (MusterLanguageModel, price_output),
    FIELD_STRING (MusterLanguageModel, currency),
    FIELD_INT64 (MusterLanguageModel, created),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_language_model_init (MusterLanguageModel *self)
{
  self->enabled = TRUE;
  self->timeout_s = 120;
  self->max_output = 4096;
  self->currency = g_strdup ("USD");
}

MusterLanguageModel *
muster_language_model_new (void)
{
  return g_object_new (MUSTER_TYPE_LANGUAGE_MODEL, NULL);
}
