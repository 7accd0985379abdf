/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_WORLD (muster_world_get_type ())
G_DECLARE_FINAL_TYPE (MusterWorld, muster_world, MUSTER, WORLD, GObject)

MusterWorld *muster_world_load              (const char  *path,
                                             const char  *state_dir,
                                             GError     **error);
gboolean     muster_world_reset             (MusterWorld *self,
                                             JsonArray   *only_tickets,
                                             GError     **error);
gboolean     muster_world_save              (MusterWorld *self,
                                             GError     **error);
JsonObject  *muster_world_get_root          (MusterWorld *self);
JsonObject  *muster_world_get_msp           (MusterWorld *self);
const char  *muster_world_get_tenant        (MusterWorld *self);
const char  *muster_world_get_state_dir     (MusterWorld *self);

gint64       muster_world_now               (MusterWorld *self);
char        *muster_world_now_text          (MusterWorld *self);
void         muster_world_advance           (MusterWorld *self,
                                             gint64       us);
gint64       muster_world_next_id           (MusterWorld *self,
                                             const char  *kind);
char        *muster_world_secret            (MusterWorld *self,
                                             const char  *purpose);
char        *muster_world_guid              (MusterWorld *self,
                                             const char  *purpose);
char        *muster_world_company_id        (MusterWorld *self);

gboolean     muster_world_is_late           (MusterWorld *self,
                                             const char  *vendor,
                                             JsonObject  *object);
JsonObject  *muster_world_settings          (MusterWorld *self,
                                             const char  *vendor);
JsonArray   *muster_world_clients           (MusterWorld *self);
JsonObject  *muster_world_client            (MusterWorld *self,
                                             const char  *member,
                                             const char  *value);
JsonObject  *muster_world_client_by_number  (MusterWorld *self,
                                             const char  *member,
                                             gint64       value);
JsonObject  *muster_world_client_by_domain  (MusterWorld *self,
                                             const char  *domain);
JsonObject  *muster_world_ticket            (MusterWorld *self,
                                             gint64       id);
JsonObject  *muster_world_note              (JsonObject  *ticket,
                                             gint64       id);
JsonObject  *muster_world_contact           (MusterWorld *self,
                                             gint64       id,
                                             JsonObject **client);
JsonObject  *muster_world_member            (MusterWorld *self,
                                             gint64       id);
JsonObject  *muster_world_api_member        (MusterWorld *self);
JsonObject  *muster_world_board             (MusterWorld *self,
                                             gint64       id);
JsonObject  *muster_world_status            (MusterWorld *self,
                                             gint64       id,
                                             JsonObject **board);

G_END_DECLS
