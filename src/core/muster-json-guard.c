/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "muster-error.h"
#include "muster-json-tree.h"

/* json-glib's parser accepts what is not JSON, cuts strings at NUL, wraps integers
 * and overflows the stack on deep input. Every byte from outside passes here
 * instead: RFC 8259 and nothing else, UTF-8, no lone surrogate, no NUL, no key
 * twice in one object, integers within int64, finite numbers, one root.
 *
 * One pass, no recursion; the nodes are made on the way (muster-json-tree.c). Keys are kept as slices of the input and compared
 * when their object closes, so that a large object costs a sort, not a square.
 */

typedef struct {
  char *text;
  gsize length;
} Key;

typedef struct {
  gboolean object;
  gboolean blank;    /* everything inside is the value of a member to blank */
  guint first_key;   /* in keys */
} Frame;

typedef struct {
  char *data;
  gsize length;
  gsize at;
  guint max_depth;
  guint depth;
  Frame frames[MUSTER_JSON_MAX_DEPTH];
  GArray *keys;                /* (owned): of the objects that are open */
  GPtrArray *decoded;          /* (owned): keys that were written with escapes */
  const char * const *blank_members;
  gboolean blank_next;         /* the value that comes next is to be blanked */
  GPtrArray *taken;            /* (nullable) (element-type MusterSecret): strings that were blanked, in their order */
  MusterJsonTree *tree;        /* (nullable): what is to come of it */
  const char *problem;
} Guard;

static gboolean
fail (Guard      *guard,
      const char *problem)
{
  if (guard->problem == NULL)
    guard->problem = problem;

  return FALSE;
}

static int
peek (Guard *guard)
{
  return guard->at < guard->length ? (guchar) guard->data[guard->at] : -1;
}

static void
skip_space (Guard *guard)
{
  while (guard->at < guard->length)
    {
      char c = guard->data[guard->at];

      if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
        return;

      guard->at++;
    }
}

/* Four hexadecimal digits after \u, or -1 */
static int
read_hex (Guard *guard)
{
  int value = 0;

  if (guard->length - guard->at < 4)
    return -1;

  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (guard->data[guard->at + i]);

      if (digit < 0)
        return -1;

      value = value * 16 + digit;
    }

  guard->at += 4;
  return value;
}

/* at stands behind \u; puts the character in code */
static gboolean
read_unicode_escape (Guard    *guard,
                     gunichar *code)
{
  int first = read_hex (guard);
  int second;

  if (first < 0)
    return fail (guard, "\\u without four hexadecimal digits");
  if (first == 0)
    return fail (guard, "\\u0000 in a string");
  if (first >= 0xdc00 && first <= 0xdfff)
    return fail (guard, "Second half of a surrogate pair alone");

  *code = (gunichar) first;
  if (first < 0xd800 || first > 0xdbff)
    return TRUE;

  if (guard->length - guard->at < 6 || guard->data[guard->at] != '\\' || guard->data[guard->at + 1] != 'u')
    return fail (guard, "First half of a surrogate pair alone");

  guard->at += 2;
  second = read_hex (guard);
  if (second < 0xdc00 || second > 0xdfff)
    return fail (guard, "First half of a surrogate pair alone");

  *code = 0x10000 + (((gunichar) first - 0xd800) << 10) + ((gunichar) second - 0xdc00);
  return TRUE;
}

static gboolean
read_escape (Guard   *guard,
             GString *decoded)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *found;
  gunichar code;
  int c;

  guard->at++;
  c = peek (guard);
  if (c == 'u')
    {
      guard->at++;
      if (!read_unicode_escape (guard, &code))
        return FALSE;
      if (decoded != NULL)
        g_string_append_unichar (decoded, code);
      return TRUE;
    }

  found = c > 0 ? strchr (escapes, c) : NULL;
  if (found == NULL)
    return fail (guard, "Unknown escape in a string");
  if (decoded != NULL)
    g_string_append_c (decoded, values[found - escapes]);
  guard->at++;

  return TRUE;
}

/* at stands on the quote. The bytes between the quotes are UTF-8 already (the
 * whole document was looked at once), so that only controls, escapes and the
 * end matter. */
static gboolean
read_string (Guard   *guard,
             Key     *key)
{
  gsize start = ++guard->at;
  GString *decoded = NULL;

  while (guard->at < guard->length)
    {
      guchar c = (guchar) guard->data[guard->at];

      if (c == '"')
        break;

      if (c < 0x20)
        {
          fail (guard, "Control character in a string");
          break;
        }

      if (c != '\\')
        {
          if (decoded != NULL)
            g_string_append_c (decoded, (char) c);
          guard->at++;
          continue;
        }

      if (key != NULL && decoded == NULL)
        decoded = g_string_new_len (guard->data + start, (gssize) (guard->at - start));
      if (!read_escape (guard, decoded))
        break;
    }

  if (guard->problem == NULL && guard->at >= guard->length)
    fail (guard, "String without an end");

  if (key != NULL)
    {
      key->text = decoded != NULL ? decoded->str : guard->data + start;
      key->length = decoded != NULL ? decoded->len : guard->at - start;
      if (decoded != NULL)
        g_ptr_array_add (guard->decoded, g_string_free (decoded, FALSE));
    }

  guard->at++;
  return guard->problem == NULL;
}

static gsize
skip_digits (Guard *guard)
{
  gsize start = guard->at;

  while (guard->at < guard->length && g_ascii_isdigit (guard->data[guard->at]))
    guard->at++;

  return guard->at - start;
}

static gboolean
number_in_range (const char *text,
                 gsize       length,
                 gboolean    integer)
{
  char small[64];
  g_autofree char *large = NULL;
  char *copy = small;

  if (integer && length < 19)
    return TRUE;

  if (length >= sizeof small)
    {
      if (integer)
        return FALSE;
      copy = large = g_malloc (length + 1);
    }

  memcpy (copy, text, length);
  copy[length] = '\0';

  if (integer)
    return g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, NULL, NULL);

  return isfinite (g_ascii_strtod (copy, NULL));
}

static gboolean
read_number (Guard    *guard,
             gboolean *is_integer)
{
  gsize start = guard->at;
  gboolean integer = TRUE;

  if (peek (guard) == '-')
    guard->at++;

  if (peek (guard) == '0')
    guard->at++;
  else if (skip_digits (guard) == 0)
    return fail (guard, "Not a value");

  if (peek (guard) == '.')
    {
      integer = FALSE;
      guard->at++;
      if (skip_digits (guard) == 0)
        return fail (guard, "Number without digits after the point");
    }

  if (peek (guard) == 'e' || peek (guard) == 'E')
    {
      integer = FALSE;
      guard->at++;
      if (peek (guard) == '+' || peek (guard) == '-')
        guard->at++;
      if (skip_digits (guard) == 0)
        return fail (guard, "Number without digits in the exponent");
    }

  if (!number_in_range (guard->data + start, guard->at - start, integer))
    return fail (guard, "Number out of range");

  *is_integer = integer;
  return TRUE;
}

static gboolean
read_word (Guard      *guard,
           const char *word)
{
  gsize length = strlen (word);

  if (guard->length - guard->at < length || memcmp (guard->data + guard->at, word, length) != 0)
    return fail (guard, "Not a value");

  guard->at += length;
  return TRUE;
}

static gboolean
in_blank (Guard *guard)
{
  return guard->blank_next || (guard->depth > 0 && guard->frames[guard->depth - 1].blank);
}

static gboolean
push_frame (Guard    *guard,
            gboolean  object)
{
  gboolean blank = in_blank (guard);
  Frame *frame;

  if (guard->depth >= guard->max_depth)
    return fail (guard, "Nested too deeply");

  frame = &guard->frames[guard->depth++];
  frame->object = object;
  frame->blank = blank;
  frame->first_key = guard->keys->len;
  guard->blank_next = FALSE;
  guard->at++;
  if (guard->tree != NULL)
    muster_json_tree_open (guard->tree, object);

  return TRUE;
}

static int
compare_keys (const void *a,
              const void *b)
{
  const Key *x = a;
  const Key *y = b;

  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;

  return memcmp (x->text, y->text, x->length);
}

static gboolean
keys_differ (Key   *keys,
             guint  n_keys)
{
  if (n_keys <= 8)
    {
      for (guint i = 1; i < n_keys; i++)
        for (guint j = 0; j < i; j++)
          if (compare_keys (&keys[i], &keys[j]) == 0)
            return FALSE;

      return TRUE;
    }

  qsort (keys, n_keys, sizeof (Key), compare_keys);
  for (guint i = 1; i < n_keys; i++)
    if (compare_keys (&keys[i], &keys[i - 1]) == 0)
      return FALSE;

  return TRUE;
}

static gboolean
pop_frame (Guard *guard)
{
  Frame *frame = &guard->frames[guard->depth - 1];
  guint n_keys = guard->keys->len - frame->first_key;

  if (n_keys > 1 && !keys_differ (&g_array_index (guard->keys, Key, frame->first_key), n_keys))
    return fail (guard, "The same key twice in one object");

  g_array_set_size (guard->keys, frame->first_key);
  guard->depth--;
  guard->at++;
  if (guard->tree != NULL)
    muster_json_tree_close (guard->tree);

  return TRUE;
}

/* What stands between the quotes, which was found to be right before; the copy never grows, so it is decoded in place */
static MusterSecret *
take_string (const char *text,
             gsize       length)
{
  g_autofree char *copy = g_malloc (length + 1);
  Guard inner = { .data = copy, .length = length };
  g_autoptr(GString) one = g_string_sized_new (8);
  MusterSecret *secret;
  gsize out = 0;

  memcpy (copy, text, length);
  while (inner.at < length)
    {
      if (copy[inner.at] != '\\')
        {
          copy[out++] = copy[inner.at++];
          continue;
        }
      g_string_truncate (one, 0);
      read_escape (&inner, one);
      memcpy (copy + out, one->str, one->len);
      out += one->len;
    }
  copy[out] = '\0';
  secret = muster_secret_new (copy);
  sodium_memzero (copy, length + 1);
  sodium_memzero (one->str, one->allocated_len);
  return secret;
}

/* Leaves a value of the same kind that says nothing, not even its length. */
static void
blank_scalar (Guard *guard,
              gsize  start)
{
  char first = guard->data[start];

  if (first == '"')
    {
      if (guard->taken != NULL)
        g_ptr_array_add (guard->taken, take_string (guard->data + start + 1, guard->at - start - 2));
      sodium_memzero (guard->data + start, guard->at - start);
      memset (guard->data + start, ' ', guard->at - start);
      guard->data[start] = guard->data[start + 1] = '"';
    }
  else if (first == '-' || g_ascii_isdigit (first))
    {
      memset (guard->data + start, ' ', guard->at - start);
      guard->data[start] = '0';
    }
}

/* A value that was blanked begins with what is left of it: two quotes, or a zero */
static void
add_scalar (Guard   *guard,
            gsize    start,
            Key     *text,
            gboolean integer)
{
  char first = guard->data[start];

  if (first == '"')
    muster_json_tree_add_string (guard->tree, text->text, text->length);
  else if (first == 't' || first == 'f' || first == 'n')
    muster_json_tree_add_word (guard->tree, first);
  else
    muster_json_tree_add_number (guard->tree, guard->data + start, integer);
}

static gboolean
read_scalar (Guard *guard)
{
  gsize start = guard->at;
  gboolean blank = in_blank (guard);
  gboolean integer = TRUE;
  Key text = { NULL, 0 };
  gboolean ok;

  switch (peek (guard))
    {
    case '"':
      ok = read_string (guard, guard->tree != NULL && !blank ? &text : NULL);
      break;
    case 't':
      ok = read_word (guard, "true");
      break;
    case 'f':
      ok = read_word (guard, "false");
      break;
    case 'n':
      ok = read_word (guard, "null");
      break;
    case -1:
      ok = fail (guard, "Ends too early");
      break;
    default:
      ok = read_number (guard, &integer);
      break;
    }

  if (ok && blank)
    {
      blank_scalar (guard, start);
      text = (Key) { guard->data + start + 1, 0 };
      integer = TRUE;
    }
  if (ok && guard->tree != NULL)
    add_scalar (guard, start, &text, integer);

  guard->blank_next = FALSE;
  return ok;
}

static gboolean
read_key (Guard *guard)
{
  Key key;

  if (peek (guard) != '"')
    return fail (guard, "Expected a key");
  if (!read_string (guard, &key))
    return FALSE;

  g_array_append_val (guard->keys, key);
  if (guard->tree != NULL)
    {
      guard->tree->key = key.text;
      guard->tree->key_length = key.length;
    }

  for (guint i = 0; guard->blank_members != NULL && guard->blank_members[i] != NULL; i++)
    if (strlen (guard->blank_members[i]) == key.length &&
        memcmp (guard->blank_members[i], key.text, key.length) == 0)
      guard->blank_next = TRUE;

  skip_space (guard);
  if (peek (guard) != ':')
    return fail (guard, "Expected a colon");

  guard->at++;
  skip_space (guard);
  return TRUE;
}

/* at stands on the first character of a value. *complete says whether the value
 * is finished, or was the beginning of a container that has something inside. */
static gboolean
begin_value (Guard    *guard,
             gboolean *complete)
{
  int c = peek (guard);
  int close = c == '{' ? '}' : ']';

  *complete = TRUE;
  if (c != '{' && c != '[')
    return read_scalar (guard);

  if (!push_frame (guard, c == '{'))
    return FALSE;

  skip_space (guard);
  if (peek (guard) == close)
    return pop_frame (guard);

  *complete = FALSE;
  return c == '[' || read_key (guard);
}

/* at stands behind a value that lies in a container: closes containers until
 * one goes on, and stands on its next value then. */
static gboolean
after_value (Guard    *guard,
             gboolean *finished)
{
  *finished = FALSE;

  while (guard->depth > 0)
    {
      gboolean object = guard->frames[guard->depth - 1].object;
      int c;

      skip_space (guard);
      c = peek (guard);
      if (c == ',')
        {
          guard->at++;
          skip_space (guard);
          return !object || read_key (guard);
        }

      if (c != (object ? '}' : ']'))
        return fail (guard, c < 0 ? "Ends too early" : "Expected a comma or the end of the container");
      if (!pop_frame (guard))
        return FALSE;
    }

  *finished = TRUE;
  return TRUE;
}

static gboolean
read_document (Guard *guard)
{
  gboolean complete;
  gboolean finished = FALSE;

  skip_space (guard);
  while (!finished)
    {
      if (!begin_value (guard, &complete))
        return FALSE;
      if (complete && !after_value (guard, &finished))
        return FALSE;
    }

  skip_space (guard);
  if (guard->at < guard->length)
    return fail (guard, "Something behind the document");

  return TRUE;
}

/* Decoded keys may be worth wiping: nobody knows what a vendor uses as a key. */
static void
free_decoded (gpointer text)
{
  sodium_memzero (text, strlen (text));
  g_free (text);
}

#define EACH_BYTE G_GUINT64_CONSTANT (0x0101010101010101)

/* Eight bytes at a time where they are ASCII and none is zero, which is nearly everywhere */
static gboolean
is_utf8 (const char  *data,
         gsize        length,
         const char **end)
{
  gsize at = 0;

  for (guint64 bytes; length - at >= sizeof bytes; at += sizeof bytes)
    {
      memcpy (&bytes, data + at, sizeof bytes);
      if (((bytes | (bytes - EACH_BYTE)) & EACH_BYTE * 0x80) != 0)
        break;
    }

  *end = data + length;
  return at == length || g_utf8_validate_len (data + at, length - at, end);
}

/* As muster_json_guard (); strings that were blanked go to @taken, and the nodes to @tree. With a tree, a zero byte stands
 * behind @data */
gboolean
muster_json_guard_build (char                    *data,
                         gsize                    length,
                         const MusterJsonLimits  *limits,
                         const char * const      *blank_members,
                         GPtrArray               *taken,
                         MusterJsonTree          *tree,
                         GError                 **error)
{
  gsize max_bytes = limits != NULL && limits->max_bytes > 0 ? limits->max_bytes : MUSTER_JSON_MAX_BYTES;
  guint max_depth = limits != NULL && limits->max_depth > 0 ? limits->max_depth : MUSTER_JSON_MAX_DEPTH;
  Guard guard = { .data = data, .length = length, .blank_members = blank_members, .taken = taken, .tree = tree };
  const char *end;

  guard.max_depth = MIN (max_depth, MUSTER_JSON_MAX_DEPTH);

  if (length > max_bytes)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                   "JSON of %" G_GSIZE_FORMAT " bytes is larger than %" G_GSIZE_FORMAT, length, max_bytes);
      return FALSE;
    }

  if (!is_utf8 (data, length, &end))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                   "Not JSON: not UTF-8 at byte %" G_GSIZE_FORMAT, (gsize) (end - data));
      return FALSE;
    }

  guard.keys = g_array_new (FALSE, FALSE, sizeof (Key));
  guard.decoded = g_ptr_array_new_with_free_func (free_decoded);

  if (!read_document (&guard))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                 "Not JSON: %s at byte %" G_GSIZE_FORMAT, guard.problem, guard.at);

  g_array_unref (guard.keys);
  g_ptr_array_unref (guard.decoded);

  return guard.problem == NULL;
}

/**
 * muster_json_guard:
 * @data: (array length=length) (inout): a document; need not end with a NUL
 * @length: its size
 * @limits: (nullable): limits, or %NULL for the usual ones
 * @blank_members: (nullable) (array zero-terminated=1): names of members whose
 *   values must not survive
 * @error: return location for an error
 *
 * Checks that @data is JSON as RFC 8259 has it and nothing that json-glib would
 * read differently. The string and number values of @blank_members, at any
 * depth and also inside of containers that are such a value, are overwritten
 * in place with an empty string or zero.
 *
 * Returns: whether @data may be given to json-glib
 */
gboolean
muster_json_guard (char                    *data,
                   gsize                    length,
                   const MusterJsonLimits  *limits,
                   const char * const      *blank_members,
                   GError                 **error)
{
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  return muster_json_guard_build (data, length, limits, blank_members, NULL, NULL, error);
}
