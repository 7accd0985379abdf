/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "muster-finding.h"
#include "muster-json.h"
#include "muster-step.h"
#include "muster-test.h"

#define LYDIA "lydia.barraclough@keslowray.example"
#define READ  "{\"calls\": [{\"name\": \"microsoft365__find-users\", \"args\": {\"query\": \"Lydia\"}}]}"
#define HAND  "{\"calls\": [{\"name\": \"propose_plan\", \"args\": {\"outcome\": \"handover\", \"diagnosis\": \"A matter for a person.\", \"confidence\": \"low\"}}]}"
#define BAD   "{\"calls\": [{\"name\": \"propose_plan\", \"args\": {\"outcome\": \"plan\", \"diagnosis\": \"x\", \"confidence\": \"low\"," \
  "\"steps\": [{\"tool\": \"microsoft365__no-such\", \"args\": {}}]}}]}"
#define SESSIONS "{\"calls\": [{\"name\": \"propose_plan\", \"args\": {\"outcome\": \"plan\", \"diagnosis\": \"Sign in anew.\", \"confidence\": \"high\"," \
  "\"requester\": {\"ref\": \"requester\"}, \"findings\": [{\"text\": \"Lydia is there\", \"source\": \"s1\"}]," \
  "\"steps\": [{\"tool\": \"microsoft365__revoke-sessions\", \"args\": {\"user\": {\"ref\": \"requester\"}}, \"reason\": \"Asked for.\", \"expected\": \"Apps ask.\"}]," \
  "\"reply\": \"Done.\", \"unsure\": [\"Which app\"]}}]}"

static MusterCase *
lydias_case (ModelFixture *self)
{
  return model_fixture_case (self, "klw", LYDIA, "Sign me out everywhere", "I left my tablet on a train. Please end my sessions. Lydia");
}

static gboolean
says (MusterPlan *plan,
      const char *text)
{
  GPtrArray *findings = muster_plan_get_findings (plan);

  for (guint i = 0; i < findings->len; i++)
    if (strstr (muster_finding_get_text (findings->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_plan (ModelFixture *self,
           gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;
  MusterStep *step;

  model_fixture_say (self, SESSIONS);
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpuint (self->asked, ==, 1);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_PLAN);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "model:Played");
  g_assert_cmpstr (muster_plan_get_requester_name (plan), ==, "Lydia Barraclough");
  g_assert_cmpint (muster_plan_get_identity_level (plan), ==, MUSTER_IDENTITY_LEVEL_V2);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 1);
  step = muster_plan_get_steps (plan)->pdata[0];
  g_assert_cmpstr (muster_step_get_tool (step), ==, "microsoft365:revoke-sessions");
  g_assert_cmpstr (muster_step_get_target (step), ==, muster_plan_get_requester_id (plan));
  g_assert_cmpstr (muster_step_get_target_name (step), ==, "Lydia Barraclough");
  g_assert_cmpstr (muster_step_get_reason (step), ==, "Asked for.");
  g_assert_nonnull (strstr (muster_step_get_explain (step), "Lydia Barraclough"));
  g_assert_cmpint (muster_step_get_effect_class (step), ==, MUSTER_EFFECT_CLASS_WRITE);
  g_assert_cmpstr (muster_plan_get_unsure (plan)->pdata[0], ==, "Which app");
  g_assert_true (says (plan, "Lydia is there"));
}

/* What the model is sent: the ticket and the requester, and no id of anything */
static void
test_prompt (ModelFixture *self,
             gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  muster_case_set_prompt (ticket_case, "base/1\nThe MSP's own words.");
  model_fixture_say (self, SESSIONS);
  plan = model_fixture_plan (self, ticket_case);
  g_assert_nonnull (strstr (self->last, "The MSP's own words."));
  g_assert_nonnull (strstr (self->last, "I left my tablet on a train"));
  g_assert_nonnull (strstr (self->last, "Lydia Barraclough"));
  g_assert_nonnull (strstr (self->last, "propose_plan"));
  g_assert_null (strstr (self->last, "approval_needed"));
  g_assert_false (g_regex_match_simple ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", self->last, G_REGEX_CASELESS, 0));
  g_assert_null (strstr (self->last, "CLIENT"));
}

static void
test_reads (ModelFixture *self,
            gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  /* Two at once, one of them twice, one that there is not */
  model_fixture_say (self, "{\"calls\": ["
                     "{\"name\": \"microsoft365__list-user-groups\", \"args\": {\"user\": {\"ref\": \"requester\"}}},"
                     "{\"name\": \"microsoft365__list-user-groups\", \"args\": {\"user\": \"" LYDIA "\"}},"
                     "{\"name\": \"microsoft365__list-user-licenses\", \"args\": {\"user\": \"Lydia Barraclough\"}},"
                     "{\"name\": \"microsoft365__delete-user\", \"args\": {\"user\": {\"ref\": \"requester\"}}}]}");
  model_fixture_say (self, SESSIONS);
  for (guint i = 0; i < 20 && plan == NULL; i++)
    {
      g_autoptr(MusterTurn) turn = model_fixture_next (self, ticket_case);

      if (turn->message != NULL)
        muster_case_add_turn (ticket_case, turn->message);
      else if (self->asked == 1 && turn->calls->len > 0)
        {
          g_assert_cmpuint (turn->calls->len, ==, 2);
          g_assert_cmpstr (((MusterToolCall *) turn->calls->pdata[0])->tool, ==, "microsoft365:list-user-groups");
        }
      if (turn->plan != NULL)
        plan = g_object_ref (turn->plan);
      model_fixture_answer (self, ticket_case, turn->calls);
    }
  g_assert_nonnull (plan);
  g_assert_cmpuint (self->asked, ==, 2);
  g_assert_nonnull (strstr (self->last, "cannot be called"));
  g_assert_nonnull (strstr (self->last, "skuPartNumber"));
}

static void
test_repair (ModelFixture *self,
             gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  model_fixture_say (self, "{\"text\": \"I think we should sign her out.\"}");
  model_fixture_say (self, BAD);
  model_fixture_say (self, SESSIONS);
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpuint (self->asked, ==, 3);
  g_assert_nonnull (strstr (self->last, "no-such"));
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "model:Played");
}

static void
test_nonsense (ModelFixture *self,
               gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  model_fixture_say (self, BAD);
  model_fixture_say (self, "{\"calls\": [{\"name\": \"propose_plan\", \"raw\": \"{\\\"outcome\\\": \"}]}");
  model_fixture_say (self, "{\"calls\": [{\"name\": \"shell\", \"args\": {}}]}");
  model_fixture_say (self, SESSIONS);
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpuint (self->asked, ==, 3);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "built-in");
  g_assert_true (says (plan, "of no use three times"));
}

static void
test_unreachable (ModelFixture *self,
                  gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  model_fixture_say (self, "{\"status\": 401}");
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpuint (self->asked, ==, 1);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "built-in");
  g_assert_true (says (plan, "No language model could be reached"));
}

static void
test_endless (ModelFixture *self,
              gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *line = g_strdup_printf ("{\"calls\": [{\"name\": \"microsoft365__find-users\", \"args\": {\"query\": \"a%u\"}}]}", i);

      model_fixture_say (self, line);
    }
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpuint (self->asked, <=, 10);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "built-in");
  g_assert_true (says (plan, "did not come to an end"));
}

/* A case that is built again from what is stored, at every point of the run */
static void
test_resume (ModelFixture *self,
             gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = lydias_case (self);
  g_autoptr(MusterPlan) plan = NULL;

  model_fixture_say (self, READ);
  model_fixture_say (self, BAD);
  model_fixture_say (self, SESSIONS);
  for (guint i = 0; i < 20 && plan == NULL; i++)
    {
      g_autoptr(MusterTurn) turn = model_fixture_next (self, ticket_case);
      g_autoptr(MusterCase) again = lydias_case (self);
      GPtrArray *answers = muster_case_get_answers (ticket_case);
      GPtrArray *turns = muster_case_get_turns (ticket_case);

      if (turn->message != NULL)
        muster_case_add_turn (ticket_case, turn->message);
      model_fixture_answer (self, ticket_case, turn->calls);
      for (guint k = 0; k < turns->len; k++)
        {
          g_autofree char *stored = json_to_string (turns->pdata[k], FALSE);
          g_autoptr(JsonNode) read = json_from_string (stored, NULL);

          muster_case_add_turn (again, read);
        }
      for (guint k = answers->len; k > 0; k--)
        {
          const MusterCaseAnswer *answer = answers->pdata[k - 1];
          g_autoptr(JsonNode) args = json_from_string (answer->key, NULL);

          muster_case_add_answer (again, answer->tool, json_node_get_object (args), answer->status, answer->result);
        }
      if (turn->plan != NULL)
        plan = g_object_ref (turn->plan);
      g_set_object (&ticket_case, again);
    }
  g_assert_nonnull (plan);
  g_assert_cmpuint (self->asked, ==, 3);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "model:Played");

  /* And once more, when all is said */
  {
    g_autoptr(MusterPlan) same = model_fixture_plan (self, ticket_case);
    g_autoptr(JsonNode) first = muster_plan_to_json (plan);
    g_autoptr(JsonNode) second = muster_plan_to_json (same);

    g_assert_cmpuint (self->asked, ==, 3);
    g_assert_true (json_node_equal (first, second));
  }
}

/* Who asks is found by the program */
static void
test_requester (ModelFixture *self,
                gconstpointer data)
{
  g_autoptr(MusterCase) ticket_case = model_fixture_case (self, "klw", "stranger@elsewhere.example", "I am Lydia Barraclough",
                                                          "Please end my sessions. Lydia Barraclough");
  g_autoptr(MusterPlan) plan = NULL;

  model_fixture_say (self, "{\"calls\": [{\"name\": \"propose_plan\", \"args\": {\"outcome\": \"plan\", \"diagnosis\": \"x\", \"confidence\": \"high\","
                     "\"requester\": {\"lit\": \"" LYDIA "\"},"
                     "\"steps\": [{\"tool\": \"microsoft365__revoke-sessions\", \"args\": {\"user\": \"" LYDIA "\"}}]}}]}");
  plan = model_fixture_plan (self, ticket_case);
  g_assert_cmpstr (muster_plan_get_planner (plan), ==, "model:Played");
  g_assert_null (muster_plan_get_requester_id (plan));
  g_assert_cmpint (muster_plan_get_identity_level (plan), ==, MUSTER_IDENTITY_LEVEL_V0);
  g_assert_cmpuint (muster_plan_get_unsure (plan)->len, >=, 1);
}

/* Every open ticket of the world, with a model that reads once and then hands over: what is sent for one ticket */
static void
test_tokens (ModelFixture *self,
             gconstpointer data)
{
  JsonArray *tickets = world_reader_tickets (self->reader);
  g_autoptr(GArray) sums = g_array_new (FALSE, FALSE, sizeof (guint));
  guint over = 0;
  guint64 all = 0;

  for (guint i = 0; i < json_array_get_length (tickets); i++)
    {
      g_autoptr(MusterCase) ticket_case = NULL;
      g_autoptr(MusterPlan) plan = NULL;

      if (muster_json_bool (muster_json_arr_obj (tickets, i), "closed", FALSE))
        continue;
      ticket_case = world_reader_case (self->reader, muster_json_arr_obj (tickets, i));
      model_fixture_offer (self, ticket_case);
      model_fixture_clear (self);
      model_fixture_say (self, READ);
      model_fixture_say (self, HAND);
      plan = model_fixture_plan (self, ticket_case);
      g_assert_cmpuint (self->asked, ==, 2);
      g_assert_cmpstr (muster_plan_get_planner (plan), ==, "model:Played");
      g_array_append_val (sums, self->prompt);
      all += self->prompt;
      over += self->prompt >= 12000;
    }
  g_assert_cmpuint (sums->len, >, 20);
  g_test_message ("%u tickets, %" G_GUINT64_FORMAT " tokens a ticket, %u with 12,000 or more", sums->len, all / sums->len, over);
  g_assert_cmpuint (all / sums->len, <, 12000);
  g_assert_cmpuint (over, <=, sums->len / 10);
}

static gboolean
is_named (ModelFixture *self,
          JsonObject   *write)
{
  g_auto(GStrv) parts = g_strsplit (muster_json_str (write, "tool"), ":", 2);
  g_autofree char *name = g_strdup_printf ("%s__%s(", parts[0], parts[1]);

  return strstr (self->last, name) != NULL;
}

/* The tools that the truth needs are among the few that the model is told of */
static void
test_tools (ModelFixture *self,
            gconstpointer data)
{
  JsonArray *tickets = world_reader_tickets (self->reader);
  g_autofree char *name = g_strdup_printf ("world/%s-truth.jsonl", (const char *) data);
  g_autofree char *path = muster_test_data (name);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint wanted = 0;
  guint missed = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint l = 0; lines[l] != NULL && *lines[l] != '\0'; l++)
    {
      g_autoptr(JsonNode) truth = json_from_string (lines[l], NULL);
      JsonArray *writes = muster_json_arr (json_node_get_object (truth), "expected_writes");
      gint64 number = muster_json_int (json_node_get_object (truth), "ticket", 0);

      for (guint i = 0; i < json_array_get_length (tickets) && json_array_get_length (writes) > 0; i++)
        {
          g_autoptr(MusterCase) ticket_case = NULL;
          g_autoptr(MusterPlan) plan = NULL;

          if (muster_json_int (muster_json_arr_obj (tickets, i), "id", 0) != number)
            continue;
          ticket_case = world_reader_case (self->reader, muster_json_arr_obj (tickets, i));
          model_fixture_offer (self, ticket_case);
          model_fixture_clear (self);
          model_fixture_say (self, HAND);
          plan = model_fixture_plan (self, ticket_case);
          for (guint k = 0; k < json_array_get_length (writes); k++)
            {
              wanted++;
              if (!is_named (self, muster_json_arr_obj (writes, k)))
                {
                  g_test_message ("%" G_GINT64_FORMAT " lacks %s", number, muster_json_str (muster_json_arr_obj (writes, k), "tool"));
                  missed++;
                }
            }
        }
    }
  g_test_message ("%u of %u tools are missing", missed, wanted);
  g_assert_cmpuint (wanted, >, 10);
  g_assert_cmpuint (missed * 20, <=, wanted);
}

/* One line of the evaluation's script in the words of a model */
static void
say_line (ModelFixture *self,
          JsonObject   *line)
{
  JsonArray *calls = muster_json_arr (line, "calls");
  JsonArray *out = json_array_new ();
  g_autoptr(JsonObject) said = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    {
      JsonObject *call = muster_json_arr_obj (calls, i);
      JsonObject *row = json_object_new ();
      g_auto(GStrv) parts = g_strsplit (muster_json_str (call, "tool"), ":", 2);
      g_autofree char *name = g_strjoinv ("__", parts);

      json_object_set_string_member (row, "name", name);
      json_object_set_object_member (row, "args", json_object_ref (muster_json_obj (call, "args")));
      json_array_add_object_element (out, row);
    }
  if (muster_json_obj (line, "plan") != NULL)
    {
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "name", "propose_plan");
      json_object_set_object_member (row, "args", json_object_ref (muster_json_obj (line, "plan")));
      json_array_add_object_element (out, row);
    }
  json_object_set_array_member (said, "calls", out);
  node = json_node_init_object (json_node_alloc (), said);
  text = json_to_string (node, FALSE);
  model_fixture_say (self, text);
}

static gboolean
does (MusterPlan *plan,
      JsonObject *write)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  for (guint i = 0; i < steps->len; i++)
    {
      JsonObject *args = muster_json_obj (write, "args");
      gboolean same = g_strcmp0 (muster_step_get_tool (steps->pdata[i]), muster_json_str (write, "tool")) == 0 &&
                      g_strcmp0 (muster_step_get_target (steps->pdata[i]), muster_json_str (write, "target")) == 0;
      g_autoptr(GList) names = json_object_get_members (args);

      for (GList *l = names; same && l != NULL; l = l->next)
        same = g_strcmp0 (muster_json_str (muster_step_get_args (steps->pdata[i]), l->data), muster_json_str (args, l->data)) == 0;
      if (same)
        return TRUE;
    }
  return FALSE;
}

static JsonNode *
read_script (void)
{
  g_autofree char *program = muster_test_data ("../eval/model-script.py");
  g_autofree char *world = muster_test_data ("world/dev.json");
  g_autofree char *truth = muster_test_data ("world/dev-truth.jsonl");
  const char *argv[] = { "python3", program, world, truth, NULL };
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return json_from_string (out, NULL);
}

static JsonObject *
truth_of (char      **lines,
          gint64      ticket,
          JsonNode  **keep)
{
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], NULL);

      if (muster_json_int (json_node_get_object (node), "ticket", 0) == ticket)
        {
          *keep = g_steal_pointer (&node);
          return json_node_get_object (*keep);
        }
    }
  return NULL;
}

/* The whole world with a model that knows the truth and names things as people do: each plan is what the truth says */
static void
test_script (ModelFixture *self,
             gconstpointer data)
{
  g_autoptr(JsonNode) script = read_script ();
  g_autofree char *path = muster_test_data ("world/dev-truth.jsonl");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  JsonArray *tickets = world_reader_tickets (self->reader);
  JsonObject *scripts = muster_json_obj (json_node_get_object (script), "tickets");
  guint planned = 0;
  guint right = 0;
  guint repaired = 0;
  guint over = 0;
  guint64 tokens = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < json_array_get_length (tickets); i++)
    {
      gint64 id = muster_json_int (muster_json_arr_obj (tickets, i), "id", 0);
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      JsonArray *said = muster_json_arr (scripts, number);
      g_autoptr(JsonNode) keep = NULL;
      JsonObject *truth = truth_of (lines, id, &keep);
      JsonArray *writes = truth != NULL ? muster_json_arr (truth, "expected_writes") : NULL;
      g_autoptr(MusterCase) ticket_case = NULL;
      g_autoptr(MusterPlan) plan = NULL;
      gboolean good = TRUE;

      if (said == NULL || writes == NULL)
        continue;
      ticket_case = world_reader_case (self->reader, muster_json_arr_obj (tickets, i));
      model_fixture_offer (self, ticket_case);
      model_fixture_clear (self);
      for (guint k = 0; k < json_array_get_length (said); k++)
        say_line (self, muster_json_arr_obj (said, k));
      plan = model_fixture_plan (self, ticket_case);
      planned++;
      tokens += self->prompt;
      over += self->prompt >= 12000;
      repaired += self->asked > json_array_get_length (said);
      for (guint k = 0; k < json_array_get_length (writes); k++)
        good = good && does (plan, muster_json_arr_obj (writes, k));
      if (!good || g_strcmp0 (muster_plan_get_planner (plan), "model:Played") != 0)
        g_test_message ("%s: %s %s: %.3000s", number, muster_plan_get_planner (plan), muster_outcome_to_string (muster_plan_get_outcome (plan)),
                        strlen (self->last) > 3000 ? self->last + strlen (self->last) - 3000 : self->last);
      else
        right++;
    }
  g_test_message ("%u plans, %u as the truth says, %u repaired; %" G_GUINT64_FORMAT " tokens a ticket, %u with 12,000 or more",
                  planned, right, repaired, tokens / MAX (planned, 1), over);
  g_assert_cmpuint (planned, >, 30);
  g_assert_cmpuint (right, ==, planned);
  g_assert_cmpuint (tokens / planned, <, 12000);
  g_assert_cmpuint (over, <=, planned / 10);
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/agent/model/planner/" name, ModelFixture, NULL, model_fixture_setup, func, model_fixture_teardown)
  ADD ("plan", test_plan);
  ADD ("prompt", test_prompt);
  ADD ("reads", test_reads);
  ADD ("repair", test_repair);
  ADD ("nonsense", test_nonsense);
  ADD ("unreachable", test_unreachable);
  ADD ("endless", test_endless);
  ADD ("resume", test_resume);
  ADD ("requester", test_requester);
  g_test_add ("/agent/model/world/tokens", ModelFixture, NULL, model_fixture_setup, test_tokens, model_fixture_teardown);
  g_test_add ("/agent/model/world/script", ModelFixture, NULL, model_fixture_setup, test_script, model_fixture_teardown);
  g_test_add ("/agent/model/world/tools/dev", ModelFixture, "dev", model_fixture_setup, test_tools, model_fixture_teardown);
  g_test_add ("/agent/model/world/tools/trades", ModelFixture, "trades", model_fixture_setup, test_tools, model_fixture_teardown);
  g_test_add ("/agent/model/world/tools/europe", ModelFixture, "europe", model_fixture_setup, test_tools, model_fixture_teardown);
  return g_test_run ();
}
