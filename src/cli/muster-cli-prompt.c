/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl: what planners are told. Versions are named by their number, the newest first. */

static int
print_object (JsonObject *object)
{
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  return MUSTER_EXIT_OK;
}

/* FALSE: @error is set */
static gboolean
find_owner (MusterCli  *cli,
            char      **client_id,
            GError    **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &local_error);

  *client_id = client != NULL ? g_strdup (muster_client_get_id (client)) : NULL;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

int
muster_cli_prompt_show (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  g_autoptr(MusterPrompt) prompt = NULL;
  g_autoptr(JsonObject) object = NULL;

  if (!find_owner (cli, &client_id, &error))
    return muster_cli_fail (cli, error);
  muster_context_get_prompt_async (cli->context, client_id, cli->cancellable, muster_cli_call_cb, &call);
  prompt = muster_context_get_prompt_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (prompt == NULL)
    return muster_cli_fail (cli, error);
  if (!cli->json)
    {
      g_print ("%s\n", prompt->effective);
      g_printerr ("%s, about %u tokens\n", prompt->version, muster_tokens_estimate (prompt->effective));
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "version", prompt->version);
  json_object_set_string_member (object, "base", prompt->base);
  muster_cli_set_string (object, "msp", prompt->msp);
  muster_cli_set_string (object, "client", prompt->client);
  json_object_set_string_member (object, "effective", prompt->effective);
  json_object_set_string_member (object, "hash", prompt->hash);
  json_object_set_int_member (object, "tokens", muster_tokens_estimate (prompt->effective));
  return print_object (object);
}

static char *
read_all (FILE    *stream,
          GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char buffer[4096];
  gsize n;

  while (text->len <= MUSTER_PROMPT_MAX_BYTES && (n = fread (buffer, 1, sizeof buffer, stream)) > 0)
    g_string_append_len (text, buffer, (gssize) n);
  if (ferror (stream))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Reading the text: %s", g_strerror (errno));
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
read_text (const char *path,
           GError    **error)
{
  g_autofree char *text = NULL;
  FILE *file = g_str_equal (path, "-") ? stdin : fopen (path, "re");

  if (file == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  text = read_all (file, error);
  if (file != stdin)
    fclose (file);
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is not UTF-8 text", path);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static int
said_saved (MusterCli *cli)
{
  g_autoptr(JsonObject) object = NULL;

  if (!cli->json)
    {
      g_print ("Saved; the next run is planned with it.\n");
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_boolean_member (object, "saved", TRUE);
  muster_cli_set_string (object, "client", cli->client);
  return print_object (object);
}

static int
save_text (MusterCli  *cli,
           const char *client_id,
           const char *text)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_prompt_async (cli->context, client_id, text, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_set_prompt_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return said_saved (cli);
}

int
muster_cli_prompt_set (MusterCli *cli,
                       char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  g_autofree char *text = NULL;

  if (!find_owner (cli, &client_id, &error))
    return muster_cli_fail (cli, error);
  text = read_text (args[0], &error);
  return text != NULL ? save_text (cli, client_id, text) : muster_cli_fail (cli, error);
}

int
muster_cli_prompt_clear (MusterCli *cli,
                         char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;

  if (!find_owner (cli, &client_id, &error))
    return muster_cli_fail (cli, error);
  return save_text (cli, client_id, NULL);
}

static GPtrArray *
list_versions (MusterCli  *cli,
               char      **client_id,
               GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  if (!find_owner (cli, client_id, error))
    return NULL;
  muster_context_list_prompts_async (cli->context, *client_id, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_list_prompts_finish (cli->context, muster_cli_call_wait (&call), error);
}

static JsonObject *
version_to_json (MusterPromptVersion *version)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = muster_time_format_iso (muster_prompt_version_get_time (version));
  const char *author = muster_prompt_version_get_author (version);

  json_object_set_int_member (object, "version", muster_prompt_version_get_id (version));
  json_object_set_string_member (object, "time", time);
  muster_cli_set_string (object, "by", author != NULL ? author : muster_prompt_version_get_actor (version));
  json_object_set_string_member (object, "text", muster_prompt_version_get_text (version));
  json_object_set_int_member (object, "tokens", muster_tokens_estimate (muster_prompt_version_get_text (version)));
  return object;
}

int
muster_cli_prompt_history (MusterCli *cli,
                           char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  g_autoptr(GPtrArray) versions = list_versions (cli, &client_id, &error);
  g_autoptr(JsonObject) object = NULL;
  JsonArray *rows;

  if (versions == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; !cli->json && i < versions->len; i++)
    {
      MusterPromptVersion *version = versions->pdata[i];
      g_autofree char *time = muster_time_format_iso (muster_prompt_version_get_time (version));
      const char *author = muster_prompt_version_get_author (version);

      g_print ("%6" G_GINT64_FORMAT "  %s  %-20s %5u tokens\n", muster_prompt_version_get_id (version), time,
               author != NULL ? author : muster_prompt_version_get_actor (version),
               muster_tokens_estimate (muster_prompt_version_get_text (version)));
    }
  if (!cli->json)
    return MUSTER_EXIT_OK;
  object = json_object_new ();
  rows = json_array_new ();
  for (guint i = 0; i < versions->len; i++)
    json_array_add_object_element (rows, version_to_json (versions->pdata[i]));
  json_object_set_array_member (object, "versions", rows);
  return print_object (object);
}

/* (nullable): its place in the list */
static MusterPromptVersion *
find_version (GPtrArray  *versions,
              const char *word,
              guint      *place)
{
  gint64 id = 0;

  if (!g_ascii_string_to_signed (word, 10, 1, G_MAXINT64, &id, NULL))
    return NULL;
  for (guint i = 0; i < versions->len; i++)
    if (muster_prompt_version_get_id (versions->pdata[i]) == id)
      {
        *place = i;
        return versions->pdata[i];
      }
  return NULL;
}

/* Without a second version: what this one changed */
int
muster_cli_prompt_diff (MusterCli *cli,
                        char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  g_autoptr(GPtrArray) versions = list_versions (cli, &client_id, &error);
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(JsonObject) object = NULL;
  MusterPromptVersion *first;
  MusterPromptVersion *second;
  const char *before;
  const char *after;
  guint place = 0;

  if (versions == NULL)
    return muster_cli_fail (cli, error);
  first = find_version (versions, args[0], &place);
  second = args[1] != NULL ? find_version (versions, args[1], &place) : first;
  if (first == NULL || second == NULL)
    {
      g_set_error (&error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no such version; “prompt history” lists them");
      return muster_cli_fail (cli, error);
    }
  if (args[1] == NULL)
    first = place + 1 < versions->len ? versions->pdata[place + 1] : NULL;
  before = first != NULL ? muster_prompt_version_get_text (first) : "";
  after = muster_prompt_version_get_text (second);
  lines = muster_line_diff (before, after);
  if (!cli->json)
    {
      for (guint i = 0; i < lines->len; i++)
        g_print ("%c %s\n", ((MusterDiffLine *) lines->pdata[i])->kind, ((MusterDiffLine *) lines->pdata[i])->text);
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_array_member (object, "lines", json_array_new ());
  for (guint i = 0; i < lines->len; i++)
    {
      MusterDiffLine *line = lines->pdata[i];
      g_autofree char *whole = g_strdup_printf ("%c %s", line->kind, line->text);

      json_array_add_string_element (json_object_get_array_member (object, "lines"), whole);
    }
  return print_object (object);
}

int
muster_cli_prompt_restore (MusterCli *cli,
                           char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  gint64 version = 0;

  if (!g_ascii_string_to_signed (args[0], 10, 1, G_MAXINT64, &version, NULL))
    return muster_cli_usage_error (cli, "“%s” is no version; “prompt history” lists them", args[0]);
  if (!find_owner (cli, &client_id, &error))
    return muster_cli_fail (cli, error);
  muster_context_restore_prompt_async (cli->context, client_id, version, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_restore_prompt_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return said_saved (cli);
}
