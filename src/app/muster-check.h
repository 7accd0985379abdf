/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

typedef enum
{
  MUSTER_CHECK_OK,
  MUSTER_CHECK_WARN,
  MUSTER_CHECK_FAIL
} MusterCheckState;

#define MUSTER_TYPE_CHECK_STATE (muster_check_state_get_type ())
GType       muster_check_state_get_type  (void) G_GNUC_CONST;
const char *muster_check_state_to_string (MusterCheckState state);

#define MUSTER_TYPE_CHECK (muster_check_get_type ())
G_DECLARE_FINAL_TYPE (MusterCheck, muster_check, MUSTER, CHECK, MusterRecord)

MusterCheck     *muster_check_new        (const char *id, MusterCheckState state, const char *title, const char *detail, const char *advice);
const char      *muster_check_get_id     (MusterCheck *self);
void             muster_check_set_id     (MusterCheck *self, const char *value);
MusterCheckState muster_check_get_state  (MusterCheck *self);
void             muster_check_set_state  (MusterCheck *self, MusterCheckState value);
const char      *muster_check_get_title  (MusterCheck *self);
void             muster_check_set_title  (MusterCheck *self, const char *value);
const char      *muster_check_get_detail (MusterCheck *self); /* (nullable) */
void             muster_check_set_detail (MusterCheck *self, const char *value);
const char      *muster_check_get_advice (MusterCheck *self); /* (nullable): what to do */
void             muster_check_set_advice (MusterCheck *self, const char *value);

G_END_DECLS
