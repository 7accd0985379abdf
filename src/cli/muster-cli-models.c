/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <string.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json.h"

/* musterctl: language models, what they may cost and what they did cost. Keys come from --secrets as "model.NAME". */

typedef enum { TEXT, NUMBER, SWITCH, PRICE } Kind;

/* What can be set: as it is written here and in an onboarding file, and which property it is. A price is an amount for
 * a million tokens. */
static const struct
{
  const char *name;
  const char *property;
  Kind        kind;
} settings[] = {
  { "name", "name", TEXT },
  { "protocol", "protocol", TEXT },
  { "baseUrl", "base-url", TEXT },
  { "model", "model", TEXT },
  { "deployment", "deployment", TEXT },
  { "apiVersion", "api-version", TEXT },
  { "enabled", "enabled", SWITCH },
  { "timeout", "timeout-s", NUMBER },
  { "maxOutput", "max-output", NUMBER },
  { "contextSize", "context-size", NUMBER },
  { "priceInput", "price-input", PRICE },
  { "priceCached", "price-cached", PRICE },
  { "priceWritten", "price-written", PRICE },
  { "priceOutput", "price-output", PRICE },
  { "currency", "currency", TEXT },
};

/* "2.5" is 2500000; more than six places are not taken. */
static gboolean
parse_amount (const char *text,
              gint64     *amount)
{
  gint64 value = 0;
  int places = -1;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '.' && places < 0 && at != text)
        {
          places = 0;
          continue;
        }
      if (!g_ascii_isdigit (*at) || places == 6 || value > G_GINT64_CONSTANT (1000000000000000))
        return FALSE;
      value = value * 10 + (*at - '0');
      places += places >= 0 ? 1 : 0;
    }

  for (int i = MAX (places, 0); i < 6; i++)
    value *= 10;
  *amount = value;
  return *text != '\0';
}

static char *
format_amount (gint64 amount)
{
  char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, amount / 1000000, amount % 1000000);

  /* At least two places */
  for (gsize n = strlen (text); text[n - 1] == '0' && text[n - 3] != '.'; n--)
    text[n - 1] = '\0';
  return text;
}

static gboolean
set_one (MusterLanguageModel *model,
         guint                i,
         const char          *value)
{
  gint64 number = 0;
  char *end = NULL;

  switch (settings[i].kind)
    {
    case SWITCH:
      if (!g_str_equal (value, "on") && !g_str_equal (value, "off") && !g_str_equal (value, "true") &&
          !g_str_equal (value, "false"))
        return FALSE;
      g_object_set (model, settings[i].property, g_str_equal (value, "on") || g_str_equal (value, "true"), NULL);
      return TRUE;

    case NUMBER:
      number = g_ascii_strtoll (value, &end, 10);
      if (*value == '\0' || *end != '\0')
        return FALSE;
      g_object_set (model, settings[i].property, number, NULL);
      return TRUE;

    case PRICE:
      if (!parse_amount (value, &number))
        return FALSE;
      g_object_set (model, settings[i].property, number, NULL);
      return TRUE;

    case TEXT:
    default:
      g_object_set (model, settings[i].property, *value != '\0' ? value : NULL, NULL);
      return TRUE;
    }
}

static gboolean
assign (MusterLanguageModel *model,
        const char          *name,
        const char          *value,
        GError             **error)
{
  GString *names = g_string_new (NULL);
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      if (g_str_equal (settings[i].name, name))
        {
          g_string_free (names, TRUE);
          if (set_one (model, i, value))
            return TRUE;
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no value for %s", value, name);
          return FALSE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", settings[i].name);
    }

  known = g_string_free (names, FALSE);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "There is no “%s”. There are: %s", name, known);
  return FALSE;
}

static gboolean
assign_all (MusterLanguageModel *model,
            char               **args,
            GError             **error)
{
  for (guint i = 0; args[i] != NULL; i++)
    {
      char *equals = strchr (args[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (args[i], (gsize) (equals - args[i])) : NULL;

      if (equals == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is not of the form NAME=VALUE", args[i]);
          return FALSE;
        }
      if (!assign (model, name, equals + 1, error))
        return FALSE;
    }

  return TRUE;
}

/* By id or name; a copy */
static MusterLanguageModel *
find_model (MusterCli  *cli,
            const char *name,
            GError    **error)
{
  GListModel *models = muster_context_get_models (cli->context);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      if (g_strcmp0 (muster_language_model_get_id (model), name) == 0 ||
          g_strcmp0 (muster_language_model_get_name (model), name) == 0)
        return muster_record_copy (model);
    }

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no language model “%s”", name);
  return NULL;
}

static MusterSecret *
key_of (MusterCli           *cli,
        MusterLanguageModel *model)
{
  g_autofree char *key = g_strconcat ("model.", muster_language_model_get_name (model), NULL);

  return cli->secrets != NULL ? g_hash_table_lookup (cli->secrets, key) : NULL;
}

static JsonObject *
model_object (MusterLanguageModel *model)
{
  JsonObject *object = json_object_new ();

  muster_cli_set_string (object, "id", muster_language_model_get_id (model));
  muster_cli_set_string (object, "preset", muster_language_model_get_preset (model));
  json_object_set_boolean_member (object, "hasKey", muster_language_model_get_has_key (model));
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (model), settings[i].property, &value);
      if (settings[i].kind == TEXT)
        {
          muster_cli_set_string (object, settings[i].name, g_value_get_string (&value));
        }
      else if (settings[i].kind == SWITCH)
        {
          json_object_set_boolean_member (object, settings[i].name, g_value_get_boolean (&value));
        }
      else if (settings[i].kind == PRICE)
        {
          g_autofree char *amount = format_amount (g_value_get_int64 (&value));

          muster_cli_set_string (object, settings[i].name, amount);
        }
      else
        {
          json_object_set_int_member (object, settings[i].name, g_value_get_int64 (&value));
        }
    }

  return object;
}

static void
print_object (JsonObject *object)
{
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

static void
print_rows (const char *member,
            JsonArray  *rows)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, member, rows);
  print_object (object);
}

static void
print_line (MusterLanguageModel *model)
{
  g_print ("%-24s %-10s %-28s %s%s\n", muster_language_model_get_name (model), muster_language_model_get_preset (model),
           muster_language_model_is_azure (model) ? muster_language_model_get_deployment (model)
                                                  : muster_language_model_get_model (model),
           muster_language_model_get_base_url (model), muster_language_model_get_enabled (model) ? "" : "  (off)");
}

static void
print_models (MusterCli  *cli,
              GListModel *models)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      json_array_add_object_element (rows, model_object (model));
      if (!cli->json)
        print_line (model);
    }

  if (cli->json)
    {
      print_rows ("models", rows);
      return;
    }

  json_array_unref (rows);
  if (g_list_model_get_n_items (models) == 0)
    g_print ("No language model: the built-in planner works alone\n");
}

int
muster_cli_models (MusterCli *cli,
                   char     **args)
{
  print_models (cli, muster_context_get_models (cli->context));
  return MUSTER_EXIT_OK;
}

static MusterLanguageModel *
save (MusterCli           *cli,
      MusterLanguageModel *model,
      GError             **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_save_model_async (cli->context, model, key_of (cli, model), cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_save_model_finish (cli->context, muster_cli_call_wait (&call), error);
}

static int
save_and_print (MusterCli           *cli,
                MusterLanguageModel *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) saved = save (cli, model, &error);

  if (saved == NULL)
    return muster_cli_fail (cli, error);
  if (cli->json)
    print_object (model_object (saved));
  else
    print_line (saved);
  return MUSTER_EXIT_OK;
}

int
muster_cli_model_add (MusterCli *cli,
                      char     **args)
{
  const MusterModelPreset *preset = muster_model_preset_find (args[0]);
  g_autoptr(MusterLanguageModel) model = NULL;
  g_autoptr(MusterLanguageModel) other = NULL;
  g_autoptr(GError) error = NULL;

  if (preset == NULL)
    return muster_cli_usage_error (cli, "“%s” is no preset: openai, azure, anthropic, ollama, llama.cpp, vllm, lm-studio, other",
                                   args[0]);

  model = muster_model_preset_make (preset);
  muster_language_model_set_name (model, args[1]);
  if (!assign_all (model, args + 2, &error))
    return muster_cli_usage_error (cli, "%s", error->message);
  other = find_model (cli, muster_language_model_get_name (model), NULL);
  if (other != NULL)
    return muster_cli_usage_error (cli, "There is a model “%s” already", muster_language_model_get_name (model));

  return save_and_print (cli, model);
}

int
muster_cli_model_set (MusterCli *cli,
                      char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = find_model (cli, args[0], &error);

  if (model == NULL)
    return muster_cli_fail (cli, error);
  if (!assign_all (model, args + 1, &error))
    return muster_cli_usage_error (cli, "%s", error->message);

  return save_and_print (cli, model);
}

static void
print_report (MusterCli         *cli,
              MusterModelReport *report)
{
  JsonObject *object;
  g_autofree char *cost = format_amount (muster_model_report_get_cost (report));

  if (!cli->json)
    {
      g_print ("%s\n", muster_model_report_get_title (report));
      if (muster_model_report_get_model (report) != NULL)
        g_print ("  %s, %" G_GINT64_FORMAT " ms, tools: %s, streaming: %s, %" G_GINT64_FORMAT " + %" G_GINT64_FORMAT
                 " tokens%s, cost %s\n", muster_model_report_get_model (report),
                 muster_model_report_get_latency_ms (report), muster_model_report_get_tools (report) ? "yes" : "no",
                 muster_model_report_get_streaming (report) ? "yes" : "no", muster_model_report_get_prompt (report),
                 muster_model_report_get_output (report),
                 muster_model_report_get_estimated (report) ? " (estimated)" : "", cost);
      if (muster_model_report_get_advice (report) != NULL)
        g_print ("  %s\n", muster_model_report_get_advice (report));
      if (muster_model_report_get_detail (report) != NULL)
        g_print ("  %s\n", muster_model_report_get_detail (report));
      return;
    }

  object = json_object_new ();
  json_object_set_boolean_member (object, "ok", muster_model_report_get_ok (report));
  muster_cli_set_string (object, "problem", muster_model_report_get_problem (report));
  muster_cli_set_string (object, "title", muster_model_report_get_title (report));
  muster_cli_set_string (object, "advice", muster_model_report_get_advice (report));
  muster_cli_set_string (object, "detail", muster_model_report_get_detail (report));
  muster_cli_set_string (object, "model", muster_model_report_get_model (report));
  json_object_set_int_member (object, "latencyMs", muster_model_report_get_latency_ms (report));
  json_object_set_boolean_member (object, "tools", muster_model_report_get_tools (report));
  json_object_set_boolean_member (object, "streaming", muster_model_report_get_streaming (report));
  json_object_set_int_member (object, "prompt", muster_model_report_get_prompt (report));
  json_object_set_int_member (object, "output", muster_model_report_get_output (report));
  json_object_set_boolean_member (object, "estimated", muster_model_report_get_estimated (report));
  muster_cli_set_string (object, "cost", cost);
  print_object (object);
}

int
muster_cli_model_test (MusterCli *cli,
                       char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = find_model (cli, args[0], &error);
  g_autoptr(MusterModelReport) report = NULL;

  if (model == NULL)
    return muster_cli_fail (cli, error);

  muster_context_test_model_async (cli->context, model, key_of (cli, model), cli->cancellable, muster_cli_call_cb, &call);
  report = muster_context_test_model_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (report == NULL)
    return muster_cli_fail (cli, error);

  print_report (cli, report);
  return muster_model_report_get_ok (report) ? MUSTER_EXIT_OK : MUSTER_EXIT_CONNECTION;
}

int
muster_cli_model_remove (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLanguageModel) model = find_model (cli, args[0], &error);

  if (model == NULL)
    return muster_cli_fail (cli, error);

  muster_context_remove_model_async (cli->context, muster_language_model_get_id (model), cli->cancellable,
                                     muster_cli_call_cb, &call);
  if (!muster_context_remove_model_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);

  return muster_cli_models (cli, args);
}

int
muster_cli_model_order (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; args[i] != NULL; i++)
    {
      g_autoptr(MusterLanguageModel) model = find_model (cli, args[i], &error);

      if (model == NULL)
        return muster_cli_fail (cli, error);
      g_strv_builder_add (builder, muster_language_model_get_id (model));
    }

  ids = g_strv_builder_end (builder);
  muster_context_order_models_async (cli->context, (const char * const *) ids, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_order_models_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);

  return muster_cli_models (cli, args);
}

int
muster_cli_model_find_local (MusterCli *cli,
                             char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GListStore) models = g_list_store_new (MUSTER_TYPE_LANGUAGE_MODEL);

  muster_context_find_local_models_async (cli->context, cli->cancellable, muster_cli_call_cb, &call);
  found = muster_context_find_local_models_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (found == NULL)
    return muster_cli_fail (cli, error);

  g_list_store_splice (models, 0, 0, found->pdata, found->len);
  if (found->len == 0 && !cli->json)
    g_print ("No server of language models answers on this machine\n");
  else
    print_models (cli, G_LIST_MODEL (models));
  return MUSTER_EXIT_OK;
}

static int
print_budget (MusterCli    *cli,
              MusterClient *client)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterModelBudget) budget = NULL;
  g_autofree char *month = NULL;
  g_autofree char *used = NULL;
  JsonObject *object;

  muster_context_get_model_budget_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL,
                                         cli->cancellable, muster_cli_call_cb, &call);
  budget = muster_context_get_model_budget_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (budget == NULL)
    return muster_cli_fail (cli, error);

  month = format_amount (client != NULL ? budget->client_month : budget->month);
  used = format_amount (client != NULL ? budget->client_used : budget->month_used);
  if (!cli->json)
    {
      g_print ("run: %" G_GINT64_FORMAT " tokens\n%s: %s of %s %s (0: no budget)\n", budget->run_tokens,
               client != NULL ? "client, this month" : "this month", used, month, budget->currency);
      return MUSTER_EXIT_OK;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "runTokens", budget->run_tokens);
  muster_cli_set_string (object, "month", month);
  muster_cli_set_string (object, "used", used);
  muster_cli_set_string (object, "currency", budget->currency);
  print_object (object);
  return MUSTER_EXIT_OK;
}

int
muster_cli_model_budget (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  gint64 amount = 0;
  gboolean run = g_strcmp0 (args[0], "run") == 0;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (args[0] == NULL)
    return print_budget (cli, client);
  if (args[1] == NULL || (!run && !g_str_equal (args[0], "month")) ||
      (!g_str_equal (args[1], "off") && !parse_amount (args[1], &amount)))
    return muster_cli_usage_error (cli, "run TOKENS|off, or month AMOUNT|off (with --client: of that client)");

  muster_context_set_model_budget_async (cli->context, run ? "run" : client != NULL ? "client" : "month",
                                         client != NULL ? muster_client_get_id (client) : NULL,
                                         run ? amount / 1000000 : amount, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_set_model_budget_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);

  return print_budget (cli, client);
}

static const char *
name_of (MusterModelUsage *row,
         const char       *by)
{
  const char *name = g_str_equal (by, "month") ? muster_model_usage_get_month (row)
                     : g_str_equal (by, "client") ? muster_model_usage_get_client_id (row)
                     : g_str_equal (by, "run") ? muster_model_usage_get_run_id (row)
                     : muster_model_usage_get_model_id (row);

  return name != NULL ? name : "-";
}

int
muster_cli_model_usage (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  const char *by = args[0] != NULL ? args[0] : "month";
  JsonArray *array;

  muster_context_list_model_usage_async (cli->context, by, args[0] != NULL ? args[1] : NULL, cli->cancellable,
                                         muster_cli_call_cb, &call);
  rows = muster_context_list_model_usage_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (rows == NULL)
    return muster_cli_fail (cli, error);

  array = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      MusterModelUsage *row = rows->pdata[i];
      JsonObject *object = json_object_new ();
      g_autofree char *cost = format_amount (muster_model_usage_get_cost (row));

      muster_cli_set_string (object, by, name_of (row, by));
      json_object_set_int_member (object, "requests", muster_model_usage_get_requests (row));
      json_object_set_int_member (object, "prompt", muster_model_usage_get_prompt (row));
      json_object_set_int_member (object, "cached", muster_model_usage_get_cached (row));
      json_object_set_int_member (object, "output", muster_model_usage_get_output (row));
      json_object_set_int_member (object, "estimated", muster_model_usage_get_estimated (row));
      muster_cli_set_string (object, "cost", cost);
      muster_cli_set_string (object, "currency", muster_model_usage_get_currency (row));
      json_array_add_object_element (array, object);
      if (!cli->json)
        g_print ("%-36s %6" G_GINT64_FORMAT " requests  %9" G_GINT64_FORMAT " + %8" G_GINT64_FORMAT " tokens  %s %s\n",
                 name_of (row, by), muster_model_usage_get_requests (row), muster_model_usage_get_prompt (row),
                 muster_model_usage_get_output (row), cost, muster_model_usage_get_currency (row));
    }

  if (cli->json)
    print_rows ("models", array);
  else
    json_array_unref (array);
  return MUSTER_EXIT_OK;
}

static gboolean
assign_member (MusterLanguageModel *model,
               JsonObject          *row,
               const char          *member,
               GError             **error)
{
  JsonNode *node = json_object_get_member (row, member);
  g_autofree char *text = NULL;

  if (g_str_equal (member, "preset"))
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node))
    text = json_node_get_value_type (node) == G_TYPE_STRING ? g_strdup (json_node_get_string (node))
                                                            : muster_json_to_string (node);

  return assign (model, member, text != NULL ? text : "", error);
}

/**
 * muster_cli_onboard_model:
 * @row: one of the onboarding file's "models"
 *
 * A model of that name is renewed, a new one comes last.
 */
gboolean
muster_cli_onboard_model (MusterCli  *cli,
                          JsonObject *row,
                          GError    **error)
{
  const char *name = row != NULL ? muster_json_str (row, "name") : NULL;
  const MusterModelPreset *preset = row != NULL ? muster_model_preset_find (muster_json_str (row, "preset")) : NULL;
  g_autoptr(MusterLanguageModel) model = NULL;
  g_autoptr(MusterLanguageModel) saved = NULL;
  g_autoptr(GList) members = NULL;

  if (name == NULL || preset == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                           "a model needs a “name” and a “preset” (openai, azure, anthropic, ollama, llama.cpp, vllm, lm-studio, other)");
      return FALSE;
    }

  model = find_model (cli, name, NULL);
  if (model == NULL)
    model = muster_model_preset_make (preset);
  members = json_object_get_members (row);
  for (GList *l = members; l != NULL; l = l->next)
    if (!assign_member (model, row, l->data, error))
      return FALSE;

  saved = save (cli, model, error);
  return saved != NULL;
}
