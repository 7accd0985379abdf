/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-models-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-llm-discovery.h"

/* One short call to a model: does it answer, can it call a tool, does it stream. */

#define TOOL "report_word"
#define SCHEMA "{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}},\"required\":[\"word\"]}"

/* Models that think first need room for it. */
#define MAX_OUTPUT 1024

static const struct
{
  int         code;
  const char *title;
  const char *advice;
} problems[] = {
  { MUSTER_ERROR_SIGNED_OUT, N_("The Key Is Not Accepted"),
    N_("Make a new key in the service’s console, paste it here, and test again.") },
  { MUSTER_ERROR_FORBIDDEN, N_("The Key May Not Use This Model"),
    N_("Look in the service’s console whether the key and its project may use this model.") },
  { MUSTER_ERROR_NOT_FOUND, N_("There Is No Such Model or Address"),
    N_("Compare the address, the model and, with Azure, the deployment and version with the service’s console.") },
  { MUSTER_ERROR_NO_SEATS, N_("The Account Has No Credit"),
    N_("Look at the billing page of the service, then test again.") },
  { MUSTER_ERROR_RATE_LIMITED, N_("The Service Is at Its Limit"),
    N_("Wait a minute and test again. When it comes back often, raise the limit of the account or add a second model.") },
  { MUSTER_ERROR_OFFLINE, N_("The Server Does Not Answer"),
    N_("Look whether the server runs and has loaded its model, and whether this computer is online.") },
  { MUSTER_ERROR_TIMEOUT, N_("The Answer Took Too Long"),
    N_("Give it more time, or choose a smaller or faster model.") },
  { MUSTER_ERROR_TLS, N_("The Connection Is Not Safe"),
    N_("The server’s certificate was not accepted, so no key was sent. Look at the address, or have the certificate renewed.") },
  { MUSTER_ERROR_BAD_REPLY, N_("This Is Not the API of a Model"),
    N_("The address answers something else. Look whether it ends where the API begins, such as /v1.") },
  { MUSTER_ERROR_UNLICENSED, N_("The Model Cannot Call Tools"),
    N_("Muster needs a model that calls tools. Choose another one; the details say whether the server only has to be started differently.") },
  { MUSTER_ERROR_BUDGET, N_("The Budget Is Used Up"),
    N_("Raise the budget or wait for the next month, then test again.") },
  { MUSTER_ERROR_INVALID_INPUT, N_("The Service Refuses the Request"),
    N_("The details hold its own words.") },
};

static void
describe_problem (MusterModelReport *report,
                  const GError      *error)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (problems) - 1 && problems[i].code != error->code)
    i++;
  muster_model_report_set_title (report, _(problems[i].title));
  muster_model_report_set_advice (report, _(problems[i].advice));
  muster_model_report_set_problem (report, muster_error_code_name (error->code));
  muster_model_report_set_detail (report, error->message);
}

static gboolean
has_called (MusterLlmReply *reply)
{
  MusterLlmCall *call = reply->calls->len > 0 ? reply->calls->pdata[0] : NULL;

  return call != NULL && g_strcmp0 (call->name, TOOL) == 0 && call->arguments != NULL &&
         muster_json_str (muster_json_node_obj (call->arguments), "word") != NULL;
}

static void
describe_reply (MusterModelReport *report,
                MusterLlmReply    *reply)
{
  gboolean tools = has_called (reply);

  muster_model_report_set_ok (report, tools);
  muster_model_report_set_tools (report, tools);
  muster_model_report_set_streaming (report, reply->streamed);
  muster_model_report_set_model (report, reply->model);
  muster_model_report_set_latency_ms (report, reply->ms);
  muster_model_report_set_prompt (report, reply->prompt);
  muster_model_report_set_output (report, reply->output);
  muster_model_report_set_estimated (report, reply->estimated);
  muster_model_report_set_cost (report, reply->cost);
  if (tools)
    {
      muster_model_report_set_title (report, _("The Model Works"));
      return;
    }

  muster_model_report_set_title (report, _("The Model Called No Tool"));
  muster_model_report_set_problem (report, "no-tools");
  muster_model_report_set_advice (report,
                                  _("It answers, but did not call the tool it was asked to. Choose a model that is made for calling tools."));
  muster_model_report_set_detail (report, reply->stop);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(MusterModelReport) report = muster_model_report_new ();
  GError *error = NULL;
  g_autoptr(MusterLlmReply) reply = muster_llm_pool_ask_finish (MUSTER_LLM_POOL (source), result, &error);

  if (reply != NULL)
    {
      describe_reply (report, reply);
    }
  else if (error->domain != MUSTER_ERROR || error->code == MUSTER_ERROR_KEYRING_LOCKED ||
           error->code == MUSTER_ERROR_KEYRING_UNAVAILABLE || error->code == MUSTER_ERROR_STORE ||
           error->code == MUSTER_ERROR_DISK_FULL)
    {
      g_task_return_error (task, error);
      return;
    }
  else
    {
      describe_problem (report, error);
      g_error_free (error);
    }

  g_task_return_pointer (task, g_steal_pointer (&report), g_object_unref);
}

static MusterLlmRequest *
make_request (void)
{
  MusterLlmRequest *request = muster_llm_request_new ();
  g_autoptr(JsonNode) schema = muster_json_from_string_trusted (SCHEMA, NULL);

  muster_llm_request_add_text (request, MUSTER_LLM_SYSTEM, "This is a test of the connection. Call the tool that you are given.");
  muster_llm_request_add_text (request, MUSTER_LLM_USER, "Call " TOOL " with the word “ready”.");
  muster_llm_request_add_tool (request, TOOL, "Reports one word.", schema);
  muster_llm_request_set_choice (request, "required");
  request->max_output = MAX_OUTPUT;

  return request;
}

void
muster_context_test_model_async (MusterContext       *self,
                                 MusterLanguageModel *model,
                                 MusterSecret        *key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(MusterLanguageModel) tried = NULL;
  g_autoptr(MusterLlmPool) pool = NULL;
  g_autoptr(MusterLlmRequest) request = make_request ();
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  MusterLanguageModel *saved;
  gboolean has_key;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (MUSTER_IS_LANGUAGE_MODEL (model));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_test_model_async);

  tried = muster_record_copy (model);
  muster_context_trim_model (tried);
  saved = muster_context_find_model (self, muster_language_model_get_id (tried));
  has_key = key != NULL || (saved != NULL && muster_language_model_get_has_key (saved));
  if (!muster_language_model_check (tried, has_key, &error)
      || (key == NULL && !muster_context_may_use_saved_key (self, tried, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  if (muster_language_model_get_id (tried) == NULL)
    muster_language_model_set_id (tried, "test");
  muster_language_model_set_enabled (tried, TRUE);
  muster_language_model_set_has_key (tried, has_key);
  pool = muster_llm_pool_new (self->store, self->secret_store, self->clock, self->egress);
  if (key != NULL)
    muster_llm_pool_give_key (pool, muster_language_model_get_id (tried), key);
  else
    muster_context_give_model_key (self, pool, tried);
  g_ptr_array_add (models, tried);
  muster_llm_pool_set_models (pool, models);
  muster_llm_pool_ask_async (pool, NULL, NULL, request, cancellable, asked_cb, g_object_ref (task));
}

MusterModelReport *
muster_context_test_model_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
local_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *found = muster_llm_find_local_finish (result, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

void
muster_context_find_local_models_async (MusterContext       *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_find_local_models_async);
  muster_llm_find_local_async (NULL, 0, cancellable, local_found_cb, g_object_ref (task));
}

GPtrArray *
muster_context_find_local_models_finish (MusterContext *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
