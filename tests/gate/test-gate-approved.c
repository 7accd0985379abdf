/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an approval stands for: its hash and its code, and everything that must be as it was when somebody said yes. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-error.h"
#include "muster-gate-approved.h"
#include "muster-gate-drift.h"
#include "muster-hash.h"
#include "muster-json.h"
#include "muster-plan-hash.h"
#include "muster-test.h"

#define TOOL   "microsoft365:add-group-member"
#define USER   "11111111-1111-4111-8111-111111111111"
#define GROUP  "22222222-2222-4222-8222-222222222222"
#define TENANT "33333333-3333-4333-8333-333333333333"
#define HOUR   G_TIME_SPAN_HOUR
#define START  (1000 * HOUR)
#define BOOT   "boot-a/"

#define ARGS "{\"group\":\"group:" GROUP "\"}"
#define ITEM(step, choice) \
  "{\"step\":" step ",\"tool\":\"" TOOL "\",\"version\":1,\"connection\":\"MS\",\"scope\":\"" TENANT "\",\"class\":\"write\"," \
  "\"target\":\"user:" USER "\",\"targetName\":\"Dana Ray\",\"args\":" ARGS ",\"argNames\":{\"group\":\"Finance\"}," \
  "\"explain\":\"Add Dana Ray to Finance\",\"expected\":\"She is a member\",\"reason\":\"The ticket asks\",\"rules\":[\"R3\"]," \
  "\"verdict\":\"approval\",\"gated\":true,\"manager\":false,\"choice\":" choice ",\"before\":{\"g.membershipRule\":null}," \
  "\"undo\":\"Take her out\",\"irreversible\":null,\"evidence\":[\"Note 1\"]}"

static MusterCatalog *catalog;

static MusterApproval *
new_approval (const char *items)
{
  MusterApproval *approval = muster_approval_new ();
  g_autofree char *hash = NULL;

  muster_approval_set_id (approval, "A1");
  muster_approval_set_run_id (approval, "R1");
  muster_approval_set_client_id (approval, "K1");
  muster_approval_set_connection_id (approval, "CW");
  muster_approval_set_external_ticket_id (approval, "1001");
  muster_approval_set_revision (approval, 1);
  muster_approval_set_state (approval, MUSTER_APPROVAL_STATE_USED);
  muster_approval_set_mode (approval, MUSTER_MODE_EXECUTE);
  muster_approval_set_policy_revision (approval, 7);
  muster_approval_set_nonce (approval, "nonce");
  muster_approval_set_items (approval, items);
  muster_approval_set_reply (approval, "Hello");
  muster_approval_set_requester (approval, "dana@acme.example");
  muster_approval_set_created (approval, START);
  muster_approval_set_expires (approval, START + 4 * HOUR);
  muster_approval_set_boot (approval, BOOT "5000000");
  muster_approval_set_decided_by (approval, "member:M1");
  hash = muster_plan_hash (approval);
  muster_approval_set_plan_hash (approval, hash);
  return approval;
}

/* --- The hash --- */

/* Every character of every field but the choice: one byte more or less is another plan */
static void
test_hash_items (void)
{
  g_autoptr(MusterApproval) approval = new_approval ("[" ITEM ("1", "null") "," ITEM ("2", "null") "]");
  const char *hash = muster_approval_get_plan_hash (approval);
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);
  g_autoptr(GList) names = json_object_get_members (json_array_get_object_element (items, 1));

  g_assert_cmpuint (strlen (hash), ==, 64);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autoptr(JsonArray) changed = muster_approval_parse_items (approval);
      JsonObject *item = json_array_get_object_element (changed, 1);
      g_autoptr(JsonNode) node = json_node_copy (json_object_get_member (item, l->data));
      g_autofree char *text = muster_json_canonical (node);
      g_autofree char *other = NULL;

      text[strlen (text) / 2] = (char) (text[strlen (text) / 2] == 'x' ? 'y' : 'x');
      json_object_set_string_member (item, l->data, text);
      muster_approval_store_items (approval, changed);
      other = muster_plan_hash (approval);
      g_test_message ("%s", (const char *) l->data);
      if (g_str_equal (l->data, "choice"))
        g_assert_cmpstr (other, ==, hash);
      else
        g_assert_cmpstr (other, !=, hash);

      /* Nor may it be missing */
      json_object_remove_member (item, l->data);
      muster_approval_store_items (approval, changed);
      g_clear_pointer (&other, g_free);
      other = muster_plan_hash (approval);
      if (g_str_equal (l->data, "choice"))
        g_assert_cmpstr (other, ==, hash);
      else
        g_assert_cmpstr (other, !=, hash);
      muster_approval_store_items (approval, items);
    }
}

static char *
hash_with (const char *items)
{
  g_autoptr(MusterApproval) approval = new_approval (items);

  return g_strdup (muster_approval_get_plan_hash (approval));
}

static void
test_hash_shape (void)
{
  static const char * const shapes[] = {
    "[]", "", "[", "{}", "[null]", "[null,null]", "[{}]", "[{},{}]", "[{\"new\":1}]", "[{\"new\":2}]", "[{\"newer\":1}]",
    "[{\"step\":1},{\"step\":2}]", "[{\"step\":2},{\"step\":1}]", "[{\"args\":{\"a\":\"{{secret:01}}\"}}]",
    "[{\"args\":{\"a\":\"{{secret:02}}\"}}]", "[{\"args\":{\"a\":\"{{secret:02\"}}]", "[{\"target\":\"ab\",\"tool\":\"c\"}]",
    "[{\"target\":\"a\",\"tool\":\"bc\"}]", "[{\"target\":null}]", "[{\"target\":\"\"}]",
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *spaced = hash_with ("[ { \"step\" : 1 , \"tool\" : \"t\" } ]");
  g_autofree char *turned = hash_with ("[{\"tool\":\"t\",\"step\":1}]");

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_test_message ("%s", shapes[i]);
      g_assert_true (g_hash_table_add (seen, hash_with (shapes[i])));
    }
  /* It is the plan that counts, not how its JSON was written */
  g_assert_cmpstr (spaced, ==, turned);
}

typedef void (*Setter) (MusterApproval *approval, const char *value);

static void
test_hash_fields (void)
{
  static const Setter setters[] = {
    muster_approval_set_run_id, muster_approval_set_client_id, muster_approval_set_connection_id,
    muster_approval_set_external_ticket_id, muster_approval_set_nonce, muster_approval_set_reply, muster_approval_set_requester,
    muster_approval_set_items,
  };
  g_autofree char *hash = hash_with ("[]");
  g_autoptr(MusterApproval) numbers = new_approval ("[]");
  g_autofree char *changed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (setters); i++)
    {
      g_autoptr(MusterApproval) approval = new_approval ("[]");
      g_autofree char *other = NULL;
      g_autofree char *none = NULL;

      setters[i] (approval, "x");
      other = muster_plan_hash (approval);
      g_assert_cmpstr (other, !=, hash);
      setters[i] (approval, NULL);
      none = muster_plan_hash (approval);
      g_assert_cmpstr (none, !=, hash);
      g_assert_cmpstr (none, !=, other);
    }
  muster_approval_set_revision (numbers, 2);
  changed = muster_plan_hash (numbers);
  g_assert_cmpstr (changed, !=, hash);
  muster_approval_set_revision (numbers, 1);
  muster_approval_set_policy_revision (numbers, 8);
  g_free (changed);
  changed = muster_plan_hash (numbers);
  g_assert_cmpstr (changed, !=, hash);
  muster_approval_set_policy_revision (numbers, 7);
  muster_approval_set_mode (numbers, MUSTER_MODE_PLAN);
  g_free (changed);
  changed = muster_plan_hash (numbers);
  g_assert_cmpstr (changed, !=, hash);
  muster_approval_set_mode (numbers, MUSTER_MODE_EXECUTE);
  muster_approval_set_expires (numbers, START + 4 * HOUR + 1);
  g_free (changed);
  changed = muster_plan_hash (numbers);
  g_assert_cmpstr (changed, !=, hash);
  /* What is decided later is no part of the plan */
  muster_approval_set_expires (numbers, START + 4 * HOUR);
  muster_approval_set_decided_by (numbers, "member:M2");
  muster_approval_set_state (numbers, MUSTER_APPROVAL_STATE_OPEN);
  g_free (changed);
  changed = muster_plan_hash (numbers);
  g_assert_cmpstr (changed, ==, hash);
}

static void
test_code (void)
{
  g_autoptr(MusterApproval) approval = new_approval ("[]");
  g_autoptr(MusterSecret) key = muster_secret_new ("a key of this installation");
  g_autoptr(MusterSecret) other_key = muster_secret_new ("a key of another one");
  g_autofree char *code = muster_approval_code (key, approval);
  g_autofree char *again = muster_approval_code (key, approval);
  g_autofree char *foreign = muster_approval_code (other_key, approval);
  g_autofree char *another = NULL;
  g_autofree char *third = NULL;

  g_assert_true (g_regex_match_simple ("^[A-Z2-7]{10}$", code, 0, 0));
  g_assert_cmpstr (code, ==, again);
  g_assert_cmpstr (code, !=, foreign);
  muster_approval_set_id (approval, "A2");
  another = muster_approval_code (key, approval);
  g_assert_cmpstr (code, !=, another);
  muster_approval_set_id (approval, "A1");
  muster_approval_set_plan_hash (approval, "0");
  third = muster_approval_code (key, approval);
  g_assert_cmpstr (code, !=, third);
}

/* --- The clocks --- */

static void
test_times (void)
{
  static const struct
  {
    gint64      expires;
    const char *then;
    gint64      now;
    const char *boot;
    int         code;      /* -1: it holds */
  } table[] = {
    { 4 * HOUR, BOOT "5000000", HOUR, BOOT "3605000000", -1 },
    { 4 * HOUR, BOOT "5000000", 4 * HOUR - 1, BOOT "14404000000", -1 },
    { 4 * HOUR, BOOT "5000000", 4 * HOUR, BOOT "14404000000", MUSTER_ERROR_NEEDS_APPROVAL },
    /* One clock is enough to end it */
    { 4 * HOUR, BOOT "5000000", HOUR, BOOT "14405000000", MUSTER_ERROR_NEEDS_APPROVAL },
    { 4 * HOUR, BOOT "5000000", 5 * HOUR, BOOT "3605000000", MUSTER_ERROR_NEEDS_APPROVAL },
    /* The wall clock was set back while nobody looked */
    { 4 * HOUR, BOOT "5000000", -6 * G_TIME_SPAN_MINUTE, BOOT "5000000", MUSTER_ERROR_NEEDS_APPROVAL },
    { 4 * HOUR, BOOT "5000000", -4 * G_TIME_SPAN_MINUTE, BOOT "5000000", -1 },
    { 4 * HOUR, BOOT "5000000", HOUR, BOOT "7205000000", MUSTER_ERROR_NEEDS_APPROVAL },
    { 4 * HOUR, BOOT "5000000", HOUR, BOOT "4000000", MUSTER_ERROR_NEEDS_APPROVAL },
    /* The machine was started again */
    { 4 * HOUR, BOOT "5000000", HOUR, "boot-b/60000000", -1 },
    { 4 * HOUR, BOOT "5000000", HOUR, "boot-b/14400000000", MUSTER_ERROR_NEEDS_APPROVAL },
    { 4 * HOUR, BOOT "5000000", HOUR, "boot-aa/60000000", -1 },
    { 4 * HOUR, "boot-a/5000000x", HOUR, BOOT "60000000", MUSTER_ERROR_REFUSED_BY_POLICY },
    { 4 * HOUR, NULL, HOUR, BOOT "60000000", MUSTER_ERROR_REFUSED_BY_POLICY },
    { 4 * HOUR, BOOT "5000000", HOUR, "nothing", MUSTER_ERROR_REFUSED_BY_POLICY },
    /* No longer than a day */
    { 24 * HOUR, BOOT "5000000", HOUR, BOOT "3605000000", -1 },
    { 24 * HOUR + 1, BOOT "5000000", HOUR, BOOT "3605000000", MUSTER_ERROR_NEEDS_APPROVAL },
    { 0, BOOT "5000000", -1, BOOT "5000000", MUSTER_ERROR_NEEDS_APPROVAL },
  };
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gboolean good = muster_gate_check_times (START, START + table[i].expires, table[i].then, START + table[i].now, table[i].boot,
                                               &error);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "good");
      g_assert_true (good == (table[i].code < 0));
      if (!good)
        g_assert_error (error, MUSTER_ERROR, table[i].code);
      g_clear_error (&error);
    }
  g_assert_false (muster_gate_check_times (0, HOUR, BOOT "1", 1, BOOT "1", NULL));
}

/* --- The check before an act --- */

typedef struct
{
  MusterRunCap       *cap;
  MusterApproval     *approval;
  MusterEffect       *effect;
  MusterEffect       *other;
  MusterTool         *tool;
  MusterApprovedFacts facts;
} Case;

static JsonObject *
args_of (const char *text)
{
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (text, NULL);

  return json_object_ref (json_node_get_object (node));
}

static MusterEffect *
new_effect (const char *id,
            JsonObject *args)
{
  MusterEffect *effect = muster_effect_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), args);
  g_autofree char *text = muster_json_canonical (node);
  g_autofree char *hash = muster_hash_text (text);

  muster_effect_set_id (effect, id);
  muster_effect_set_run_id (effect, "R1");
  muster_effect_set_client_id (effect, "K1");
  muster_effect_set_connection_id (effect, "MS");
  muster_effect_set_step (effect, 2);
  muster_effect_set_call (effect, "");
  muster_effect_set_tool (effect, TOOL);
  muster_effect_set_target (effect, "user:" USER);
  muster_effect_set_args (effect, text);
  muster_effect_set_args_hash (effect, hash);
  muster_effect_set_approval_id (effect, "A1");
  muster_effect_set_state (effect, MUSTER_EFFECT_STATE_PREPARED);
  return effect;
}

static MusterRunCap *
new_cap (const char *run,
         const char *client,
         MusterMode  mode,
         gint64      revision,
         const char *tenant)
{
  const char *ids[] = { "CW", "MS", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (tenant, "250", NULL);
  MusterRunCap *cap = muster_cap_new_run (run, client, mode, revision, scope, ids);

  muster_cap_set_ticket (cap, "1001");
  return cap;
}

static void
open_case (Case *c)
{
  c->tool = muster_catalog_lookup_tool (catalog, TOOL);
  c->cap = new_cap ("R1", "K1", MUSTER_MODE_EXECUTE, 7, TENANT);
  c->approval = new_approval ("[" ITEM ("1", "\"granted\"") "," ITEM ("2", "\"granted\"") "]");
  c->facts.args = args_of ("{\"group\":\"" GROUP "\",\"user\":\"" USER "\"}");
  c->effect = new_effect ("E1", c->facts.args);
  c->other = new_effect ("E0", c->facts.args);
  c->facts.approval = c->approval;
  c->facts.target = "user:" USER;
  c->facts.now = START + HOUR;
  c->facts.boot = BOOT "3605000000";
  c->facts.policy_revision = 7;
  c->facts.effects = g_ptr_array_new ();
}

static void
close_case (Case *c)
{
  g_object_unref (c->cap);
  g_object_unref (c->approval);
  g_object_unref (c->effect);
  g_object_unref (c->other);
  json_object_unref (c->facts.args);
  g_clear_pointer (&c->facts.effects, g_ptr_array_unref);
}

static void
swap_cap (Case         *c,
          MusterRunCap *cap)
{
  g_object_unref (c->cap);
  c->cap = cap;
}

/* With a hash of its own: only what it says is other */
static void
swap_items (Case       *c,
            const char *items)
{
  g_autofree char *hash = NULL;

  muster_approval_set_items (c->approval, items);
  hash = muster_plan_hash (c->approval);
  muster_approval_set_plan_hash (c->approval, hash);
}

static void
rehash (Case *c)
{
  g_autofree char *hash = muster_plan_hash (c->approval);

  muster_approval_set_plan_hash (c->approval, hash);
}

/* One of the items with a piece of its text replaced */
static void
edit_items (Case       *c,
            const char *from,
            const char *to)
{
  g_auto(GStrv) parts = g_strsplit (muster_approval_get_items (c->approval), from, -1);
  g_autofree char *text = g_strjoinv (to, parts);

  g_assert_nonnull (parts[1]);
  swap_items (c, text);
}

/* What is otherwise than it was when somebody said yes */
#define CHANGE(name, what) static void name (Case *c) { what; }

CHANGE (none, (void) c)
CHANGE (no_approval, c->facts.approval = NULL)
CHANGE (other_approval, muster_effect_set_approval_id (c->effect, "A2"))
CHANGE (still_open, muster_approval_set_state (c->approval, MUSTER_APPROVAL_STATE_OPEN))
CHANGE (granted_only, muster_approval_set_state (c->approval, MUSTER_APPROVAL_STATE_GRANTED))
CHANGE (is_void, muster_approval_set_state (c->approval, MUSTER_APPROVAL_STATE_VOID))
CHANGE (nobody, muster_approval_set_decided_by (c->approval, NULL))
CHANGE (other_run, swap_cap (c, new_cap ("R2", "K1", MUSTER_MODE_EXECUTE, 7, TENANT)))
CHANGE (other_run_of_effect, muster_effect_set_run_id (c->effect, "R2"))
CHANGE (other_client, swap_cap (c, new_cap ("R1", "K2", MUSTER_MODE_EXECUTE, 7, TENANT)))
CHANGE (other_ticket, muster_cap_set_ticket (c->cap, "1002"))
CHANGE (other_psa, muster_approval_set_connection_id (c->approval, "HP"); rehash (c))
CHANGE (no_ticket, muster_approval_set_external_ticket_id (c->approval, NULL); rehash (c))
CHANGE (plan_mode, swap_cap (c, new_cap ("R1", "K1", MUSTER_MODE_PLAN, 7, TENANT)))
CHANGE (asked_in_plan, muster_approval_set_mode (c->approval, MUSTER_MODE_PLAN); rehash (c))
CHANGE (other_policies, swap_cap (c, new_cap ("R1", "K1", MUSTER_MODE_EXECUTE, 8, TENANT)))
CHANGE (newer_policies, c->facts.policy_revision = 8)
CHANGE (an_admin, swap_cap (c, muster_cap_new_admin ("M1", TOOL, "MS")))
CHANGE (forged_hash, muster_approval_set_plan_hash (c->approval, "00"))
CHANGE (edited_after, muster_approval_set_reply (c->approval, "Hallo"))
CHANGE (too_late, c->facts.now = START + 5 * HOUR)
CHANGE (too_late_by_boot, c->facts.boot = BOOT "18005000000")
CHANGE (used_before, muster_effect_set_state (c->other, MUSTER_EFFECT_STATE_CONFIRMED); g_ptr_array_add (c->facts.effects, c->other))
CHANGE (maybe_used, muster_effect_set_state (c->other, MUSTER_EFFECT_STATE_UNKNOWN); g_ptr_array_add (c->facts.effects, c->other))
CHANGE (under_way, muster_effect_set_state (c->other, MUSTER_EFFECT_STATE_DISPATCHED); g_ptr_array_add (c->facts.effects, c->other))
CHANGE (absent_before, muster_effect_set_state (c->other, MUSTER_EFFECT_STATE_ABSENT); g_ptr_array_add (c->facts.effects, c->other))
CHANGE (its_own_row, muster_effect_set_state (c->effect, MUSTER_EFFECT_STATE_DISPATCHED); g_ptr_array_add (c->facts.effects, c->effect))
CHANGE (other_step_used, used_before (c); muster_effect_set_step (c->other, 1))
CHANGE (other_yes_used, used_before (c); muster_effect_set_approval_id (c->other, "A0"))
CHANGE (other_call_used, used_before (c); muster_effect_set_call (c->other, "again"))
CHANGE (no_such_step, muster_effect_set_step (c->effect, 3))
CHANGE (other_tool, edit_items (c, "add-group-member", "remove-group-member"))
CHANGE (not_gated, edit_items (c, "\"gated\":true", "\"gated\":false"))
CHANGE (no_choice, edit_items (c, "\"granted\"", "null"))
CHANGE (declined, edit_items (c, "\"granted\"", "\"declined\""))
CHANGE (after_declined, swap_items (c, "[" ITEM ("1", "\"declined\"") "," ITEM ("2", "\"granted\"") "]"))
CHANGE (before_declined, swap_items (c, "[" ITEM ("2", "\"granted\"") "," ITEM ("3", "\"declined\"") "]"))
CHANGE (manager_open, edit_items (c, "\"manager\":false", "\"manager\":true"))
CHANGE (manager_agreed, manager_open (c); muster_approval_set_manager_by (c->approval, "member:M1"))
CHANGE (other_version, edit_items (c, "\"version\":1", "\"version\":2"))
CHANGE (other_class, edit_items (c, "\"class\":\"write\"", "\"class\":\"credential\""))
CHANGE (other_connection, edit_items (c, "\"connection\":\"MS\"", "\"connection\":\"MT\""))
CHANGE (effect_elsewhere, muster_effect_set_connection_id (c->effect, "MT"))
CHANGE (other_mapping, swap_cap (c, new_cap ("R1", "K1", MUSTER_MODE_EXECUTE, 7, USER)))
CHANGE (no_mapping, swap_cap (c, new_cap ("R1", "K1", MUSTER_MODE_EXECUTE, 7, NULL)))
CHANGE (other_target, muster_effect_set_target (c->effect, "user:" GROUP))
CHANGE (no_target, muster_effect_set_target (c->effect, NULL))
CHANGE (same_target, c->facts.target = "USER:" USER)
CHANGE (one_byte_of_args, muster_effect_set_args_hash (c->effect, "0"))
CHANGE (no_args, json_object_ref (c->facts.args); c->facts.args = NULL)
CHANGE (junk_among_steps, swap_items (c, "[7," ITEM ("1", "\"granted\"") ",null," ITEM ("2", "\"granted\"") "]"))
CHANGE (junk_alone, swap_items (c, "[7,null]"))
CHANGE (nothing_else_done, g_clear_pointer (&c->facts.effects, g_ptr_array_unref))
CHANGE (target_not_shown, c->facts.target = NULL)
CHANGE (no_target_at_all, no_target (c); target_not_shown (c))
CHANGE (more_args, json_object_set_string_member (c->facts.args, "role", "owner"))

static void
test_checks (void)
{
  static const struct
  {
    const char *name;
    void      (*change) (Case *c);
    int         code;      /* -1: it is done */
  } table[] = {
#define LINE(change, code) { #change, change, code \
}
    LINE (none, -1),
    LINE (no_approval, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (other_approval, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (still_open, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (granted_only, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (is_void, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (nobody, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (other_run, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (other_run_of_effect, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (other_client, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (other_ticket, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (other_psa, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (no_ticket, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (plan_mode, MUSTER_ERROR_CONFLICT), LINE (asked_in_plan, MUSTER_ERROR_CONFLICT),
    LINE (other_policies, MUSTER_ERROR_CONFLICT), LINE (newer_policies, MUSTER_ERROR_CONFLICT),
    LINE (an_admin, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (forged_hash, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (edited_after, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (too_late, MUSTER_ERROR_NEEDS_APPROVAL),
    LINE (too_late_by_boot, MUSTER_ERROR_NEEDS_APPROVAL), LINE (used_before, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (maybe_used, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (under_way, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (absent_before, -1), LINE (its_own_row, -1), LINE (other_step_used, -1), LINE (other_yes_used, -1), LINE (other_call_used, -1),
    LINE (no_such_step, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (other_tool, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (not_gated, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (no_choice, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (junk_among_steps, -1), LINE (junk_alone, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (nothing_else_done, -1),
    LINE (target_not_shown, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (no_target_at_all, -1),
    LINE (declined, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (after_declined, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (before_declined, -1), LINE (manager_open, MUSTER_ERROR_NEEDS_APPROVAL), LINE (manager_agreed, -1),
    LINE (other_version, MUSTER_ERROR_CONFLICT), LINE (other_class, MUSTER_ERROR_CONFLICT),
    LINE (other_connection, MUSTER_ERROR_CONFLICT), LINE (effect_elsewhere, MUSTER_ERROR_CONFLICT),
    LINE (other_mapping, MUSTER_ERROR_CONFLICT), LINE (no_mapping, MUSTER_ERROR_CONFLICT),
    LINE (other_target, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (no_target, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (same_target, -1),
    LINE (one_byte_of_args, MUSTER_ERROR_REFUSED_BY_POLICY), LINE (no_args, MUSTER_ERROR_REFUSED_BY_POLICY),
    LINE (more_args, MUSTER_ERROR_REFUSED_BY_POLICY),
#undef LINE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      Case c = { 0 };
      JsonObject *args;
      gboolean good;

      open_case (&c);
      args = c.facts.args;
      table[i].change (&c);
      good = muster_gate_check_approved (c.cap, c.tool, c.effect, &c.facts, &error);
      g_test_message ("%s: %s", table[i].name, error != NULL ? error->message : "good");
      g_assert_true (good == (table[i].code < 0));
      if (!good)
        g_assert_error (error, MUSTER_ERROR, table[i].code);
      if (c.facts.args == NULL)
        {
          json_object_unref (args);
          c.facts.args = args;
        }
      close_case (&c);
    }
}

/* The reply is the words that were shown, and no others */
static void
test_reply (void)
{
  g_autoptr(GError) error = NULL;
  Case c = { 0 };

  open_case (&c);
  c.tool = muster_catalog_lookup_tool (catalog, "connectwise:reply-to-requester");
  muster_effect_set_step (c.effect, 0);
  muster_effect_set_call (c.effect, "reply");
  g_assert_true (muster_gate_check_approved (c.cap, c.tool, c.effect, &c.facts, &error));
  g_assert_no_error (error);
  json_object_set_string_member (c.facts.args, "text", "Other words");
  g_assert_false (muster_gate_check_approved (c.cap, c.tool, c.effect, &c.facts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);
  muster_approval_set_reply (c.approval, NULL);
  rehash (&c);
  g_assert_false (muster_gate_check_approved (c.cap, c.tool, c.effect, &c.facts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  close_case (&c);
}

/* --- Drift --- */

static char *
drift (const char *before,
       const char *now,
       const char *own)
{
  g_autoptr(JsonObject) then_object = args_of (before);
  g_autoptr(JsonObject) now_object = now != NULL ? args_of (now) : NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  if (own != NULL)
    g_ptr_array_add (names, (char *) own);
  return muster_gate_drift (then_object, now_object, own != NULL ? names : NULL);
}

static void
test_drift (void)
{
  static const struct
  {
    const char *before;
    const char *now;
    const char *own;
    const char *said;
  } table[] = {
    { "{}", "{\"u.a\":1}", NULL, NULL },
    { "{\"u.a\":true}", "{\"u.a\":true,\"u.b\":1}", NULL, NULL },
    { "{\"u.a\":true}", "{\"u.a\":false}", NULL, "a was true and is false" },
    { "{\"u.a\":null}", "{}", NULL, NULL },
    { "{\"u.a\":null}", NULL, NULL, NULL },
    { "{\"u.a\":null}", "{\"u.a\":\"x\"}", NULL, "a was empty and is \"x\"" },
    { "{\"u.a\":1,\"m.b.c\":[1]}", "{\"u.a\":2,\"m.b.c\":[1,2]}", NULL, "a was 1 and is 2; c was [1] and is [1,2]" },
    { "{\"u.a\":1}", "{\"u.a\":2}", "a", NULL },
    { "{\"u.a\":1}", "{\"u.a\":2}", "b", "a was 1 and is 2" },
    { "{\"plain\":1}", "{}", NULL, "plain was 1 and is empty" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *said = drift (table[i].before, table[i].now, table[i].own);

      g_assert_cmpstr (said, ==, table[i].said);
    }
}

/* What our own earlier steps write is no drift */
static void
test_own_writes (void)
{
  g_autoptr(GPtrArray) blocked = muster_gate_writes_of (muster_catalog_lookup_tool (catalog, "microsoft365:block-sign-in"));
  g_autoptr(GPtrArray) added = muster_gate_writes_of (muster_catalog_lookup_tool (catalog, TOOL));

  g_assert_true (g_ptr_array_find_with_equal_func (blocked, "accountEnabled", g_str_equal, NULL));
  g_assert_false (g_ptr_array_find_with_equal_func (blocked, "onPremisesSyncEnabled", g_str_equal, NULL));
  g_assert_false (g_ptr_array_find_with_equal_func (added, "membershipRule", g_str_equal, NULL));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  muster_test_init (&argc, &argv);
  catalog = muster_catalog_load (NULL);
  g_assert_nonnull (catalog);

  g_test_add_func ("/gate/approved/hash/items", test_hash_items);
  g_test_add_func ("/gate/approved/hash/shape", test_hash_shape);
  g_test_add_func ("/gate/approved/hash/fields", test_hash_fields);
  g_test_add_func ("/gate/approved/code", test_code);
  g_test_add_func ("/gate/approved/times", test_times);
  g_test_add_func ("/gate/approved/checks", test_checks);
  g_test_add_func ("/gate/approved/reply", test_reply);
  g_test_add_func ("/gate/approved/drift", test_drift);
  g_test_add_func ("/gate/approved/own-writes", test_own_writes);

  status = g_test_run ();
  g_clear_object (&catalog);
  return status;
}
