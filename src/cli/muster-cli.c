/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <stdio.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-sandbox-child.h"

void
muster_cli_call_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      call)
{
  ((MusterCliCall *) call)->result = g_object_ref (result);
}

GAsyncResult *
muster_cli_call_wait (MusterCliCall *call)
{
  while (call->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return call->result;
}

void
muster_cli_call_clear (MusterCliCall *call)
{
  g_clear_object (&call->result);
}

gboolean
muster_cli_open (MusterCli *cli,
                 gboolean   sandbox,
                 GError   **error)
{
  MusterContextOptions options = { 0 };
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  GError *failure = NULL;

  options.data_dir = cli->data_dir;
  options.keyring = cli->keyring;
  options.sandbox = sandbox;
  options.world = cli->world;
  options.sandbox_program = cli->sandbox;
  options.given_secrets = cli->secrets;
  cli->context = muster_context_new (&options);
  muster_context_open_async (cli->context, cli->cancellable, muster_cli_call_cb, &call);
  if (muster_context_open_finish (cli->context, muster_cli_call_wait (&call), &failure))
    return TRUE;
  /* Nobody was asked yet: it is the folder that is not right */
  if (g_error_matches (failure, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN))
    failure->code = MUSTER_ERROR_STORE;
  g_propagate_error (error, failure);
  return FALSE;
}

void
muster_cli_close (MusterCli *cli)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;

  if (cli->context == NULL)
    return;
  muster_context_close_async (cli->context, muster_cli_call_cb, &call);
  if (!muster_context_close_finish (cli->context, muster_cli_call_wait (&call), &error))
    g_printerr ("musterctl: closing: %s\n", error->message);
  g_clear_object (&cli->context);
}

/* Exit codes by what a script can do about it */
static int
exit_of (const GError *error)
{
  if (error->domain != MUSTER_ERROR)
    return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? MUSTER_EXIT_USAGE : MUSTER_EXIT_FAILED;

  switch (error->code)
    {
    case MUSTER_ERROR_INVALID_INPUT:
      return MUSTER_EXIT_USAGE;
    case MUSTER_ERROR_NOT_FOUND:
      return MUSTER_EXIT_NOT_FOUND;
    case MUSTER_ERROR_SIGNED_OUT:
    case MUSTER_ERROR_CONSENT_NEEDED:
    case MUSTER_ERROR_FORBIDDEN:
    case MUSTER_ERROR_RATE_LIMITED:
    case MUSTER_ERROR_OFFLINE:
    case MUSTER_ERROR_TIMEOUT:
    case MUSTER_ERROR_TLS:
    case MUSTER_ERROR_BAD_REPLY:
    case MUSTER_ERROR_WRONG_REGION:
      return MUSTER_EXIT_CONNECTION;
    case MUSTER_ERROR_KEYRING_LOCKED:
    case MUSTER_ERROR_KEYRING_UNAVAILABLE:
      return MUSTER_EXIT_KEYRING;
    case MUSTER_ERROR_STORE:
    case MUSTER_ERROR_DISK_FULL:
    case MUSTER_ERROR_IN_USE:
      return MUSTER_EXIT_DATA;
    case MUSTER_ERROR_REFUSED_BY_POLICY:
    case MUSTER_ERROR_NEEDS_APPROVAL:
    case MUSTER_ERROR_CONFLICT:
      return MUSTER_EXIT_REFUSED;
    default:
      return MUSTER_EXIT_FAILED;
    }
}

/* The message for people on stderr; with --json the same as an object on stdout */
int
muster_cli_fail (MusterCli    *cli,
                 const GError *error)
{
  const char *code = error->domain == MUSTER_ERROR ? muster_error_code_name (error->code) : "internal";

  g_printerr ("musterctl: %s\n", error->message);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      JsonObject *inner = json_object_new ();

      json_object_set_string_member (inner, "code", code);
      json_object_set_string_member (inner, "message", error->message);
      json_object_set_object_member (object, "error", inner);
      muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
      json_object_unref (object);
    }
  return exit_of (error);
}

int
muster_cli_usage_error (MusterCli  *cli,
                        const char *format,
                        ...)
{
  g_autoptr(GError) error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, format, args);
  va_end (args);
  return muster_cli_fail (cli, error);
}

/* Takes @node */
void
muster_cli_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  g_print ("%s\n", text);
  json_node_unref (node);
}

char *
muster_cli_time (gint64 us)
{
  g_autoptr(GDateTime) utc = us > 0 ? g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC) : NULL;
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

void
muster_cli_set_string (JsonObject *object,
                       const char *member,
                       const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/* (transfer full) (nullable): of --client; NULL without an error when it was not given */
MusterClient *
muster_cli_find_client (MusterCli *cli,
                        GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  MusterClient *client;

  if (cli->client == NULL)
    return NULL;
  muster_context_get_client_async (cli->context, cli->client, cli->cancellable, muster_cli_call_cb, &call);
  client = muster_context_get_client_finish (cli->context, muster_cli_call_wait (&call), error);
  if (client == NULL)
    g_prefix_error (error, "--client %s: ", cli->client);
  return client;
}
