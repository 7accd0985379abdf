/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"
#include "muster-sandbox-consent.h"
#include "muster-sandbox-odata.h"

G_BEGIN_DECLS

extern const MusterGraphType muster_graph_user;
extern const MusterGraphType muster_graph_group;
extern const MusterGraphType muster_graph_object;

/* --- finding: each answers with Graph's own 404 where there is nothing --- */
JsonObject *muster_graph_find_user        (MusterCall *call,
                                           guint       param);
JsonObject *muster_graph_find_group       (MusterCall *call,
                                           guint       param);
JsonObject *muster_graph_user_by_id       (JsonObject *client,
                                           const char *id);
JsonObject *muster_graph_group_by_id      (JsonObject *client,
                                           const char *id);
void        muster_graph_not_found        (MusterCall *call,
                                           const char *id);
void        muster_graph_refuse           (MusterCall *call);
void        muster_graph_bad_request      (MusterCall *call,
                                           const char *message);
char       *muster_graph_ref_target       (MusterCall *call);

/* --- shapes --- */
JsonObject *muster_graph_show_user        (JsonObject *client,
                                           JsonObject *user);
JsonObject *muster_graph_show_group       (JsonObject *group);
char       *muster_graph_usage_location   (JsonObject *client,
                                           JsonObject *user);
gboolean    muster_graph_is_synced        (JsonObject *user);
gboolean    muster_graph_is_admin         (JsonObject *user);

/* --- handlers, by file --- */
void        muster_graph_get_users        (MusterCall *call);
void        muster_graph_get_user         (MusterCall *call);
void        muster_graph_get_manager      (MusterCall *call);
void        muster_graph_get_member_of    (MusterCall *call);
void        muster_graph_get_deleted      (MusterCall *call);

void        muster_graph_post_user        (MusterCall *call);
void        muster_graph_patch_user       (MusterCall *call);
void        muster_graph_delete_user      (MusterCall *call);
void        muster_graph_restore_user     (MusterCall *call);
void        muster_graph_revoke_sessions  (MusterCall *call);
void        muster_graph_put_manager      (MusterCall *call);
void        muster_graph_delete_manager   (MusterCall *call);

void        muster_graph_get_groups       (MusterCall *call);
void        muster_graph_get_group        (MusterCall *call);
void        muster_graph_get_members      (MusterCall *call);
void        muster_graph_get_owners       (MusterCall *call);
void        muster_graph_patch_group      (MusterCall *call);
void        muster_graph_post_member      (MusterCall *call);
void        muster_graph_delete_member    (MusterCall *call);

void        muster_graph_get_licences     (MusterCall *call);
void        muster_graph_get_skus         (MusterCall *call);
void        muster_graph_assign_licence   (MusterCall *call);

void        muster_graph_get_methods      (MusterCall *call);
void        muster_graph_get_typed        (MusterCall *call);
void        muster_graph_delete_method    (MusterCall *call);
void        muster_graph_post_phone       (MusterCall *call);
void        muster_graph_post_pass        (MusterCall *call);
void        muster_graph_reset_password   (MusterCall *call);
void        muster_graph_get_registration (MusterCall *call);

void        muster_graph_get_mailbox      (MusterCall *call);
void        muster_graph_patch_mailbox    (MusterCall *call);
void        muster_graph_get_rules        (MusterCall *call);

void        muster_graph_get_managed      (MusterCall *call);
void        muster_graph_get_managed_one  (MusterCall *call);
void        muster_graph_get_user_managed (MusterCall *call);
void        muster_graph_device_action    (MusterCall *call);
void        muster_graph_wipe_device      (MusterCall *call);
void        muster_graph_get_devices      (MusterCall *call);
void        muster_graph_get_device       (MusterCall *call);
void        muster_graph_get_user_devices (MusterCall *call);
void        muster_graph_get_keys         (MusterCall *call);
void        muster_graph_get_key          (MusterCall *call);
void        muster_graph_get_laps_list    (MusterCall *call);
void        muster_graph_get_laps         (MusterCall *call);

void        muster_graph_get_sign_ins     (MusterCall *call);
void        muster_graph_get_audits       (MusterCall *call);
void        muster_graph_get_risky_users  (MusterCall *call);
void        muster_graph_get_risky_user   (MusterCall *call);
void        muster_graph_dismiss_risk     (MusterCall *call);
void        muster_graph_confirm_risk     (MusterCall *call);
void        muster_graph_get_health       (MusterCall *call);
void        muster_graph_get_issues       (MusterCall *call);

void        muster_graph_get_teams        (MusterCall *call);
void        muster_graph_get_joined       (MusterCall *call);
void        muster_graph_get_team_members (MusterCall *call);
void        muster_graph_post_team_member (MusterCall *call);
void        muster_graph_drop_team_member (MusterCall *call);

void        muster_graph_get_organization (MusterCall *call);
void        muster_graph_get_domains      (MusterCall *call);
void        muster_graph_get_contracts    (MusterCall *call);
void        muster_graph_get_customers    (MusterCall *call);
void        muster_graph_get_customer     (MusterCall *call);
void        muster_graph_get_relations    (MusterCall *call);
void        muster_graph_get_relation     (MusterCall *call);
void        muster_graph_get_assignments  (MusterCall *call);
void        muster_graph_get_customer_services (MusterCall *call);
gboolean    muster_graph_find_tenant      (MusterCall *call);

void        muster_graph_get_me           (MusterCall *call);
void        muster_graph_get_my_groups    (MusterCall *call);
void        muster_graph_get_principals   (MusterCall *call);
void        muster_graph_get_principal    (MusterCall *call);
void        muster_graph_get_principal_part (MusterCall *call);
void        muster_graph_get_grants       (MusterCall *call);
JsonArray  *muster_graph_app_directory_roles (MusterCall      *call,
                                           const MusterApp *app);

void        muster_graph_get_operation    (MusterCall *call);
void        muster_graph_start_operation  (MusterCall *call,
                                           JsonObject *user,
                                           const char *failure);
void        muster_graph_start_action     (MusterCall *call,
                                           JsonObject *device,
                                           const char *name);
JsonArray  *muster_graph_show_actions     (JsonObject *device);
void        muster_graph_settle           (MusterWorld *world,
                                           JsonObject  *client,
                                           gboolean    *changed);
gboolean    muster_graph_is_throttled     (MusterCall *call);

G_END_DECLS
