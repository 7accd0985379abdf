/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-gate-decision.h"
#include "muster-test.h"

#define N_CLASSES (MUSTER_EFFECT_CLASS_DESTRUCTIVE + 1)
#define REQUESTER "user:11111111-1111-4111-8111-111111111111"
#define OTHER     "user:22222222-2222-4222-8222-222222222222"

static MusterCatalog *catalog;
static MusterPolicy policy;

static MusterPolicy
look_up (const char   *tool,
         MusterPolicy  fallback,
         gpointer      user_data)
{
  return policy;
}

/* A document with one tool per class, and the same again for the engine */
static void
make_catalog (void)
{
  g_autoptr(GString) text = g_string_new ("{\"openapi\":\"3.0.3\",\"paths\":{\"/x/{id}\":{\"post\":{\"operationId\":\"act\","
                                          "\"parameters\":[{\"name\":\"id\",\"in\":\"path\",\"required\":true}],\"responses\":{}}}},"
                                          "\"x-muster-integration\":{\"id\":\"t\",\"name\":\"T\",\"version\":1,\"category\":\"cloud\",\"signIn\":{\"kind\":\"api-key\"},"
                                          "\"fields\":[],\"hosts\":{\"api\":{\"setting\":\"url\"}},\"rate\":{\"perSecond\":1,\"parallel\":1},\"errorShape\":\"graph\","
                                          "\"testCall\":\"read\",\"companyList\":\"read\",\"rights\":[]},\"x-muster-tools\":{");
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  int class;
  int engine;

  for (engine = 0; engine < 2; engine++)
    for (class = 0; class < N_CLASSES; class++)
      {
        const char *name = muster_effect_class_to_string ((MusterEffectClass) class);

        g_string_append_printf (text, "%s\"%s%s\":{\"title\":\"T\",\"version\":1,\"class\":\"%s\",%s"
                                "\"args\":{\"user\":{\"role\":\"target:user\",\"type\":\"string\",\"format\":\"guid\",\"required\":true}},"
                                "\"scope\":{\"in\":\"token\",\"value\":\"tenant\"},"
                                "\"calls\":[{\"id\":\"c\",\"op\":\"act\",\"class\":\"%s\",\"with\":{\"path.id\":{\"arg\":\"user\"}}}],"
                                "\"select\":{},%s\"explain\":\"E\",\"needs\":{}}",
                                class + engine > 0 ? "," : "", engine ? "engine-" : "", name, name, engine ? "\"engine\":true," : "", name,
                                class > MUSTER_EFFECT_CLASS_READ_SENSITIVE ? "\"retry\":\"X\",\"undo\":{\"irreversible\":\"no\"}," : "");
      }
  g_string_append (text, "}}");
  bytes = g_bytes_new (text->str, text->len);
  catalog = muster_catalog_new ();
  muster_catalog_add_document (catalog, "t", bytes, &error);
  g_assert_no_error (error);
}

static MusterTool *
tool_of (MusterEffectClass class,
         gboolean          engine)
{
  g_autofree char *id = g_strdup_printf ("t:%s%s", engine ? "engine-" : "", muster_effect_class_to_string (class));
  MusterTool *tool = muster_catalog_lookup_tool (catalog, id);

  g_assert_nonnull (tool);
  return tool;
}

/* Everything that a decision can depend on */
typedef struct
{
  MusterCapKind        kind;
  MusterMode           mode;
  MusterGateMode       gate_mode;
  MusterPolicy         policy;
  MusterEffectClass    class;
  gboolean             engine;
  gboolean             known;
  gboolean             good_args;
  gboolean             named;           /* ADMIN names this tool */
  gboolean             has_requester;
  gboolean             for_requester;
  MusterIdentityLevel  level;
  gboolean             owned;
  MusterLabel          target_label;
  MusterLabel          value_label;
  gboolean             outside;
  gboolean             misused;
  guint                n_targets;
  MusterRunHistory     history;
} Case;

/* --- The oracle: columns by class, written down and not computed --- */

static const struct
{
  gboolean      read, change, reply, note;
  MusterVerdict floor;
} table[N_CLASSES] = {
  /*                                      read   change reply  note   floor */
  [MUSTER_EFFECT_CLASS_READ]           = { TRUE,  FALSE, FALSE, FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_READ_SENSITIVE] = { TRUE,  FALSE, FALSE, FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_NOTE_INTERNAL]  = { FALSE, FALSE, FALSE, TRUE,  MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_REPLY]          = { FALSE, FALSE, TRUE,  FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_WRITE]          = { FALSE, TRUE,  FALSE, FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_CREDENTIAL]     = { FALSE, TRUE,  FALSE, FALSE, MUSTER_VERDICT_ALLOW },
  [MUSTER_EFFECT_CLASS_PRIVILEGE]      = { FALSE, TRUE,  FALSE, FALSE, MUSTER_VERDICT_APPROVAL },
  [MUSTER_EFFECT_CLASS_DESTRUCTIVE]    = { FALSE, TRUE,  FALSE, FALSE, MUSTER_VERDICT_APPROVAL },
};

static gboolean
oracle_may_write (const Case *c)
{
  if (c->kind == MUSTER_CAP_INTAKE || c->kind == MUSTER_CAP_SETUP)
    return c->class == MUSTER_EFFECT_CLASS_READ;
  if (table[c->class].read)
    return TRUE;
  if (c->kind == MUSTER_CAP_ADMIN)
    return c->named;
  return c->mode == MUSTER_MODE_EXECUTE || c->gate_mode == MUSTER_GATE_PREVIEW || (table[c->class].note && c->engine);
}

/* v[n] is what rule n says */
static void
oracle (const Case    *c,
        MusterVerdict  v[12])
{
  gboolean mine = c->has_requester && c->for_requester;
  gboolean trusted = c->target_label <= MUSTER_LABEL_B;
  gboolean credential = c->class == MUSTER_EFFECT_CLASS_CREDENTIAL;

  memset (v, 0, 12 * sizeof v[0]);
  if (!c->known)
    {
      v[1] = MUSTER_VERDICT_DENY;
      return;
    }
  if (!c->good_args || !oracle_may_write (c))
    v[1] = MUSTER_VERDICT_DENY;
  if (!table[c->class].read && !c->owned)
    v[2] = MUSTER_VERDICT_DENY;
  if (c->kind == MUSTER_CAP_RUN && table[c->class].change && !trusted && !mine)
    v[3] = MUSTER_VERDICT_APPROVAL;
  if (c->kind == MUSTER_CAP_RUN && mine &&
      ((c->class == MUSTER_EFFECT_CLASS_WRITE && c->level == MUSTER_IDENTITY_LEVEL_V0) ||
       (credential && c->level != MUSTER_IDENTITY_LEVEL_V2)))
    v[4] = MUSTER_VERDICT_APPROVAL;
  if ((!table[c->class].read && c->outside) || (credential && c->value_label == MUSTER_LABEL_U))
    v[5] = MUSTER_VERDICT_APPROVAL;
  if (table[c->class].change && (c->n_targets > 1 || c->history.writes_in_run >= 5))
    v[6] = MUSTER_VERDICT_APPROVAL;
  if (table[c->class].change && c->n_targets > 25)
    v[6] = MUSTER_VERDICT_DENY;
  v[7] = table[c->class].floor;
  if (c->misused)
    v[8] = MUSTER_VERDICT_DENY;
  if (c->history.read_untrusted && c->history.read_sensitive && (table[c->class].change || table[c->class].reply))
    v[9] = MUSTER_VERDICT_APPROVAL;
  if (!table[c->class].note &&
      (c->history.calls >= 40 || c->history.tokens >= 200000 || c->history.active_us >= 1800 * G_USEC_PER_SEC ||
       (table[c->class].change && c->history.writes_last_hour >= 60)))
    v[10] = MUSTER_VERDICT_DENY;
  if (c->policy == MUSTER_POLICY_DISABLED)
    v[11] = MUSTER_VERDICT_DENY;
  else if (c->kind != MUSTER_CAP_ADMIN &&
           (c->policy == MUSTER_POLICY_APPROVAL_NEEDED || table[c->class].floor == MUSTER_VERDICT_APPROVAL))
    v[11] = MUSTER_VERDICT_APPROVAL;
}

/* --- The same case put to the gate --- */

static MusterRunCap *
cap_of (const Case *c,
        MusterTool *tool)
{
  const char *ids[] = { "C1", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new ("t", "1", "1");
  MusterRunCap *cap;

  switch (c->kind)
    {
    case MUSTER_CAP_INTAKE:
      cap = muster_cap_new_intake ("C1");
      break;
    case MUSTER_CAP_SETUP:
      cap = muster_cap_new_setup ("C1");
      break;
    case MUSTER_CAP_ADMIN:
      cap = muster_cap_new_admin ("M1", c->named && tool != NULL ? muster_tool_get_id (tool) : "t:nothing", "C1");
      break;
    case MUSTER_CAP_RUN:
    default:
      cap = muster_cap_new_run ("R1", "K1", c->mode, 1, scope, ids);
      break;
    }
  if (c->has_requester)
    muster_cap_set_requester (cap, REQUESTER, c->level);
  muster_cap_set_policy_lookup (cap, look_up, NULL, NULL);
  return cap;
}

static MusterGateDecision *
ask (const Case *c)
{
  MusterTool *tool = c->known ? tool_of (c->class, c->engine) : NULL;
  g_autoptr(MusterRunCap) cap = cap_of (c, tool);
  g_autoptr(JsonObject) args = json_object_new ();
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;

  policy = c->policy;
  json_object_set_string_member (args, "user", OTHER + strlen ("user:"));
  if (!c->good_args)
    json_object_set_string_member (args, "tenant", "another");
  proposal.tool = tool;
  proposal.args = args;
  proposal.target = c->for_requester ? REQUESTER : OTHER;
  proposal.target_owned = c->owned;
  proposal.target_label = c->target_label;
  proposal.value_label = c->value_label;
  proposal.recipient_outside = c->outside;
  proposal.secret_misused = c->misused;
  proposal.n_targets = c->n_targets;
  return muster_gate_decide (cap, &proposal, &c->history, c->gate_mode);
}

static guint
compare (const Case *c)
{
  g_autoptr(MusterGateDecision) decision = ask (c);
  MusterVerdict v[12];
  MusterVerdict strictest = MUSTER_VERDICT_ALLOW;
  guint set = 0;
  guint i;

  oracle (c, v);
  for (i = 1; i < 12; i++)
    {
      g_autofree char *rule = g_strdup_printf ("R%u", i);
      gboolean named = g_strv_contains ((const char * const *) decision->rules, rule);

      if (named != (v[i] != MUSTER_VERDICT_ALLOW))
        g_error ("%s: class %d policy %d kind %d mode %d: the gate says “%s”, the table %d", rule, c->class, c->policy,
                 c->kind, c->mode, decision->reason, v[i]);
      strictest = MAX (strictest, v[i]);
      if (named)
        set |= 1u << i;
    }
  g_assert_cmpint (decision->verdict, ==, strictest);
  g_assert_cmpint (decision->mode, ==, c->gate_mode);
  return set;
}

static Case
plain_case (void)
{
  Case c = { 0 };

  c.kind = MUSTER_CAP_RUN;
  c.mode = MUSTER_MODE_EXECUTE;
  c.policy = MUSTER_POLICY_AUTO;
  c.known = TRUE;
  c.good_args = TRUE;
  c.has_requester = TRUE;
  c.for_requester = TRUE;
  c.level = MUSTER_IDENTITY_LEVEL_V2;
  c.owned = TRUE;
  c.target_label = MUSTER_LABEL_A;
  c.value_label = MUSTER_LABEL_A;
  c.n_targets = 1;
  return c;
}

/* Every class × policy × mode, with everything else in order */
static void
test_table (void)
{
  int class;
  int chosen;
  int mode;

  for (class = 0; class < N_CLASSES; class++)
    for (chosen = MUSTER_POLICY_AUTO; chosen <= MUSTER_POLICY_DISABLED; chosen++)
      for (mode = MUSTER_MODE_PLAN; mode <= MUSTER_MODE_EXECUTE; mode++)
        {
          Case c = plain_case ();
          g_autoptr(MusterGateDecision) decision = NULL;
          MusterVerdict wanted;

          c.class = (MusterEffectClass) class;
          c.policy = (MusterPolicy) chosen;
          c.mode = (MusterMode) mode;
          wanted = chosen == MUSTER_POLICY_DISABLED ? MUSTER_VERDICT_DENY
                   : chosen == MUSTER_POLICY_APPROVAL_NEEDED ? MUSTER_VERDICT_APPROVAL : table[class].floor;
          if (mode == MUSTER_MODE_PLAN && !table[class].read)
            wanted = MUSTER_VERDICT_DENY;
          decision = ask (&c);
          g_assert_cmpint (decision->verdict, ==, wanted);
          compare (&c);

          /* A preview tells what Execute would do, in either mode */
          c.gate_mode = MUSTER_GATE_PREVIEW;
          c.mode = MUSTER_MODE_PLAN;
          compare (&c);
        }
}

/* In Plan exactly one thing may be written: the engine's own internal note */
static void
test_plan (void)
{
  int class;
  int engine;

  for (class = 0; class < N_CLASSES; class++)
    for (engine = 0; engine < 2; engine++)
      {
        Case c = plain_case ();
        g_autoptr(MusterGateDecision) decision = NULL;
        gboolean note = class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL && engine;

        c.class = (MusterEffectClass) class;
        c.engine = engine;
        c.mode = MUSTER_MODE_PLAN;
        decision = ask (&c);
        if (!table[class].read)
          g_assert_cmpint (decision->verdict, ==, note ? MUSTER_VERDICT_ALLOW : MUSTER_VERDICT_DENY);
      }
}

static guint
below (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static gboolean
chance (guint percent)
{
  return below (100) < percent;
}

static Case
random_case (void)
{
  Case c = plain_case ();

  c.kind = chance (70) ? MUSTER_CAP_RUN : (MusterCapKind) below (4);
  c.mode = (MusterMode) below (3);
  c.gate_mode = chance (20) ? MUSTER_GATE_PREVIEW : MUSTER_GATE_DISPATCH;
  c.policy = chance (60) ? MUSTER_POLICY_AUTO : (MusterPolicy) below (3);
  c.class = (MusterEffectClass) below (N_CLASSES);
  c.engine = chance (20);
  c.known = chance (98);
  c.good_args = chance (97);
  c.named = chance (50);
  c.has_requester = chance (90);
  c.for_requester = chance (70);
  c.level = (MusterIdentityLevel) below (3);
  c.owned = chance (90);
  c.target_label = (MusterLabel) below (5);
  c.value_label = (MusterLabel) below (5);
  c.outside = chance (10);
  c.misused = chance (5);
  c.n_targets = chance (80) ? 1 : below (30);
  if (chance (10))
    c.history.writes_in_run = below (8);
  if (chance (10))
    c.history.calls = 36 + below (8);
  if (chance (5))
    c.history.tokens = 199998 + below (4);
  if (chance (5))
    c.history.active_us = 1800 * G_USEC_PER_SEC - 2 + (gint64) below (4);
  if (chance (5))
    c.history.writes_last_hour = 58 + below (4);
  c.history.read_untrusted = chance (50);
  c.history.read_sensitive = chance (20);
  return c;
}

/* Random proposals against the table. For each rule there are cases in which it alone decides, so that a gate
 * without it would differ from the table. */
static void
test_random (void)
{
  guint alone[12] = { 0 };
  guint n = g_test_slow () ? 1000000 : 60000;
  guint i;
  guint r;

  for (i = 0; i < n; i++)
    {
      Case c = random_case ();
      guint set = compare (&c);

      for (r = 1; r < 12; r++)
        if (set == 1u << r)
          alone[r]++;
    }
  for (r = 1; r < 12; r++)
    {
      /* The floor stands in the policy too, so R7 never comes alone under a run; under an admin it does */
      g_test_message ("R%u decided %u times alone", r, alone[r]);
      g_assert_cmpuint (alone[r], >, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  int status;

  muster_test_init (&argc, &argv);
  make_catalog ();

  g_test_add_func ("/gate/decide/table", test_table);
  g_test_add_func ("/gate/decide/plan", test_plan);
  g_test_add_func ("/gate/decide/random", test_random);

  status = g_test_run ();
  g_object_unref (catalog);
  return status;
}
