/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-password.h"
#include "muster-test.h"

static void
test_hash (void)
{
  g_autoptr(MusterSecret) right = muster_secret_new ("correct horse battery");
  g_autoptr(MusterSecret) wrong = muster_secret_new ("correct horse battery ");
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = muster_password_hash (right, &error);
  g_autofree char *other = muster_password_hash (right, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$"));
  g_assert_null (strstr (hash, "horse"));
  g_assert_cmpstr (hash, !=, other);
  g_assert_true (muster_password_verify (hash, right));
  g_assert_true (muster_password_verify (other, right));
  g_assert_false (muster_password_verify (hash, wrong));
  g_assert_false (muster_password_verify ("", right));
  g_assert_false (muster_password_verify ("correct horse battery", right));
  g_assert_false (muster_password_verify (NULL, right));
}

static void
test_weakness (void)
{
  static const char * const weak[] = {
    "", "short", "123456789", "aaaaaaaaaaaa", "abcdefghijkl", "9876543210", "password1234", "Passwort!!!", "PASSWORD2026!",
    "1234567890", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
  };
  static const char * const good[] = {
    "correct horse battery", "xK4!pq9Zr2", "M\xc3\xbcller trinkt Tee", "passwordless signs"
  };

  for (guint i = 0; i < G_N_ELEMENTS (weak); i++)
    if (muster_password_weakness (weak[i]) == NULL)
      g_error ("\"%s\" passes as a password", weak[i]);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_null (muster_password_weakness (good[i]));
  g_assert_nonnull (muster_password_weakness (NULL));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/password/hash", test_hash);
  g_test_add_func ("/core/password/weakness", test_weakness);

  return g_test_run ();
}
