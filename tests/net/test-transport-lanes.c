/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-test.h"
#include "muster-test-server.h"
#include "muster-transport.h"

typedef struct {
  MusterTestServer *server;
  MusterClock *clock;
  MusterEgress *egress;
  MusterTransport *transport;
  GString *order;     /* in which requests arrived; under the lock */
  GMutex lock;
  guint n_done;
  guint n_failed;
  guint n_told;       /* requests that the usage function was told of */
  char *told_of;
} Fixture;

/* /hold waits; /status/429 says so once; everything is noted by its last letters. */
static void
answer (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  Fixture *f = data;
  guint status = 200;

  g_mutex_lock (&f->lock);
  g_string_append_printf (f->order, "%s%s", f->order->len > 0 ? " " : "", path + 1);
  if (g_str_has_prefix (path, "/status/") && strstr (f->order->str, " again") == NULL)
    {
      status = (guint) g_ascii_strtoull (path + strlen ("/status/"), NULL, 10);
      g_string_append (f->order, " again");
    }
  g_mutex_unlock (&f->lock);

  muster_test_server_answer (message, status, "{}");
  if (g_str_has_prefix (path, "/hold"))
    muster_test_server_hold (server, message);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_mutex_init (&f->lock);
  f->order = g_string_new (NULL);
  f->server = muster_test_server_new (NULL, answer, f);
  f->clock = muster_clock_new_fixed (G_TIME_SPAN_DAY);
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  muster_test_server_free (f->server);
  g_string_free (f->order, TRUE);
  g_mutex_clear (&f->lock);
  g_free (f->told_of);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Fixture *f = data;
  g_autoptr(MusterAnswer) got = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, NULL);

  f->n_done++;
  f->n_failed += got == NULL;
}

static void
send_to (Fixture        *f,
         const char     *tenant,
         const char     *path,
         MusterPriority  priority,
         const char     *key,
         GCancellable   *cancellable)
{
  g_autofree char *url = muster_test_server_url (f->server, path);
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);

  muster_request_set_connection_id (request, "C");
  muster_request_set_priority (request, priority);
  muster_request_set_lane_key (request, key);
  muster_request_set_tenant (request, tenant);
  muster_transport_send_async (f->transport, request, NULL, NULL, cancellable, done_cb, f);
}

static void
send (Fixture        *f,
      const char     *path,
      MusterPriority  priority,
      const char     *key,
      GCancellable   *cancellable)
{
  send_to (f, NULL, path, priority, key, cancellable);
}

static gboolean
is_held (gpointer data)
{
  return muster_test_server_n_held (((Fixture *) data)->server) > 0;
}

static gboolean
all_done (gpointer data)
{
  Fixture *f = data;
  MusterUsage usage;

  if (muster_test_server_n_held (f->server) > 0)
    muster_test_server_release (f->server, 1);
  return muster_transport_get_usage (f->transport, "C", &usage) && usage.waiting == 0 && usage.running == 0;
}

static void
assert_order (Fixture    *f,
              const char *expected)
{
  g_mutex_lock (&f->lock);
  g_assert_cmpstr (f->order->str, ==, expected);
  g_mutex_unlock (&f->lock);
}

/* What comes to the vendor first, when a place becomes free; one that lost interest
 * does not come at all. */
static void
test_order (Fixture       *f,
            gconstpointer  data)
{
  const MusterRate rate = { .parallel = 1 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  MusterUsage usage;

  g_assert_false (muster_transport_get_usage (f->transport, "C", &usage));
  muster_transport_set_rate (f->transport, "C", &rate);
  send (f, "/hold", MUSTER_PRIORITY_HISTORY, NULL, NULL);
  muster_test_until (is_held, f);
  send (f, "/history", MUSTER_PRIORITY_HISTORY, NULL, NULL);
  send (f, "/run1", MUSTER_PRIORITY_RUN, NULL, NULL);
  send (f, "/gone", MUSTER_PRIORITY_NOTE, NULL, cancellable);
  send (f, "/intake", MUSTER_PRIORITY_INTAKE, NULL, NULL);
  send (f, "/run2", MUSTER_PRIORITY_RUN, NULL, NULL);
  send (f, "/note", MUSTER_PRIORITY_NOTE, NULL, NULL);
  send (f, "/approval", MUSTER_PRIORITY_APPROVAL, NULL, NULL);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.waiting, ==, 7);
  g_assert_cmpuint (usage.running, ==, 1);
  g_assert_cmpuint (usage.total, ==, 1);
  g_cancellable_cancel (cancellable);
  muster_test_until (all_done, f);
  assert_order (f, "hold note approval intake run1 run2 history");
  g_assert_cmpuint (f->n_done, ==, 8);
  g_assert_cmpuint (f->n_failed, ==, 1);
}

static void
test_per_entity (Fixture       *f,
                 gconstpointer  data)
{
  const MusterRate rate = { .parallel = 4, .per_entity = 1 };

  muster_transport_set_rate (f->transport, "C", &rate);
  send (f, "/hold", MUSTER_PRIORITY_RUN, "Tickets", NULL);
  muster_test_until (is_held, f);
  send (f, "/ticket", MUSTER_PRIORITY_RUN, "Tickets", NULL);
  send (f, "/contact", MUSTER_PRIORITY_HISTORY, "Contacts", NULL);
  muster_test_until (all_done, f);
  g_assert_cmpuint (f->n_failed, ==, 0);
  g_assert_cmpuint (f->n_done, ==, 3);
}

static gboolean
first_refused (gpointer data)
{
  Fixture *f = data;
  MusterUsage usage;

  return muster_transport_get_usage (f->transport, "C", &usage) && usage.paused_until != 0;
}

/* 429 without a time: nothing of the connection is sent before the pause is over, then
 * in the order of the priorities; another connection does not wait. The clock stands
 * still until it is moved. */
static void
test_back_off (Fixture       *f,
               gconstpointer  data)
{
  const MusterRate rate = { .parallel = 4 };
  g_autofree char *path = g_strdup_printf ("/status/%u", GPOINTER_TO_UINT (data));
  g_autofree char *expected = g_strdup_printf ("status/%u again note status/%u run", GPOINTER_TO_UINT (data),
                                               GPOINTER_TO_UINT (data));
  MusterUsage usage;

  muster_transport_set_rate (f->transport, "C", &rate);
  send (f, path, MUSTER_PRIORITY_INTAKE, NULL, NULL);
  muster_test_until (first_refused, f);
  send (f, "/run", MUSTER_PRIORITY_RUN, NULL, NULL);
  send (f, "/note", MUSTER_PRIORITY_NOTE, NULL, NULL);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.waiting, ==, 3);
  g_assert_cmpuint (usage.running, ==, 0);
  g_assert_cmpint (usage.paused_until, >, muster_clock_now (f->clock));
  g_assert_cmpint (usage.paused_until, <=, muster_clock_now (f->clock) + 7 * G_TIME_SPAN_SECOND);

  muster_clock_advance (f->clock, 7 * G_TIME_SPAN_SECOND);
  /* One at a time, to see the order. */
  muster_transport_set_limits (f->transport, "C", 0.0, 1);
  muster_test_until (all_done, f);
  assert_order (f, expected);
  g_assert_cmpuint (f->n_failed, ==, 0);
}

static gboolean
other_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 2;
}

/* One customer's tenant refuses for a while: the others do not wait for it, and no other limit than a tenant's own
 * holds for them. Without such limits all wait. */
static void
test_per_tenant (Fixture       *f,
                 gconstpointer  data)
{
  MusterRate rate = { .parallel = 1, .per_tenant = TRUE };
  MusterUsage usage;

  muster_transport_set_rate (f->transport, "C", &rate);
  send_to (f, "A", "/status/429", MUSTER_PRIORITY_RUN, NULL, NULL);
  muster_test_until (first_refused, f);
  send_to (f, "A", "/a", MUSTER_PRIORITY_NOTE, NULL, NULL);
  send_to (f, "B", "/b", MUSTER_PRIORITY_HISTORY, NULL, NULL);
  send_to (f, NULL, "/own", MUSTER_PRIORITY_HISTORY, NULL, NULL);
  muster_test_until (other_done, f);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.total, ==, 3);
  g_assert_cmpuint (usage.waiting, ==, 2);
  g_assert_cmpint (usage.paused_until, !=, 0);
  muster_clock_advance (f->clock, 7 * G_TIME_SPAN_SECOND);
  muster_transport_set_rate (f->transport, "C", &rate);
  muster_test_until (all_done, f);
  g_assert_cmpuint (f->n_failed, ==, 0);

  send_to (f, "A", "/hold", MUSTER_PRIORITY_RUN, NULL, NULL);
  muster_test_until (is_held, f);
  send_to (f, "B", "/beside", MUSTER_PRIORITY_RUN, NULL, NULL);
  send_to (f, "A", "/behind", MUSTER_PRIORITY_RUN, NULL, NULL);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.running, ==, 2);
  g_assert_cmpuint (usage.waiting, ==, 1);
  muster_test_until (all_done, f);

  rate.per_tenant = FALSE;
  muster_transport_set_rate (f->transport, "C", &rate);
  send_to (f, "A", "/hold", MUSTER_PRIORITY_RUN, NULL, NULL);
  send_to (f, "B", "/behind", MUSTER_PRIORITY_RUN, NULL, NULL);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.running, ==, 1);
  muster_test_until (all_done, f);
}

static void
told (MusterTransport *transport,
      const char      *connection_id,
      guint            requests,
      gpointer         user_data)
{
  Fixture *f = user_data;

  f->n_told += requests;
  g_free (f->told_of);
  f->told_of = g_strdup (connection_id);
}

static gboolean
all_told (gpointer data)
{
  return ((Fixture *) data)->n_told == 5;
}

/* What was used, and who is told of it */
static void
test_usage (Fixture       *f,
            gconstpointer  data)
{
  const MusterRate rate = { .parallel = 4, .window_s = 3600, .window_limit = 100, .window_share = 0.1 };
  MusterUsage usage;

  muster_transport_set_usage_func (f->transport, told, f, NULL);
  muster_transport_set_rate (f->transport, "C", &rate);
  for (guint i = 0; i < 5; i++)
    send (f, "/a", MUSTER_PRIORITY_INTAKE, NULL, NULL);
  muster_test_until (all_done, f);
  g_assert_true (muster_transport_get_usage (f->transport, "C", &usage));
  g_assert_cmpuint (usage.used, ==, 5);
  g_assert_cmpuint (usage.allowed, ==, 10);
  g_assert_cmpuint (usage.limit, ==, 100);
  g_assert_cmpuint (usage.window_s, ==, 3600);
  g_assert_cmpuint (usage.total, ==, 5);
  g_assert_true (usage.slowed);
  g_assert_cmpint (usage.paused_until, ==, 0);
  muster_test_until (all_told, f);
  g_assert_cmpstr (f->told_of, ==, "C");

  /* What was used before the start counts; who is replaced is told the rest. */
  muster_transport_add_usage (f->transport, "C", 3);
  send (f, "/b", MUSTER_PRIORITY_INTAKE, NULL, NULL);
  muster_test_until (all_done, f);
  muster_transport_set_usage_func (f->transport, NULL, NULL, NULL);
  g_assert_cmpuint (f->n_told, ==, 6);
  send (f, "/c", MUSTER_PRIORITY_INTAKE, NULL, NULL);
  send (f, "/d", MUSTER_PRIORITY_NOTE, NULL, NULL);
  muster_transport_get_usage (f->transport, "C", &usage);
  g_assert_cmpuint (usage.used, ==, 10);
  g_assert_cmpuint (usage.waiting, ==, 1);

  /* An hour and a slot later */
  muster_clock_advance (f->clock, 62 * G_TIME_SPAN_MINUTE);
  muster_transport_set_rate (f->transport, "C", &rate);
  muster_test_until (all_done, f);
  muster_transport_get_usage (f->transport, "C", &usage);
  g_assert_cmpuint (usage.used, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add ("/net/transport-lanes/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/net/transport-lanes/per-entity", Fixture, NULL, set_up, test_per_entity, tear_down);
  g_test_add ("/net/transport-lanes/back-off/429", Fixture, GUINT_TO_POINTER (429), set_up, test_back_off, tear_down);
  g_test_add ("/net/transport-lanes/back-off/503", Fixture, GUINT_TO_POINTER (503), set_up, test_back_off, tear_down);
  g_test_add ("/net/transport-lanes/per-tenant", Fixture, NULL, set_up, test_per_tenant, tear_down);
  g_test_add ("/net/transport-lanes/usage", Fixture, NULL, set_up, test_usage, tear_down);

  return g_test_run ();
}
