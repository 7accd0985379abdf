/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>

#include "muster-error.h"
#include "sandbox-fixture.h"

/* World files with a mistake, and a server that is killed. */

static char *
read_world (void)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  char *text;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
write_file (const char *path,
            const char *text)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
expect (const char *path,
        const char *text,
        const char *named)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorld) world = NULL;

  write_file (path, text);
  world = muster_world_load (path, NULL, &error);
  g_assert_null (world);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, named));
}

static char *
edited (void (*edit)(JsonObject *))
{
  g_autofree char *text = read_world ();
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  edit (json_node_get_object (node));
  return json_to_string (node, FALSE);
}

static JsonObject *
first_user (JsonObject *world)
{
  return muster_ja_obj (muster_jo_arr (muster_ja_obj (muster_jo_arr (world, "clients"), 1), "users"), 0);
}

static void
without_upn (JsonObject *world)
{
  json_object_remove_member (first_user (world), "upn");
}

static void
with_wrong_type (JsonObject *world)
{
  json_object_set_string_member (first_user (world), "accountEnabled", "yes");
}

static void
with_bad_guid (JsonObject *world)
{
  json_object_set_string_member (first_user (world), "id", "12");
}

static void
with_lost_group (JsonObject *world)
{
  json_array_add_string_element (muster_jo_arr (first_user (world), "groups"), "11111111-1111-4111-8111-111111111111");
}

static void
with_wrong_status (JsonObject *world)
{
  json_object_set_int_member (muster_ja_obj (muster_jo_arr (world, "tickets"), 4), "statusId", 9);
}

static void
with_bad_time (JsonObject *world)
{
  json_object_set_string_member (world, "now", "yesterday");
}

static void
without_us (JsonObject *world)
{
  json_object_set_array_member (muster_jo_obj (world, "msp"), "members", json_array_new ());
}

static void
test_mistakes (void)
{
  static const struct { void (*edit) (JsonObject *); const char *named; } cases[] = {
    { without_upn, "clients[1].users[0].upn: missing" }, { with_wrong_type, "clients[1].users[0].accountEnabled: expected true or false, found a text" },
    { with_bad_guid, "clients[1].users[0].id: not a GUID" }, { with_lost_group, "clients[1].users[0]" },
    { with_wrong_status, "tickets[4].statusId" }, { with_bad_time, "now: not a time" }, { without_us, "msp.members" },
  };
  g_autofree char *dir = muster_test_dir ();
  g_autofree char *path = g_build_filename (dir, "world.json", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = edited (cases[i].edit);

      expect (path, text, cases[i].named);
    }
  expect (path, "{\"schema\":\"muster-world/1\",\n \"now\": oops}", "world.json:2:");
  expect (path, "[]", "expected an object");
  expect (path, "", "world.json:1:");
  expect (path, "{\"schema\":\"muster-world/1\",\n\"msp\":1,\n\"msp\":2}", "world.json:3:");
  expect (path, "{\"schema\":\"other\"}", "schema");
  expect (path, "\xff\xfe{}", "UTF-8");
  muster_test_remove_dir (dir);
}

typedef struct {
  GPid  pid;
  char *control;
} Child;

/* Starts the real program and reads its ready line */
static void
start (Child      *child,
       const char *state)
{
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *world = muster_test_data ("world/dev.json");
  const char *argv[] = { program, "--world", world, "--state", state, "--listen", "0", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOChannel) channel = NULL;
  g_autoptr(JsonNode) ready = NULL;
  g_autofree char *line = NULL;
  int out;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child->pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  channel = g_io_channel_unix_new (out);
  g_io_channel_set_close_on_unref (channel, TRUE);
  g_assert_cmpint (g_io_channel_read_line (channel, &line, NULL, NULL, &error), ==, G_IO_STATUS_NORMAL);
  ready = json_from_string (line, NULL);
  g_assert_true (muster_jo_bool (json_node_get_object (ready), "ready", FALSE));
  child->control = g_strdup (muster_jo_str (json_node_get_object (ready), "control"));
}

static void
stop (Child *child,
      int    number)
{
  kill (child->pid, number);
  waitpid (child->pid, NULL, 0);
  g_spawn_close_pid (child->pid);
  g_clear_pointer (&child->control, g_free);
}

static JsonNode *
ask (Child      *child,
     const char *method,
     const char *path,
     const char *body)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (child->control, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GBytes) sent = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", sent);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  return json_from_string (text, NULL);
}

static void
test_killed (void)
{
  g_autofree char *dir = muster_test_dir ();
  Child child;

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr(JsonNode) posted = NULL;
      g_autoptr(JsonNode) seen = NULL;

      start (&child, dir);
      seen = ask (&child, "GET", "/tickets/120000/notes", NULL);
      g_assert_cmpuint (muster_ja_length (muster_jo_arr (json_node_get_object (seen), "notes")), ==, round);
      posted = ask (&child, "POST", "/tickets/120000/notes", "{\"text\":\"kept\",\"kind\":\"internal\",\"authorKind\":\"member\"}");
      stop (&child, SIGKILL);
    }
  muster_test_remove_dir (dir);
}

static void
test_exit_codes (void)
{
  static const struct { const char *argument; int status; } cases[] = {
    { "--world=/nowhere/world.json", 2 }, { "--nonsense", 2 }, { "--listen=0", 2 },
  };
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *argv[] = { program, cases[i].argument, NULL };
      g_autofree char *out = NULL, *err = NULL;
      int status;

      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, &err, &status, NULL));
      g_assert_cmpint (WEXITSTATUS (status), ==, cases[i].status);
      g_assert_cmpstr (out, ==, "");
      g_assert_true (g_str_has_prefix (err, "muster-sandbox: "));
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/sandbox/world/mistakes", test_mistakes);
  g_test_add_func ("/sandbox/world/killed", test_killed);
  g_test_add_func ("/sandbox/world/exit-codes", test_exit_codes);
  return g_test_run ();
}
