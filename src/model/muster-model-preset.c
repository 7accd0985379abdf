/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-error.h"
#include "muster-model-preset.h"

/* The services that this program knows by name. The addresses are those of the vendors' own references; the local ones
 * are what each server listens on when it is started without options. */
static const MusterModelPreset presets[] = {
  { "openai", "OpenAI", "openai", "https://api.openai.com/v1", NULL, MUSTER_MODEL_FIELD_KEY, 0 },
  { "azure", "Azure OpenAI", "openai", NULL, "2024-10-21",
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_KEY | MUSTER_MODEL_FIELD_DEPLOYMENT |
    MUSTER_MODEL_FIELD_API_VERSION, 0 },
  { "anthropic", "Anthropic", "anthropic", "https://api.anthropic.com", "2023-06-01", MUSTER_MODEL_FIELD_KEY, 0 },
  { "ollama", "Ollama", "openai", "http://127.0.0.1:11434/v1", NULL,
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_OPTIONAL_KEY, 11434 },
  { "llama.cpp", "llama.cpp", "openai", "http://127.0.0.1:8080/v1", NULL,
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_OPTIONAL_KEY, 8080 },
  { "vllm", "vLLM", "openai", "http://127.0.0.1:8000/v1", NULL,
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_OPTIONAL_KEY, 8000 },
  { "lm-studio", "LM Studio", "openai", "http://127.0.0.1:1234/v1", NULL,
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_OPTIONAL_KEY, 1234 },
  { "other", N_("Other Service"), "openai", NULL, NULL,
    MUSTER_MODEL_FIELD_BASE_URL | MUSTER_MODEL_FIELD_OPTIONAL_KEY, 0 },
};

/**
 * muster_model_presets:
 * @n_presets: (out): how many there are
 *
 * Returns: (array length=n_presets) (transfer none): the presets in the order in which they are offered
 */
const MusterModelPreset *
muster_model_presets (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

/**
 * muster_model_preset_find:
 * @id: (nullable): a name such as "azure"
 *
 * Returns: (nullable) (transfer none): the preset
 */
const MusterModelPreset *
muster_model_preset_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].id, id) == 0)
      return &presets[i];

  return NULL;
}

/**
 * muster_model_preset_get_label:
 * @preset: a preset
 *
 * Returns: what people call it, translated where that is a word
 */
const char *
muster_model_preset_get_label (const MusterModelPreset *preset)
{
  return _(preset->label);
}

/**
 * muster_model_preset_make:
 * @preset: a preset
 *
 * Returns: (transfer full): a model with what the preset knows
 */
MusterLanguageModel *
muster_model_preset_make (const MusterModelPreset *preset)
{
  MusterLanguageModel *model = muster_language_model_new ();

  muster_language_model_set_name (model, preset->label);
  muster_language_model_set_preset (model, preset->id);
  muster_language_model_set_protocol (model, preset->protocol);
  muster_language_model_set_base_url (model, preset->base_url);
  muster_language_model_set_api_version (model, preset->api_version);

  return model;
}

/**
 * muster_language_model_is_azure:
 * @model: a model
 *
 * Returns: whether the deployment is part of its address
 */
gboolean
muster_language_model_is_azure (MusterLanguageModel *model)
{
  return g_strcmp0 (muster_language_model_get_preset (model), "azure") == 0;
}

static GUri *
parse_url (MusterLanguageModel *model)
{
  const char *url = muster_language_model_get_base_url (model);

  return url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
}

/**
 * muster_language_model_is_local:
 * @model: a model
 *
 * Returns: whether it runs on this machine
 */
gboolean
muster_language_model_is_local (MusterLanguageModel *model)
{
  g_autoptr(GUri) uri = parse_url (model);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (host == NULL)
    return FALSE;

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/**
 * muster_language_model_same_host:
 * @model: a model
 * @other: another one
 *
 * Returns: whether both lead to the same host and port, in the same way
 */
gboolean
muster_language_model_same_host (MusterLanguageModel *model,
                                 MusterLanguageModel *other)
{
  g_autoptr(GUri) a = parse_url (model);
  g_autoptr(GUri) b = parse_url (other);

  if (a == NULL || b == NULL || g_uri_get_host (a) == NULL || g_uri_get_host (b) == NULL)
    return FALSE;

  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 && g_uri_get_port (a) == g_uri_get_port (b);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* A header or a part of an address: nothing that could end it */
static gboolean
is_plain (const char *text)
{
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-_.:/@+", *at) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
is_currency (const char *text)
{
  return text != NULL && strlen (text) == 3 && g_ascii_isupper (text[0]) && g_ascii_isupper (text[1]) &&
         g_ascii_isupper (text[2]);
}

static gboolean
check_address (MusterLanguageModel *model,
               GError             **error)
{
  g_autoptr(GUri) uri = parse_url (model);
  const char *problem = NULL;

  if (uri == NULL || is_empty (g_uri_get_host (uri)))
    problem = _("Type the address of the service, beginning with https://.");
  else if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    problem = _("The address must not hold a password, “?” or “#”. Type it as far as the path.");
  else if (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 && !muster_language_model_is_local (model))
    problem = _("Without encryption only a server on this computer may be used. Give the server a certificate and an address with https://.");
  else if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "http") != 0)
    problem = _("Type the address of the service, beginning with https://.");

  if (problem != NULL)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, problem);

  return problem == NULL;
}

/**
 * muster_language_model_check:
 * @model: what was typed
 * @has_key: whether there is a key for it
 * @error: return location for an error, in words for people
 *
 * Returns: whether it can be saved and asked
 */
gboolean
muster_language_model_check (MusterLanguageModel *model,
                             gboolean             has_key,
                             GError             **error)
{
  const MusterModelPreset *preset = muster_model_preset_find (muster_language_model_get_preset (model));
  const char *problem = NULL;

  if (preset == NULL || (g_strcmp0 (muster_language_model_get_protocol (model), "openai") != 0 &&
                         g_strcmp0 (muster_language_model_get_protocol (model), "anthropic") != 0))
    problem = _("Choose which kind of service it is.");
  else if (is_empty (muster_language_model_get_name (model)))
    problem = _("Give the model a name by which you will know it.");
  else if (muster_language_model_is_azure (model) && is_empty (muster_language_model_get_deployment (model)))
    problem = _("Type the name of the deployment, as it stands in the Azure portal.");
  else if (is_empty (muster_language_model_get_model (model)) && !muster_language_model_is_azure (model))
    problem = _("Type which model is to be asked, exactly as the service calls it.");
  else if (!is_plain (muster_language_model_get_deployment (model)) ||
           !is_plain (muster_language_model_get_api_version (model)))
    problem = _("The deployment and the version are made of letters, digits, dots and dashes.");
  else if ((preset->fields & MUSTER_MODEL_FIELD_KEY) != 0 && !has_key)
    problem = _("This service needs a key. Make one in its console and paste it here.");
  else if (muster_language_model_get_timeout_s (model) < 5 || muster_language_model_get_timeout_s (model) > 1800)
    problem = _("The time for an answer is between 5 seconds and 30 minutes.");
  else if (muster_language_model_get_max_output (model) < 256 || muster_language_model_get_max_output (model) > 128000)
    problem = _("The longest answer is between 256 and 128,000 tokens.");
  else if (muster_language_model_get_price_input (model) < 0 || muster_language_model_get_price_cached (model) < 0 ||
           muster_language_model_get_price_written (model) < 0 || muster_language_model_get_price_output (model) < 0 ||
           muster_language_model_get_context_size (model) < 0)
    problem = _("A price cannot be less than nothing.");
  else if (!is_currency (muster_language_model_get_currency (model)))
    problem = _("The currency is three capital letters, such as USD or EUR.");

  if (problem != NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, problem);
      return FALSE;
    }

  return check_address (model, error);
}

/* Rounded up, so that a sum is never less than what was spent */
static gint64
price_of (gint64 tokens,
          gint64 price)
{
  double cost = (double) tokens * (double) price / 1e6;

  return cost < (double) (G_MAXINT64 / 8) ? (gint64) cost + (cost > (double) (gint64) cost ? 1 : 0) : G_MAXINT64 / 8;
}

/**
 * muster_language_model_cost:
 * @model: a model
 * @prompt: tokens of the whole prompt
 * @cached: of those, read from the vendor's cache
 * @written: of those, put there
 * @output: tokens of the answer
 *
 * Returns: millionths of the currency unit
 */
gint64
muster_language_model_cost (MusterLanguageModel *model,
                            gint64               prompt,
                            gint64               cached,
                            gint64               written,
                            gint64               output)
{
  gint64 input = muster_language_model_get_price_input (model);
  gint64 cached_price = muster_language_model_get_price_cached (model);
  gint64 written_price = muster_language_model_get_price_written (model);

  return price_of (MAX (prompt - cached - written, 0), input) +
         price_of (cached, cached_price > 0 ? cached_price : input) +
         price_of (written, written_price > 0 ? written_price : input) +
         price_of (output, muster_language_model_get_price_output (model));
}
