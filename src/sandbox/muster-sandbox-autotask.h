/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

typedef enum {
  MUSTER_AT_INTEGER,
  MUSTER_AT_STRING,
  MUSTER_AT_BOOLEAN,
  MUSTER_AT_TIME,
  MUSTER_AT_DOUBLE,
} MusterAtType;

enum {
  MUSTER_AT_READ_ONLY   = 1 << 0,
  MUSTER_AT_REQUIRED    = 1 << 1,
  MUSTER_AT_PICKLIST    = 1 << 2,
  MUSTER_AT_UNQUERYABLE = 1 << 3,
  MUSTER_AT_HOOK        = 1 << 4,   /* a webhook may subscribe to it */
};

typedef struct {
  const char   *name;
  MusterAtType  type;
  guint         length;
  guint         flags;
} MusterAtField;

/* One kind of object under /atservicesrest/v1.0/. */
typedef struct {
  const char          *name;                                 /* in the path: "Tickets" */
  const char          *type;                                 /* in messages: "Ticket" */
  const MusterAtField *fields;                               /* ended by a name of NULL */
  JsonArray         *(*rows) (MusterCall *call);             /* (transfer full) all of them */
  JsonObject        *(*row)  (MusterCall *call, gint64 id);  /* (nullable) the quick way to one */
} MusterAtEntity;

enum { MUSTER_AT_ROLE_TECHNICIAN = 1, MUSTER_AT_ROLE_ENGINEER = 2, MUSTER_AT_ROLE_ADMINISTRATOR = 3 };

#define MUSTER_AT_ADMINISTRATOR 4   /* the built-in resource that writes workflow notes */

/* --- entities and their fields --- */
const MusterAtEntity *muster_at_entity            (const char           *name);
const MusterAtField  *muster_at_field             (const MusterAtEntity *entity,
                                                   const char           *name);
JsonArray            *muster_at_picklist          (MusterCall           *call,
                                                   const MusterAtEntity *entity,
                                                   const MusterAtField  *field);
char                 *muster_at_hook_label        (const MusterAtField  *field);
void                  muster_at_reply_fields      (MusterCall           *call,
                                                   const MusterAtEntity *entity);
void                  muster_at_reply_info        (MusterCall           *call,
                                                   const MusterAtEntity *entity);
void                  muster_at_reply_udfs        (MusterCall           *call,
                                                   const MusterAtEntity *entity);
gboolean              muster_at_check_body        (MusterCall           *call,
                                                   const MusterAtEntity *entity,
                                                   JsonObject           *body,
                                                   gboolean              whole);

/* --- queries: conditions are checked, then matched --- */
gboolean              muster_at_check_filter      (MusterCall           *call,
                                                   const MusterAtEntity *entity,
                                                   JsonArray            *conditions);
gboolean              muster_at_match_filter      (const MusterAtEntity *entity,
                                                   JsonArray            *conditions,
                                                   JsonObject           *row);
JsonNode             *muster_at_member            (JsonObject           *object,
                                                   const char           *name);
void                  muster_at_handle_query      (MusterCall           *call,
                                                   const MusterAtEntity *entity);
void                  muster_at_reply_items       (MusterCall           *call,
                                                   const MusterAtEntity *entity,
                                                   JsonArray            *rows);
void                  muster_at_reply_item        (MusterCall           *call,
                                                   const MusterAtEntity *entity,
                                                   JsonObject           *row);
void                  muster_at_reply_id          (MusterCall           *call,
                                                   gint64                id);

/* --- what the world holds, in this vendor's shapes --- */
gint64                muster_at_status            (MusterWorld          *world,
                                                   JsonObject           *ticket);
gint64                muster_at_world_status      (MusterWorld          *world,
                                                   gint64                board,
                                                   gint64                status);
void                  muster_at_set_id            (JsonObject           *row,
                                                   const char           *name,
                                                   gint64                id);
gboolean              muster_at_has_role          (MusterWorld          *world,
                                                   gint64                resource,
                                                   gint64                role);
JsonArray            *muster_at_tickets           (MusterCall           *call);
JsonObject           *muster_at_ticket            (MusterCall           *call,
                                                   gint64                id);
JsonObject           *muster_at_ticket_row        (MusterWorld          *world,
                                                   JsonObject           *ticket);
JsonArray            *muster_at_notes             (MusterCall           *call);
JsonObject           *muster_at_note_row          (JsonObject           *ticket,
                                                   JsonObject           *note);
JsonArray            *muster_at_time_entries      (MusterCall           *call);
JsonArray            *muster_at_attachments       (MusterCall           *call);
JsonArray            *muster_at_companies         (MusterCall           *call);
JsonArray            *muster_at_contacts          (MusterCall           *call);
JsonArray            *muster_at_resources         (MusterCall           *call);
JsonArray            *muster_at_roles             (MusterCall           *call);
JsonArray            *muster_at_resource_roles    (MusterCall           *call);
JsonArray            *muster_at_desk_roles        (MusterCall           *call);
JsonArray            *muster_at_ticket_hooks      (MusterCall           *call);
JsonArray            *muster_at_note_hooks        (MusterCall           *call);
JsonArray            *muster_at_hook_errors       (MusterCall           *call);
gboolean              muster_at_hook_is_ready     (JsonObject           *hook);
char                 *muster_at_user_name         (JsonObject           *member);

/* --- the one who acts --- */
gint64                muster_at_actor             (MusterCall           *call,
                                                   gint64               *impersonator);

/* --- handlers, by file --- */
void                  muster_at_post_ticket       (MusterCall           *call);
void                  muster_at_patch_ticket      (MusterCall           *call);
void                  muster_at_put_ticket        (MusterCall           *call);
void                  muster_at_get_ticket_notes  (MusterCall           *call);
void                  muster_at_get_ticket_note   (MusterCall           *call);
void                  muster_at_post_note         (MusterCall           *call);
void                  muster_at_patch_note        (MusterCall           *call);
void                  muster_at_post_time_entry   (MusterCall           *call);
void                  muster_at_get_attachments   (MusterCall           *call);
void                  muster_at_get_attachment    (MusterCall           *call);
void                  muster_at_post_attachment   (MusterCall           *call);
JsonObject           *muster_at_world_ticket      (MusterCall           *call,
                                                   gint64                id);

/* --- settings, from the control interface --- */
JsonObject           *muster_at_settings          (MusterWorld          *world);

G_END_DECLS
