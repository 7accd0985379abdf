/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-json.h"
#include "muster-model-tools.h"
#include "muster-model-turn.h"

/* What a model said is taken apart: reads to be asked, a plan to be checked, or something to be said again. It is a pure
 * function of what is stored, so that a resumed run comes to the same. */

#define MAX_CALLS    10
#define MAX_TOLD     6

#define SAY_CALL "Do not answer with text: call a function. When you know enough, call propose_plan."
#define SAY_CUT  "Your answer was cut because it was too long. Say it again, shorter."

typedef struct
{
  const char *id;
  char       *tool;
  JsonObject *args;   /* (nullable): it is no good */
  guint       label;
  char       *text;   /* (nullable): why not */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->tool);
  g_clear_pointer (&call->args, json_object_unref);
  g_free (call->text);
  g_free (call);
}

void
muster_model_follow_free (MusterModelFollow *self)
{
  g_ptr_array_unref (self->wanted);
  g_ptr_array_unref (self->asked);
  g_ptr_array_unref (self->labels);
  g_clear_object (&self->plan);
  g_free (self->complaint);
  g_free (self);
}

static void
complain (MusterModelFollow *self,
          const char      *text)
{
  if (self->complaint == NULL)
    self->complaint = g_strdup (text);
}

static void
say (MusterModelFollow  *self,
     MusterLlmMessage *message)
{
  g_ptr_array_add (self->asked, message);
}

static char *
list_problems (GPtrArray *problems)
{
  GString *out = g_string_new ("The plan was not taken. Put this right and call propose_plan again:\n");

  for (guint i = 0; i < problems->len && i < MAX_TOLD; i++)
    g_string_append_printf (out, "- %s\n", (const char *) problems->pdata[i]);
  return g_string_free (out, FALSE);
}

static void
take_proposal (MusterModelFollow        *self,
               MusterModelTalk        *talk,
               MusterModelPlanContext *context,
               MusterLlmCall          *proposal)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  self->plan = muster_model_plan_read (context, proposal->arguments, problems);
  if (self->plan != NULL)
    return;
  self->wrong = TRUE;
  complain (self, problems->len > 0 ? problems->pdata[0] : "no plan");
  text = list_problems (problems);
  for (guint i = 0; i < talk->last->calls->len; i++)
    {
      MusterLlmCall *call = g_ptr_array_index (talk->last->calls, i);

      say (self, muster_llm_message_new_answer (call->id, call == proposal ? text : "Not done: propose_plan came with it."));
    }
}

static Call *
read_call (MusterModelPlanContext *context,
           MusterModelObjects     *objects,
           MusterLlmCall          *said)
{
  Call *call = g_new0 (Call, 1);
  g_autofree char *id = muster_model_tool_id (said->name);
  MusterTool *tool = muster_catalog_lookup_tool (context->catalog, id);
  g_autoptr(GError) error = NULL;

  call->id = said->id;
  if (tool == NULL || !muster_tool_choice_may_call (context->ticket_case, tool))
    {
      if (tool != NULL && muster_tool_choice_may_plan (context->ticket_case, tool))
        call->text = g_strdup_printf ("%s cannot be called: it is a step of a plan. Put it into propose_plan.", said->name);
      else
        call->text = g_strdup_printf ("There is no function “%s”.", said->name);
      return call;
    }
  if (said->arguments == NULL)
    {
      call->text = g_strdup ("The arguments are no JSON object.");
      return call;
    }
  call->args = muster_model_args_read (context, objects, tool, muster_json_node_obj (said->arguments), &error);
  if (call->args == NULL)
    call->text = g_strdup_printf ("Not called: %s", error->message);
  else
    call->tool = g_steal_pointer (&id);
  return call;
}

static void
take_calls (MusterModelFollow        *self,
            MusterModelTalk        *talk,
            MusterModelPlanContext *context,
            MusterAnswerFocus      *focus)
{
  g_autoptr(MusterModelObjects) objects = muster_model_objects_new (context->ticket_case, talk->labels, context->requester);
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func (call_free);
  guint good = 0;

  for (guint i = 0; i < talk->last->calls->len; i++)
    {
      Call *call = read_call (context, objects, talk->last->calls->pdata[i]);

      g_ptr_array_add (calls, call);
      if (call->args != NULL && good >= MAX_CALLS)
        {
          g_clear_pointer (&call->args, json_object_unref);
          call->text = g_strdup ("Not called: too many calls at once.");
        }
      if (call->args == NULL)
        {
          complain (self, call->text);
          continue;
        }
      good++;
      call->label = muster_model_labels_add (self->labels, call->tool, call->args);
      if (muster_case_find (context->ticket_case, call->tool, call->args) == NULL)
        muster_model_labels_add (self->wanted, call->tool, call->args);
    }
  self->wrong = good == 0;
  for (guint i = 0; self->wanted->len == 0 && i < calls->len; i++)
    {
      Call *call = g_ptr_array_index (calls, i);
      g_autofree char *text = call->args == NULL ? NULL
        : call->label <= talk->labels->len ? g_strdup_printf ("That is s%u, which you have been shown.", call->label)
        : muster_answer_view (call->label, call->tool, call->args, muster_case_find (context->ticket_case, call->tool, call->args), focus, FALSE);

      say (self, muster_llm_message_new_answer (call->id, text != NULL ? text : call->text));
    }
}

static MusterLlmCall *
find_proposal (MusterLlmMessage *message)
{
  for (guint i = 0; message->calls != NULL && i < message->calls->len; i++)
    {
      MusterLlmCall *call = g_ptr_array_index (message->calls, i);

      if (g_str_equal (call->name, MUSTER_MODEL_PROPOSE))
        return call;
    }
  return NULL;
}

/**
 * muster_model_follow_new:
 * @talk: a conversation in which the model has spoken last
 * @context: what its words are read against
 * @focus: what the ticket is about
 *
 * Returns: (transfer full): what follows
 */
MusterModelFollow *
muster_model_follow_new (MusterModelTalk        *talk,
                         MusterModelPlanContext *context,
                         MusterAnswerFocus      *focus)
{
  MusterModelFollow *self = g_new0 (MusterModelFollow, 1);
  MusterLlmCall *proposal = find_proposal (talk->last);

  self->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  self->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_message_free);
  self->labels = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  for (guint i = 0; i < talk->labels->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (talk->labels, i);

      g_ptr_array_add (self->labels, muster_tool_call_new (call->tool, json_object_ref (call->args)));
    }
  if (proposal != NULL)
    {
      take_proposal (self, talk, context, proposal);
    }
  else if (talk->last->calls != NULL && talk->last->calls->len > 0)
    {
      take_calls (self, talk, context, focus);
    }
  else
    {
      self->wrong = TRUE;
      complain (self, talk->cut ? "an answer that was cut" : "text and no call");
      say (self, muster_llm_message_new (MUSTER_LLM_USER, talk->cut ? SAY_CUT : SAY_CALL));
    }
  return self;
}
