/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-enums.h"

G_BEGIN_DECLS

/**
 * MusterTone:
 * @MUSTER_TONE_PLAIN: nothing special
 * @MUSTER_TONE_GOOD: as it should be
 * @MUSTER_TONE_WAIT: somebody or something is waited for
 * @MUSTER_TONE_BAD: a person has to act
 *
 * The colour of a pill or an icon. The words beside it always say the same.
 */
typedef enum
{
  MUSTER_TONE_PLAIN,
  MUSTER_TONE_GOOD,
  MUSTER_TONE_WAIT,
  MUSTER_TONE_BAD,
} MusterTone;

const char *muster_ui_mode_title        (MusterMode          mode);
const char *muster_ui_status_title      (MusterClientStatus  status);
MusterTone  muster_ui_status_tone       (MusterClientStatus  status);
const char *muster_ui_policy_title      (MusterPolicy        policy);
const char *muster_ui_class_title       (MusterEffectClass   effect_class);
MusterTone  muster_ui_run_state_tone    (MusterRunState      state);
const char *muster_ui_outcome_title     (MusterOutcome       outcome);
const char *muster_ui_mapping_title     (MusterMappingKind   kind);
const char *muster_ui_category_title    (const char         *category);

char       *muster_ui_format_time       (gint64              time_us);

GtkWidget  *muster_ui_row_new           (const char         *title,
                                         const char         *subtitle);
void        muster_ui_row_set_subtitle  (GtkWidget          *row,
                                         const char         *subtitle);
void        muster_ui_row_set_link      (GtkWidget          *row,
                                         const char         *action,
                                         const char         *target);
GtkWidget  *muster_ui_tone_icon_new     (MusterTone          tone);
void        muster_ui_set_tone_icon     (GtkImage           *image,
                                         MusterTone          tone);
GtkWidget  *muster_ui_pill_new          (const char         *text,
                                         MusterTone          tone);
void        muster_ui_set_pill          (GtkLabel           *pill,
                                         const char         *text,
                                         MusterTone          tone);
void        muster_ui_set_name          (GtkWidget          *widget,
                                         const char         *name);
void        muster_ui_describe          (GtkWidget          *field,
                                         GtkWidget          *caption);
void        muster_ui_set_field_error   (GtkWidget          *field,
                                         GtkLabel           *caption,
                                         const char         *message);
void        muster_ui_clear_field_error (GtkWidget          *field,
                                         GtkLabel           *caption,
                                         const char         *help);
GSettings  *muster_ui_dup_settings      (void);
gboolean    muster_ui_is_cancelled      (const GError       *error);
GtkWidget  *muster_ui_find_inside       (GtkWidget          *widget,
                                         GType               type);
void        muster_ui_let_shrink        (GtkWidget          *widget);
void        muster_ui_let_title_shrink  (AdwHeaderBar       *header);
void        muster_ui_show_choice       (AdwComboRow        *row);
void        muster_ui_dispose_template  (GtkWidget          *widget,
                                         GType               type);

G_END_DECLS
