/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "disk-store.h"
#include "muster-error.h"
#include "oauth-issuer.h"

/* --- Client credentials --- */

typedef struct {
  OauthIssuer *issuer;
  TestStore *store;
  MusterAuthenticator *authenticator;
  guint n_done;
  guint n_good;
} Fixture;

/* data: whether a person has signed in */
static MusterAuthenticator *
new_authenticator (OauthIssuer *issuer,
                   TestStore   *store)
{
  g_autofree char *url = oauth_issuer_token_url (issuer);
  g_autofree char *base = oauth_issuer_url (issuer, "/api");
  MusterAuthenticator *authenticator = muster_authenticator_oauth_new (issuer->transport, url, "client & 1");

  muster_authenticator_oauth_set_scope (authenticator, "all offline_access");
  muster_authenticator_oauth_set_resource (authenticator, base);
  if (store != NULL)
    {
      g_autoptr(MusterSecret) current = muster_secret_new (store->kept);

      muster_authenticator_oauth_set_refresh (authenticator, MUSTER_SECRET_STORE (store), TEST_STORE_ID, current);
    }
  else
    {
      g_autoptr(MusterSecret) secret = muster_secret_new ("s&cr=t+~8Q");

      muster_authenticator_oauth_set_client_secret (authenticator, secret);
    }

  return authenticator;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->issuer = oauth_issuer_new ();
  f->store = test_store_new ("refresh-1");
  f->authenticator = new_authenticator (f->issuer, data != NULL ? f->store : NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_object_unref (f->authenticator);
  g_object_unref (f->store);
  oauth_issuer_free (f->issuer);
}

static void
assert_get (Fixture *f,
            guint    n_sign_ins)
{
  g_autoptr(GError) error = NULL;
  guint status = oauth_issuer_get (f->issuer, f->authenticator, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, n_sign_ins);
}

static void
assert_get_fails (Fixture *f,
                  int      code)
{
  g_autoptr(GError) error = NULL;

  oauth_issuer_get (f->issuer, f->authenticator, &error);
  g_assert_error (error, MUSTER_ERROR, code);
}

/* Renewed 90 seconds before the end; the secret is escaped, the scope is asked for. */
static void
test_credentials (Fixture       *f,
                  gconstpointer  data)
{
  assert_get (f, 1);
  g_assert_cmpstr (f->issuer->form, ==, "grant_type=client_credentials&client_id=client%20%26%201&"
                   "client_secret=s%26cr%3Dt%2B~8Q&scope=all%20offline_access");
  muster_clock_advance (f->issuer->clock, (3600 - 91) * G_TIME_SPAN_SECOND);
  assert_get (f, 1);
  muster_clock_advance (f->issuer->clock, 2 * G_TIME_SPAN_SECOND);
  assert_get (f, 2);
  g_assert_cmpuint (f->store->n_stores, ==, 0);
}

/* The vendor's 401 leads to one more sign-in, not to more. */
static void
test_401 (Fixture       *f,
          gconstpointer  data)
{
  assert_get (f, 1);
  g_mutex_lock (&f->issuer->lock);
  g_free (f->issuer->access);
  f->issuer->access = g_strdup ("revoked");
  g_mutex_unlock (&f->issuer->lock);
  assert_get (f, 2);
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr(MusterAnswer) answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, NULL);

  f->n_done++;
  f->n_good += answer != NULL && answer->status == 200;
}

static void
get_async (Fixture *f)
{
  g_autofree char *url = oauth_issuer_url (f->issuer, "/api/Ticket");
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);

  muster_transport_send_async (f->issuer->transport, request, f->authenticator, NULL, NULL, got_cb, f);
}

static gboolean
all_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 50;
}

/* One sign-in under way, whoever asks meanwhile; data: with a refresh token that is good once */
static void
test_one_at_a_time (Fixture       *f,
                    gconstpointer  data)
{
  f->issuer->strict = TRUE;
  for (guint i = 0; i < 50; i++)
    get_async (f);
  muster_test_until (all_done, f);
  g_assert_cmpuint (f->n_good, ==, 50);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 1);
  g_assert_cmpuint (f->issuer->n_refused, ==, 0);
}

static void
test_errors (Fixture       *f,
             gconstpointer  data)
{
  static const struct { guint status; const char *body; int code; } cases[] = {
    { 401, "{\"error\":\"invalid_client\"}", MUSTER_ERROR_SIGNED_OUT },
    { 400, "{\"error\":\"invalid_scope\"}", MUSTER_ERROR_FORBIDDEN },
    { 400, "{\"error\":\"unauthorized_client\"}", MUSTER_ERROR_FORBIDDEN },
    { 400, "nonsense", MUSTER_ERROR_BAD_REPLY },
    { 404, "", MUSTER_ERROR_NOT_FOUND },
    { 500, "{}", MUSTER_ERROR_OFFLINE },
    { 200, "{}", MUSTER_ERROR_BAD_REPLY },
    { 200, "[]", MUSTER_ERROR_BAD_REPLY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      oauth_issuer_refuse (f->issuer, cases[i].status, cases[i].body);
      assert_get_fails (f, cases[i].code);
    }
  assert_get (f, G_N_ELEMENTS (cases) + 1);
}

/* An error never carries the secret, even if the vendor sends it back. */
static void
test_secret_in_error (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterSecret) secret = muster_secret_new ("s&cr=t+~8Q");

  muster_egress_add (f->issuer->egress, "client secret", secret);
  oauth_issuer_refuse (f->issuer, 401, "{\"error\":\"invalid_client\",\"error_description\":\"bad: s&cr=t+~8Q\"}");
  oauth_issuer_get (f->issuer, f->authenticator, &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_null (strstr (error->message, "cr=t"));
}

static void
test_other_host (Fixture       *f,
                 gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterRequest) request = muster_request_new ("GET", "https://elsewhere.example/api/Ticket");
  g_autoptr(GError) error = NULL;

  muster_transport_send_async (f->issuer->transport, request, f->authenticator, NULL, NULL, muster_test_wait_cb, &wait);
  g_assert_null (muster_transport_send_finish (f->issuer->transport, muster_test_wait (&wait), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 0);
}

/* --- A refresh token --- */

static void
remember_requests (gpointer data)
{
  Fixture *f = data;

  /* Nothing was asked of the resource before the new one was kept. */
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "GET /api/Ticket"), ==, f->n_done);
}

static gboolean
is_live (Fixture    *f,
         const char *text)
{
  g_autofree char *label = muster_egress_find (f->issuer->egress, text);

  return label != NULL;
}

static void
test_rotated (Fixture       *f,
              gconstpointer  data)
{
  f->issuer->strict = TRUE;
  f->store->stored = remember_requests;
  f->store->stored_data = f;
  assert_get (f, 1);
  g_assert_cmpstr (f->issuer->form, ==, "grant_type=refresh_token&client_id=client%20%26%201&"
                   "refresh_token=refresh-1");
  g_assert_cmpstr (f->store->kept, ==, "refresh-2");
  f->n_done = 1;
  muster_clock_advance (f->issuer->clock, G_TIME_SPAN_HOUR);
  assert_get (f, 2);
  g_assert_cmpstr (f->store->kept, ==, "refresh-3");
  g_assert_cmpuint (f->store->n_stores, ==, 2);

  /* Both are live secrets, and the one that was given away is not any more. */
  g_assert_false (is_live (f, "refresh-1 refresh-2 access-1"));
  g_assert_true (is_live (f, "x refresh-3"));
  g_assert_true (is_live (f, "x access-2"));
}

/* A vendor that does not replace it makes no work for the keyring. */
static void
test_not_rotated (Fixture       *f,
                  gconstpointer  data)
{
  f->issuer->no_rotation = TRUE;
  assert_get (f, 1);
  muster_clock_advance (f->issuer->clock, G_TIME_SPAN_HOUR);
  assert_get (f, 2);
  g_assert_cmpuint (f->store->n_stores, ==, 0);
}

/* The keyring does not take it: nothing is signed, nothing is lost, and the next
 * request asks the keyring and not the vendor. */
static void
test_keyring_locked (Fixture       *f,
                     gconstpointer  data)
{
  f->issuer->strict = TRUE;
  f->store->refuse = TRUE;
  assert_get_fails (f, MUSTER_ERROR_KEYRING_LOCKED);
  assert_get_fails (f, MUSTER_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 1);
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "GET /api/Ticket"), ==, 0);
  f->store->refuse = FALSE;
  assert_get (f, 1);
  g_assert_cmpstr (f->store->kept, ==, "refresh-2");
}

/* Somebody has signed in again while ours was on its way: the keyring knows. */
static void
test_signed_in_elsewhere (Fixture       *f,
                          gconstpointer  data)
{
  f->issuer->strict = TRUE;
  f->issuer->generation = 7;
  g_free (f->store->kept);
  f->store->kept = g_strdup ("refresh-7");
  assert_get (f, 2);
  g_assert_cmpstr (f->store->kept, ==, "refresh-8");
}

/* Revoked: one look at the keyring, then the person is asked. */
static void
test_revoked (Fixture       *f,
              gconstpointer  data)
{
  f->issuer->generation = 9;
  assert_get_fails (f, MUSTER_ERROR_SIGNED_OUT);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 1);
  g_assert_cmpstr (f->store->kept, ==, "refresh-1");
}

/* --- Killed --- */

static gboolean
is_done (gpointer data)
{
  return ((Fixture *) data)->n_done > 0;
}

static gboolean
step_cb (gpointer data)
{
  guint *steps = data;

  (*steps)++;
  return G_SOURCE_CONTINUE;
}

/* The program dies at any moment of a renewal, 200 times: after each death the one
 * that starts again signs in with what the keyring holds. */
static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261122);
  guint n_before = 0;
  guint n_between = 0;
  guint n_after = 0;

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr(TestStore) next = NULL;
      guint generation = f->issuer->generation;
      guint steps = 0;
      guint source;
      guint until = (guint) g_rand_int_range (rand, 0, 60);
      g_autoptr(GError) error = NULL;

      /* Life goes on until the blow; the disk is as slow as the dice say. */
      f->n_done = 0;
      f->store->slow = TRUE;
      get_async (f);
      source = g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, &steps, NULL);
      while (steps < until && f->n_done == 0)
        {
          g_main_context_iteration (NULL, TRUE);
          if (f->store->writing != NULL && g_rand_int_range (rand, 0, 4) == 0)
            test_store_write (f->store);
        }
      g_source_remove (source);

      f->store->dead = TRUE;
      next = test_store_new (f->store->kept);
      n_before += f->issuer->generation == generation;
      n_between += f->issuer->generation != generation && f->store->n_stores == 0;
      n_after += f->store->n_stores > 0;

      /* What the dead one still had under way comes to nothing. */
      while (!is_done (f))
        {
          if (f->store->writing != NULL)
            test_store_write (f->store);
          g_main_context_iteration (NULL, TRUE);
        }
      g_clear_object (&f->authenticator);
      g_set_object (&f->store, next);
      f->authenticator = new_authenticator (f->issuer, f->store);

      g_assert_cmpuint (oauth_issuer_get (f->issuer, f->authenticator, &error), ==, 200);
      g_assert_no_error (error);
      g_clear_object (&f->authenticator);
      g_set_object (&next, f->store);
      g_clear_object (&f->store);
      f->store = test_store_new (next->kept);
      f->authenticator = new_authenticator (f->issuer, f->store);
    }

  g_assert_cmpuint (f->issuer->n_refused, ==, 0);
  g_test_message ("killed before the vendor's answer %u, between it and the keyring %u, after that %u",
                  n_before, n_between, n_after);
  g_assert_cmpuint (n_before, >, 5);
  g_assert_cmpuint (n_between, >, 5);
  g_assert_cmpuint (n_after, >, 5);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add ("/net/authenticator-oauth/credentials", Fixture, NULL, set_up, test_credentials, tear_down);
  g_test_add ("/net/authenticator-oauth/401", Fixture, NULL, set_up, test_401, tear_down);
  g_test_add ("/net/authenticator-oauth/one-at-a-time", Fixture, NULL, set_up, test_one_at_a_time, tear_down);
  g_test_add ("/net/authenticator-oauth/errors", Fixture, NULL, set_up, test_errors, tear_down);
  g_test_add ("/net/authenticator-oauth/secret-in-error", Fixture, NULL, set_up, test_secret_in_error, tear_down);
  g_test_add ("/net/authenticator-oauth/other-host", Fixture, NULL, set_up, test_other_host, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/one-at-a-time", Fixture, "", set_up, test_one_at_a_time, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/401", Fixture, "", set_up, test_401, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/rotated", Fixture, "", set_up, test_rotated, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/not-rotated", Fixture, "", set_up, test_not_rotated, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/keyring-locked", Fixture, "", set_up, test_keyring_locked, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/elsewhere", Fixture, "", set_up, test_signed_in_elsewhere, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/revoked", Fixture, "", set_up, test_revoked, tear_down);
  g_test_add ("/net/authenticator-oauth/refresh/killed", Fixture, "", set_up, test_killed, tear_down);

  return g_test_run ();
}
