/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decisions by note, at the look-alikes: each forgery beside its genuine twin. No forgery decides anything, each twin does. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "engine-fixture.h"
#include "muster-approval-comments.h"
#include "muster-approvers.h"
#include "muster-json.h"
#include "muster-plan-hash.h"

#define CW (1 << 0)
#define HP (1 << 1)
#define AT (1 << 2)
#define ALL (CW | HP | AT)

#define TESSA   "\"kind\":\"internal\",\"authorKind\":\"member\",\"memberId\":101,\"authorName\":\"Tessa Marlowe\""
#define MEMBER(id) "\"kind\":\"internal\",\"authorKind\":\"member\",\"memberId\":" #id ",\"authorName\":\"Tessa Marlowe\""
#define CONTACT "\"kind\":\"internal\",\"authorKind\":\"contact\",\"contactId\":@CONTACT@,\"authorName\":\"Tessa Marlowe\""

typedef enum { PLAIN, EXPIRED, MANAGER, EARLIER, GRAVE, VOIDED, REWORDED, TIME_ENTRY } Flaw;

/* In the text CODE is the request's code, OTHER that of another ticket, LOWER the code in lower case, SHORT nine of its
 * characters */
static const struct
{
  const char *name;
  guint       vendors;
  const char *author;
  const char *text;
  Flaw        flaw;
} cases[] = {
  { "contact", ALL, CONTACT, "APPROVE CODE" },
  { "contact with a technician beside", ALL, CONTACT ",\"memberId\":101", "APPROVE CODE" },
  { "nobody with a technician's name", ALL, "\"kind\":\"internal\",\"authorKind\":\"member\",\"authorName\":\"Tessa Marlowe\"", "APPROVE CODE" },
  { "requester", ALL, MEMBER (102), "APPROVE CODE" },
  { "the app itself", ALL, MEMBER (190), "APPROVE CODE" },
  { "not on the list", ALL, MEMBER (103), "APPROVE CODE" },
  { "inactive", ALL, MEMBER (105), "APPROVE CODE" },
  { "no such member", ALL, MEMBER (999), "APPROVE CODE" },
  { "system", ALL, "\"kind\":\"internal\",\"authorKind\":\"system\",\"authorName\":\"Tessa Marlowe\"", "APPROVE CODE" },
  { "by e-mail", CW, TESSA ",\"createdBy\":\"EmailConnector\"", "APPROVE CODE" },
  { "by e-mail", HP, TESSA ",\"fromEmail\":true", "APPROVE CODE" },
  { "by e-mail", AT, TESSA ",\"noteType\":101", "APPROVE CODE" },
  { "from the portal", AT, TESSA ",\"noteType\":18", "APPROVE CODE" },
  { "edited", ALL, TESSA ",\"updated\":\"2099-01-01T00:00:00Z\"", "APPROVE CODE" },
  { "customers can read it", ALL, "\"kind\":\"reply\",\"authorKind\":\"member\",\"memberId\":101", "APPROVE CODE" },
  { "customer's flag", CW, TESSA ",\"flags\":{\"internalAnalysisFlag\":true,\"customerUpdatedFlag\":true}", "APPROVE CODE" },
  { "another program", HP, TESSA ",\"applicationId\":\"RMM Tool\"", "APPROVE CODE" },
  { "somebody else's account", AT, TESSA ",\"impersonatorId\":102", "APPROVE CODE" },
  { "changed by another", AT, TESSA ",\"updateImpersonatorId\":102", "APPROVE CODE" },
  { "workflow rule", AT, TESSA ",\"noteType\":13", "APPROVE CODE" },
  { "quoted", ALL, TESSA, "> APPROVE CODE" },
  { "quoted twice", ALL, TESSA, ">> APPROVE CODE" },
  { "quoted below words", ALL, TESSA, "No, I do not want this.\\n> APPROVE CODE" },
  { "other ticket", ALL, TESSA, "APPROVE OTHER" },
  { "old code", ALL, TESSA, "APPROVE AAAAAAAAAA" },
  { "verb in lower case", ALL, TESSA, "approve CODE" },
  { "verb in mixed case", ALL, TESSA, "Approve CODE" },
  { "code in lower case", ALL, TESSA, "APPROVE LOWER" },
  { "Cyrillic verb", ALL, TESSA, "\\u0410PPROVE CODE" },
  { "full-width verb", ALL, TESSA, "\\uff21PPROVE CODE" },
  { "hidden character", ALL, TESSA, "APPROVE CODE\\u2063x" },
  { "words before", ALL, TESSA, "Please APPROVE CODE" },
  { "words behind", ALL, TESSA, "APPROVE CODE thanks" },
  { "second line", ALL, TESSA, "Hello,\\nAPPROVE CODE" },
  { "colon", ALL, TESSA, "APPROVE: CODE" },
  { "short code", ALL, TESSA, "APPROVE SHORT" },
  { "two codes", ALL, TESSA, "APPROVE CODE CODE" },
  { "no code", ALL, TESSA, "APPROVE" },
  { "no such step", ALL, TESSA, "APPROVE CODE 9" },
  { "step nought", ALL, TESSA, "APPROVE CODE 0" },
  { "negative step", ALL, TESSA, "APPROVE CODE -1" },
  { "step that does not wait", ALL, TESSA, "APPROVE CODE 3" },
  { "expired", ALL, TESSA, "APPROVE CODE", EXPIRED },
  { "void", ALL, TESSA, "APPROVE CODE", VOIDED },
  { "manager not asked", ALL, TESSA, "APPROVE CODE", MANAGER },
  { "before the request", ALL, TESSA, "APPROVE CODE", EARLIER },
  { "too grave for this PSA", AT, TESSA, "APPROVE CODE", GRAVE },
  { "words became a command", ALL, TESSA, "APPROVE CODE", REWORDED },
  { "time entry", ALL, TESSA, "APPROVE CODE", TIME_ENTRY },
};

#define ITEM(step, gated, manager) \
  "{\"step\":" #step ",\"tool\":\"microsoft365:add-group-member\",\"version\":1,\"target\":\"user:1\",\"args\":{}," \
  "\"gated\":" gated ",\"manager\":" manager "}"
#define ITEMS  "[" ITEM (1, "true", "false") "," ITEM (2, "true", "false") "," ITEM (3, "false", "false") "]"
#define MANAGED "[" ITEM (1, "true", "true") "," ITEM (2, "true", "false") "," ITEM (3, "false", "false") "]"

typedef struct
{
  gint64          tickets[G_N_ELEMENTS (cases)];
  MusterApproval *approvals[G_N_ELEMENTS (cases)];
  MusterSecret   *key;
  gint64          contact;
  gint64          now;      /* of the PSA */
  MusterApprovalComments *comments;
  MusterRunCap   *cap;
} Matrix;

static guint
bit_of (EngineFixture *self)
{
  return g_str_equal (self->vendor, "connectwise") ? CW : g_str_equal (self->vendor, "halopsa") ? HP : AT;
}

static gboolean
is_used (EngineFixture *self,
         gsize          i)
{
  return (cases[i].vendors & bit_of (self)) != 0;
}

static MusterApproval *
ask (EngineFixture *self,
     Matrix        *matrix,
     gsize          i,
     Flaw           flaw,
     const char    *suffix)
{
  g_autoptr(MusterRun) run = engine_fixture_run (self, matrix->tickets[i]);
  MusterApproval *approval = muster_approval_new ();
  MusterRunChange change = { .approval = approval };
  g_autofree char *id = g_strdup_printf ("A%zu%s", i, suffix);
  g_autofree char *hash = NULL;

  muster_approval_set_id (approval, id);
  muster_approval_set_run_id (approval, muster_run_get_id (run));
  muster_approval_set_client_id (approval, muster_run_get_client_id (run));
  muster_approval_set_connection_id (approval, PSA);
  muster_approval_set_external_ticket_id (approval, muster_run_get_external_ticket_id (run));
  muster_approval_set_nonce (approval, id);
  muster_approval_set_boot (approval, "another boot/1");
  muster_approval_set_requester (approval, "someone@example.com\nOwen.Brackett@harrowpine.example");
  muster_approval_set_items (approval, flaw == MANAGER ? MANAGED : ITEMS);
  muster_approval_set_manager (approval, flaw == MANAGER ? "Jane" : NULL);
  muster_approval_set_effect_class (approval, flaw == GRAVE ? MUSTER_EFFECT_CLASS_CREDENTIAL : MUSTER_EFFECT_CLASS_WRITE);
  muster_approval_set_created (approval, matrix->now + (flaw == EARLIER ? G_TIME_SPAN_HOUR : -G_TIME_SPAN_MINUTE));
  muster_approval_set_expires (approval, MAX (g_get_real_time (), matrix->now) + (flaw == EXPIRED ? -G_TIME_SPAN_DAY * 9000 : 2 * G_TIME_SPAN_HOUR));
  hash = muster_plan_hash (approval);
  muster_approval_set_plan_hash (approval, hash);
  MUST (self->store, advance_run, muster_run_get_id (run), muster_run_get_state (run), MUSTER_RUN_STATE_AWAITING_APPROVAL, &change, "engine");
  if (flaw == VOIDED)
    g_ptr_array_unref (MUST (self->store, void_approvals, NULL, muster_run_get_id (run), "test", "engine"));
  return approval;
}

static char *
replace (char       *text,
         const char *from,
         const char *to)
{
  g_autofree char *old = text;
  g_auto(GStrv) parts = g_strsplit (old, from, -1);

  return g_strjoinv (to, parts);
}

static char *
fill_text (Matrix     *matrix,
           gsize       i,
           const char *code,
           const char *text)
{
  gsize next = i;
  g_autofree char *other = NULL;
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autofree char *nine = g_strndup (code, 9);
  char *filled;

  do
    next = (next + 1) % G_N_ELEMENTS (cases);
  while (matrix->approvals[next] == NULL);
  other = muster_approval_code (matrix->key, matrix->approvals[next]);
  filled = replace (g_strdup (text), "CODE", code);
  filled = replace (filled, "OTHER", other);
  filled = replace (filled, "LOWER", lower);
  return replace (filled, "SHORT", nine);
}

static void
say (EngineFixture *self,
     Matrix        *matrix,
     gsize          i,
     const char    *author,
     const char    *text)
{
  g_autofree char *contact = g_strdup_printf ("%" G_GINT64_FORMAT, matrix->contact);
  g_autofree char *who = replace (g_strdup (author), "@CONTACT@", contact);
  g_autofree char *body = g_strdup_printf ("{%s,\"text\":\"%s\"}", who, text);

  engine_fixture_say (self, matrix->tickets[i], body);
}

static int
read_comments (EngineFixture *self,
               Matrix        *matrix)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  int n;

  muster_approval_comments_read_async (matrix->comments, matrix->cap, NULL, muster_test_wait_cb, &wait);
  n = muster_approval_comments_read_finish (matrix->comments, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return n;
}

/* The same note, with another text */
static void
reword (EngineFixture *self,
        Matrix        *matrix,
        gsize          i,
        const char    *text)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", matrix->tickets[i]);
  g_autoptr(JsonNode) notes = engine_fixture_control (self, "GET", path, NULL);
  JsonArray *rows = muster_json_arr (json_node_get_object (notes), "notes");
  JsonObject *last = muster_json_arr_obj (rows, json_array_get_length (rows) - 1);
  g_autofree char *note = g_strdup_printf ("%s/%" G_GINT64_FORMAT, path, muster_json_int (last, "id", 0));
  g_autofree char *body = g_strdup_printf ("{\"text\":\"%s\"}", text);

  json_node_unref (engine_fixture_control (self, "POST", note, body));
}

static void
forge (EngineFixture *self,
       Matrix        *matrix,
       gsize          i)
{
  g_autofree char *code = muster_approval_code (matrix->key, matrix->approvals[i]);
  g_autofree char *text = fill_text (matrix, i, code, cases[i].text);

  if (cases[i].flaw == TIME_ENTRY)
    {
      g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/time-entries", matrix->tickets[i]);
      g_autofree char *body = g_strdup_printf ("{\"memberId\":101,\"minutes\":5,\"notes\":\"%s\",\"internalNotes\":\"%s\"}", text, text);

      json_node_unref (engine_fixture_control (self, "POST", path, body));
    }
  else if (cases[i].flaw == REWORDED)
    reword (self, matrix, i, text);
  else
    say (self, matrix, i, cases[i].author, text);
}

static void
set_up (EngineFixture *self,
        Matrix        *matrix)
{
  static const char * const approvers[] = { "101", "102", "105", "190", NULL };
  JsonObject *client = muster_json_arr_obj (muster_json_arr (json_node_get_object (self->world), "clients"), 0);
  g_autofree char *value = muster_approvers_to_text (approvers);
  g_autofree char *key = muster_approvers_key (PSA);

  matrix->key = muster_secret_new ("the key of this test");
  matrix->contact = muster_json_int (muster_json_arr_obj (muster_json_arr (client, "contacts"), 0), "id", 0);
  g_assert_true (muster_time_parse_iso (muster_json_path_str (self->world, "now"), &matrix->now));
  muster_gate_set_app_key (self->gate, matrix->key);
  MUST (self->store, set_value, key, value);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_used (self, i))
      matrix->tickets[i] = engine_fixture_new_ticket (self, "");
  engine_fixture_poll (self, FALSE);
  muster_engine_set_held (self->engine, TRUE);
  matrix->comments = muster_approval_comments_new (self->store, self->gate, muster_gate_get_connection (self->gate, PSA), self->clock);
  matrix->cap = muster_cap_new_intake (PSA);
}

static void
assert_not_accepted (EngineFixture *self,
                     Matrix        *matrix,
                     gsize          i)
{
  g_autoptr(MusterApproval) stored = MUST (self->store, get_approval, muster_approval_get_id (matrix->approvals[i]));

  if (muster_approval_get_state (stored) != MUSTER_APPROVAL_STATE_OPEN && cases[i].flaw != VOIDED)
    g_test_message ("%s: %s by %s", cases[i].name, muster_approval_state_to_string (muster_approval_get_state (stored)),
                    muster_approval_get_decided_by (stored));
  g_assert_cmpint (muster_approval_get_state (stored), ==, cases[i].flaw == VOIDED ? MUSTER_APPROVAL_STATE_VOID : MUSTER_APPROVAL_STATE_OPEN);
}

static void
assert_accepted (EngineFixture  *self,
                 MusterApproval *approval,
                 const char     *name)
{
  g_autoptr(MusterApproval) stored = MUST (self->store, get_approval, muster_approval_get_id (approval));

  if (muster_approval_get_state (stored) != MUSTER_APPROVAL_STATE_GRANTED)
    g_test_message ("%s", name);
  g_assert_cmpint (muster_approval_get_state (stored), ==, MUSTER_APPROVAL_STATE_GRANTED);
  g_assert_cmpstr (muster_approval_get_decided_by (stored), ==, "psa:101 Tessa Marlowe");
  g_assert_cmpstr (muster_approval_get_decided_via (stored), ==, "comment");
  g_assert_true (muster_approval_step_granted (stored, 1));
  g_assert_false (muster_approval_step_granted (stored, 3));
}

static void
test_twins (EngineFixture *self,
            Matrix        *matrix,
            guint          used)
{
  MusterApproval *twins[G_N_ELEMENTS (cases)] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *code = NULL;
      g_autofree char *text = NULL;

      if (!is_used (self, i))
        continue;
      twins[i] = ask (self, matrix, i, PLAIN, "-twin");
      code = muster_approval_code (matrix->key, twins[i]);
      text = g_strdup_printf ("APPROVE %s%s", code, i % 2 == 0 ? "" : " 1");
      say (self, matrix, i, TESSA, text);
    }
  g_assert_cmpint (read_comments (self, matrix), ==, used);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (twins[i] != NULL)
      assert_accepted (self, twins[i], cases[i].name);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_clear_object (&twins[i]);
}

static void
test_matrix (EngineFixture *self,
             gconstpointer  data)
{
  Matrix matrix = { { 0 } };
  guint used = 0;

  set_up (self, &matrix);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_used (self, i))
      matrix.approvals[i] = ask (self, &matrix, i, cases[i].flaw, "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_used (self, i) && cases[i].flaw == REWORDED)
      say (self, &matrix, i, TESSA, "I will look at it");
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_used (self, i))
      forge (self, &matrix, i);
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_used (self, i))
      {
        assert_not_accepted (self, &matrix, i);
        used++;
      }
  g_assert_cmpuint (used, >=, 30);

  test_twins (self, &matrix, used);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_clear_object (&matrix.approvals[i]);
  muster_secret_unref (matrix.key);
  g_object_unref (matrix.comments);
  g_object_unref (matrix.cap);
}

static void
run_of_case (EngineFixture *self,
             Matrix        *matrix)
{
  set_up (self, matrix);
  matrix->approvals[0] = ask (self, matrix, 0, PLAIN, "");
}

/* Said once, for technicians, and not again however often it is read */
static void
test_answer (EngineFixture *self,
             gconstpointer  data)
{
  Matrix matrix = { { 0 } };
  guint before;
  guint after;

  run_of_case (self, &matrix);
  before = engine_fixture_count_notes (self, matrix.tickets[0]);
  say (self, &matrix, 0, MEMBER (103), "APPROVE AAAAAAAAAA");
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  after = engine_fixture_count_notes (self, matrix.tickets[0]);
  g_assert_cmpuint (after, ==, before + 1);
  g_clear_object (&matrix.comments);
  matrix.comments = muster_approval_comments_new (self->store, self->gate, muster_gate_get_connection (self->gate, PSA), self->clock);
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  g_assert_cmpuint (engine_fixture_count_notes (self, matrix.tickets[0]), ==, after);
  g_clear_object (&matrix.approvals[0]);
  muster_secret_unref (matrix.key);
  g_object_unref (matrix.comments);
  g_object_unref (matrix.cap);
}

/* With its reason; five wrong codes void what the sixth, which is right, would have granted */
static void
test_reject (EngineFixture *self,
             gconstpointer  data)
{
  Matrix matrix = { { 0 } };
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;
  g_autoptr(MusterApproval) stored = NULL;
  g_autoptr(MusterApproval) second = NULL;

  run_of_case (self, &matrix);
  code = muster_approval_code (matrix.key, matrix.approvals[0]);
  text = g_strdup_printf ("REJECT %s\\nThe wrong group", code);
  say (self, &matrix, 0, TESSA, text);
  g_assert_cmpint (read_comments (self, &matrix), ==, 1);
  stored = MUST (self->store, get_approval, "A0");
  g_assert_cmpint (muster_approval_get_state (stored), ==, MUSTER_APPROVAL_STATE_REJECTED);
  g_assert_cmpstr (muster_approval_get_reason (stored), ==, "The wrong group");

  second = ask (self, &matrix, 0, PLAIN, "-second");
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *wrong = g_strdup_printf ("APPROVE AAAAAAAAA%c", 'B' + (char) i);

      say (self, &matrix, 0, TESSA, wrong);
    }
  g_assert_cmpint (read_comments (self, &matrix), ==, 0);
  g_clear_object (&stored);
  stored = MUST (self->store, get_approval, muster_approval_get_id (second));
  g_assert_cmpint (muster_approval_get_state (stored), ==, MUSTER_APPROVAL_STATE_VOID);
  g_clear_object (&matrix.approvals[0]);
  muster_secret_unref (matrix.key);
  g_object_unref (matrix.comments);
  g_object_unref (matrix.cap);
}

int
main (int    argc,
      char **argv)
{
  static const char * const vendors[] = { "connectwise", "halopsa", "autotask" };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      g_autofree char *matrix = g_strdup_printf ("/agent/approval-comments/%s/forgeries", vendors[i]);
      g_autofree char *answer = g_strdup_printf ("/agent/approval-comments/%s/answer", vendors[i]);
      g_autofree char *reject = g_strdup_printf ("/agent/approval-comments/%s/reject", vendors[i]);

      g_test_add (matrix, EngineFixture, vendors[i], engine_fixture_setup, test_matrix, engine_fixture_teardown);
      g_test_add (answer, EngineFixture, vendors[i], engine_fixture_setup, test_answer, engine_fixture_teardown);
      g_test_add (reject, EngineFixture, vendors[i], engine_fixture_setup, test_reject, engine_fixture_teardown);
    }

  return g_test_run ();
}
