/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* The condition language of ConnectWise lists, as far as its guide describes it:
 *
 *   condition = all *("or" all)      all = one *("and" one)
 *   one = ["not"] "(" condition ")" | field op value | field ["not"] ("contains" | "like") text
 *       | field ["not"] "in" "(" value *("," value) ")"
 *   value = "text" | number | True | False | null | [2026-01-31T08:00:00Z]
 *
 * Names of fields keep their case, words of the language do not. Texts compare without case. */

typedef enum { OP_AND, OP_OR, OP_NOT, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_CONTAINS, OP_LIKE, OP_IN } Op;
typedef enum { VALUE_NULL, VALUE_TEXT, VALUE_NUMBER, VALUE_BOOL, VALUE_TIME } ValueKind;

typedef struct {
  ValueKind kind;
  char     *text;
  double    number;   /* also 0 and 1 of a boolean */
  gint64    time;
} Value;

struct _MusterCwCondition {
  Op                 op;
  MusterCwCondition *left, *right;   /* of AND, OR and NOT */
  char              *field;
  GArray            *values;         /* (element-type Value) one, several for IN */
};

typedef struct {
  const char *at;
  const char *fields;   /* names that may be asked for, with spaces around each */
  GError     *error;
} Reader;

static MusterCwCondition *parse_or (Reader *reader);

static void
value_clear (gpointer data)
{
  g_free (((Value *) data)->text);
}

void
muster_cw_condition_free (MusterCwCondition *self)
{
  if (self == NULL)
    return;
  muster_cw_condition_free (self->left);
  muster_cw_condition_free (self->right);
  g_free (self->field);
  g_clear_pointer (&self->values, g_array_unref);
  g_free (self);
}

static MusterCwCondition *
node_new (Op                 op,
          MusterCwCondition *left,
          MusterCwCondition *right)
{
  MusterCwCondition *node = g_new0 (MusterCwCondition, 1);

  node->op = op;
  node->left = left;
  node->right = right;
  return node;
}

static void
G_GNUC_PRINTF (2, 3)
stop (Reader     *reader,
      const char *format,
      ...)
{
  va_list args;

  if (reader->error != NULL)
    return;
  va_start (args, format);
  reader->error = g_error_new_valist (MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, format, args);
  va_end (args);
}

static void
skip_space (Reader *reader)
{
  while (g_ascii_isspace (*reader->at))
    reader->at++;
}

static gboolean
take_word (Reader     *reader,
           const char *word)
{
  gsize n = strlen (word);

  skip_space (reader);
  if (g_ascii_strncasecmp (reader->at, word, n) != 0 || g_ascii_isalnum (reader->at[n]) || reader->at[n] == '_' || reader->at[n] == '/')
    return FALSE;
  reader->at += n;
  return TRUE;
}

static gboolean
take_sign (Reader     *reader,
           const char *sign)
{
  skip_space (reader);
  if (!g_str_has_prefix (reader->at, sign))
    return FALSE;
  reader->at += strlen (sign);
  return TRUE;
}

/* In a text a literal bracket is written [[] and a quote \" */
static char *
take_text (Reader *reader)
{
  g_autoptr(GString) text = g_string_new (NULL);

  while (*reader->at != '"')
    {
      if (*reader->at == '\0')
        {
          stop (reader, "The text is not closed");
          return NULL;
        }
      if (g_str_has_prefix (reader->at, "[[]"))
        {
          g_string_append_c (text, '[');
          reader->at += 3;
          continue;
        }
      if (*reader->at == '\\' && (reader->at[1] == '"' || reader->at[1] == '\\'))
        reader->at++;
      g_string_append_c (text, *reader->at++);
    }
  reader->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
take_time (Reader *reader,
           Value  *value)
{
  const char *end = strchr (reader->at, ']');
  g_autofree char *text = end != NULL ? g_strndup (reader->at, (gsize) (end - reader->at)) : NULL;

  if (text == NULL || !muster_time_parse_iso (text, &value->time))
    {
      stop (reader, "Not a date-time in brackets");
      return FALSE;
    }
  value->kind = VALUE_TIME;
  reader->at = end + 1;
  return TRUE;
}

static gboolean
take_value (Reader *reader,
            Value  *value)
{
  char *end;

  skip_space (reader);
  if (take_sign (reader, "["))
    return take_time (reader, value);
  if (take_sign (reader, "\""))
    {
      value->kind = VALUE_TEXT;
      value->text = take_text (reader);
      return value->text != NULL;
    }
  if (take_word (reader, "null"))
    return TRUE;
  if (take_word (reader, "true") || take_word (reader, "false"))
    {
      value->kind = VALUE_BOOL;
      value->number = g_ascii_tolower (reader->at[-2]) == 'u';
      return TRUE;
    }
  value->kind = VALUE_NUMBER;
  value->number = g_ascii_strtod (reader->at, &end);
  if (end == reader->at)
    {
      stop (reader, "A value is missing at \"%.20s\"", reader->at);
      return FALSE;
    }
  reader->at = end;
  return TRUE;
}

static void
take_values (Reader            *reader,
             MusterCwCondition *node)
{
  gboolean list = node->op == OP_IN;

  node->values = g_array_new (FALSE, TRUE, sizeof (Value));
  g_array_set_clear_func (node->values, value_clear);
  if (list && !take_sign (reader, "("))
    stop (reader, "\"in\" needs a list in parentheses");
  do
    {
      Value value = { VALUE_NULL };

      if (reader->error != NULL || !take_value (reader, &value))
        return;
      g_array_append_val (node->values, value);
    }
  while (list && take_sign (reader, ","));
  if (list && !take_sign (reader, ")"))
    stop (reader, "The list is not closed");
}

static gboolean
take_operator (Reader *reader,
               Op     *op)
{
  static const struct { const char *sign; Op op; } signs[] = {
    { "!=", OP_NE }, { "<>", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ }, { "<", OP_LT }, { ">", OP_GT },
  };
  static const struct { const char *word; Op op; } words[] = {
    { "contains", OP_CONTAINS }, { "like", OP_LIKE }, { "in", OP_IN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (take_sign (reader, signs[i].sign))
      {
        *op = signs[i].op;
        return TRUE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (take_word (reader, words[i].word))
      {
        *op = words[i].op;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_known (Reader     *reader,
          const char *field)
{
  g_autofree char *wanted = g_strdup_printf (" %s ", field);

  return strstr (reader->fields, wanted) != NULL;
}

static MusterCwCondition *
parse_comparison (Reader *reader)
{
  g_autoptr(MusterCwCondition) node = node_new (OP_EQ, NULL, NULL);
  const char *start;
  gboolean negated;

  skip_space (reader);
  start = reader->at;
  while (g_ascii_isalnum (*reader->at) || *reader->at == '/' || *reader->at == '_')
    reader->at++;
  if (reader->at == start)
    {
      stop (reader, "A field is missing at \"%.20s\"", reader->at);
      return NULL;
    }
  node->field = g_strndup (start, (gsize) (reader->at - start));
  if (!is_known (reader, node->field))
    {
      stop (reader, "Could not find the field %s", node->field);
      return NULL;
    }
  negated = take_word (reader, "not");
  if (!take_operator (reader, &node->op))
    stop (reader, "An operator is missing after %s", node->field);
  else
    take_values (reader, node);
  if (reader->error != NULL)
    return NULL;
  return negated ? node_new (OP_NOT, g_steal_pointer (&node), NULL) : g_steal_pointer (&node);
}

static MusterCwCondition *
parse_one (Reader *reader)
{
  g_autoptr(MusterCwCondition) inner = NULL;

  if (take_word (reader, "not"))
    {
      inner = parse_one (reader);
      return inner != NULL ? node_new (OP_NOT, g_steal_pointer (&inner), NULL) : NULL;
    }
  if (!take_sign (reader, "("))
    return parse_comparison (reader);
  inner = parse_or (reader);
  if (inner != NULL && !take_sign (reader, ")"))
    stop (reader, "A parenthesis is not closed");
  return reader->error == NULL ? g_steal_pointer (&inner) : NULL;
}

static MusterCwCondition *
parse_chain (Reader      *reader,
             const char  *word,
             Op           op,
             MusterCwCondition *(*parse)(Reader *))
{
  MusterCwCondition *left = parse (reader);

  while (left != NULL && take_word (reader, word))
    {
      MusterCwCondition *right = parse (reader);

      if (right == NULL)
        {
          muster_cw_condition_free (left);
          return NULL;
        }
      left = node_new (op, left, right);
    }
  return left;
}

static MusterCwCondition *
parse_and (Reader *reader)
{
  return parse_chain (reader, "and", OP_AND, parse_one);
}

static MusterCwCondition *
parse_or (Reader *reader)
{
  return parse_chain (reader, "or", OP_OR, parse_and);
}

/**
 * muster_cw_condition_parse:
 * @text: a condition
 * @fields: the names that it may use, each with a space before and after
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the condition
 */
MusterCwCondition *
muster_cw_condition_parse (const char *text,
                           const char *fields,
                           GError    **error)
{
  Reader reader = { text, fields, NULL };
  g_autoptr(MusterCwCondition) condition = parse_or (&reader);

  skip_space (&reader);
  if (reader.error == NULL && *reader.at != '\0')
    stop (&reader, "Not understood: \"%.20s\"", reader.at);
  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return NULL;
    }
  return g_steal_pointer (&condition);
}

JsonNode *
muster_cw_field (JsonObject *row,
                 const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  JsonObject *object = row;
  JsonNode *node;

  for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++)
    object = muster_jo_obj (object, parts[i]);
  if (object == NULL)
    return NULL;
  node = json_object_get_member (object, parts[g_strv_length (parts) - 1]);
  if (node == NULL && parts[1] == NULL && muster_jo_obj (row, "_info") != NULL)
    node = json_object_get_member (muster_jo_obj (row, "_info"), path);
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static int
compare (JsonNode    *node,
         const Value *value)
{
  GType type = json_node_get_value_type (node);
  double number;
  gint64 time;

  if (value->kind == VALUE_TEXT && type == G_TYPE_STRING)
    {
      g_autofree char *left = g_utf8_casefold (json_node_get_string (node), -1);
      g_autofree char *right = g_utf8_casefold (value->text, -1);

      return g_utf8_collate (left, right) == 0 ? 0 : strcmp (left, right) < 0 ? -1 : 1;
    }
  if (value->kind == VALUE_TIME && type == G_TYPE_STRING && muster_time_parse_iso (json_node_get_string (node), &time))
    return time < value->time ? -1 : time > value->time;
  if (type == G_TYPE_STRING || value->kind == VALUE_TEXT || value->kind == VALUE_TIME)
    return 2;
  number = type == G_TYPE_BOOLEAN ? json_node_get_boolean (node) : json_node_get_double (node);
  return number < value->number ? -1 : number > value->number;
}

/* "contains" looks for the text anywhere; in "like", % and * stand for anything */
static gboolean
is_like (JsonNode    *node,
         const Value *value,
         gboolean     anywhere)
{
  g_autofree char *text = NULL, *pattern = NULL, *folded = NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING || value->kind != VALUE_TEXT)
    return FALSE;
  text = g_utf8_casefold (json_node_get_string (node), -1);
  folded = g_utf8_casefold (value->text, -1);
  if (anywhere && strpbrk (folded, "%*") == NULL)
    return strstr (text, folded) != NULL;
  g_strdelimit (folded, "%", '*');
  pattern = anywhere ? g_strdup_printf ("*%s*", folded) : g_strdup (folded);
  return g_pattern_match_simple (pattern, text);
}

static gboolean
match_value (Op           op,
             JsonNode    *node,
             const Value *value)
{
  int order;

  if (node == NULL || value->kind == VALUE_NULL)
    {
      gboolean same = node == NULL && value->kind == VALUE_NULL;

      return op == OP_NE ? !same : same && (op == OP_EQ || op == OP_IN);
    }
  if (op == OP_LIKE || op == OP_CONTAINS)
    return is_like (node, value, op == OP_CONTAINS);
  order = compare (node, value);
  switch (op)
    {
    case OP_NE:
      return order != 0;
    case OP_LT:
      return order == -1;
    case OP_LE:
      return order == -1 || order == 0;
    case OP_GT:
      return order == 1;
    case OP_GE:
      return order == 1 || order == 0;
    default:
      return order == 0;
    }
}

/**
 * muster_cw_condition_match:
 * @self: (nullable): a condition; %NULL fits everything
 * @row: a row as it would be shown
 *
 * Returns: whether the row fits
 */
gboolean
muster_cw_condition_match (MusterCwCondition *self,
                           JsonObject        *row)
{
  JsonNode *node;

  if (self == NULL)
    return TRUE;
  if (self->op == OP_AND)
    return muster_cw_condition_match (self->left, row) && muster_cw_condition_match (self->right, row);
  if (self->op == OP_OR)
    return muster_cw_condition_match (self->left, row) || muster_cw_condition_match (self->right, row);
  if (self->op == OP_NOT)
    return !muster_cw_condition_match (self->left, row);

  node = muster_cw_field (row, self->field);
  for (guint i = 0; i < self->values->len; i++)
    if (match_value (self->op, node, &g_array_index (self->values, Value, i)))
      return TRUE;
  return FALSE;
}
