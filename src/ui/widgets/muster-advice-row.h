/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-ui.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ADVICE_ROW (muster_advice_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterAdviceRow, muster_advice_row, MUSTER, ADVICE_ROW, AdwPreferencesRow)

GtkWidget *muster_advice_row_new        (const char      *title);
void       muster_advice_row_set_prefix (MusterAdviceRow *self,
                                         GtkWidget       *widget);
void       muster_advice_row_set_number (MusterAdviceRow *self,
                                         guint            number);
void       muster_advice_row_set_pill   (MusterAdviceRow *self,
                                         const char      *text,
                                         MusterTone       tone);
void       muster_advice_row_set_text   (MusterAdviceRow *self,
                                         const char      *text);
void       muster_advice_row_add_text   (MusterAdviceRow *self,
                                         const char      *text,
                                         gboolean         dim);
void       muster_advice_row_add_folded (MusterAdviceRow *self,
                                         const char      *summary,
                                         const char      *text);
void       muster_advice_row_add_code   (MusterAdviceRow *self,
                                         const char      *code);
void       muster_advice_row_add_button (MusterAdviceRow *self,
                                         GtkWidget       *button);
void       muster_advice_row_add_page   (MusterAdviceRow *self,
                                         const char      *uri,
                                         const char      *label);

G_END_DECLS
