/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-error.h"
#include "muster-sandbox-entra.h"
#include "muster-sandbox-faults.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

#define OVERSIZE_BYTES (9 * 1024 * 1024)

/* Rules that make requests fail. A rule is asked in the order in which it was added; the first
 * one that fits a request and is still to be used is counted and applied. */

typedef struct {
  gint64        id;
  JsonObject   *rule;      /* as it was given */
  GPatternSpec *path;      /* (nullable) any path */
  MusterFault   fault;
  guint         ms_min;
  gint64        after;     /* so many fitting requests pass first */
  gint64        times;     /* then so many suffer; -1 all */
  gint64        seen;
  gint64        used;
} Rule;

struct _MusterFaults {
  GPtrArray *rules;          /* (element-type Rule) */
  gint64     next_id;
  guint      late_commit_ms; /* the bound that the ready line promises */
  GRand     *rand;           /* seeded, so that a run can be repeated */
};

static const struct {
  const char     *name;
  MusterFaultKind kind;
  guint           status;
} kinds[] = {
  { "latency",      MUSTER_FAULT_LATENCY,      0   },
  { "401",          MUSTER_FAULT_STATUS,       401 },
  { "403",          MUSTER_FAULT_STATUS,       403 },
  { "404",          MUSTER_FAULT_STATUS,       404 },
  { "429",          MUSTER_FAULT_STATUS,       429 },
  { "500",          MUSTER_FAULT_STATUS,       500 },
  { "503",          MUSTER_FAULT_STATUS,       503 },
  { "cut",          MUSTER_FAULT_CUT,          0   },
  { "lost-reply",   MUSTER_FAULT_LOST_REPLY,   0   },
  { "late-commit",  MUSTER_FAULT_LATE_COMMIT,  0   },
  { "garbage",      MUSTER_FAULT_GARBAGE,      0   },
  { "oversize",     MUSTER_FAULT_OVERSIZE,     0   },
  { "note-visible", MUSTER_FAULT_NOTE_VISIBLE, 0   },
  { "note-folded",  MUSTER_FAULT_NOTE_FOLDED,  0   },
  { "stale",        MUSTER_FAULT_STALE,        0   },
  { "aadsts",       MUSTER_FAULT_AADSTS,       0   },
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  json_object_unref (rule->rule);
  g_clear_pointer (&rule->path, g_pattern_spec_free);
  g_free (rule);
}

MusterFaults *
muster_faults_new (guint late_commit_ms)
{
  MusterFaults *self = g_new0 (MusterFaults, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->late_commit_ms = late_commit_ms;
  self->rand = g_rand_new_with_seed (20261120);
  self->next_id = 1;
  return self;
}

void
muster_faults_free (MusterFaults *self)
{
  g_ptr_array_unref (self->rules);
  g_rand_free (self->rand);
  g_free (self);
}

static gboolean
read_kind (MusterFault *fault,
           const char  *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      {
        fault->name = kinds[i].name;
        fault->kind = kinds[i].kind;
        fault->status = kinds[i].status;
        return TRUE;
      }
  return FALSE;
}

/* A number, also with a fraction, or a text as it shall be sent */
static void
read_retry_after (MusterFault *fault,
                  JsonNode    *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_strlcpy (fault->retry_after, json_node_get_string (node), sizeof fault->retry_after);
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    g_ascii_formatd (fault->retry_after, sizeof fault->retry_after, "%.3f", json_node_get_double (node));
  else if (json_node_get_int (node) >= 0)
    g_snprintf (fault->retry_after, sizeof fault->retry_after, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

/**
 * muster_faults_add:
 * @self: the rules
 * @rule: members vendor, method, class, pathPattern (all narrow it), after, times, kind, ms, msMin, retryAfter
 * @id: (out): the new rule's id
 * @error: return location for an error
 *
 * Returns: whether the rule makes sense
 */
gboolean
muster_faults_add (MusterFaults *self,
                   JsonObject   *rule,
                   gint64       *id,
                   GError      **error)
{
  MusterFault fault = { 0 };
  const char *pattern = muster_jo_str (rule, "pathPattern");
  Rule *added;

  read_retry_after (&fault, json_object_get_member (rule, "retryAfter"));
  fault.number = (int) muster_jo_int (rule, "number", 0);
  fault.ms = (guint) CLAMP (muster_jo_int (rule, "ms", 0), 0, 600000);
  if (!read_kind (&fault, muster_jo_str (rule, "kind")))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "kind: not one that is known");
      return FALSE;
    }
  if (fault.kind == MUSTER_FAULT_LATE_COMMIT && fault.ms > self->late_commit_ms)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "ms: above the bound of %u ms that --late-commit gave", self->late_commit_ms);
      return FALSE;
    }

  added = g_new0 (Rule, 1);
  added->id = self->next_id++;
  added->rule = muster_jo_copy (rule);
  added->path = pattern != NULL ? g_pattern_spec_new (pattern) : NULL;
  added->fault = fault;
  added->ms_min = (guint) CLAMP (muster_jo_int (rule, "msMin", fault.ms), 0, (gint64) fault.ms);
  added->after = muster_jo_int (rule, "after", 0);
  added->times = muster_jo_int (rule, "times", 1);
  g_ptr_array_add (self->rules, added);
  *id = added->id;
  return TRUE;
}

gboolean
muster_faults_remove (MusterFaults *self,
                      gint64        id)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (((Rule *) self->rules->pdata[i])->id == id)
      {
        g_ptr_array_remove_index (self->rules, i);
        return TRUE;
      }
  return FALSE;
}

void
muster_faults_clear (MusterFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
}

JsonArray *
muster_faults_list (MusterFaults *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = self->rules->pdata[i];
      JsonObject *object = muster_jo_copy (rule->rule);

      muster_jo_add (object, "id:i", rule->id, "seen:i", rule->seen, "used:i", rule->used, NULL);
      json_array_add_object_element (array, object);
    }
  return array;
}

static gboolean
narrows (Rule       *rule,
         const char *member,
         const char *value)
{
  const char *wanted = muster_jo_str (rule->rule, member);

  return wanted == NULL || g_ascii_strcasecmp (wanted, value) == 0;
}

static gboolean
fits (Rule       *rule,
      MusterCall *call)
{
  return narrows (rule, "vendor", call->vendor)
         && narrows (rule, "method", call->method)
         && narrows (rule, "class", call->effect)
         && (rule->path == NULL || g_pattern_spec_match_string (rule->path, call->path));
}

/**
 * muster_faults_take:
 * @self: the rules
 * @call: a request that has just come in
 *
 * Returns: what it shall suffer
 */
MusterFault
muster_faults_take (MusterFaults *self,
                    MusterCall   *call)
{
  MusterFault none = { 0 };

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = self->rules->pdata[i];
      MusterFault fault = rule->fault;

      if (!fits (rule, call) || (rule->times >= 0 && rule->used >= rule->times))
        continue;
      if (rule->seen++ < rule->after)
        continue;
      rule->used++;
      if (rule->ms_min < fault.ms)
        fault.ms = (guint) g_rand_int_range (self->rand, (gint32) rule->ms_min, (gint32) fault.ms + 1);
      return fault;
    }
  return none;
}

static void
answer_status (MusterFault *fault,
               MusterCall  *call)
{
  g_autofree char *message = g_strdup_printf ("Injected fault %u", fault->status);

  if (g_str_equal (call->vendor, "connectwise") && fault->status == 429)
    muster_call_reply_object (call, 429, muster_jo_new ("error:s", "ConnectWiseAPI", "message:s",
                                                        "Too many requests. Please try again in 30 seconds.", NULL));
  else if (g_str_equal (call->vendor, "connectwise"))
    muster_connectwise_fail (call, fault->status, "InjectedFault", message, NULL);
  else if (g_str_equal (call->vendor, "autotask"))
    muster_autotask_fail (call, fault->status, message);
  else if (g_str_equal (call->vendor, "halopsa"))
    muster_halopsa_fault (call, fault->status);
  else if (g_str_equal (call->vendor, "graph"))
    muster_graph_fail (call, fault->status,
                       fault->status == 401 ? "InvalidAuthenticationToken"
                       : fault->status == 403 ? "Authorization_RequestDenied"
                       : fault->status == 404 ? "Request_ResourceNotFound"
                       : fault->status == 429 ? "TooManyRequests" : "serviceNotAvailable", message);
  else if (g_str_equal (call->vendor, "hudu") && fault->status == 429)
    muster_call_reply_text (call, 429, "text/plain", "Retry later");
  else if (g_str_equal (call->vendor, "hudu") && fault->status >= 500)
    muster_call_reply_text (call, fault->status, "text/html", "<!DOCTYPE html><title>We're sorry, but something went wrong</title>");
  else if (g_str_equal (call->vendor, "hudu"))
    muster_hudu_fail (call, fault->status, message);
  else if (g_str_equal (call->vendor, "itglue"))
    muster_itglue_fault (call, fault->status);
  else if (g_str_equal (call->vendor, "entra"))
    muster_entra_fail (call, fault->status, "temporarily_unavailable", 90055, message);
  else
    muster_call_reply_object (call, fault->status,
                              muster_jo_new ("error:o", muster_jo_new ("code:s", "InjectedFault", "message:s", message, NULL), NULL));
  if (*fault->retry_after != '\0')
    muster_call_add_header (call, "Retry-After", fault->retry_after);
}

static void
answer_oversize (MusterCall *call)
{
  g_autoptr(GString) text = g_string_sized_new (OVERSIZE_BYTES + 64);

  g_string_append (text, "{\"value\":[],\"padding\":\"");
  while (text->len < OVERSIZE_BYTES)
    g_string_append (text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
  g_string_append (text, "\"}");
  muster_call_reply_text (call, 200, "application/json", text->str);
}

/**
 * muster_fault_answer:
 * @fault: a fault whose kind replaces the answer
 * @call: the request
 *
 * Puts the faulty answer in place of the true one, if there is any.
 */
void
muster_fault_answer (MusterFault *fault,
                     MusterCall  *call)
{
  if (fault->kind == MUSTER_FAULT_STATUS)
    answer_status (fault, call);
  else if (fault->kind == MUSTER_FAULT_AADSTS)
    muster_entra_refuse (call, fault->number);
  else if (fault->kind == MUSTER_FAULT_GARBAGE)
    muster_call_reply_text (call, 200, "application/json", "{\"value\":[{\"id\":\x01\"}<html><body>gateway</body>");
  else if (fault->kind == MUSTER_FAULT_OVERSIZE)
    answer_oversize (call);
}
