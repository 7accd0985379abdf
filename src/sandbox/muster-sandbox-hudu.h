/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

typedef JsonObject *(*MusterHuduShow) (MusterCall *call,
                                       JsonObject *client,
                                       JsonObject *object);

/* --- lists and lookups over the MSP's own documentation and that of all customers --- */
void        muster_hudu_reply_page     (MusterCall    *call,
                                        const char    *name,
                                        JsonArray     *rows,
                                        gboolean       sized);
JsonArray  *muster_hudu_collect        (MusterCall    *call,
                                        const char    *kind,
                                        MusterHuduShow show);
JsonObject *muster_hudu_find           (MusterCall    *call,
                                        const char    *kind,
                                        gint64         id,
                                        JsonObject   **client);
void        muster_hudu_reply_one      (MusterCall    *call,
                                        guint          status,
                                        const char    *name,
                                        JsonObject    *row);
char       *muster_hudu_slug           (const char    *name,
                                        gint64         id);
JsonObject *muster_hudu_settings       (MusterWorld   *world);
const char *muster_hudu_setting        (MusterWorld   *world,
                                        const char    *name,
                                        const char    *fallback);
gboolean    muster_hudu_is_listed      (MusterWorld   *world,
                                        const char    *name,
                                        const char    *text);
gboolean    muster_hudu_is_open        (MusterWorld   *world,
                                        JsonObject    *client);
JsonObject *muster_hudu_docs           (MusterWorld   *world,
                                        JsonObject    *client);
JsonArray  *muster_hudu_list           (MusterWorld   *world,
                                        JsonObject    *client,
                                        const char    *kind);
GPtrArray  *muster_hudu_layouts        (MusterWorld   *world);
JsonObject *muster_hudu_client         (MusterWorld   *world,
                                        gint64         company);

/* --- handlers, by file --- */
void        muster_hudu_get_articles   (MusterCall    *call);
void        muster_hudu_get_article    (MusterCall    *call);
void        muster_hudu_post_article   (MusterCall    *call);
void        muster_hudu_put_article    (MusterCall    *call);
void        muster_hudu_drop_article   (MusterCall    *call);
void        muster_hudu_archive        (MusterCall    *call);
void        muster_hudu_unarchive      (MusterCall    *call);
void        muster_hudu_get_folders    (MusterCall    *call);
void        muster_hudu_get_folder     (MusterCall    *call);
void        muster_hudu_post_folder    (MusterCall    *call);
void        muster_hudu_put_folder     (MusterCall    *call);

void        muster_hudu_get_assets     (MusterCall    *call);
void        muster_hudu_get_of_company (MusterCall    *call);
void        muster_hudu_get_asset      (MusterCall    *call);
void        muster_hudu_post_asset     (MusterCall    *call);
void        muster_hudu_put_asset      (MusterCall    *call);
void        muster_hudu_get_layouts    (MusterCall    *call);
void        muster_hudu_get_layout     (MusterCall    *call);
void        muster_hudu_get_passwords  (MusterCall    *call);
void        muster_hudu_get_password   (MusterCall    *call);
void        muster_hudu_post_password  (MusterCall    *call);
void        muster_hudu_put_password   (MusterCall    *call);
void        muster_hudu_get_procedures (MusterCall    *call);
void        muster_hudu_get_procedure  (MusterCall    *call);
void        muster_hudu_get_relations  (MusterCall    *call);
void        muster_hudu_post_relation  (MusterCall    *call);
void        muster_hudu_get_users      (MusterCall    *call);
void        muster_hudu_get_nothing    (MusterCall    *call);

G_END_DECLS
