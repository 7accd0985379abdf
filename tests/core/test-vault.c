/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-random.h"
#include "muster-test.h"
#include "muster-vault.h"

#define VALUE "CANARY-in-the-vault"

typedef struct
{
  MusterClock  *clock;
  MusterEgress *egress;
  MusterVault  *vault;
  char         *handle;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);

  f->clock = muster_clock_new_fixed (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC);
  f->egress = muster_egress_new ();
  f->vault = muster_vault_new (f->clock, f->egress);
  f->handle = muster_vault_mint (f->vault, "K1", "R1", "Firewall", "admin", secret);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->vault);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  g_free (f->handle);
}

static gboolean
is_live (Fixture *f)
{
  g_autofree char *label = muster_egress_find (f->egress, "x" VALUE "y");

  return label != NULL;
}

static void
assert_lookup (Fixture    *f,
               const char *handle,
               const char *client,
               const char *run,
               int         code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterSecret) secret = muster_vault_lookup (f->vault, handle, client, run, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (muster_secret_peek (secret), ==, VALUE);
    }
  else
    g_assert_error (error, MUSTER_ERROR, code);
}

static void
test_bound (Fixture       *f,
            gconstpointer  data)
{
  assert_lookup (f, f->handle, "K1", "R1", -1);
  assert_lookup (f, f->handle, "K2", "R1", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_lookup (f, f->handle, "K1", "R2", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_lookup (f, f->handle, "K1", NULL, MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_lookup (f, "{{secret:01ARZ3NDEKTSV4RRFFQ69G5FAV}}", "K1", "R1", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_lookup (f, "", "K1", "R1", MUSTER_ERROR_REFUSED_BY_POLICY);
  assert_lookup (f, NULL, "K1", "R1", MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
test_time (Fixture       *f,
           gconstpointer  data)
{
  muster_clock_advance (f->clock, MUSTER_VAULT_LIFETIME_US - 60 * G_USEC_PER_SEC);
  assert_lookup (f, f->handle, "K1", "R1", -1);
  g_assert_true (is_live (f));
  muster_clock_advance (f->clock, 60 * G_USEC_PER_SEC);
  assert_lookup (f, f->handle, "K1", "R1", MUSTER_ERROR_NOT_FOUND);
  g_assert_false (is_live (f));
  g_assert_true (muster_vault_belongs (f->vault, f->handle, "K1", "R1"));
}

static void
test_clock_back (Fixture       *f,
                 gconstpointer  data)
{
  muster_clock_advance (f->clock, -G_USEC_PER_SEC);
  assert_lookup (f, f->handle, "K1", "R1", MUSTER_ERROR_NOT_FOUND);
}

static void
test_sweep (Fixture       *f,
            gconstpointer  data)
{
  g_assert_cmpuint (muster_vault_sweep (f->vault), ==, 1);
  muster_clock_advance (f->clock, MUSTER_VAULT_LIFETIME_US);
  g_assert_cmpuint (muster_vault_sweep (f->vault), ==, 0);
  g_assert_false (is_live (f));
}

static void
test_renew (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);

  muster_clock_advance (f->clock, MUSTER_VAULT_LIFETIME_US);
  g_assert_false (muster_vault_renew (f->vault, f->handle, "K2", "R1", secret));
  assert_lookup (f, f->handle, "K1", "R1", MUSTER_ERROR_NOT_FOUND);
  g_assert_true (muster_vault_renew (f->vault, f->handle, "K1", "R1", secret));
  assert_lookup (f, f->handle, "K1", "R1", -1);
}

static void
test_forget (Fixture       *f,
             gconstpointer  data)
{
  muster_vault_forget_run (f->vault, "R2");
  assert_lookup (f, f->handle, "K1", "R1", -1);
  muster_vault_forget_run (f->vault, "R1");
  assert_lookup (f, f->handle, "K1", "R1", MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_false (is_live (f));
}

static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->vault);
  g_assert_false (is_live (f));
}

static void
test_shape (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *inside = g_strconcat ("see ", f->handle, NULL);

  g_assert_true (muster_handle_is_valid (f->handle));
  g_assert_false (muster_handle_is_valid (inside));
  g_assert_true (muster_handle_is_in (inside));
  g_assert_true (muster_handle_is_in ("{ { SECRET : x"));
  g_assert_false (muster_handle_is_in ("{{name}}"));
  g_assert_false (muster_handle_is_in (NULL));
}

/* --- What the guard hands over --- */

static char *
take_cb (const char   *member,
         MusterSecret *secret,
         gpointer      user_data)
{
  g_ptr_array_add (user_data, g_strdup_printf ("%s=%s", member, muster_secret_peek (secret)));
  return g_strcmp0 (member, "otp") == 0 ? NULL : g_strdup_printf ("#%u", ((GPtrArray *) user_data)->len);
}

static void
test_taking (void)
{
  static const char text[] = "{\"a\":1,\"password\":\"p\\u00e4\\\"\\n\\ud83d\\udd11\",\"rows\":[{\"otp\":\"o1\",\"name\":\"n\"},"
                             "{\"password\":{\"deep\":[\"d1\",\"\",3,\"d2\"]},\"name\":\"password\"}],\"otp\":null}";
  static const char * const members[] = { "password", "otp", NULL };
  static const char * const wanted[] = { "password=pä\"\n🔑", "otp=o1", "password=d1", "password=d2" };
  g_autoptr(GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_json_parse_taking (bytes, NULL, members, take_cb, taken, &error);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpstr (g_ptr_array_index (taken, i), ==, wanted[i]);
  out = json_to_string (node, FALSE);
  g_assert_cmpstr (out, ==, "{\"a\":1,\"password\":\"#1\",\"rows\":[{\"otp\":\"\",\"name\":\"n\"},"
                   "{\"password\":{\"deep\":[\"#3\",\"\",0,\"#4\"]},\"name\":\"password\"}],\"otp\":null}");
}

/* --- Passwords for others --- */

static void
test_password (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(MusterSecret) secret = muster_random_password ();
      const char *text = muster_secret_peek (secret);

      g_assert_cmpuint (strlen (text), ==, 20);
      g_assert_true (g_ascii_isalpha (text[0]));
      g_assert_null (strpbrk (text, "0Oo1lIiS5sB8Zz "));
      g_assert_nonnull (strpbrk (text, "ACDEFGHJKLMNPQRTUVWXY"));
      g_assert_nonnull (strpbrk (text, "abcdefghjkmnpqrtuvwxy"));
      g_assert_nonnull (strpbrk (text, "234679"));
      g_assert_nonnull (strpbrk (text, "-_+=!?%#@"));
      g_assert_true (g_hash_table_add (seen, g_strdup (text)));
    }
}

static void
alarm_cb (const char *label,
          const char *where,
          gpointer    user_data)
{
  g_ptr_array_add (user_data, g_strdup_printf ("%s/%s", label, where));
}

static void
test_alarm (void)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterSecret) secret = muster_secret_new (VALUE);
  g_autoptr(GPtrArray) alarms = g_ptr_array_new_with_free_func (g_free);

  muster_egress_add (egress, "key", secret);
  muster_egress_set_alarm (egress, alarm_cb, alarms);
  g_assert_false (muster_egress_blocks (egress, "note", "nothing"));
  g_assert_cmpuint (alarms->len, ==, 0);
  g_assert_true (muster_egress_blocks (egress, "note", "it is " VALUE));
  g_assert_cmpstr (g_ptr_array_index (alarms, 0), ==, "key/note");
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
  g_test_add ("/core/vault/bound", Fixture, NULL, set_up, test_bound, tear_down);
  g_test_add ("/core/vault/time", Fixture, NULL, set_up, test_time, tear_down);
  g_test_add ("/core/vault/clock-back", Fixture, NULL, set_up, test_clock_back, tear_down);
  g_test_add ("/core/vault/sweep", Fixture, NULL, set_up, test_sweep, tear_down);
  g_test_add ("/core/vault/renew", Fixture, NULL, set_up, test_renew, tear_down);
  g_test_add ("/core/vault/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/core/vault/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/core/vault/shape", Fixture, NULL, set_up, test_shape, tear_down);
  g_test_add_func ("/core/vault/taking", test_taking);
  g_test_add_func ("/core/vault/password", test_password);
  g_test_add_func ("/core/vault/alarm", test_alarm);
  return g_test_run ();
}
