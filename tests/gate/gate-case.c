/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that a decision of the gate can depend on, made up and put to it. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "gate-case.h"

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
void
gate_case_set_up (void)
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

static MusterRunCap *
cap_of (const GateCase *c,
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

MusterGateDecision *
gate_case_ask (const GateCase *c)
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

GateCase
gate_case_plain (void)
{
  GateCase c = { 0 };

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

static guint
below (GRand *random,
       guint  n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

static gboolean
chance (GRand *random,
        guint  percent)
{
  return below (random, 100) < percent;
}

GateCase
gate_case_random (GRand *random)
{
  GateCase c = gate_case_plain ();

  c.kind = chance (random, 70) ? MUSTER_CAP_RUN : (MusterCapKind) below (random, 4);
  c.mode = (MusterMode) below (random, 3);
  c.gate_mode = chance (random, 20) ? MUSTER_GATE_PREVIEW : MUSTER_GATE_DISPATCH;
  c.policy = chance (random, 60) ? MUSTER_POLICY_AUTO : (MusterPolicy) below (random, 3);
  c.class = (MusterEffectClass) below (random, N_CLASSES);
  c.engine = chance (random, 20);
  c.known = chance (random, 98);
  c.good_args = chance (random, 97);
  c.named = chance (random, 50);
  c.has_requester = chance (random, 90);
  c.for_requester = chance (random, 70);
  c.level = (MusterIdentityLevel) below (random, 3);
  c.owned = chance (random, 90);
  c.target_label = (MusterLabel) below (random, 5);
  c.value_label = (MusterLabel) below (random, 5);
  c.outside = chance (random, 10);
  c.misused = chance (random, 5);
  c.n_targets = chance (random, 80) ? 1 : below (random, 30);
  if (chance (random, 10))
    c.history.writes_in_run = below (random, 8);
  if (chance (random, 10))
    c.history.calls = 36 + below (random, 8);
  if (chance (random, 5))
    c.history.tokens = 199998 + below (random, 4);
  if (chance (random, 5))
    c.history.active_us = 1800 * G_USEC_PER_SEC - 2 + (gint64) below (random, 4);
  if (chance (random, 5))
    c.history.writes_last_hour = 58 + below (random, 4);
  c.history.read_untrusted = chance (random, 50);
  c.history.read_sensitive = chance (random, 20);
  return c;
}

void
gate_case_tear_down (void)
{
  g_clear_object (&catalog);
}
