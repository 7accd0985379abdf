/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-odata.h"

/* $filter, as far as Graph's directory reads take it:
 *
 *   filter = and *("or" and)     and = one *("and" one)     one = "not" one | "(" filter ")" | test
 *   test = path op literal | path "in" "(" literals ")" | startswith|endswith|contains "(" path "," literal ")"
 *        | path "/any(" name ":" filter ")"
 *
 * Inside any() the lambda's name stands for the item. */

typedef enum { TEST_AND, TEST_OR, TEST_NOT, TEST_EQ, TEST_NE, TEST_GT, TEST_GE, TEST_LT, TEST_LE, TEST_IN,
               TEST_STARTS, TEST_ENDS, TEST_CONTAINS, TEST_ANY } Test;

struct _MusterFilter {
  Test          test;
  MusterFilter *left, *right;
  char         *path;
  GPtrArray    *literals;    /* (element-type char*) a NULL stands for null */
  gboolean      lambda;      /* the path is the item of an any() */
};

typedef struct {
  const char *at;
  const char *properties;
  const char *lambda;        /* (nullable) the name that any() gave */
  GError     *error;
} Reader;

static MusterFilter *parse_or (Reader *reader);

void
muster_filter_free (MusterFilter *self)
{
  if (self == NULL)
    return;
  muster_filter_free (self->left);
  muster_filter_free (self->right);
  g_free (self->path);
  g_clear_pointer (&self->literals, g_ptr_array_unref);
  g_free (self);
}

static MusterFilter *
filter_new (Test          test,
            MusterFilter *left,
            MusterFilter *right)
{
  MusterFilter *self = g_new0 (MusterFilter, 1);

  self->test = test;
  self->left = left;
  self->right = right;
  self->literals = g_ptr_array_new_with_free_func (g_free);
  return self;
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

static gboolean
take (Reader     *reader,
      const char *text)
{
  gsize n = strlen (text);

  while (*reader->at == ' ')
    reader->at++;
  if (g_ascii_strncasecmp (reader->at, text, n) != 0)
    return FALSE;
  if (g_ascii_isalpha (*text) && (g_ascii_isalnum (reader->at[n]) || reader->at[n] == '/'))
    return FALSE;
  reader->at += n;
  return TRUE;
}

static char *
take_path (Reader *reader)
{
  const char *start;

  while (*reader->at == ' ')
    reader->at++;
  start = reader->at;
  while (g_ascii_isalnum (*reader->at) || *reader->at == '_'
         || (*reader->at == '/' && g_ascii_strncasecmp (reader->at, "/any(", 5) != 0))
    reader->at++;
  if (reader->at == start)
    stop (reader, "Invalid filter clause: a property is missing at '%.20s'.", start);
  return g_strndup (start, (gsize) (reader->at - start));
}

static char *
take_quoted (Reader *reader)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (;;)
    {
      if (*reader->at == '\0')
        {
          stop (reader, "Invalid filter clause: unterminated string literal.");
          return NULL;
        }
      if (*reader->at == '\'' && reader->at[1] != '\'')
        break;
      if (*reader->at == '\'')
        reader->at++;
      g_string_append_c (text, *reader->at++);
    }
  reader->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
take_literal (Reader       *reader,
              MusterFilter *self)
{
  const char *start;
  g_autofree char *word = NULL;

  if (take (reader, "'"))
    {
      g_ptr_array_add (self->literals, take_quoted (reader));
      return;
    }
  start = reader->at;
  while (*reader->at != '\0' && strchr (" ),", *reader->at) == NULL)
    reader->at++;
  word = g_strndup (start, (gsize) (reader->at - start));
  if (*word == '\0')
    stop (reader, "Invalid filter clause: a value is missing.");
  g_ptr_array_add (self->literals, g_str_equal (word, "null") ? NULL : g_steal_pointer (&word));
}

static gboolean
is_known (Reader     *reader,
          const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", 2);
  g_autofree char *wanted = g_strdup_printf (" %s ", parts[0] != NULL ? parts[0] : "");

  return reader->lambda != NULL || strstr (reader->properties, wanted) != NULL;
}

static void
set_path (Reader       *reader,
          MusterFilter *self,
          char         *path)
{
  self->path = path;
  if (reader->lambda != NULL)
    {
      gsize n = strlen (reader->lambda);

      self->lambda = g_str_has_prefix (path, reader->lambda) && path[n] == '\0';
      if (g_str_has_prefix (path, reader->lambda) && path[n] == '/')
        self->path = g_strdup (path + n + 1);
      if (self->path != path)
        g_free (path);
    }
  else if (!is_known (reader, path))
    stop (reader, "Could not find a property named '%s'.", path);
}

static MusterFilter *
parse_any (Reader *reader,
           char   *path)
{
  MusterFilter *self = filter_new (TEST_ANY, NULL, NULL);
  g_autofree char *name = NULL;

  set_path (reader, self, path);
  name = take_path (reader);
  if (!take (reader, ":"))
    stop (reader, "Invalid filter clause: any() needs a variable.");
  reader->lambda = name;
  self->left = reader->error == NULL ? parse_or (reader) : NULL;
  reader->lambda = NULL;
  if (!take (reader, ")"))
    stop (reader, "Invalid filter clause: any() is not closed.");
  return self;
}

static MusterFilter *
parse_function (Reader *reader,
                Test    test)
{
  MusterFilter *self = filter_new (test, NULL, NULL);

  set_path (reader, self, take_path (reader));
  if (!take (reader, ","))
    stop (reader, "Invalid filter clause: a comma is missing.");
  if (reader->error == NULL)
    take_literal (reader, self);
  if (!take (reader, ")"))
    stop (reader, "Invalid filter clause: a function is not closed.");
  return self;
}

static MusterFilter *
parse_test (Reader *reader)
{
  static const struct { const char *word; Test test; } functions[] = {
    { "startswith(", TEST_STARTS }, { "endswith(", TEST_ENDS }, { "contains(", TEST_CONTAINS },
  }, operators[] = {
    { "eq", TEST_EQ }, { "ne", TEST_NE }, { "gt", TEST_GT }, { "ge", TEST_GE }, { "lt", TEST_LT }, { "le", TEST_LE }, { "in", TEST_IN },
  };
  MusterFilter *self;
  char *path;

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      while (*reader->at == ' ')
        reader->at++;
      if (g_ascii_strncasecmp (reader->at, functions[i].word, strlen (functions[i].word)) == 0)
        {
          reader->at += strlen (functions[i].word);
          return parse_function (reader, functions[i].test);
        }
    }
  path = take_path (reader);
  if (g_ascii_strncasecmp (reader->at, "/any(", 5) == 0)
    {
      reader->at += 5;
      return parse_any (reader, path);
    }
  self = filter_new (TEST_AND, NULL, NULL);
  set_path (reader, self, path);
  for (gsize i = 0; i < G_N_ELEMENTS (operators) && self->test == TEST_AND; i++)
    if (take (reader, operators[i].word))
      self->test = operators[i].test;
  if (self->test == TEST_AND)
    stop (reader, "Invalid filter clause: an operator is missing.");
  if (self->test == TEST_IN && !take (reader, "("))
    stop (reader, "Invalid filter clause: 'in' needs a list.");
  do
    if (reader->error == NULL)
      take_literal (reader, self);
  while (self->test == TEST_IN && reader->error == NULL && take (reader, ","));
  if (self->test == TEST_IN && !take (reader, ")"))
    stop (reader, "Invalid filter clause: the list is not closed.");
  return self;
}

static MusterFilter *
parse_one (Reader *reader)
{
  MusterFilter *inner;

  if (take (reader, "not"))
    return filter_new (TEST_NOT, parse_one (reader), NULL);
  if (!take (reader, "("))
    return parse_test (reader);
  inner = parse_or (reader);
  if (!take (reader, ")"))
    stop (reader, "Invalid filter clause: a parenthesis is not closed.");
  return inner;
}

static MusterFilter *
parse_and (Reader *reader)
{
  MusterFilter *left = parse_one (reader);

  while (reader->error == NULL && take (reader, "and"))
    left = filter_new (TEST_AND, left, parse_one (reader));
  return left;
}

static MusterFilter *
parse_or (Reader *reader)
{
  MusterFilter *left = parse_and (reader);

  while (reader->error == NULL && take (reader, "or"))
    left = filter_new (TEST_OR, left, parse_and (reader));
  return left;
}

/**
 * muster_filter_parse:
 * @text: a $filter
 * @properties: the names that it may use, each with a space before and after
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the filter
 */
MusterFilter *
muster_filter_parse (const char *text,
                     const char *properties,
                     GError    **error)
{
  Reader reader = { text, properties, NULL, NULL };
  g_autoptr(MusterFilter) self = parse_or (&reader);

  while (*reader.at == ' ')
    reader.at++;
  if (reader.error == NULL && *reader.at != '\0')
    stop (&reader, "Invalid filter clause: syntax error at '%.20s'.", reader.at);
  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static JsonNode *
at_path (JsonObject *row,
         const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  JsonNode *node;
  guint i;

  for (i = 0; parts[i + 1] != NULL; i++)
    row = muster_jo_obj (row, parts[i]);
  node = row != NULL ? json_object_get_member (row, parts[i]) : NULL;
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static char *
as_text (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_utf8_casefold (json_node_get_string (node), -1);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static int
compare (JsonNode   *node,
         const char *literal)
{
  g_autofree char *left = as_text (node);
  g_autofree char *right = g_utf8_casefold (literal, -1);
  gint64 a, b;

  if (muster_time_parse_iso (literal, &b) && json_node_get_value_type (node) == G_TYPE_STRING
      && muster_time_parse_iso (json_node_get_string (node), &a))
    return (a > b) - (a < b);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      b = g_ascii_strtoll (literal, NULL, 10);
      return (json_node_get_int (node) > b) - (json_node_get_int (node) < b);
    }
  return strcmp (left, right);
}

static gboolean
match_literal (MusterFilter *self,
               JsonNode     *node,
               const char   *literal)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;
  int order;

  if (node == NULL || literal == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return self->test == TEST_NE ? node != NULL || literal != NULL : node == NULL && literal == NULL;
  if (self->test >= TEST_STARTS)
    {
      text = as_text (node);
      folded = g_utf8_casefold (literal, -1);
      return self->test == TEST_STARTS ? g_str_has_prefix (text, folded)
             : self->test == TEST_ENDS ? g_str_has_suffix (text, folded) : strstr (text, folded) != NULL;
    }
  order = compare (node, literal);
  switch (self->test)
    {
    case TEST_NE:
      return order != 0;
    case TEST_GT:
      return order > 0;
    case TEST_GE:
      return order >= 0;
    case TEST_LT:
      return order < 0;
    case TEST_LE:
      return order <= 0;
    default:
      return order == 0;
    }
}

static gboolean
match (MusterFilter *self,
       JsonObject   *row,
       JsonNode     *item)
{
  JsonNode *node;

  if (self->test == TEST_AND)
    return match (self->left, row, item) && match (self->right, row, item);
  if (self->test == TEST_OR)
    return match (self->left, row, item) || match (self->right, row, item);
  if (self->test == TEST_NOT)
    return !match (self->left, row, item);
  if (item != NULL && !self->lambda && JSON_NODE_HOLDS_OBJECT (item))
    row = json_node_get_object (item);
  node = self->lambda ? item : at_path (row, self->path);
  if (self->test == TEST_ANY)
    {
      JsonArray *items = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; i < muster_ja_length (items); i++)
        if (match (self->left, row, json_array_get_element (items, i)))
          return TRUE;
      return FALSE;
    }
  for (guint i = 0; i < self->literals->len; i++)
    if (match_literal (self, node, self->literals->pdata[i]))
      return TRUE;
  return FALSE;
}

gboolean
muster_filter_match (MusterFilter *self,
                     JsonObject   *row)
{
  return match (self, row, NULL);
}

/**
 * muster_filter_is_advanced:
 * @self: (nullable): a filter
 *
 * Returns: whether the directory answers it only as an advanced query
 */
gboolean
muster_filter_is_advanced (MusterFilter *self)
{
  if (self == NULL)
    return FALSE;
  return self->test == TEST_NE || self->test == TEST_NOT || self->test == TEST_ENDS || self->test == TEST_CONTAINS
         || muster_filter_is_advanced (self->left) || muster_filter_is_advanced (self->right);
}
