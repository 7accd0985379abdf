/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bad credentials of every kind: one thing of the onboarding is wrong. It is named, with what to do next; nothing is
 * saved; and with the right value the same onboarding goes through. */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

#define NOBODY "00000000-1111-4222-8333-444444444444"

typedef struct {
  const char *name;
  const char *integration;
  const char *field;        /* secret ones too */
  const char *value;        /* %NULL: left out */
  int         exit_code;
  const char *code;
  const char *what;         /* what the message says is wrong */
  const char *next;         /* and what it says to do */
} Case;

static const Case cases[] = {
  { "connectwise/company", "connectwise", "companyId", "nobody", EXIT_CONNECTION, "signed-out",
    "does not know this company ID", "Check the spelling of the company ID" },
  { "connectwise/public-key", "connectwise", "publicKey", "wrongwrongwrong1", EXIT_CONNECTION, "signed-out",
    "does not accept the keys", "Check the company ID, the public key and the private key" },
  { "connectwise/private-key", "connectwise", "privateKey", "wrongwrongwrong1", EXIT_CONNECTION, "signed-out",
    "does not accept the keys", "make a new pair" },
  { "connectwise/client-id", "connectwise", "clientId", NOBODY, EXIT_CONNECTION, "signed-out",
    "does not accept the client ID", "developer.connectwise.com" },
  { "connectwise/no-client-id", "connectwise", "clientId", NULL, EXIT_USAGE, "invalid-input", "Client ID", NULL },
  { "connectwise/no-private-key", "connectwise", "privateKey", NULL, EXIT_USAGE, "invalid-input", "Private key", NULL },
  { "connectwise/site", "connectwise", "site", "not an address", EXIT_USAGE, "invalid-input", "Enter a host name such as", NULL },
  { "connectwise/closed", "connectwise", "site", "http://127.0.0.1:1", EXIT_CONNECTION, "signed-out",
    "ConnectWise cannot be reached", "Check the network and the address" },
  { "microsoft365/secret", "microsoft365", "clientSecret", "wrong~wrong.wrong", EXIT_CONNECTION, "signed-out",
    "does not accept the client secret", "Paste the secret’s value, not its ID" },
  { "microsoft365/app", "microsoft365", "clientId", NOBODY, EXIT_CONNECTION, "signed-out",
    "does not know this app", "Check the client ID" },
  { "microsoft365/tenant", "microsoft365", "tenantId", NOBODY, EXIT_CONNECTION, "signed-out",
    "no tenant with this ID", "Copy the tenant ID" },
  { "microsoft365/tenant-form", "microsoft365", "tenantId", "harrow", EXIT_USAGE, "invalid-input", "directory ID", "has the form" },
  { "microsoft365/no-secret", "microsoft365", "clientSecret", NULL, EXIT_USAGE, "invalid-input", "secret", NULL },
  { "microsoft365/elsewhere", "microsoft365", "graph", "https://graph.attacker.example", EXIT_USAGE, "invalid-input",
    "graph", "this machine" },
  { "hudu/key", "hudu", "apiKey", "wrongwrongwrong1", EXIT_CONNECTION, "signed-out",
    "does not accept the key", "Paste the whole key" },
  { "hudu/no-key", "hudu", "apiKey", NULL, EXIT_USAGE, "invalid-input", "key", NULL },
  { "hudu/address", "hudu", "url", "ftp://docs.msp.example", EXIT_USAGE, "invalid-input", "address", NULL },
};

static Hostile hostile;

static gboolean
is_secret (const char *field)
{
  return g_str_equal (field, "privateKey") || g_str_equal (field, "clientSecret") || g_str_equal (field, "apiKey");
}

static void
test_wrong (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *key = g_strconcat (c->integration, ".", c->field, NULL);

  hostile_new_profile (&hostile);
  hostile_plan_only (&hostile, c->integration);
  /* For this machine only, so it would be refused before the field */
  if (c->exit_code == EXIT_USAGE)
    json_object_remove_member (hostile.plan, "now");
  if (is_secret (c->field))
    hostile_secret (&hostile, key, c->value);
  else
    hostile_field (&hostile, c->integration, c->field, c->value);
  hostile_onboard (&hostile, c->exit_code);
  hostile_assert_error (&hostile, c->code, c->integration, c->what, c->next, NULL);
  if (c->value != NULL && is_secret (c->field))
    hostile_assert_no_secret (&hostile, "stdout", hostile.out, strlen (hostile.out));
  if (c->value != NULL && is_secret (c->field) && strstr (hostile.out, c->value) != NULL)
    g_error ("What was typed is repeated: %s", hostile.out);

  /* No connection was made of it */
  hostile_call (&hostile, EXIT_MISSING, "process", "--until-idle", NULL);
  hostile_assert_error (&hostile, "not-found", "onboard", NULL);
  hostile_assert_silent (&hostile);
}

/* After the mistake is mended, the same command on the same profile goes through, ticket and all */
static void
test_mended (void)
{
  const char *right = json_object_get_string_member (json_object_get_object_member (hostile.ready, "hudu"), "apiKey");

  hostile_reset (&hostile, HOSTILE_TICKET);
  hostile_new_profile (&hostile);
  hostile_plan_clients (&hostile, HOSTILE_CLIENT);
  hostile_secret (&hostile, "hudu.apiKey", "wrongwrongwrong1");
  hostile_onboard (&hostile, EXIT_CONNECTION);
  hostile_secret (&hostile, "hudu.apiKey", right);
  hostile_onboard (&hostile, EXIT_OK);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* Good ones that went bad: exit code, reason, and the ticket waits for them */
static void
test_gone_bad (void)
{
  const char *right = json_object_get_string_member (json_object_get_object_member (hostile.ready, "connectwise"), "privateKey");

  hostile_reset (&hostile, HOSTILE_TICKET);
  hostile_new_profile (&hostile);
  hostile_plan_clients (&hostile, HOSTILE_CLIENT);
  hostile_onboard (&hostile, EXIT_OK);

  hostile_secret (&hostile, "connectwise.privateKey", "wrongwrongwrong1");
  {
    g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), hostile.values);
    g_autofree char *text = json_to_string (node, FALSE);
    g_autofree char *path = hostile_write (&hostile, "secrets.json", text, 0600);
  }
  hostile_process (&hostile, EXIT_CONNECTION);
  hostile_assert_error (&hostile, "signed-out", "does not accept the keys", "make a new pair", NULL);
  hostile_call (&hostile, EXIT_CHECK, "doctor", NULL);
  g_assert_nonnull (strstr (hostile.out, "make a new pair"));
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);

  hostile_secret (&hostile, "connectwise.privateKey", right);
  hostile_onboard (&hostile, EXIT_OK);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* With everything that can be said said: the sitting's own log is read for secrets by the fixture */
static void
test_talkative (void)
{
  hostile_reset (&hostile, HOSTILE_TICKET);
  hostile_new_profile (&hostile);
  hostile_plan_clients (&hostile, HOSTILE_CLIENT);
  hostile.talkative = TRUE;
  hostile_onboard (&hostile, EXIT_OK);
  g_assert_nonnull (strstr (hostile.out, "DEBUG"));
  hostile_process (&hostile, EXIT_OK);
  g_assert_nonnull (strstr (hostile.out, "DEBUG"));
  hostile.talkative = FALSE;
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

int
main (int    argc,
      char **argv)
{
  int result;

  muster_test_init (&argc, &argv);
  hostile_set_up (&hostile, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/credentials/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_wrong);
    }
  g_test_add_func ("/hostile/credentials/mended", test_mended);
  g_test_add_func ("/hostile/credentials/gone-bad", test_gone_bad);
  g_test_add_func ("/hostile/credentials/talkative", test_talkative);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
