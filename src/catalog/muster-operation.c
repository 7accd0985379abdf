/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-members.h"
#include "muster-operation.h"

#define DEFAULT_MAX_ROWS 1000

static const char * const meanings[] = {
  [MUSTER_MEANING_OK] = "ok",
  [MUSTER_MEANING_NONE] = "none",
  [MUSTER_MEANING_ALREADY] = "already",
  [MUSTER_MEANING_REFUSED] = "refused",
  [MUSTER_MEANING_UNLICENSED] = "unlicensed",
  [MUSTER_MEANING_UNKNOWN] = "unknown",
  [MUSTER_MEANING_THROTTLED] = "throttled",
  [MUSTER_MEANING_SIGNED_OUT] = "signed-out",
  [MUSTER_MEANING_FORBIDDEN] = "forbidden",
  [MUSTER_MEANING_NOT_FOUND] = "not-found",
};

static const char * const paging_kinds[] = {
  [MUSTER_PAGING_NONE] = "none",
  [MUSTER_PAGING_ODATA] = "odata",
  [MUSTER_PAGING_PAGE] = "page",
  [MUSTER_PAGING_LINK] = "link",
  [MUSTER_PAGING_NEXT_URL] = "next-url",
};

static const MusterMemberRule paging_members[] = {
  { "kind", MUSTER_MEMBER_STRING, TRUE },
  { "rows", MUSTER_MEMBER_STRING, FALSE },
  { "size", MUSTER_MEMBER_NUMBER, FALSE },
  { "max", MUSTER_MEMBER_NUMBER, FALSE },
  { "pageParam", MUSTER_MEMBER_STRING, FALSE },
  { "sizeParam", MUSTER_MEMBER_STRING, FALSE },
  { "next", MUSTER_MEMBER_STRING, FALSE },
  { "more", MUSTER_MEMBER_STRING, FALSE },
  { "wrapped", MUSTER_MEMBER_STRING, FALSE },
};

static const MusterMemberRule answer_members[] = {
  { "status", MUSTER_MEMBER_ANY, TRUE },
  { "code", MUSTER_MEMBER_STRING, FALSE },
  { "text", MUSTER_MEMBER_STRING, FALSE },
  { "null", MUSTER_MEMBER_STRING, FALSE },
  { "means", MUSTER_MEMBER_STRING, TRUE },
  { "says", MUSTER_MEMBER_STRING, FALSE },
};

const char *
muster_meaning_to_string (MusterMeaning meaning)
{
  return meanings[meaning];
}

gboolean
muster_meaning_from_string (const char    *name,
                            MusterMeaning *meaning)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (name, meanings[i]) == 0)
      {
        *meaning = (MusterMeaning) i;
        return TRUE;
      }
  return FALSE;
}

static void
rule_free (gpointer data)
{
  MusterAnswerRule *rule = data;

  g_free (rule->code);
  g_free (rule->text);
  g_free (rule->null_path);
  g_free (rule->says);
  g_free (rule);
}

GPtrArray *
muster_answer_rules_new (void)
{
  return g_ptr_array_new_with_free_func (rule_free);
}

static gboolean
fail (GError     **error,
      const char  *where,
      const char  *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: %s", where, what);
  return FALSE;
}

/* The vendor's own members stand beside ours; ours are closed */
static gboolean
check_own_members (const char  *where,
                   JsonObject  *object,
                   GError     **error)
{
  static const char * const known[] = { "x-paging", "x-answers", "x-one", "x-host", "x-auth-scope", "x-unpublished", NULL };
  g_autoptr(GList) names = json_object_get_members (object);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    if (g_str_has_prefix (l->data, "x-") && !g_strv_contains (known, l->data))
      {
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: unknown member “%s”",
                     where, (const char *) l->data);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_parameters (MusterOperation  *self,
                 const char       *where,
                 JsonArray        *parameters,
                 GError          **error)
{
  guint i;

  for (i = 0; parameters != NULL && i < json_array_get_length (parameters); i++)
    {
      JsonObject *row = muster_json_arr_obj (parameters, i);
      const char *name = row != NULL ? muster_json_str (row, "name") : NULL;
      const char *in = row != NULL ? muster_json_str (row, "in") : NULL;

      if (name == NULL || in == NULL)
        return fail (error, where, "a parameter without name or place");
      if (!g_str_equal (in, "path") && !g_str_equal (in, "query") && !g_str_equal (in, "header"))
        return fail (error, where, "a parameter that is neither in path, query nor header");
      if (g_str_equal (in, "path") && g_strcmp0 (muster_json_str (row, "x-quoting"), "whole-path") == 0)
        {
          g_free (self->whole_path);
          self->whole_path = g_strdup (name);
        }
      g_hash_table_insert (self->parameters, g_strdup_printf ("%s.%s", in, name),
                           GINT_TO_POINTER (muster_json_bool (row, "required", FALSE)));
    }
  return TRUE;
}

static gboolean
read_paging (MusterOperation  *self,
             const char       *where,
             JsonObject       *paging,
             GError          **error)
{
  const char *kind;
  gsize i;

  if (paging == NULL)
    return TRUE;
  if (!MUSTER_MEMBERS_CHECK (where, paging, paging_members, error))
    return FALSE;
  kind = muster_json_str (paging, "kind");
  for (i = 0; i < G_N_ELEMENTS (paging_kinds); i++)
    if (g_str_equal (kind, paging_kinds[i]))
      break;
  if (i == G_N_ELEMENTS (paging_kinds))
    return fail (error, where, "unknown kind of paging");

  self->has_paging = TRUE;
  self->paging = (MusterPagingKind) i;
  self->rows = g_strdup (muster_json_str (paging, "rows"));
  if (self->rows == NULL)
    self->rows = g_strdup (self->paging == MUSTER_PAGING_ODATA ? "value" : "");
  self->page_size = (guint) CLAMP (muster_json_int (paging, "size", 0), 0, 10000);
  self->max_rows = (guint) CLAMP (muster_json_int (paging, "max", DEFAULT_MAX_ROWS), 1, 100000);
  self->page_param = g_strdup (json_object_has_member (paging, "pageParam") ? muster_json_str (paging, "pageParam") : "page");
  self->size_param = g_strdup (muster_json_str (paging, "sizeParam"));
  self->next_path = g_strdup (muster_json_str (paging, "next"));
  self->more_path = g_strdup (muster_json_str (paging, "more"));
  self->wrapped = g_strdup (muster_json_str (paging, "wrapped"));
  if (self->paging == MUSTER_PAGING_PAGE && self->page_size == 0)
    return fail (error, where, "paging by number needs a size");
  if (self->more_path != NULL && self->paging != MUSTER_PAGING_PAGE)
    return fail (error, where, "more is for paging by number");
  if (self->wrapped != NULL && *self->rows != '\0')
    return fail (error, where, "wrapped is for rows that are the answer itself");
  if ((self->paging == MUSTER_PAGING_NEXT_URL) != (self->next_path != NULL))
    return fail (error, where, "paging by next-url, and no other, needs next");
  return TRUE;
}

gboolean
muster_answer_rules_read (GPtrArray   *rules,
                          const char  *where,
                          JsonArray   *answers,
                          GError     **error)
{
  guint i;

  for (i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      JsonObject *row = muster_json_arr_obj (answers, i);
      MusterAnswerRule *rule;
      JsonNode *status;

      if (row == NULL)
        return fail (error, where, "x-answers holds something that is no object");
      if (!MUSTER_MEMBERS_CHECK (where, row, answer_members, error))
        return FALSE;
      rule = g_new0 (MusterAnswerRule, 1);
      g_ptr_array_add (rules, rule);
      status = json_object_get_member (row, "status");
      if (JSON_NODE_HOLDS_VALUE (status) && json_node_get_value_type (status) == G_TYPE_INT64)
        rule->status = (guint) json_node_get_int (status);
      else if (g_strcmp0 (muster_json_node_str (status), "*") != 0)
        return fail (error, where, "x-answers: a status is neither a number nor “*”");
      rule->code = g_strdup (muster_json_str (row, "code"));
      rule->text = g_strdup (muster_json_str (row, "text"));
      rule->null_path = g_strdup (muster_json_str (row, "null"));
      rule->says = g_strdup (muster_json_str (row, "says"));
      if (!muster_meaning_from_string (muster_json_str (row, "means"), &rule->meaning))
        return fail (error, where, "x-answers: unknown meaning");
    }
  return TRUE;
}

/* (transfer full) (nullable): the one media type of a body or an answer, unless it is plain JSON */
static char *
own_media (JsonObject *holder)
{
  JsonObject *content = muster_json_obj (holder, "content");
  g_autoptr(GList) types = content != NULL ? json_object_get_members (content) : NULL;

  return types == NULL || g_str_equal (types->data, "application/json") ? NULL : g_strdup (types->data);
}

/* (transfer full) (nullable) */
static char *
accepted_media (JsonObject *responses)
{
  g_autoptr(GList) codes = responses != NULL ? json_object_get_members (responses) : NULL;
  GList *l;

  for (l = codes; l != NULL; l = l->next)
    {
      char *media = g_str_has_prefix (l->data, "2") ? own_media (muster_json_obj (responses, l->data)) : NULL;

      if (media != NULL)
        return media;
    }
  return NULL;
}

/* Each {name} of the path is a declared parameter */
static gboolean
check_path (MusterOperation  *self,
            const char       *where,
            GError          **error)
{
  const char *p = self->path;

  while ((p = strchr (p, '{')) != NULL)
    {
      const char *end = strchr (p, '}');
      g_autofree char *key = NULL;

      if (end == NULL)
        return fail (error, where, "the path has an open brace");
      key = g_strdup_printf ("path.%.*s", (int) (end - p - 1), p + 1);
      if (!muster_operation_has_parameter (self, key))
        return fail (error, where, "the path names a parameter that is not declared");
      p = end;
    }
  return TRUE;
}

/* @where for messages is the operation itself, as the document's name is prefixed by the caller */
MusterOperation *
muster_operation_new_from_json (const char  *path,
                                const char  *method,
                                JsonObject  *object,
                                GError     **error)
{
  g_autoptr(MusterOperation) self = g_new0 (MusterOperation, 1);
  g_autofree char *where = NULL;
  JsonArray *security = muster_json_arr (object, "security");

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (muster_json_str (object, "operationId"));
  self->method = g_ascii_strup (method, -1);
  self->path = g_strdup (path);
  self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers = muster_answer_rules_new ();
  self->host = g_strdup (muster_json_str (object, "x-host"));
  self->auth_scope = g_strdup (muster_json_str (object, "x-auth-scope"));
  self->one = muster_json_bool (object, "x-one", FALSE);
  self->one_name = g_strdup (muster_json_str (object, "x-one"));
  self->unpublished = muster_json_bool (object, "x-unpublished", FALSE);
  self->has_body = json_object_has_member (object, "requestBody");
  self->media = own_media (muster_json_obj (object, "requestBody"));
  self->accept = accepted_media (muster_json_obj (object, "responses"));
  self->anonymous = security != NULL && json_array_get_length (security) == 0;
  self->max_rows = DEFAULT_MAX_ROWS;

  where = g_strdup_printf ("%s %s", self->method, path);
  if (self->id == NULL)
    {
      fail (error, where, "the member “operationId” is missing");
      return NULL;
    }
  if (!check_own_members (where, object, error) ||
      !read_parameters (self, where, muster_json_arr (object, "parameters"), error) ||
      !read_paging (self, where, muster_json_obj (object, "x-paging"), error) ||
      !muster_answer_rules_read (self->answers, where, muster_json_arr (object, "x-answers"), error) ||
      !check_path (self, where, error))
    return NULL;
  return g_steal_pointer (&self);
}

MusterOperation *
muster_operation_ref (MusterOperation *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
muster_operation_unref (MusterOperation *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->method);
  g_free (self->path);
  g_hash_table_unref (self->parameters);
  g_free (self->whole_path);
  g_free (self->host);
  g_free (self->auth_scope);
  g_free (self->rows);
  g_free (self->page_param);
  g_free (self->size_param);
  g_free (self->next_path);
  g_free (self->more_path);
  g_free (self->wrapped);
  g_free (self->one_name);
  g_free (self->media);
  g_free (self->accept);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

gboolean
muster_operation_has_parameter (MusterOperation *self,
                                const char      *key)
{
  return g_hash_table_contains (self->parameters, key);
}
