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

/* ConnectWise wants [2026-01-31T08:00:00Z], UTC, without a fraction */
static char *
quote_cw_time (const char  *value,
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
  return g_date_time_format (time, "[%Y-%m-%dT%H:%M:%SZ]");
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
    case MUSTER_QUOTING_CW_TIME:
      return quote_cw_time (value, error);
    default:
      g_assert_not_reached ();
    }
}
