/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-builtin-planner.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-starter.h"
#include "muster-step.h"
#include "muster-test.h"
#include "muster-words.h"
#include "world-reader.h"

/* The same wish in other words and other languages, and wishes that only look like it. */

#define MOST_ROWS 200

/* What the catalogue's tool gives of a directory: two hundred rows and whether there were more. */
static JsonNode *
cut (JsonNode *answer)
{
  JsonArray *users = muster_json_arr (json_node_get_object (answer), "users");

  if (users == NULL || json_array_get_length (users) <= MOST_ROWS)
    return answer;
  while (json_array_get_length (users) > MOST_ROWS)
    json_array_remove_element (users, json_array_get_length (users) - 1);
  json_object_set_boolean_member (json_node_get_object (answer), "truncated", TRUE);
  return answer;
}

static MusterPlan *
plan_in (WorldReader *reader,
         const char  *client,
         const char  *email,
         const char  *summary,
         const char  *description,
         JsonArray   *notes)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new_shipped (NULL);
  g_autoptr(MusterPlanner) planner = muster_builtin_planner_new (library, NULL);
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(MusterCase) ticket_case = NULL;

  json_object_set_string_member (row, "clientKey", client);
  json_object_set_string_member (row, "summary", summary);
  json_object_set_string_member (row, "description", description);
  json_object_set_string_member (row, "source", "portal");
  json_object_set_string_member (row, "fromEmail", email);
  if (notes != NULL)
    json_object_set_array_member (row, "notes", json_array_ref (notes));
  ticket_case = world_reader_case (reader, row);
  for (guint turn = 0; turn < 12; turn++)
    {
      g_autoptr(MusterTurn) next = muster_builtin_planner_next (MUSTER_BUILTIN_PLANNER (planner), ticket_case, NULL);

      if (next->plan != NULL)
        return g_object_ref (next->plan);
      for (guint i = 0; i < next->calls->len; i++)
        {
          MusterToolCall *call = g_ptr_array_index (next->calls, i);
          const char *status;
          g_autoptr(JsonNode) answer = cut (world_reader_answer (reader, client, call->tool, call->args, &status));

          muster_case_add_answer (ticket_case, call->tool, call->args, status, answer);
        }
    }
  g_assert_not_reached ();
}

static MusterPlan *
plan_for (const char *world,
          const char *client,
          const char *email,
          const char *summary,
          const char *description)
{
  g_autofree char *path = muster_test_data (world);
  g_autoptr(WorldReader) reader = world_reader_new (path);

  return plan_in (reader, client, email, summary, description, NULL);
}

/* “add-group-member Julie Marchand group=GS_Compta_RW; …” */
static char *
steps_of (MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GString *out = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      const char *group = muster_json_str (muster_step_get_arg_names (step), "group");
      const char *team = muster_json_str (muster_step_get_arg_names (step), "team");
      const char *right = muster_json_str (muster_step_get_args (step), "right");

      g_string_append_printf (out, "%s%s %s%s%s", i > 0 ? "; " : "", strchr (muster_step_get_tool (step), ':') + 1, muster_step_get_target_name (step),
                              group != NULL || team != NULL || right != NULL ? " " : "", group != NULL ? group : team != NULL ? team : right != NULL ? right : "");
    }
  return g_string_free (out, FALSE);
}

typedef struct
{
  const char *world;
  const char *client;
  const char *email;
  const char *summary;
  const char *description;
  const char *workflow;
  const char *steps;
} Case;

#define DEV "world/dev.json"
#define POLY "planner/polyglot.json"
#define KLW "@keslowray.example"
#define PKW "@praxisklinik-wendelbach.example"
#define ROU "@ateliers-roussel.example"
#define VIL "@vilasol.example"
#define VBL "@vanbeek-logistiek.example"

static const Case access_cases[] = {
  { POLY, "rou", "b.delmas" ROU, "Compta", "Bonjour, Julie Marchand doit avoir des droits de modification sur le dossier comptabilité. Bruno", NULL, "add-group-member Julie Marchand GS_Compta_RW" },
  { POLY, "rou", "b.delmas" ROU, "Compta", "Salut, Julie Marchand en lecture seule sur le dossier comptabilité svp. Bruno", NULL, "add-group-member Julie Marchand GS_Compta_RO" },
  { DEV, "pkw", "birte.wiegand" PKW, "OP-Plan", "Bitte Frau Zelenko ab sofort mit Schreibrechten auf den OP-Plan nehmen. B.W.", NULL, "add-group-member Daria Zelenko GRP_OP-Plan_Bearbeiten" },
  { POLY, "vbl", "sander.hoekstra" VBL, "Ritplanning", "Wil je Roos Jansen toevoegen aan het team Ritplanning? Dankjewel, Sander", NULL, "add-team-member Roos Jansen Ritplanning" },
  { DEV, "klw", "maeve.corrigan" KLW, "CaseTrack", "CaseTrack for Orla please, I need her time sheets in there. Maeve", NULL, "add-group-member Orla Hennigan CaseTrack Users" },
  /* The folder goes by another name here than in the tenant */
  { POLY, "vil", "ipons" VIL, "Folder", "Hello, please give Andrés Vega edit rights on the accounting folder. Inma", NULL, "add-group-member Andrés Vega Luna Contabilidad-Edición" },
  { POLY, "vil", "ipons" VIL, "Ordner", "Hallo, bitte Andrés Vega Schreibrechte auf den Ordner Buchhaltung geben. Inma", NULL, "add-group-member Andrés Vega Luna Contabilidad-Edición" },
  /* … and who asks has no say about it */
  { POLY, "vil", "avega" VIL, "Folder", "Hello, I need edit rights on the accounting folder. Andrés", NULL, "" },
  { DEV, "klw", "dominic.thackray" KLW, "Orla", "Maeve said it is fine to let Orla into CaseTrack. Dominic", NULL, "" },
  { DEV, "klw", "orla.hennigan" KLW, "CaseTrack", "Put me into CaseTrack, Maeve will confirm. Orla", NULL, "" },
  { DEV, "klw", "dominic.thackray" KLW, "CaseTrack", "CaseTrack for Orla please, I need her time sheets. Dominic", NULL, "" },
};

static void
check (const Case *rows,
       gsize       n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(MusterPlan) plan = plan_for (rows[i].world, rows[i].client, rows[i].email, rows[i].summary, rows[i].description);
      g_autofree char *steps = steps_of (plan);

      if (rows[i].workflow != NULL && g_strcmp0 (muster_plan_get_workflow_id (plan), rows[i].workflow) != 0)
        {
          g_test_message ("“%s”: %s, expected %s", rows[i].description, muster_plan_get_workflow_id (plan), rows[i].workflow);
          g_test_fail ();
        }
      if (rows[i].steps != NULL && g_strcmp0 (steps, rows[i].steps) != 0)
        {
          g_test_message ("“%s”: %s (%s), expected %s", rows[i].description, steps, muster_plan_get_diagnosis (plan), rows[i].steps);
          g_test_fail ();
        }
    }
}

static void
test_access (void)
{
  check (access_cases, G_N_ELEMENTS (access_cases));
}

static const Case workflow_cases[] = {
  { DEV, "klw", "lydia.barraclough" KLW, "my number", "Please update my cell number to +44 7700 900123 in the directory. Lydia", "profile-change", NULL },
  { DEV, "pkw", "carla.koenig" PKW, "Handynummer", "Meine neue Nummer ist +49 170 5550199, bitte im Profil anpassen. Carla König", "profile-change", NULL },
  { POLY, "rou", "k.benali" ROU, "Portable", "Pouvez-vous mettre à jour mon numéro de portable : +33 6 55 50 01 99 ? Karim", "profile-change", NULL },
  { POLY, "vil", "avega" VIL, "Móvil", "Cambiad mi número por favor, el numero nuevo es +34 600 555 199. Andrés", "profile-change", NULL },
  { POLY, "vbl", "roos.jansen" VBL, "Nummer", "Mijn nieuwe nummer is +31 6 55501999, willen jullie het nummer aanpassen? Roos", "profile-change", NULL },
  { DEV, "pkw", "annegret.boehning" PKW, "Neueinstellung zum 1. Januar", "Am 1. Januar beginnt Pia Löffler bei uns als MFA, Business Premium bitte.", "new-starter", NULL },
  { POLY, "rou", "n.ferrand" ROU, "Aline Mercier", "Aline Mercier nous rejoint le 1er janvier comme dessinatrice, licence Business Premium.", "new-starter", NULL },
  { POLY, "vil", "ipons" VIL, "Lucas Prat", "Lucas Prat entra el 1 de enero como técnico de calidad, licencia Business Premium.", "new-starter", NULL },
  { DEV, "klw", "maeve.corrigan" KLW, "Priya Anand", "Priya Anand will be joining us on 1 January as a paralegal, Business Premium please.", "new-starter", NULL },
  { POLY, "vbl", "sander.hoekstra" VBL, "Top", "Hartelijk dank, alles werkt weer, super geholpen!", "thank-you", "" },
};

static void
test_workflows (void)
{
  check (workflow_cases, G_N_ELEMENTS (workflow_cases));
}

/* “Isolde will confirm that herself”: her folder is not in the plan, whatever else is. */
static void
test_pending (void)
{
  static const Case rows[] = {
    { DEV, "klw", "maeve.corrigan" KLW, "New starter", "Priya Anand starts on 1 December as a paralegal, manager Isolde Wray, Business Premium. Matter Files once Isolde agrees.", NULL, NULL },
    { DEV, "klw", "maeve.corrigan" KLW, "New starter", "Priya Anand starts on 1 December as a paralegal, manager Isolde Wray, Business Premium. For Matter Files Isolde will confirm herself.", NULL, NULL },
    { DEV, "pkw", "annegret.boehning" PKW, "Neue Mitarbeiterin", "Am 1. Dezember beginnt Pia Löffler bei uns als MFA, Business Premium. Den OP-Plan bestätigt Frau Wiegand noch selbst.", NULL, NULL },
    { POLY, "rou", "n.ferrand" ROU, "Arrivée", "Aline Mercier arrive le 1er décembre comme dessinatrice, Business Premium, responsable Yann Le Goff. Plans Chantiers : Yann confirmera lui-même.", NULL, NULL },
    { POLY, "vil", "ipons" VIL, "Alta", "El 1 de diciembre empieza Lucas Prat como técnico, Business Premium. Grupo Calidad y Laboratorio pendiente de que lo confirme el responsable.", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MusterPlan) plan = plan_for (rows[i].world, rows[i].client, rows[i].email, rows[i].summary, rows[i].description);
      g_autofree char *steps = steps_of (plan);
      static const char * const kept[] = { "Matter Files", "OP-Plan", "Plans-Chantiers", "Calidad", NULL };

      for (guint k = 0; kept[k] != NULL; k++)
        {
          if (strstr (steps, kept[k]) != NULL)
            g_error ("“%s” gives %s", rows[i].description, steps);
        }
    }
}

/* Somebody who asks while covering for another one does not ask for that one. */
static void
test_cover (void)
{
  static const char * const texts[] = {
    "As cover for Orla, I need CaseTrack. Maeve",
    "Standing in for Orla, I need access to CaseTrack. Maeve",
    "In Vertretung für Orla, ich brauche Zugriff auf CaseTrack. Maeve",
    "En remplacement, pour Orla, j’ai besoin de CaseTrack. Maeve",
    "Ter vervanging voor Orla, ik heb toegang nodig tot CaseTrack. Maeve",
    "En sustitución, para Orla, necesito acceso a CaseTrack. Maeve",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(MusterPlan) plan = plan_for (DEV, "klw", "maeve.corrigan" KLW, "CaseTrack", texts[i]);
      g_autofree char *steps = steps_of (plan);

      if (strstr (steps, "Orla") != NULL)
        g_error ("“%s” gives %s", texts[i], steps);
    }
}

static gboolean
says (const char *text,
      const char *concept)
{
  g_autoptr(GPtrArray) words = muster_words_split (text);

  return muster_lexicon_says (muster_lexicon_get (), words, concept, MUSTER_LANGUAGES_ALL);
}

static void
test_concepts (void)
{
  static const struct
  {
    const char *concept;
    const char *text;
    gboolean    expected;
  } rows[] = {
    { "send-as", "he has to send mails as the office too", TRUE },
    { "send-as", "er soll als Einkauf senden dürfen", TRUE },
    { "send-as", "qu’elle puisse répondre en tant que Direction", TRUE },
    { "send-as", "para enviar correos como Compras", TRUE },
    { "send-as", "en ze moet als Inkoop kunnen mailen", TRUE },
    { "send-as", "I only want to read them", FALSE },
    { "affirm", "C’est bon pour moi", TRUE },
    { "affirm", "C’est bon à savoir", FALSE },
    { "reservation", "Ja, aber erst nächste Woche", TRUE },
    { "reservation", "Oui, mais pas avant lundi", TRUE },
    { "reservation", "Sí, pero antes tengo que hablar con ella", TRUE },
    { "reservation", "Ja, maar pas na de vergadering", TRUE },
    { "reservation", "Yes, but wait for HR", TRUE },
    { "affirm", "Geht klar von meiner Seite", TRUE },
    { "affirm", "Me parece bien", TRUE },
    { "affirm", "Wat mij betreft wel", TRUE },
    { "affirm", "Fine with me, Ruben", TRUE },
    { "affirm", "Who is that?", FALSE },
    { "starter-topic", "Ada Lund meldt in- en uitdiensttredingen", TRUE },
    { "starter-topic", "Ada Lund meldet Ein- und Austritte", TRUE },
    { "starter-topic", "Ada Lund annonce les mouvements de personnel", TRUE },
    { "starter-topic", "Ada Lund comunica entradas y salidas", TRUE },
    { "starter-topic", "Ada Lund announces hires", TRUE },
    { "pending-yes", "Tobias wird das bestätigen", TRUE },
    { "pending-yes", "Sophie validera demain", TRUE },
    { "pending-yes", "Access to Tax, please", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (says (rows[i].text, rows[i].concept) != rows[i].expected)
        g_error ("“%s” and %s", rows[i].text, rows[i].concept);
    }
}

/* Where staff matters have to be asked for, the note says whom the documentation names. */
static void
test_hr_by_name (void)
{
  g_autoptr(MusterPlan) plan = plan_for (POLY, "rou", "k.benali" ROU, "Nouvelle collègue", "Bonjour, Aline Mercier arrive le 1er décembre comme commerciale, licence Business Premium. Karim");

  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_ASK);
  g_assert_nonnull (strstr (muster_plan_get_diagnosis (plan), "Nadège Ferrand"));
}

/* Names with letters of other alphabets are still the same names. */
static void
test_letters (void)
{
  g_autofree char *turkish = muster_words_fold ("Aydın Yıldız");
  g_autofree char *nordic = muster_words_fold ("Øster Þórsson");

  g_assert_cmpstr (turkish, ==, "aydin yildiz");
  g_assert_cmpstr (nordic, ==, "oster thorsson");
}

/* A directory of its own for the sign-in names: the pattern of the people there, or nothing. */
static char *
upn_in (const char * const *people,
        const char         *given,
        const char         *surname)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(MusterCase) ticket_case = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(MusterInquiry) inquiry = NULL;
  JsonObject *result = json_object_new ();
  JsonArray *users = json_array_new ();

  for (guint i = 0; people[i] != NULL; i += 3)
    {
      JsonObject *user = json_object_new ();
      g_autofree char *name = g_strconcat (people[i], " ", people[i + 1], NULL);
      g_autofree char *upn = g_strconcat (people[i + 2], "@tenant.example", NULL);

      json_object_set_string_member (user, "id", people[i + 2]);
      json_object_set_string_member (user, "displayName", name);
      json_object_set_string_member (user, "givenName", people[i]);
      json_object_set_string_member (user, "surname", people[i + 1]);
      json_object_set_string_member (user, "userPrincipalName", upn);
      json_array_add_object_element (users, user);
    }
  json_object_set_array_member (result, "users", users);
  json_node_take_object (node, result);
  muster_ticket_set_summary (ticket, "x");
  ticket_case = muster_case_new (ticket, "Tenant", "tenant", "en", "Europe/London", G_GINT64_CONSTANT (1795170600000000));
  muster_case_offer_tool (ticket_case, "microsoft365:find-users", MUSTER_POLICY_AUTO);
  muster_case_add_answer (ticket_case, "microsoft365:find-users", args, "ok", node);
  inquiry = muster_inquiry_new (ticket_case, library);
  return muster_starter_make_upn (inquiry, given, surname);
}

static void
test_sign_in_names (void)
{
  static const char * const surname_initial[] = { "Ada", "Lund", "lund.a", "Émile", "Roux", "roux.e", "Ida", "Berg", "berg.i", NULL };
  static const char * const given_initial[] = { "Ada", "Lund", "ada.l", "Emil", "Roux", "emil.r", NULL };
  static const char * const numbers[] = { "Ada", "Lund", "w1001", "Emil", "Roux", "w1002", "Ida", "Berg", "w1003", NULL };
  static const char * const mixed[] = { "Ada", "Lund", "x1", "Emil", "Roux", "x2", "Ida", "Berg", "x3", "Jon", "Dahl", "jon.dahl", NULL };
  g_autofree char *one = upn_in (surname_initial, "Hugo", "Tessier");
  g_autofree char *two = upn_in (given_initial, "Hugo", "Tessier");
  g_autofree char *three = upn_in (numbers, "Hugo", "Tessier");
  g_autofree char *four = upn_in (mixed, "Hugo", "Tessier");

  g_assert_cmpstr (one, ==, "tessier.h@tenant.example");
  g_assert_cmpstr (two, ==, "hugo.t@tenant.example");
  g_assert_null (three);
  g_assert_null (four);
}

/* Three hundred people: the listing stops at two hundred, whoever is named is looked up by name. */
static void
test_many_people (void)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autofree char *folder = muster_test_dir ();
  g_autofree char *copy = g_build_filename (folder, "many.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(WorldReader) reader = NULL;
  JsonArray *clients;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  root = json_from_string (text, NULL);
  clients = json_object_get_array_member (json_node_get_object (root), "clients");
  for (guint c = 0; c < json_array_get_length (clients); c++)
    {
      JsonObject *client = json_array_get_object_element (clients, c);
      JsonArray *old = json_object_get_array_member (client, "users");
      JsonArray *users = json_array_new ();
      guint had = json_array_get_length (old);

      if (g_strcmp0 (json_object_get_string_member (client, "key"), "klw") != 0)
        {
          json_array_unref (users);
          continue;
        }
      for (guint i = had; i < 300; i++)
        {
          g_autoptr(JsonNode) node = json_node_copy (json_array_get_element (old, had - 2));
          JsonObject *user = json_node_get_object (node);
          g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012u", i);
          g_autofree char *name = g_strdup_printf ("Xaver Quendel%u", i);
          g_autofree char *surname = g_strdup_printf ("Quendel%u", i);
          g_autofree char *upn = g_strdup_printf ("xaver.quendel%u" KLW, i);

          json_object_set_string_member (user, "id", id);
          json_object_set_string_member (user, "displayName", name);
          json_object_set_string_member (user, "givenName", "Xaver");
          json_object_set_string_member (user, "surname", surname);
          json_object_set_string_member (user, "upn", upn);
          json_object_set_string_member (user, "mail", upn);
          json_array_add_element (users, json_node_copy (node));
        }
      for (guint i = 0; i < had; i++)
        json_array_add_element (users, json_node_copy (json_array_get_element (old, i)));
      g_assert_cmpuint (json_array_get_length (users), ==, 300);
      json_object_set_array_member (client, "users", users);
    }
  g_free (text);
  text = json_to_string (root, FALSE);
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  reader = world_reader_new (copy);
  {
    g_autoptr(MusterPlan) plan = plan_in (reader, "klw", "maeve.corrigan" KLW, "CaseTrack access", "Please give Orla Hennigan access to CaseTrack. Maeve", NULL);
    g_autofree char *steps = steps_of (plan);

    g_assert_cmpstr (muster_plan_get_requester_name (plan), ==, "Maeve Corrigan");
    g_test_message ("%s", muster_plan_get_diagnosis (plan));
    g_assert_cmpstr (steps, ==, "add-group-member Orla Hennigan CaseTrack Users");
  }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_test_add_func ("/agent/planner/phrases/access", test_access);
  g_test_add_func ("/agent/planner/phrases/workflows", test_workflows);
  g_test_add_func ("/agent/planner/phrases/pending", test_pending);
  g_test_add_func ("/agent/planner/phrases/cover", test_cover);
  g_test_add_func ("/agent/planner/phrases/concepts", test_concepts);
  g_test_add_func ("/agent/planner/phrases/hr-by-name", test_hr_by_name);
  g_test_add_func ("/agent/planner/phrases/letters", test_letters);
  g_test_add_func ("/agent/planner/phrases/sign-in-names", test_sign_in_names);
  g_test_add_func ("/agent/planner/phrases/many-people", test_many_people);
  return g_test_run ();
}
