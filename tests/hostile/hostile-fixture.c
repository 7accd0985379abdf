/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"
#define _GNU_SOURCE  /* strcasestr () */

#include "config.h"

#include <signal.h>
#include <string.h>

#include <glib/gstdio.h>

#include "hostile-fixture.h"

#define LATE G_STRINGIFY (HOSTILE_LATE_MS)

/**
 * hostile_write:
 * @self: the fixture
 * @name: of a file below the test's folder
 * @text: what stands in it
 * @mode: who may read it
 *
 * Returns: (transfer full): its path
 */
char *
hostile_write (Hostile    *self,
               const char *name,
               const char *text,
               int         mode)
{
  char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, (mode_t) mode), ==, 0);
  return path;
}

/**
 * hostile_set_up:
 * @self: the fixture
 * @options: (nullable): options of muster-sandbox, one text with a blank between each two
 *
 * Starts a sandbox on the development world.
 */
void
hostile_set_up (Hostile      *self,
                gconstpointer options)
{
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *world = muster_test_data ("world/dev.json");
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_auto(GStrv) more = g_strsplit (options != NULL ? options : "", " ", -1);
  g_autoptr(GSubprocessLauncher) launcher = muster_test_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(JsonNode) ready = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  self->dir = muster_test_dir ();
  self->keyring = g_strdup ("memory");
  self->secrets = g_build_filename (self->dir, "secrets.json", NULL);
  self->before = g_ptr_array_new ();
  self->session = soup_session_new_with_options ("timeout", 30, NULL);

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *) "--world");
  g_ptr_array_add (argv, world);
  g_ptr_array_add (argv, (char *) "--late-commit");
  g_ptr_array_add (argv, (char *) LATE);
  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (argv, more[i]);
  g_ptr_array_add (argv, NULL);
  self->sandbox = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->sandbox));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  ready = json_from_string (line, &error);
  g_assert_no_error (error);
  self->ready = json_object_ref (json_node_get_object (ready));
  hostile_new_profile (self);
}

void
hostile_end_sandbox (Hostile *self)
{
  if (self->sandbox == NULL)
    return;
  g_subprocess_send_signal (self->sandbox, SIGTERM);
  g_assert_true (g_subprocess_wait (self->sandbox, NULL, NULL));
  /* The leak checker itself gives up on a server with TLS, so its exit code is not asked for */
  g_assert_true (g_subprocess_get_if_exited (self->sandbox));
  g_clear_object (&self->sandbox);
}

static void
forget_call (Hostile *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
  g_clear_pointer (&self->said, json_node_unref);
}

void
hostile_tear_down (Hostile      *self,
                   gconstpointer options)
{
  hostile_assert_silent (self);
  hostile_end_sandbox (self);
  muster_test_remove_dir (self->dir);
  forget_call (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->ready, json_object_unref);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->values, json_object_unref);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->keyring, g_free);
  g_clear_pointer (&self->secrets, g_free);
}

/* --- Calling musterctl ------------------------------------------------------------------ */

/* Nothing of the person who runs the tests is touched or seen */
static GSubprocessLauncher *
new_launcher (Hostile *self)
{
  static const char * const folders[] = { "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };
  GSubprocessLauncher *launcher = muster_test_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *home = g_build_filename (self->dir, "home", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    g_subprocess_launcher_setenv (launcher, folders[i], home, TRUE);
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (self->talkative)
    g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  return launcher;
}

/* Starts musterctl --json on the profile */
GSubprocess *
hostile_begin (Hostile            *self,
               const char * const *words)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (self);
  g_autofree char *program = muster_test_program ("src/cli/musterctl");
  const char *options[] = { program, "--json", "--data-dir", self->data, "--keyring", self->keyring, NULL };
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; i < self->before->len; i++)
    g_ptr_array_add (argv, self->before->pdata[i]);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) options[i]);
  if (self->secrets != NULL)
    {
      g_ptr_array_add (argv, (char *) "--secrets");
      g_ptr_array_add (argv, self->secrets);
    }
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) words[i]);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/**
 * hostile_finish:
 * @self: the fixture
 * @process: of hostile_begin()
 * @code: how it must end; -1: killed
 *
 * Waits for its end and keeps what it said. It has not crashed, and said no secret.
 */
void
hostile_finish (Hostile     *self,
                GSubprocess *process,
                int          code)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  forget_call (self);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, muster_test_wait_cb, &wait);
  g_subprocess_communicate_utf8_finish (process, muster_test_wait (&wait), &self->out, &self->err, &error);
  g_assert_no_error (error);
  hostile_assert_no_secret (self, "stdout", self->out, strlen (self->out));
  hostile_assert_no_secret (self, "stderr", self->err, strlen (self->err));
  if (code < 0)
    return;
  if (!g_subprocess_get_if_exited (process))
    g_error ("musterctl crashed: %s%s", self->out, self->err);
  if (g_subprocess_get_exit_status (process) != code)
    g_error ("musterctl ended with %d, not %d: %s%s", g_subprocess_get_exit_status (process), code, self->out, self->err);
  self->said = self->out[0] != '\0' ? json_from_string (self->out, NULL) : NULL;
}

void
hostile_call (Hostile *self,
              int      code,
              ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  const char *word;
  va_list args;

  va_start (args, code);
  while ((word = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (words, (char *) word);
  va_end (args);
  g_ptr_array_add (words, NULL);
  process = hostile_begin (self, (const char * const *) words->pdata);
  hostile_finish (self, process, code);
}

void
hostile_process (Hostile *self,
                 int      code)
{
  hostile_call (self, code, "process", "--until-idle", "--timeout", "60", NULL);
}

/**
 * hostile_begin_case:
 * @self: the fixture
 * @ticket: the only one that is open
 *
 * A fresh world, and a profile that is onboarded with the one client; made once and copied from then on.
 */
void
hostile_begin_case (Hostile *self,
                    gint64   ticket)
{
  g_autofree char *made = g_build_filename (self->dir, "data-onboarded", NULL);
  const char *argv[] = { "cp", "-a", NULL, made, NULL };
  int status;

  hostile_reset (self, ticket);
  hostile_new_profile (self);
  argv[2] = made;
  argv[3] = self->data;
  if (!g_file_test (made, G_FILE_TEST_IS_DIR))
    {
      hostile_plan_clients (self, HOSTILE_CLIENT);
      hostile_onboard (self, EXIT_OK);
      argv[2] = self->data;
      argv[3] = made;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

JsonObject *
hostile_object (Hostile *self)
{
  if (self->said == NULL || !JSON_NODE_HOLDS_OBJECT (self->said))
    g_error ("This is no JSON object: %s%s", self->out, self->err);
  return json_node_get_object (self->said);
}

JsonArray *
hostile_rows (Hostile    *self,
              const char *member)
{
  return json_object_get_array_member (hostile_object (self), member);
}

/**
 * hostile_assert_error:
 * @self: the fixture
 * @code: of the error
 * @...: what the message must hold, %NULL-terminated
 *
 * The last call failed, and its message, the same on stderr, says all of it.
 */
void
hostile_assert_error (Hostile    *self,
                      const char *code,
                      ...)
{
  JsonObject *error = json_object_get_object_member (hostile_object (self), "error");
  const char *message = json_object_get_string_member (error, "message");
  const char *word;
  va_list args;

  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
  g_assert_nonnull (strstr (self->err, message));
  va_start (args, code);
  while ((word = va_arg (args, const char *)) != NULL)
    if (strcasestr (message, word) == NULL)
      g_error ("“%s” does not say “%s”", message, word);
  va_end (args);
  g_test_message ("%s", message);
}
