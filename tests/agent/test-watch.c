/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tickets the agent looks at, and the reason that people read for the others */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"
#include "muster-watch.h"

static MusterTicket *
make_ticket (void)
{
  MusterTicket *ticket = muster_ticket_new ();

  muster_ticket_set_external_id (ticket, "1");
  muster_ticket_set_board (ticket, "Help Desk");
  muster_ticket_set_board_id (ticket, "11");
  muster_ticket_set_ticket_type (ticket, "Incident");
  muster_ticket_set_status (ticket, "New");
  muster_ticket_set_status_id (ticket, "16");
  muster_ticket_set_priority (ticket, "P3");
  muster_ticket_set_source (ticket, "Portal");
  muster_ticket_set_contact_id (ticket, "5");
  return ticket;
}

static MusterWatch *
make_watch (const char *text)
{
  g_autoptr(GError) error = NULL;
  MusterWatch *watch = muster_watch_new_from_text (text, &error);

  g_assert_no_error (error);
  return watch;
}

static void
assert_taken (const char   *filter,
              MusterTicket *ticket)
{
  g_autoptr(MusterWatch) watch = make_watch (filter);
  g_autofree char *reason = NULL;

  g_assert_true (muster_watch_takes (watch, ticket, &reason));
  g_assert_null (reason);
}

static void
assert_left (const char   *filter,
             MusterTicket *ticket,
             const char   *expected)
{
  g_autoptr(MusterWatch) watch = make_watch (filter);
  g_autofree char *reason = NULL;

  g_assert_false (muster_watch_takes (watch, ticket, &reason));
  g_assert_cmpstr (reason, ==, expected);
}

static void
test_defaults (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();

  assert_taken (NULL, ticket);
  muster_ticket_set_ours (ticket, TRUE);
  assert_left (NULL, ticket, "Muster’s own account entered the ticket");
  assert_taken ("{\"takeOwn\":true}", ticket);
  muster_ticket_set_is_own_test (ticket, TRUE);
  assert_taken (NULL, ticket);
  assert_taken ("{\"boards\":{\"mode\":\"only\",\"items\":[{\"id\":\"99\"}]}}", ticket);
  muster_ticket_set_closed (ticket, TRUE);
  assert_left (NULL, ticket, "The ticket is closed");
}

/* ConnectWise: source or type; HaloPSA: type; Autotask: source or monitorID, which its connector knows */
static void
test_monitoring (void)
{
  static const struct
  {
    const char *source, *type, *board;
    gboolean    alert;
  } cases[] = {
    { "LabTech", "Incident", "Help Desk", TRUE },
    { "RMM", NULL, NULL, TRUE },
    { "Monitoring Alert", NULL, NULL, TRUE },
    { NULL, "Alert", "1st Line Support", TRUE },
    { "Email", "Incident", "Monitoring", TRUE },
    { "Email Connector", "Incident", "Help Desk", FALSE },
    { "Portal", "Alarm system quote", "Help Desk", FALSE },
    { "Farmm", NULL, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterTicket) ticket = make_ticket ();

      muster_ticket_set_source (ticket, cases[i].source);
      muster_ticket_set_ticket_type (ticket, cases[i].type);
      muster_ticket_set_board (ticket, cases[i].board);
      muster_ticket_set_contact_id (ticket, NULL);
      g_assert_cmpint (muster_watch_is_monitoring (ticket), ==, cases[i].alert);
      if (cases[i].alert)
        assert_left (NULL, ticket, "A monitoring system sent the ticket");
      assert_taken ("{\"takeMonitoring\":true}", ticket);
      /* Somebody asks about it: then it is a question */
      muster_ticket_set_contact_email (ticket, "ann@client.example");
      assert_taken (NULL, ticket);
      muster_ticket_set_monitoring (ticket, TRUE);
      assert_left (NULL, ticket, "A monitoring system sent the ticket");
    }
}

static void
test_lists (void)
{
  g_autoptr(MusterTicket) ticket = make_ticket ();

  assert_taken ("{\"boards\":{\"mode\":\"all\",\"items\":[{\"id\":\"99\"}]}}", ticket);
  assert_taken ("{\"boards\":{\"mode\":\"only\",\"items\":[{\"id\":\"11\",\"name\":\"Renamed since\"}]}}", ticket);
  assert_taken ("{\"boards\":{\"mode\":\"only\",\"items\":[{\"name\":\"HELP desk\"}]}}", ticket);
  assert_left ("{\"boards\":{\"mode\":\"only\",\"items\":[{\"id\":\"12\",\"name\":\"Projects\"}]}}", ticket,
               "Board or queue “Help Desk” is not watched");
  assert_left ("{\"boards\":{\"mode\":\"only\",\"items\":[]}}", ticket, "Board or queue “Help Desk” is not watched");
  assert_left ("{\"types\":{\"mode\":\"except\",\"items\":[{\"name\":\"incident\"}]}}", ticket,
               "Ticket type “Incident” is not watched");
  assert_left ("{\"statuses\":{\"mode\":\"except\",\"items\":[{\"id\":\"16\"}]}}", ticket, "Status “New” is not watched");
  assert_left ("{\"priorities\":{\"mode\":\"except\",\"items\":[{\"name\":\"P3\"}]}}", ticket, "Priority “P3” is not watched");
  assert_left ("{\"sources\":{\"mode\":\"only\",\"items\":[{\"name\":\"Phone\"}]}}", ticket, "Source “Portal” is not watched");
  assert_taken ("{\"sources\":{\"mode\":\"except\",\"items\":[{\"name\":\"Phone\"}]}}", ticket);
  muster_ticket_set_source (ticket, NULL);
  assert_left ("{\"sources\":{\"mode\":\"only\",\"items\":[{\"name\":\"Phone\"}]}}", ticket,
               "Only some sources are watched, and the ticket has none");
  assert_taken ("{\"sources\":{\"mode\":\"except\",\"items\":[{\"name\":\"Phone\"}]}}", ticket);
}

static void
test_preview (void)
{
  g_autoptr(MusterWatch) watch = make_watch (NULL);
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) verdicts = NULL;

  for (guint i = 0; i < 100; i++)
    {
      MusterTicket *ticket = make_ticket ();

      muster_ticket_set_closed (ticket, i % 4 == 0);
      g_ptr_array_add (tickets, ticket);
    }
  verdicts = muster_watch_preview (watch, tickets);
  g_assert_cmpuint (verdicts->len, ==, 100);
  for (guint i = 0; i < verdicts->len; i++)
    {
      MusterWatchVerdict *verdict = verdicts->pdata[i];

      g_assert_true (verdict->ticket == tickets->pdata[i]);
      g_assert_cmpint (verdict->taken, ==, i % 4 != 0);
      g_assert_cmpint (verdict->reason == NULL, ==, verdict->taken);
    }
}

static void
test_json (void)
{
  const char *text = "{\"boards\":{\"mode\":\"only\",\"items\":[{\"id\":\"11\",\"name\":\"Help Desk\"}]},"
                     "\"types\":{\"mode\":\"all\",\"items\":[]},\"statuses\":{\"mode\":\"except\",\"items\":[{\"name\":\"Parked\"}]},"
                     "\"priorities\":{\"mode\":\"all\",\"items\":[]},\"sources\":{\"mode\":\"all\",\"items\":[]},"
                     "\"takeMonitoring\":true,\"takeOwn\":false}";
  static const char * const wrong[] = {
    "[]", "{\"boards\":{\"mode\":\"some\"}}", "{\"boards\":{}}", "{\"boards\":\"all\"}",
    "{\"types\":{\"mode\":\"only\",\"items\":[{}]}}", "{\"types\":{\"mode\":\"only\",\"items\":[7]}}", "{",
  };
  g_autoptr(MusterWatch) watch = make_watch (text);
  g_autoptr(JsonNode) node = muster_watch_to_json (watch);
  g_autofree char *again = json_to_string (node, FALSE);

  g_assert_cmpstr (again, ==, text);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_watch_new_from_text (wrong[i], &error));
      g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/watch/defaults", test_defaults);
  g_test_add_func ("/agent/watch/monitoring", test_monitoring);
  g_test_add_func ("/agent/watch/lists", test_lists);
  g_test_add_func ("/agent/watch/preview", test_preview);
  g_test_add_func ("/agent/watch/json", test_json);
  return g_test_run ();
}
