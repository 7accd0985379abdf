/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only ways in which a value enters a query language. Each of them gives
 * text that cannot end the string that it stands in; what a language cannot
 * carry at all is an error and never silently another query. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"

#include "muster-quoting.h"

static const char * const names[] = {
  [MUSTER_QUOTING_CW_STRING] = "cw-string",
  [MUSTER_QUOTING_ODATA_STRING] = "odata-string",
  [MUSTER_QUOTING_ODATA_SEARCH] = "odata-search",
  [MUSTER_QUOTING_PATH] = "path",
  [MUSTER_QUOTING_JSON] = "json",
  [MUSTER_QUOTING_URL] = "url",
  [MUSTER_QUOTING_CMDLET] = "cmdlet",
  [MUSTER_QUOTING_INT] = "int",
  [MUSTER_QUOTING_CW_TIME] = "cw-time",
  [MUSTER_QUOTING_ODATA_INSIDE] = "odata-inside",
  [MUSTER_QUOTING_LOCAL_PART] = "local-part",
  [MUSTER_QUOTING_WHOLE_PATH] = "whole-path",
  [MUSTER_QUOTING_BARE_TIME] = "bare-time",
  [MUSTER_QUOTING_HTML] = "html",
  [MUSTER_QUOTING_LIKE] = "like",
  [MUSTER_QUOTING_LINE] = "line",
};

static gboolean
has_control (const char *value)
{
  const char *p;

  for (p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
        return TRUE;
    }
  return FALSE;
}

static char *
without_controls (const char *value)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p;

  for (p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* ConnectWise documents no way to write a double quote inside a string, so it
 * cannot be carried; a literal bracket is written [[] */
static char *
quote_cw (const char *value)
{
  g_autoptr(GString) out = g_string_new ("\"");
  const char *p;

  for (p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, ' ');
      else if (*p == '[')
        g_string_append (out, "[[]");
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
quote_odata (const char *value,
             const char *around)
{
  g_autoptr(GString) out = g_string_new (around);
  const char *p;

  for (p = value; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (out, '\'');
      g_string_append_c (out, *p);
    }
  g_string_append (out, around);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Graph takes a backslash before " and \ inside a quoted clause of $search */
static char *
quote_search (const char *value)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p;

  for (p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
quote_json (const char *value)
{
  g_autoptr(GString) out = g_string_new ("\"");
  const char *p;

  for (p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if ((guchar) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
quote_path (const char  *value,
            GError     **error)
{
  if (*value == '\0' || g_str_equal (value, ".") || g_str_equal (value, "..") ||
      has_control (value))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "A value cannot stand in a path");
      return NULL;
    }
  return g_uri_escape_string (value, NULL, FALSE);
}

static char *
quote_cmdlet (const char  *value,
              GError     **error)
{
  if (has_control (value))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "A value for a cmdlet holds control characters");
      return NULL;
    }
  return g_strdup (value);
}

static char *
quote_int (const char  *value,
           GError     **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A value is no whole number");
      return NULL;
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* What stands before the @ of an address, where a vendor wants a nickname */
static char *
quote_local_part (const char  *value,
                  GError     **error)
{
  gsize length = strcspn (value, "@");

  if (length == 0 || length > 64 ||
      strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") < length)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "An address has no plain name before its @");
      return NULL;
    }
  return g_strndup (value, length);
}

/* A path with its query, as a vendor gave it and as it was checked against the connection's own host: "a/b?c=d". Nothing
 * that could lead to another host or out of the path. */
static char *
quote_whole_path (const char  *value,
                  GError     **error)
{
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-/";
  gsize path = strspn (value, plain);
  const char *query = value[path] == '?' ? value + path + 1 : NULL;
  gsize length = query != NULL ? path + 1 + strspn (query, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-=&%+")
                 : path;

  if (path == 0 || value[0] == '/' || value[length] != '\0' || strstr (value, "..") != NULL || strstr (value, "//") != NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A value is no plain path");
      return NULL;
    }
  return g_strdup (value);
}

/* UTC without a fraction, as @format has it */
static char *
quote_time (const char  *value,
            const char  *format,
            GError     **error)
{
  g_autoptr(GDateTime) time = NULL;
  gint64 us;

  if (!muster_time_parse_iso (value, &us) ||
      (time = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC)) == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A value is no date and time");
      return NULL;
    }
  return g_date_time_format (time, format);
}

/* Text as the inside of an HTML document, its lines as lines */
static char *
quote_html (const char *value)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p;

  for (p = value; *p != '\0'; p++)
    {
      if (*p == '&')
        g_string_append (out, "&amp;");
      else if (*p == '<')
        g_string_append (out, "&lt;");
      else if (*p == '>')
        g_string_append (out, "&gt;");
      else if (*p == '"')
        g_string_append (out, "&quot;");
      else if (*p == '\n')
        g_string_append (out, "<br>");
      else if ((guchar) *p >= 0x20)
        g_string_append_c (out, *p);
      else if (*p != '\r')
        g_string_append_c (out, ' ');
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* For a search that a server may do with LIKE: what is a pattern there is left out */
static char *
quote_like (const char *value)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p;

  for (p = value; *p != '\0'; p++)
    if (strchr ("[]%", *p) == NULL)
      g_string_append_c (out, *p);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * muster_quoting_from_name:
 * @name: name as catalog documents have it, such as `odata-string`
 * @quoting: (out): the quoting
 *
 * Returns: whether there is one of this name
 */
gboolean
muster_quoting_from_name (const char    *name,
                          MusterQuoting *quoting)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *quoting = (MusterQuoting) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * muster_quoting_apply:
 * @quoting: a quoting
 * @value: any text
 *
 * `cw-string`, `odata-string` and `json` bring their own quotes.
 *
 * Returns: (transfer full) (nullable): the text as it may stand in a query
 */
char *
muster_quoting_apply (MusterQuoting   quoting,
                      const char     *value,
                      GError        **error)
{
  g_autofree char *clean = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A value is not UTF-8");
      return NULL;
    }
  clean = without_controls (value);

  switch (quoting)
    {
    case MUSTER_QUOTING_CW_STRING:
      return quote_cw (clean);
    case MUSTER_QUOTING_ODATA_STRING:
      return quote_odata (clean, "'");
    case MUSTER_QUOTING_ODATA_INSIDE:
      return quote_odata (clean, "");
    case MUSTER_QUOTING_ODATA_SEARCH:
      return quote_search (clean);
    case MUSTER_QUOTING_PATH:
      return quote_path (value, error);
    case MUSTER_QUOTING_JSON:
      return quote_json (value);
    case MUSTER_QUOTING_URL:
      return g_uri_escape_string (clean, NULL, FALSE);
    case MUSTER_QUOTING_CMDLET:
      return quote_cmdlet (value, error);
    case MUSTER_QUOTING_INT:
      return quote_int (value, error);
    case MUSTER_QUOTING_LOCAL_PART:
      return quote_local_part (value, error);
    case MUSTER_QUOTING_WHOLE_PATH:
      return quote_whole_path (value, error);
    case MUSTER_QUOTING_CW_TIME:
      return quote_time (value, "[%Y-%m-%dT%H:%M:%SZ]", error);
    case MUSTER_QUOTING_BARE_TIME:
      return quote_time (value, "%Y-%m-%dT%H:%M:%S", error);
    case MUSTER_QUOTING_HTML:
      return quote_html (value);
    case MUSTER_QUOTING_LIKE:
      return quote_like (clean);
    case MUSTER_QUOTING_LINE:
      return g_steal_pointer (&clean);
    default:
      g_assert_not_reached ();
    }
}
