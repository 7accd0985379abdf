/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl: the few things that are set */

static int
said (MusterCli  *cli,
      const char *member,
      const char *value)
{
  g_autoptr(JsonObject) object = NULL;

  if (!cli->json)
    {
      g_print ("%s: %s\n", member, value);
      return MUSTER_EXIT_OK;
    }
  object = json_object_new ();
  json_object_set_string_member (object, member, value);
  muster_cli_set_string (object, "client", cli->client);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), object));
  return MUSTER_EXIT_OK;
}

int
muster_cli_mode_set (MusterCli *cli,
                     char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_cli_find_client (cli, &error);
  MusterMode mode = MUSTER_MODE_PLAN;

  if (error != NULL)
    return muster_cli_fail (cli, error);
  if (!muster_mode_from_string (args[0], &mode) || (client == NULL && mode == MUSTER_MODE_INHERIT))
    return muster_cli_usage_error (cli, "“%s” is no mode here: plan, execute%s", args[0], client != NULL ? ", inherit" : "");

  muster_context_set_mode_async (cli->context, client != NULL ? muster_client_get_id (client) : NULL, mode, cli->cancellable,
                                 muster_cli_call_cb, &call);
  if (!muster_context_set_mode_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return said (cli, "mode", muster_mode_to_string (mode));
}
