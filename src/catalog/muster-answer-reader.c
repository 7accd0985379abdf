/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an answer means. The status alone does not say it: an operation's own
 * table comes first, then the defaults. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-mask.h"

#include "muster-answer-reader.h"
#include "muster-binding.h"

#define MAX_MESSAGE 300

void
muster_vendor_error_clear (MusterVendorError *self)
{
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
}

static char *
one_line (const char *text)
{
  g_autofree char *masked = NULL;
  g_autofree char *cut = NULL;
  char *p;

  if (text == NULL || *text == '\0')
    return NULL;
  masked = muster_text_mask_secrets (text);
  cut = g_utf8_strlen (masked, -1) > MAX_MESSAGE ? g_utf8_substring (masked, 0, MAX_MESSAGE) : g_strdup (masked);
  for (p = cut; *p != '\0'; p++)
    if ((guchar) *p < 0x20)
      *p = ' ';
  return g_steal_pointer (&cut);
}

/* {"code","message","errors":[{"code","message","field"}]}; when throttled {"error","message"} */
static void
read_connectwise (MusterVendorError *self,
                  JsonObject        *body)
{
  JsonArray *errors = muster_json_arr (body, "errors");
  JsonObject *first = errors != NULL ? muster_json_arr_obj (errors, 0) : NULL;
  const char *inner = first != NULL ? muster_json_str (first, "message") : NULL;
  g_autofree char *both = NULL;

  self->code = g_strdup (muster_json_str (body, "code"));
  if (self->code == NULL)
    self->code = g_strdup (muster_json_str (body, "error"));
  if (inner != NULL)
    both = g_strdup_printf ("%s %s", muster_json_str (body, "message") != NULL ? muster_json_str (body, "message") : "", inner);
  self->message = one_line (both != NULL ? both : muster_json_str (body, "message"));
}

/* Exchange puts "id|exception type|text" into details[0].message; the words are there */
static gboolean
read_exchange_detail (MusterVendorError *self,
                      const char        *detail)
{
  g_auto(GStrv) parts = detail != NULL ? g_strsplit (detail, "|", 3) : NULL;
  const char *dot;

  if (parts == NULL || g_strv_length (parts) != 3)
    return FALSE;
  dot = strrchr (parts[1], '.');
  self->code = g_strdup (dot != NULL ? dot + 1 : parts[1]);
  self->message = one_line (parts[2]);
  return TRUE;
}

/* {"error":{"code","message","innerError"|"innererror","details"}} */
static void
read_graph (MusterVendorError *self,
            JsonObject        *body)
{
  JsonObject *error = muster_json_obj (body, "error");
  JsonObject *inner;
  JsonArray *details;
  JsonObject *detail;
  const char *message;

  if (error == NULL)
    {
      self->code = g_strdup (muster_json_str (body, "error"));
      self->message = one_line (muster_json_str (body, "error_description"));
      return;
    }
  details = muster_json_arr (error, "details");
  detail = details != NULL ? muster_json_arr_obj (details, 0) : NULL;
  if (detail != NULL && read_exchange_detail (self, muster_json_str (detail, "message")))
    return;

  inner = muster_json_obj (error, "innererror");
  if (inner == NULL)
    inner = muster_json_obj (error, "innerError");
  message = inner != NULL ? muster_json_str (inner, "message") : NULL;
  if (message == NULL)
    message = muster_json_str (error, "message");
  self->code = g_strdup (muster_json_str (error, "code"));
  self->message = one_line (message);
}

/* {"error", "details":[…]}, {"errors":[…]}, {"message"}; details are strings */
static void
read_hudu (MusterVendorError *self,
           JsonObject        *body)
{
  JsonArray *details = muster_json_arr (body, "details");
  const char *first;

  if (details == NULL)
    details = muster_json_arr (body, "errors");
  first = details != NULL ? muster_json_arr_str (details, 0) : NULL;
  self->code = g_strdup (muster_json_str (body, "error"));
  if (first == NULL)
    first = muster_json_str (body, "message");
  self->message = one_line (first != NULL ? first : self->code);
}

/* {"ClassName","Message"}, {"resultCode","errorMessage"}, of the sign-in server {"error","error_description"} */
static void
read_halopsa (MusterVendorError *self,
              JsonObject        *body)
{
  static const char * const members[] = { "Message", "errorMessage", "error_description" };
  gsize i;

  self->code = g_strdup (muster_json_str (body, "ClassName"));
  if (self->code == NULL)
    self->code = g_strdup (muster_json_str (body, "error"));
  for (i = 0; i < G_N_ELEMENTS (members) && self->message == NULL; i++)
    self->message = one_line (muster_json_str (body, members[i]));
}

/* HaloPSA also answers in plain words: “Rate Limit Reached - 300 Requests per rolling 5 minute window” */
static void
read_words (MusterVendorError *self,
            GBytes            *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *text = data != NULL ? g_strndup (data, MIN (size, 4 * MAX_MESSAGE)) : NULL;

  if (text == NULL || *text == '<' || !g_utf8_validate (text, -1, NULL))
    return;
  self->message = one_line (g_strstrip (text));
}

/* {"errors":["text", …]}, whatever the status: the code tells that the vendor itself said no */
static void
read_autotask (MusterVendorError *self,
               JsonObject        *body)
{
  JsonArray *errors = muster_json_arr (body, "errors");
  const char *first = errors != NULL ? muster_json_arr_str (errors, 0) : NULL;

  if (first == NULL)
    return;
  self->code = g_strdup ("errors");
  self->message = one_line (first);
}

/* JSON:API: {"errors":[{"status","title","detail","source":{"pointer"}}]}; status may be a number or a word, and all but
 * one of title and detail may be missing */
static void
read_itglue (MusterVendorError *self,
             JsonObject        *body)
{
  JsonArray *errors = muster_json_arr (body, "errors");
  JsonObject *first = errors != NULL ? muster_json_arr_obj (errors, 0) : NULL;
  const char *detail = first != NULL ? muster_json_str (first, "detail") : NULL;

  if (first == NULL)
    return;
  self->code = g_strdup (muster_json_str (first, "title"));
  self->message = one_line (detail != NULL ? detail : self->code);
}

/* A body that is no JSON (HTML of a proxy, NUL bytes of Exchange, "Retry later") says nothing */
void
muster_vendor_error_read (MusterVendorError *self,
                          const char        *shape,
                          MusterAnswer      *answer)
{
  g_autoptr(JsonNode) root = muster_json_parse (answer->body, NULL, NULL, NULL);
  JsonObject *body = muster_json_node_obj (root);

  if (body == NULL && g_strcmp0 (shape, "halopsa") == 0)
    read_words (self, answer->body);
  if (body == NULL)
    return;
  if (g_strcmp0 (shape, "connectwise") == 0)
    read_connectwise (self, body);
  else if (g_strcmp0 (shape, "hudu") == 0)
    read_hudu (self, body);
  else if (g_strcmp0 (shape, "itglue") == 0)
    read_itglue (self, body);
  else if (g_strcmp0 (shape, "halopsa") == 0)
    read_halopsa (self, body);
  else if (g_strcmp0 (shape, "autotask") == 0)
    read_autotask (self, body);
  else
    read_graph (self, body);
}

static gboolean
has_text (const char *message,
          const char *text)
{
  g_autofree char *fold_message = NULL;
  g_autofree char *fold_text = NULL;

  if (message == NULL)
    return FALSE;
  fold_message = g_utf8_casefold (message, -1);
  fold_text = g_utf8_casefold (text, -1);
  return strstr (fold_message, fold_text) != NULL;
}

static gboolean
rule_fits (MusterAnswerRule  *rule,
           guint              status,
           MusterVendorError *vendor)
{
  if (rule->null_path != NULL || (rule->status != 0 && rule->status != status))
    return FALSE;
  if (rule->code != NULL && (vendor->code == NULL || g_ascii_strcasecmp (rule->code, vendor->code) != 0))
    return FALSE;
  return rule->text == NULL || has_text (vendor->message, rule->text);
}

static MusterAnswerRule *
find_rule (GPtrArray         *rules,
           guint              status,
           MusterVendorError *vendor)
{
  guint i;

  for (i = 0; i < rules->len; i++)
    if (rule_fits (rules->pdata[i], status, vendor))
      return rules->pdata[i];
  return NULL;
}

MusterMeaning
muster_answer_classify_body (MusterOperation *operation,
                             guint            status,
                             JsonNode        *body)
{
  guint i;

  for (i = 0; i < operation->answers->len; i++)
    {
      MusterAnswerRule *rule = operation->answers->pdata[i];
      JsonNode *node;

      if (rule->null_path == NULL || (rule->status != 0 && rule->status != status))
        continue;
      node = muster_path_lookup (body, rule->null_path, NULL);
      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        return rule->meaning;
    }
  return MUSTER_MEANING_OK;
}

MusterMeaning
muster_answer_classify (MusterOperation   *operation,
                        GPtrArray         *defaults,
                        guint              status,
                        MusterVendorError *vendor)
{
  MusterAnswerRule *rule = find_rule (operation->answers, status, vendor);

  if (rule == NULL)
    rule = find_rule (defaults, status, vendor);
  if (rule != NULL && rule->says != NULL)
    {
      g_free (vendor->message);
      vendor->message = g_strdup (rule->says);
    }
  if (rule != NULL)
    return rule->meaning;
  if (status >= 200 && status < 300)
    return MUSTER_MEANING_OK;
  switch (status)
    {
    case 401:
      return MUSTER_MEANING_SIGNED_OUT;
    case 403:
      return MUSTER_MEANING_FORBIDDEN;
    case 404:
      return MUSTER_MEANING_NOT_FOUND;
    case 408:
    case 409:
      return MUSTER_MEANING_UNKNOWN;
    case 429:
      return MUSTER_MEANING_THROTTLED;
    default:
      return status >= 500 ? MUSTER_MEANING_UNKNOWN : MUSTER_MEANING_REFUSED;
    }
}

static MusterErrorCode
unknown_code (guint    status,
              gboolean effect)
{
  if (effect)
    return MUSTER_ERROR_OUTCOME_UNKNOWN;
  if (status == 408 || status == 504)
    return MUSTER_ERROR_TIMEOUT;
  if (status == 409)
    return MUSTER_ERROR_CONFLICT;
  return status == 502 || status == 503 ? MUSTER_ERROR_OFFLINE : MUSTER_ERROR_BAD_REPLY;
}

static MusterErrorCode
meaning_code (MusterMeaning meaning,
              guint         status,
              gboolean      effect)
{
  switch (meaning)
    {
    case MUSTER_MEANING_UNLICENSED:
      return MUSTER_ERROR_UNLICENSED;
    case MUSTER_MEANING_UNKNOWN:
      return unknown_code (status, effect);
    case MUSTER_MEANING_THROTTLED:
      return MUSTER_ERROR_RATE_LIMITED;
    case MUSTER_MEANING_SIGNED_OUT:
      return MUSTER_ERROR_SIGNED_OUT;
    case MUSTER_MEANING_FORBIDDEN:
      return MUSTER_ERROR_FORBIDDEN;
    case MUSTER_MEANING_NOT_FOUND:
      return MUSTER_ERROR_NOT_FOUND;
    case MUSTER_MEANING_REFUSED:
      return MUSTER_ERROR_INVALID_INPUT;
    case MUSTER_MEANING_OK:
    case MUSTER_MEANING_NONE:
    case MUSTER_MEANING_ALREADY:
    default:
      return MUSTER_ERROR_INTERNAL;
    }
}

void
muster_meaning_set_error (MusterMeaning      meaning,
                          guint              status,
                          MusterVendorError *vendor,
                          gboolean           effect,
                          GError           **error)
{
  g_set_error (error, MUSTER_ERROR, (int) meaning_code (meaning, status, effect),
               "HTTP %u%s%s%s%s", status,
               vendor->code != NULL ? " " : "", vendor->code != NULL ? vendor->code : "",
               vendor->message != NULL ? ": " : "", vendor->message != NULL ? vendor->message : "");
}
