/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that a decision of the gate can depend on, made up and put to it. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "gate-case.h"
#include "muster-gate-labels.h"

#define REQUESTER "user:11111111-1111-4111-8111-111111111111"
#define OTHER     "user:22222222-2222-4222-8222-222222222222"
#define GROUP     "group:33333333-3333-4333-8333-333333333333"

static MusterCatalog *catalog;
static MusterPolicy policy;

static MusterPolicy
look_up (const char   *tool,
         MusterPolicy  fallback,
         gpointer      user_data)
{
  return policy;
}

static const struct
{
  const char *prefix;
  const char *target;
} shapes[N_SHAPES] = {
  [SHAPE_USER] = { "", "\"user\":{\"role\":\"target:user\",\"type\":\"string\",\"format\":\"guid\",\"required\":true}" },
  [SHAPE_LIST] = { "list-", "\"users\":{\"role\":\"target:user\",\"type\":\"array\",\"maxItems\":40,\"required\":true,"
                   "\"items\":{\"type\":\"string\",\"format\":\"guid\"}}" },
  [SHAPE_TICKET] = { "ticket-", "\"ticket\":{\"role\":\"target:ticket\",\"type\":\"string\",\"format\":\"id\",\"required\":true}" },
};

#define OTHER_ARGS ",\"group\":{\"role\":\"value\",\"type\":\"string\",\"format\":\"guid\",\"ref\":\"group\"}," \
  "\"to\":{\"role\":\"recipient\",\"type\":\"string\"},\"text\":{\"role\":\"value\",\"type\":\"string\"}," \
  "\"choice\":{\"role\":\"value\",\"type\":\"string\",\"enum\":[\"a\",\"b\"]}"

static void
add_tool (GString           *text,
          Shape              shape,
          MusterEffectClass  class,
          gboolean           engine)
{
  const char *name = muster_effect_class_to_string (class);

  g_string_append_printf (text, "%s\"%s%s%s\":{\"title\":\"T\",\"version\":1,\"class\":\"%s\",%s"
                          "\"args\":{%s" OTHER_ARGS "},"
                          "\"scope\":{\"in\":\"token\",\"value\":\"tenant\"},"
                          "\"calls\":[{\"id\":\"c\",\"op\":\"act\",\"class\":\"%s\",\"with\":{\"path.id\":\"x\"}}],"
                          "\"select\":{},%s\"explain\":\"E\",\"needs\":{}}",
                          g_str_has_suffix (text->str, "{") ? "" : ",", shapes[shape].prefix, engine ? "engine-" : "", name, name,
                          engine ? "\"engine\":true," : "", shapes[shape].target, name,
                          class > MUSTER_EFFECT_CLASS_READ_SENSITIVE ? "\"retry\":\"X\",\"undo\":{\"irreversible\":\"no\"}," : "");
}

/* A document with one tool per class and shape, and the same again for the engine */
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
  int shape;
  int class;
  int engine;

  for (shape = 0; shape < N_SHAPES; shape++)
    for (engine = 0; engine < 2; engine++)
      for (class = 0; class < N_CLASSES; class++)
        add_tool (text, (Shape) shape, (MusterEffectClass) class, engine);
  g_string_append (text, "}}");
  bytes = g_bytes_new (text->str, text->len);
  catalog = muster_catalog_new ();
  muster_catalog_add_document (catalog, "t", bytes, &error);
  g_assert_no_error (error);
}

static MusterTool *
tool_of (Shape             shape,
         MusterEffectClass class,
         gboolean          engine)
{
  g_autofree char *id = g_strdup_printf ("t:%s%s%s", shapes[shape].prefix, engine ? "engine-" : "",
                                         muster_effect_class_to_string (class));
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

/* --- Labels found out from facts --- */

static const char * const addresses[N_ADDRESSES] = {
  NULL, "dana@acme.example", "dana@evil.example", "smtp:Dana@ACME.example", "dana@sub.acme.example", "known@elsewhere.example",
  "dana@acme.example@evil.example", "nobody",
};

static void
tell (MusterRunCap *cap,
      const char   *ref,
      Known         known)
{
  if (known == KNOWN_RESOLVED)
    muster_cap_add_resolved (cap, ref);
  else if (known >= KNOWN_T)
    muster_cap_add_trusted (cap, (MusterLabel) (known - KNOWN_T), ref);
}

static void
add_list (const GateCase *c,
          MusterRunCap   *cap,
          JsonObject     *args)
{
  JsonArray *users = json_array_new ();

  for (guint i = 0; i < c->facts.n; i++)
    {
      g_autofree char *id = g_strdup_printf ("44444444-4444-4444-8444-%012u", i);
      g_autofree char *ref = g_strconcat ("user:", id, NULL);

      json_array_add_string_element (users, id);
      if (!c->facts.stranger || i + 1 < c->facts.n)
        tell (cap, ref, c->facts.target);
    }
  json_object_set_array_member (args, "users", users);
}

static void
add_values (const GateCase *c,
            MusterRunCap   *cap,
            JsonObject     *args)
{
  static const char * const texts[] = { NULL, "Somebody’s words", "A TRUSTED VALUE", "{{secret:01ARZ3NDEKTSV4RRFFQ69G5FAV}}" };
  static const char * const own[] = { "acme.example", "Acme.onmicrosoft.example", NULL };

  if (c->facts.group > 0)
    {
      tell (cap, GROUP, (Known) (c->facts.group - 1));
      json_object_set_string_member (args, "group", GROUP + strlen ("group:"));
    }
  if (c->facts.domains)
    muster_cap_set_domains (cap, own);
  muster_cap_add_trusted (cap, MUSTER_LABEL_P, "known@elsewhere.example");
  muster_cap_add_trusted (cap, MUSTER_LABEL_B, "A trusted value");
  if (c->facts.to > 0)
    json_object_set_string_member (args, "to", addresses[c->facts.to]);
  if (c->facts.text > 0)
    json_object_set_string_member (args, "text", texts[c->facts.text]);
  if (c->facts.choice)
    json_object_set_string_member (args, "choice", "b");
}

static void
label (const GateCase *c,
       MusterRunCap   *cap,
       JsonObject     *args,
       MusterProposal *proposal)
{
  muster_cap_set_ticket (cap, c->facts.own ? "1001" : "2002");
  if (c->facts.shape == SHAPE_LIST)
    add_list (c, cap, args);
  else if (c->facts.shape == SHAPE_TICKET)
    {
      proposal->target = "ticket:1001";
      json_object_set_string_member (args, "ticket", "1001");
      tell (cap, proposal->target, c->facts.target);
    }
  else
    {
      proposal->target = c->for_requester ? REQUESTER : OTHER;
      json_object_set_string_member (args, "user", proposal->target + strlen ("user:"));
      tell (cap, proposal->target, c->facts.target);
    }
  add_values (c, cap, args);
  muster_gate_label_proposal (proposal, cap, c->facts.approved);
}

static void
say (const GateCase *c,
     JsonObject     *args,
     MusterProposal *proposal)
{
  json_object_set_string_member (args, "user", OTHER + strlen ("user:"));
  proposal->target = c->for_requester ? REQUESTER : OTHER;
  proposal->target_owned = c->owned;
  proposal->target_label = c->target_label;
  proposal->value_label = c->value_label;
  proposal->recipient_outside = c->outside;
  proposal->n_targets = c->n_targets;
  proposal->own_act = c->own_act;
}

MusterGateDecision *
gate_case_ask (const GateCase *c)
{
  MusterTool *tool = c->known ? tool_of (c->from_facts ? c->facts.shape : SHAPE_USER, c->class, c->engine) : NULL;
  g_autoptr(MusterRunCap) cap = cap_of (c, tool);
  g_autoptr(JsonObject) args = json_object_new ();
  MusterProposal proposal = MUSTER_PROPOSAL_INIT;

  policy = c->policy;
  proposal.tool = tool;
  proposal.args = args;
  proposal.secret_misused = c->misused;
  proposal.expired = c->expired;
  if (c->from_facts && tool != NULL)
    label (c, cap, args, &proposal);
  else
    say (c, args, &proposal);
  if (!c->good_args)
    json_object_set_string_member (args, "tenant", "another");
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

static void
random_facts (GRand     *random,
              GateFacts *facts)
{
  facts->shape = (Shape) below (random, N_SHAPES);
  facts->target = chance (random, 80) ? (Known) (1 + below (random, N_KNOWN - 1)) : KNOWN_NOT;
  facts->n = chance (random, 60) ? below (random, 4) : below (random, 30);
  facts->stranger = chance (random, 20);
  facts->group = chance (random, 50) ? 0 : 1 + (chance (random, 80) ? 1 + below (random, N_KNOWN - 1) : 0);
  facts->to = chance (random, 50) ? 0 : below (random, N_ADDRESSES);
  facts->domains = chance (random, 80);
  facts->text = chance (random, 50) ? 0 : below (random, 4);
  facts->choice = chance (random, 30);
  facts->own = chance (random, 50);
  facts->approved = chance (random, 20);
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
  c.own_act = chance (random, 20);
  c.expired = chance (random, 3);
  c.from_facts = chance (random, 50);
  random_facts (random, &c.facts);
  c.history.read_untrusted = chance (random, 50);
  c.history.read_sensitive = chance (random, 20);
  return c;
}

void
gate_case_tear_down (void)
{
  g_clear_object (&catalog);
}
