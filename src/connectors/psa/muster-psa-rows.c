/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading rows, as every PSA has them. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"

#include "muster-psa-rows.h"

#define KEPT_TAIL 400

/**
 * muster_psa_rows:
 * @answer: a tool's result
 * @member: the member that holds its rows
 *
 * Returns: (transfer none) (nullable): the rows; %NULL with an error when there is no such list
 */
JsonArray *
muster_psa_rows (JsonNode   *answer,
                 const char *member,
                 GError    **error)
{
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *rows = result != NULL ? muster_json_arr (result, member) : NULL;

  if (rows == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no %s", member);
  return rows;
}

static void
add_row (GPtrArray        *records,
         JsonObject       *row,
         MusterPsaReadRow  read,
         gpointer          user_data)
{
  gpointer record = row != NULL ? read (row, user_data) : NULL;

  if (record != NULL)
    g_ptr_array_add (records, record);
}

/**
 * muster_psa_read_rows:
 * @answer: a tool's result
 * @member: the member that holds its rows
 * @single: (nullable): the member that holds one row where the tool reads one
 * @read: (scope call): makes a record of a row
 * @free_record: (nullable): frees one
 *
 * Returns: (transfer full) (nullable): the records of all rows that are any; %NULL with an error when there is no such list
 */
GPtrArray *
muster_psa_read_rows (JsonNode         *answer,
                      const char       *member,
                      const char       *single,
                      MusterPsaReadRow  read,
                      gpointer          user_data,
                      GDestroyNotify    free_record,
                      GError          **error)
{
  JsonObject *result = muster_json_node_obj (answer);
  JsonObject *one = result != NULL && single != NULL ? muster_json_obj (result, single) : NULL;
  JsonArray *rows = one == NULL ? muster_psa_rows (answer, member, error) : NULL;
  GPtrArray *records;
  guint i;

  if (one == NULL && rows == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func (free_record);
  add_row (records, one, read, user_data);
  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    add_row (records, muster_json_arr_obj (rows, i), read, user_data);
  return records;
}

/**
 * muster_psa_plain_note:
 * @text: what is to be written
 * @max_bytes: what the vendor takes at most
 *
 * The end of a note holds its marker, so the middle goes when it is too long.
 *
 * Returns: (transfer full): @text with plain line ends
 */
char *
muster_psa_plain_note (const char *text,
                       gsize       max_bytes)
{
  g_auto(GStrv) parts = g_strsplit (text, "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", parts);
  gsize length = strlen (plain);
  const char *head_end;
  const char *tail;
  g_autofree char *head = NULL;

  if (length <= max_bytes)
    return g_steal_pointer (&plain);
  head_end = g_utf8_find_prev_char (plain, plain + max_bytes - KEPT_TAIL);
  tail = g_utf8_find_prev_char (plain, plain + length - KEPT_TAIL);
  head = g_strndup (plain, (gsize) (head_end - plain));
  return g_strconcat (head, "\n[…]\n", tail, NULL);
}

/**
 * muster_psa_id_text:
 * @row: a row
 * @member: the member that holds an id
 *
 * Returns: (transfer full) (nullable): the id; %NULL for null, 0 and negative numbers, which mean nobody
 */
char *
muster_psa_id_text (JsonObject *row,
                    const char *member)
{
  gint64 id = muster_json_int (row, member, 0);

  return id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;
}

/**
 * muster_psa_time:
 * @row: (nullable): a row
 * @member: the member that holds a date and time
 *
 * Returns: UTC microseconds, or 0
 */
gint64
muster_psa_time (JsonObject *row,
                 const char *member)
{
  const char *text = row != NULL ? muster_json_str (row, member) : NULL;
  gint64 us = 0;

  return text != NULL && muster_time_parse_iso (text, &us) ? us : 0;
}

/**
 * muster_psa_site_domain:
 * @site: (nullable): `https://www.keslowray.example/about`
 *
 * Returns: (transfer full) (nullable): `keslowray.example`
 */
char *
muster_psa_site_domain (const char *site)
{
  const char *start;
  g_autofree char *host = NULL;

  if (site == NULL || site[0] == '\0')
    return NULL;
  start = strstr (site, "://");
  start = start != NULL ? start + strlen ("://") : site;
  host = g_strndup (start, strcspn (start, "/:?#"));
  return g_ascii_strdown (g_ascii_strncasecmp (host, "www.", 4) == 0 ? host + 4 : host, -1);
}

/**
 * muster_psa_person_name:
 * @first: (nullable): given name
 * @last: (nullable): surname
 *
 * Returns: (transfer full): both, with one blank where both are there
 */
char *
muster_psa_person_name (const char *first,
                        const char *last)
{
  g_autofree char *name = g_strjoin (" ", first != NULL ? first : "", last != NULL ? last : "", NULL);

  return g_strdup (g_strstrip (name));
}
