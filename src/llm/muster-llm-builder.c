/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-llm-builder.h"

typedef struct
{
  gint64   index;
  char    *id;
  GString *name;
  GString *arguments;
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->id);
  g_string_free (part->name, TRUE);
  g_string_free (part->arguments, TRUE);
  g_free (part);
}

/**
 * muster_llm_builder_new:
 * @delta: (nullable): told each piece of text
 * @delta_data: for @delta
 *
 * Returns: (transfer full): an answer of which nothing has come
 */
MusterLlmBuilder *
muster_llm_builder_new (MusterLlmDelta delta,
                        gpointer       delta_data)
{
  MusterLlmBuilder *self = g_new0 (MusterLlmBuilder, 1);

  self->delta = delta;
  self->delta_data = delta_data;
  self->text = g_string_new (NULL);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->prompt = self->cached = self->written = self->output = -1;

  return self;
}

void
muster_llm_builder_free (MusterLlmBuilder *self)
{
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->parts);
  g_free (self->stop);
  g_free (self->model);
  g_free (self);
}

/**
 * muster_llm_builder_add_text:
 * @self: an answer
 * @text: (nullable): more of what the model says
 * @error: return location for an error
 *
 * Returns: %FALSE: it is too long
 */
gboolean
muster_llm_builder_add_text (MusterLlmBuilder *self,
                             const char       *text,
                             GError          **error)
{
  if (text == NULL || *text == '\0')
    return TRUE;

  if (self->text->len + strlen (text) > MUSTER_LLM_MAX_TEXT)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The model talks on and on: more than %d bytes of text",
                   MUSTER_LLM_MAX_TEXT);
      return FALSE;
    }

  g_string_append (self->text, text);
  if (self->delta != NULL)
    self->delta (text, self->delta_data);

  return TRUE;
}

/* Some servers number every call of an answer 0 and tell them apart by id and name only: what comes with another id
 * is another call. */
static Part *
find_part (MusterLlmBuilder *self,
           gint64            index,
           const char       *id)
{
  for (guint i = self->parts->len; i > 0; i--)
    {
      Part *part = self->parts->pdata[i - 1];

      if (part->index == index)
        return id == NULL || *id == '\0' || part->id == NULL || strcmp (part->id, id) == 0 ? part : NULL;
    }

  return NULL;
}

static Part *
add_part (MusterLlmBuilder *self,
          gint64            index)
{
  Part *part = g_new0 (Part, 1);

  part->index = index;
  part->name = g_string_new (NULL);
  part->arguments = g_string_new (NULL);
  g_ptr_array_add (self->parts, part);

  return part;
}

/**
 * muster_llm_builder_add_call:
 * @self: an answer
 * @index: which call of the answer it belongs to
 * @id: (nullable): its id, when this piece says so
 * @name: (nullable): its tool
 * @arguments: (nullable): more of its arguments
 * @error: return location for an error
 *
 * Returns: %FALSE: there are too many, or too much of one
 */
gboolean
muster_llm_builder_add_call (MusterLlmBuilder *self,
                             gint64            index,
                             const char       *id,
                             const char       *name,
                             const char       *arguments,
                             GError          **error)
{
  Part *part = find_part (self, index, id);

  self->arguments += strlen (arguments != NULL ? arguments : "") + strlen (name != NULL ? name : "");
  if ((part == NULL && self->parts->len >= MUSTER_LLM_MAX_CALLS) || self->arguments > MUSTER_LLM_MAX_ARGUMENTS)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                   "The model asks for too much at once: %u calls with %" G_GSIZE_FORMAT " bytes",
                   self->parts->len + 1, self->arguments);
      return FALSE;
    }

  if (part == NULL)
    part = add_part (self, index);
  if (part->id == NULL && id != NULL && *id != '\0')
    part->id = g_strdup (id);
  /* A name comes whole; some servers repeat it with every piece. */
  if (name != NULL && strcmp (part->name->str, name) != 0)
    g_string_append (part->name, name);
  if (arguments != NULL)
    g_string_append (part->arguments, arguments);

  return TRUE;
}

/**
 * muster_llm_builder_set_stop:
 * @self: an answer
 * @stop: (nullable): why it ended, in our words; %NULL leaves it
 *
 * A refusal stays one, whatever comes after it.
 */
void
muster_llm_builder_set_stop (MusterLlmBuilder *self,
                             const char       *stop)
{
  if (stop == NULL || g_strcmp0 (self->stop, "refused") == 0)
    return;

  g_free (self->stop);
  self->stop = g_strdup (stop);
}

/**
 * muster_llm_builder_read_stop:
 * @self: an answer
 * @stops: the vendor's words
 * @reason: (nullable): one of them; %NULL or nothing leaves what was said
 *
 * Takes over why it ended; a word that is not in the table is “other”.
 */
void
muster_llm_builder_read_stop (MusterLlmBuilder    *self,
                              const MusterLlmStop *stops,
                              const char          *reason)
{
  if (reason == NULL || *reason == '\0')
    return;

  while (stops->theirs != NULL && strcmp (stops->theirs, reason) != 0)
    stops++;
  muster_llm_builder_set_stop (self, stops->theirs != NULL ? stops->ours : "other");
}

/**
 * muster_llm_builder_set_model:
 * @self: an answer
 * @model: (nullable): what the vendor says it is; %NULL and empty leave it
 */
void
muster_llm_builder_set_model (MusterLlmBuilder *self,
                              const char       *model)
{
  if (model == NULL || *model == '\0')
    return;

  g_free (self->model);
  self->model = g_utf8_substring (model, 0, MIN (g_utf8_strlen (model, -1), 200));
}

/**
 * muster_llm_builder_estimate:
 * @self: an answer, or as much as has come of it
 *
 * Returns: about how many tokens it is
 */
guint
muster_llm_builder_estimate (MusterLlmBuilder *self)
{
  guint tokens = muster_llm_estimate_text (self->text->str);

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = self->parts->pdata[i];

      tokens += 4 + muster_llm_estimate_text (part->name->str) + muster_llm_estimate_text (part->arguments->str);
    }

  return tokens;
}

static gboolean
has_call (MusterLlmReply *reply,
          const char     *id)
{
  for (guint i = 0; i < reply->calls->len; i++)
    if (g_strcmp0 (((MusterLlmCall *) reply->calls->pdata[i])->id, id) == 0)
      return TRUE;

  return FALSE;
}

static guint
to_tokens (gint64 number)
{
  return (guint) CLAMP (number, 0, G_MAXINT);
}

static void
finish_usage (MusterLlmBuilder *self,
              MusterLlmReply   *reply,
              MusterLlmRequest *request)
{
  reply->estimated = self->prompt < 0 || self->output < 0;
  reply->prompt = self->prompt >= 0 ? to_tokens (self->prompt) : muster_llm_request_estimate (request);
  reply->output = self->output >= 0 ? to_tokens (self->output) : muster_llm_builder_estimate (self);
  reply->cached = MIN (to_tokens (self->cached), reply->prompt);
  reply->written = MIN (to_tokens (self->written), reply->prompt - reply->cached);
}

/**
 * muster_llm_builder_finish:
 * @self: an answer that has come as far as it comes
 * @request: what it answers, to estimate what the vendor did not count
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the reply; %NULL: it was cut off before its end
 */
MusterLlmReply *
muster_llm_builder_finish (MusterLlmBuilder *self,
                           MusterLlmRequest *request,
                           GError          **error)
{
  g_autoptr(MusterLlmReply) reply = NULL;

  if (self->stop == NULL && !self->done)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer was cut off before its end");
      return NULL;
    }

  reply = muster_llm_reply_new ();
  reply->text = self->text->len > 0 ? g_strdup (self->text->str) : NULL;
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = self->parts->pdata[i];

      g_ptr_array_add (reply->calls, muster_llm_call_new (has_call (reply, part->id) ? NULL : part->id,
                                                          part->name->str, part->arguments->str));
    }

  reply->stop = g_strdup (self->stop != NULL ? self->stop : "other");
  reply->model = g_strdup (self->model);
  finish_usage (self, reply, request);
  if (reply->text == NULL && reply->calls->len == 0 && g_strcmp0 (reply->stop, "length") != 0 &&
      g_strcmp0 (reply->stop, "refused") != 0 && g_strcmp0 (reply->stop, "filter") != 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer is empty");
      return NULL;
    }

  return g_steal_pointer (&reply);
}
