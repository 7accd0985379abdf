/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"
#include "muster-test-server.h"
#include "muster-transport.h"

static void
answer (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  muster_test_server_answer (message, 200, "{}");
}

static const struct {
  const char *certificate;
  const char *says;
} cases[] = {
  { "net/self-signed.pem", "signed by nobody" },
  { "net/wrong-host.pem", "another host name" },
  { "net/expired.pem", "has expired" },
  { "net/not-yet.pem", "not valid yet" },
};

/* A certificate that is not good: nothing is sent, and the error says what is wrong. */
static void
test_refused (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(MusterTestServer) server = muster_test_server_new (cases[i].certificate, answer, NULL);
  g_autoptr(MusterClock) clock = muster_clock_new_system ();
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterTransport) transport = muster_transport_new (clock, egress);
  g_autoptr(MusterSecret) key = muster_secret_new ("very-secret-key");
  g_autoptr(MusterAuthenticator) authenticator = muster_authenticator_headers_new ();

  muster_authenticator_headers_add (authenticator, "x-api-key", NULL, key);
  for (guint effect = 0; effect < 2; effect++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autofree char *url = muster_test_server_url (server, "/");
      g_autoptr(MusterRequest) request = muster_request_new (effect ? "POST" : "GET", url);
      g_autoptr(GError) error = NULL;

      muster_request_set_effect (request, effect != 0);
      muster_transport_send_async (transport, request, authenticator, NULL, NULL, muster_test_wait_cb, &wait);
      g_assert_null (muster_transport_send_finish (transport, muster_test_wait (&wait), &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TLS);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("\"%s\" does not say \"%s\"", error->message, cases[i].says);
    }

  g_assert_cmpuint (muster_test_server_n_requests (server), ==, 0);
}

static gboolean
greet_cb (GThreadedSocketService *service,
          GSocketConnection      *connection,
          GObject                *source,
          gpointer                data)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             "220 mail.example ESMTP\r\n", 24, NULL, NULL, NULL);
  return TRUE;
}

/* https to somebody who does not speak TLS */
static void
test_not_tls (void)
{
  g_autoptr(GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr(MusterClock) clock = muster_clock_new_system ();
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterTransport) transport = muster_transport_new (clock, egress);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *url = NULL;
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (greet_cb), NULL);
  url = g_strdup_printf ("https://127.0.0.1:%u/", g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service),
                                                                                       NULL, &error));
  g_assert_no_error (error);

  request = muster_request_new ("POST", url);
  muster_request_set_effect (request, TRUE);
  muster_transport_send_async (transport, request, NULL, NULL, NULL, muster_test_wait_cb, &wait);
  g_assert_null (muster_transport_send_finish (transport, muster_test_wait (&wait), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TLS);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_path_get_basename (cases[i].certificate);
      g_autofree char *path = g_strconcat ("/net/transport-tls/", name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refused);
    }
  g_test_add_func ("/net/transport-tls/not-tls", test_not_tls);

  return g_test_run ();
}
