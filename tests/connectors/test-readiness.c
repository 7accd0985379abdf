/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-permission.h"
#include "muster-readiness.h"
#include "muster-test.h"

/* Each missing thing alone: exactly its row, exactly its tools. The tools and their needs are those of the catalog; what
 * they mean for a tenant is written down here once more. */

#define TENANT "11111111-2222-4333-8444-555555555555"
#define NOW G_GINT64_CONSTANT (1795600800000000)
#define DAY (24 * G_TIME_SPAN_HOUR)

static MusterCatalog *catalog;

static char *
role (const char *name)
{
  g_assert_nonnull (muster_microsoft365_role_id (name));
  return g_strdup (muster_microsoft365_role_id (name));
}

static char **
all_roles (const char *but)
{
  static const char * const names[] = {
    "Directory Readers", "User Administrator", "Helpdesk Administrator", "Authentication Administrator", "Groups Administrator",
    "License Administrator", "Exchange Administrator", "Teams Administrator", "Intune Administrator", "Cloud Device Administrator",
    "Reports Reader", "Security Reader", "Security Administrator", "Service Support Administrator",
  };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = role (names[i]);

      if (g_strcmp0 (names[i], but) != 0)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static char **
all_permissions (gboolean    delegated,
                 const char *but)
{
  g_autoptr(GPtrArray) needs = muster_permissions_for_tools (catalog, NULL, delegated);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < needs->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (needs, i);

      if (need->customer && g_strcmp0 (need->name, but) != 0)
        g_strv_builder_add (builder, need->name);
    }
  return g_strv_builder_end (builder);
}

static MusterCustomer *
customer (MusterRelationshipState state,
          int                     days)
{
  MusterCustomer *self = g_new0 (MusterCustomer, 1);
  MusterRelationship *one = g_new0 (MusterRelationship, 1);

  self->tenant = g_strdup (TENANT);
  self->name = g_strdup ("Fabrikam");
  self->state = state;
  self->ends = NOW + days * DAY;
  self->relationships = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_relationship_free);
  one->id = g_strdup ("5d02-87");
  one->tenant = g_strdup (TENANT);
  one->state = state;
  one->ends = self->ends;
  one->roles = g_ptr_array_new_with_free_func (g_free);
  if (state != MUSTER_RELATIONSHIP_NONE)
    g_ptr_array_add (self->relationships, one);
  else
    muster_relationship_free (one);
  return self;
}

/* A tenant that lacks nothing */
static MusterReadinessFacts *
ready (gboolean delegated)
{
  static const char * const plans[] = { "EXCHANGE_S_STANDARD", "INTUNE_A", "AAD_PREMIUM", "AAD_PREMIUM_P2", NULL };
  MusterReadinessFacts *facts = muster_readiness_facts_new (TENANT, "Fabrikam");

  facts->delegated = delegated;
  facts->client_id = g_strdup ("99999999-8888-4777-8666-555555555555");
  facts->consent_url = g_strdup ("https://login.example/consent");
  facts->checked = NOW;
  facts->customers_read = TRUE;
  facts->customer = customer (MUSTER_RELATIONSHIP_ACTIVE, 400);
  facts->granted = all_permissions (delegated, NULL);
  facts->roles = all_roles (NULL);
  facts->plans = g_strdupv ((char **) plans);
  facts->exchange_accepted = TRUE;
  return facts;
}

static MusterReadinessRow *
find (MusterReadiness *readiness,
      const char      *id)
{
  GPtrArray *rows = muster_readiness_get_rows (readiness);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((MusterReadinessRow *) rows->pdata[i])->id, id))
      return rows->pdata[i];
  return NULL;
}

/* All tools of people, or those whose member of the needs is @value */
static char *
tools_with (const char *member,
            const char *value)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (catalog, "microsoft365");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);
      JsonObject *needs = muster_tool_get_needs (tool);
      JsonArray *list = member != NULL ? muster_json_arr (needs, member) : NULL;
      gboolean fits = member == NULL || g_strcmp0 (muster_json_str (needs, member), value) == 0;

      for (guint k = 0; list != NULL && k < json_array_get_length (list); k++)
        fits |= g_strcmp0 (muster_json_arr_str (list, k), value) == 0;
      if (fits && !muster_tool_get_engine (tool))
        g_string_append_printf (text, "%s\n", muster_tool_get_id (tool));
    }
  return g_string_free (text, FALSE);
}

static char *
joined (char **list)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; list[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", list[i]);
  return g_string_free (text, FALSE);
}

/* Exactly @id (nullable) is missing, exactly @off does not work, and a person is told what to do */
static void
assert_missing (MusterReadinessFacts *facts,
                const char           *id,
                const char           *off)
{
  g_autoptr(MusterReadiness) readiness = muster_readiness_new (catalog, facts, NULL, NOW);
  g_autofree char *stored = muster_readiness_facts_to_json (facts);
  g_autoptr(MusterReadinessFacts) again = muster_readiness_facts_from_json (stored, NULL);
  g_autoptr(MusterReadiness) second = muster_readiness_new (catalog, again, NULL, NOW);
  g_autoptr(GPtrArray) blocked = muster_readiness_list_blocked (readiness);
  g_autofree char *summary = muster_readiness_summarize (readiness);
  g_autofree char *same = muster_readiness_summarize (second);
  MusterReadinessRow *row = id != NULL ? find (readiness, id) : NULL;
  g_autofree char *said = NULL;

  for (guint i = 0; i < muster_readiness_get_rows (readiness)->len; i++)
    {
      MusterReadinessRow *other = muster_readiness_get_rows (readiness)->pdata[i];

      g_test_message ("%s %s: %s", muster_readiness_state_to_string (other->state), other->id, other->detail);
      g_assert_nonnull (other->title);
      if (other != row)
        {
          g_assert_cmpint (other->state, !=, MUSTER_READINESS_MISSING);
          g_assert_cmpuint (g_strv_length (other->blocks), ==, 0);
        }
    }
  g_assert_cmpstr (summary, ==, same);
  if (id == NULL)
    {
      g_assert_cmpuint (blocked->len, ==, 0);
      return;
    }
  g_assert_nonnull (row);
  g_assert_cmpint (row->state, ==, MUSTER_READINESS_MISSING);
  said = joined (row->blocks);
  g_assert_cmpstr (said, ==, off);
  g_assert_nonnull (row->detail);
  g_assert_nonnull (row->advice);
  g_assert_null (strstr (row->detail, "%s"));
  g_assert_null (strstr (row->advice, "%s"));
  for (gsize i = 0; row->blocks[i] != NULL && row->kind != MUSTER_READINESS_EXCHANGE_OPT_IN; i++)
    {
      g_autofree char *reason = NULL;

      g_assert_true (muster_readiness_blocks (readiness, row->blocks[i], &reason));
      g_assert_cmpstr (reason, ==, row->detail);
    }
  g_assert_false (muster_readiness_blocks (readiness, "connectwise:get-ticket", NULL));
}

static void
test_ready (void)
{
  for (int delegated = FALSE; delegated <= TRUE; delegated++)
    {
      g_autoptr(MusterReadinessFacts) facts = ready (delegated);
      g_autoptr(MusterReadiness) readiness = NULL;

      assert_missing (facts, NULL, NULL);
      readiness = muster_readiness_new (catalog, facts, NULL, NOW);
      g_assert_cmpint (muster_readiness_get_state (readiness), ==, MUSTER_READINESS_OK);
    }
}

/* One permission after the other. What a wider one still includes is not missing */
static void
test_permissions (void)
{
  guint missing = 0;

  for (int delegated = FALSE; delegated <= TRUE; delegated++)
    {
      g_autoptr(GPtrArray) needs = muster_permissions_for_tools (catalog, NULL, delegated);

      for (guint i = 0; i < needs->len; i++)
        {
          MusterPermissionNeed *need = g_ptr_array_index (needs, i);
          g_autoptr(MusterReadinessFacts) facts = ready (delegated);
          g_autofree char *id = g_strconcat ("permission:", need->name, NULL);
          g_autofree char *off = tools_with (delegated ? "delegated" : "application", need->name);

          if (!need->customer || *off == '\0')
            continue;
          g_strfreev (facts->granted);
          facts->granted = all_permissions (delegated, need->name);
          if (muster_permission_is_granted (need->name, (const char * const *) facts->granted))
            {
              assert_missing (facts, NULL, NULL);
              continue;
            }
          assert_missing (facts, id, off);
          missing++;
        }
    }
  g_assert_cmpuint (missing, >, 20);
}

/* Roles of a person. “-”: nothing is off, because another role is enough */
static void
test_roles (void)
{
  static const struct { const char *removed; const char *off; } cases[] = {
    { "Directory Readers", "-" }, { "Helpdesk Administrator", "-" }, { "Groups Administrator", "-" },
    { "License Administrator", "-" }, { "Cloud Device Administrator", "-" }, { "Reports Reader", "-" },
    { "Security Reader", "-" }, { "Service Support Administrator", "-" },
    { "Exchange Administrator", NULL }, { "Teams Administrator", NULL }, { "Intune Administrator", NULL },
    { "Authentication Administrator", NULL }, { "Security Administrator", NULL },
    { "User Administrator", "microsoft365:create-user\nmicrosoft365:delete-user\nmicrosoft365:restore-user\n"
      "microsoft365:set-manager\nmicrosoft365:update-user\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterReadinessFacts) facts = ready (TRUE);
      g_autofree char *off = cases[i].off == NULL ? tools_with ("gdapRole", cases[i].removed) : g_strdup (cases[i].off);
      g_autofree char *template = role (cases[i].removed);
      g_autofree char *id = g_str_equal (cases[i].removed, "Exchange Administrator") ? g_strdup ("exchange-role")
                            : g_strconcat ("role:", template, NULL);

      g_test_message ("without %s", cases[i].removed);
      g_strfreev (facts->roles);
      facts->roles = all_roles (cases[i].removed);
      assert_missing (facts, g_str_equal (off, "-") ? NULL : id, off);
    }
}

/* An app has no roles but those of its service principal, and only Exchange asks for one */
static void
test_app_role (void)
{
  static const struct { const char *held; gboolean enough; } cases[] = {
    { NULL, FALSE }, { "Exchange Administrator", TRUE }, { "Global Administrator", TRUE }, { "User Administrator", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
      g_autoptr(MusterReadiness) readiness = NULL;
      MusterReadinessRow *row;

      g_clear_pointer (&facts->roles, g_strfreev);
      facts->roles = g_new0 (char *, 2);
      facts->roles[0] = cases[i].held != NULL ? role (cases[i].held) : NULL;
      readiness = muster_readiness_new (catalog, facts, NULL, NOW);
      row = find (readiness, "exchange-role");
      g_assert_cmpint (row->state, ==, cases[i].enough ? MUSTER_READINESS_OK : MUSTER_READINESS_MISSING);
      g_assert_cmpint (row->customer_acts, ==, !cases[i].enough);
      g_assert_cmpuint (muster_readiness_count (readiness, MUSTER_READINESS_MISSING), ==, cases[i].enough ? 0 : 1);
    }
}

static void
test_no_group (void)
{
  g_autoptr(MusterReadinessFacts) facts = ready (TRUE);
  g_autofree char *all = tools_with (NULL, NULL);

  g_clear_pointer (&facts->roles, g_strfreev);
  facts->roles = g_new0 (char *, 1);
  facts->in_no_group = TRUE;
  assert_missing (facts, "role:groups", all);
}

static void
test_licences (void)
{
  static const struct { const char *plans; const char *missing; } cases[] = {
    { "EXCHANGE_S_STANDARD,AAD_PREMIUM,AAD_PREMIUM_P2", "Intune" },
    { "EXCHANGE_S_STANDARD,INTUNE_A,AAD_PREMIUM", "Entra ID P2" },
    { "EXCHANGE_S_STANDARD,INTUNE_A,AAD_PREMIUM_P2", NULL },
    { "EXCHANGE_S_ENTERPRISE,INTUNE_SMB,AAD_PREMIUM,AAD_PREMIUM_P2", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
      g_autofree char *id = cases[i].missing != NULL ? g_strconcat ("licence:", cases[i].missing, NULL) : NULL;
      g_autofree char *off = cases[i].missing != NULL ? tools_with ("licence", cases[i].missing) : NULL;

      g_clear_pointer (&facts->plans, g_strfreev);
      facts->plans = g_strsplit (cases[i].plans, ",", -1);
      assert_missing (facts, id, off);
    }
}

/* A mailbox plan that has no mailboxes; P2 includes P1; what nobody tells is not missing */
static void
test_licence_edges (void)
{
  g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
  g_autoptr(MusterReadiness) foundation = NULL;
  g_autoptr(MusterReadiness) unknown = NULL;
  MusterReadinessRow *row;

  g_strfreev (facts->plans);
  facts->plans = g_strsplit ("EXCHANGE_S_FOUNDATION,INTUNE_A,AAD_PREMIUM_P2", ",", -1);
  foundation = muster_readiness_new (catalog, facts, NULL, NOW);
  row = find (foundation, "licence:Exchange Online");
  g_assert_cmpint (row->state, ==, MUSTER_READINESS_MISSING);
  g_assert_true (muster_readiness_blocks (foundation, "microsoft365:set-forwarding", NULL));
  g_assert_cmpint (find (foundation, "licence:Entra ID P1")->state, ==, MUSTER_READINESS_OK);

  g_clear_pointer (&facts->plans, g_strfreev);
  unknown = muster_readiness_new (catalog, facts, NULL, NOW);
  g_assert_cmpint (find (unknown, "licence:Intune")->state, ==, MUSTER_READINESS_UNKNOWN);
  g_assert_cmpuint (muster_readiness_count (unknown, MUSTER_READINESS_MISSING), ==, 0);
}

/* The opt-in is shown, but it is the gate that holds the tools back */
static void
test_opt_in (void)
{
  g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
  g_autoptr(MusterReadiness) readiness = NULL;
  MusterReadinessRow *row;

  facts->exchange_accepted = FALSE;
  readiness = muster_readiness_new (catalog, facts, NULL, NOW);
  row = find (readiness, "exchange-opt-in");
  g_assert_nonnull (row);
  g_assert_cmpint (row->state, ==, MUSTER_READINESS_MISSING);
  g_assert_cmpuint (g_strv_length (row->blocks), >, 0);
  g_assert_false (row->customer_acts);
  g_assert_false (muster_readiness_blocks (readiness, row->blocks[0], NULL));
}

/* Each state of the relationship, for a person and for an app */
static void
test_relationship (void)
{
  static const struct
  {
    MusterRelationshipState state;
    int days;
    MusterReadinessState person;
    MusterReadinessState app;
    const char *url;   /* part of it */
  } cases[] = {
    { MUSTER_RELATIONSHIP_ACTIVE, 31, MUSTER_READINESS_OK, MUSTER_READINESS_OK, NULL },
    { MUSTER_RELATIONSHIP_ACTIVE, 30, MUSTER_READINESS_EXPIRING, MUSTER_READINESS_EXPIRING, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_ACTIVE, 29, MUSTER_READINESS_EXPIRING, MUSTER_READINESS_EXPIRING, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_ENDING, 400, MUSTER_READINESS_EXPIRING, MUSTER_READINESS_EXPIRING, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_NONE, 0, MUSTER_READINESS_MISSING, MUSTER_READINESS_OK, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_INVITED, 80, MUSTER_READINESS_MISSING, MUSTER_READINESS_OK, "granularAdminRelationships/5d02-87" },
    { MUSTER_RELATIONSHIP_ACTIVATING, 700, MUSTER_READINESS_MISSING, MUSTER_READINESS_OK, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_EXPIRED, -1, MUSTER_READINESS_MISSING, MUSTER_READINESS_MISSING, "partner.microsoft.com" },
    { MUSTER_RELATIONSHIP_TERMINATED, 90, MUSTER_READINESS_MISSING, MUSTER_READINESS_MISSING, "partner.microsoft.com" },
  };
  g_autofree char *all = tools_with (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int delegated = FALSE; delegated <= TRUE; delegated++)
      {
        g_autoptr(MusterReadinessFacts) facts = ready (delegated);
        g_autoptr(MusterReadiness) readiness = NULL;
        MusterReadinessState state = delegated ? cases[i].person : cases[i].app;
        MusterReadinessRow *row;

        muster_customer_free (facts->customer);
        facts->customer = customer (cases[i].state, cases[i].days);
        readiness = muster_readiness_new (catalog, facts, NULL, NOW);
        row = find (readiness, "relationship");
        g_test_message ("%s, %d days: %s", muster_relationship_state_to_string (cases[i].state), cases[i].days, row->detail);
        g_assert_cmpint (row->state, ==, state);
        if (cases[i].url != NULL)
          g_assert_nonnull (strstr (row->url, cases[i].url));
        assert_missing (facts, state == MUSTER_READINESS_MISSING ? "relationship" : NULL, delegated ? all : "");
      }
}

/* Every number of Microsoft's list that a customer's tenant can be refused with */
static void
test_tokens (void)
{
  static const struct { int number; int code; const char *missing; gboolean customer_acts; } cases[] = {
    { 65001, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE }, { 90099, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE },
    { 90094, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE }, { 90095, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE },
    { 65004, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE }, { 700016, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE },
    { 7000229, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE }, { 650051, MUSTER_ERROR_CONSENT_NEEDED, NULL, FALSE },
    { 650052, MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE }, { 650056, MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE },
    { 650057, MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE }, { 500011, MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE },
    { 7000112, MUSTER_ERROR_FORBIDDEN, "consent", TRUE },
    { 53000, MUSTER_ERROR_FORBIDDEN, "consent", TRUE }, { 53001, MUSTER_ERROR_FORBIDDEN, "consent", TRUE },
    { 53003, MUSTER_ERROR_FORBIDDEN, "consent", TRUE }, { 530032, MUSTER_ERROR_FORBIDDEN, "consent", TRUE },
    { 530035, MUSTER_ERROR_FORBIDDEN, "consent", TRUE }, { 500021, MUSTER_ERROR_FORBIDDEN, "consent", TRUE },
    { 500212, MUSTER_ERROR_FORBIDDEN, "consent", TRUE }, { 500213, MUSTER_ERROR_FORBIDDEN, "consent", TRUE },
    { 530034, MUSTER_ERROR_FORBIDDEN, "consent", FALSE },
    { 50020, MUSTER_ERROR_FORBIDDEN, "relationship", FALSE }, { 50177, MUSTER_ERROR_FORBIDDEN, "relationship", FALSE },
    { 50034, MUSTER_ERROR_NOT_FOUND, "relationship", FALSE }, { 90002, MUSTER_ERROR_NOT_FOUND, "relationship", FALSE },
    { 900023, MUSTER_ERROR_NOT_FOUND, "relationship", FALSE }, { 5000224, MUSTER_ERROR_NOT_FOUND, "relationship", FALSE },
    { 90038, MUSTER_ERROR_WRONG_REGION, "relationship", FALSE }, { 900382, MUSTER_ERROR_WRONG_REGION, "relationship", FALSE },
    { 900432, MUSTER_ERROR_WRONG_REGION, "relationship", FALSE },
    /* Our own sign-in, or Microsoft's bad day: nothing about this tenant */
    { 50076, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 50079, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50072, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 50074, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50078, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 700082, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 70008, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 700084, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50173, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 70043, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 70000, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 7000215, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 7000222, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 7000218, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 700025, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 700027, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50126, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 50053, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50055, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 50057, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50058, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE }, { 50140, MUSTER_ERROR_SIGNED_OUT, NULL, FALSE },
    { 50196, MUSTER_ERROR_RATE_LIMITED, NULL, FALSE }, { 90055, MUSTER_ERROR_RATE_LIMITED, NULL, FALSE },
    { 70011, MUSTER_ERROR_INTERNAL, NULL, FALSE }, { 0, MUSTER_ERROR_OFFLINE, NULL, FALSE },
    { 0, MUSTER_ERROR_TIMEOUT, NULL, FALSE }, { 99999, MUSTER_ERROR_CONSENT_NEEDED, "consent", TRUE },
  };
  g_autofree char *all = tools_with (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int delegated = FALSE; delegated <= TRUE; delegated++)
      {
        g_autoptr(MusterReadinessFacts) facts = ready (delegated);
        g_autoptr(MusterReadiness) readiness = NULL;
        MusterReadinessRow *row;

        g_clear_pointer (&facts->granted, g_strfreev);
        g_clear_pointer (&facts->roles, g_strfreev);
        g_clear_pointer (&facts->plans, g_strfreev);
        facts->token_error = g_strdup (muster_error_code_name (cases[i].code));
        facts->token_aadsts = cases[i].number;
        g_test_message ("AADSTS%d", cases[i].number);
        assert_missing (facts, cases[i].missing, all);
        readiness = muster_readiness_new (catalog, facts, NULL, NOW);
        row = find (readiness, cases[i].missing != NULL ? cases[i].missing : "consent");
        g_assert_cmpint (row->customer_acts, ==, cases[i].customer_acts);
        if (cases[i].missing == NULL)
          g_assert_cmpint (row->state, ==, MUSTER_READINESS_UNKNOWN);
        g_assert_nonnull (row->advice);
      }
}

/* Where nothing tells what was granted, reads that were refused do; what was not tried stays open */
static void
test_probes (void)
{
  static const char * const probed[] = { "microsoft365:list-domains", "microsoft365:find-groups", "microsoft365:list-teams", NULL };
  static const char * const refused[] = { "microsoft365:list-teams", NULL };
  g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
  g_autoptr(MusterReadiness) readiness = NULL;
  g_autofree char *off = tools_with ("application", "Team.ReadBasic.All");

  g_clear_pointer (&facts->granted, g_strfreev);
  facts->probed = g_strdupv ((char **) probed);
  facts->refused = g_strdupv ((char **) refused);
  assert_missing (facts, "permission:Team.ReadBasic.All", off);
  readiness = muster_readiness_new (catalog, facts, NULL, NOW);
  g_assert_cmpint (find (readiness, "permission:GroupMember.Read.All")->state, ==, MUSTER_READINESS_OK);
  g_assert_cmpint (find (readiness, "permission:User.ReadWrite.All")->state, ==, MUSTER_READINESS_UNKNOWN);
}

/* Only what is enabled is asked for */
static void
test_enabled (void)
{
  static const char * const one[] = { "microsoft365:list-teams", NULL };
  g_autoptr(MusterReadinessFacts) facts = ready (FALSE);
  g_autoptr(MusterReadiness) readiness = NULL;
  GPtrArray *rows;

  g_clear_pointer (&facts->granted, g_strfreev);
  facts->granted = g_new0 (char *, 1);
  readiness = muster_readiness_new (catalog, facts, one, NOW);
  rows = muster_readiness_get_rows (readiness);
  g_assert_cmpuint (muster_readiness_count (readiness, MUSTER_READINESS_MISSING), ==, 1);
  g_assert_nonnull (find (readiness, "permission:Team.ReadBasic.All"));
  g_assert_null (find (readiness, "permission:User.Read.All"));
  g_assert_null (find (readiness, "exchange-role"));
  g_assert_cmpuint (rows->len, <=, 4);
}

/* --- Permissions --- */

static void
test_least (void)
{
  static const char * const reader[] = { "microsoft365:find-users", NULL };
  static const char * const granted[] = {
    "User.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All", "Mail.ReadWrite", "offline_access", NULL
  };
  static const char * const wide[] = { "Directory.ReadWrite.All", NULL };
  g_autoptr(GPtrArray) few = muster_permissions_for_tools (catalog, reader, FALSE);
  g_autoptr(GPtrArray) all = muster_permissions_for_tools (catalog, NULL, FALSE);
  g_autoptr(GPtrArray) extras = muster_permissions_superfluous (few, granted);
  g_autoptr(GPtrArray) instead = muster_permissions_superfluous (few, wide);
  GString *names = g_string_new (NULL);
  gboolean own = FALSE;

  g_assert_cmpuint (few->len, <, all->len);
  for (guint i = 0; i < few->len; i++)
    {
      MusterPermissionNeed *need = few->pdata[i];

      g_assert_cmpstr (need->name, !=, "User.ReadWrite.All");
      g_assert_nonnull (need->purpose);
      g_assert_cmpuint (need->tools->len, >, 0);
      own |= need->own;
    }
  g_assert_true (own);
  for (guint i = 0; i < extras->len; i++)
    g_string_append_printf (names, "%s ", ((MusterPermissionExtra *) extras->pdata[i])->name);
  g_assert_cmpstr (names->str, ==, "Directory.ReadWrite.All Mail.ReadWrite User.ReadWrite.All ");
  g_assert_cmpuint (instead->len, ==, 1);
  g_assert_nonnull (((MusterPermissionExtra *) instead->pdata[0])->instead);
  g_string_free (names, TRUE);
}

/* A consent that names Partner Center's own permission is refused at every customer */
static void
test_customers_permissions (void)
{
  g_autoptr(GPtrArray) needs = muster_permissions_for_tools (catalog, NULL, TRUE);
  guint own = 0;

  for (guint i = 0; i < needs->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (needs, i);
      gboolean partner = g_str_equal (need->name, "user_impersonation");

      own += partner;
      g_assert_cmpint (muster_permission_is_customers (need->resource), ==, !partner);
    }
  g_assert_cmpuint (own, ==, 1);
}

/* Every permission that the catalog names is in the table, with the id that the registration asks for */
static void
test_table (void)
{
  for (int delegated = FALSE; delegated <= TRUE; delegated++)
    {
      g_autoptr(GPtrArray) needs = muster_permissions_for_tools (catalog, NULL, delegated);

      for (guint i = 0; i < needs->len; i++)
        {
          MusterPermissionNeed *need = needs->pdata[i];
          const MusterPermission *known = muster_permission_find (need->name);

          g_test_message ("%s", need->name);
          g_assert_nonnull (known);
          if (!g_str_has_suffix (need->name, "V2"))
            {
              g_assert_true (g_uuid_string_is_valid (need->id));
              g_assert_true (muster_permission_find_id (need->id) == known);
            }
        }
    }
  g_assert_null (muster_permission_find ("Nothing.Read.All"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int status;

  muster_test_init (&argc, &argv);
  catalog = muster_catalog_load (&error);
  g_assert_no_error (error);

  g_test_add_func ("/connectors/readiness/customers-permissions", test_customers_permissions);
  g_test_add_func ("/connectors/readiness/ready", test_ready);
  g_test_add_func ("/connectors/readiness/permissions", test_permissions);
  g_test_add_func ("/connectors/readiness/roles", test_roles);
  g_test_add_func ("/connectors/readiness/app-role", test_app_role);
  g_test_add_func ("/connectors/readiness/no-group", test_no_group);
  g_test_add_func ("/connectors/readiness/licences", test_licences);
  g_test_add_func ("/connectors/readiness/licence-edges", test_licence_edges);
  g_test_add_func ("/connectors/readiness/opt-in", test_opt_in);
  g_test_add_func ("/connectors/readiness/relationship", test_relationship);
  g_test_add_func ("/connectors/readiness/tokens", test_tokens);
  g_test_add_func ("/connectors/readiness/probes", test_probes);
  g_test_add_func ("/connectors/readiness/enabled", test_enabled);
  g_test_add_func ("/connectors/permissions/least", test_least);
  g_test_add_func ("/connectors/permissions/table", test_table);

  status = g_test_run ();
  g_clear_object (&catalog);
  return status;
}
