/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "disk-store.h"

G_DEFINE_FINAL_TYPE (TestStore, test_store, MUSTER_TYPE_SECRET_STORE)

static void
test_store_lookup (MusterSecretStore *store,
                   const char        *kind,
                   const char        *id,
                   GTask             *task)
{
  TestStore *self = TEST_STORE (store);
  g_autoptr(MusterSecret) secret = muster_secret_new (self->kept);

  g_assert_cmpstr (kind, ==, MUSTER_SECRET_KIND_CONNECTION);
  g_assert_cmpstr (id, ==, TEST_STORE_ID);
  muster_secret_store_return_lookup (task, MUSTER_SECRET_PRESENT, secret);
}

void
test_store_write (TestStore *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->writing);

  if (!self->dead)
    {
      g_free (self->kept);
      self->kept = g_steal_pointer (&self->written);
      self->n_stores++;
      if (self->stored != NULL)
        self->stored (self->stored_data);
    }
  g_clear_pointer (&self->written, g_free);
  /* Whoever is dead learns of no success, and does nothing more with it */
  if (self->dead)
    g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_UNAVAILABLE, NULL));
  else
    g_task_return_boolean (task, TRUE);
}

static void
test_store_store (MusterSecretStore *store,
                  const char        *kind,
                  const char        *id,
                  const char        *label,
                  MusterSecret      *secret,
                  GTask             *task)
{
  TestStore *self = TEST_STORE (store);

  g_assert_cmpstr (id, ==, TEST_STORE_ID);
  g_assert_null (strstr (label, muster_secret_peek (secret)));
  g_assert_null (self->writing);
  if (self->refuse)
    {
      g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_LOCKED, NULL));
      return;
    }
  self->written = g_strdup (muster_secret_peek (secret));
  self->writing = g_object_ref (task);
  if (!self->slow)
    test_store_write (self);
}

static void
test_store_clear (MusterSecretStore *store,
                  const char        *kind,
                  const char        *id,
                  GTask             *task)
{
  g_assert_not_reached ();
}

static void
test_store_probe (MusterSecretStore *store,
                  GTask             *task)
{
  g_task_return_int (task, MUSTER_SECRET_PRESENT);
}

static void
test_store_finalize (GObject *object)
{
  TestStore *self = TEST_STORE (object);

  g_assert_null (self->writing);
  g_free (self->kept);

  G_OBJECT_CLASS (test_store_parent_class)->finalize (object);
}

static void
test_store_class_init (TestStoreClass *klass)
{
  MusterSecretStoreClass *store_class = MUSTER_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_store_finalize;
  store_class->lookup = test_store_lookup;
  store_class->store = test_store_store;
  store_class->clear = test_store_clear;
  store_class->probe = test_store_probe;
  store_class->unlock = test_store_probe;
}

static void
test_store_init (TestStore *self)
{
  self->kept = g_strdup ("refresh-1");
}

TestStore *
test_store_new (const char *kept)
{
  TestStore *self = g_object_new (TYPE_TEST_STORE, NULL);

  g_free (self->kept);
  self->kept = g_strdup (kept);
  return self;
}
