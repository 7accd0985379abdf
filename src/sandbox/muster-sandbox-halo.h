/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

#define MUSTER_HALO_WEB_CLIENT "nethelpdesk-agent-web-application"
#define MUSTER_HALO_NEVER      "1899-12-30T00:00:00"
#define MUSTER_HALO_FORBIDDEN  "You do not have permission to do this."
#define MUSTER_HALO_SLA        1

/* The one custom field of the instance. */
#define MUSTER_HALO_FIELD      160
#define MUSTER_HALO_FIELD_NAME "CFreference"

/* Agent 1 is nobody. */
#define MUSTER_HALO_UNASSIGNED 1

typedef struct {
  gint64      id;
  const char *outcome;
  gboolean    hidden;           /* only with showhidden */
  int         system;           /* not 0: only with showsystemactions */
  gboolean    mails;
  gboolean    cannot_mail;      /* whatever the action says */
  gboolean    hides;            /* what the web client proposes; the API does not */
  gint64      new_status;       /* 0: none */
} MusterHaloOutcome;

/* --- settings and sign-in --- */
JsonObject *muster_halo_box              (MusterWorld       *world);
gint64      muster_halo_setting_int      (MusterWorld       *world,
                                          const char        *name,
                                          gint64             fallback);
const char *muster_halo_setting          (MusterWorld       *world,
                                          const char        *name);
gboolean    muster_halo_setting_bool     (MusterWorld       *world,
                                          const char        *name);
char       *muster_halo_secret           (MusterWorld       *world);
char       *muster_halo_client_id        (MusterWorld       *world,
                                          gboolean           native);
void        muster_halo_auth_handle      (MusterCall        *call);
void        muster_halo_authorize        (MusterCall        *call);
void        muster_halo_decide           (MusterCall        *call);
void        muster_halo_oauth_fail       (MusterCall        *call,
                                          const char        *error,
                                          const char        *description);
gboolean    muster_halo_known_scopes     (const char        *scope);
gboolean    muster_halo_let_in           (MusterCall        *call);
gboolean    muster_halo_may              (MusterCall        *call,
                                          const char        *right);
gint64      muster_halo_agent_id         (MusterCall        *call);
const char *muster_halo_application      (MusterCall        *call);

/* --- what lists and bodies have in common --- */
typedef struct {
  const char  *name;           /* of the rows in the envelope */
  gint64       most;           /* rows on a page */
  const char  *fields;         /* what rows can be ordered by */
  /* (nullable) makes the row that is shown of one that was only filtered and sorted */
  JsonObject *(*expand) (MusterCall *call, JsonObject *row);
} MusterHaloList;

gboolean    muster_halo_int              (MusterCall        *call,
                                          const char        *name,
                                          gint64             fallback,
                                          gint64            *value);
gboolean    muster_halo_bool             (MusterCall        *call,
                                          const char        *name,
                                          gboolean           fallback,
                                          gboolean          *value);
gboolean    muster_halo_date             (MusterCall        *call,
                                          const char        *name,
                                          gboolean           end_of_day,
                                          gint64            *us);
gboolean    muster_halo_is_number        (const char        *text,
                                          gint64            *number);
gboolean    muster_halo_found            (const char        *needle,
                                          const char        *text);
void        muster_halo_reply_page       (MusterCall        *call,
                                          JsonArray         *rows,
                                          const MusterHaloList *list);
void        muster_halo_reply_rows       (MusterCall        *call,
                                          JsonArray         *rows,
                                          const char        *name);
void        muster_halo_write            (MusterCall        *call,
                                          gboolean         (*check) (MusterCall *, JsonObject *),
                                          JsonObject      *(*write) (MusterCall *, JsonObject *));
gboolean    muster_halo_check_members    (MusterCall        *call,
                                          JsonObject        *element,
                                          const char        *integers,
                                          const char        *texts,
                                          const char        *booleans);
char       *muster_halo_time             (MusterWorld       *world,
                                          const char        *text,
                                          guint              fraction);
gboolean    muster_halo_parse_time       (const char        *text,
                                          gint64            *us);
char       *muster_halo_iso              (const char        *text);
char       *muster_halo_strip_html       (const char        *html,
                                          gboolean           keep_lines);
char       *muster_halo_to_html          (const char        *text);

/* --- shapes --- */
gint64      muster_halo_site_id          (JsonObject        *client);
JsonObject *muster_halo_client_of        (MusterWorld       *world,
                                          JsonObject        *ticket);
JsonObject *muster_halo_ticket           (MusterWorld       *world,
                                          JsonObject        *ticket,
                                          gboolean           details);
char       *muster_halo_type_name        (MusterWorld       *world,
                                          gint64             id,
                                          JsonObject       **board);
char       *muster_halo_mail_list        (MusterWorld       *world,
                                          JsonObject        *ticket);
JsonArray  *muster_halo_actions          (MusterCall        *call,
                                          JsonObject        *ticket);
JsonObject *muster_halo_stored_action    (MusterCall        *call,
                                          JsonObject        *ticket,
                                          gint64             id,
                                          gboolean          *is_time);
const MusterHaloOutcome *
            muster_halo_outcome          (gint64             id,
                                          const char        *name);
GPtrArray  *muster_halo_all_tickets      (MusterWorld       *world);
void        muster_halo_add_time         (JsonObject        *ticket,
                                          JsonObject        *entry);
JsonObject *muster_halo_find_ticket      (MusterCall        *call,
                                          gint64             id);
void        muster_halo_set_status       (MusterWorld       *world,
                                          JsonObject        *ticket,
                                          gint64             status);

/* --- handlers, by file --- */
void        muster_halo_get_me           (MusterCall        *call);
void        muster_halo_get_agents       (MusterCall        *call);
void        muster_halo_get_agent        (MusterCall        *call);
void        muster_halo_get_teams        (MusterCall        *call);
void        muster_halo_get_statuses     (MusterCall        *call);
void        muster_halo_get_priorities   (MusterCall        *call);
void        muster_halo_get_types        (MusterCall        *call);
void        muster_halo_get_outcomes     (MusterCall        *call);
void        muster_halo_get_clients      (MusterCall        *call);
void        muster_halo_get_client       (MusterCall        *call);
void        muster_halo_get_sites        (MusterCall        *call);
void        muster_halo_get_users        (MusterCall        *call);
void        muster_halo_get_user         (MusterCall        *call);
void        muster_halo_get_user_me      (MusterCall        *call);
void        muster_halo_get_instance     (MusterCall        *call);
void        muster_halo_get_fields       (MusterCall        *call);
void        muster_halo_get_tickets      (MusterCall        *call);
void        muster_halo_get_ticket       (MusterCall        *call);
void        muster_halo_post_tickets     (MusterCall        *call);
void        muster_halo_get_actions      (MusterCall        *call);
void        muster_halo_get_action       (MusterCall        *call);
void        muster_halo_post_actions     (MusterCall        *call);
void        muster_halo_delete_action    (MusterCall        *call);
void        muster_halo_get_attachments  (MusterCall        *call);
void        muster_halo_get_attachment   (MusterCall        *call);
void        muster_halo_post_attachments (MusterCall        *call);
void        muster_halo_get_timesheet    (MusterCall        *call);
void        muster_halo_post_timesheet   (MusterCall        *call);
void        muster_halo_get_webhooks     (MusterCall        *call);
void        muster_halo_get_webhook      (MusterCall        *call);
void        muster_halo_post_webhooks    (MusterCall        *call);
void        muster_halo_delete_webhook   (MusterCall        *call);
void        muster_halo_get_deliveries   (MusterCall        *call);
void        muster_halo_get_delivery     (MusterCall        *call);

G_END_DECLS
