/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_LANGUAGE_MODEL (muster_language_model_get_type ())
G_DECLARE_FINAL_TYPE (MusterLanguageModel, muster_language_model, MUSTER, LANGUAGE_MODEL, MusterRecord)

MusterLanguageModel *muster_language_model_new               (void);
const char          *muster_language_model_get_id            (MusterLanguageModel *self);
void                 muster_language_model_set_id            (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_name          (MusterLanguageModel *self);
void                 muster_language_model_set_name          (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_preset        (MusterLanguageModel *self);
void                 muster_language_model_set_preset        (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_protocol      (MusterLanguageModel *self);
void                 muster_language_model_set_protocol      (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_base_url      (MusterLanguageModel *self);
void                 muster_language_model_set_base_url      (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_model         (MusterLanguageModel *self);
void                 muster_language_model_set_model         (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_deployment    (MusterLanguageModel *self);
void                 muster_language_model_set_deployment    (MusterLanguageModel *self, const char *value);
const char          *muster_language_model_get_api_version   (MusterLanguageModel *self);
void                 muster_language_model_set_api_version   (MusterLanguageModel *self, const char *value);
gint64               muster_language_model_get_position      (MusterLanguageModel *self);
void                 muster_language_model_set_position      (MusterLanguageModel *self, gint64 value);
gboolean             muster_language_model_get_enabled       (MusterLanguageModel *self);
void                 muster_language_model_set_enabled       (MusterLanguageModel *self, gboolean value);
gboolean             muster_language_model_get_has_key       (MusterLanguageModel *self);
void                 muster_language_model_set_has_key       (MusterLanguageModel *self, gboolean value);
gint64               muster_language_model_get_timeout_s     (MusterLanguageModel *self);
void                 muster_language_model_set_timeout_s     (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_max_output    (MusterLanguageModel *self);
void                 muster_language_model_set_max_output    (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_context_size  (MusterLanguageModel *self);
void                 muster_language_model_set_context_size  (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_price_input   (MusterLanguageModel *self);
void                 muster_language_model_set_price_input   (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_price_cached  (MusterLanguageModel *self);
void                 muster_language_model_set_price_cached  (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_price_written (MusterLanguageModel *self);
void                 muster_language_model_set_price_written (MusterLanguageModel *self, gint64 value);
gint64               muster_language_model_get_price_output  (MusterLanguageModel *self);
void                 muster_language_model_set_price_output  (MusterLanguageModel *self, gint64 value);
const char          *muster_language_model_get_currency      (MusterLanguageModel *self);
void                 muster_language_model_set_currency      (MusterLanguageModel *self, const char *value);
gint64               muster_language_model_get_created       (MusterLanguageModel *self);
void                 muster_language_model_set_created       (MusterLanguageModel *self, gint64 value);

G_END_DECLS
