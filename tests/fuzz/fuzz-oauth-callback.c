/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz-main.h"
#include "muster-oauth-token.h"

/* What a browser brings back from a sign-in page. What can be read is text, and is
 * the same after it was written and read again. */

static void
assert_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  for (; text != NULL && *text != '\0'; text++)
    g_assert_true ((guchar) *text >= 0x20 && *text != 0x7f);
}

void
fuzz_one (const guint8 *data,
          gsize         size)
{
  g_autofree char *query = g_strndup ((const char *) data, size);
  g_autofree char *written = NULL;
  g_auto(MusterOauthCallback) first = { NULL, NULL, NULL, NULL, NULL };
  g_auto(MusterOauthCallback) second = { NULL, NULL, NULL, NULL, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) form = NULL;

  if (!muster_oauth_callback_parse (query, &first, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  assert_text (first.code);
  assert_text (first.state);
  assert_text (first.iss);
  assert_text (first.error);
  assert_text (first.error_description);
  form = muster_oauth_form ("code", first.code, "state", first.state, "iss", first.iss, "error", first.error,
                            "error_description", first.error_description, NULL);
  written = g_strndup (g_bytes_get_data (form, NULL), g_bytes_get_size (form));
  if (strlen (written) > 8 * 1024)
    return;
  g_assert_true (muster_oauth_callback_parse (written, &second, NULL));
  g_assert_cmpstr (first.code, ==, second.code);
  g_assert_cmpstr (first.state, ==, second.state);
  g_assert_cmpstr (first.iss, ==, second.iss);
  g_assert_cmpstr (first.error, ==, second.error);
  g_assert_cmpstr (first.error_description, ==, second.error_description);
}
