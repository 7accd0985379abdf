/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-mask.h"
#include "muster-test.h"
#include "muster-vault.h"

#define CANARY "CANARY-acme-9f8e7d"

static const char * const secret[] = {
  "Password: " CANARY, "password is " CANARY ".", "Das Passwort lautet " CANARY "!", "Kennwort: „" CANARY "“", "PWD=" CANARY,
  "mot de passe : " CANARY, "contraseña: " CANARY, "wachtwoord is " CANARY, "PIN: 48213", "Passcode = 48213",
  "API key: " CANARY, "client secret → " CANARY, "Bearer token: " CANARY, "<b>Password:</b> " CANARY "<br>",
  "<td>Password</td><td>" CANARY "</td>", "Password:\n" CANARY, "**Password**: `" CANARY "`", "password (admin): " CANARY,
  "Password:&nbsp;" CANARY, "the secret is: " CANARY, "Username: admin, Password: " CANARY ", port 22",
  "Recovery key 123456-123456-123456-123456-123456-123456-123456-123456",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
  "eyJhbGciOiJSUzI1NiJ9abc.eyJ0aWQiOiIxIn0aaaaaa.c2lnbmF0dXJl", "AKIAABCDEFGHIJKLMNOP",
  "x8Q8Q~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "totp secret: JBSWY3DPEHPK3PXP",
  "pa\xc5\xbf\xc5\xbfword: " CANARY, "to\xe2\x84\xaa" "en: " CANARY, "PaSsWoRt = " CANARY, "mot\nde\npasse : " CANARY,
};

static const char * const harmless[] = {
  "My password is expired", "Password: expired", "I forgot my password. Please reset it.", "The PIN is required",
  "Passwort ist abgelaufen", "Password reset for Kim Doe (kim@example.com)", "password: https://vault.example/1/2",
  "Please set a new password for user jdoe42", "She is asked for a token: always", "", "short", "Token: n/a",
  "https://example.com/reset?step=2", "Ticket #1001: cannot print", "the password was changed yesterday",
  "Secret: none", "Bearer of bad news", "The pinboard is 12m wide", "Kennwort: vergessen",
};

static void
test_secret (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    {
      g_autofree char *masked = muster_text_mask_secrets (secret[i]);

      g_test_message ("%s", masked);
      g_assert_nonnull (strstr (masked, MUSTER_MASK));
      g_assert_null (strstr (masked, CANARY));
      g_assert_null (strstr (masked, "48213"));
      g_assert_null (strstr (masked, "123456-"));
      g_assert_null (strstr (masked, "MIIE"));
    }
}

static void
test_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *masked = muster_text_mask_secrets (harmless[i]);

      g_assert_cmpstr (masked, ==, harmless[i]);
    }
}

static void
test_rest_stays (void)
{
  g_autofree char *masked = muster_text_mask_secrets ("Hi, user: jdoe, password: " CANARY ", on FAB-LT-014. Thanks");
  g_autofree char *again = muster_text_mask_secrets (masked);

  g_assert_cmpstr (masked, ==, "Hi, user: jdoe, password: " MUSTER_MASK " on FAB-LT-014. Thanks");
  g_assert_cmpstr (again, ==, masked);
}

static void
test_handles (void)
{
  g_autofree char *plain = muster_text_mask_secrets ("use {{secret:01ARZ3NDEKTSV4RRFFQ69G5FAV}} or {{ Secret: x }}");
  g_autofree char *braces = muster_text_mask_secrets ("{{name}} stays");

  g_assert_false (muster_handle_is_in (plain));
  g_assert_cmpstr (braces, ==, "{{name}} stays");
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/core/mask/secret", test_secret);
  g_test_add_func ("/core/mask/harmless", test_harmless);
  g_test_add_func ("/core/mask/rest-stays", test_rest_stays);
  g_test_add_func ("/core/mask/handles", test_handles);
  return g_test_run ();
}
