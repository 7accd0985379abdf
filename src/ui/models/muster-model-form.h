/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_FORM (muster_model_form_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelForm, muster_model_form, MUSTER, MODEL_FORM, AdwBin)

GtkWidget           *muster_model_form_new          (MusterContext        *context,
                                                     MusterLanguageModel  *model);
void                 muster_model_form_set_model    (MusterModelForm      *self,
                                                     MusterLanguageModel  *model);
void                 muster_model_form_fill         (MusterModelForm      *self);
gboolean             muster_model_form_get_complete (MusterModelForm      *self);
gboolean             muster_model_form_needs_test   (MusterModelForm      *self);
gboolean             muster_model_form_has_failed   (MusterModelForm      *self);
const char          *muster_model_form_get_value    (MusterModelForm      *self,
                                                     const char           *field);
void                 muster_model_form_set_value    (MusterModelForm      *self,
                                                     const char           *field,
                                                     const char           *value);
const char * const  *muster_model_form_list_fields  (void);
void                 muster_model_form_test_async   (MusterModelForm      *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             muster_model_form_test_finish  (MusterModelForm      *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 muster_model_form_save_async   (MusterModelForm      *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
MusterLanguageModel *muster_model_form_save_finish  (MusterModelForm      *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
