/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-json-guard.h"
#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_REQUEST (muster_request_get_type ())
#define MUSTER_TYPE_ANSWER  (muster_answer_get_type ())

typedef struct {
  char *name;   /* (owned) */
  char *value;  /* (owned): wiped when freed */
} MusterHeader;

/**
 * MusterPriority:
 * @MUSTER_PRIORITY_NOTE: notes and replies: somebody waits for them
 * @MUSTER_PRIORITY_APPROVAL: reads that an approval waits for
 * @MUSTER_PRIORITY_INTAKE: looking for new tickets
 * @MUSTER_PRIORITY_RUN: what a run reads and does
 * @MUSTER_PRIORITY_HISTORY: import, learning, lists: what can wait
 *
 * Which of the requests that wait for a place in their connection's lane goes
 * first: the lower one.
 */
typedef enum {
  MUSTER_PRIORITY_NOTE,
  MUSTER_PRIORITY_APPROVAL,
  MUSTER_PRIORITY_INTAKE,
  MUSTER_PRIORITY_RUN,
  MUSTER_PRIORITY_HISTORY,
} MusterPriority;

#define MUSTER_N_PRIORITIES (MUSTER_PRIORITY_HISTORY + 1)

/**
 * MusterRate:
 * @per_second: requests a second; 0 means no limit
 * @burst: how many may be sent at once after a silence; 0 means one second's worth
 * @parallel: requests under way; 0 means no limit
 * @per_entity: requests under way with the same lane key; 0 means no limit
 * @window_s: length of a rolling window in seconds; 0 means none
 * @window_limit: requests in it that the vendor allows everybody together
 * @window_share: what of @window_limit is ours, above 0 and up to 1
 * @per_tenant: the limits hold for each of the customers' tenants by itself
 *
 * What a connection may send.
 */
typedef struct {
  double per_second;
  guint burst;
  guint parallel;
  guint per_entity;
  guint window_s;
  guint window_limit;
  double window_share;
  gboolean per_tenant;
} MusterRate;

/**
 * MusterRequest:
 * @method: GET, POST, …
 * @url: absolute
 * @headers: (element-type MusterHeader): in the order in which they were added
 * @body: (nullable): what is sent
 * @content_type: (nullable): of @body
 * @connection_id: (nullable): whose rate limit applies
 * @tenant: (nullable): within the connection, whose rate limit it is
 * @lane_key: (nullable): what of the vendor's it is about, for limits of its own
 * @priority: which goes first of those that wait
 * @timeout_ms: for the whole answer; 0 means the transport's own
 * @idempotent: may be sent again when nobody knows whether it arrived
 * @effect: changes something: goes over a connection of its own and is never
 *   sent again by itself, whatever @idempotent says
 * @max_bytes: cap of the answer's body; 0 means the transport's own
 *
 * What is to be sent. Read the members, write through the setters.
 */
typedef struct {
  char *method;
  char *url;
  GPtrArray *headers;
  GBytes *body;
  char *content_type;
  char *connection_id;
  char *tenant;
  char *lane_key;
  MusterPriority priority;
  guint timeout_ms;
  gboolean idempotent;
  gboolean effect;
  gsize max_bytes;

  /*< private >*/
  gatomicrefcount refs;
} MusterRequest;

/**
 * MusterAnswer:
 * @status: the HTTP status; 400 and above is an answer too
 * @headers: (element-type utf8 utf8): names in lower case
 * @body: never %NULL
 * @elapsed_ms: from the first byte sent to the last one read
 *
 * What came back.
 */
typedef struct {
  guint status;
  GHashTable *headers;
  GBytes *body;
  guint elapsed_ms;

  /*< private >*/
  gatomicrefcount refs;
} MusterAnswer;

GType          muster_request_get_type          (void) G_GNUC_CONST;
MusterRequest *muster_request_new               (const char     *method,
                                                 const char     *url);
MusterRequest *muster_request_ref               (MusterRequest  *self);
void           muster_request_unref             (MusterRequest  *self);
MusterRequest *muster_request_copy              (MusterRequest  *self);
void           muster_request_set_url           (MusterRequest  *self,
                                                 const char     *url);
void           muster_request_set_header        (MusterRequest  *self,
                                                 const char     *name,
                                                 const char     *value);
const char    *muster_request_get_header        (MusterRequest  *self,
                                                 const char     *name);
void           muster_request_set_body          (MusterRequest  *self,
                                                 const char     *content_type,
                                                 GBytes         *body);
void           muster_request_set_json          (MusterRequest  *self,
                                                 JsonNode       *node);
void           muster_request_set_connection_id (MusterRequest  *self,
                                                 const char     *connection_id);
void           muster_request_set_tenant        (MusterRequest  *self,
                                                 const char     *tenant);
void           muster_request_set_lane_key      (MusterRequest  *self,
                                                 const char     *lane_key);
void           muster_request_set_priority      (MusterRequest  *self,
                                                 MusterPriority  priority);
void           muster_request_set_timeout_ms    (MusterRequest  *self,
                                                 guint           timeout_ms);
void           muster_request_set_idempotent    (MusterRequest  *self,
                                                 gboolean        idempotent);
void           muster_request_set_effect        (MusterRequest  *self,
                                                 gboolean        effect);
void           muster_request_set_max_bytes     (MusterRequest  *self,
                                                 gsize           max_bytes);
char          *muster_request_log_line          (MusterRequest  *self);

GType          muster_answer_get_type           (void) G_GNUC_CONST;
MusterAnswer  *muster_answer_new                (guint           status,
                                                 GHashTable     *headers,
                                                 GBytes         *body);
MusterAnswer  *muster_answer_ref                (MusterAnswer   *self);
void           muster_answer_unref              (MusterAnswer   *self);
const char    *muster_answer_get_header         (MusterAnswer   *self,
                                                 const char     *name);
gboolean       muster_answer_is_success         (MusterAnswer   *self);
JsonNode      *muster_answer_parse_json         (MusterAnswer            *self,
                                                 const char * const      *blank_members,
                                                 GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterRequest, muster_request_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAnswer, muster_answer_unref)

G_END_DECLS
