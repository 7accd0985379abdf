/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-binding.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-resources.h"

#include "contract-run.h"

/* A description and its schemas */
typedef struct
{
  VendorSpec    *spec;
  SandboxSchema *schema;
} Other;

static void
other_free (gpointer data)
{
  Other *other = data;

  vendor_spec_free (other->spec);
  sandbox_schema_free (other->schema);
  g_free (other);
}

void
contract_run_set_up (ContractRun *self,
                     const char  *integration,
                     const char  *spec)
{
  g_autoptr(GError) error = NULL;

  muster_core_register_resources ();
  sandbox_fixture_setup (&self->sandbox, NULL);
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  self->integration = integration;
  self->spec = vendor_spec_load (spec);
  self->schema = sandbox_schema_load (spec);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->others = g_ptr_array_new_with_free_func (other_free);
  self->settings = json_object_new ();
  self->secret = muster_secret_new ("0123456789abcdef0123456789abcdef0123456789abcdef");
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
contract_run_add_spec (ContractRun *self,
                       const char  *spec)
{
  Other *other = g_new0 (Other, 1);

  other->spec = vendor_spec_load (spec);
  other->schema = sandbox_schema_load (spec);
  g_ptr_array_add (self->others, other);
}

void
contract_run_tear_down (ContractRun *self)
{
  g_test_message ("%u requests", self->requests);
  vendor_spec_free (self->spec);
  sandbox_schema_free (self->schema);
  g_ptr_array_unref (self->headers);
  g_ptr_array_unref (self->others);
  json_object_unref (self->settings);
  muster_secret_unref (self->secret);
  g_hash_table_unref (self->seen);
  g_free (self->prefix);
  g_free (self->tenant);
  g_free (self->company);
  g_free (self->docs);
  g_object_unref (self->catalog);
  sandbox_fixture_teardown (&self->sandbox, NULL);
}

void
contract_run_header (ContractRun *self,
                     const char  *name,
                     const char  *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
contract_run_setting (ContractRun *self,
                      const char  *name,
                      const char  *value)
{
  json_object_set_string_member (self->settings, name, value);
}

/* --- The vendor's description of a request --- */

/* Segments without a placeholder that are the same, plus one; 0: another path */
static guint
likeness (const char *pattern,
          const char *path)
{
  g_auto(GStrv) theirs = g_strsplit (pattern, "/", -1);
  g_auto(GStrv) ours = g_strsplit (path, "/", -1);
  guint score = 1;

  if (g_strv_length (theirs) != g_strv_length (ours))
    return 0;
  for (guint i = 0; theirs[i] != NULL; i++)
    if (g_str_equal (theirs[i], ours[i]))
      score++;
    else if (theirs[i][0] != '{')
      return 0;
  return score;
}

static const VendorOperation *
operation_of (ContractRun *self,
              const char  *method,
              const char  *path)
{
  g_autofree char *lower = g_ascii_strdown (method, -1);
  const VendorOperation *best = NULL;
  guint top = 0;
  GHashTableIter iter;
  gpointer value;

  vendor_spec_iterate (self->spec, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const VendorOperation *operation = value;
      guint score = g_str_equal (operation->method, lower) ? likeness (operation->path, path) : 0;

      if (score > top)
        {
          top = score;
          best = operation;
        }
    }
  return best;
}

/* The description that has the operation becomes the one that is asked */
static const VendorOperation *
choose_operation (ContractRun *self,
                  const char  *method,
                  const char  *path)
{
  const VendorOperation *found = operation_of (self, method, path);

  for (guint i = 0; found == NULL && i < self->others->len; i++)
    {
      Other *other = self->others->pdata[i];
      Other mine = { self->spec, self->schema };

      self->spec = other->spec;
      self->schema = other->schema;
      *other = mine;
      found = operation_of (self, method, path);
    }
  return found;
}

static gboolean
value_fits (JsonObject *schema,
            const char *value)
{
  const char *type = schema != NULL ? muster_json_str (schema, "type") : NULL;
  gint64 number;

  if (g_strcmp0 (type, "boolean") == 0)
    return g_str_equal (value, "true") || g_str_equal (value, "false");
  if (g_strcmp0 (type, "integer") == 0)
    return g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL) &&
           number <= muster_json_int (schema, "maximum", G_MAXINT64);
  return TRUE;
}

static void
check_query (ContractRun           *self,
             const VendorOperation *operation,
             const char            *query)
{
  g_autoptr(GPtrArray) parameters = vendor_spec_parameters (self->spec, operation);
  g_autoptr(GHashTable) given = query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL)
                                              : g_hash_table_new (g_str_hash, g_str_equal);
  guint known = 0;

  for (guint i = 0; i < parameters->len; i++)
    {
      JsonObject *parameter = parameters->pdata[i];
      const char *name = muster_json_str (parameter, "name");
      gboolean there;

      if (g_strcmp0 (muster_json_str (parameter, "in"), "query") != 0)
        continue;
      there = g_hash_table_contains (given, name);
      if (there && !value_fits (muster_json_obj (parameter, "schema"), g_hash_table_lookup (given, name)))
        g_error ("%s %s: %s cannot be %s", operation->method, operation->path, name, (const char *) g_hash_table_lookup (given, name));
      known += there;
      if (!there && muster_json_bool (parameter, "required", FALSE))
        g_error ("%s %s lacks %s", operation->method, operation->path, name);
    }
  if (known != g_hash_table_size (given))
    g_error ("%s %s: the vendor does not know all of %s", operation->method, operation->path, query);
}

static void
check_request (ContractRun   *self,
               MusterRequest *request,
               const char    *path,
               const char    *query)
{
  const VendorOperation *operation = choose_operation (self, request->method, path);
  g_autoptr(JsonNode) body = NULL;
  g_autoptr(GString) why = g_string_new (NULL);
  JsonObject *schema;

  if (operation == NULL)
    g_error ("The vendor has no %s %s", request->method, path);
  check_query (self, operation, query);
  schema = vendor_spec_body (self->spec, operation);
  if (request->body == NULL)
    {
      JsonObject *wanted = muster_json_obj (operation->object, "requestBody");

      g_assert_true (schema == NULL || !muster_json_bool (wanted, "required", FALSE));
      return;
    }
  body = json_from_string (g_bytes_get_data (request->body, NULL), NULL);
  g_assert_nonnull (schema);
  if (!vendor_spec_accepts (self->spec, schema, body, why))
    g_error ("%s %s: %s", request->method, path, why->str);
}

/* --- Sending --- */

static const char * const *
headers_of (ContractRun    *self,
            MusterToolExec *exec,
            MusterRequest  *request,
            GPtrArray      *all)
{
  for (guint i = 0; i < request->headers->len; i++)
    {
      MusterHeader *header = request->headers->pdata[i];

      g_ptr_array_add (all, header->name);
      g_ptr_array_add (all, header->value);
    }
  if (self->sign != NULL)
    self->sign (self, exec, all);
  else if (muster_tool_exec_wants_credentials (exec))
    g_ptr_array_extend (all, self->headers, NULL, NULL);
  g_ptr_array_add (all, NULL);
  return (const char * const *) all->pdata;
}

/* Autotask answers 200 with null for what is not there; its description leaves that out */
static gboolean
is_null_item (JsonNode *reply)
{
  JsonObject *object = muster_json_node_obj (reply);

  return object != NULL && json_object_get_size (object) == 1 && json_object_has_member (object, "item") &&
         json_object_get_null_member (object, "item");
}

static MusterAnswer *
send (ContractRun    *self,
      MusterToolExec *exec,
      MusterRequest  *request)
{
  g_autoptr(GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(GPtrArray) headers = g_ptr_array_new ();
  g_autofree char *text = request->body != NULL ? g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body)) : NULL;
  g_autoptr(GHashTable) answered = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GBytes) bytes = NULL;
  const char *path = g_uri_get_path (uri);

  g_assert_true (g_str_has_prefix (request->url, self->sandbox.base));
  if (self->prefix != NULL)
    {
      g_assert_true (g_str_has_prefix (path, self->prefix));
      path += strlen (self->prefix);
    }
  check_request (self, request, path, g_uri_get_query (uri));
  sandbox_send (&self->sandbox, request->method, request->url, headers_of (self, exec, request, headers), request->content_type, text);
  g_assert_no_error (self->sandbox.error);
  if (!self->odd && !is_null_item (self->sandbox.reply))
    sandbox_schema_check (self->schema, request->method, path, self->sandbox.status, self->sandbox.reply);
  g_test_message ("%s %s → %u", request->method, request->url, self->sandbox.status);
  self->requests++;
  bytes = g_bytes_new (self->sandbox.text, strlen (self->sandbox.text));
  return muster_answer_new (self->sandbox.status, answered, bytes);
}

static gboolean
run (ContractRun     *self,
     MusterToolExec  *exec,
     GError         **error)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GError) local = NULL;
      g_autoptr(MusterRequest) request = muster_tool_exec_next (exec, &local);
      g_autoptr(MusterAnswer) answer = NULL;

      if (request == NULL)
        {
          if (local != NULL)
            g_propagate_error (error, g_steal_pointer (&local));
          return local == NULL && *error == NULL;
        }
      answer = send (self, exec, request);
      if (!muster_tool_exec_feed (exec, answer, error))
        return FALSE;
    }
  g_assert_not_reached ();
}

static MusterToolExec *
prepare (ContractRun *self,
         const char  *tool,
         const char  *marker,
         gboolean     look,
         const char  *args)
{
  g_autofree char *id = g_strconcat (self->integration, ":", tool, NULL);
  g_autofree char *json = g_strdelimit (g_strdup (args), "'", '"');
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (json, NULL);
  g_autoptr(MusterScope) scope = muster_scope_new (self->tenant, self->company, self->docs);
  g_autoptr(MusterEndpoints) endpoints = NULL;
  g_autoptr(MusterSecret) password = NULL;
  g_autoptr(MusterClock) clock = NULL;
  MusterTool *row = muster_catalog_lookup_tool (self->catalog, id);
  const char *now = muster_json_str (self->sandbox.ready, "now");
  gint64 us;

  if (row == NULL || node == NULL)
    g_error ("%s: no such tool, or no arguments: %s", tool, args);
  endpoints = muster_endpoints_new (muster_catalog_get_integration (self->catalog, self->integration), self->settings, "C1");
  muster_endpoints_set_secret (endpoints, "webhookSecret", self->secret);
  password = muster_secret_new ("Contract+Words-2026");
  muster_endpoints_set_secret (endpoints, "password", password);
  if (now != NULL && muster_time_parse_iso (now, &us))
    {
      clock = muster_clock_new_fixed (us);
      muster_endpoints_set_clock (endpoints, clock);
    }
  g_hash_table_add (self->seen, g_strdup (id));
  return look ? muster_tool_exec_new_look (row, json_node_get_object (node), scope, endpoints, marker, NULL)
              : muster_tool_exec_new (row, json_node_get_object (node), scope, endpoints);
}

static JsonNode *
run_tool (ContractRun  *self,
          const char   *tool,
          const char   *args,
          GError      **error)
{
  g_autoptr(MusterToolExec) exec = prepare (self, tool, NULL, FALSE, args);
  g_autoptr(GError) local = NULL;

  if (run (self, exec, &local))
    return muster_tool_exec_result (exec);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

JsonNode *
contract_run_tool (ContractRun  *self,
                   const char   *tool,
                   GError      **error,
                   const char   *args,
                   ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, args);
  text = g_strdup_vprintf (args, list);
  va_end (list);
  return run_tool (self, tool, text, error);
}

JsonNode *
contract_run_do (ContractRun *self,
                 const char  *tool,
                 const char  *args,
                 ...)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *result;
  va_list list;

  va_start (list, args);
  text = g_strdup_vprintf (args, list);
  va_end (list);
  result = run_tool (self, tool, text, &error);
  if (error != NULL)
    g_error ("%s %s: %s", tool, text, error->message);
  return result;
}

gboolean
contract_run_look (ContractRun *self,
                   const char  *tool,
                   const char  *marker,
                   const char  *args,
                   ...)
{
  g_autofree char *text = NULL;
  g_autoptr(MusterToolExec) exec = NULL;
  g_autoptr(GError) error = NULL;
  va_list list;

  va_start (list, args);
  text = g_strdup_vprintf (args, list);
  va_end (list);
  exec = prepare (self, tool, marker, TRUE, text);
  g_assert_nonnull (exec);
  if (!run (self, exec, &error) && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    g_error ("look of %s %s: %s", tool, text, error->message);
  return muster_tool_exec_look_met (exec, NULL, NULL);
}

static char *
filled_in (const char *args,
           const char *name,
           const char *value)
{
  g_auto(GStrv) parts = g_strsplit (args, name, -1);

  return g_strjoinv (value != NULL ? value : "0", parts);
}

static void
keep_id (JsonNode   *result,
         const char *path,
         char      **id)
{
  char *text = contract_run_text (result, path);

  if (text == NULL)
    return;
  g_free (*id);
  *id = text;
}

void
contract_run_steps (ContractRun        *self,
                    const ContractStep *steps)
{
  g_autofree char *note = NULL;
  g_autofree char *webhook = NULL;

  for (; steps->tool != NULL; steps++)
    {
      g_autofree char *id = g_strconcat (self->integration, ":", steps->tool, NULL);
      g_autofree char *noted = filled_in (steps->args, "NOTE", note);
      g_autofree char *args = filled_in (noted, "WEBHOOK", webhook);
      MusterTool *tool = muster_catalog_lookup_tool (self->catalog, id);
      g_autoptr(JsonNode) result = contract_run_do (self, steps->tool, "%s", args);

      keep_id (result, "note.id", &note);
      keep_id (result, "webhook.id", &webhook);
      if (!muster_tool_is_read (tool) && muster_tool_has_look (tool) &&
          !contract_run_look (self, steps->tool, steps->marker, "%s", args))
        g_error ("%s: it is not found when it is looked for", steps->tool);
    }
}

gint64
contract_run_int (JsonNode   *result,
                  const char *path)
{
  JsonNode *node = muster_path_lookup (result, path, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      g_autofree char *text = json_to_string (result, FALSE);

      g_error ("No number at %s of %s", path, text);
    }
  return json_node_get_int (node);
}

char *
contract_run_text (JsonNode   *result,
                   const char *path)
{
  return muster_binding_node_text (muster_path_lookup (result, path, NULL));
}

guint
contract_run_length (JsonNode   *result,
                     const char *path)
{
  JsonArray *array = muster_json_node_arr (muster_path_lookup (result, path, NULL));

  return array != NULL ? json_array_get_length (array) : 0;
}

void
contract_run_assert_all (ContractRun *self)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, self->integration);

  for (guint i = 0; i < tools->len; i++)
    if (!g_hash_table_contains (self->seen, muster_tool_get_id (tools->pdata[i])))
      {
        g_test_message ("%s was not run", muster_tool_get_id (tools->pdata[i]));
        g_test_fail ();
      }
  g_assert_cmpuint (tools->len, >, 10);
}
