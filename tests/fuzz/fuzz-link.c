/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "fuzz-main.h"
#include "muster-request-builder.h"
#include "muster-tool-exec-private.h"

/* A Link header that names the next page. What passes for the same place as the page
 * before goes to the same host and port when libsoup reads the address. */

#define FIRST "https://na.myconnectwise.net/v4_6_release/apis/3.0/service/tickets?page=1"

void
fuzz_one (const guint8 *data,
          gsize         size)
{
  MusterOperation operation = { .paging = MUSTER_PAGING_LINK };
  MusterCatalogCall call = { .operation = &operation };
  g_autoptr(GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(MusterAnswer) answer = NULL;
  g_autofree char *next = NULL;
  g_autoptr(GUri) uri = NULL;

  g_hash_table_insert (headers, g_strdup ("link"), g_strndup ((const char *) data, size));
  answer = muster_answer_new (200, headers, NULL);
  next = muster_tool_exec_continuation (&call, answer, NULL);
  if (next == NULL || !muster_urls_same_place (FIRST, next, FALSE))
    return;

  uri = g_uri_parse (next, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    return;
  g_assert_cmpstr (g_uri_get_scheme (uri), ==, "https");
  g_assert_true (g_ascii_strcasecmp (g_uri_get_host (uri), "na.myconnectwise.net") == 0);
  g_assert_true (g_uri_get_port (uri) == 443 || g_uri_get_port (uri) == -1);
  g_assert_null (g_uri_get_userinfo (uri));
}
