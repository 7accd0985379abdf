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
 * MusterRequest:
 * @method: GET, POST, …
 * @url: absolute
 * @headers: (element-type MusterHeader): in the order in which they were added
 * @body: (nullable): what is sent
 * @content_type: (nullable): of @body
 * @connection_id: (nullable): whose rate limit applies
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
