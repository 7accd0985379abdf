/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"

#include "muster-address.h"

static gboolean
is_this_machine (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") || g_str_equal (host, "localhost");
}

char *
muster_address_normalize (const char  *typed,
                          GError     **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *whole = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  g_autoptr(GUri) uri = g_uri_parse (whole, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *lower = host != NULL ? g_ascii_strdown (host, -1) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  gboolean plain = g_strcmp0 (scheme, "http") == 0;

  if (lower == NULL || *lower == '\0' || g_uri_get_userinfo (uri) != NULL || strpbrk (lower, " \t\"<>") != NULL ||
      (!plain && g_strcmp0 (scheme, "https") != 0))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "This is no address of a server");
      return NULL;
    }
  /* Somebody who typed http means the same server; nothing is ever sent to another machine in the clear */
  if (plain && !is_this_machine (lower))
    {
      plain = FALSE;
      return g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != 80
        ? g_strdup_printf ("https://%s:%d", lower, g_uri_get_port (uri))
        : g_strdup_printf ("https://%s", lower);
    }
  if (strchr (lower, ':') != NULL)
    {
      char *bracketed = g_strdup_printf ("[%s]", lower);

      g_free (lower);
      lower = bracketed;
    }
  if (g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != (plain ? 80 : 443))
    return g_strdup_printf ("%s://%s:%d", scheme, lower, g_uri_get_port (uri));
  return g_strdup_printf ("%s://%s", scheme, lower);
}
