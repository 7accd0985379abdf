/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that people write: the world of the sandbox, the onboarding file, the secrets. What is wrong is named together
 * with the file; nothing is begun with half of it. */

#define _GNU_SOURCE  /* strcasestr () */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hostile-fixture.h"

static Hostile hostile;

/* --- The world --------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *from;     /* (nullable): in the development world; NULL: @to is the whole file */
  const char *to;
  const char *says;
} World;

static const World worlds[] = {
  { "empty", NULL, "", "world.json" },
  { "no-json", NULL, "{\"schema\": \"muster-world/1\",", "world.json" },
  { "no-object", NULL, "[1, 2]", "object" },
  { "other-schema", "\"muster-world/1\"", "\"muster-world/9\"", "schema" },
  { "no-now", "\"now\"", "\"then\"", "now" },
  { "wrong-time", "\"2026-11-20T10:30:00Z\"", "\"yesterday\"", "now" },
  { "no-clients", "\"clients\"", "\"customers\"", "clients" },
  { "wrong-kind", "\"boards\": [", "\"boards\": 7, \"planks\": [", "boards" },
  { "twice", "\"schema\"", "\"msp\": 1, \"schema\"", "same key twice" },
};

static void
test_world (gconstpointer data)
{
  const World *world = data;
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *text = NULL, *changed = NULL, *file = NULL, *out = NULL, *err = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  if (world->from != NULL)
    {
      char *at;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      at = strstr (text, world->from);
      if (at == NULL)  /* the file may be written without blanks */
        {
          g_test_fail_printf ("The world has no %s", world->from);
          return;
        }
      changed = g_strdup_printf ("%.*s%s%s", (int) (at - text), text, world->to, at + strlen (world->from));
    }
  file = hostile_write (&hostile, "world.json", changed != NULL ? changed : world->to, 0600);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                              program, "--world", file, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
  g_assert_cmpstr (out, ==, "");
  if (strstr (err, world->says) == NULL || !g_str_has_prefix (err, "muster-sandbox: "))
    g_error ("“%s” does not say “%s”", err, world->says);
  g_test_message ("%s", err);
}

/* --- The onboarding file ------------------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *text;
  const char *says;
} Plan;

#define ACCOUNT "\"account\":{\"mspName\":\"M\",\"person\":\"P\",\"email\":\"p@msp.example\"}"

static const Plan plans[] = {
  { "empty", "", "onboard.json" },
  { "syntax", "{" ACCOUNT ",}", "onboard.json" },
  { "cut", "{" ACCOUNT ",\"connections\":[{\"integr", "onboard.json" },
  { "no-object", "[]", "object" },
  { "twice", "{\"mode\":\"plan\",\"mode\":\"execute\"," ACCOUNT "}", "same key twice" },
  { "no-account", "{\"connections\":[]}", "account" },
  { "account-kind", "{\"account\":[]}", "account" },
  { "no-name", "{\"account\":{\"person\":\"P\",\"email\":\"p@msp.example\"}}", "account: Enter the name of your company" },
  { "no-email", "{\"account\":{\"mspName\":\"M\",\"person\":\"P\"}}", "e-mail" },
  { "wrong-email", "{\"account\":{\"mspName\":\"M\",\"person\":\"P\",\"email\":\"nobody\"}}", "mail" },
  { "unknown-member", "{" ACCOUNT ",\"conections\":[]}", "conections" },
  { "unknown-client-member", "{" ACCOUNT ",\"clients\":[{\"name\":\"A\",\"slag\":\"a\"}]}", "slag" },
  { "unknown-row-member", "{" ACCOUNT ",\"connections\":[{\"integration\":\"hudu\",\"feilds\":{}}]}", "feilds" },
  { "unknown-field", "{" ACCOUNT ",\"connections\":[{\"integration\":\"hudu\",\"fields\":{\"url\":\"https://a.example\",\"color\":\"red\"}}]}", "color" },
  { "unknown-integration", "{" ACCOUNT ",\"connections\":[{\"integration\":\"carrier-pigeon\",\"fields\":{}}]}", "carrier-pigeon" },
  { "no-integration", "{" ACCOUNT ",\"connections\":[{\"fields\":{}}]}", "integration" },
  { "list-kind", "{" ACCOUNT ",\"clients\":{}}", "clients" },
  { "row-kind", "{" ACCOUNT ",\"clients\":[\"klw\"]}", "clients" },
  { "no-client-name", "{" ACCOUNT ",\"clients\":[{\"slug\":\"klw\"}]}", "clients, row 1" },
  { "mode", "{" ACCOUNT ",\"mode\":\"yolo\"}", "yolo" },
  { "secret-inside", "{" ACCOUNT ",\"connections\":[{\"integration\":\"hudu\",\"fields\":{\"apiKey\":\"CANARY-NOT-HERE\"}}]}", "--secrets" },
};

static void
test_plan (gconstpointer data)
{
  const Plan *plan = data;
  g_autofree char *file = hostile_write (&hostile, "onboard.json", plan->text, 0600);
  g_autofree char *secrets = hostile_write (&hostile, "secrets.json", "{\"account.password\":\"" HOSTILE_PASSWORD "\"}", 0600);

  hostile_new_profile (&hostile);
  hostile_call (&hostile, EXIT_USAGE, "onboard", file, NULL);
  hostile_assert_error (&hostile, "invalid-input", plan->says, NULL);
}

static void
test_no_file (void)
{
  g_autofree char *file = hostile_write (&hostile, "secrets.json", "{\"account.password\":\"" HOSTILE_PASSWORD "\"}", 0600);

  hostile_new_profile (&hostile);
  hostile_call (&hostile, EXIT_USAGE, "onboard", "/nonexistent/onboard.json", NULL);
  hostile_assert_error (&hostile, "invalid-input", "/nonexistent/onboard.json", NULL);
}

/* --- The secrets ------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *text;
  int         mode;
  const char *says;
} Secrets;

static const Secrets secrets[] = {
  { "world-readable", "{\"account.password\":\"CANARY-S\"}", 0644, "chmod 600" },
  { "group-readable", "{\"account.password\":\"CANARY-S\"}", 0640, "chmod 600" },
  { "syntax", "{\"account.password\":\"CANARY-S\"", 0600, "not valid JSON" },
  { "no-object", "[\"CANARY-S\"]", 0600, "no JSON object" },
  { "number", "{\"account.password\":12345}", 0600, "account.password" },
  { "unknown", "{\"account.pasword\":\"CANARY-S\"}", 0600, "no “account.password”" },
  { "weak", "{\"account.password\":\"password\"}", 0600, "account" },
  { "empty", "", 0600, "not valid JSON" },
};

static void
test_secrets (gconstpointer data)
{
  const Secrets *s = data;
  g_autofree char *plan = hostile_write (&hostile, "onboard.json", "{" ACCOUNT "}", 0600);
  g_autofree char *file = hostile_write (&hostile, "secrets.json", s->text, s->mode);

  hostile_new_profile (&hostile);
  hostile_call (&hostile, EXIT_USAGE, "onboard", plan, NULL);
  hostile_assert_error (&hostile, "invalid-input", s->says, NULL);
}

static void
test_secrets_odd (void)
{
  g_autofree char *plan = hostile_write (&hostile, "onboard.json", "{" ACCOUNT "}", 0600);
  g_autofree char *file = hostile_write (&hostile, "elsewhere.json", "{\"account.password\":\"" HOSTILE_PASSWORD "\"}", 0600);

  hostile_new_profile (&hostile);
  g_unlink (hostile.secrets);
  hostile_call (&hostile, EXIT_USAGE, "onboard", plan, NULL);
  hostile_assert_error (&hostile, "invalid-input", "secrets.json", NULL);

  g_assert_cmpint (symlink (file, hostile.secrets), ==, 0);
  hostile_call (&hostile, EXIT_USAGE, "onboard", plan, NULL);
  hostile_assert_error (&hostile, "invalid-input", "secrets.json", NULL);
  g_assert_cmpint (g_unlink (hostile.secrets), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  int result;

  muster_test_init (&argc, &argv);
  hostile_set_up (&hostile, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/files/world/", worlds[i].name, NULL);

      g_test_add_data_func (path, &worlds[i], test_world);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/files/onboarding/", plans[i].name, NULL);

      g_test_add_data_func (path, &plans[i], test_plan);
    }
  g_test_add_func ("/hostile/files/onboarding/missing", test_no_file);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/files/secrets/", secrets[i].name, NULL);

      g_test_add_data_func (path, &secrets[i], test_secrets);
    }
  g_test_add_func ("/hostile/files/secrets/odd", test_secrets_odd);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
