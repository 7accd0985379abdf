/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-label-ref.h"

/* The whole grammar:
 *
 *   ref    = root *( "." member | "[" number "]" )
 *   root   = "s" number | word
 *   member = 1*64 of letters, digits, "_", "-", "@"
 *   number = "0" | 1*6 digits without a leading zero
 *
 * Anything else, a blank too, is refused. Member names with a dot in them do not occur in answers of tools. */

#define MAX_LENGTH 200
#define MAX_STEPS  8
#define MAX_DIGITS 6
#define MAX_MEMBER 64

static void
step_free (gpointer data)
{
  MusterLabelStep *step = data;

  g_free (step->member);
  g_free (step);
}

static gboolean
refuse (GError    **error,
        const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_LENGTH));

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no reference such as s1.users[0]", valid);
  return FALSE;
}

static gboolean
read_number (const char **at,
             guint       *number)
{
  const char *p = *at;
  guint value = 0;

  while (g_ascii_isdigit (*p) && p - *at < MAX_DIGITS)
    value = value * 10 + (guint) (*p++ - '0');
  if (p == *at || g_ascii_isdigit (*p) || (**at == '0' && p - *at > 1))
    return FALSE;
  *at = p;
  *number = value;
  return TRUE;
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '@';
}

static char *
read_word (const char **at)
{
  const char *start = *at;
  const char *p = start;

  while (is_word_char (*p))
    p++;
  if (p == start || p - start > MAX_MEMBER)
    return NULL;
  *at = p;
  return g_strndup (start, (gsize) (p - start));
}

static gboolean
read_root (MusterLabelRef *self,
           const char    **at)
{
  const char *p = *at;

  if (*p == 's' && g_ascii_isdigit (p[1]))
    {
      p++;
      if (!read_number (&p, &self->answer) || self->answer == 0)
        return FALSE;
      *at = p;
      return TRUE;
    }
  if (!g_ascii_islower (*p))
    return FALSE;
  self->name = read_word (at);
  return self->name != NULL;
}

static gboolean
read_step (MusterLabelRef *self,
           const char    **at)
{
  MusterLabelStep *step = g_new0 (MusterLabelStep, 1);

  g_ptr_array_add (self->steps, step);
  if (self->steps->len > MAX_STEPS)
    return FALSE;
  if (**at == '.')
    {
      (*at)++;
      step->member = read_word (at);
      return step->member != NULL;
    }
  if (**at != '[')
    return FALSE;
  (*at)++;
  if (!read_number (at, &step->index) || **at != ']')
    return FALSE;
  (*at)++;
  return TRUE;
}

/**
 * muster_label_ref_parse:
 * @text: what a model wrote
 * @error: return location for %MUSTER_ERROR_INVALID_INPUT
 *
 * Returns: (transfer full) (nullable): the place that is meant; whether there is anything is another question
 */
MusterLabelRef *
muster_label_ref_parse (const char *text,
                        GError    **error)
{
  g_autoptr(MusterLabelRef) self = g_new0 (MusterLabelRef, 1);
  const char *at = text;
  gboolean good;

  self->steps = g_ptr_array_new_with_free_func (step_free);
  good = strlen (text) <= MAX_LENGTH && read_root (self, &at);
  while (good && *at != '\0')
    good = read_step (self, &at);
  if (!good)
    {
      refuse (error, text);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
muster_label_ref_free (MusterLabelRef *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

/**
 * muster_label_ref_print:
 *
 * Returns: (transfer full): the one way to write it
 */
char *
muster_label_ref_print (MusterLabelRef *self)
{
  GString *out = g_string_new (self->name);

  if (self->name == NULL)
    g_string_append_printf (out, "s%u", self->answer);
  for (guint i = 0; i < self->steps->len; i++)
    {
      MusterLabelStep *step = g_ptr_array_index (self->steps, i);

      if (step->member != NULL)
        g_string_append_printf (out, ".%s", step->member);
      else
        g_string_append_printf (out, "[%u]", step->index);
    }
  return g_string_free (out, FALSE);
}

/**
 * muster_label_ref_follow:
 * @root: the answer that it starts from
 * @error: return location for %MUSTER_ERROR_NOT_FOUND
 *
 * Returns: (transfer none) (nullable): what stands there
 */
JsonNode *
muster_label_ref_follow (MusterLabelRef *self,
                         JsonNode       *root,
                         GError        **error)
{
  JsonNode *node = root;

  for (guint i = 0; node != NULL && i < self->steps->len; i++)
    {
      MusterLabelStep *step = g_ptr_array_index (self->steps, i);
      JsonObject *object = muster_json_node_obj (node);
      JsonArray *array = muster_json_node_arr (node);

      if (step->member != NULL)
        node = object != NULL ? json_object_get_member (object, step->member) : NULL;
      else
        node = array != NULL && step->index < json_array_get_length (array) ? json_array_get_element (array, step->index) : NULL;
    }
  if (node == NULL)
    {
      g_autofree char *text = muster_label_ref_print (self);

      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is nothing at %s", text);
    }
  return node;
}
