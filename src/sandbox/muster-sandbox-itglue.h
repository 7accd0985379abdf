/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* One object of the world as a resource of IT Glue; %NULL leaves it out. @client is %NULL for the MSP's own. */
typedef JsonObject *(*MusterItglueShow) (MusterCall *call,
                                         JsonObject *client,
                                         JsonObject *object);

/* --- settings, organizations --- */
JsonObject *muster_itglue_settings       (MusterWorld      *world);
const char *muster_itglue_setting        (MusterWorld      *world,
                                          const char       *name,
                                          const char       *fallback);
gboolean    muster_itglue_is_listed      (MusterWorld      *world,
                                          const char       *setting,
                                          gint64            id);
gboolean    muster_itglue_find_owner     (MusterCall       *call,
                                          gint64            organization,
                                          JsonObject      **client);

/* --- shapes --- */
JsonObject *muster_itglue_resource       (const char       *type,
                                          gint64            id,
                                          JsonObject       *attributes);
void        muster_itglue_add_owner      (MusterCall       *call,
                                          JsonObject       *attributes,
                                          JsonObject       *client,
                                          const char       *place,
                                          gint64            id);
void        muster_itglue_add_time       (JsonObject       *attributes,
                                          const char       *member,
                                          const char       *time);
void        muster_itglue_add_id         (JsonObject       *attributes,
                                          const char       *member,
                                          gint64            id);

/* --- lists and lookups over the MSP's own documentation and that of all customers --- */
JsonArray  *muster_itglue_collect        (MusterCall       *call,
                                          JsonArray        *rows,
                                          const char       *kind,
                                          MusterItglueShow  show);
JsonObject *muster_itglue_find           (MusterCall       *call,
                                          const char       *kind,
                                          gint64            id,
                                          JsonObject      **client);
const char *muster_itglue_filter         (MusterCall       *call,
                                          const char       *name);
const char *muster_itglue_filter_not     (MusterCall       *call,
                                          const char       *name);
void        muster_itglue_reply_list     (MusterCall       *call,
                                          JsonArray        *rows,
                                          const char       *filters);
void        muster_itglue_reply_one      (MusterCall       *call,
                                          guint             status,
                                          JsonObject       *resource);

/* --- writing --- */
JsonObject *muster_itglue_attributes     (MusterCall       *call,
                                          const char       *type);
JsonNode   *muster_itglue_given          (JsonObject       *attributes,
                                          const char       *name);
const char *muster_itglue_given_text     (JsonObject       *attributes,
                                          const char       *name);
gint64      muster_itglue_given_number   (JsonObject       *attributes,
                                          const char       *name);

/* --- handlers, by file --- */
void        muster_itglue_get_documents  (MusterCall       *call);
void        muster_itglue_get_document   (MusterCall       *call);
void        muster_itglue_post_document  (MusterCall       *call);
void        muster_itglue_patch_document (MusterCall       *call);
void        muster_itglue_publish        (MusterCall       *call);
void        muster_itglue_get_folders    (MusterCall       *call);
JsonObject *muster_itglue_find_document  (MusterCall       *call,
                                          gint64            id,
                                          JsonObject      **client,
                                          gboolean         *synced);
JsonObject *muster_itglue_editable       (MusterCall       *call);
void        muster_itglue_edited         (MusterCall       *call,
                                          JsonObject       *article);

void        muster_itglue_get_sections   (MusterCall       *call);
void        muster_itglue_get_section    (MusterCall       *call);
void        muster_itglue_post_section   (MusterCall       *call);
void        muster_itglue_patch_section  (MusterCall       *call);
void        muster_itglue_drop_section   (MusterCall       *call);

void        muster_itglue_get_organizations         (MusterCall *call);
void        muster_itglue_get_organization          (MusterCall *call);
void        muster_itglue_get_organization_types    (MusterCall *call);
void        muster_itglue_get_organization_statuses (MusterCall *call);
void        muster_itglue_get_contacts              (MusterCall *call);
void        muster_itglue_get_contact               (MusterCall *call);
void        muster_itglue_get_locations             (MusterCall *call);
void        muster_itglue_get_users                 (MusterCall *call);
void        muster_itglue_get_user                  (MusterCall *call);
void        muster_itglue_get_expirations           (MusterCall *call);

void        muster_itglue_get_types      (MusterCall       *call);
void        muster_itglue_get_type       (MusterCall       *call);
void        muster_itglue_get_fields     (MusterCall       *call);
void        muster_itglue_get_assets     (MusterCall       *call);
void        muster_itglue_get_asset      (MusterCall       *call);
void        muster_itglue_post_asset     (MusterCall       *call);
void        muster_itglue_patch_asset    (MusterCall       *call);

gint64      muster_itglue_name_id        (MusterWorld      *world,
                                          const char       *kind,
                                          const char       *member,
                                          const char       *name);
void        muster_itglue_get_configurations         (MusterCall *call);
void        muster_itglue_get_configuration          (MusterCall *call);
void        muster_itglue_get_configuration_types    (MusterCall *call);
void        muster_itglue_get_configuration_statuses (MusterCall *call);
void        muster_itglue_get_password_categories    (MusterCall *call);

void        muster_itglue_get_passwords    (MusterCall *call);
void        muster_itglue_get_password     (MusterCall *call);
void        muster_itglue_get_own_password (MusterCall *call);
void        muster_itglue_post_password    (MusterCall *call);

G_END_DECLS
