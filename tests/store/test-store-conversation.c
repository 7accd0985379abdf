/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hints, usage, tickets that are left alone, and the plans that a run had before */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-error.h"
#include "muster-store-fixture.h"

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dir = muster_test_dir ();
  fixture->store = fixture_open_or_die (fixture->dir);
  fixture_fill (fixture->store);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture->store);
  fixture->store = fixture_open_or_die (fixture->dir);
}

/* Returns: how many deliveries the one hint has, 0: there is none */
static gint64
one_hint (Fixture *fixture)
{
  g_autoptr(GPtrArray) hints = MUST (fixture->store, take_hints, "C1");

  g_assert_cmpuint (hints->len, <=, 1);
  return hints->len > 0 ? ((MusterStoredHint *) hints->pdata[0])->n : 0;
}

static void
test_hints (Fixture      *fixture,
            gconstpointer data)
{
  MUST (fixture->store, add_hint, "C1", "1001");
  MUST (fixture->store, add_hint, "C1", "1001");
  g_assert_cmpint (one_hint (fixture), ==, 2);
  /* Taking is only looking */
  reopen (fixture);
  g_assert_cmpint (one_hint (fixture), ==, 2);
  /* One more came while the first two were looked at */
  MUST (fixture->store, add_hint, "C1", "1001");
  MUST (fixture->store, settle_hint, "C1", "1001", 2);
  g_assert_cmpint (one_hint (fixture), ==, 3);
  MUST (fixture->store, settle_hint, "C1", "1001", 3);
  g_assert_cmpint (one_hint (fixture), ==, 0);
  /* A late settling takes nothing back, and cannot settle what has not come */
  MUST (fixture->store, settle_hint, "C1", "1001", 99);
  MUST (fixture->store, settle_hint, "C1", "1001", 1);
  MUST (fixture->store, add_hint, "C1", "1001");
  g_assert_cmpint (one_hint (fixture), ==, 4);
  /* Nobody's */
  MUST (fixture->store, add_hint, "gone", "1001");
  MUST (fixture->store, settle_hint, "gone", "1001", 1);
}

static void
test_usage (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GPtrArray) hours = NULL;
  MusterUsageHour *first;

  MUST (fixture->store, add_usage, "C1", 500000, 10);
  MUST (fixture->store, add_usage, "C1", 500001, 5);
  MUST (fixture->store, add_usage, "C1", 500000, 7);
  MUST (fixture->store, add_usage, "gone", 500000, 7);
  hours = MUST (fixture->store, list_usage, "C1", 500000);
  g_assert_cmpuint (hours->len, ==, 2);
  first = hours->pdata[0];
  g_assert_cmpint (first->hour, ==, 500000);
  g_assert_cmpint (first->requests, ==, 17);
  g_clear_pointer (&hours, g_ptr_array_unref);
  hours = MUST (fixture->store, list_usage, "C1", 500001);
  g_assert_cmpuint (hours->len, ==, 1);
  /* A month later the first ones are forgotten */
  MUST (fixture->store, add_usage, "C1", 500000 + 31 * 24 + 1, 1);
  g_clear_pointer (&hours, g_ptr_array_unref);
  hours = MUST (fixture->store, list_usage, "C1", 0);
  g_assert_cmpuint (hours->len, ==, 2);
}

static MusterTicket *
ingest_one (Fixture    *fixture,
            const char *external_id,
            const char *version,
            gint64      updated,
            gboolean    closed)
{
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) news = NULL;
  MusterTicket *ticket = fixture_ticket (external_id, version);

  muster_ticket_set_notes (ticket, NULL);
  muster_ticket_set_updated (ticket, updated);
  muster_ticket_set_closed (ticket, closed);
  g_ptr_array_add (tickets, ticket);
  news = MUST (fixture->store, ingest, "C1", tickets, NULL);
  return news->len > 0 ? g_object_ref (news->pdata[0]) : NULL;
}

static void
test_ignored (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterTicket) ticket = ingest_one (fixture, "1002", "v1", 1000, FALSE);
  const char *id = muster_ticket_get_id (ticket);
  g_autoptr(GPtrArray) unhandled = MUST (fixture->store, list_unhandled_tickets);
  g_autoptr(GPtrArray) ignored = NULL;
  g_autoptr(GPtrArray) waiting = NULL;
  g_autoptr(MusterTicket) again = NULL;

  g_assert_cmpuint (unhandled->len, ==, 1);
  MUST (fixture->store, set_ticket_wait, id, NULL, MUSTER_WAIT_REASON_UNMAPPED);
  MUST (fixture->store, set_ticket_ignored, id, "Not watched");
  waiting = MUST (fixture->store, list_waiting_tickets);
  g_assert_cmpuint (waiting->len, ==, 0);
  ignored = MUST (fixture->store, list_ignored_tickets, "C1");
  g_assert_cmpuint (ignored->len, ==, 1);
  g_assert_cmpstr (muster_ticket_get_ignored (ignored->pdata[0]), ==, "Not watched");
  g_clear_pointer (&unhandled, g_ptr_array_unref);
  unhandled = MUST (fixture->store, list_unhandled_tickets);
  g_assert_cmpuint (unhandled->len, ==, 0);

  /* It changes, or it gets a place: it is not left alone any more */
  again = ingest_one (fixture, "1002", "v2", 2000, FALSE);
  g_assert_nonnull (again);
  g_clear_pointer (&unhandled, g_ptr_array_unref);
  unhandled = MUST (fixture->store, list_unhandled_tickets);
  g_assert_cmpuint (unhandled->len, ==, 1);
  MUST (fixture->store, set_ticket_wait, id, NULL, MUSTER_WAIT_REASON_UNMAPPED);
  g_clear_pointer (&ignored, g_ptr_array_unref);
  ignored = MUST (fixture->store, list_ignored_tickets, "C1");
  g_assert_cmpuint (ignored->len, ==, 0);
}

static void
test_closed (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MusterTicket) unknown = ingest_one (fixture, "1002", "v1", 1000, TRUE);
  g_autoptr(MusterTicket) known = ingest_one (fixture, "1001", "v2", 2000, TRUE);
  g_autoptr(MusterTicket) same_second = NULL;

  g_assert_null (unknown);
  g_assert_true (muster_ticket_get_closed (known));
  /* The notes that were read before are still there, and so is what the list does not show */
  g_assert_cmpuint (muster_ticket_get_notes (known)->len, ==, 1);
  /* Opened again in the same second: the same version says something else */
  same_second = ingest_one (fixture, "1001", "v2", 2000, FALSE);
  g_assert_nonnull (same_second);
  g_assert_null (ingest_one (fixture, "1001", "v2", 2000, FALSE));
}

static void
test_look_again (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  g_autoptr(GPtrArray) unhandled = NULL;

  g_ptr_array_add (ids, (gpointer) "1001");
  g_ptr_array_add (ids, (gpointer) "none");
  MUST (fixture->store, look_again, "C1", ids);
  unhandled = MUST (fixture->store, list_unhandled_tickets);
  g_assert_cmpuint (unhandled->len, ==, 1);
}

static void
finish_run (Fixture    *fixture,
            const char *diagnosis)
{
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  MusterRunChange change = { .plan = plan, .planner = "built-in" };

  muster_plan_set_diagnosis (plan, diagnosis);
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_PLANNED, &change, "engine");
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNED, MUSTER_RUN_STATE_DONE, NULL, "engine");
}

static void
say (Fixture    *fixture,
     const char *conversation,
     const char *author)
{
  g_autoptr(MusterTicket) ticket = MUST (fixture->store, find_ticket, "C1", "1001");

  muster_ticket_set_conversation (ticket, conversation);
  muster_ticket_set_change_author (ticket, author);
  muster_ticket_set_change_kind (ticket, "note");
  muster_ticket_set_change_time (ticket, 77);
  MUST (fixture->store, save_conversation, ticket);
}

static guint
count_unfinished (Fixture *fixture)
{
  g_autoptr(GPtrArray) runs = MUST (fixture->store, list_unfinished_runs);

  return runs->len;
}

static void
test_revisions (Fixture      *fixture,
                gconstpointer data)
{
  MusterRunChange revise = { .revise = TRUE };
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GPtrArray) revisions = NULL;

  say (fixture, "first", NULL);
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  finish_run (fixture, "Locked");
  g_assert_cmpuint (count_unfinished (fixture), ==, 0);

  /* Somebody writes: a run that came to its end is found again, also by the next session */
  say (fixture, "second", "Ina Öst");
  g_assert_cmpuint (count_unfinished (fixture), ==, 1);
  reopen (fixture);
  g_assert_cmpuint (count_unfinished (fixture), ==, 1);
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_DONE, MUSTER_RUN_STATE_PLANNING, &revise, "engine");
  finish_run (fixture, "Printer");
  g_assert_cmpuint (count_unfinished (fixture), ==, 0);

  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_revision (run), ==, 2);
  g_assert_cmpstr (muster_run_get_conversation (run), ==, "second");
  g_assert_cmpstr (muster_run_get_change_author (run), ==, "Ina Öst");
  g_assert_cmpstr (muster_run_get_change_kind (run), ==, "note");
  g_assert_cmpint (muster_run_get_change_time (run), ==, 77);
  g_assert_cmpint (muster_run_get_updated (run), >, 0);
  g_assert_cmpstr (muster_plan_get_diagnosis (muster_run_get_plan (run)), ==, "Printer");
  revisions = MUST (fixture->store, list_revisions, "R1");
  g_assert_cmpuint (revisions->len, ==, 1);
  g_assert_cmpint (muster_run_get_revision (revisions->pdata[0]), ==, 1);
  g_assert_cmpstr (muster_run_get_conversation (revisions->pdata[0]), ==, "first");
  g_assert_cmpstr (muster_plan_get_diagnosis (muster_run_get_plan (revisions->pdata[0])), ==, "Locked");
}

static void
test_contact (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterTicket) before = MUST (fixture->store, find_ticket, "C1", "1001");
  g_autoptr(MusterTicket) after = NULL;

  MUST (fixture->store, set_ticket_contact, muster_ticket_get_id (before), "Ina Öst", "ina@client.example");
  after = MUST (fixture->store, find_ticket, "C1", "1001");
  g_assert_cmpstr (muster_ticket_get_contact_email (after), ==, "ina@client.example");
  MUST (fixture->store, set_ticket_contact, muster_ticket_get_id (before), "Other", NULL);
  g_clear_object (&after);
  after = MUST (fixture->store, find_ticket, "C1", "1001");
  g_assert_cmpstr (muster_ticket_get_contact_name (after), ==, "Ina Öst");
  g_assert_cmpstr (muster_ticket_get_contact_email (after), ==, "ina@client.example");
}

#define ADD(path, test) g_test_add ("/store/conversation/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("hints", test_hints);
  ADD ("usage", test_usage);
  ADD ("ignored", test_ignored);
  ADD ("closed", test_closed);
  ADD ("look-again", test_look_again);
  ADD ("revisions", test_revisions);
  ADD ("contact", test_contact);

  return g_test_run ();
}
