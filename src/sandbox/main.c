/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "muster-sandbox-json.h"
#include "muster-sandbox-server.h"

/* Exit codes: 0 ended by a signal, 1 cannot serve, 2 wrong arguments or a broken world file. */

static struct {
  char  *world;
  char  *listen;
  char  *state;
  char **tls;
  gboolean use_tls;
  int    late_commit;
} options;

static const GOptionEntry entries[] = {
  { "world", 0, 0, G_OPTION_ARG_FILENAME, &options.world, "The world to serve", "FILE" },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &options.listen, "A loopback address and port, or 0 for any free port", "127.0.0.1:PORT" },
  { "state", 0, 0, G_OPTION_ARG_FILENAME, &options.state, "Keep changes in this folder over restarts", "DIR" },
  { "tls", 0, 0, G_OPTION_ARG_NONE, &options.use_tls, "Serve https with the two PEM files that follow", NULL },
  { "late-commit", 0, 0, G_OPTION_ARG_INT, &options.late_commit, "The longest that a write may be committed after its client has gone", "MS" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.tls, NULL, "[CERT KEY]" },
  { NULL }
};

static gboolean
signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static int
complain (const char *message)
{
  g_printerr ("muster-sandbox: %s\n", message);
  return 2;
}

static gboolean
read_address (const char *text,
              char      **host,
              guint      *port)
{
  const char *colon = strrchr (text, ':');
  guint64 number;

  if (!g_ascii_string_to_unsigned (colon != NULL ? colon + 1 : text, 10, 0, 65535, &number, NULL))
    return FALSE;
  *host = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup ("127.0.0.1");
  *port = (guint) number;
  return TRUE;
}

static int
serve (MusterSandboxServer *server)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(JsonObject) ready = muster_sandbox_server_ready (server);
  g_autofree char *line = muster_jo_text (ready);

  g_unix_signal_add (SIGTERM, signal_cb, loop);
  g_unix_signal_add (SIGINT, signal_cb, loop);
  puts (line);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

static int
run (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorld) world = NULL;
  g_autoptr(MusterSandboxServer) server = NULL;
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autofree char *host = NULL;
  guint port;

  if (options.world == NULL)
    return complain ("--world FILE is missing");
  if (!read_address (options.listen != NULL ? options.listen : "0", &host, &port))
    return complain ("--listen takes ADDRESS:PORT or a port");
  if (options.use_tls != (options.tls != NULL && g_strv_length (options.tls) == 2))
    return complain ("--tls takes a certificate and a key");
  if (options.late_commit < 0)
    return complain ("--late-commit takes milliseconds");

  world = muster_world_load (options.world, options.state, &error);
  if (world == NULL)
    return complain (error->message);
  if (options.use_tls)
    {
      certificate = g_tls_certificate_new_from_files (options.tls[0], options.tls[1], &error);
      if (certificate == NULL)
        return complain (error->message);
    }
  server = muster_sandbox_server_new (world, (guint) options.late_commit);
  if (!muster_sandbox_server_listen (server, host, port, certificate, &error))
    {
      complain (error->message);
      return 1;
    }
  return serve (server);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("[CERT KEY]");
  g_autoptr(GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (context, "Serves look-alikes of three PSAs, Microsoft 365 and Hudu on loopback.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return complain (error->message);

  status = run ();
  g_free (options.world);
  g_free (options.listen);
  g_free (options.state);
  g_strfreev (options.tls);
  return status;
}
