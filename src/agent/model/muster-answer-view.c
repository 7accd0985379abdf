/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-answer-view.h"
#include "muster-json.h"
#include "muster-model-objects.h"
#include "muster-words.h"

/* What a language model is shown of an answer: one line a row, with the place that a plan names it by, and neither ids
 * nor what no plan needs. Of long lists the rows that have to do with the ticket. */

#define MAX_ROWS       8
#define MIN_ROWS       3   /* even where none has to do with the ticket */
#define MAX_OTHERS     40
#define MAX_PROSE_ROWS 2
#define MAX_TEXT       240
#define MAX_PROSE      800
#define MAX_LINE       60
#define MAX_ELEMENTS   12
#define MAX_DEPTH      3
#define MAX_SCORED     4000

/* Members that say nothing which is not said elsewhere in the row, or that nobody plans by */
static const char * const dropped[] = { "_info", "proxyAddresses", "givenName", "surname", "userType", "roleTemplateId", "url",
                                        "login_url", "resource_url", "draft", "usageLocation", "businessPhones", "ipAddress",
                                        "mobilePhone", "onPremisesSamAccountName", "sort", "level", "type_id",
                                        "DeliverToMailboxAndForward", "capabilityStatus", "assignedLicenses", NULL };

/* Members that hold whole texts */
static const char * const prose[] = { "text", "notes", "description", "internalNotes", "steps", "fields", NULL };

static gboolean
is_focus_word (const char *word)
{
  return strlen (word) >= 3 && !muster_words_is_noise (word);
}

static void
add_words (GHashTable *table,
           const char *text)
{
  g_autoptr(GPtrArray) words = muster_words_split (text != NULL ? text : "");

  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (is_focus_word (word->text))
        g_hash_table_add (table, g_strdup (word->text));
    }
}

/**
 * muster_answer_focus_add_text:
 * @text: what it is about too
 */
void
muster_answer_focus_add_text (MusterAnswerFocus *self,
                              const char        *text)
{
  add_words (self->words, text);
}

/* (transfer full): what the ticket says, taken apart once for all turns */
static GHashTable *
words_of_ticket (MusterCase *ticket_case)
{
  GQuark key = g_quark_from_static_string ("muster-focus-words");
  MusterTicket *ticket = muster_case_get_ticket (ticket_case);
  GHashTable *words = muster_case_get_kept (ticket_case, key);

  if (words == NULL)
    {
      words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      add_words (words, muster_ticket_get_summary (ticket));
      add_words (words, muster_ticket_get_description (ticket));
      add_words (words, muster_ticket_get_contact_name (ticket));
      muster_case_keep (ticket_case, key, words, (GDestroyNotify) g_hash_table_unref);
    }
  return g_hash_table_ref (words);
}

/**
 * muster_answer_focus_new:
 *
 * Returns: (transfer full): what the ticket says, and who wrote it
 */
MusterAnswerFocus *
muster_answer_focus_new (MusterCase *ticket_case)
{
  MusterAnswerFocus *self = g_new0 (MusterAnswerFocus, 1);

  self->ticket_words = words_of_ticket (ticket_case);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
muster_answer_focus_free (MusterAnswerFocus *self)
{
  g_hash_table_unref (self->ticket_words);
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->names);
  g_free (self);
}

/**
 * muster_answer_focus_add_value:
 * @value: an object in plan notation
 */
void
muster_answer_focus_add_value (MusterAnswerFocus *self,
                               const char        *value)
{
  if (value != NULL)
    g_hash_table_add (self->values, g_ascii_strdown (value, -1));
}

/* (transfer none) (nullable): what people call a row */
static const char *
name_of_row (JsonObject *row)
{
  static const char * const members[] = { "displayName", "DisplayName", "deviceName", "name", "skuPartNumber", "summary" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (muster_json_str (row, members[i]) != NULL)
      return muster_json_str (row, members[i]);
  return NULL;
}

static void
add_name (MusterAnswerFocus *self,
          JsonObject        *row)
{
  JsonNode *id = json_object_get_member (row, "id");
  const char *name = name_of_row (row);

  if (id != NULL && JSON_NODE_HOLDS_VALUE (id) && name != NULL)
    g_hash_table_insert (self->names, muster_json_to_string (id), g_strdup (name));
}

/**
 * muster_answer_focus_add_names:
 * @result: (nullable): an answer
 */
void
muster_answer_focus_add_names (MusterAnswerFocus *self,
                               JsonNode          *result)
{
  JsonObject *object = result != NULL ? muster_json_node_obj (result) : NULL;
  JsonObjectIter iter;
  JsonNode *node;

  if (object == NULL)
    return;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &node))
    {
      JsonArray *rows = muster_json_node_arr (node);

      if (muster_json_node_obj (node) != NULL)
        add_name (self, muster_json_node_obj (node));
      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        if (muster_json_arr_obj (rows, i) != NULL)
          add_name (self, muster_json_arr_obj (rows, i));
    }
}

static gboolean
is_guid (const char *text)
{
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  for (guint i = 0; i < sizeof shape - 1; i++)
    if (shape[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_id_name (const char *name)
{
  return g_str_equal (name, "id") || g_str_has_suffix (name, "Id") || g_str_has_suffix (name, "Ids") ||
         g_str_has_suffix (name, "_id") || g_str_has_suffix (name, "ObjectId") || g_str_has_suffix (name, "DeviceId");
}

static gboolean
is_prose (const char *name)
{
  return g_strv_contains (prose, name);
}

/* What is no news: nothing is switched, or the address is the sign-in name */
static gboolean
is_usual (JsonObject *row,
          const char *name,
          JsonNode   *node)
{
  const char *text = muster_json_node_str (node);

  if (g_str_equal (name, "mail"))
    return g_strcmp0 (text, muster_json_str (row, "userPrincipalName")) == 0;
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         (g_str_equal (name, "accountEnabled") ? json_node_get_boolean (node) : !json_node_get_boolean (node));
}

/* A domain’s id is its name */
static gboolean
is_hidden (const char *name,
           JsonNode   *node)
{
  const char *text = muster_json_node_str (node);

  if (g_strv_contains (dropped, name) || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (text != NULL && is_guid (text))
    return TRUE;
  return is_id_name (name) && !(text != NULL && strchr (text, '.') != NULL && g_str_equal (name, "id"));
}

static JsonNode *
cut_text (const char *text,
          glong       most)
{
  JsonNode *node = json_node_alloc ();

  if (g_utf8_strlen (text, -1) > most)
    {
      g_autofree char *start = g_utf8_substring (text, 0, most);
      g_autofree char *cut = g_strconcat (start, "…", NULL);

      return json_node_init_string (node, cut);
    }
  return json_node_init_string (node, text);
}

static JsonNode *shown_value (JsonNode *node,
                              glong     most,
                              guint     depth);

static JsonNode *
shown_object (JsonObject *object,
              glong       most,
              guint       depth)
{
  g_autoptr(JsonObject) out = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (depth < MAX_DEPTH && json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonNode *shown = is_hidden (name, node) || is_usual (object, name, node) ? NULL : shown_value (node, is_prose (name) ? most : MAX_TEXT, depth + 1);

      if (shown != NULL)
        json_object_set_member (out, name, shown);
    }
  return json_object_get_size (out) > 0 ? json_node_init_object (json_node_alloc (), out) : NULL;
}

static JsonNode *
shown_array (JsonArray *array,
             glong      most,
             guint      depth)
{
  g_autoptr(JsonArray) out = json_array_new ();

  for (guint i = 0; depth < MAX_DEPTH && i < json_array_get_length (array) && i < MAX_ELEMENTS; i++)
    {
      JsonNode *shown = shown_value (json_array_get_element (array, i), most / 2, depth + 1);

      if (shown != NULL)
        json_array_add_element (out, shown);
    }
  return json_array_get_length (out) > 0 ? json_node_init_array (json_node_alloc (), out) : NULL;
}

/* (nullable): @node without ids, nothing and empty texts */
static JsonNode *
shown_value (JsonNode *node,
             glong     most,
             guint     depth)
{
  const char *text = muster_json_node_str (node);

  if (muster_json_node_obj (node) != NULL)
    return shown_object (muster_json_node_obj (node), most, depth);
  if (muster_json_node_arr (node) != NULL)
    return shown_array (muster_json_node_arr (node), most, depth);
  if (text != NULL)
    return *text == '\0' || is_guid (text) ? NULL : cut_text (text, MAX (most, 40));
  return JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_copy (node);
}

static gboolean
has_prose (JsonObject *row)
{
  for (guint i = 0; prose[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (row, prose[i]);
      const char *text = muster_json_node_str (node);

      if (text != NULL ? strlen (text) > MAX_TEXT : node != NULL && JSON_NODE_HOLDS_ARRAY (node))
        return TRUE;
    }
  return FALSE;
}

/* --- Which rows --- */

typedef struct
{
  guint  index;
  double score;
} Ranked;

static gboolean
is_in_focus (MusterAnswerFocus *focus,
             const char        *word)
{
  return g_hash_table_contains (focus->ticket_words, word) || g_hash_table_contains (focus->words, word);
}

static double
score_text (MusterAnswerFocus *focus,
            const char        *text)
{
  gboolean is_long = strlen (text) > MAX_SCORED;
  g_autofree char *start = is_long ? g_strndup (text, MAX_SCORED) : NULL;
  g_autofree char *valid = is_long ? g_utf8_make_valid (start, -1) : NULL;
  g_autoptr(GPtrArray) words = muster_words_split (is_long ? valid : text);
  g_autoptr(GHashTable) seen = NULL;
  double score = 0;

  /* Only words that count were put into the focus, and few of a text are in it */
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (!is_in_focus (focus, word->text))
        continue;
      if (seen == NULL)
        seen = g_hash_table_new (g_str_hash, g_str_equal);
      score += g_hash_table_add (seen, word->text);
    }
  return words->len > 40 ? score / 2 : score;
}

static double
score_row (MusterAnswerFocus *focus,
           const char        *kind,
           JsonObject        *row)
{
  g_autofree char *value = muster_model_objects_value (kind, kind, row);
  g_autofree char *lower = value != NULL ? g_ascii_strdown (value, -1) : NULL;
  JsonObjectIter iter;
  JsonNode *node;
  double score = 0;

  if (lower != NULL && g_hash_table_contains (focus->values, lower))
    return 1000;
  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, NULL, &node))
    if (muster_json_node_str (node) != NULL)
      score += score_text (focus, muster_json_node_str (node));
  return score;
}

static int
compare_scores (gconstpointer a,
                gconstpointer b)
{
  const Ranked *left = a;
  const Ranked *right = b;

  if (left->score < right->score || left->score > right->score)
    return left->score < right->score ? 1 : -1;
  return left->index < right->index ? -1 : left->index > right->index;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  return ((const Ranked *) a)->index < ((const Ranked *) b)->index ? -1 : 1;
}

static GArray *
rank_rows (MusterAnswerFocus *focus,
           const char        *kind,
           JsonArray         *rows)
{
  GArray *ranks = g_array_new (FALSE, FALSE, sizeof (Ranked));
  guint n = json_array_get_length (rows);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      Ranked rank = { i, n > 1 && row != NULL ? score_row (focus, kind, row) : 0 };

      g_array_append_val (ranks, rank);
    }
  g_array_sort (ranks, compare_scores);
  return ranks;
}

static void
add_row (GString    *out,
         const char *member,
         int         index,
         JsonNode   *row,
         glong       most)
{
  g_autoptr(JsonNode) shown = shown_value (row, most, 0);
  g_autofree char *text = shown != NULL ? muster_json_to_string (shown) : g_strdup ("{}");

  if (index >= 0)
    g_string_append_printf (out, "%s[%d] %s\n", member, index, text);
  else
    g_string_append_printf (out, "%s %s\n", member, text);
}

/* How many of the rows are shown: those that have to do with the ticket, and a few */
static guint
count_shown (GArray *ranks)
{
  guint n = 0;

  while (n < ranks->len && n < MAX_ROWS && (n < MIN_ROWS || g_array_index (ranks, Ranked, n).score > 0))
    n++;
  return n;
}

/* Of the rest the names, so that nothing need be guessed */
static void
add_others (GString   *out,
            JsonArray *rows,
            GArray    *ranks,
            guint      from)
{
  guint told = 0;

  for (guint i = from; i < ranks->len && told < MAX_OTHERS; i++)
    {
      guint index = g_array_index (ranks, Ranked, i).index;
      JsonObject *row = muster_json_arr_obj (rows, index);
      const char *name = row != NULL ? name_of_row (row) : NULL;
      g_autoptr(JsonNode) cut = name != NULL ? cut_text (name, MAX_LINE) : NULL;

      if (cut != NULL)
        g_string_append_printf (out, "%s[%u] %s", told++ == 0 ? "others: " : "; ", index, json_node_get_string (cut));
    }
  if (told > 0)
    g_string_append_c (out, '\n');
  if (told < ranks->len - from)
    g_string_append_printf (out, "(%u more not shown)\n", ranks->len - from - told);
}

/* Of long texts the best is shown long, the next one half of it, the others as a line. Short ones stay whole. */
static glong
room_for (GHashTable *long_ones,
          guint       index)
{
  guint rank = GPOINTER_TO_UINT (g_hash_table_lookup (long_ones, GUINT_TO_POINTER (index + 1)));

  if (rank == 0)
    return MAX_TEXT;
  return rank <= MAX_PROSE_ROWS ? MAX_PROSE / (glong) rank : MAX_LINE;
}

static void
add_list (GString           *out,
          const char        *member,
          JsonArray         *rows,
          MusterAnswerFocus *focus)
{
  const char *kind = muster_model_objects_kind (member);
  g_autoptr(GArray) ranks = rank_rows (focus, kind, rows);
  guint shown = count_shown (ranks);
  guint long_rows = 0;
  g_autoptr(GHashTable) long_ones = g_hash_table_new (NULL, NULL);
  g_autoptr(GArray) first = g_array_new (FALSE, FALSE, sizeof (Ranked));

  if (ranks->len == 0)
    {
      g_string_append_printf (out, "%s: none\n", member);
      return;
    }
  for (guint i = 0; i < shown; i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, g_array_index (ranks, Ranked, i).index);

      if (row != NULL && has_prose (row))
        g_hash_table_insert (long_ones, GUINT_TO_POINTER (g_array_index (ranks, Ranked, i).index + 1), GUINT_TO_POINTER (++long_rows));
    }
  g_array_append_vals (first, ranks->data, shown);
  g_array_sort (first, compare_places);
  for (guint i = 0; i < shown; i++)
    {
      guint index = g_array_index (first, Ranked, i).index;

      add_row (out, member, (int) index, json_array_get_element (rows, index), room_for (long_ones, index));
    }
  add_others (out, rows, ranks, shown);
}

/* What was asked, with names in the place of ids */
static void
add_call (GString           *out,
          const char        *tool,
          JsonObject        *args,
          MusterAnswerFocus *focus)
{
  const char *name = strchr (tool, ':');
  JsonObjectIter iter;
  const char *arg;
  JsonNode *node;

  g_string_append_printf (out, " %s", name != NULL ? name + 1 : tool);
  json_object_iter_init_ordered (&iter, args);
  while (json_object_iter_next_ordered (&iter, &arg, &node))
    {
      g_autofree char *text = muster_json_to_string (node);
      const char *known = g_hash_table_lookup (focus->names, text);

      if (known != NULL)
        g_string_append_printf (out, " %s=%s", arg, known);
      else if (muster_json_node_str (node) != NULL && !is_guid (muster_json_node_str (node)))
        g_string_append_printf (out, " %s=%s", arg, muster_json_node_str (node));
    }
}

/**
 * muster_answer_view:
 * @label: the number that refs name the answer by
 * @args: what was asked, as the planner wrote it
 * @with_call: whether the call stands before it; a tool’s message needs none
 *
 * Returns: (transfer full): the answer as a language model sees it
 */
char *
muster_answer_view (guint                   label,
                    const char             *tool,
                    JsonObject             *args,
                    const MusterCaseAnswer *answer,
                    MusterAnswerFocus      *focus,
                    gboolean                with_call)
{
  GString *out = g_string_new (NULL);
  JsonObject *result = answer != NULL && answer->result != NULL ? muster_json_node_obj (answer->result) : NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_string_append_printf (out, "s%u", label);
  if (with_call)
    add_call (out, tool, args, focus);
  g_string_append_c (out, '\n');
  if (answer == NULL || !g_str_equal (answer->status, "ok") || result == NULL)
    {
      g_string_append_printf (out, "failed: %s\n", answer != NULL ? answer->status : "not asked");
      return g_string_free (out, FALSE);
    }
  json_object_iter_init_ordered (&iter, result);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      if (muster_json_node_arr (node) != NULL)
        add_list (out, member, muster_json_node_arr (node), focus);
      else if (JSON_NODE_HOLDS_NULL (node))
        g_string_append_printf (out, "%s: none\n", member);
      else if (!is_hidden (member, node))
        add_row (out, member, -1, node, MAX_PROSE);
    }
  return g_string_free (out, FALSE);
}
