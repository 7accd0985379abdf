/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-model-objects.h"

/* A model names an object by where it stood in an answer, or by a name that exactly one object of that kind has. What
 * goes into a plan is always the id from the answer, never what the model wrote. Nothing is guessed. */

#define MAX_TOLD 4

struct _MusterModelObjects
{
  MusterCase *ticket_case; /* (owned) */
  GPtrArray  *labels;      /* (owned) (element-type MusterToolCall) */
  char       *requester;   /* (nullable): user:GUID */
  GHashTable *made;        /* (owned): folded sign-in name of a user that a step before makes → MusterModelObject */
};

/* What stands in a member of an answer, where that is not the member’s name without its s */
static const struct
{
  const char *member;
  const char *kind;
} member_kinds[] = {
  { "members", "user" },
  { "owners", "user" },
  { "manager", "user" },
  { "licenses", "sku" },
  { "skus", "sku" },
  { "mailboxes", "mailbox" },
};

/* Which member of a row of @kind gives what an argument of kind @wanted takes, and what stands before it in a plan */
static const struct
{
  const char *wanted;
  const char *kind;
  const char *member;
  const char *prefix;
} id_members[] = {
  { "user", "user", "userId", "user:" },
  { "user", "user", "id", "user:" },
  { "user", "device", "userId", "user:" },
  { "user", "mailbox", "ExternalDirectoryObjectId", "user:" },
  { "mailbox", "mailbox", "PrimarySmtpAddress", "mailbox:" },
  { "mailbox", "user", "userId", "user:" },
  { "mailbox", "user", "id", "user:" },
  { "sku", "sku", "skuPartNumber", "sku:" },
  { "group", "group", "id", "group:" },
  { "article", "page", "id", "article:" },
  { "document", "page", "id", "document:" },
  { "procedure", "page", "id", "procedure:" },
  { "smtp", "mailbox", "PrimarySmtpAddress", "smtp:" },
  { "smtp", "user", "mail", "smtp:" },
  { "smtp", "user", "userPrincipalName", "smtp:" },
};

/* By what people name an object; the first that is there is its name */
static const char * const naming_members[] = { "displayName", "DisplayName", "deviceName", "name", "skuPartNumber",
                                               "userPrincipalName", "mail", "email", "PrimarySmtpAddress", "serialNumber",
                                               "hostname", "id", "userId", NULL };

static const struct
{
  const char *kind;
  const char *word;
} kind_words[] = {
  { "user", "user" }, { "sku", "licence" }, { "smtp", "address" },
};

void
muster_model_object_free (MusterModelObject *self)
{
  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static MusterModelObject *
object_new (char       *value,
            const char *name)
{
  MusterModelObject *self = g_new0 (MusterModelObject, 1);

  self->value = value;
  self->name = g_strdup (name != NULL ? name : value);
  return self;
}

/**
 * muster_model_objects_new:
 * @labels: (element-type MusterToolCall): which call s1, s2, … stand for
 * @requester: (nullable): who asks, as the program found out
 */
MusterModelObjects *
muster_model_objects_new (MusterCase *ticket_case,
                          GPtrArray  *labels,
                          const char *requester)
{
  MusterModelObjects *self = g_new0 (MusterModelObjects, 1);

  self->ticket_case = g_object_ref (ticket_case);
  self->labels = g_ptr_array_ref (labels);
  self->requester = g_strdup (requester);
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_model_object_free);
  return self;
}

void
muster_model_objects_free (MusterModelObjects *self)
{
  g_object_unref (self->ticket_case);
  g_ptr_array_unref (self->labels);
  g_free (self->requester);
  g_hash_table_unref (self->made);
  g_free (self);
}

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  return normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
}

/**
 * muster_model_objects_add_made:
 * @upn: sign-in name of a user that an earlier step of the plan makes
 */
void
muster_model_objects_add_made (MusterModelObjects *self,
                               const char         *upn,
                               const char         *name)
{
  g_hash_table_insert (self->made, fold (upn), object_new (g_strconcat ("new:", upn, NULL), name));
}

/**
 * muster_model_objects_kind:
 * @member: a member of an answer, such as `users`
 *
 * Returns: (transfer full): what its rows are
 */
const char *
muster_model_objects_kind (const char *member)
{
  g_autofree char *single = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (member_kinds); i++)
    if (g_str_equal (member, member_kinds[i].member))
      return member_kinds[i].kind;
  if (!g_str_has_suffix (member, "s"))
    return g_intern_string (member);
  single = g_strndup (member, strlen (member) - 1);
  return g_intern_string (single);
}

static char *
member_text (JsonObject *row,
             const char *member)
{
  JsonNode *node = json_object_get_member (row, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return muster_json_node_str (node) != NULL && *muster_json_node_str (node) != '\0' ? g_strdup (muster_json_node_str (node)) : NULL;
}

/**
 * muster_model_objects_value:
 * @wanted: the kind that an argument takes
 * @kind: what @row is
 *
 * Returns: (transfer full) (nullable): @row as a plan names it for that argument; %NULL: it cannot stand there
 */
char *
muster_model_objects_value (const char *wanted,
                            const char *kind,
                            JsonObject *row)
{
  g_autofree char *id = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (id_members); i++)
    {
      if (!g_str_equal (wanted, id_members[i].wanted) || !g_str_equal (kind, id_members[i].kind))
        continue;
      id = member_text (row, id_members[i].member);
      if (id != NULL)
        return g_strconcat (id_members[i].prefix, id, NULL);
    }
  if (!g_str_equal (wanted, kind) || g_str_equal (wanted, "mailbox") || g_str_equal (wanted, "sku"))
    return NULL;
  id = member_text (row, "id");
  return id != NULL ? g_strdup_printf ("%s:%s", kind, id) : NULL;
}

static char *
name_of (JsonObject *row)
{
  for (guint i = 0; naming_members[i] != NULL; i++)
    {
      char *text = member_text (row, naming_members[i]);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static gboolean
is_named (JsonObject *row,
          const char *folded)
{
  for (guint i = 0; naming_members[i] != NULL; i++)
    {
      g_autofree char *text = member_text (row, naming_members[i]);
      g_autofree char *own = text != NULL ? fold (text) : NULL;

      if (g_strcmp0 (own, folded) == 0)
        return TRUE;
    }
  return FALSE;
}

static const char *
word_for (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (kind, kind_words[i].kind))
      return kind_words[i].word;
  return kind;
}

/* --- By reference --- */

typedef void (*RowFunc) (const char *kind,
                         JsonObject *row,
                         const char *where,
                         gpointer    user_data);

static void
each_row_of (JsonNode   *result,
             const char *prefix,
             RowFunc     func,
             gpointer    user_data)
{
  JsonObject *object = muster_json_node_obj (result);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const char *kind = muster_model_objects_kind (member);
      JsonArray *rows = muster_json_node_arr (node);

      if (muster_json_node_obj (node) != NULL)
        {
          g_autofree char *where = g_strdup_printf ("%s.%s", prefix, member);

          func (kind, muster_json_node_obj (node), where, user_data);
        }
      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          g_autofree char *where = g_strdup_printf ("%s.%s[%u]", prefix, member, i);

          if (muster_json_arr_obj (rows, i) != NULL)
            func (kind, muster_json_arr_obj (rows, i), where, user_data);
        }
    }
}

static const MusterCaseAnswer *
answer_at (MusterModelObjects *self,
           guint               number)
{
  MusterToolCall *call = number >= 1 && number <= self->labels->len ? g_ptr_array_index (self->labels, number - 1) : NULL;

  return call != NULL ? muster_case_find (self->ticket_case, call->tool, call->args) : NULL;
}

typedef struct
{
  const char *value;
  JsonObject *row;
} Sought;

static void
seek_value (const char *kind,
            JsonObject *row,
            const char *where,
            gpointer    user_data)
{
  Sought *sought = user_data;
  g_autofree char *value = muster_model_objects_value ("user", kind, row);

  if (g_str_equal (kind, "user") && g_strcmp0 (value, sought->value) == 0 &&
      (sought->row == NULL || json_object_get_size (row) > json_object_get_size (sought->row)))
    sought->row = row;
}

/* Only what the model had been shown when it wrote: later answers cannot make a name mean something else */
static void
each_row (MusterModelObjects *self,
          RowFunc             func,
          gpointer            user_data)
{
  for (guint i = 1; i <= self->labels->len; i++)
    {
      const MusterCaseAnswer *answer = answer_at (self, i);
      g_autofree char *prefix = g_strdup_printf ("s%u", i);

      if (answer != NULL && answer->result != NULL && g_str_equal (answer->status, "ok"))
        each_row_of (answer->result, prefix, func, user_data);
    }
}

static JsonNode *
requester_row (MusterModelObjects *self,
               GError            **error)
{
  Sought sought = { self->requester, NULL };
  JsonNode *node;

  if (self->requester != NULL)
    each_row (self, seek_value, &sought);
  if (sought.row == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                           "nobody knows who the requester is in the directory, so “requester” stands for nobody");
      return NULL;
    }
  node = json_node_alloc ();
  return json_node_init_object (node, sought.row);
}

/* s1.users where there is one user, and s1 where there is one list: that one is meant */
static JsonNode *
down_to_one (JsonNode    *node,
             const char **kind,
             GError     **error)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *rows;

  if (*kind == NULL && object != NULL && json_object_get_size (object) == 1)
    {
      g_autoptr(GList) members = json_object_get_members (object);

      *kind = muster_model_objects_kind (members->data);
      node = json_object_get_member (object, members->data);
    }
  rows = muster_json_node_arr (node);
  if (rows == NULL)
    return node;
  if (json_array_get_length (rows) == 1)
    return json_array_get_element (rows, 0);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "there are %u rows there; say which, as in s1.users[0]",
               json_array_get_length (rows));
  return NULL;
}

/**
 * muster_model_objects_follow:
 * @kind: (out) (transfer none) (nullable): what stands there
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what stands at @ref
 */
JsonNode *
muster_model_objects_follow (MusterModelObjects *self,
                             MusterLabelRef     *ref,
                             const char        **kind,
                             GError            **error)
{
  const MusterCaseAnswer *answer = ref->answer > 0 ? answer_at (self, ref->answer) : NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonNode *node;

  *kind = NULL;
  if (ref->answer > 0 && answer == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "there is no answer s%u", ref->answer);
      return NULL;
    }
  if (answer != NULL && (answer->result == NULL || !g_str_equal (answer->status, "ok")))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "s%u failed (%s); nothing can be taken from it", ref->answer, answer->status);
      return NULL;
    }
  if (answer == NULL && !g_str_equal (ref->name, "requester"))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "“%s” stands for nothing; there are requester and s1 … s%u",
                   ref->name, self->labels->len);
      return NULL;
    }
  root = answer != NULL ? json_node_ref (answer->result) : requester_row (self, error);
  if (root == NULL)
    return NULL;
  if (answer == NULL)
    *kind = "user";
  for (guint i = 0; i < ref->steps->len; i++)
    if (((MusterLabelStep *) ref->steps->pdata[i])->member != NULL)
      *kind = muster_model_objects_kind (((MusterLabelStep *) ref->steps->pdata[i])->member);
  node = muster_label_ref_follow (ref, root, error);
  if (node != NULL)
    node = down_to_one (node, kind, error);
  return node != NULL ? json_node_ref (node) : NULL;
}

/* --- By name --- */

typedef struct
{
  const char *wanted;
  char       *folded;
  GPtrArray  *found;   /* MusterModelObject */
  GPtrArray  *places;  /* where each was first */
  gboolean    own_kind;
} Search;

static void
seek_named (const char *kind,
            JsonObject *row,
            const char *where,
            gpointer    user_data)
{
  Search *search = user_data;
  g_autofree char *value = NULL;
  g_autofree char *name = NULL;

  if (g_str_equal (kind, search->wanted) != search->own_kind || !is_named (row, search->folded))
    return;
  value = muster_model_objects_value (search->wanted, kind, row);
  if (value == NULL)
    return;
  for (guint i = 0; i < search->found->len; i++)
    if (g_ascii_strcasecmp (((MusterModelObject *) search->found->pdata[i])->value, value) == 0)
      return;
  name = name_of (row);
  g_ptr_array_add (search->found, object_new (g_steal_pointer (&value), name));
  g_ptr_array_add (search->places, g_strdup (where));
}

#ifdef MUSTER_TEST_HOOKS
/* The positive control of the tests with hostile tickets: somebody whom no answer knows is taken by the sign-in name */
static gboolean
takes_strangers (const char *kind,
                 const char *text)
{
  return g_getenv ("MUSTER_TEST_GATE_RULES_OFF") != NULL && g_str_equal (kind, "user") && strchr (text, '@') != NULL;
}
#else
#define takes_strangers(kind, text) FALSE
#endif

static MusterModelObject *
find_named (MusterModelObjects *self,
            const char         *kind,
            const char         *text,
            GError            **error)
{
  g_autofree char *folded = fold (g_str_has_prefix (text, "new:") ? text + 4 : text);
  MusterModelObject *made = g_hash_table_lookup (self->made, folded);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_model_object_free);
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  Search search = { kind, folded, found, places, TRUE };

  if (made != NULL && (g_str_equal (kind, "user") || g_str_equal (kind, "mailbox")))
    return object_new (g_strdup (made->value), made->name);
  each_row (self, seek_named, &search);
  search.own_kind = FALSE;
  if (found->len == 0)
    each_row (self, seek_named, &search);
  if (found->len == 1)
    return g_ptr_array_steal_index (found, 0);
  if (found->len == 0 && takes_strangers (kind, text))
    return object_new (g_strconcat ("user:", text, NULL), text);
  if (found->len == 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                   "no %s called “%s” is in what was read; look it up first, or write a reference such as s1.users[0]", word_for (kind), text);
      return NULL;
    }
  if (places->len > MAX_TOLD)
    g_ptr_array_set_size (places, MAX_TOLD);
  g_ptr_array_add (places, NULL);
  {
    g_autofree char *list = g_strjoinv (", ", (char **) places->pdata);

    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                 "%u %ss are called “%s” (%s …); write the reference of the one that is meant, or ask", found->len, word_for (kind), text, list);
  }
  return NULL;
}

static MusterModelObject *
find_by_ref (MusterModelObjects *self,
             const char         *kind,
             MusterLabelRef     *ref,
             GError            **error)
{
  const char *own = NULL;
  g_autoptr(JsonNode) node = muster_model_objects_follow (self, ref, &own, error);
  JsonObject *row = muster_json_node_obj (node);
  g_autofree char *name = NULL;
  char *value;

  if (node == NULL)
    return NULL;
  if (muster_json_node_str (node) != NULL)
    return find_named (self, kind, muster_json_node_str (node), error);
  value = row != NULL && own != NULL ? muster_model_objects_value (kind, own, row) : NULL;
  if (value == NULL)
    {
      g_autofree char *text = muster_label_ref_print (ref);

      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is no %s", text, word_for (kind));
      return NULL;
    }
  name = name_of (row);
  return object_new (value, name);
}

/* Models write references as plain text too. No object is called so */
static gboolean
looks_like_ref (const char *text)
{
  g_autoptr(MusterLabelRef) ref = muster_label_ref_parse (text, NULL);

  return ref != NULL && (ref->answer > 0 ? ref->steps->len > 0 : g_str_equal (ref->name, "requester"));
}

/**
 * muster_model_objects_find:
 * @kind: the kind that is wanted
 * @written: text, `{"lit": …}` or `{"ref": …}`
 * @error: return location; the message is for the model
 *
 * Returns: (transfer full) (nullable): the one object that is meant
 */
MusterModelObject *
muster_model_objects_find (MusterModelObjects *self,
                           const char         *kind,
                           JsonNode           *written,
                           GError            **error)
{
  JsonObject *object = muster_json_node_obj (written);
  const char *text = object != NULL ? muster_json_str (object, "lit") : muster_json_node_str (written);
  const char *place = object != NULL ? muster_json_str (object, "ref") : NULL;
  g_autoptr(MusterLabelRef) ref = NULL;

  if (text != NULL && looks_like_ref (text))
    place = text;
  if (place != NULL)
    {
      ref = muster_label_ref_parse (place, error);
      return ref != NULL ? find_by_ref (self, kind, ref, error) : NULL;
    }
  if (text != NULL && *text != '\0')
    return find_named (self, kind, text, error);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "a %s is wanted: text, or {\"ref\": …}", word_for (kind));
  return NULL;
}
