/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What a request is for, told from vendor, method and path alone and from no table of the product:
 * the log of this server is the evidence that a Plan run wrote nothing. What is not listed counts
 * by its method, so an unknown POST is a write. */

static const struct {
  const char *vendor;
  const char *method;
  const char *tail;     /* the path ends so; "*" is any one segment */
  const char *effect;
} table[] = {
  { "connectwise", "POST",   "service/tickets/search",    "read"  },
  { "connectwise", "POST",   "service/tickets/*/notes",   "note"  },
  { "connectwise", "PATCH",  "service/tickets/*/notes/*", "note"  },
  { "connectwise", "DELETE", "service/tickets/*/notes/*", "note"  },
  { "autotask",    "POST",   "*/query",                   "read"  },
  { "autotask",    "POST",   "*/query/count",             "read"  },
  { "autotask",    "POST",   "*/query/next",              "read"  },
  { "autotask",    "POST",   "Tickets/*/Notes",           "note"  },
  { "autotask",    "PATCH",  "Tickets/*/Notes",           "note"  },
  { "halopsa",     "POST",   "auth/token",                "auth"  },
  { "halopsa",     "GET",    "auth/authorize",            "auth"  },
  { "halopsa",     "POST",   "auth/authorize",            "auth"  },
  { "halopsa",     "GET",    "auth/.well-known/*",        "auth"  },
  { "halopsa",     "DELETE", "api/Actions/*",             "note"  },
  { "entra",       "POST",   "*",                         "auth"  },
  { "entra",       "GET",    "*",                         "auth"  },
};

static gboolean
ends_with (char      **segments,
           const char *tail)
{
  g_auto(GStrv) wanted = g_strsplit (tail, "/", -1);
  guint have = g_strv_length (segments), want = g_strv_length (wanted);

  if (have < want)
    return FALSE;
  for (guint i = 0; i < want; i++)
    if (!g_str_equal (wanted[i], "*") && g_ascii_strcasecmp (wanted[i], segments[have - want + i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_read_cmdlet (JsonNode *body)
{
  JsonObject *root = body != NULL && JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
  const char *name = muster_jo_str (muster_jo_obj (root, "CmdletInput"), "CmdletName");

  return name != NULL && g_ascii_strncasecmp (name, "Get-", 4) == 0;
}

/* An action that only says something is a note; one that moves the ticket or books time is more. */
static gboolean
is_note_action (JsonNode *body)
{
  static const char *const more[] = { "new_status", "new_agent", "new_team", "new_priority", "new_tickettype", "timetaken" };
  JsonArray *elements = body != NULL && JSON_NODE_HOLDS_ARRAY (body) ? json_node_get_array (body) : NULL;

  for (guint i = 0; i < muster_ja_length (elements); i++)
    for (gsize m = 0; m < G_N_ELEMENTS (more); m++)
      if (muster_jo_has (muster_ja_obj (elements, i), more[m]))
        return FALSE;
  return TRUE;
}

/* A batch is what its worst part is. */
static gboolean
is_read_batch (JsonNode *body)
{
  JsonObject *root = body != NULL && JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
  JsonArray *requests = muster_jo_arr (root, "requests");

  for (guint i = 0; i < muster_ja_length (requests); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (requests, i), "method"), "GET") != 0)
      return FALSE;
  return TRUE;
}

/**
 * muster_sandbox_vendor_of:
 * @segments: the path
 *
 * Returns: (nullable): whose door the path leads to
 */
const char *
muster_sandbox_vendor_of (char **segments)
{
  const char *first = segments[0], *second = first != NULL ? segments[1] : NULL;

  if (first == NULL)
    return NULL;
  if (g_str_equal (first, "llm"))
    return "llm";
  if (g_str_equal (first, "itglue"))
    return "itglue";
  if (g_ascii_strcasecmp (first, "atservicesrest") == 0)
    return "autotask";
  if (g_str_equal (first, "login") || (second != NULL && g_str_equal (second, "apis")))
    return "connectwise";
  if (g_str_equal (first, "v1.0") || g_str_equal (first, "beta"))
    return "graph";
  if (g_str_equal (first, "adminapi"))
    return "exchange";
  if (g_str_equal (first, "api") && second != NULL && g_str_equal (second, "v1"))
    return "hudu";
  if (g_str_equal (first, "api") || g_str_equal (first, "auth"))
    return "halopsa";
  if (g_str_equal (first, "v1") && second != NULL && g_str_equal (second, "customers"))
    return "partner";
  if (second != NULL && (g_str_equal (second, "oauth2") || g_str_equal (second, "v2.0") || g_str_equal (second, "adminconsent")))
    return "entra";
  return NULL;
}

/**
 * muster_sandbox_effect_of:
 * @vendor: whose door
 * @method: HTTP method
 * @segments: the path
 * @body: (nullable): the body, where it is JSON
 *
 * Returns: "read", "note", "write", "auth" or "model"
 */
const char *
muster_sandbox_effect_of (const char *vendor,
                          const char *method,
                          char      **segments,
                          JsonNode   *body)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].vendor, vendor) && g_str_equal (table[i].method, method)
        && ends_with (segments, table[i].tail))
      return table[i].effect;
  if (g_str_equal (vendor, "llm"))
    return "model";
  if (g_str_equal (vendor, "exchange") && g_str_equal (method, "POST"))
    return is_read_cmdlet (body) ? "read" : "write";
  if (g_str_equal (vendor, "halopsa") && g_str_equal (method, "POST") && ends_with (segments, "api/Actions"))
    return is_note_action (body) ? "note" : "write";
  if (g_str_equal (vendor, "graph") && ends_with (segments, "$batch"))
    return is_read_batch (body) ? "read" : "write";
  return g_str_equal (method, "GET") || g_str_equal (method, "HEAD") ? "read" : "write";
}
