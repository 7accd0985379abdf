/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-case.h"

#include "muster-json.h"

/**
 * MusterCase:
 *
 * Everything that a planner may know about one ticket: the ticket, its client, the tools on offer and the
 * answers to the calls made so far. It holds no connection and can be built again from the store, so a run
 * that was interrupted gets the same case and the planner says the same thing again.
 */
struct _MusterCase
{
  GObject parent_instance;

  MusterTicket *ticket;
  char *client_name;
  char *client_slug;
  char *language;
  char *time_zone;
  char *workspace_language;
  char *psa;
  char *docs;
  char *run_id;
  char *client_id;
  char *prompt;
  char *remark;
  char               *confirmed_requester;
  MusterIdentityLevel confirmed;
  gint64 now;

  GHashTable *offered;  /* (owned): tool → MusterPolicy */
  GHashTable *unavailable; /* (owned): tool → reason */
  GHashTable *statuses; /* (owned): tool → what its call would answer */
  GPtrArray *answers;   /* (owned) (element-type MusterCaseAnswer) */
  GPtrArray *turns;     /* (owned) (element-type JsonNode) */
  GHashTable *index;    /* (owned): "tool args" → answer (unowned) */
  GData *kept;          /* (owned): what a planner has worked out of the ticket alone */
};

G_DEFINE_FINAL_TYPE (MusterCase, muster_case, G_TYPE_OBJECT)

/**
 * muster_tool_call_new:
 * @tool: full name of the tool
 * @args: (transfer full): its arguments
 */
MusterToolCall *
muster_tool_call_new (const char *tool,
                      JsonObject *args)
{
  MusterToolCall *self = g_new0 (MusterToolCall, 1);

  self->tool = g_strdup (tool);
  self->args = args != NULL ? args : json_object_new ();
  return self;
}

void
muster_tool_call_free (MusterToolCall *self)
{
  g_free (self->tool);
  json_object_unref (self->args);
  g_free (self);
}

static void
answer_free (gpointer data)
{
  MusterCaseAnswer *answer = data;

  g_free (answer->tool);
  g_free (answer->key);
  g_free (answer->status);
  g_clear_pointer (&answer->result, json_node_unref);
  g_free (answer);
}

static char *
args_key (JsonObject *args)
{
  g_autoptr(JsonNode) node = NULL;

  if (args == NULL || json_object_get_size (args) == 0)
    return g_strdup ("{}");

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, args);
  return muster_json_canonical (node);
}

static void
muster_case_finalize (GObject *object)
{
  MusterCase *self = MUSTER_CASE (object);

  g_clear_object (&self->ticket);
  g_free (self->confirmed_requester);
  g_free (self->client_name);
  g_free (self->client_slug);
  g_free (self->language);
  g_free (self->time_zone);
  g_free (self->workspace_language);
  g_free (self->psa);
  g_free (self->docs);
  g_free (self->run_id);
  g_free (self->client_id);
  g_free (self->prompt);
  g_free (self->remark);
  g_ptr_array_unref (self->turns);
  g_hash_table_unref (self->offered);
  g_hash_table_unref (self->unavailable);
  g_hash_table_unref (self->statuses);
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->answers);
  g_datalist_clear (&self->kept);

  G_OBJECT_CLASS (muster_case_parent_class)->finalize (object);
}

static void
muster_case_class_init (MusterCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_case_finalize;
}

static void
muster_case_init (MusterCase *self)
{
  self->offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unavailable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->statuses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  self->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->psa = g_strdup ("connectwise");
  self->workspace_language = g_strdup ("en");
}

/**
 * muster_case_new:
 * @ticket: the ticket with its notes
 * @client_name: the client's name
 * @client_slug: the client's key
 * @language: (nullable): language of the client's people
 * @time_zone: (nullable): the client's time zone
 * @now: the moment of planning, in microseconds UTC
 *
 * Returns: (transfer full): a case without answers
 */
MusterCase *
muster_case_new (MusterTicket *ticket,
                 const char   *client_name,
                 const char   *client_slug,
                 const char   *language,
                 const char   *time_zone,
                 gint64        now)
{
  MusterCase *self = g_object_new (MUSTER_TYPE_CASE, NULL);

  self->ticket = g_object_ref (ticket);
  self->client_name = g_strdup (client_name != NULL ? client_name : "");
  self->client_slug = g_strdup (client_slug != NULL ? client_slug : "");
  self->language = g_strdup (language != NULL ? language : "en");
  self->time_zone = g_strdup (time_zone != NULL ? time_zone : "UTC");
  self->now = now;
  return self;
}

MusterTicket *
muster_case_get_ticket (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->ticket;
}

const char *
muster_case_get_client_name (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->client_name;
}

const char *
muster_case_get_client_slug (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->client_slug;
}

const char *
muster_case_get_language (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->language;
}

const char *
muster_case_get_time_zone (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->time_zone;
}

gint64
muster_case_get_now (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), 0);
  return self->now;
}

void
muster_case_set_psa (MusterCase *self,
                     const char *integration)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->psa);
  self->psa = g_strdup (integration);
}

const char *
muster_case_get_psa (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->psa;
}

/**
 * muster_case_set_docs:
 * @integration: (nullable): the documentation platform that is mapped for the client
 */
void
muster_case_set_docs (MusterCase *self,
                      const char *integration)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->docs);
  self->docs = g_strdup (integration);
}

const char *
muster_case_get_docs (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->docs;
}

void
muster_case_set_workspace_language (MusterCase *self,
                                    const char *language)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->workspace_language);
  self->workspace_language = g_strdup (language != NULL ? language : "en");
}

const char *
muster_case_get_workspace_language (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->workspace_language;
}

/**
 * muster_case_offer_tool:
 * @tool: full name of a tool that the client's policies do not disable
 * @policy: what the client's policy says about it
 */
void
muster_case_offer_tool (MusterCase   *self,
                        const char   *tool,
                        MusterPolicy  policy)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_hash_table_insert (self->offered, g_strdup (tool), GINT_TO_POINTER ((int) policy));
}

/**
 * muster_case_is_offered:
 * @policy: (out) (optional): the tool's policy
 *
 * Returns: whether a plan may name the tool
 */
gboolean
muster_case_is_offered (MusterCase   *self,
                        const char   *tool,
                        MusterPolicy *policy)
{
  gpointer value = NULL;

  g_return_val_if_fail (MUSTER_IS_CASE (self), FALSE);

  if (!g_hash_table_lookup_extended (self->offered, tool, NULL, &value))
    return FALSE;
  if (policy != NULL)
    *policy = (MusterPolicy) GPOINTER_TO_INT (value);
  return (MusterPolicy) GPOINTER_TO_INT (value) != MUSTER_POLICY_DISABLED;
}

/**
 * muster_case_set_unavailable:
 * @tool: full name
 * @status: name of the error code that its call would answer with
 * @reason: a sentence for people
 *
 * A plan may name the tool; it stands in it as held back, with @reason.
 */
void
muster_case_set_unavailable (MusterCase *self,
                             const char *tool,
                             const char *status,
                             const char *reason)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_hash_table_insert (self->unavailable, g_strdup (tool), g_strdup (reason));
  g_hash_table_insert (self->statuses, g_strdup (tool), g_strdup (status));
}

const char *
muster_case_get_unavailable (MusterCase  *self,
                             const char  *tool,
                             const char **status)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);

  if (status != NULL)
    *status = g_hash_table_lookup (self->statuses, tool);
  return g_hash_table_lookup (self->unavailable, tool);
}

/* What the ticket itself is read from; with these answers it may be another */
static gboolean
is_about_ticket (const char *tool)
{
  return g_str_has_suffix (tool, ":list-ticket-notes") || g_str_has_suffix (tool, ":get-contact");
}

/**
 * muster_case_keep:
 * @key: what it is
 * @value: (transfer full): something that follows from the ticket and nothing else
 * @destroy: how it is freed
 *
 * So that each turn need not work it out again; forgotten when the ticket gets its notes or its contact.
 */
void
muster_case_keep (MusterCase    *self,
                  GQuark         key,
                  gpointer       value,
                  GDestroyNotify destroy)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_datalist_id_set_data_full (&self->kept, key, value, destroy);
}

gpointer
muster_case_get_kept (MusterCase *self,
                      GQuark      key)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return g_datalist_id_get_data (&self->kept, key);
}

/**
 * muster_case_add_answer:
 * @args: (transfer none): the arguments of the call
 * @status: `ok` or the name of an error code
 * @result: (transfer none) (nullable): the tool's result
 *
 * Adds what a call answered. The first answer to the same call counts.
 */
void
muster_case_add_answer (MusterCase *self,
                        const char *tool,
                        JsonObject *args,
                        const char *status,
                        JsonNode   *result)
{
  g_autofree char *key = args_key (args);
  g_autofree char *whole = g_strconcat (tool, " ", key, NULL);
  MusterCaseAnswer *answer;

  g_return_if_fail (MUSTER_IS_CASE (self));

  if (is_about_ticket (tool))
    g_datalist_clear (&self->kept);
  if (g_hash_table_contains (self->index, whole))
    return;

  answer = g_new0 (MusterCaseAnswer, 1);
  answer->tool = g_strdup (tool);
  answer->key = g_steal_pointer (&key);
  answer->status = g_strdup (status);
  answer->result = result != NULL ? json_node_ref (result) : NULL;
  g_ptr_array_add (self->answers, answer);
  g_hash_table_insert (self->index, g_steal_pointer (&whole), answer);
}

/**
 * muster_case_find:
 * @args: (nullable): the arguments, in any order
 *
 * Returns: (nullable) (transfer none): the answer, or %NULL when the call was not made yet
 */
const MusterCaseAnswer *
muster_case_find (MusterCase *self,
                  const char *tool,
                  JsonObject *args)
{
  g_autofree char *key = args_key (args);
  g_autofree char *whole = g_strconcat (tool, " ", key, NULL);

  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return g_hash_table_lookup (self->index, whole);
}

/**
 * muster_case_get_answers:
 *
 * Returns: (transfer none) (element-type MusterCaseAnswer): in the order in which they came
 */
GPtrArray *
muster_case_get_answers (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->answers;
}

/**
 * muster_case_add_turn:
 * @message: (transfer none): the message of a turn, as it was stored
 */
void
muster_case_add_turn (MusterCase *self,
                      JsonNode   *message)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_return_if_fail (message != NULL);
  g_ptr_array_add (self->turns, json_node_ref (message));
}

/**
 * muster_case_get_turns:
 *
 * Returns: (transfer none) (element-type JsonNode): in their order
 */
GPtrArray *
muster_case_get_turns (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->turns;
}

void
muster_case_set_run (MusterCase *self,
                     const char *run_id,
                     const char *client_id)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->run_id);
  g_free (self->client_id);
  self->run_id = g_strdup (run_id);
  self->client_id = g_strdup (client_id);
}

const char *
muster_case_get_run_id (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->run_id;
}

const char *
muster_case_get_client_id (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->client_id;
}

void
muster_case_set_prompt (MusterCase *self,
                        const char *effective)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->prompt);
  self->prompt = g_strdup (effective);
}

const char *
muster_case_get_prompt (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->prompt;
}

/**
 * muster_case_set_remark:
 * @remark: (nullable): why a technician rejected the plan before this one
 */
void
muster_case_set_remark (MusterCase *self,
                        const char *remark)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->remark);
  self->remark = g_strdup (remark);
}

const char *
muster_case_get_remark (MusterCase *self)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), NULL);
  return self->remark;
}

/**
 * muster_case_set_confirmed:
 * @requester: (nullable): about whom a person has confirmed something
 * @level: what it was
 */
void
muster_case_set_confirmed (MusterCase         *self,
                           const char         *requester,
                           MusterIdentityLevel level)
{
  g_return_if_fail (MUSTER_IS_CASE (self));
  g_free (self->confirmed_requester);
  self->confirmed_requester = g_strdup (requester);
  self->confirmed = level;
}

/**
 * muster_case_get_confirmed:
 * @requester: (nullable): whom the ticket's contact is now taken for
 *
 * Returns: what was confirmed about just this person
 */
MusterIdentityLevel
muster_case_get_confirmed (MusterCase *self,
                           const char *requester)
{
  g_return_val_if_fail (MUSTER_IS_CASE (self), MUSTER_IDENTITY_LEVEL_V0);
  if (requester == NULL || self->confirmed_requester == NULL || g_ascii_strcasecmp (requester, self->confirmed_requester) != 0)
    return MUSTER_IDENTITY_LEVEL_V0;
  return self->confirmed;
}
