/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-world.h"

G_BEGIN_DECLS

/* An application of the partner's, as its registration describes it. */
typedef struct {
  const char *name;          /* in the settings */
  const char *title;
  const char *purpose;       /* of its id */
  const char *secret;        /* (nullable) purpose of its secret */
  gboolean    is_public;     /* has no secret and must not send one */
  gboolean    is_consented;  /* at every customer, before anybody has said anything */
} MusterApp;

typedef enum {
  MUSTER_RESOURCE_GRAPH,
  MUSTER_RESOURCE_EXCHANGE,
  MUSTER_RESOURCE_PARTNER,
  MUSTER_RESOURCE_NONE,
} MusterResource;

/* --- registrations --- */
const MusterApp *muster_app_list            (guint           *n);
const MusterApp *muster_app_by_id           (MusterWorld     *world,
                                             const char      *id);
char            *muster_app_id              (MusterWorld     *world,
                                             const MusterApp *app);
char            *muster_app_secret          (MusterWorld     *world,
                                             const MusterApp *app);
JsonObject      *muster_app_settings        (MusterWorld     *world,
                                             const MusterApp *app);
char            *muster_app_registered      (MusterWorld     *world,
                                             const MusterApp *app,
                                             MusterResource   resource,
                                             gboolean         delegated);

/* --- what they ask for --- */
MusterResource   muster_resource_by_host    (MusterWorld     *world,
                                             const char      *url);
MusterResource   muster_resource_by_app     (const char      *app_id);
const char      *muster_resource_app        (MusterResource   resource);
const char      *muster_resource_url        (MusterWorld     *world,
                                             MusterResource   resource);

/* --- who has allowed it --- */
gboolean         muster_consent_is_there    (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant);
char            *muster_consent_scopes      (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant,
                                             MusterResource   resource);
char            *muster_consent_application (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant,
                                             MusterResource   resource);
void             muster_consent_give        (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant,
                                             MusterResource   resource,
                                             gboolean         delegated,
                                             const char      *names);
gboolean         muster_consent_take        (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant,
                                             gboolean         application_too);
gint64           muster_consent_since       (MusterWorld     *world,
                                             const MusterApp *app,
                                             const char      *tenant);

JsonObject      *muster_entra_box           (MusterWorld     *world,
                                             const char      *name);

G_END_DECLS
