/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-test.h"

#include "exec-fixture.h"

/* How much may be sent: what a document says of it, and by what a request is counted */

#define DOCUMENT \
  "{'openapi':'3.0.3','x-muster-integration':{'id':'t','name':'T','version':1,'category':'cloud'," \
  "'signIn':{'kind':'entra-app'},'fields':[],'hosts':{'api':{'base':'https://api.example'}},'rate':%s," \
  "'errorShape':'graph','testCall':'whoami','companyList':'whoami','rights':[]}," \
  "'paths':{'/me':{'get':{'operationId':'whoami','responses':{}}}}," \
  "'x-muster-tools':{'whoami':{'title':'W','version':1,'class':'read','engine':true,'args':{}," \
  "'calls':[{'id':'w','op':'whoami','class':'read'}],'select':{},'explain':'W','needs':{}}}}"

static gboolean
add (MusterCatalog  *catalog,
     const char     *rate,
     GError        **error)
{
  g_autofree char *json = g_strdelimit (g_strdup_printf (DOCUMENT, rate), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));

  return muster_catalog_add_document (catalog, "t.json", bytes, error);
}

static void
test_rates (void)
{
  static const struct
  {
    const char *text;
    MusterRate  rate;
  } rows[] = {
    { "{'perSecond':5,'parallel':4}", { 5.0, 0, 4, 0, 0, 0, 0.0 } },
    { "{'perSecond':0.5,'parallel':1,'burst':10}", { 0.5, 10, 1, 0, 0, 0, 0.0 } },
    { "{'perSecond':10,'parallel':4,'perTenant':true}", { 10.0, 0, 4, 0, 0, 0, 0.0, TRUE } },
    { "{'perSecond':5,'parallel':4,'perEntity':2,'window':{'seconds':3600,'limit':10000,'share':0.1}}",
      { 5.0, 0, 4, 2, 3600, 10000, 0.1 } },
    { "{'perSecond':1,'parallel':4,'window':{'seconds':300,'limit':300,'share':1}}", { 1.0, 0, 4, 0, 300, 300, 1.0 } },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
      g_autoptr(GError) error = NULL;
      MusterRate rate;

      add (catalog, rows[i].text, &error);
      g_assert_no_error (error);
      muster_integration_get_rate (muster_catalog_get_integration (catalog, "t"), &rate);
      g_assert_cmpfloat (rate.per_second, ==, rows[i].rate.per_second);
      g_assert_cmpuint (rate.burst, ==, rows[i].rate.burst);
      g_assert_cmpuint (rate.parallel, ==, rows[i].rate.parallel);
      g_assert_cmpuint (rate.per_entity, ==, rows[i].rate.per_entity);
      g_assert_cmpuint (rate.window_s, ==, rows[i].rate.window_s);
      g_assert_cmpuint (rate.window_limit, ==, rows[i].rate.window_limit);
      g_assert_cmpfloat (rate.window_share, ==, rows[i].rate.window_share);
      g_assert_true (rate.per_tenant == rows[i].rate.per_tenant);
    }
}

static void
test_mistakes (void)
{
  static const char * const texts[] = {
    "{}", "{'perSecond':5}", "{'perSecond':0,'parallel':4}", "{'perSecond':-1,'parallel':4}", "{'perSecond':5,'parallel':0}",
    "{'perSecond':5,'parallel':4,'perMinute':3}", "{'perSecond':'5','parallel':4}", "{'perSecond':5,'parallel':4,'burst':0}",
    "{'perSecond':5,'parallel':4,'perEntity':0}", "{'perSecond':5,'parallel':4,'window':300}",
    "{'perSecond':5,'parallel':4,'window':{}}", "{'perSecond':5,'parallel':4,'window':{'seconds':300,'limit':300}}",
    "{'perSecond':5,'parallel':4,'window':{'seconds':300,'limit':300,'share':0}}",
    "{'perSecond':5,'parallel':4,'window':{'seconds':300,'limit':300,'share':1.5}}",
    "{'perSecond':5,'parallel':4,'window':{'seconds':0,'limit':300,'share':1}}",
    "{'perSecond':5,'parallel':4,'window':{'seconds':300,'limit':300,'share':1,'rest':1}}",
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
      g_autoptr(GError) error = NULL;

      if (add (catalog, texts[i], &error))
        g_error ("%s was taken", texts[i]);
      g_assert_nonnull (error);
    }
}

/* Everything about one entity is counted together; what is named by the answer alone is counted with nothing. */
static void
test_lane_keys (void)
{
  static const struct
  {
    const char *path;
    const char *key;
  } rows[] = {
    { "/Tickets", "Tickets" }, { "/Tickets/{id}", "Tickets" }, { "/Tickets/{id}/Notes", "Tickets" },
    { "/TicketNotes/query", "TicketNotes" }, { "/{id}", NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean has_id = strchr (rows[i].path, '{') != NULL;
      g_autofree char *paths = g_strdup_printf ("'%s':{'get':{'operationId':'op',%s'responses':{}}}", rows[i].path,
                                                has_id ? "'parameters':[{'name':'id','in':'path','required':true}]," : "");
      g_autofree char *tools =
        g_strdup_printf ("'tool':{'title':'T','version':1,'class':'read','engine':true,'args':{},'calls':[{'id':'c','op':'op',"
                         "'class':'read'%s}],'select':{},'explain':'T','needs':{}}",
                         has_id ? ",'with':{'path.id':'7'}" : "");
      g_autoptr(MusterCatalog) catalog = exec_fixture_new (paths, tools);
      g_autoptr(MusterToolExec) exec = exec_fixture_start (catalog, "tool", "{}");
      g_autoptr(MusterRequest) request = exec_fixture_next (exec);

      g_assert_cmpstr (request->lane_key, ==, rows[i].key);
      g_assert_cmpint (request->priority, ==, MUSTER_PRIORITY_RUN);
    }
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/catalog/rate/rates", test_rates);
  g_test_add_func ("/catalog/rate/mistakes", test_mistakes);
  g_test_add_func ("/catalog/rate/lane-keys", test_lane_keys);
  return g_test_run ();
}
