/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-inquiry.h"
#include "muster-people.h"
#include "muster-resources.h"
#include "muster-test.h"
#include "world-reader.h"

/* Who a text names, in the three clients of the development world. */

static char *
people_of (const char *client,
           const char *text)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autoptr(WorldReader) reader = world_reader_new (path);
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(MusterCase) ticket_case = NULL;
  g_autoptr(MusterInquiry) inquiry = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonNode) users = NULL;
  GString *out = g_string_new (NULL);
  GPtrArray *mentions;
  const char *status;

  json_object_set_string_member (row, "clientKey", client);
  json_object_set_string_member (row, "summary", "x");
  json_object_set_string_member (row, "description", text);
  json_object_set_string_member (row, "source", "portal");
  ticket_case = world_reader_case (reader, row);
  users = world_reader_answer (reader, client, "microsoft365:find-users", args, &status);
  muster_case_add_answer (ticket_case, "microsoft365:find-users", args, status, users);
  inquiry = muster_inquiry_new (ticket_case, library);
  mentions = muster_people_mentions (inquiry);
  for (guint i = 0; i < mentions->len; i++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, i);
      const MusterPerson *person = muster_mention_person (mention);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", person != NULL ? person->upn : mention->people->len > 1 ? "several" : "nobody");
    }
  return g_string_free (out, FALSE);
}

static void
assert_people (const char *client,
               const char *text,
               const char *expected)
{
  g_autofree char *found = people_of (client, text);

  if (g_strcmp0 (found, expected) != 0)
    g_error ("“%s” names “%s”, expected “%s”", text, found, expected);
}

static void
test_names (void)
{
  assert_people ("brd", "Please add Harvey Bolland to it", "hbolland@bramdale.example");
  assert_people ("brd", "this is for Bolland, Harvey", "hbolland@bramdale.example");
  assert_people ("brd", "please ask Harvey B about it", "hbolland@bramdale.example");
  assert_people ("klw", "Could Abi have it", "abigail.okonjo@keslowray.example");
  assert_people ("klw", "it is Isolde's laptop", "isolde.wray@keslowray.example");
  assert_people ("klw", "for maeve.corrigan@keslowray.example please", "maeve.corrigan@keslowray.example");
}

static void
test_honorifics (void)
{
  assert_people ("pkw", "Bitte Frau Kirmizi freischalten", "fatma.kirmizi@praxisklinik-wendelbach.example");
  assert_people ("pkw", "Herr Hanke vertritt mich", "mirko.hanke@praxisklinik-wendelbach.example");
  assert_people ("pkw", "Frau Boehning weiß Bescheid", "annegret.boehning@praxisklinik-wendelbach.example");
  assert_people ("pkw", "Dr. Seewald hat angerufen", "jonas.seewald@praxisklinik-wendelbach.example");
  assert_people ("pkw", "MfG B. Wiegand", "birte.wiegand@praxisklinik-wendelbach.example");
}

/* Nobody is guessed. */
static void
test_doubt (void)
{
  assert_people ("brd", "Please do it for Sarah Jennings", "several");
  assert_people ("brd", "Sarah is away", "several");
  assert_people ("brd", "Sarah from payroll is away", "sjennings2@bramdale.example");
  assert_people ("pkw", "Herr Hahnke braucht das auch", "nobody");
  assert_people ("pkw", "Frau Lehmann kommt am Montag", "nobody");
  assert_people ("brd", "Callum Pryor wants to log in", "cprior@bramdale.example");
  assert_people ("klw", "will you please grant this and mark it done", "");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_test_add_func ("/agent/planner/people/names", test_names);
  g_test_add_func ("/agent/planner/people/honorifics", test_honorifics);
  g_test_add_func ("/agent/planner/people/doubt", test_doubt);
  return g_test_run ();
}
