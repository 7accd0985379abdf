/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"

#include "exec-fixture.h"

#define PATHS \
  "'/users/{id}':{'get':{'operationId':'getUser','parameters':[{'name':'id','in':'path','required':true}],'responses':{}}," \
  "'patch':{'operationId':'patchUser','parameters':[{'name':'id','in':'path','required':true}],'requestBody':{},'responses':{}," \
  "'x-answers':[{'status':400,'means':'already'}],'x-paging':{'kind':'none'}}}"

#define TOOLS \
  "'block':{'title':'T','version':1,'class':'write','args':{'user':{'role':'target:user','type':'string','format':'guid'}}," \
  "'scope':{'in':'token','value':'tenant'}," \
  "'calls':[{'id':'u','op':'getUser','class':'read','with':{'path.id':{'arg':'user'}}}," \
  "{'id':'p','op':'patchUser','class':'write','with':{'path.id':{'answer':'u.id'},'body':{'note':{'template':'{user|json}'}}}," \
  "'when':{'left':{'answer':'u.x'},'op':'eq','right':1}}]," \
  "'select':{'user':{'call':'u','members':['id']}},'retry':'N','look':{'call':{'id':'l','op':'getUser'," \
  "'with':{'path.id':{'arg':'user'}}},'met':{'left':{'answer':'l.x'},'op':'exists'}}," \
  "'undo':{'irreversible':'no'},'explain':'E','needs':{'gdapRole':'R'}}"

/* What is put in the place of what, and words that the complaint must have */
static const struct
{
  const char *from;
  const char *to;
  const char *words[2];
} mistakes[] = {
  { "'title':'T',", "", { "block", "title" } },
  { "'title':'T',", "'title':'T','colour':1,", { "block", "colour" } },
  { "'version':1,", "'version':'1',", { "block", "version" } },
  { "'class':'write','args'", "'class':'harmless','args'", { "block", "harmless" } },
  { "'class':'write','args'", "'class':'read','args'", { "call p", "lower" } },
  { "'scope':{'in':'token','value':'tenant'},", "", { "block", "scope" } },
  { "'in':'token'", "'in':'header'", { "block", "scope.in" } },
  { "'in':'token'", "'in':'query'", { "block", "name" } },
  { "'value':'tenant'", "'value':'everything'", { "block", "scope.value" } },
  { "'role':'target:user'", "'role':'boss'", { "argument user", "boss" } },
  { "'type':'string'", "'type':'text'", { "argument user", "type" } },
  { "'format':'guid'", "'format':'any'", { "argument user", "any" } },
  { "'format':'guid'", "'pattern':'('", { "argument user", "pattern" } },
  { "'op':'getUser','class'", "'op':'getUsers','class'", { "call u", "getUsers" } },
  { "'class':'read','with':{'path.id':{'arg':'user'}}},{", "'class':'read'},{", { "call u", "path.id" } },
  { "'path.id':{'arg':'user'}}},{", "'path.id':{'arg':'group'}}},{", { "call u", "group" } },
  { "'path.id':{'arg':'user'}}},{", "'path.id':{'arg':'user'},'query.x':1}},{", { "call u", "query.x" } },
  { "'answer':'u.id'", "'answer':'z.id'", { "call p", "z.id" } },
  { "'answer':'u.id'", "'item':'id'", { "call p", "item" } },
  { "'answer':'u.id'", "'int':{'answer':'z.id'}", { "call p", "z.id" } },
  { "'answer':'u.id'", "'first':[{'arg':'user'},{'arg':'group'}]", { "call p", "group" } },
  { "'answer':'u.id'", "'first':[{'int':{'item':'id'}},0]", { "call p", "item" } },
  { "{user|json}", "{user}", { "block", "quoting" } },
  { "{user|json}", "{user|raw}", { "call p", "raw" } },
  { "{user|json}", "{group|json}", { "call p", "group" } },
  { "'op':'eq'", "'op':'like'", { "call p", "op" } },
  { "'id':'p'", "'id':'u'", { "call u", "two calls" } },
  { "'call':'u','members'", "'call':'q','members'", { "select user", "q" } },
  { "'members':['id']", "'members':[7]", { "select user", "members" } },
  { "'members':['id']", "'members':[{'a':'b','as':'html'}]", { "select user", "members" } },
  { "'retry':'N',", "", { "block", "retry" } },
  { "'retry':'N'", "'retry':'Q'", { "block", "retry" } },
  { "'look':{'call'", "'look':{'cal'", { "look", "call" } },
  { ",'met':{'left':{'answer':'l.x'},'op':'exists'}", "", { "look", "met" } },
  { "'undo':{'irreversible':'no'},", "", { "block", "undo" } },
  { "'irreversible':'no'", "'tool':'unblock'", { "block", "unblock" } },
  { "'gdapRole':'R'", "'role':'R'", { "block", "role" } },
};

static char *
replaced (const char *text,
          const char *from,
          const char *to)
{
  g_auto(GStrv) parts = g_strsplit (text, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (to, parts);
}

static void
test_good (void)
{
  g_autoptr(MusterCatalog) catalog = exec_fixture_new (PATHS, TOOLS);
  MusterTool *tool = muster_catalog_lookup_tool (catalog, "t:block");
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (catalog, "t");

  g_assert_cmpuint (tools->len, ==, 2);
  g_assert_nonnull (tool);
  g_assert_cmpint (muster_tool_get_effect_class (tool), ==, MUSTER_EFFECT_CLASS_WRITE);
  g_assert_cmpstr (muster_tool_get_target_arg (tool), ==, "user");
  g_assert_cmpstr (muster_tool_get_target_kind (tool), ==, "user");
  g_assert_cmpint (muster_tool_default_policy (tool), ==, MUSTER_POLICY_APPROVAL_NEEDED);
  g_assert_null (muster_catalog_lookup_tool (catalog, "t:unknown"));
  g_assert_null (muster_catalog_lookup_tool (catalog, NULL));
}

static void
test_mistakes (void)
{
  gsize i;
  gsize j;

  for (i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
      g_autofree char *tools = replaced (TOOLS, mistakes[i].from, mistakes[i].to);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) left = NULL;

      if (exec_fixture_add (catalog, PATHS, tools, &error))
        g_error ("%s instead of %s was taken", mistakes[i].to, mistakes[i].from);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, "t.json: "));
      for (j = 0; j < 2; j++)
        g_assert_nonnull (strstr (error->message, mistakes[i].words[j]));
      left = muster_catalog_list_tools (catalog, NULL);
      g_assert_cmpuint (left->len, ==, 0);
    }
}

static void
test_operations (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *word;
  } wrong[] = {
    { "'means':'already'", "'means':'fine'", "meaning" },
    { "'status':400", "'status':'4xx'", "status" },
    { "'status':400", "'state':400", "status" },
    { "'kind':'none'", "'kind':'cursor'", "paging" },
    { "'kind':'none'", "'kind':'page'", "size" },
    { "'kind':'none'", "'kind':'next-url'", "next" },
    { "'kind':'none'", "'kind':'none','next':'page.next'", "next" },
    { "'status':400,'means'", "'status':400,'nil':'item','means'", "nil" },
    { "'kind':'none'", "'kind':'none','depth':1", "depth" },
    { "'x-paging'", "'x-pages'", "x-pages" },
    { "'operationId':'patchUser'", "'operationId':'getUser'", "two operations" },
    { "/users/{id}", "/users/{key}", "path" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
      g_autofree char *paths = replaced (PATHS, wrong[i].from, wrong[i].to);
      g_autoptr(GError) error = NULL;

      g_assert_false (exec_fixture_add (catalog, paths, TOOLS, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, wrong[i].word));
    }
}

/* All documents of the program, and what follows from the class alone */
static void
test_program (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCatalog) catalog = muster_catalog_load (&error);
  g_autoptr(GPtrArray) tools = NULL;
  guint i;

  g_assert_no_error (error);
  tools = muster_catalog_list_tools (catalog, NULL);
  g_assert_cmpuint (tools->len, >, 90);
  for (i = 0; i < tools->len; i++)
    {
      MusterTool *tool = tools->pdata[i];
      MusterEffectClass class = muster_tool_get_effect_class (tool);
      MusterPolicy policy = muster_tool_default_policy (tool);

      g_assert_true (muster_tool_get_engine (tool) || muster_tool_get_scope (tool) != NULL);
      if (class == MUSTER_EFFECT_CLASS_READ)
        g_assert_cmpint (policy, ==, MUSTER_POLICY_AUTO);
      if (class >= MUSTER_EFFECT_CLASS_PRIVILEGE)
        {
          g_assert_cmpint (policy, ==, MUSTER_POLICY_APPROVAL_NEEDED);
          g_assert_cmpint (muster_tool_floor_policy (tool, MUSTER_POLICY_AUTO), ==, MUSTER_POLICY_APPROVAL_NEEDED);
        }
      if (!muster_tool_is_read (tool) && !muster_tool_get_engine (tool))
        g_assert_cmpint (policy, ==, MUSTER_POLICY_APPROVAL_NEEDED);
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/catalog/loader/good", test_good);
  g_test_add_func ("/catalog/loader/mistakes", test_mistakes);
  g_test_add_func ("/catalog/loader/operations", test_operations);
  g_test_add_func ("/catalog/loader/program", test_program);

  return g_test_run ();
}
