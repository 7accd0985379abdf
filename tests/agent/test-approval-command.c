/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of a decision, the clocks, equal requests, and how hostile names are shown */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-approval-command.h"
#include "muster-approval-request.h"
#include "muster-test.h"

#define CODE "K7Q2ZP4MTA"

static void
test_parse (void)
{
  static const struct
  {
    const char        *text;
    MusterApprovalVerb verb;
    guint              n_steps;
  } lines[] = {
    { "APPROVE " CODE, MUSTER_APPROVAL_VERB_APPROVE, 0 },
    { "APPROVE " CODE " 1,3", MUSTER_APPROVAL_VERB_APPROVE, 2 },
    { "\n  APPROVE  " CODE " 1 2 3\r\nthanks", MUSTER_APPROVAL_VERB_APPROVE, 3 },
    { "> quoted\nAPPROVE " CODE, MUSTER_APPROVAL_VERB_APPROVE, 0 },
    { "REJECT " CODE "\nnot this group", MUSTER_APPROVAL_VERB_REJECT, 0 },
    { "REJECT " CODE " 1", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "approve " CODE, MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "Approved!", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "APPROVE " CODE " 1x", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "APPROVE " CODE " 01", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "APPROVE " CODE ".", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "APPROVE k7q2zp4mta", MUSTER_APPROVAL_VERB_MALFORMED, 0 },
    { "> APPROVE " CODE, MUSTER_APPROVAL_VERB_NONE, 0 },
    { "I would APPROVE " CODE, MUSTER_APPROVAL_VERB_NONE, 0 },
    { "Hello\nAPPROVE " CODE, MUSTER_APPROVAL_VERB_NONE, 0 },
    { "\320\220PPROVE " CODE, MUSTER_APPROVAL_VERB_NONE, 0 },
    { "", MUSTER_APPROVAL_VERB_NONE, 0 },
    { NULL, MUSTER_APPROVAL_VERB_NONE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      MusterApprovalCommand command;

      g_test_message ("%s", lines[i].text);
      g_assert_cmpint (muster_approval_command_parse (lines[i].text, &command), ==, lines[i].verb);
      g_assert_cmpuint (command.n_steps, ==, lines[i].n_steps);
      if (lines[i].verb == MUSTER_APPROVAL_VERB_APPROVE || lines[i].verb == MUSTER_APPROVAL_VERB_REJECT)
        g_assert_true (muster_approval_code_equal (CODE, command.code));
    }
}

static MusterApproval *
new_approval (const char *name)
{
  MusterApproval *approval = muster_approval_new ();
  g_autofree char *items =
    g_strdup_printf ("[{\"step\":1,\"tool\":\"microsoft365:add-group-member\",\"target\":\"group:1\",\"targetName\":\"%s\","
                     "\"args\":{\"user\":\"user:2\"},\"argNames\":{\"user\":\"Dana\"},\"gated\":true,\"rules\":[\"R3\"],"
                     "\"before\":{\"members\":null},\"expected\":\"Dana is a member.\",\"reason\":\"she asked\"},"
                     "{\"step\":2,\"tool\":\"t:b\",\"target\":\"group:1\",\"args\":{},\"gated\":false}]", name);

  muster_approval_set_client_id (approval, "acme");
  muster_approval_set_items (approval, items);
  muster_approval_set_created (approval, 1000 * G_TIME_SPAN_HOUR);
  muster_approval_set_expires (approval, 1004 * G_TIME_SPAN_HOUR);
  muster_approval_set_boot (approval, "b1/36000000000");
  return approval;
}

static void
test_time (void)
{
  static const struct
  {
    gint64             wall_minutes;
    gint64             boot_minutes;
    const char        *boot;
    MusterApprovalTime time;
  } clocks[] = {
    { 0, 0, "b1", MUSTER_APPROVAL_TIME_GOOD },
    { 239, 239, "b1", MUSTER_APPROVAL_TIME_GOOD },
    { 240, 240, "b1", MUSTER_APPROVAL_TIME_OVER },
    { 236, 241, "b1", MUSTER_APPROVAL_TIME_OVER },
    { 241, 200, "b1", MUSTER_APPROVAL_TIME_OVER },
    { -4, 0, "b1", MUSTER_APPROVAL_TIME_GOOD },
    { -6, 0, "b1", MUSTER_APPROVAL_TIME_JUMPED },
    { 10, 16, "b1", MUSTER_APPROVAL_TIME_JUMPED },
    { 24 * 60 + 1, 0, "b1", MUSTER_APPROVAL_TIME_JUMPED },
    { 100, 0, "b2", MUSTER_APPROVAL_TIME_GOOD },
    { 240, 0, "b2", MUSTER_APPROVAL_TIME_OVER },
    { -6, 0, "b2", MUSTER_APPROVAL_TIME_JUMPED },
  };
  g_autoptr(MusterApproval) approval = new_approval ("Finance");

  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autofree char *boot = g_strdup_printf ("%s/%" G_GINT64_FORMAT, clocks[i].boot,
                                               10 * G_TIME_SPAN_HOUR + clocks[i].boot_minutes * G_TIME_SPAN_MINUTE);

      g_assert_cmpint (muster_approval_check_time (approval, muster_approval_get_created (approval)
                                                   + clocks[i].wall_minutes * G_TIME_SPAN_MINUTE, boot), ==, clocks[i].time);
    }
}

static void
test_same (void)
{
  g_autoptr(MusterApproval) one = new_approval ("Finance");
  g_autoptr(MusterApproval) two = new_approval ("Finance");
  g_autofree char *items = g_strdup (muster_approval_get_items (two));

  muster_approval_set_run_id (two, "another");
  g_assert_true (muster_approval_same_as (one, two));
  strstr (items, "user:2")[5] = '3';
  muster_approval_set_items (two, items);
  g_assert_false (muster_approval_same_as (one, two));
  muster_approval_set_items (two, muster_approval_get_items (one));
  muster_approval_set_client_id (two, "other");
  g_assert_false (muster_approval_same_as (one, two));
}

static void
test_choose (void)
{
  g_autoptr(MusterApproval) approval = new_approval ("Finance");
  g_autoptr(GError) error = NULL;
  g_autofree char *items = muster_approval_choose (approval, NULL, 0, &error);
  gint64 first = 1;
  gint64 second = 2;

  g_assert_no_error (error);
  muster_approval_set_items (approval, items);
  g_assert_true (muster_approval_step_granted (approval, 1));
  g_assert_false (muster_approval_step_granted (approval, 2));
  g_assert_null (muster_approval_choose (approval, &first, 1, &error));
  g_clear_error (&error);
  g_assert_null (muster_approval_choose (approval, &second, 1, &error));
}

/* A name that turns the line round, or looks like another, says so beside itself */
static void
test_note (void)
{
  g_autoptr(MusterApproval) approval = new_approval ("Fin\342\200\256ance");
  g_autoptr(MusterApproval) cyrillic = new_approval ("Fin\320\260nce");
  g_autofree char *note = muster_approval_write_note (approval, "Acme", CODE, TRUE);
  g_autofree char *other = muster_approval_write_note (cyrillic, "Acme", NULL, FALSE);
  MusterApprovalCommand command;

  g_assert_nonnull (strstr (note, "U+202E"));
  g_assert_null (strstr (note, "\342\200\256"));
  g_assert_nonnull (strstr (note, "[group:1]"));
  g_assert_nonnull (strstr (note, "APPROVE " CODE));
  g_assert_nonnull (strstr (other, "U+0430"));
  g_assert_null (strstr (other, "APPROVE"));
  /* The note that asks is no answer to itself */
  g_assert_cmpint (muster_approval_command_parse (note, &command), ==, MUSTER_APPROVAL_VERB_NONE);
}

/* Each condition alone, in the order in which they are looked at */
static void
test_author (void)
{
  static const char * const approvers[] = { "101", NULL };
  static const struct
  {
    MusterApprovalRefusal refusal;
    const char           *kind;
    const char           *author_kind;
    const char           *author;
    const char           *mail;
    const char           *email;      /* of the technician */
    const char           *requester;
    MusterEffectClass     class;
    const char           *note_id;
    gint64                created;
    gboolean              flag;       /* changed, inactive, a program or visible, as the refusal says */
  } table[] = {
#define LINE(...) { __VA_ARGS__ \
}
    LINE (MUSTER_APPROVAL_REFUSAL_NONE, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_PRIVILEGE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_OFF, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_EARLIER, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "7", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_EARLIER, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 879),
    LINE (MUSTER_APPROVAL_REFUSAL_NONE, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "x", 881),
    LINE (MUSTER_APPROVAL_REFUSAL_KIND, "time", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_CHANGED, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000, TRUE),
    LINE (MUSTER_APPROVAL_REFUSAL_SELF, "note", "self", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_SELF, "note", "member", "190", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_AUTHOR, "note", "contact", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_AUTHOR, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000, TRUE),
    LINE (MUSTER_APPROVAL_REFUSAL_NOT_LISTED, "note", "member", "102", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_NOT_LISTED, "note", "member", NULL, "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_INACTIVE, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000, TRUE),
    LINE (MUSTER_APPROVAL_REFUSAL_REQUESTER, "note", "member", "101", "no", "A@C", "x@y\na@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    /* Who cannot be compared with the requester gives no rights, and may do the rest */
    LINE (MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN, "note", "member", "101", "no", NULL, "a@c", MUSTER_EFFECT_CLASS_PRIVILEGE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN, "note", "member", "101", "no", "", "a@c", MUSTER_EFFECT_CLASS_DESTRUCTIVE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN, "note", "member", "101", "no", "t@m", NULL, MUSTER_EFFECT_CLASS_DESTRUCTIVE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_NONE, "note", "member", "101", "no", NULL, "a@c", MUSTER_EFFECT_CLASS_CREDENTIAL, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_NONE, "note", "member", "101", "no", "t@m", NULL, MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_MAIL, "note", "member", "101", "yes", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_MAIL_UNKNOWN, "note", "member", "101", "unknown", "t@m", "a@c", MUSTER_EFFECT_CLASS_CREDENTIAL, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_NONE, "note", "member", "101", "unknown", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000),
    LINE (MUSTER_APPROVAL_REFUSAL_VISIBLE, "note", "member", "101", "no", "t@m", "a@c", MUSTER_EFFECT_CLASS_WRITE, "8", 1000, TRUE),
#undef LINE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(MusterApproval) approval = muster_approval_new ();
      g_autoptr(MusterNote) note = muster_note_new ();
      MusterApprovalAuthor author = { note };
      MusterApprovalRefusal refusal = table[i].refusal;

      muster_approval_set_created (approval, 1000 * G_USEC_PER_SEC);
      muster_approval_set_requester (approval, table[i].requester);
      muster_approval_set_effect_class (approval, table[i].class);
      muster_note_set_external_id (note, table[i].note_id);
      muster_note_set_created (note, table[i].created * G_USEC_PER_SEC);
      muster_note_set_kind (note, table[i].kind);
      muster_note_set_author_kind (note, table[i].author_kind);
      muster_note_set_author_id (note, table[i].author);
      muster_note_set_from_email (note, table[i].mail);
      muster_note_set_internal (note, refusal != MUSTER_APPROVAL_REFUSAL_VISIBLE);
      author.approvers = refusal == MUSTER_APPROVAL_REFUSAL_OFF ? NULL : approvers;
      author.own_id = "190";
      author.person = refusal != MUSTER_APPROVAL_REFUSAL_AUTHOR;
      author.active = refusal != MUSTER_APPROVAL_REFUSAL_INACTIVE;
      author.email = table[i].email;
      author.request_note_id = "7";
      author.changed = refusal == MUSTER_APPROVAL_REFUSAL_CHANGED && table[i].flag;
      if (muster_approval_check_author (approval, &author) != refusal)
        g_error ("Line %" G_GSIZE_FORMAT ": %s and not %s", i,
                 muster_approval_refusal_to_string (muster_approval_check_author (approval, &author)),
                 muster_approval_refusal_to_string (refusal));
      g_assert_nonnull (muster_approval_refusal_text (refusal));
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/agent/approval/parse", test_parse);
  g_test_add_func ("/agent/approval/time", test_time);
  g_test_add_func ("/agent/approval/same", test_same);
  g_test_add_func ("/agent/approval/choose", test_choose);
  g_test_add_func ("/agent/approval/note", test_note);
  g_test_add_func ("/agent/approval/author", test_author);

  return g_test_run ();
}
