/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-control.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* GET /sandbox/llm: what the models have been asked. POST /sandbox/llm: scripts and faults. */

static void
add_to (JsonObject *sums,
        const char *name,
        JsonObject *entry)
{
  JsonObject *sum = muster_jo_obj (sums, name);
  gint64 prompt = muster_jo_int (entry, "promptTokens", 0), output = muster_jo_int (entry, "outputTokens", 0);

  if (sum == NULL)
    {
      sum = muster_jo_new ("requests:d", 0, "promptTokens:d", 0, "cachedTokens:d", 0, "outputTokens:d", 0, "characters:d", 0, "largestPrompt:d", 0, NULL);
      json_object_set_object_member (sums, name, sum);
    }
  muster_jo_add (sum, "requests:i", muster_jo_int (sum, "requests", 0) + 1,
                 "promptTokens:i", muster_jo_int (sum, "promptTokens", 0) + prompt,
                 "cachedTokens:i", muster_jo_int (sum, "cachedTokens", 0) + muster_jo_int (entry, "cachedTokens", 0),
                 "outputTokens:i", muster_jo_int (sum, "outputTokens", 0) + output,
                 "characters:i", muster_jo_int (sum, "characters", 0) + muster_jo_int (entry, "characters", 0),
                 "largestPrompt:i", MAX (muster_jo_int (sum, "largestPrompt", 0), prompt), NULL);
}

static void
show (MusterCall *call)
{
  MusterLlmBox *box = muster_llm_box (call->world);
  JsonArray *rows = json_array_new ();
  JsonObject *all = json_object_new (), *tickets = json_object_new (), *models = json_object_new ();
  const char *since_text = muster_call_query (call, "since"), *wanted = muster_call_query (call, "ticket");
  gint64 since = since_text != NULL ? g_ascii_strtoll (since_text, NULL, 10) : 0;

  for (guint i = 0; i < box->log->len; i++)
    {
      JsonObject *entry = box->log->pdata[i];
      const char *ticket = muster_jo_str (entry, "ticket");

      if (muster_jo_int (entry, "n", 0) <= since || (wanted != NULL && g_strcmp0 (wanted, ticket) != 0))
        continue;
      json_array_add_object_element (rows, muster_jo_copy (entry));
      add_to (all, "all", entry);
      add_to (models, muster_jo_str (entry, "model"), entry);
      if (ticket != NULL)
        add_to (tickets, ticket, entry);
    }
  muster_call_reply_object (call, 200, muster_jo_new ("counts:o", all, "models:o", models, "tickets:o", tickets, "next:d", (int) box->log->len,
                                                      "requests:a", rows, "obeyed:a", muster_ja_copy (box->obeyed),
                                                      "faults:a", muster_ja_copy (box->faults), NULL));
}

/* The body of one request as it came */
static void
show_body (MusterCall *call,
           gint64      number)
{
  MusterLlmBox *box = muster_llm_box (call->world);

  if (number < 1 || number > box->bodies->len)
    {
      muster_control_refuse (call, 404, "no such request");
      return;
    }
  muster_call_reply_empty (call, 200);
  call->content_type = g_strdup ("application/json; charset=utf-8");
  call->reply = g_bytes_ref (box->bodies->pdata[number - 1]);
}

static void
merge (MusterLlmBox *box,
       JsonObject   *body,
       const char   *member)
{
  JsonObject *wanted = muster_jo_obj (body, member), *present = muster_jo_obj (box->script, member);
  g_autoptr(GList) names = wanted != NULL ? json_object_get_members (wanted) : NULL;

  if (present == NULL)
    {
      present = json_object_new ();
      json_object_set_object_member (box->script, member, present);
    }
  for (GList *l = names; l != NULL; l = l->next)
    if (JSON_NODE_HOLDS_NULL (json_object_get_member (wanted, l->data)))
      json_object_remove_member (present, l->data);
    else
      json_object_set_member (present, l->data, json_node_copy (json_object_get_member (wanted, l->data)));
}

/* {"kind", "model", "protocol", "ticket", "after", "times", "ms", "retryAfter"}, in place of those before */
static gboolean
set_faults (MusterLlmBox *box,
            JsonArray    *faults)
{
  for (guint i = 0; i < muster_ja_length (faults); i++)
    if (muster_ja_obj (faults, i) == NULL || !muster_llm_is_kind (muster_jo_str (muster_ja_obj (faults, i), "kind")))
      return FALSE;
  if (faults != NULL)
    {
      json_array_unref (box->faults);
      box->faults = muster_ja_copy (faults);
    }
  return TRUE;
}

static void
set (MusterCall *call,
     JsonObject *body)
{
  MusterLlmBox *box = muster_llm_box (call->world);

  merge (box, body, "tickets");
  merge (box, body, "models");
  merge (box, body, "hostile");
  if (!set_faults (box, muster_jo_arr (body, "faults")))
    {
      muster_control_refuse (call, 400, "a fault has no such kind");
      return;
    }
  muster_llm_set_baseline (call->world, json_object_get_member (body, "baseline"));
  muster_call_reply_object (call, 200, muster_jo_new ("scripts:d", (int) json_object_get_size (muster_jo_obj (box->script, "tickets")),
                                                      "faults:d", (int) json_array_get_length (box->faults), NULL));
}

/**
 * muster_llm_control:
 * @call: a request to /sandbox/llm
 *
 * Answers it.
 */
void
muster_llm_control (MusterCall *call)
{
  if (g_str_equal (call->method, "DELETE"))
    {
      muster_llm_forget (call->world);
      muster_call_reply_empty (call, 204);
    }
  else if (g_str_equal (call->method, "GET") && call->segments[2] != NULL)
    show_body (call, g_ascii_strtoll (call->segments[2], NULL, 10));
  else if (g_str_equal (call->method, "GET"))
    show (call);
  else if (muster_call_object (call) == NULL)
    muster_control_refuse (call, 400, "the body is not a JSON object");
  else
    set (call, muster_call_object (call));
}
