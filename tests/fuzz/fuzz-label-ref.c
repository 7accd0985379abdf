/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-main.h"
#include "muster-json.h"
#include "muster-label-ref.h"

/* A place as a language model writes it. What is taken is written back the same, and following it into an answer gives
 * something of that answer or nothing. */

static const char answer[] =
  "{\"users\": [{\"id\": \"1\", \"manager\": {\"id\": \"2\"}, \"list\": [[1], []]}], \"user\": {\"a\": null}, \"requester\": 7}";

void
fuzz_one (const guint8 *data,
          gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(MusterLabelRef) ref = muster_label_ref_parse (text, NULL);
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *again = NULL;

  if (ref == NULL)
    return;
  again = muster_label_ref_print (ref);
  g_assert_cmpstr (again, ==, text);
  g_assert_true ((ref->answer > 0) == (ref->name == NULL));
  root = muster_json_from_string_trusted (answer, NULL);
  muster_label_ref_follow (ref, root, NULL);
}
