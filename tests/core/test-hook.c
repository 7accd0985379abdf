/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-hook.h"
#include "muster-test.h"

static void
test_body (void)
{
  static const char data[] = "{\"a\":\"\\u0026\"}\0\xff";
  g_autoptr(GBytes) body = g_bytes_new (data, sizeof data);
  g_autoptr(MusterHook) hook = muster_hook_new (body);
  g_autoptr(MusterHook) again = muster_hook_ref (hook);

  g_assert_true (muster_hook_get_body (again) == body);
  g_assert_cmpuint (g_bytes_get_size (muster_hook_get_body (hook)), ==, sizeof data);
}

/* A header that came twice has no value: nobody guesses which one is meant. */
static void
test_headers (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("", 0);
  g_autoptr(MusterHook) hook = muster_hook_new (body);

  g_assert_null (muster_hook_get_header (hook, "x-hook-signature"));
  g_assert_cmpuint (muster_hook_count_header (hook, "x-hook-signature"), ==, 0);
  muster_hook_add_header (hook, "X-Hook-Signature", "sha1=a");
  muster_hook_add_header (hook, "Host", "hooks.example");
  g_assert_cmpstr (muster_hook_get_header (hook, "x-hook-signature"), ==, "sha1=a");
  g_assert_cmpstr (muster_hook_get_header (hook, "X-HOOK-SIGNATURE"), ==, "sha1=a");
  g_assert_null (muster_hook_get_header (hook, "x-hook"));
  muster_hook_add_header (hook, "x-hook-signature", "sha1=a");
  g_assert_null (muster_hook_get_header (hook, "X-Hook-Signature"));
  g_assert_cmpuint (muster_hook_count_header (hook, "X-Hook-Signature"), ==, 2);
  g_assert_cmpstr (muster_hook_get_header (hook, "host"), ==, "hooks.example");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/hook/body", test_body);
  g_test_add_func ("/core/hook/headers", test_headers);

  return g_test_run ();
}
