/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <math.h>
#include <string.h>

#include "muster-error.h"
#include "muster-net-util.h"

/* The longest pause that makes sense of a header: a day */
#define MAX_WAIT (24 * 60 * 60 * G_TIME_SPAN_SECOND)

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * muster_net_check_url:
 * @url: where something is to be sent
 * @error: return location for an error
 *
 * https, or http to this machine; a host and no user part.
 *
 * Returns: whether something may be sent there
 */
gboolean
muster_net_check_url (const char  *url,
                      GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not an address with a host");
      return FALSE;
    }

  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "The address of %s holds a user name or password", host);
      return FALSE;
    }

  if (g_strcmp0 (scheme, "https") != 0 && !(g_strcmp0 (scheme, "http") == 0 && is_loopback (host)))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "The address of %s does not begin with https", host);
      return FALSE;
    }

  return TRUE;
}

/**
 * muster_net_same_origin:
 * @url: a URL
 * @other: another one
 *
 * Returns: whether scheme, host and port are the same
 */
gboolean
muster_net_same_origin (const char *url,
                        const char *other)
{
  g_autoptr(GUri) a = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) b = g_uri_parse (other, SOUP_HTTP_URI_FLAGS, NULL);

  if (a == NULL || b == NULL || g_uri_get_host (a) == NULL || g_uri_get_host (b) == NULL)
    return FALSE;

  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}

/**
 * muster_net_same_text:
 * @a: a text
 * @b: another one
 *
 * Returns: whether they are the same, found out in a time that depends on their
 *   lengths only
 */
gboolean
muster_net_same_text (const char *a,
                      const char *b)
{
  gsize length = strlen (a);
  guchar different = 0;

  if (length != strlen (b))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    different |= (guchar) (a[i] ^ b[i]);

  return different == 0;
}

/**
 * muster_net_parse_retry_after:
 * @value: (nullable): the value of a Retry-After header
 * @now: UTC microseconds
 * @wait: (out): microseconds to wait
 *
 * Reads seconds, with a fraction as Graph sends it, or a date.
 *
 * Returns: whether @value says how long to wait
 */
gboolean
muster_net_parse_retry_after (const char *value,
                              gint64      now,
                              gint64     *wait)
{
  g_autoptr(GDateTime) date = NULL;
  double seconds;
  char *end;

  if (value == NULL)
    return FALSE;

  while (*value == ' ')
    value++;

  if (g_ascii_isdigit (*value))
    {
      seconds = g_ascii_strtod (value, &end);
      if (end[strspn (end, " ")] != '\0' || !isfinite (seconds))
        return FALSE;

      *wait = (gint64) MIN (ceil (seconds * G_USEC_PER_SEC), (double) MAX_WAIT);
      return TRUE;
    }

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return FALSE;

  *wait = CLAMP (g_date_time_to_unix (date) * G_USEC_PER_SEC - now, 0, MAX_WAIT);
  return TRUE;
}

/**
 * muster_net_backoff:
 * @attempt: how many attempts there were, from 1
 * @random: from 0 to 1
 *
 * Half a second, doubled with each attempt up to half a minute, and spread by a
 * half in both directions so that many clients do not come back together.
 *
 * Returns: microseconds to wait
 */
gint64
muster_net_backoff (guint  attempt,
                    double random)
{
  double wait = 0.5 * exp2 ((double) MIN (attempt, 16) - 1.0);

  return (gint64) (MIN (wait, 30.0) * (0.5 + random) * G_USEC_PER_SEC);
}

static const char *
certificate_problem (GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return "its certificate belongs to another host name";
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return "its certificate has expired";
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return "its certificate is not valid yet";
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return "its certificate was revoked";
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    return "its certificate is too weak";
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return "its certificate is signed by nobody whom this computer knows";

  return "its certificate was not accepted";
}

static MusterErrorCode
code_of (const GError *error,
         gboolean      answered)
{
  if (error->domain == G_TLS_ERROR)
    return MUSTER_ERROR_TLS;

  if (error->domain == SOUP_SESSION_ERROR || error->domain == G_CONVERT_ERROR)
    return MUSTER_ERROR_BAD_REPLY;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return MUSTER_ERROR_TIMEOUT;

  /* Hung up before the status is no reply at all. */
  if (!answered && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return MUSTER_ERROR_OFFLINE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    return MUSTER_ERROR_BAD_REPLY;

  return MUSTER_ERROR_OFFLINE;
}

/**
 * muster_net_error:
 * @error: what libsoup or GIO said
 * @message: (nullable): the message that it is about
 *
 * Turns a foreign error into one of ours; a cancelled call stays cancelled.
 *
 * Returns: (transfer full): the error
 */
GError *
muster_net_error (const GError *error,
                  SoupMessage  *message)
{
  const char *host = message != NULL ? g_uri_get_host (soup_message_get_uri (message)) : "the server";
  GTlsCertificateFlags flags;

  if (error->domain == MUSTER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  flags = message != NULL ? soup_message_get_tls_peer_certificate_errors (message) : 0;
  if (flags != 0 || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_TLS, "The connection to %s is not safe: %s",
                        host, certificate_problem (flags));

  if (error->domain == G_TLS_ERROR)
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_TLS, "The connection to %s is not safe: %s",
                        host, error->message);

  return g_error_new (MUSTER_ERROR,
                      (int) code_of (error, message == NULL || soup_message_get_status (message) != 0),
                      "%s: %s", host, error->message);
}

/**
 * muster_net_clear_source:
 * @source: (inout): a place that holds a source or %NULL
 *
 * Ends the source and empties the place.
 */
void
muster_net_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
