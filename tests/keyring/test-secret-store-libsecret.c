/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-error.h"
#include "muster-id.h"
#include "muster-secret-store.h"
#include "muster-test.h"

/* MUSTER_TEST_KEYRING says what the session has: unlocked, locked or none. Without
 * it there is no session, and the program tests what holds without one.
 */

typedef struct {
  MusterSecretStore *store;
  MusterTestWait wait;
  char *id;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *ulid = muster_id_new ();

  f->store = muster_secret_store_libsecret_new ();
  f->id = g_strconcat (ulid, "/client-secret", NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_clear_object (&f->store);
  g_free (f->id);
}

static MusterSecretState
lookup (Fixture     *f,
        const char  *id,
        char       **text,
        GError     **error)
{
  g_autoptr(MusterSecret) secret = NULL;
  MusterSecretState state;

  muster_secret_store_lookup_async (f->store, MUSTER_SECRET_KIND_CONNECTION, id, NULL,
                                    muster_test_wait_cb, &f->wait);
  state = muster_secret_store_lookup_finish (f->store, muster_test_wait (&f->wait), &secret, error);
  g_assert_true ((secret != NULL) == (state == MUSTER_SECRET_PRESENT));
  if (text != NULL)
    *text = secret != NULL ? g_strdup (muster_secret_peek (secret)) : NULL;

  return state;
}

static gboolean
store (Fixture     *f,
       const char  *text,
       GError     **error)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (text);

  muster_secret_store_store_async (f->store, MUSTER_SECRET_KIND_CONNECTION, f->id, "Muster test", secret, NULL,
                                   muster_test_wait_cb, &f->wait);
  return muster_secret_store_store_finish (f->store, muster_test_wait (&f->wait), error);
}

static gboolean
clear (Fixture  *f,
       GError  **error)
{
  muster_secret_store_clear_async (f->store, MUSTER_SECRET_KIND_CONNECTION, f->id, NULL,
                                   muster_test_wait_cb, &f->wait);
  return muster_secret_store_clear_finish (f->store, muster_test_wait (&f->wait), error);
}

static MusterSecretState
probe (Fixture  *f,
       GError  **error)
{
  muster_secret_store_probe_async (f->store, NULL, muster_test_wait_cb, &f->wait);
  return muster_secret_store_probe_finish (f->store, muster_test_wait (&f->wait), error);
}

static MusterSecretState
unlock (Fixture  *f,
        GError  **error)
{
  muster_secret_store_unlock_async (f->store, NULL, muster_test_wait_cb, &f->wait);
  return muster_secret_store_unlock_finish (f->store, muster_test_wait (&f->wait), error);
}

static void
expect_closed (Fixture           *f,
               MusterSecretState  state,
               int                code)
{
  g_autoptr(GError) lookup_error = NULL;
  g_autoptr(GError) store_error = NULL;
  g_autoptr(GError) clear_error = NULL;

  g_assert_cmpint (lookup (f, f->id, NULL, &lookup_error), ==, state);
  g_assert_error (lookup_error, MUSTER_ERROR, code);
  g_test_message ("%s", lookup_error->message);
  g_assert_false (store (f, "must not be stored", &store_error));
  g_assert_error (store_error, MUSTER_ERROR, code);
  g_assert_false (clear (f, &clear_error));
  g_assert_error (clear_error, MUSTER_ERROR, code);
  g_assert_cmpint (probe (f, NULL), ==, state);
}

static void
test_unlocked (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpint (probe (f, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_no_error (error);
  g_assert_cmpint (lookup (f, f->id, NULL, &error), ==, MUSTER_SECRET_ABSENT);
  g_assert_no_error (error);

  g_assert_true (store (f, "Zürich~Q8~first", &error));
  g_assert_no_error (error);
  g_assert_cmpint (lookup (f, f->id, &first, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpstr (first, ==, "Zürich~Q8~first");

  g_assert_true (store (f, "second", &error));
  g_assert_cmpint (lookup (f, f->id, &second, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpstr (second, ==, "second");
  g_assert_cmpint (lookup (f, "01ARZ3NDEKTSV4RRFFQ69G5FAV/other", NULL, &error), ==, MUSTER_SECRET_ABSENT);

  g_assert_true (clear (f, &error));
  g_assert_true (clear (f, &error));
  g_assert_cmpint (lookup (f, f->id, NULL, &error), ==, MUSTER_SECRET_ABSENT);
  g_assert_cmpint (unlock (f, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_no_error (error);
}

/* An item that was seen before is locked with its collection. */
static void
test_locked_later (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GVariant) alias = NULL;
  g_autoptr(GVariant) locked = NULL;
  g_autoptr(GError) error = NULL;
  const char *path;

  g_assert_true (store (f, "before", &error));
  g_assert_no_error (error);

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  alias = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "ReadAlias", g_variant_new ("(s)", "default"),
                                       G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (alias, "(&o)", &path);
  locked = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                        "org.freedesktop.Secret.Service", "Lock",
                                        g_variant_new_parsed ("([%o],)", path),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  expect_closed (f, MUSTER_SECRET_LOCKED, MUSTER_ERROR_KEYRING_LOCKED);
}

/* Nobody answers the prompt: the keyring stays locked, and is not asked again. */
static void
test_locked (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  expect_closed (f, MUSTER_SECRET_LOCKED, MUSTER_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (unlock (f, &error), ==, MUSTER_SECRET_LOCKED);
  g_assert_no_error (error);
  g_assert_cmpint (unlock (f, &error), ==, MUSTER_SECRET_LOCKED);
  g_assert_no_error (error);
  expect_closed (f, MUSTER_SECRET_LOCKED, MUSTER_ERROR_KEYRING_LOCKED);
}

static void
test_none (Fixture       *f,
           gconstpointer  data)
{
  expect_closed (f, MUSTER_SECRET_UNAVAILABLE, MUSTER_ERROR_KEYRING_UNAVAILABLE);
  g_assert_cmpint (unlock (f, NULL), ==, MUSTER_SECRET_UNAVAILABLE);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  muster_secret_store_lookup_async (f->store, MUSTER_SECRET_KIND_APP, "x", cancellable, muster_test_wait_cb, &f->wait);
  g_cancellable_cancel (cancellable);
  muster_secret_store_lookup_finish (f->store, muster_test_wait (&f->wait), NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#ifndef MUSTER_TEST_HOOKS
/* A variable must not move the secrets into a file. */
static void
test_refused (void)
{
  static const char * const variables[] = {
    "SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD"
  };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      Fixture f = { 0 };

      g_setenv (variables[i], "file", TRUE);
      set_up (&f, NULL);
      expect_closed (&f, MUSTER_SECRET_UNAVAILABLE, MUSTER_ERROR_KEYRING_UNAVAILABLE);
      tear_down (&f, NULL);
      g_unsetenv (variables[i]);
    }
}
#endif

int
main (int    argc,
      char **argv)
{
  const char *keyring = g_getenv ("MUSTER_TEST_KEYRING");

  if (keyring == NULL)
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      g_unsetenv ("DISPLAY");
    }

  muster_test_init (&argc, &argv);

#ifndef MUSTER_TEST_HOOKS
  g_test_add_func ("/keyring/libsecret/refused", test_refused);
#endif

  if (keyring == NULL)
    g_test_add ("/keyring/libsecret/no-bus", Fixture, NULL, set_up, test_none, tear_down);
  else if (g_strcmp0 (keyring, "none") == 0)
    g_test_add ("/keyring/libsecret/none", Fixture, NULL, set_up, test_none, tear_down);
  else if (g_strcmp0 (keyring, "locked") == 0)
    g_test_add ("/keyring/libsecret/locked", Fixture, NULL, set_up, test_locked, tear_down);
  else
    {
      g_test_add ("/keyring/libsecret/unlocked", Fixture, NULL, set_up, test_unlocked, tear_down);
      g_test_add ("/keyring/libsecret/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
      g_test_add ("/keyring/libsecret/locked-later", Fixture, NULL, set_up, test_locked_later, tear_down);
    }

  return g_test_run ();
}
