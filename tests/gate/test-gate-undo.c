/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool that changes something, of every integration, against the look-alikes: it is done and read back, and taken
 * back as its row declares, until the world is as it was to the last byte; and once more with the answer lost after the
 * vendor has done it, and with an answer that says nothing: it is done once. A tool without a line in the table fails the
 * test. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include <libsoup/soup.h>

#include "muster-error.h"
#include "muster-gate.h"
#include "muster-json.h"
#include "muster-secret-store.h"
#include "muster-store-fixture.h"
#include "muster-tool-undo.h"

#include "gate-sandbox.h"

/* What becomes of a line */
typedef enum
{
  BACK,        /* done, taken back, and the world is as it was */
  TRACE,       /* taken back, and what the vendor keeps of it stays, such as an archived page */
  FOR_GOOD,    /* declared irreversible */
  REFUSED,     /* nothing like it in this world: the act says why and changes nothing */
} Kind;

typedef struct
{
  const char *tool;
  Kind        kind;
  const char *args;       /* ' for "; {path} is a place in the first client, {@path} in the world */
  const char *before;     /* (nullable): tool that makes the ground ready */
  const char *before_args;
} Line;

#define TICKET "'ticket':'120000'"
#define TICKET_TEXT "'company':'{psaCompanyId}','summary':'A printer','description':'Words'"
#define USER   "'user':'{users[5].id}'"

#include "undo-lines.h"

static GateSandbox *box;
static MusterStore *store;
static char *dir;
static SoupSession *session;

/* --- The sandbox --- */

static JsonNode *
control (const char *method,
         const char *path,
         const char *body)
{
  g_autofree char *url = g_strconcat (muster_json_path_str (box->ready, "control"), path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autofree char *text = NULL;
  JsonNode *node;

  if (body != NULL)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  if (soup_message_get_status (message) >= 300)
    g_error ("%s %s: %u", method, path, soup_message_get_status (message));
  if (g_bytes_get_size (answer) == 0)
    return json_node_init_null (json_node_alloc ());
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return node;
}

static void
strip (JsonNode           *node,
       const char * const *names)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  g_autoptr(GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *member = json_object_get_member (object, l->data);

      strip (member, names);
      /* What is empty and what is not there are the same to whoever reads it */
      if (g_strv_contains (names, l->data) || JSON_NODE_HOLDS_NULL (member) ||
          (muster_json_node_arr (member) != NULL && json_array_get_length (muster_json_node_arr (member)) == 0))
        json_object_remove_member (object, l->data);
    }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    strip (json_array_get_element (array, i), names);
}

/* What the vendors show; not what only the sandbox keeps, nor when something was changed or deleted last */
static char *
world_text (void)
{
  static const char * const aside[] = { "sandbox", "updated", "updatedAt", "lastUpdated", "nextAction", "deleted", NULL };
  g_autoptr(JsonNode) node = control ("GET", "/world", NULL);

  strip (node, aside);
  return muster_json_canonical (node);
}

/* Changes that the vendors have carried out */
static guint
count_writes (void)
{
  g_autoptr(JsonNode) node = control ("GET", "/requests", NULL);
  JsonArray *rows = muster_json_arr (json_node_get_object (node), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *class = muster_json_str (row, "class");

      n += (g_str_equal (class, "write") || g_str_equal (class, "note")) && muster_json_int (row, "status", 0) < 400;
    }
  return n;
}

/* --- Arguments --- */

static gboolean
fill_place (const GMatchInfo *match,
            GString          *out,
            gpointer          user_data)
{
  g_autofree char *path = g_match_info_fetch (match, 1);
  JsonNode *client = json_array_get_element (muster_json_arr (json_node_get_object (box->world), "clients"), 0);
  JsonNode *node = *path == '@' ? muster_json_path (box->world, path + 1) : muster_json_path (client, path);

  if (node == NULL)
    g_error ("The world has no %s", path);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    g_string_append (out, json_node_get_string (node));
  return FALSE;
}

static JsonObject *
args_of (const char *text)
{
  g_autoptr(GRegex) place = g_regex_new ("\\{([@a-zA-Z][^{}']*)\\}", 0, 0, NULL);
  g_autofree char *filled = g_regex_replace_eval (place, text, -1, 0, 0, fill_place, NULL, NULL);
  g_auto(GStrv) parts = g_strsplit (filled, "'", -1);
  g_autofree char *whole = g_strjoinv ("\"", parts);
  g_autofree char *object = g_strdup_printf ("{%s}", whole);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (object, &error);

  if (node == NULL)
    g_error ("%s: %s", object, error->message);
  return json_object_ref (json_node_get_object (node));
}

/* --- One act --- */

static MusterRunCap *
cap_for (MusterTool *tool)
{
  static const char * const ids[][2] = {
    { "connectwise", "CW" }, { "halopsa", "HP" }, { "autotask", "AT" }, { "microsoft365", "MS" }, { "hudu", "HU" }, { "itglue", "IG" },
  };
  JsonObject *client = json_array_get_object_element (muster_json_arr (json_node_get_object (box->world), "clients"), 0);
  const char *integration = muster_integration_get_id (muster_tool_get_integration (tool));
  g_autofree char *company = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (client, "psaCompanyId", 0));
  g_autofree char *docs = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (client, g_str_equal (integration, "itglue")
                                                                                ? "itglueOrganizationId" : "huduCompanyId", 0));
  g_autoptr(MusterScope) scope = muster_scope_new (muster_json_str (client, "tenantId"), company, docs);
  const char *connection = NULL;
  MusterRunCap *cap;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_str_equal (ids[i][0], integration))
      connection = ids[i][1];
  g_assert_nonnull (connection);
  cap = muster_cap_new_admin ("M1", muster_tool_get_id (tool), connection);
  if (muster_tool_get_scope (tool) != NULL)
    muster_cap_set_scope (cap, scope);
  return cap;
}

/* (transfer full): the effect as the ledger has it */
static MusterEffect *
act (MusterTool *tool,
     JsonObject *args,
     const char *undo_of)
{
  g_autoptr(MusterRunCap) cap = cap_for (tool);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterEffect) effect = muster_gate_new_effect (box->gate, cap, muster_tool_get_id (tool), 0, NULL, args, &error);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterEffectState state;

  if (effect == NULL)
    g_error ("%s: %s", muster_tool_get_id (tool), error->message);
  muster_effect_set_undo_of (effect, undo_of);
  muster_cap_add_approval (cap, muster_effect_get_id (effect), muster_effect_get_args_hash (effect));
  MUST (store, prepare_effect, effect, "member:M1");
  muster_gate_dispatch_async (box->gate, cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  if (!muster_gate_dispatch_finish (box->gate, muster_test_wait (&wait), &state, NULL, &error))
    g_test_message ("%s: %s", muster_tool_get_id (tool), error->message);
  return MUST (store, get_effect, muster_effect_get_id (effect));
}

static JsonObject *
parse (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;

  return node != NULL ? json_object_ref (json_node_get_object (node)) : json_object_new ();
}

/* (transfer full): the act that takes @done back */
static MusterEffect *
take_back (MusterTool   *tool,
           MusterEffect *done)
{
  g_autoptr(JsonObject) args = parse (muster_effect_get_args (done));
  g_autoptr(JsonObject) before = parse (muster_effect_get_before (done));
  g_autoptr(JsonObject) made = parse (muster_effect_get_made (done));
  g_autoptr(JsonObject) undo_args = NULL;
  g_autoptr(GError) error = NULL;
  MusterTool *inverse = muster_tool_resolve_undo (tool, box->catalog, args, before, made, muster_effect_get_external_ref (done),
                                                  &undo_args, NULL, &error);

  if (inverse == NULL)
    g_error ("%s cannot be taken back: %s (before %s, made %s)", muster_tool_get_id (tool), error->message,
             muster_effect_get_before (done), muster_effect_get_made (done));
  return act (inverse, undo_args, muster_effect_get_id (done));
}

static void
assert_state (MusterEffect      *effect,
              MusterEffectState  state)
{
  if (muster_effect_get_state (effect) != state)
    g_error ("%s is %s: %s", muster_effect_get_tool (effect), muster_effect_state_to_string (muster_effect_get_state (effect)),
             muster_effect_get_outcome (effect));
}

/* Where two texts part, with what stands around */
static void
assert_same (const char *tool,
             const char *was,
             const char *is)
{
  gsize at = 0;

  if (g_str_equal (was, is))
    return;
  while (was[at] == is[at])
    at++;
  at = at > 160 ? at - 160 : 0;
  g_error ("%s was not taken back whole:\nwas %.400s\nis  %.400s", tool, was + at, is + at);
}

static void
make_ready (const Line *line)
{
  g_autoptr(JsonNode) reset = control ("POST", "/reset", "{}");
  /* What is done from here on is later than what the gate’s clock says, however long the test has run */
  g_autoptr(JsonNode) later = control ("POST", "/clock", "{\"advance\":600}");
  /* Devices do at once what they are told; waiting for them is a test of its own */
  g_autoptr(JsonNode) at_once = control ("POST", "/settings", "{\"graph\":{\"deviceActionMs\":0}}");

  if (line->before != NULL)
    {
      g_autoptr(JsonObject) args = args_of (line->before_args);
      g_autoptr(MusterEffect) ground = act (muster_catalog_lookup_tool (box->catalog, line->before), args, NULL);

      assert_state (ground, MUSTER_EFFECT_STATE_CONFIRMED);
    }
  json_node_unref (control ("DELETE", "/requests", NULL));
}

static gboolean
is_lost_for_good (MusterTool *tool)
{
  return g_strcmp0 (muster_tool_get_retry (tool), "X") == 0;
}

/* The same with the answer lost after the vendor has done it */
static void
lose_reply (const Line *line,
            MusterTool *tool,
            guint       writes,
            const char *wanted)
{
  g_autoptr(JsonObject) args = args_of (line->args);
  g_autoptr(MusterEffect) effect = NULL;
  g_autofree char *is = NULL;

  make_ready (line);
  json_node_unref (control ("POST", "/faults", "{\"class\":\"write\",\"kind\":\"lost-reply\",\"times\":1}"));
  json_node_unref (control ("POST", "/faults", "{\"class\":\"note\",\"kind\":\"lost-reply\",\"times\":1}"));
  effect = act (tool, args, NULL);
  is = world_text ();
  /* A composite of which only a part was sent stops there, with what is done */
  if (is_lost_for_good (tool) || writes > 1)
    g_assert_cmpint (muster_effect_get_state (effect), !=, MUSTER_EFFECT_STATE_ABSENT);
  else
    assert_state (effect, MUSTER_EFFECT_STATE_CONFIRMED);
  if (count_writes () > writes)
    g_error ("%s: done %u times with its answer lost, %u without", line->tool, count_writes (), writes);
  if (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_CONFIRMED && strlen (is) != strlen (wanted))
    g_test_message ("%s: %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT " bytes of world", line->tool, strlen (is), strlen (wanted));
  json_node_unref (control ("DELETE", "/faults", NULL));
}

/* Done, and what came back tells only that something was: looking tells that it is there, and it is done once */
static void
doubt (const Line *line,
       MusterTool *tool,
       guint       writes,
       const char *fault)
{
  g_autoptr(JsonObject) args = args_of (line->args);
  g_autoptr(MusterEffect) effect = NULL;

  make_ready (line);
  json_node_unref (control ("POST", "/faults", fault));
  effect = act (tool, args, NULL);
  assert_state (effect, MUSTER_EFFECT_STATE_CONFIRMED);
  if (count_writes () != writes)
    g_error ("%s: done %u times, %u without %s", line->tool, count_writes (), writes, fault);
  json_node_unref (control ("DELETE", "/faults", NULL));
}

/* The answer is no JSON; or, where what was made is read afterwards, that cannot be read */
static void
garble_reply (const Line *line,
              MusterTool *tool,
              guint       writes)
{
  MusterEffectClass class = muster_tool_get_effect_class (tool);
  gboolean is_note = class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL || class == MUSTER_EFFECT_CLASS_REPLY;

  if (!muster_tool_has_look (tool) || is_lost_for_good (tool) || writes != 1)
    return;
  doubt (line, tool, writes, is_note ? "{\"class\":\"note\",\"kind\":\"garbage\",\"times\":1}"
                                     : "{\"class\":\"write\",\"kind\":\"garbage\",\"times\":1}");
  if (g_str_equal (line->tool, "autotask:add-internal-note") || g_str_equal (line->tool, "autotask:reply-to-requester"))
    doubt (line, tool, writes, "{\"method\":\"GET\",\"pathPattern\":\"*/TicketNotes/*\",\"kind\":\"403\",\"after\":1}");
  else if (g_str_equal (line->tool, "autotask:create-ticket"))
    doubt (line, tool, writes, "{\"method\":\"GET\",\"pathPattern\":\"*/Tickets/*\",\"kind\":\"403\",\"after\":1}");
}

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  MusterTool *tool = muster_catalog_lookup_tool (box->catalog, line->tool);
  g_autoptr(JsonObject) args = args_of (line->args);
  g_autoptr(MusterEffect) done = NULL;
  g_autofree char *was = NULL;
  g_autofree char *made = NULL;
  guint writes;

  g_assert_nonnull (tool);
  make_ready (line);
  was = world_text ();
  done = act (tool, args, NULL);
  if (line->kind == REFUSED)
    {
      g_assert_cmpint (muster_effect_get_state (done), !=, MUSTER_EFFECT_STATE_CONFIRMED);
      made = world_text ();
      assert_same (line->tool, was, made);
      return;
    }
  assert_state (done, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_false (muster_effect_get_already (done));
  writes = count_writes ();
  g_assert_cmpuint (writes, >, 0);
  made = world_text ();
  if (g_str_equal (was, made) && line->kind != FOR_GOOD)
    g_error ("%s has changed nothing", line->tool);

  if (line->kind == FOR_GOOD)
    g_assert_nonnull (muster_tool_get_irreversible (tool));
  else
    {
      /* Nobody takes an act back within the second that it was done in */
      g_autoptr(JsonNode) later = control ("POST", "/clock", "{\"advance\":2}");
      g_autoptr(MusterEffect) back = take_back (tool, done);
      g_autofree char *is = world_text ();

      assert_state (back, MUSTER_EFFECT_STATE_CONFIRMED);
      g_assert_cmpstr (muster_effect_get_undo_of (back), ==, muster_effect_get_id (done));
      if (line->kind == BACK)
        assert_same (line->tool, was, is);
      else
        g_assert_cmpstr (is, !=, made);
    }
  lose_reply (line, tool, writes, made);
  garble_reply (line, tool, writes);
}

/* Each tool that changes something has its line, and each line a tool */
static void
test_complete (void)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (box->catalog, NULL);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = tools->pdata[i];
      gboolean found = muster_tool_is_read (tool);

      for (gsize j = 0; !found && j < G_N_ELEMENTS (lines); j++)
        found = g_str_equal (lines[j].tool, muster_tool_get_id (tool));
      for (gsize j = 0; !found && j < G_N_ELEMENTS (elsewhere); j++)
        found = g_str_equal (elsewhere[j].tool, muster_tool_get_id (tool));
      if (!found)
        {
          g_test_message ("%s has no line in undo-lines.h", muster_tool_get_id (tool));
          g_test_fail ();
        }
    }
}

static void
fill_store (void)
{
  static const char * const ids[] = { "CW", "HP", "AT", "MS", "HU", "IG" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      MusterConnection *connection = muster_gate_get_connection (box->gate, ids[i]);

      if (connection != NULL)
        MUST (store, save_connection, connection);
    }
}

/* `first` and `second` are halves of the table, for what takes long */
static gboolean
in_other_half (const Line *line,
               const char *half)
{
  gboolean second = (line - lines) % 2 == 1;

  return half != NULL && second != g_str_equal (half, "second");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(MusterSecretStore) secrets = NULL;
  const char *half;
  int status;

  muster_test_init (&argc, &argv);
  half = argc > 1 ? argv[1] : NULL;
  dir = muster_test_dir ();
  store = fixture_open_or_die (dir);
  session = soup_session_new ();
  box = gate_sandbox_start (store, "world/dev.json");
  secrets = muster_secret_store_memory_new ();
  muster_gate_set_secret_store (box->gate, secrets);
  fill_store ();

  g_test_add_func ("/gate/undo/complete", test_complete);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = NULL;

      if (in_other_half (&lines[i], half))
        continue;
      path = g_strdup_printf ("/gate/undo/%s", lines[i].tool);
      g_strdelimit (path + strlen ("/gate/undo/"), ":", '/');
      g_test_add_data_func (path, &lines[i], test_line);
    }
  status = g_test_run ();

  gate_sandbox_stop (box);
  fixture_close (store);
  g_object_unref (session);
  muster_test_remove_dir (dir);
  g_free (dir);
  return status;
}
