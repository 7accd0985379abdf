/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-approvals.h"
#include "muster-gate-decision.h"
#include "muster-json.h"
#include "muster-trace-private.h"
#include "muster-trace-text.h"

typedef struct
{
  const char *name;
  const char *text;
} Word;

static const char *
find_word (const Word *words,
           const char *name)
{
  for (gsize i = 0; name != NULL && words[i].name != NULL; i++)
    if (g_str_equal (words[i].name, name))
      return _(words[i].text);
  return NULL;
}

static gboolean
is_status (MusterTraceItem *item,
           const char      *status)
{
  return g_strcmp0 (muster_trace_item_get_status (item), status) == 0;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/**
 * muster_trace_kind_title:
 *
 * Returns: what such an entry is called
 */
const char *
muster_trace_kind_title (MusterTraceKind kind)
{
  switch (kind)
    {
    case MUSTER_TRACE_TICKET: return _("Ticket");
    case MUSTER_TRACE_MESSAGE: return _("Message");
    case MUSTER_TRACE_MODEL: return _("Language Model");
    case MUSTER_TRACE_CALL: return _("Request");
    case MUSTER_TRACE_PLAN: return C_("timeline", "Plan");
    case MUSTER_TRACE_GATE: return _("Decision");
    case MUSTER_TRACE_ASKED: return _("Approval Asked");
    case MUSTER_TRACE_DECIDED: return _("Approval Decided");
    case MUSTER_TRACE_EFFECT: return _("Change");
    case MUSTER_TRACE_NOTE: return _("Internal Note");
    case MUSTER_TRACE_REPLY: return C_("timeline", "Reply");
    case MUSTER_TRACE_WAIT: return _("Wait");
    case MUSTER_TRACE_IDENTITY: return _("Identity");
    case MUSTER_TRACE_STATE:
    default: return C_("timeline", "State");
    }
}

/* --- Titles --- */

static const Word state_words[] = {
  { "received", N_("The ticket was taken up") },
  { "planning", N_("Looking things up and planning") },
  { "planned", N_("The plan was stored") },
  { "awaiting-approval", N_("Waited for approval") },
  { "executing", N_("Carrying the plan out") },
  { "reporting", N_("Reporting what was done") },
  { "waiting-answer", N_("Waited for the requester’s answer") },
  { "done", N_("The run came to its end") },
  { "rejected", N_("The plan was rejected") },
  { "expired", N_("The request for approval expired") },
  { "needs-human", N_("Handed to a person") },
  { NULL, NULL }
};

static const Word outcome_words[] = {
  { "plan", N_("Plan") },
  { "answer", N_("Answer") },
  { "ask", N_("Question to the requester") },
  { "handover", N_("Hand to a technician") },
  { "ignore", N_("Nothing to do") },
  { NULL, NULL }
};

static const Word act_words[] = {
  { "", N_("The plan as a note for technicians") },
  { "approval-note", N_("The request for approval as a note") },
  { "outcome-note", N_("What was done, as a note for technicians") },
  { "reply", N_("The reply to the requester") },
  { "question", N_("A question to the requester") },
  { "status", N_("The status of the ticket") },
  { "escalation", N_("Handing the ticket to others") },
  { NULL, NULL }
};

static char *
tool_title (MusterCatalog *catalog,
            const char    *tool)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (catalog, tool) : NULL;

  return g_strdup (row != NULL ? _(muster_tool_get_title (row)) : or_empty (tool));
}

static char *
act_title (MusterCatalog   *catalog,
           MusterTraceItem *item)
{
  const char *word = muster_trace_item_get_number (item) == 0 ? find_word (act_words, muster_trace_item_get_via (item)) : NULL;
  g_autofree char *tool = word == NULL ? tool_title (catalog, muster_trace_item_get_tool (item)) : NULL;

  if (muster_trace_item_get_undo_of (item) != NULL)
    /* Translators: %s is what was done */
    return g_strdup_printf (_("Undo: %s"), word != NULL ? word : tool);
  if (muster_trace_item_get_number (item) > 0)
    /* Translators: number of a step of the plan, and what it does */
    return g_strdup_printf (_("Step %u: %s"), (guint) muster_trace_item_get_number (item), tool);
  return g_strdup (word != NULL ? word : tool);
}

static char *
plan_title (MusterTraceItem *item)
{
  const char *word = find_word (outcome_words, muster_trace_item_get_status (item));

  if (word == NULL)
    word = C_("timeline", "Plan");
  if (muster_trace_item_get_revision (item) > 1)
    /* Translators: what came of planning, such as “Plan”, and the number of the plan */
    return g_strdup_printf (_("%s (plan %u)"), word, (guint) muster_trace_item_get_revision (item));
  return g_strdup (word);
}

static char *
message_title (MusterTraceItem *item)
{
  const char *who = muster_trace_item_get_actor (item);

  if (who == NULL || *who == '\0')
    return g_strdup (_("A message on the ticket"));
  if (g_strcmp0 (muster_trace_item_get_via (item), "internal") == 0)
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("%s wrote an internal note"), who);
  /* Translators: %s is the name of a person */
  return g_strdup_printf (_("%s wrote"), who);
}

static char *
model_title (MusterTraceItem *item)
{
  const char *model = muster_trace_item_get_model (item);

  if (is_status (item, "streaming"))
    return g_strdup (_("The language model is answering…"));
  if (is_status (item, "fallback"))
    return g_strdup (_("Without a language model"));
  if (model == NULL)
    return g_strdup (_("A language model answered"));
  if (is_status (item, "ok"))
    /* Translators: %s is the name of a language model */
    return g_strdup_printf (_("%s answered"), model);
  if (is_status (item, "reserved"))
    /* Translators: %s is the name of a language model */
    return g_strdup_printf (_("%s is asked"), model);
  /* Translators: %s is the name of a language model */
  return g_strdup_printf (_("%s gave no answer"), model);
}

static guint
count_gated (MusterTraceItem *item)
{
  const char *text = muster_trace_item_get_args (item);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonArray *items = muster_json_node_arr (node);
  guint n = 0;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *one = muster_json_arr_obj (items, i);

      n += one != NULL && muster_json_bool (one, "gated", FALSE);
    }
  return n;
}

static char *
asked_title (MusterTraceItem *item)
{
  guint n = count_gated (item);

  return g_strdup_printf (ngettext ("Approval was asked for %u step", "Approval was asked for %u steps", n), n);
}

static char *
decided_title (MusterTraceItem *item)
{
  const char *who = muster_trace_item_get_actor (item);
  g_autofree char *technician = muster_context_technician_name (who);

  if (technician != NULL)
    who = technician;
  if (who == NULL || g_str_equal (who, "engine"))
    who = _("Muster");
  if (is_status (item, "granted") || is_status (item, "used"))
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("%s approved"), who);
  if (is_status (item, "rejected"))
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("%s rejected"), who);
  if (is_status (item, "withdrawn"))
    /* Translators: %s is the name of a person */
    return g_strdup_printf (_("%s took the approval back"), who);
  if (is_status (item, "expired"))
    return g_strdup (_("The request for approval expired"));
  return g_strdup (_("The request for approval does not hold any more"));
}

static char *
gate_title (MusterTraceItem *item)
{
  guint number = (guint) muster_trace_item_get_number (item);
  const char *decision = muster_trace_item_get_decision (item);

  if (g_strcmp0 (decision, "allow") == 0)
    /* Translators: %u is the number of a step of the plan */
    return g_strdup_printf (_("Step %u may be done without asking"), number);
  if (g_strcmp0 (decision, "approval") == 0)
    /* Translators: %u is the number of a step of the plan */
    return g_strdup_printf (_("Step %u needs approval"), number);
  /* Translators: %u is the number of a step of the plan */
  return g_strdup_printf (_("Step %u is refused"), number);
}

static char *
identity_title (MusterTraceItem *item)
{
  /* Translators: %s is the name of a person */
  return g_strdup_printf (_("%s confirmed who asks"), or_empty (muster_trace_item_get_actor (item)));
}

static char *
ticket_title (MusterTraceItem *item)
{
  const char *who = muster_trace_item_get_actor (item);

  if (who == NULL || *who == '\0')
    /* Translators: %s is the number of a ticket */
    return g_strdup_printf (_("Ticket #%s"), or_empty (muster_trace_item_get_reference (item)));
  /* Translators: the number of a ticket, and the name of a person */
  return g_strdup_printf (_("Ticket #%s of %s"), or_empty (muster_trace_item_get_reference (item)), who);
}

static char *
state_title (MusterTraceItem *item)
{
  const char *word = find_word (state_words, muster_trace_item_get_status (item));

  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_WAIT && !muster_trace_is_waiting (muster_trace_item_get_status (item)))
    return g_strdup (_("Waited"));
  return g_strdup (word != NULL ? word : or_empty (muster_trace_item_get_status (item)));
}

/**
 * muster_trace_title:
 *
 * Returns: (transfer full): the entry in a few words
 */
char *
muster_trace_title (MusterCatalog   *catalog,
                    MusterTraceItem *item)
{
  switch (muster_trace_item_get_kind (item))
    {
    case MUSTER_TRACE_TICKET: return ticket_title (item);
    case MUSTER_TRACE_MESSAGE: return message_title (item);
    case MUSTER_TRACE_MODEL: return model_title (item);
    case MUSTER_TRACE_CALL: return tool_title (catalog, muster_trace_item_get_tool (item));
    case MUSTER_TRACE_PLAN: return plan_title (item);
    case MUSTER_TRACE_GATE: return gate_title (item);
    case MUSTER_TRACE_ASKED: return asked_title (item);
    case MUSTER_TRACE_DECIDED: return decided_title (item);
    case MUSTER_TRACE_EFFECT:
    case MUSTER_TRACE_NOTE:
    case MUSTER_TRACE_REPLY: return act_title (catalog, item);
    case MUSTER_TRACE_IDENTITY: return identity_title (item);
    case MUSTER_TRACE_WAIT:
    case MUSTER_TRACE_STATE:
    default: return state_title (item);
    }
}

/* --- Details --- */

static const Word via_words[] = {
  { "app", N_("In Muster") },
  { "comment", N_("With a comment on the ticket") },
  { "engine", N_("By itself") },
  { NULL, NULL }
};

static char *
decided_detail (MusterTraceItem *item)
{
  const char *via = find_word (via_words, muster_trace_item_get_via (item));
  const char *manager = muster_trace_item_get_reference (item);
  g_autoptr(GString) text = g_string_new (via);

  if (muster_trace_item_get_text (item) != NULL && *muster_trace_item_get_text (item) != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", muster_trace_item_get_text (item));
  if (manager != NULL && *manager != '\0')
    {
      /* Translators: %s says who confirmed it, and how */
      g_autofree char *agreed = g_strdup_printf (_("The manager agreed: %s"), manager);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", agreed);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static const Word recorded_words[] = {
  { "accepted, but not found when it was read back; it is looked for again",
    N_("It was accepted, but did not show when Muster looked. Muster looks again.") },
  { "Stopped half-way; a part was done", N_("It stopped half-way; a part of it was done.") },
  { NULL, NULL }
};

/**
 * muster_trace_outcome_text:
 * @outcome: (nullable): what became of an act, as it is recorded
 *
 * Returns: (nullable): the same in the user's language, where it is one of the engine's own sentences
 */
const char *
muster_trace_outcome_text (const char *outcome)
{
  const char *words = find_word (recorded_words, outcome);

  return words != NULL ? words : outcome;
}

static char *
act_detail (MusterTraceItem *item)
{
  const char *text = muster_trace_item_get_text (item);

  if (g_strcmp0 (muster_trace_item_get_decision (item), "already") == 0)
    return g_strdup (_("It was so already; nothing was changed."));
  /* Why it was not done, or what is not known; that it was done says the state */
  if (!is_status (item, "absent") && !is_status (item, "unknown"))
    return NULL;
  return text != NULL && *text != '\0' ? g_strdup (muster_trace_outcome_text (text)) : NULL;
}

/**
 * muster_trace_detail:
 *
 * Returns: (transfer full) (nullable): what the title leaves open
 */
char *
muster_trace_detail (MusterCatalog   *catalog,
                     MusterTraceItem *item)
{
  switch (muster_trace_item_get_kind (item))
    {
    case MUSTER_TRACE_TICKET:
      return g_strdup (muster_trace_item_get_target (item));
    case MUSTER_TRACE_MODEL:
      return is_status (item, "streaming") ? g_strdup (muster_trace_item_get_text (item)) : muster_trace_answer_text (catalog, item);
    case MUSTER_TRACE_DECIDED:
      return decided_detail (item);
    case MUSTER_TRACE_ASKED:
      if (muster_trace_item_get_target (item) == NULL || *muster_trace_item_get_target (item) == '\0')
        return NULL;
      /* Translators: %s is a manager’s name */
      return g_strdup_printf (_("%s has to agree as well"), muster_trace_item_get_target (item));
    case MUSTER_TRACE_EFFECT:
    case MUSTER_TRACE_NOTE:
    case MUSTER_TRACE_REPLY:
      return act_detail (item);
    case MUSTER_TRACE_CALL:
      return NULL;
    case MUSTER_TRACE_MESSAGE:
    case MUSTER_TRACE_PLAN:
    case MUSTER_TRACE_GATE:
    case MUSTER_TRACE_WAIT:
    case MUSTER_TRACE_STATE:
    case MUSTER_TRACE_IDENTITY:
    default:
      return g_strdup (muster_trace_item_get_text (item));
    }
}

/**
 * muster_trace_format_duration:
 * @us: microseconds
 *
 * Returns: (transfer full): as people say it
 */
char *
muster_trace_format_duration (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (seconds < 60)
    {
      g_snprintf (digits, sizeof digits, "%.1f", (double) us / G_USEC_PER_SEC);
      /* Translators: seconds */
      return g_strdup_printf (_("%s s"), digits);
    }
  if (seconds < 3600)
    /* Translators: minutes */
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  if (seconds < 24 * 3600)
    /* Translators: hours and minutes */
    return g_strdup_printf (_("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
  /* Translators: days and hours */
  return g_strdup_printf (_("%d d %d h"), (int) (seconds / 86400), (int) (seconds / 3600 % 24));
}

static char *
model_numbers (MusterTraceItem *item)
{
  g_autofree char *cost = muster_trace_item_get_cost (item) > 0
                          ? muster_trace_format_cost (muster_trace_item_get_cost (item), muster_trace_item_get_currency (item))
                          : NULL;
  g_autofree char *time = muster_trace_format_duration (MAX (0, muster_trace_item_get_until (item)
                                                             - muster_trace_item_get_time (item)));
  /* Translators: numbers of tokens: read by the model, and written by it */
  g_autofree char *tokens = g_strdup_printf (_("%d tokens in, %d out"), (int) muster_trace_item_get_prompt (item),
                                             (int) muster_trace_item_get_output (item));

  if (cost == NULL)
    return g_strdup_printf ("%s · %s", tokens, time);
  return g_strdup_printf ("%s · %s · %s", tokens, cost, time);
}

char *
muster_trace_numbers (MusterTraceItem *item)
{
  gint64 until = muster_trace_item_get_until (item);

  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_MODEL && muster_trace_item_get_model (item) != NULL)
    return model_numbers (item);
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_WAIT && until > 0)
    return muster_trace_format_duration (until - muster_trace_item_get_time (item));
  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_CALL && muster_trace_item_get_requests (item) > 1)
    {
      guint n = (guint) muster_trace_item_get_requests (item);

      return g_strdup_printf (ngettext ("%u request", "%u requests", n), n);
    }
  return NULL;
}

static const Word status_words[] = {
  { "prepared", N_("Prepared") },
  { "dispatched", N_("Sent") },
  { "confirmed", N_("Confirmed") },
  { "absent", N_("Not There") },
  { "unknown", N_("Not Known") },
  { NULL, NULL }
};

const char *
muster_trace_status_title (MusterTraceItem *item)
{
  switch (muster_trace_item_get_kind (item))
    {
    case MUSTER_TRACE_EFFECT:
    case MUSTER_TRACE_NOTE:
    case MUSTER_TRACE_REPLY:
      return find_word (status_words, muster_trace_item_get_status (item));
    case MUSTER_TRACE_CALL:
      if (g_strcmp0 (muster_trace_item_get_decision (item), "deny") == 0)
        return _("Refused");
      if (g_strcmp0 (muster_trace_item_get_decision (item), "approval") == 0)
        return _("Needs Approval");
      return is_status (item, "ok") ? NULL : _("No Answer");
    case MUSTER_TRACE_MODEL:
      return is_status (item, "failed") || is_status (item, "lost") ? _("No Answer") : NULL;
    case MUSTER_TRACE_GATE:
      if (g_strcmp0 (muster_trace_item_get_decision (item), "allow") == 0)
        return _("Allowed");
      return g_strcmp0 (muster_trace_item_get_decision (item), "approval") == 0 ? _("Needs Approval") : _("Refused");
    case MUSTER_TRACE_WAIT:
      return muster_trace_item_get_until (item) == 0 ? _("Waiting") : NULL;
    case MUSTER_TRACE_TICKET:
    case MUSTER_TRACE_MESSAGE:
    case MUSTER_TRACE_PLAN:
    case MUSTER_TRACE_ASKED:
    case MUSTER_TRACE_DECIDED:
    case MUSTER_TRACE_STATE:
    case MUSTER_TRACE_IDENTITY:
    default:
      return NULL;
    }
}

/**
 * muster_trace_was_plain:
 *
 * Returns: whether the gate simply let it pass, which needs no words
 */
gboolean
muster_trace_was_plain (MusterTraceItem *item)
{
  const char *rules = muster_trace_item_get_rules (item);

  return g_strcmp0 (muster_trace_item_get_decision (item), "allow") == 0 && (rules == NULL || *rules == '\0');
}

/**
 * muster_trace_decision_text:
 *
 * Returns: (transfer full) (nullable): the decision, and a line with its reason for every rule
 */
char *
muster_trace_decision_text (MusterTraceItem *item)
{
  const char *decision = muster_trace_item_get_decision (item);
  g_auto(GStrv) rules = g_strsplit_set (or_empty (muster_trace_item_get_rules (item)), " ,", -1);
  g_autoptr(GString) text = NULL;

  if (decision == NULL || g_str_equal (decision, "already"))
    return NULL;
  text = g_string_new (g_str_equal (decision, "allow") ? _("Allowed")
                       : g_str_equal (decision, "approval") ? _("Needs approval") : _("Refused"));
  for (guint i = 0; rules[i] != NULL; i++)
    {
      g_autofree char *words = *rules[i] != '\0' ? muster_gate_rule_text (rules[i]) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "\n%s: %s", rules[i], words);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- What a model said --- */

static void
add_call_name (GString       *text,
               MusterCatalog *catalog,
               JsonObject    *call)
{
  const char *name = call != NULL ? muster_json_str (call, "name") : NULL;
  g_auto(GStrv) parts = name != NULL ? g_strsplit (name, "__", 2) : NULL;
  g_autofree char *tool = parts != NULL ? g_strjoinv (":", parts) : NULL;

  g_autofree char *title = NULL;

  if (tool == NULL)
    return;
  /* Translators: what a language model wants: to hand in its plan */
  title = g_str_equal (tool, "propose_plan") ? g_strdup (C_("wanted", "Hand in a plan")) : tool_title (catalog, tool);
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", title);
}

/**
 * muster_trace_answer_text:
 *
 * Returns: (transfer full) (nullable): what was said, and which tools were asked for; or why there was no model
 */
char *
muster_trace_answer_text (MusterCatalog   *catalog,
                          MusterTraceItem *item)
{
  const char *result = muster_trace_item_get_result (item);
  g_autoptr(JsonNode) node = result != NULL ? muster_json_from_string_trusted (result, NULL) : NULL;
  JsonObject *turn = muster_json_node_obj (node);
  JsonObject *message = turn != NULL ? muster_json_obj (turn, "said") : NULL;
  const char *said = message != NULL ? muster_json_str (message, "text") : NULL;
  JsonArray *calls = message != NULL ? muster_json_arr (message, "calls") : NULL;
  g_autoptr(GString) names = g_string_new (NULL);

  if (turn != NULL && muster_json_str (turn, "fallback") != NULL)
    return g_strdup (_("No language model could answer. The built-in planner made the plan."));
  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    add_call_name (names, catalog, muster_json_arr_obj (calls, i));
  if (names->len == 0)
    return said != NULL && *said != '\0' ? g_strdup (said) : NULL;
  if (said == NULL || *said == '\0')
    /* Translators: %s are names of tools that a language model wants to use */
    return g_strdup_printf (_("Wants: %s"), names->str);
  /* Translators: what a language model said, and names of tools that it wants to use */
  return g_strdup_printf (_("%s\nWants: %s"), said, names->str);
}

/**
 * muster_trace_is_main:
 *
 * Returns: whether the entry is one of the few that tell the story
 */
gboolean
muster_trace_is_main (MusterTraceItem *item)
{
  switch (muster_trace_item_get_kind (item))
    {
    case MUSTER_TRACE_STATE:
      return muster_trace_is_end (muster_trace_item_get_status (item));
    case MUSTER_TRACE_EFFECT:
    case MUSTER_TRACE_NOTE:
    case MUSTER_TRACE_REPLY:
      return !is_status (item, "prepared") && !is_status (item, "dispatched");
    case MUSTER_TRACE_GATE:
      return g_strcmp0 (muster_trace_item_get_decision (item), "allow") != 0;
    case MUSTER_TRACE_TICKET:
    case MUSTER_TRACE_MESSAGE:
    case MUSTER_TRACE_MODEL:
    case MUSTER_TRACE_CALL:
    case MUSTER_TRACE_PLAN:
    case MUSTER_TRACE_ASKED:
    case MUSTER_TRACE_DECIDED:
    case MUSTER_TRACE_WAIT:
    case MUSTER_TRACE_IDENTITY:
    default:
      return TRUE;
    }
}
