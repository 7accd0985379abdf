/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-error.h"
#include "muster-secret-store.h"
#include "muster-test.h"

typedef struct {
  MusterSecretStore *store;
  MusterTestWait wait;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->store = muster_secret_store_memory_new ();
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_clear_object (&f->store);
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
  *text = secret != NULL ? g_strdup (muster_secret_peek (secret)) : NULL;

  return state;
}

static gboolean
store (Fixture     *f,
       const char  *id,
       const char  *text,
       GError     **error)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (text);

  muster_secret_store_store_async (f->store, MUSTER_SECRET_KIND_CONNECTION, id, "A label", secret, NULL,
                                   muster_test_wait_cb, &f->wait);
  return muster_secret_store_store_finish (f->store, muster_test_wait (&f->wait), error);
}

static gboolean
clear (Fixture     *f,
       const char  *id,
       GError     **error)
{
  muster_secret_store_clear_async (f->store, MUSTER_SECRET_KIND_CONNECTION, id, NULL,
                                   muster_test_wait_cb, &f->wait);
  return muster_secret_store_clear_finish (f->store, muster_test_wait (&f->wait), error);
}

static MusterSecretState
unlock (Fixture *f)
{
  muster_secret_store_unlock_async (f->store, NULL, muster_test_wait_cb, &f->wait);
  return muster_secret_store_unlock_finish (f->store, muster_test_wait (&f->wait), NULL);
}

static void
test_present (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (lookup (f, "A/key", &before, &error), ==, MUSTER_SECRET_ABSENT);
  g_assert_no_error (error);

  g_assert_true (store (f, "A/key", "one", &error));
  g_assert_cmpint (lookup (f, "A/key", &first, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpstr (first, ==, "one");

  g_assert_true (store (f, "A/key", "two", &error));
  g_assert_cmpint (lookup (f, "A/key", &second, &error), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpstr (second, ==, "two");

  g_assert_true (clear (f, "A/key", &error));
  g_assert_true (clear (f, "A/key", &error));
  g_assert_cmpint (lookup (f, "A/key", &after, &error), ==, MUSTER_SECRET_ABSENT);
  g_assert_no_error (error);
}

/* A keyring that is locked or gone says so, and nothing is overwritten. */
static void
test_closed (Fixture       *f,
             gconstpointer  data)
{
  static const struct {
    MusterSecretState state;
    int code;
  } cases[] = {
    { MUSTER_SECRET_LOCKED, MUSTER_ERROR_KEYRING_LOCKED },
    { MUSTER_SECRET_UNAVAILABLE, MUSTER_ERROR_KEYRING_UNAVAILABLE },
  };
  g_autofree char *kept = NULL;

  g_assert_true (store (f, "A/key", "one", NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) lookup_error = NULL;
      g_autoptr(GError) store_error = NULL;
      g_autoptr(GError) clear_error = NULL;
      g_autofree char *text = NULL;

      muster_secret_store_memory_set_state (f->store, cases[i].state);
      g_assert_cmpint (lookup (f, "A/key", &text, &lookup_error), ==, cases[i].state);
      g_assert_error (lookup_error, MUSTER_ERROR, cases[i].code);
      g_assert_false (store (f, "A/key", "two", &store_error));
      g_assert_error (store_error, MUSTER_ERROR, cases[i].code);
      g_assert_false (clear (f, "A/key", &clear_error));
      g_assert_error (clear_error, MUSTER_ERROR, cases[i].code);
    }

  muster_secret_store_memory_set_state (f->store, MUSTER_SECRET_PRESENT);
  g_assert_cmpint (lookup (f, "A/key", &kept, NULL), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpstr (kept, ==, "one");
}

static void
test_asks_once (Fixture       *f,
                gconstpointer  data)
{
  muster_secret_store_memory_set_state (f->store, MUSTER_SECRET_LOCKED);

  g_assert_cmpint (unlock (f), ==, MUSTER_SECRET_LOCKED);
  g_assert_cmpint (unlock (f), ==, MUSTER_SECRET_LOCKED);
  g_assert_cmpuint (muster_secret_store_memory_n_prompts (f->store), ==, 1);

  muster_secret_store_allow_asking (f->store);
  g_assert_cmpint (unlock (f), ==, MUSTER_SECRET_LOCKED);
  g_assert_cmpuint (muster_secret_store_memory_n_prompts (f->store), ==, 2);

  muster_secret_store_memory_set_state (f->store, MUSTER_SECRET_PRESENT);
  g_assert_cmpint (unlock (f), ==, MUSTER_SECRET_PRESENT);
  g_assert_cmpuint (muster_secret_store_memory_n_prompts (f->store), ==, 2);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  muster_secret_store_lookup_async (f->store, MUSTER_SECRET_KIND_APP, "x", cancellable, muster_test_wait_cb, &f->wait);
  g_assert_cmpint (muster_secret_store_lookup_finish (f->store, muster_test_wait (&f->wait), NULL, &error), ==,
                   MUSTER_SECRET_UNAVAILABLE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add ("/keyring/memory/present", Fixture, NULL, set_up, test_present, tear_down);
  g_test_add ("/keyring/memory/closed", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/keyring/memory/asks-once", Fixture, NULL, set_up, test_asks_once, tear_down);
  g_test_add ("/keyring/memory/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);

  return g_test_run ();
}
