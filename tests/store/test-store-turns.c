/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a language model said: kept in its order, for each revision of the plan, and only once */

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

static JsonNode *
message (int number)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "n", number);
  json_object_set_string_member (object, "text", "„ä“\n\"");
  return json_node_init_object (json_node_alloc (), object);
}

static void
test_kept (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(JsonNode) one = message (1);
  g_autoptr(JsonNode) two = message (2);
  g_autoptr(JsonNode) three = message (3);
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) all = NULL;
  MusterStoredTurn *turn;

  MUST (fixture->store, add_turn, "R1", 2, 1, three);
  MUST (fixture->store, add_turn, "R1", 1, 1, one);
  MUST (fixture->store, add_turn, "R1", 1, 2, two);
  fixture_close (fixture->store);
  fixture->store = fixture_open_or_die (fixture->dir);

  first = MUST (fixture->store, list_turns, "R1", 1);
  g_assert_cmpuint (first->len, ==, 2);
  turn = first->pdata[1];
  g_assert_cmpint (turn->seq, ==, 2);
  g_assert_cmpint (turn->time, >, 0);
  g_assert_true (json_node_equal (turn->message, two));

  all = MUST (fixture->store, list_turns, "R1", 0);
  g_assert_cmpuint (all->len, ==, 3);
  turn = all->pdata[2];
  g_assert_cmpint (turn->revision, ==, 2);
  g_assert_true (json_node_equal (turn->message, three));
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(JsonNode) one = message (1);
  g_autoptr(JsonNode) two = message (2);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) turns = NULL;

  g_assert_false (CALL (fixture->store, &error, add_turn, "R9", 1, 1, one));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* What was stored first was acted on */
  MUST (fixture->store, add_turn, "R1", 1, 1, one);
  g_assert_false (CALL (fixture->store, &error, add_turn, "R1", 1, 1, two));
  g_assert_nonnull (error);
  turns = MUST (fixture->store, list_turns, "R1", 1);
  g_assert_cmpuint (turns->len, ==, 1);
  g_assert_true (json_node_equal (((MusterStoredTurn *) turns->pdata[0])->message, one));
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
  g_test_add ("/store/turns/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/store/turns/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
