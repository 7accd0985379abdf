/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_FORM_FIELD (muster_form_field_get_type ())
G_DECLARE_FINAL_TYPE (MusterFormField, muster_form_field, MUSTER, FORM_FIELD, GtkBox)

GtkWidget  *muster_form_field_new       (const char  *label,
                                    const char  *help,
                                    gboolean     secret);
const char *muster_form_field_get_text  (MusterFormField *self);
void        muster_form_field_set_text  (MusterFormField *self,
                                    const char  *text);
void        muster_form_field_set_help  (MusterFormField *self,
                                    const char  *help);
void        muster_form_field_set_error (MusterFormField *self,
                                    const char  *message);
gboolean    muster_form_field_has_error (MusterFormField *self);

G_END_DECLS
