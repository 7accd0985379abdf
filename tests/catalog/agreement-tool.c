/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "agreement-values.h"

static gboolean
has_parameter (JsonObject *operation,
               const char *in,
               const char *name)
{
  JsonArray *parameters = agreement_array (operation, "parameters");

  for (guint i = 0; parameters != NULL && i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = json_array_get_object_element (parameters, i);

      if (g_strcmp0 (agreement_string (parameter, "in"), in) == 0 && g_strcmp0 (agreement_string (parameter, "name"), name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Does the scope put its value into this call? */
static gboolean
scope_binds (ToolCheck  *self,
             JsonObject *call,
             const char *in,
             const char *name)
{
  JsonObject *scope = agreement_object (self->tool, "scope");
  JsonArray *calls = agreement_array (scope, "calls");
  gboolean meant = calls == NULL;

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    meant |= g_strcmp0 (json_array_get_string_element (calls, i), agreement_string (call, "id")) == 0;
  return meant && g_strcmp0 (agreement_string (scope, "in"), in) == 0 && g_strcmp0 (agreement_string (scope, "name"), name) == 0;
}

static void
check_paths_bound (ToolCheck  *self,
                   JsonObject *call,
                   JsonObject *operation)
{
  JsonArray *parameters = agreement_array (operation, "parameters");
  JsonObject *with = agreement_object (call, "with");

  for (guint i = 0; parameters != NULL && i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = json_array_get_object_element (parameters, i);
      const char *in = agreement_string (parameter, "in");
      const char *name = agreement_string (parameter, "name");
      g_autofree char *key = g_strdup_printf ("%s.%s", in, name);

      if (json_object_get_boolean_member_with_default (parameter, "required", FALSE) &&
          (with == NULL || !json_object_has_member (with, key)) && !scope_binds (self, call, in, name))
        complain (self, "call %s leaves %s open", agreement_string (call, "id"), key);
    }
}

/* Whoever can say what an answer shall hold says it, and in the document's own words */
static void
check_select_bound (ToolCheck  *self,
                    JsonObject *call,
                    JsonObject *operation)
{
  VendorSpec *spec = NULL;
  const VendorOperation *vendor = agreement_find_vendor (self->agreement, agreement_string (operation, "operationId"), &spec);
  JsonObject *with = agreement_object (call, "with");
  JsonObject *input = agreement_object (agreement_object (with, "body"), "CmdletInput");
  const char *cmdlet = agreement_string (input, "CmdletName");
  g_autoptr(GPtrArray) theirs = vendor != NULL ? vendor_spec_parameters (spec, vendor) : g_ptr_array_new ();
  const char *select = with != NULL ? agreement_string (with, "query.$select") : NULL;

  if (vendor == NULL || (cmdlet != NULL ? !g_str_has_prefix (cmdlet, "Get-") : !g_str_equal (vendor->method, "get")))
    return;
  for (guint i = 0; i < theirs->len; i++)
    if (g_strcmp0 (agreement_string (theirs->pdata[i], "name"), "$select") == 0 && (select == NULL || *select == '\0'))
      complain (self, "call %s takes whatever the vendor gives: no $select", agreement_string (call, "id"));
}

static void
check_body (ToolCheck  *self,
            JsonObject *operation,
            JsonNode   *body)
{
  JsonObject *schema = agreement_schema (agreement_object (operation, "requestBody"));
  VendorSpec *spec = NULL;
  const VendorOperation *vendor = agreement_find_vendor (self->agreement, agreement_string (operation, "operationId"), &spec);
  g_autoptr(GString) why = g_string_new (NULL);

  if (schema == NULL)
    complain (self, "a body is sent to %s, which has none", agreement_string (operation, "operationId"));
  else if (!vendor_spec_accepts (self->agreement->specs[0], schema, body, why) ||
           (vendor != NULL && !vendor_spec_accepts (spec, vendor_spec_body (spec, vendor), body, why)))
    complain (self, "body: %s", why->str);
}

static void
check_with (ToolCheck  *self,
            JsonObject *call,
            JsonObject *operation)
{
  JsonObject *with = agreement_object (call, "with");
  g_autoptr(GList) keys = with != NULL ? json_object_get_members (with) : NULL;

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *key = l->data;
      const char *dot = strchr (key, '.');
      g_autofree char *in = g_strndup (key, dot != NULL ? (gsize) (dot - key) : strlen (key));

      tool_check_value (self, json_object_get_member (with, key));
      if (g_str_equal (key, "body"))
        check_body (self, operation, json_object_get_member (with, key));
      else if (dot == NULL || !has_parameter (operation, in, dot + 1))
        complain (self, "%s is no parameter of %s", key, agreement_string (operation, "operationId"));
    }
  check_paths_bound (self, call, operation);
  check_select_bound (self, call, operation);
}

static void
check_call_class (ToolCheck  *self,
                  JsonObject *call,
                  JsonObject *operation)
{
  VendorSpec *spec = NULL;
  const char *id = agreement_string (call, "op");
  const VendorOperation *vendor = agreement_find_vendor (self->agreement, id, &spec);
  const char *class = agreement_string (call, "class");
  const char *floor = vendor != NULL ? agreement_class_floor (operation, vendor->method, call) : "destructive";

  if (agreement_class_rank (class) < 0)
    complain (self, "“%s” is no class", class);
  else if (agreement_class_rank (class) < agreement_class_rank (floor))
    complain (self, "call %s is %s, but %s is at least %s", agreement_string (call, "id"), class, id, floor);
  if (agreement_class_rank (class) > agreement_class_rank (agreement_string (self->tool, "class")))
    complain (self, "the tool's class is lower than that of call %s", agreement_string (call, "id"));
}

static void
check_call (ToolCheck  *self,
            JsonObject *call)
{
  const char *id = agreement_string (call, "id");
  const char *op = agreement_string (call, "op");
  JsonObject *operation = op != NULL ? agreement_find_operation (self->agreement, op) : NULL;
  JsonObject *each = agreement_object (call, "each");

  agreement_closed (self->agreement, self->name, call, self->looking ? "id op" : "id op class",
                    self->looking ? "with" : "with when each require tolerate");
  if (operation == NULL || id == NULL || g_hash_table_contains (self->calls, id))
    {
      complain (self, "call %s names no operation of the document, or its id twice", id);
      return;
    }
  if (each != NULL)
    {
      JsonArray *lists = agreement_array (each, "in");
      const char *rows = agreement_string (lists != NULL ? json_array_get_object_element (lists, 0) : agreement_object (each, "in"), "answer");

      agreement_closed (self->agreement, self->name, each, "in max", "unique");
      self->items = rows != NULL ? tool_check_enter_rows (tool_check_follow_answer (self, rows)) : NULL;
      if (json_object_get_int_member_with_default (each, "max", 0) > 20)
        complain (self, "call %s goes over more than 20 items", id);
    }
  tool_check_conditions (self, call, "when");
  tool_check_conditions (self, call, "require");
  check_with (self, call, operation);
  if (!self->looking)
    check_call_class (self, call, operation);
  self->items = NULL;
  g_hash_table_insert (self->calls, g_strdup (id), operation);
}

static void
check_args (ToolCheck *self)
{
  g_autoptr(GList) names = json_object_get_members (self->args);
  g_autoptr(GRegex) role = g_regex_new ("^(target:[a-z]+|recipient|value|secret-in)$", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *arg = agreement_object (self->args, l->data);
      const char *of = agreement_string (arg, "role");

      agreement_closed (self->agreement, self->name, arg, "role type required",
                        "format enum minLength maxLength minimum maximum maxItems pattern items properties ref nullable description");
      if (of == NULL || !g_regex_match (role, of, G_REGEX_MATCH_DEFAULT, NULL))
        complain (self, "argument %s has the role %s", (const char *) l->data, of);
      if (g_strcmp0 (agreement_string (arg, "type"), "string") == 0 && !json_object_has_member (arg, "maxLength") &&
          !json_object_has_member (arg, "enum") && !json_object_has_member (arg, "format"))
        complain (self, "argument %s has no bound", (const char *) l->data);
    }
}

/* What an engine tool may change without a client's scope: a company that it names, or the connection's own webhooks */
static gboolean
names_its_target (ToolCheck *self)
{
  g_autoptr(GList) names = json_object_get_members (self->args);
  gboolean found = FALSE;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *role = agreement_string (agreement_object (self->args, l->data), "role");

      found |= g_strcmp0 (role, "target:company") == 0 || g_strcmp0 (role, "target:tenant") == 0 || g_strcmp0 (role, "target:webhook") == 0;
    }
  return found;
}

static void
check_scope (ToolCheck *self)
{
  JsonObject *scope = agreement_object (self->tool, "scope");
  const char *category = agreement_string (agreement_object (self->agreement->document, "x-muster-integration"), "category");
  gboolean engine = json_object_get_boolean_member_with_default (self->tool, "engine", FALSE);
  gboolean reads = agreement_class_rank (agreement_string (self->tool, "class")) == 0;
  JsonArray *calls = agreement_array (self->tool, "calls");
  const char *answer;

  if (scope == NULL)
    {
      if (!engine || (!reads && !names_its_target (self)))
        complain (self, "no %s", "scope");
      return;
    }
  agreement_closed (self->agreement, self->name, scope, "in value", "name answer global own param calls");
  tool_check_scope_value (self, agreement_string (scope, "value"));
  if ((g_strcmp0 (category, "cloud") == 0) != (g_strcmp0 (agreement_string (scope, "in"), "token") == 0))
    complain (self, "the scope is in %s", agreement_string (scope, "in"));
  answer = agreement_string (scope, "answer");
  if (answer == NULL && g_strcmp0 (category, "cloud") != 0)
    complain (self, "the answer's owner is not looked at: no %s", "answer in the scope");
  for (guint i = 0; answer != NULL && calls != NULL && i < json_array_get_length (calls); i++)
    {
      JsonObject *call = json_array_get_object_element (calls, i);
      JsonObject *operation = agreement_find_operation (self->agreement, agreement_string (call, "op"));
      const char *rows = agreement_string (agreement_object (operation, "x-paging"), "rows");
      JsonArray *meant = agreement_array (scope, "calls");
      gboolean held = meant == NULL;

      for (guint j = 0; meant != NULL && j < json_array_get_length (meant); j++)
        held |= g_strcmp0 (json_array_get_string_element (meant, j), agreement_string (call, "id")) == 0;
      if (held && tool_check_follow (self, rows != NULL ? tool_check_follow (self, tool_check_answer_schema (operation), rows) : tool_check_answer_schema (operation), answer) == NULL)
        complain (self, "the owner “%s” is not in the answer of %s", answer, agreement_string (call, "op"));
    }
}

static const char *
source_of (JsonNode *member)
{
  g_autoptr(GList) names = NULL;

  if (JSON_NODE_HOLDS_VALUE (member))
    return json_node_get_string (member);
  names = json_object_get_members (json_node_get_object (member));
  for (GList *l = names; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "as"))
      return agreement_string (json_node_get_object (member), l->data);
  return NULL;
}

static void
check_selection (ToolCheck  *self,
                 JsonObject *selection)
{
  const char *call = agreement_string (selection, "call");
  JsonObject *operation = call != NULL ? g_hash_table_lookup (self->calls, call) : NULL;
  const char *path = agreement_string (selection, "path");
  JsonArray *members = agreement_array (selection, "members");
  JsonObject *rows = operation != NULL ? tool_check_follow (self, tool_check_answer_schema (operation), path != NULL ? path : "") : NULL;

  agreement_closed (self->agreement, self->name, selection, "call members", "path list max where reverse also unique hide");
  tool_check_value (self, json_object_get_member (selection, "where"));
  if (rows == NULL)
    complain (self, "select: “%s” is not in the answer", path);
  for (guint i = 0; rows != NULL && members != NULL && i < json_array_get_length (members); i++)
    {
      const char *source = source_of (json_array_get_element (members, i));

      if (source == NULL || tool_check_follow (self, rows, source) == NULL)
        complain (self, "select: “%s” is not in the answer", source);
    }
}

static void
check_look (ToolCheck  *self,
            JsonObject *look)
{
  JsonObject *call = agreement_object (look, "call");
  VendorSpec *spec = NULL;
  const VendorOperation *vendor = agreement_find_vendor (self->agreement, agreement_string (call, "op"), &spec);
  JsonObject *marker = agreement_object (look, "marker");
  gboolean marked = g_strcmp0 (agreement_string (self->tool, "retry"), "M") == 0;

  agreement_closed (self->agreement, self->name, look, marked ? "call marker" : "call met", "when reads pending failed detail");
  tool_check_conditions (self, look, "when");
  check_call (self, call);
  if (vendor != NULL && g_strcmp0 (agreement_class_floor (agreement_find_operation (self->agreement, agreement_string (call, "op")),
                                                          vendor->method, call), "read") != 0)
    complain (self, "the look is no read: %s", agreement_string (call, "op"));
  tool_check_conditions (self, look, "met");
  tool_check_conditions (self, look, "pending");
  tool_check_conditions (self, look, "failed");
  if (agreement_object (look, "detail") != NULL)
    tool_check_follow_answer (self, agreement_string (agreement_object (look, "detail"), "answer"));
  if (marker != NULL)
    {
      JsonObject *operation = g_hash_table_lookup (self->calls, agreement_string (call, "id"));
      const char *rows = agreement_string (agreement_object (operation, "x-paging"), "rows");
      JsonObject *schema = tool_check_follow (self, tool_check_answer_schema (operation), rows != NULL ? rows : "");

      if (tool_check_follow (self, schema, agreement_string (marker, "text")) == NULL || tool_check_follow (self, schema, agreement_string (marker, "id")) == NULL)
        complain (self, "the marker is not in the answer of %s", agreement_string (call, "op"));
    }
  g_hash_table_remove (self->calls, agreement_string (call, "id"));
}

static void
check_one_undo (ToolCheck  *self,
                JsonObject *undo)
{
  const char *tool = agreement_string (undo, "tool");
  JsonObject *tools = agreement_object (self->agreement->document, "x-muster-tools");
  JsonObject *theirs = agreement_object (agreement_object (tools, tool), "args");
  JsonObject *args = agreement_object (undo, "args");
  g_autoptr(GList) names = args != NULL ? json_object_get_members (args) : NULL;

  if (agreement_string (undo, "irreversible") != NULL)
    {
      agreement_closed (self->agreement, self->name, undo, "irreversible", "when");
      return;
    }
  agreement_closed (self->agreement, self->name, undo, "tool args", "when");
  if (theirs == NULL)
    complain (self, "the undo names no tool: %s", tool);
  for (GList *l = names; l != NULL; l = l->next)
    if (theirs != NULL && !json_object_has_member (theirs, l->data))
      complain (self, "the undo has an argument that %s lacks", tool);
}

static void
check_undo (ToolCheck *self)
{
  JsonArray *several = agreement_array (self->tool, "undo");

  if (several == NULL)
    check_one_undo (self, agreement_object (self->tool, "undo"));
  for (guint i = 0; several != NULL && i < json_array_get_length (several); i++)
    check_one_undo (self, json_array_get_object_element (several, i));
}

static void
check_effect (ToolCheck *self)
{
  gboolean reads = agreement_class_rank (agreement_string (self->tool, "class")) <= agreement_class_rank ("read-sensitive");
  const char *retry = agreement_string (self->tool, "retry");
  JsonObject *look = agreement_object (self->tool, "look");
  JsonArray *looks = agreement_array (self->tool, "look");
  gboolean has_look = look != NULL || looks != NULL;

  if (reads)
    {
      if (retry != NULL || has_look || json_object_has_member (self->tool, "undo"))
        complain (self, "a read has %s", "retry, look or undo");
      return;
    }
  if (retry == NULL || strlen (retry) != 1 || strchr ("NMLX", *retry) == NULL)
    complain (self, "“%s” is no retry class", retry);
  else if (has_look == (*retry == 'X'))
    complain (self, "retry %s and look do not fit", retry);
  self->looking = TRUE;
  if (look != NULL)
    check_look (self, look);
  for (guint i = 0; looks != NULL && i < json_array_get_length (looks); i++)
    check_look (self, json_array_get_object_element (looks, i));
  self->looking = FALSE;
  check_undo (self);
}

static void
check_explain (ToolCheck *self)
{
  const char *explain = agreement_string (self->tool, "explain");
  g_autoptr(GRegex) hole = g_regex_new ("\\{([^}]*)\\}", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  if (explain == NULL || *explain == '\0')
    {
      complain (self, "no %s", "explaining sentence");
      return;
    }
  for (g_regex_match (hole, explain, G_REGEX_MATCH_DEFAULT, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      if (!json_object_has_member (self->args, name))
        complain (self, "the sentence names {%s}, which is no argument", name);
    }
}

static void
check_secrets (ToolCheck *self)
{
  static const char * const members[][2] = {
    { "get_asset_passwords", "password" }, { "get_asset_passwords", "otp_secret" }, { "get_asset_passwords_id", "password" },
    { "get_asset_passwords_id", "otp_secret" }, { "listOrganizationPasswords", "password" }, { "getOrganizationPassword", "password" },
    { "getOrganizationPassword", "notes" }, { "getBitlockerKey", "key" }, { "getLapsPassword", "passwordBase64" },
    { "createTemporaryAccessPass", "temporaryAccessPass" }, { "get_Webhook", "basic_password" },
    { "get_atservicesrest_v1_0_TicketWebhooks_id_", "secretKey" }, { "post_atservicesrest_v1_0_TicketWebhooks_query", "secretKey" },
  };
  JsonArray *calls = agreement_array (self->tool, "calls");
  JsonArray *secret = agreement_array (self->tool, "secret");

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    for (guint j = 0; j < G_N_ELEMENTS (members); j++)
      {
        gboolean blanked = FALSE;

        if (g_strcmp0 (agreement_string (json_array_get_object_element (calls, i), "op"), members[j][0]) != 0)
          continue;
        for (guint k = 0; secret != NULL && k < json_array_get_length (secret); k++)
          blanked |= g_strcmp0 (json_array_get_string_element (secret, k), members[j][1]) == 0;
        if (!blanked)
          complain (self, "“%s” is no secret of it", members[j][1]);
      }
}

static void
check_used (ToolCheck *self)
{
  g_autoptr(GList) names = json_object_get_members (self->args);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_hash_table_contains (self->used, l->data) &&
        g_strcmp0 (agreement_string (agreement_object (self->args, l->data), "role"), "target:client") != 0)
      complain (self, "nothing is bound to the argument %s", (const char *) l->data);
}

void
agreement_check_tool (Agreement  *agreement,
                      const char *name)
{
  g_autoptr(GHashTable) calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ToolCheck self = { .agreement = agreement, .name = name, .calls = calls, .used = used };
  JsonArray *list;
  JsonObject *select;
  g_autoptr(GList) selections = NULL;

  self.tool = agreement_object (agreement_object (agreement->document, "x-muster-tools"), name);
  if (!agreement_closed (agreement, name, self.tool, "title version class args calls select explain needs",
                         "engine scope yields secret handles retry look guard undo without"))
    return;
  self.args = agreement_object (self.tool, "args");
  list = agreement_array (self.tool, "calls");
  check_args (&self);
  for (guint i = 0; i < json_array_get_length (list); i++)
    check_call (&self, json_array_get_object_element (list, i));
  check_scope (&self);
  select = agreement_object (self.tool, "select");
  selections = json_object_get_values (select);
  for (GList *l = selections; l != NULL; l = l->next)
    check_selection (&self, json_node_get_object (l->data));
  check_effect (&self);
  tool_check_needs (&self);
  check_secrets (&self);
  check_explain (&self);
  check_used (&self);
}
