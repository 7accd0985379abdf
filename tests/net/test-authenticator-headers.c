/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-authenticator.h"
#include "muster-test.h"

static void
test_headers (void)
{
  g_autoptr(MusterAuthenticator) authenticator = muster_authenticator_headers_new ();
  g_autoptr(MusterRequest) request = muster_request_new ("GET", "https://x.example/");
  g_autoptr(MusterSecret) private_key = muster_secret_new ("privateKey");
  g_autoptr(MusterSecret) client_id = muster_secret_new ("11111111-2222-3333-4444-555555555555");
  g_autoptr(MusterSecret) token = muster_secret_new ("abc");
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_authenticator_headers_add_basic (authenticator, "company+publicKey", private_key);
  muster_authenticator_headers_add (authenticator, "clientId", NULL, client_id);
  muster_authenticator_headers_add (authenticator, "X-Token", "Token ", token);

  muster_authenticator_prepare_async (authenticator, request, NULL, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_authenticator_prepare_finish (authenticator, muster_test_wait (&wait), &error));
  g_assert_no_error (error);

  g_assert_cmpstr (muster_request_get_header (request, "Authorization"), ==,
                   "Basic Y29tcGFueStwdWJsaWNLZXk6cHJpdmF0ZUtleQ==");
  g_assert_cmpstr (muster_request_get_header (request, "clientid"), ==, "11111111-2222-3333-4444-555555555555");
  g_assert_cmpstr (muster_request_get_header (request, "X-Token"), ==, "Token abc");

  /* The same headers again would be refused again. */
  g_assert_false (muster_authenticator_invalidate (authenticator, NULL));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/authenticator-headers/headers", test_headers);

  return g_test_run ();
}
