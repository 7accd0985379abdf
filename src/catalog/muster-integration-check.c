/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What x-muster-integration of a document may say: closed tables, as for its tools. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include "muster-json.h"

#include "muster-catalog-check.h"
#include "muster-members.h"
#include "muster-operation.h"

static const MusterMemberRule integration_members[] = {
  { "id", MUSTER_MEMBER_STRING, TRUE },
  { "name", MUSTER_MEMBER_STRING, TRUE },
  { "version", MUSTER_MEMBER_ANY, TRUE },
  { "category", MUSTER_MEMBER_STRING, TRUE },
  { "signIn", MUSTER_MEMBER_OBJECT, TRUE },
  { "fields", MUSTER_MEMBER_ARRAY, TRUE },
  { "hosts", MUSTER_MEMBER_OBJECT, TRUE },
  { "rate", MUSTER_MEMBER_OBJECT, TRUE },
  { "errorShape", MUSTER_MEMBER_STRING, TRUE },
  { "testCall", MUSTER_MEMBER_STRING, TRUE },
  { "companyList", MUSTER_MEMBER_STRING, TRUE },
  { "rights", MUSTER_MEMBER_ARRAY, TRUE },
  { "regions", MUSTER_MEMBER_ARRAY, FALSE },
  { "authScopes", MUSTER_MEMBER_OBJECT, FALSE },
  { "answers", MUSTER_MEMBER_ARRAY, FALSE },
};

static const MusterMemberRule sign_in_members[] = {
  { "kind", MUSTER_MEMBER_STRING, TRUE },
};

static const MusterMemberRule rate_members[] = {
  { "perSecond", MUSTER_MEMBER_NUMBER, TRUE },
  { "parallel", MUSTER_MEMBER_NUMBER, TRUE },
  { "burst", MUSTER_MEMBER_NUMBER, FALSE },
  { "perEntity", MUSTER_MEMBER_NUMBER, FALSE },
  { "perTenant", MUSTER_MEMBER_BOOLEAN, FALSE },
  { "window", MUSTER_MEMBER_OBJECT, FALSE },
};

static const MusterMemberRule window_members[] = {
  { "seconds", MUSTER_MEMBER_NUMBER, TRUE },
  { "limit", MUSTER_MEMBER_NUMBER, TRUE },
  { "share", MUSTER_MEMBER_NUMBER, TRUE },
};

static const MusterMemberRule field_members[] = {
  { "id", MUSTER_MEMBER_STRING, TRUE },
  { "label", MUSTER_MEMBER_STRING, TRUE },
  { "kind", MUSTER_MEMBER_STRING, TRUE },
  { "required", MUSTER_MEMBER_BOOLEAN, TRUE },
  { "help", MUSTER_MEMBER_STRING, FALSE },
  { "pattern", MUSTER_MEMBER_STRING, FALSE },
  { "error", MUSTER_MEMBER_STRING, FALSE },
  { "choices", MUSTER_MEMBER_ARRAY, FALSE },
  { "default", MUSTER_MEMBER_STRING, FALSE },
  { "when", MUSTER_MEMBER_OBJECT, FALSE },
};

static const MusterMemberRule field_when_members[] = {
  { "field", MUSTER_MEMBER_STRING, TRUE },
  { "is", MUSTER_MEMBER_STRING, TRUE },
};

static const MusterMemberRule host_members[] = {
  { "base", MUSTER_MEMBER_STRING, FALSE },
  { "setting", MUSTER_MEMBER_STRING, FALSE },
  { "suffix", MUSTER_MEMBER_STRING, FALSE },
  { "choice", MUSTER_MEMBER_STRING, FALSE },
  { "bases", MUSTER_MEMBER_OBJECT, FALSE },
};

static const char * const categories[] = { "psa", "cloud", "docs", NULL };
static const char * const sign_in_kinds[] = { "autotask", "connectwise", "entra-app", "api-key", "halopsa", NULL };
static const char * const error_shapes[] = { "autotask", "connectwise", "graph", "halopsa", "hudu", "itglue", NULL };
static const char * const field_kinds[] = { "text", "secret", "url", "choice", "guid", NULL };

/* A field that is there only when an earlier one has a value */
static gboolean
check_field_when (const char  *where,
                  JsonArray   *fields,
                  guint        index,
                  JsonObject  *when,
                  GError     **error)
{
  guint i;

  if (when == NULL)
    return TRUE;
  if (!MUSTER_MEMBERS_CHECK (where, when, field_when_members, error))
    return FALSE;
  for (i = 0; i < index; i++)
    if (g_strcmp0 (muster_json_str (json_array_get_object_element (fields, i), "id"), muster_json_str (when, "field")) == 0)
      return TRUE;
  return muster_members_fail (error, where, "when: no such field before it:", muster_json_str (when, "field"));
}

static gboolean
check_field (const char  *document,
             JsonArray   *fields,
             guint        index,
             GError     **error)
{
  JsonNode *node = json_array_get_element (fields, index);
  JsonObject *field = muster_json_node_obj (node);
  g_autofree char *where = NULL;
  g_autoptr(GRegex) regex = NULL;

  if (field == NULL)
    return muster_members_fail (error, document, "x-muster-integration: no object in", "fields");
  where = g_strdup_printf ("%s: field %s", document, muster_json_str (field, "id"));
  if (!MUSTER_MEMBERS_CHECK (where, field, field_members, error) ||
      !muster_members_one_of (where, "kind", muster_json_str (field, "kind"), field_kinds, error) ||
      !check_field_when (where, fields, index, muster_json_obj (field, "when"), error))
    return FALSE;
  if (!json_object_has_member (field, "pattern"))
    return TRUE;
  regex = g_regex_new (muster_json_str (field, "pattern"), 0, 0, NULL);
  return regex != NULL || muster_members_fail (error, where, "no regular expression:", "pattern");
}

static gboolean
in_range (JsonObject *object,
          const char *member,
          double      least,
          double      most)
{
  double value;

  if (object == NULL || !json_object_has_member (object, member))
    return TRUE;
  value = json_object_get_double_member (object, member);
  return value >= least && value <= most;
}

/* What a connection may send; a rolling window only with all that it needs */
static gboolean
check_rate (const char  *where,
            JsonObject  *rate,
            GError     **error)
{
  JsonObject *window = rate != NULL ? muster_json_obj (rate, "window") : NULL;

  if (!MUSTER_MEMBERS_CHECK (where, rate, rate_members, error) ||
      (window != NULL && !MUSTER_MEMBERS_CHECK (where, window, window_members, error)))
    return FALSE;
  if (!in_range (rate, "perSecond", 0.01, 1000) || !in_range (rate, "parallel", 1, 64) ||
      !in_range (rate, "burst", 1, 1000) || !in_range (rate, "perEntity", 1, 64) ||
      !in_range (window, "seconds", 1, 86400) || !in_range (window, "limit", 10, 1e7) ||
      !in_range (window, "share", 0.001, 1))
    return muster_members_fail (error, where, "a number out of range in", "rate");
  return TRUE;
}

/* A host that a choice of the form fixes has an address for each of its values */
static gboolean
check_host_choice (const char  *where,
                   JsonArray   *fields,
                   JsonObject  *host,
                   GError     **error)
{
  const char *id = muster_json_str (host, "choice");
  JsonObject *bases = muster_json_obj (host, "bases");
  JsonArray *choices = NULL;
  guint i;

  if (id == NULL && bases == NULL)
    return TRUE;
  for (i = 0; id != NULL && i < json_array_get_length (fields); i++)
    if (g_strcmp0 (muster_json_str (muster_json_arr_obj (fields, i), "id"), id) == 0)
      choices = muster_json_arr (muster_json_arr_obj (fields, i), "choices");
  if (choices == NULL || bases == NULL)
    return muster_members_fail (error, where, "a host needs both bases and a field with choices:", "choice");
  for (i = 0; i < json_array_get_length (choices); i++)
    if (muster_json_str (bases, muster_json_str (muster_json_arr_obj (choices, i), "id")) == NULL)
      return muster_members_fail (error, where, "a choice without a base:", muster_json_str (muster_json_arr_obj (choices, i), "id"));
  return TRUE;
}

gboolean
muster_check_integration (const char  *document,
                          JsonObject  *block,
                          JsonObject  *tools,
                          GError     **error)
{
  g_autofree char *where = g_strdup_printf ("%s: x-muster-integration", document);
  g_autoptr(GPtrArray) rules = muster_answer_rules_new ();
  g_autoptr(GList) hosts = NULL;
  JsonArray *fields;
  GList *l;
  guint i;

  if (!MUSTER_MEMBERS_CHECK (where, block, integration_members, error) ||
      !MUSTER_MEMBERS_CHECK (where, muster_json_obj (block, "signIn"), sign_in_members, error) ||
      !check_rate (where, muster_json_obj (block, "rate"), error) ||
      !muster_members_one_of (where, "category", muster_json_str (block, "category"), categories, error) ||
      !muster_members_one_of (where, "kind", muster_json_str (muster_json_obj (block, "signIn"), "kind"),
                              sign_in_kinds, error) ||
      !muster_answer_rules_read (rules, where, muster_json_arr (block, "answers"), error) ||
      !muster_members_one_of (where, "errorShape", muster_json_str (block, "errorShape"), error_shapes, error))
    return FALSE;
  if (!json_object_has_member (tools, muster_json_str (block, "testCall")))
    return muster_members_fail (error, where, "testCall is no tool:", muster_json_str (block, "testCall"));
  if (!json_object_has_member (tools, muster_json_str (block, "companyList")))
    return muster_members_fail (error, where, "companyList is no tool:", muster_json_str (block, "companyList"));

  hosts = json_object_get_members (muster_json_obj (block, "hosts"));
  if (hosts == NULL)
    return muster_members_fail (error, where, "no host in", "hosts");
  for (l = hosts; l != NULL; l = l->next)
    {
      JsonObject *host = muster_json_obj (muster_json_obj (block, "hosts"), l->data);

      if (host == NULL)
        return muster_members_fail (error, where, "no object: host", l->data);
      if (!MUSTER_MEMBERS_CHECK (where, host, host_members, error) ||
          !check_host_choice (where, muster_json_arr (block, "fields"), host, error))
        return FALSE;
    }
  fields = muster_json_arr (block, "fields");
  for (i = 0; i < json_array_get_length (fields); i++)
    if (!check_field (document, fields, i, error))
      return FALSE;
  return TRUE;
}
