/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What counts as somebody having said something */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-connectwise.h"
#include "muster-conversation.h"
#include "muster-note.h"
#include "muster-test.h"

static void
add (GPtrArray  *notes,
     const char *kind,
     const char *id,
     const char *author_kind,
     const char *text,
     gint64      created)
{
  MusterNote *note = muster_note_new ();

  muster_note_set_kind (note, kind);
  muster_note_set_external_id (note, id);
  muster_note_set_author_kind (note, author_kind);
  muster_note_set_author_name (note, author_kind);
  muster_note_set_text (note, text);
  muster_note_set_created (note, created);
  muster_note_set_internal (note, g_str_equal (author_kind, "self"));
  g_ptr_array_add (notes, note);
}

static GPtrArray *
first_notes (void)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_object_unref);

  add (notes, "description", "1", "contact", "I cannot sign in.", 10);
  add (notes, "note", "2", "member", "On it.", 20);
  return notes;
}

static MusterTicket *
make_ticket (void)
{
  g_autoptr(MusterPsa) psa = muster_connectwise_psa_new ();
  MusterTicket *ticket = muster_ticket_new ();
  g_autoptr(GPtrArray) notes = first_notes ();

  muster_ticket_set_updated (ticket, 25);
  muster_conversation_update (psa, ticket, notes);
  g_assert_nonnull (muster_ticket_get_conversation (ticket));
  g_assert_null (muster_ticket_get_change_kind (ticket));
  g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "I cannot sign in.");
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 1);
  return ticket;
}

/* @notes: (transfer full) */
static void
assert_change (MusterTicket *ticket,
               GPtrArray    *notes,
               const char   *kind,
               const char   *author,
               gint64        time)
{
  g_autoptr(MusterPsa) psa = muster_connectwise_psa_new ();
  g_autoptr(GPtrArray) owned = notes;
  g_autofree char *before = g_strdup (muster_ticket_get_conversation (ticket));

  muster_ticket_set_updated (ticket, 99);
  muster_conversation_update (psa, ticket, notes);
  g_assert_cmpint (muster_conversation_is_ahead (ticket, before), ==, kind != NULL);
  g_assert_cmpstr (muster_ticket_get_change_kind (ticket), ==, kind);
  g_assert_cmpstr (muster_ticket_get_change_author (ticket), ==, author);
  g_assert_cmpint (muster_ticket_get_change_time (ticket), ==, time);
}

static void
test_nothing_said (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  /* A status, a stamp */
  muster_ticket_set_status (ticket, "In Progress");
  assert_change (ticket, first_notes (), NULL, NULL, 0);
  /* Our own note, and what a rule of the PSA writes after it */
  add (notes, "note", "3", "self", "Plan. [ref:1]", 30);
  add (notes, "note", "4", "system", "A note was added.", 31);
  assert_change (ticket, notes, NULL, NULL, 0);
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 3);
  g_assert_false (muster_conversation_is_ahead (ticket, NULL));
}

static void
test_reply (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  add (notes, "note", "3", "contact", "It works again.", 30);
  assert_change (ticket, notes, "note", "contact", 30);
}

static void
test_time_entry (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  /* Ids of notes and of time entries are counted apart */
  add (notes, "time-entry", "2", "member", "Called her.", 30);
  assert_change (ticket, notes, "time-entry", "member", 30);
}

static void
test_edited (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  muster_note_set_text (notes->pdata[1], "Not on it.");
  assert_change (ticket, notes, "edited", "member", 99);
}

static void
test_description (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  muster_note_set_text (notes->pdata[0], "I cannot print.");
  assert_change (ticket, notes, "description", NULL, 99);
  g_assert_cmpstr (muster_ticket_get_description (ticket), ==, "I cannot print.");
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 1);
}

static void
test_removed (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();
  GPtrArray *notes = first_notes ();

  g_ptr_array_set_size (notes, 1);
  assert_change (ticket, notes, "removed", NULL, 99);
}

/* The description may be on the ticket and not among the notes, and the order of the notes says nothing */
static void
test_hash (void)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(GPtrArray) forward = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) backward = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  muster_ticket_set_description (ticket, "I cannot sign in.");
  add (forward, "note", "2", "contact", "Please hurry.", 20);
  add (forward, "note", "3", "member", "Soon.", 30);
  add (backward, "note", "3", "member", "Soon.", 30);
  add (backward, "note", "2", "contact", "Please hurry.", 20);
  first = muster_conversation_hash (ticket, forward);
  second = muster_conversation_hash (ticket, backward);
  g_assert_cmpstr (first, ==, second);
  muster_ticket_set_description (ticket, "I cannot print.");
  third = muster_conversation_hash (ticket, forward);
  g_assert_cmpstr (first, !=, third);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/conversation/nothing-said", test_nothing_said);
  g_test_add_func ("/agent/conversation/reply", test_reply);
  g_test_add_func ("/agent/conversation/time-entry", test_time_entry);
  g_test_add_func ("/agent/conversation/edited", test_edited);
  g_test_add_func ("/agent/conversation/description", test_description);
  g_test_add_func ("/agent/conversation/removed", test_removed);
  g_test_add_func ("/agent/conversation/hash", test_hash);
  return g_test_run ();
}
