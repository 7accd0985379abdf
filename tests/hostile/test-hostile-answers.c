/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Vendors that answer wrongly, late, half or not at all, while tickets are read, plans are made and the note is
 * written. What cannot be got past is said with a code and leaves the ticket to the next sitting; in the end there is
 * exactly one note. */

#include "config.h"

#include <string.h>

#include <sqlite3.h>

#include "hostile-fixture.h"

typedef struct {
  const char *name;
  const char *rule;         /* of the sandbox */
  int         exit_code;    /* of the sitting in which it happens */
  const char *code;         /* (nullable): it ends with this error */
  const char *says;         /* (nullable): and this stands in it, or in why the run waits */
} Case;

#define N_MORE 260  /* a page of tickets holds 250 */

#define POLL "\"vendor\":\"connectwise\",\"pathPattern\":\"*/service/tickets\""
#define MEMBERS "\"vendor\":\"connectwise\",\"pathPattern\":\"*/system/members\""
#define READ_NOTES "\"vendor\":\"connectwise\",\"method\":\"GET\",\"pathPattern\":\"*/notes\""
#define POST_NOTE "\"vendor\":\"connectwise\",\"method\":\"POST\",\"pathPattern\":\"*/notes\""
#define GRAPH "\"vendor\":\"graph\""
#define ENTRA "\"vendor\":\"entra\""
#define HUDU "\"vendor\":\"hudu\""

static const Case cases[] = {
  /* Once: got past in the same sitting */
  { "once/poll-429", "{" POLL ",\"kind\":\"429\",\"retryAfter\":1}", EXIT_OK, NULL, NULL },
  { "once/poll-cut", "{" POLL ",\"kind\":\"cut\"}", EXIT_OK, NULL, NULL },
  { "once/graph-429", "{" GRAPH ",\"kind\":\"429\",\"retryAfter\":1,\"after\":1}", EXIT_OK, NULL, NULL },
  { "once/graph-500", "{" GRAPH ",\"kind\":\"500\",\"after\":1}", EXIT_OK, NULL, NULL },
  { "once/graph-401", "{" GRAPH ",\"kind\":\"401\",\"after\":1}", EXIT_OK, NULL, NULL },
  { "once/graph-garbage", "{" GRAPH ",\"kind\":\"garbage\",\"after\":1}", EXIT_OK, NULL, NULL },
  { "once/graph-oversize", "{" GRAPH ",\"kind\":\"oversize\",\"after\":1}", EXIT_OK, NULL, NULL },
  { "once/entra-503", "{" ENTRA ",\"kind\":\"503\"}", EXIT_OK, NULL, NULL },
  { "once/hudu-cut", "{" HUDU ",\"kind\":\"cut\"}", EXIT_OK, NULL, NULL },
  { "once/slow", "{" GRAPH ",\"kind\":\"latency\",\"ms\":500,\"times\":1}", EXIT_OK, NULL, NULL },
  { "once/poll-500", "{" POLL ",\"kind\":\"500\"}", EXIT_OK, NULL, NULL },

  /* While tickets are read: nothing can be done, and the next sitting does it */
  { "poll/500", "{" POLL ",\"kind\":\"500\",\"times\":-1}", EXIT_CONNECTION, "bad-reply", "asked again later" },
  { "poll/401-once", "{" POLL ",\"kind\":\"401\"}", EXIT_CONNECTION, "signed-out", "make a new pair" },
  { "poll/garbage", "{" POLL ",\"kind\":\"garbage\",\"times\":-1}", EXIT_CONNECTION, "bad-reply", "asked again later" },
  { "poll/oversize", "{" POLL ",\"kind\":\"oversize\",\"times\":-1}", EXIT_CONNECTION, "bad-reply", "8388608" },
  { "poll/401", "{" POLL ",\"kind\":\"401\",\"times\":-1}", EXIT_CONNECTION, "signed-out", "API Keys" },
  { "poll/notes-401", "{" READ_NOTES ",\"kind\":\"401\",\"times\":-1}", EXIT_CONNECTION, "signed-out", "API Keys" },
  { "poll/403", "{" POLL ",\"kind\":\"403\",\"times\":-1}", EXIT_CONNECTION, "forbidden", "Security Roles" },
  { "poll/404", "{" MEMBERS ",\"kind\":\"404\",\"times\":-1}", EXIT_CONNECTION, "signed-out", "make a new pair" },

  /* Always, while a plan is made */
  { "plan/notes-401", "{" READ_NOTES ",\"kind\":\"401\",\"after\":1,\"times\":-1}", EXIT_UNFINISHED, NULL, "API Keys" },
  { "plan/graph-403", "{" GRAPH ",\"kind\":\"403\",\"times\":-1}", EXIT_OK, NULL, NULL },
  { "plan/graph-404", "{" GRAPH ",\"kind\":\"404\",\"times\":-1}", EXIT_OK, NULL, NULL },
  { "plan/hudu-401", "{" HUDU ",\"kind\":\"401\",\"times\":-1}", EXIT_UNFINISHED, NULL, "Paste the whole key" },
  { "plan/hudu-garbage", "{" HUDU ",\"kind\":\"garbage\",\"times\":2}", EXIT_OK, NULL, NULL },

  /* The note itself */
  { "note/lost-reply", "{" POST_NOTE ",\"kind\":\"lost-reply\"}", EXIT_OK, NULL, NULL },
  { "note/late-commit", "{" POST_NOTE ",\"kind\":\"late-commit\",\"ms\":90}", EXIT_OK, NULL, NULL },
  { "note/cut", "{" POST_NOTE ",\"kind\":\"cut\"}", EXIT_OK, NULL, NULL },
  { "note/garbage", "{" POST_NOTE ",\"kind\":\"garbage\"}", EXIT_OK, NULL, NULL },
  { "note/oversize", "{" POST_NOTE ",\"kind\":\"oversize\"}", EXIT_OK, NULL, NULL },
  { "note/500", "{" POST_NOTE ",\"kind\":\"500\"}", EXIT_OK, NULL, NULL },
  { "note/429", "{" POST_NOTE ",\"kind\":\"429\",\"retryAfter\":1}", EXIT_OK, NULL, NULL },
};

static Hostile hostile;

static const char *
why_it_waits (void)
{
  hostile_call (&hostile, EXIT_OK, "runs", NULL);
  g_assert_cmpuint (json_array_get_length (hostile_rows (&hostile, "runs")), ==, 1);
  return json_object_get_string_member (json_array_get_object_element (hostile_rows (&hostile, "runs"), 0), "problem");
}

/* Onboarding has read the documentation just now; here it was long ago */
static void
age_documentation (void)
{
  g_autofree char *path = g_build_filename (hostile.data, "muster.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE document_syncs SET synced = 1, complete = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), >, 0);
  sqlite3_close (db);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  if (strstr (c->rule, HUDU) != NULL)
    age_documentation ();
  hostile_fault (&hostile, c->rule);
  hostile_process (&hostile, c->exit_code);
  g_assert_cmpuint (hostile_count_used (&hostile), >, 0);
  if (c->code != NULL)
    hostile_assert_error (&hostile, c->code, c->says, NULL);
  else if (c->says != NULL)
    g_assert_nonnull (strstr (why_it_waits (), c->says));
  if (c->exit_code == EXIT_OK)
    g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 1);
  g_assert_cmpuint (hostile_count_writes (&hostile), ==, 0);
  /* Where reads were disturbed once, no work is left */
  if (!g_str_has_prefix (c->name, "once/"))
    hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* The sign-in breaks off between two pages: what was read is not taken for everything */
static void
test_mid_page (void)
{
  g_autoptr(JsonNode) answer = NULL;
  JsonArray *requests;
  gboolean second = FALSE;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  hostile_fault (&hostile, "{" MEMBERS ",\"kind\":\"401\",\"times\":-1}");
  hostile_process (&hostile, EXIT_CONNECTION);
  hostile_assert_error (&hostile, "signed-out", NULL);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);

  /* Many open tickets, so that there is a second page */
  for (guint i = 0; i < N_MORE; i++)
    {
      g_autoptr(JsonNode) made = hostile_control (&hostile, "POST", "tickets", "{\"clientKey\":\"brd\",\"summary\":\"Question\"}");
    }
  hostile_mend (&hostile);
  hostile_fault (&hostile, "{" POLL ",\"kind\":\"401\",\"after\":1,\"times\":-1}");
  hostile_process (&hostile, EXIT_CONNECTION);
  hostile_assert_error (&hostile, "signed-out", NULL);
  hostile_call (&hostile, EXIT_OK, "waiting", NULL);
  g_assert_cmpuint (json_array_get_length (hostile_rows (&hostile, "waiting")), ==, 0);
  answer = hostile_control (&hostile, "GET", "requests?vendor=connectwise", NULL);
  requests = json_object_get_array_member (json_node_get_object (answer), "requests");
  for (guint i = 0; i < json_array_get_length (requests); i++)
    second |= json_object_get_int_member (json_array_get_object_element (requests, i), "status") == 401;
  g_assert_true (second);

  hostile_mend (&hostile);
  hostile_process (&hostile, EXIT_OK);
  hostile_call (&hostile, EXIT_OK, "waiting", NULL);
  g_assert_cmpuint (json_array_get_length (hostile_rows (&hostile, "waiting")), ==, N_MORE);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 1);
}

/* Slower than the time-out of a request, which is half a minute */
static void
test_too_slow (gconstpointer rule)
{
  if (!g_test_slow ())
    {
      g_test_skip ("waits for a time-out; -m slow");
      return;
    }
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  hostile_fault (&hostile, rule);
  hostile_call (&hostile, EXIT_OK, "process", "--until-idle", "--timeout", "300", NULL);
  g_assert_cmpuint (hostile_count_used (&hostile), ==, 1);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

int
main (int    argc,
      char **argv)
{
  int result;

  muster_test_init (&argc, &argv);
  hostile_set_up (&hostile, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/answers/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/hostile/answers/mid-page", test_mid_page);
  g_test_add_data_func ("/hostile/answers/too-slow/read", "{" GRAPH ",\"kind\":\"latency\",\"ms\":32000,\"after\":1}", test_too_slow);
  g_test_add_data_func ("/hostile/answers/too-slow/note", "{" POST_NOTE ",\"kind\":\"latency\",\"ms\":32000}", test_too_slow);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
