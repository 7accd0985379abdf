/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "muster-sandbox-stream.h"
#include "muster-sandbox-world.h"

G_BEGIN_DECLS

#define MUSTER_CALL_MAX_PARAMS 4

/* One request while it is answered: what came in, what goes out, and what the log says of it. */
typedef struct {
  MusterWorld        *world;                          /* (unowned) */
  const char         *base;                           /* (unowned) own scheme, host and port */

  char               *method;
  char               *path;                           /* as it came, still escaped, without the query */
  char               *query_text;                     /* (nullable) as it came */
  char              **segments;                       /* unescaped */
  GHashTable         *query;                          /* unescaped name → value */
  SoupMessageHeaders *headers;                        /* (owned copy by reference) */
  GBytes             *body;
  JsonNode           *json;                           /* (nullable) the body, where it is JSON */
  gboolean            bad_json;

  const char         *params[MUSTER_CALL_MAX_PARAMS]; /* (unowned) the route's wildcards */
  JsonObject         *client;                         /* (nullable) (unowned) whose tenant the token is for */
  JsonNode           *claims;                         /* (nullable) an object: what the caller's token says */

  guint               status;
  char               *content_type;
  GBytes             *reply;                          /* (nullable) */
  GPtrArray          *reply_headers;                  /* name, value, name, value, … */
  MusterSandboxStream *stream;                        /* (nullable) in place of @reply */

  const char         *vendor;
  const char         *effect;                         /* "read", "note", "write", "auth" or "model" */
  char               *scope;                          /* (nullable) tenant or company the call reached */
  gboolean            changed;                        /* the world has changed and must be saved */
  GPtrArray          *events;                         /* (element-type JsonObject) what happened to which ticket */
  gboolean            force_visible;                  /* a fault: notes come out for the customer */
  gboolean            fold_text;                      /* a fault: line breaks in notes become spaces */
} MusterCall;

typedef void (*MusterCallFunc) (MusterCall *call);

typedef struct {
  const char     *method;
  const char     *pattern;   /* segments; "*" takes any one and becomes a parameter */
  MusterCallFunc  handle;
  const char     *role;      /* (nullable) what the caller must have been granted */
} MusterRoute;

MusterCall *muster_call_new            (MusterWorld        *world,
                                        const char         *base,
                                        const char         *method,
                                        GUri               *uri,
                                        SoupMessageHeaders *headers,
                                        GBytes             *body);
void        muster_call_free           (MusterCall         *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterCall, muster_call_free)

const MusterRoute *
            muster_call_find_route     (MusterCall         *call,
                                        const MusterRoute  *routes,
                                        gsize               n_routes,
                                        guint               skip,
                                        gboolean           *known_path);
gboolean    muster_call_dispatch       (MusterCall         *call,
                                        const MusterRoute  *routes,
                                        gsize               n_routes,
                                        guint               skip,
                                        gboolean           *known_path);
const char *muster_call_query          (MusterCall         *call,
                                        const char         *name);
const char *muster_call_header         (MusterCall         *call,
                                        const char         *name);
JsonObject *muster_call_object         (MusterCall         *call);
GHashTable *muster_call_form           (MusterCall         *call);
gint64      muster_call_param_number   (MusterCall         *call,
                                        guint               index);
void        muster_call_set_scope      (MusterCall         *call,
                                        const char         *scope);
void        muster_call_touch          (MusterCall         *call,
                                        JsonObject         *ticket,
                                        const char         *what);

gboolean    muster_call_is_over_limit  (MusterCall         *call,
                                        gint64              window);

void        muster_call_add_header     (MusterCall         *call,
                                        const char         *name,
                                        const char         *value);
void        muster_call_reply_empty    (MusterCall         *call,
                                        guint               status);
void        muster_call_reply_text     (MusterCall         *call,
                                        guint               status,
                                        const char         *content_type,
                                        const char         *text);
void        muster_call_reply_object   (MusterCall         *call,
                                        guint               status,
                                        JsonObject         *object);
void        muster_call_reply_array    (MusterCall         *call,
                                        guint               status,
                                        JsonArray          *array);

G_END_DECLS
