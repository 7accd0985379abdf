/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-id.h"

/* A secret is shown to eyes or handed to a descriptor that somebody opened for it: never to a pipe by accident, and never
 * in what --json prints. */

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* One line each: the value, with nothing added */
static gboolean
hand_over (int           fd,
           MusterReveal *reveal)
{
  MusterSecret *value = muster_reveal_get_value (reveal);

  return write_all (fd, muster_secret_peek (value), muster_secret_length (value)) && write_all (fd, "\n", 1);
}

static void
describe (MusterReveal *reveal)
{
  const char *owner = muster_reveal_get_owner (reveal);

  g_print ("%s: %s%s%s\n", muster_reveal_get_kind (reveal), muster_reveal_get_title (reveal), owner != NULL ? ", " : "",
           owner != NULL ? owner : "");
}

static gboolean
show (MusterCli    *cli,
      MusterReveal *reveal)
{
  gboolean terminal = cli->secrets_out < 0;

  if (terminal)
    describe (reveal);
  fflush (stdout);
  return hand_over (terminal ? STDOUT_FILENO : cli->secrets_out, reveal);
}

static gboolean
show_all (MusterCli    *cli,
          MusterReveal *reveal)
{
  GListModel *more = muster_reveal_get_more (reveal);
  gboolean ok = show (cli, reveal);

  for (guint i = 0; ok && more != NULL && i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr(MusterReveal) next = g_list_model_get_item (more, i);

      ok = show (cli, next);
    }
  return ok;
}

/* NAME=VALUE …; a number where it is all digits */
static JsonObject *
read_args (char   **words,
           GError **error)
{
  g_autoptr(JsonObject) args = json_object_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (words[i], (gsize) (equals - words[i])) : NULL;
      gint64 number;

      if (name == NULL || *name == '\0')
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is not NAME=VALUE", words[i]);
          return NULL;
        }
      if (strlen (equals + 1) < 16 && g_ascii_string_to_signed (equals + 1, 10, 0, G_MAXINT64, &number, NULL))
        json_object_set_int_member (args, name, number);
      else
        json_object_set_string_member (args, name, equals + 1);
    }
  return g_steal_pointer (&args);
}

/* A terminal, or a descriptor that was opened for it */
static gboolean
check_way_out (MusterCli *cli,
               GError   **error)
{
  if (cli->secrets_out >= 0 ? cli->secrets_out > STDERR_FILENO : isatty (STDOUT_FILENO) == 1 && !cli->json)
    return TRUE;
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                       "A secret is only shown on a terminal. For a program, open a file descriptor and name it: --secrets-out N");
  return FALSE;
}

int
muster_cli_reveal (MusterCli *cli,
                   char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(MusterReveal) reveal = NULL;
  g_autoptr(JsonObject) given = NULL;
  g_autofree char *person = NULL;
  gboolean effect = muster_id_is_valid (args[0]) && args[1] == NULL;

  if (!check_way_out (cli, &error))
    return muster_cli_fail (cli, error);
  if (!effect && cli->client == NULL)
    return muster_cli_usage_error (cli, "Use: musterctl reveal TOOL --client SLUG NAME=VALUE …, or musterctl reveal EFFECT");
  client = muster_cli_find_client (cli, &error);
  given = error == NULL ? read_args (args + 1, &error) : NULL;
  if (error != NULL)
    return muster_cli_fail (cli, error);

  person = g_strconcat ("musterctl:", g_get_user_name (), NULL);
  muster_context_set_operator (cli->context, person);
  if (effect)
    muster_context_reveal_effect_async (cli->context, args[0], cli->reason, cli->cancellable, muster_cli_call_cb, &call);
  else
    muster_context_reveal_async (cli->context, muster_client_get_id (client), args[0], given, cli->reason, cli->cancellable,
                                 muster_cli_call_cb, &call);
  reveal = muster_context_reveal_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (reveal == NULL)
    return muster_cli_fail (cli, error);
  if (!show_all (cli, reveal))
    return muster_cli_usage_error (cli, "The secret could not be written: %s", g_strerror (errno));
  return MUSTER_EXIT_OK;
}
