/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* Every board has two teams: its id plus these */
#define MUSTER_CW_TEAM 500
#define MUSTER_CW_SECOND_TEAM 600

/* --- conditions: the query language of lists --- */
typedef struct _MusterCwCondition MusterCwCondition;

MusterCwCondition *muster_cw_condition_parse  (const char        *text,
                                               const char        *fields,
                                               GError           **error);
gboolean           muster_cw_condition_match  (MusterCwCondition *self,
                                               JsonObject        *row);
void               muster_cw_condition_free   (MusterCwCondition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterCwCondition, muster_cw_condition_free)

/* The value of "company/id" and of the fields that are kept in _info. */
JsonNode          *muster_cw_field            (JsonObject        *row,
                                               const char        *path);

/* --- lists --- */
void               muster_cw_reply_list       (MusterCall        *call,
                                               JsonArray         *rows,
                                               const char        *fields,
                                               const char        *children);
void               muster_cw_reply_count      (MusterCall        *call,
                                               JsonArray         *rows,
                                               const char        *fields);
void               muster_cw_reply_one        (MusterCall        *call,
                                               guint              status,
                                               JsonObject        *row);

/* --- shapes --- */
JsonObject        *muster_cw_ref              (gint64             id,
                                               const char        *name);
char              *muster_cw_identifier       (JsonObject        *member);
JsonObject        *muster_cw_member_ref       (JsonObject        *member);
JsonObject        *muster_cw_company_ref      (JsonObject        *client);
JsonObject        *muster_cw_contact_ref      (JsonObject        *contact);
char              *muster_cw_contact_name     (JsonObject        *contact);
JsonObject        *muster_cw_company          (MusterWorld       *world,
                                               JsonObject        *client);
JsonObject        *muster_cw_contact          (JsonObject        *client,
                                               JsonObject        *contact);
JsonObject        *muster_cw_ticket           (MusterWorld       *world,
                                               JsonObject        *ticket);
gint64             muster_cw_type_id          (JsonObject        *board,
                                               const char        *type);

/* --- tickets and notes in the world --- */
JsonObject        *muster_cw_new_ticket       (MusterWorld       *world,
                                               JsonObject        *client,
                                               JsonObject        *contact,
                                               JsonObject        *wanted);
gboolean           muster_cw_note_flag        (JsonObject        *note,
                                               const char        *flag);
gboolean           muster_cw_note_visible     (JsonObject        *note);

/* --- handlers, by file --- */
void               muster_cw_get_tickets      (MusterCall        *call);
void               muster_cw_count_tickets    (MusterCall        *call);
void               muster_cw_search_tickets   (MusterCall        *call);
void               muster_cw_get_ticket       (MusterCall        *call);
void               muster_cw_post_ticket      (MusterCall        *call);
void               muster_cw_patch_ticket     (MusterCall        *call);
void               muster_cw_get_notes        (MusterCall        *call);
void               muster_cw_get_all_notes    (MusterCall        *call);
void               muster_cw_get_note         (MusterCall        *call);
void               muster_cw_post_note        (MusterCall        *call);
void               muster_cw_patch_note       (MusterCall        *call);
void               muster_cw_delete_note      (MusterCall        *call);
void               muster_cw_get_time_entries (MusterCall        *call);
void               muster_cw_post_time_entry  (MusterCall        *call);
JsonObject        *muster_cw_find_ticket      (MusterCall        *call);

G_END_DECLS
