/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-language-model.h"

G_BEGIN_DECLS

/**
 * MusterModelFields:
 * @MUSTER_MODEL_FIELD_BASE_URL: the address may be changed
 * @MUSTER_MODEL_FIELD_KEY: a key is needed
 * @MUSTER_MODEL_FIELD_OPTIONAL_KEY: a key may be needed
 * @MUSTER_MODEL_FIELD_DEPLOYMENT: the name of a deployment is needed
 * @MUSTER_MODEL_FIELD_API_VERSION: a version of the API may be named
 *
 * What a form asks for beside the name of the model.
 */
typedef enum
{
  MUSTER_MODEL_FIELD_BASE_URL = 1 << 0,
  MUSTER_MODEL_FIELD_KEY = 1 << 1,
  MUSTER_MODEL_FIELD_OPTIONAL_KEY = 1 << 2,
  MUSTER_MODEL_FIELD_DEPLOYMENT = 1 << 3,
  MUSTER_MODEL_FIELD_API_VERSION = 1 << 4
} MusterModelFields;

/**
 * MusterModelPreset:
 * @id: "openai", "azure", "anthropic", "ollama", "llama.cpp", "vllm", "lm-studio", "other"
 * @label: what people call it; not translated, but for "other" through [func@model_preset_get_label]
 * @protocol: "openai" or "anthropic"
 * @base_url: (nullable): where it usually is; %NULL: to be typed
 * @api_version: (nullable): the version to begin with
 * @fields: what is to be asked for
 * @port: on this machine; 0: not a local server
 *
 * A kind of service that speaks one of the two protocols.
 */
typedef struct
{
  const char       *id;
  const char       *label;
  const char       *protocol;
  const char       *base_url;
  const char       *api_version;
  MusterModelFields fields;
  guint             port;
} MusterModelPreset;

const MusterModelPreset *muster_model_presets          (guint                   *n_presets);
const MusterModelPreset *muster_model_preset_find      (const char              *id);
const char              *muster_model_preset_get_label (const MusterModelPreset *preset);
MusterLanguageModel     *muster_model_preset_make      (const MusterModelPreset *preset);
gboolean                 muster_language_model_check   (MusterLanguageModel     *model,
                                                        gboolean                 has_key,
                                                        GError                 **error);
gboolean                 muster_language_model_is_azure (MusterLanguageModel    *model);
gboolean                 muster_language_model_is_local (MusterLanguageModel    *model);
gboolean                 muster_language_model_same_host (MusterLanguageModel   *model,
                                                        MusterLanguageModel     *other);
gint64                   muster_language_model_cost    (MusterLanguageModel     *model,
                                                        gint64                   prompt,
                                                        gint64                   cached,
                                                        gint64                   written,
                                                        gint64                   output);

G_END_DECLS
