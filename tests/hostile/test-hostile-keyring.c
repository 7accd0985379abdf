/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real gnome-keyring in a private session: locked since its start, or not there at all. MUSTER_TEST_KEYRING says
 * which. Nothing is saved, nothing is sent, nothing is lost. */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

static Hostile hostile;
static gboolean locked;

static const char *
code (void)
{
  return locked ? "keyring-locked" : "keyring-unavailable";
}

static guint
count_requests (void)
{
  g_autoptr(JsonNode) answer = hostile_control (&hostile, "GET", "requests", NULL);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (answer), "requests"));
}

static void
use_keyring (const char *kind)
{
  g_free (hostile.keyring);
  hostile.keyring = g_strdup (kind);
}

/* Secrets that cannot be kept are not taken, and kept nowhere else */
static void
test_onboarding (void)
{
  hostile_reset (&hostile, HOSTILE_TICKET);
  hostile_new_profile (&hostile);
  json_object_remove_member (hostile.plan, "now");
  hostile_plan_clients (&hostile, HOSTILE_CLIENT);
  use_keyring ("system");
  hostile_onboard (&hostile, EXIT_KEYRING);
  hostile_assert_error (&hostile, code (), "keyring", locked ? "unlock" : "gnome-keyring", NULL);
  hostile_assert_silent (&hostile);
}

/* A profile that is set up: it does nothing, says why, and goes on when the secrets are there again */
static void
test_work (void)
{
  g_autofree char *secrets = NULL;

  use_keyring ("memory");
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  hostile_reset (&hostile, HOSTILE_TICKET);
  use_keyring ("system");
  secrets = g_steal_pointer (&hostile.secrets);

  hostile_process (&hostile, EXIT_KEYRING);
  hostile_assert_error (&hostile, code (), "keyring", NULL);
  hostile_call (&hostile, EXIT_CHECK, "doctor", NULL);
  g_assert_nonnull (strstr (hostile.out, locked ? "locked; unlock it" : "there is no keyring"));
  hostile_call (&hostile, EXIT_OK, "clients", NULL);
  hostile_call (&hostile, EXIT_OK, "audit", "verify", NULL);
  g_assert_cmpuint (count_requests (), ==, 0);

  hostile.secrets = g_steal_pointer (&secrets);
  use_keyring ("memory");
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

int
main (int    argc,
      char **argv)
{
  const char *state = g_getenv ("MUSTER_TEST_KEYRING");
  int result;

  muster_test_init (&argc, &argv);
  locked = g_strcmp0 (state, "locked") == 0;
  hostile_set_up (&hostile, NULL);
  g_test_add_func ("/hostile/keyring/onboarding", test_onboarding);
  g_test_add_func ("/hostile/keyring/work", test_work);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
