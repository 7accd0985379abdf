/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-llm-discovery.h"
#include "muster-model-preset.h"
#include "muster-net-util.h"
#include "muster-text.h"

/* Servers on this machine that are asked which models they have. Nothing but a GET without a key is sent. */

#define MAX_BYTES (1024 * 1024)
#define MAX_MODELS 64
#define ALL_TIME_MS 2000

typedef struct
{
  SoupSession  *session;
  GCancellable *cancellable;
  GCancellable *outer;
  gulong        outer_id;
  GSource      *timer;
  GPtrArray    *found;
  guint         waiting;
} Search;

typedef struct
{
  GTask *task;
  guint  port;
} Probe;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->session);
  g_object_unref (search->cancellable);
  g_clear_object (&search->outer);
  g_ptr_array_unref (search->found);
  muster_net_clear_source (&search->timer);
  g_free (search);
}

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->task);
  g_free (probe);
}

/* Who says what about itself in the list of its models; the port is only where it usually is. */
static const MusterModelPreset *
preset_of (guint       port,
           const char *owner)
{
  static const struct
  {
    const char *owner;
    const char *preset;
  } owners[] = {
    { "llamacpp", "llama.cpp" },
    { "vllm", "vllm" },
    { "library", "ollama" },
    { "organization_owner", "lm-studio" },
  };
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);

  for (guint i = 0; i < G_N_ELEMENTS (owners); i++)
    if (g_strcmp0 (owner, owners[i].owner) == 0)
      return muster_model_preset_find (owners[i].preset);
  for (guint i = 0; i < n; i++)
    if (presets[i].port == port)
      return &presets[i];

  return muster_model_preset_find ("other");
}

/* Models that only turn text into numbers cannot be talked to. */
static gboolean
can_talk (const char *id)
{
  g_autofree char *lower = g_ascii_strdown (id, -1);

  return strstr (lower, "embed") == NULL && strstr (lower, "rerank") == NULL && strstr (lower, "whisper") == NULL;
}

static gint64
context_of (JsonObject *row)
{
  gint64 size = muster_json_int (row, "max_model_len", 0);

  if (size <= 0)
    size = muster_json_int (muster_json_obj (row, "meta"), "n_ctx", 0);

  return CLAMP (size, 0, 100000000);
}

static void
take_row (Search     *search,
          guint       port,
          JsonObject *row)
{
  const char *id = row != NULL ? muster_json_str (row, "id") : NULL;
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u/v1", port);
  g_autofree char *name = NULL;
  g_autofree char *line = NULL;
  MusterLanguageModel *model;
  const MusterModelPreset *preset;

  if (id == NULL || *id == '\0' || strlen (id) > 500 || search->found->len >= MAX_MODELS || !can_talk (id))
    return;

  line = muster_text_one_line (id);
  preset = preset_of (port, muster_json_str (row, "owned_by"));
  name = g_strdup_printf ("%s: %s", muster_model_preset_get_label (preset), line);
  model = muster_model_preset_make (preset);
  muster_language_model_set_name (model, name);
  muster_language_model_set_base_url (model, base);
  muster_language_model_set_model (model, id);
  muster_language_model_set_context_size (model, context_of (row));
  g_ptr_array_add (search->found, model);
}

static void
take_answer (Search *search,
             guint   port,
             GBytes *body)
{
  const MusterJsonLimits limits = { MAX_BYTES, 0 };
  g_autoptr(JsonNode) node = muster_json_parse (body, &limits, NULL, NULL);
  JsonArray *rows = muster_json_arr (muster_json_node_obj (node), "data");

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    take_row (search, port, muster_json_arr_obj (rows, i));
}

static int
compare_models (gconstpointer a,
                gconstpointer b)
{
  return g_strcmp0 (muster_language_model_get_name (*(MusterLanguageModel **) a),
                    muster_language_model_get_name (*(MusterLanguageModel **) b));
}

static void
probe_over (Probe *probe)
{
  g_autoptr(GTask) task = g_object_ref (probe->task);
  Search *search = g_task_get_task_data (task);

  probe_free (probe);
  if (--search->waiting > 0)
    return;

  muster_net_clear_source (&search->timer);
  if (search->outer_id != 0)
    g_cancellable_disconnect (search->outer, search->outer_id);
  search->outer_id = 0;
  if (g_task_return_error_if_cancelled (task))
    return;

  g_ptr_array_sort (search->found, compare_models);
  g_task_return_pointer (task, g_ptr_array_ref (search->found), (GDestroyNotify) g_ptr_array_unref);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Probe *probe = user_data;
  Search *search = g_task_get_task_data (probe->task);
  GOutputStream *memory = G_OUTPUT_STREAM (source);
  gssize size = g_output_stream_splice_finish (memory, result, NULL);

  if (size > 0)
    {
      g_autoptr(GBytes) body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));

      take_answer (search, probe->port, body);
    }
  probe_over (probe);
}

static void
head_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Probe *probe = user_data;
  Search *search = g_task_get_task_data (probe->task);
  g_autoptr(GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  goffset length = soup_message_headers_get_content_length (soup_message_get_response_headers (message));
  g_autoptr(GOutputStream) memory = NULL;

  if (stream == NULL || soup_message_get_status (message) != 200 || length > MAX_BYTES)
    {
      probe_over (probe);
      return;
    }

  /* A memory stream of a fixed size: what is larger fails to fit, and nothing is found there. */
  memory = g_memory_output_stream_new (g_malloc (MAX_BYTES), MAX_BYTES, NULL, g_free);
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, search->cancellable, read_cb, probe);
}

static void
begin_probe (GTask *task,
             guint  port)
{
  Search *search = g_task_get_task_data (task);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1/models", port);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  Probe *probe = g_new0 (Probe, 1);

  probe->task = g_object_ref (task);
  probe->port = port;
  search->waiting++;
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_session_send_async (search->session, message, G_PRIORITY_DEFAULT, search->cancellable, head_cb, probe);
}

static gboolean
time_over_cb (gpointer data)
{
  Search *search = data;

  g_cancellable_cancel (search->cancellable);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer,
                    GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
begin_all (GTask       *task,
           const guint *ports,
           guint        n_ports)
{
  guint n;
  const MusterModelPreset *presets = muster_model_presets (&n);

  for (guint i = 0; ports != NULL && i < n_ports; i++)
    begin_probe (task, ports[i]);
  for (guint i = 0; ports == NULL && i < n; i++)
    if (presets[i].port != 0)
      begin_probe (task, presets[i].port);
}

/**
 * muster_llm_find_local_async:
 * @ports: (nullable) (array length=n_ports): where to look; %NULL: where the servers that are known by name usually are
 * @n_ports: how many; at least one when @ports is set
 * @cancellable: (nullable): ends it
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Asks the servers on this machine which models they have, for two seconds at most.
 */
void
muster_llm_find_local_async (const guint        *ports,
                             guint               n_ports,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  g_return_if_fail (ports == NULL || n_ports > 0);

  g_task_set_source_tag (task, muster_llm_find_local_async);
  g_task_set_check_cancellable (task, FALSE);
  search->session = soup_session_new_with_options ("timeout", 0, NULL);
  soup_session_set_proxy_resolver (search->session, NULL);
  soup_session_remove_feature_by_type (search->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (search->session, SOUP_TYPE_CONTENT_SNIFFER);
  search->cancellable = g_cancellable_new ();
  search->found = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, search, search_free);

  search->timer = g_timeout_source_new (ALL_TIME_MS);
  g_source_set_callback (search->timer, time_over_cb, search, NULL);
  g_source_attach (search->timer, g_task_get_context (task));
  begin_all (task, ports, n_ports);
  if (cancellable != NULL)
    {
      search->outer = g_object_ref (cancellable);
      search->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb),
                                                g_object_ref (search->cancellable), g_object_unref);
    }
}

/**
 * muster_llm_find_local_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type MusterLanguageModel) (nullable): what was found, by name
 */
GPtrArray *
muster_llm_find_local_finish (GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
