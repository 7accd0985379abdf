/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* --- registrations: part of the world, a list per vendor in the vendor's own row shape ---
 *
 * A row of "halopsa" is {id (GUID), name, url, content_type, method, authentication_type,
 * basic_username, basic_password, active, events, …} and may be added to by POST /api/Webhook.
 * The member "sandbox" of a row is the sender's own and is left out of answers. */
JsonArray  *muster_webhooks_of              (MusterWorld     *world,
                                             const char      *vendor);
JsonObject *muster_webhooks_shown           (JsonObject      *row);
JsonObject *muster_webhooks_book            (JsonObject      *row);

/* --- one thing that has happened to a ticket --- */
typedef struct {
  MusterWorld *world;        /* (unowned) */
  const char  *base;         /* (unowned) the server's own address */
  JsonObject  *ticket;       /* (unowned) */
  JsonObject  *note;         /* (nullable) (unowned) the note that was added or changed */
  gboolean     created;      /* the ticket, or the note where there is one, is new */
  gboolean     quiet;        /* nothing of the ticket itself but its last activity: a note says the rest */
  char       **fields;       /* (owned) members of the world's ticket or note that have changed */
  gint64       member;       /* who did it, 0: nobody of the MSP */
  gint64       contact;      /* who did it, 0: no contact */
} MusterChange;

typedef struct _MusterChanges MusterChanges;

MusterChanges *muster_changes_new           (MusterWorld     *world);
void           muster_changes_free          (MusterChanges   *self);
void           muster_changes_restart       (MusterChanges   *self);
GPtrArray     *muster_changes_take          (MusterChanges   *self,
                                             MusterCall      *call);
gboolean       muster_change_has            (MusterChange    *change,
                                             const char      *field);

/* --- one request to a receiver, as a vendor would send it --- */
typedef struct {
  char      *url;            /* (owned) */
  GPtrArray *headers;        /* (owned) name, value, … */
  GBytes    *body;           /* (owned) */
  gint64     object;         /* the ticket's or note's id */
  const char *action;        /* (unowned) */
} MusterPost;

typedef enum {
  MUSTER_FORGE_NONE,
  MUSTER_FORGE_KEY,          /* signed with a key of the forger */
  MUSTER_FORGE_BODY,         /* another ticket's number under the true signature */
  MUSTER_FORGE_UNSIGNED,     /* no signature at all */
} MusterForge;

typedef struct {
  const char *vendor;
  guint       timeout_ms;
  guint       waits[5];      /* ms before the second, third, … attempt; ended by 0 */
  gboolean  (*is_retried)    (guint status);      /* 0: no answer */
  gboolean    in_order;      /* the next event waits until this one is done with */
  /* what @hook has to say about @change, NULL for nothing */
  MusterPost *(*make)        (MusterChange *change, JsonObject *hook, MusterForge forge);
  /* after each attempt; returns a last word to send, when the vendor has switched the hook off */
  MusterPost *(*attempted)   (MusterWorld *world, JsonObject *hook, gboolean worked);
} MusterHookVendor;

MusterPost *muster_post_new                 (const char      *url,
                                             gint64           object,
                                             const char      *action);
void        muster_post_free                (MusterPost      *self);
void        muster_post_add_header          (MusterPost      *self,
                                             const char      *name,
                                             const char      *value);
char       *muster_webhooks_hmac            (GChecksumType    kind,
                                             const guint8    *key,
                                             gsize            key_size,
                                             GBytes          *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPost, muster_post_free)

extern const MusterHookVendor muster_connectwise_hooks;
extern const MusterHookVendor muster_autotask_hooks;
extern const MusterHookVendor muster_halopsa_hooks;

/* --- the sender --- */
typedef struct _MusterWebhooks MusterWebhooks;

MusterWebhooks *muster_webhooks_new         (MusterWorld     *world);
void            muster_webhooks_free        (MusterWebhooks  *self);
void            muster_webhooks_restart     (MusterWebhooks  *self);
void            muster_webhooks_follow      (MusterWebhooks  *self,
                                             MusterCall      *call);
void            muster_webhooks_control     (MusterWebhooks  *self,
                                             MusterCall      *call);
/* what was sent for a vendor: {n, hook, url, object, action, status, state, attempts, time, error, body}, oldest first */
JsonArray      *muster_webhooks_deliveries  (MusterWorld     *world,
                                             const char      *vendor);

/* --- the vendors' own calls to register --- */
void        muster_cw_get_callbacks         (MusterCall      *call);
void        muster_cw_post_callback         (MusterCall      *call);
void        muster_cw_get_callback          (MusterCall      *call);
void        muster_cw_patch_callback        (MusterCall      *call);
void        muster_cw_delete_callback       (MusterCall      *call);
void        muster_cw_get_signing_key       (MusterCall      *call);
gboolean    muster_at_handle_hooks          (MusterCall      *call,
                                             gboolean        *known);

G_END_DECLS
