/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MEMBER (muster_member_get_type ())
G_DECLARE_FINAL_TYPE (MusterMember, muster_member, MUSTER, MEMBER, MusterRecord)

MusterMember *muster_member_new         (void);
const char   *muster_member_get_id      (MusterMember *self);
void          muster_member_set_id      (MusterMember *self, const char *value);
const char   *muster_member_get_name    (MusterMember *self);
void          muster_member_set_name    (MusterMember *self, const char *value);
const char   *muster_member_get_email   (MusterMember *self);
void          muster_member_set_email   (MusterMember *self, const char *value);
const char   *muster_member_get_role    (MusterMember *self);
void          muster_member_set_role    (MusterMember *self, const char *value);
gboolean      muster_member_get_active  (MusterMember *self);
void          muster_member_set_active  (MusterMember *self, gboolean value);
gint64        muster_member_get_created (MusterMember *self);
void          muster_member_set_created (MusterMember *self, gint64 value);

G_END_DECLS
