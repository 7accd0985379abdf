/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-docs-terms.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-test.h"

/* The same documentation through each platform's tools comes out the same. */

typedef struct
{
  const char *tool;
  const char *args;
  const char *answer;
} Answer;

typedef struct
{
  const char *integration;
  Answer      answers[4];
  const char *source;      /* of a finding from an article */
} Platform;

static const Platform platforms[] = {
  { "hudu",
    {
      { "hudu:search-articles", "{}",
        "{'articles':[{'id':1,'name':'VPN','company_id':31,'text':'Use it.','updated_at':'2026-11-02T00:00:00Z','folder_id':7},"
        "{'id':2,'name':'Draft','company_id':31,'text':'No.','draft':true}],"
        "'folders':[{'id':7,'name':'Network','parent_folder_id':8},{'id':8,'name':'Archive'}]}" },
      { "hudu:list-procedures", "{}", "{'procedures':[{'id':4,'name':'Starters','description':'','updated_at':'2026-11-01T00:00:00Z'}]}" },
      { "hudu:get-procedure", "{'procedure':4}", "{'procedure':{'steps':[{'name':'Make the account'},{'name':'Tell them','description':'by phone'}]}}" },
      { "hudu:list-assets", "{}", "{'assets':[{'name':'Software','fields':[{'label':'Needs Dana','value':'CAD'}]}]}" },
    }, "hudu:search-articles" },
  { "itglue",
    {
      { "itglue:search-documents", "{}",
        "{'documents':[{'id':'1','name':'VPN','organization_id':31,'text':'Use it.','updated_at':'2026-11-02T00:00:00Z','folder_id':7},"
        "{'id':'2','name':'Draft','organization_id':31,'text':'No.','draft':true},"
        "{'id':'4','name':'Starters','organization_id':31,'text':'','updated_at':'2026-11-01T00:00:00Z'}],"
        "'sections':[{'document':4,'section':'42','type':'Document::Step','sort':2,'text':'Tell them'},"
        "{'document':4,'section':'41','type':'Document::Step','sort':1,'text':'Make the account'}],"
        "'folders':[{'id':'7','name':'Network','parent_folder_id':8},{'id':'8','name':'Archive','parent_folder_id':null}]}" },
      { "itglue:list-flexible-assets", "{}",
        "{'assets':[{'name':'Software','fields':[{'label':'needs-dana','value':'CAD'}]}],'labels':[{'key':'needs-dana','label':'Needs Dana'}]}" },
    }, "itglue:search-documents" },
};

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return muster_json_from_string_trusted (json, NULL);
}

static MusterInquiry *
inquire (const char *integration,
         gboolean    answered)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(MusterCase) ticket_case = NULL;

  muster_ticket_set_summary (ticket, "VPN");
  muster_ticket_set_description (ticket, "How do I use the VPN?");
  ticket_case = muster_case_new (ticket, "Fabrikam", "fabrikam", "en", "Europe/London", 0);
  muster_case_set_docs (ticket_case, integration);
  for (gsize p = 0; p < G_N_ELEMENTS (platforms); p++)
    for (gsize i = 0; i < G_N_ELEMENTS (platforms[p].answers) && platforms[p].answers[i].tool != NULL; i++)
      {
        const Answer *row = &platforms[p].answers[i];
        g_autoptr(JsonNode) args = parse (row->args);
        g_autoptr(JsonNode) answer = parse (row->answer);

        muster_case_offer_tool (ticket_case, row->tool, MUSTER_POLICY_AUTO);
        if (answered)
          muster_case_add_answer (ticket_case, row->tool, json_node_get_object (args), "ok", answer);
      }
  return muster_inquiry_new (ticket_case, NULL);
}

static void
test_pages (gconstpointer data)
{
  const Platform *platform = data;
  g_autoptr(MusterInquiry) inquiry = inquire (platform->integration, TRUE);
  g_autoptr(GPtrArray) pages = muster_docs_terms_pages (inquiry);
  const MusterDocsPage *starters = NULL;
  const MusterDocsPage *vpn;
  g_autofree char *steps = NULL;

  g_assert_nonnull (pages);
  g_assert_cmpuint (pages->len, ==, 3);
  vpn = g_ptr_array_index (pages, 0);
  g_assert_cmpint (vpn->id, ==, 1);
  g_assert_cmpstr (vpn->text, ==, "Use it.");
  g_assert_cmpstr (vpn->updated, ==, "2026-11-02T00:00:00Z");
  g_assert_cmpuint (vpn->folders->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (vpn->folders, 1), ==, "Archive");
  g_assert_false (vpn->procedure || vpn->hidden || vpn->general);
  for (guint i = 0; i < pages->len; i++)
    if (g_str_equal (((MusterDocsPage *) g_ptr_array_index (pages, i))->name, "Starters"))
      starters = g_ptr_array_index (pages, i);
  g_assert_nonnull (starters);
  g_assert_true (starters->procedure);
  g_assert_cmpstr (starters->text, ==, "");
  steps = starters->steps != NULL ? g_strdup (starters->steps) : muster_docs_terms_steps (inquiry, starters->id);
  g_assert_true (g_str_has_prefix (steps, "Make the account\n"));
  g_assert_nonnull (strstr (steps, "Tell them"));
}

/* What counts: no draft, nothing out of an archive */
static void
test_articles (gconstpointer data)
{
  const Platform *platform = data;
  g_autoptr(MusterInquiry) inquiry = inquire (platform->integration, TRUE);
  GPtrArray *articles = muster_inquiry_articles (inquiry);

  g_assert_cmpuint (articles->len, ==, 1);
  g_assert_cmpstr (((MusterArticle *) g_ptr_array_index (articles, 0))->name, ==, "Starters");
  g_assert_cmpstr (muster_docs_terms_source (inquiry, MUSTER_DOCS_SEARCH), ==, platform->source);
}

static void
test_records (gconstpointer data)
{
  const Platform *platform = data;
  g_autoptr(MusterInquiry) inquiry = inquire (platform->integration, TRUE);
  g_autoptr(GPtrArray) records = muster_docs_terms_records (inquiry);
  const MusterDocsRecord *record = g_ptr_array_index (records, 0);
  const MusterDocsField *field = g_ptr_array_index (record->fields, 0);

  g_assert_cmpstr (record->name, ==, "Software");
  g_assert_cmpstr (field->label, ==, "Needs Dana");
  g_assert_cmpstr (field->value, ==, "CAD");
}

/* Only the tools of the client's own platform are wanted */
static void
test_wanted (gconstpointer data)
{
  const Platform *platform = data;
  g_autoptr(MusterInquiry) inquiry = inquire (platform->integration, FALSE);

  g_assert_null (muster_docs_terms_pages (inquiry));
  g_assert_null (muster_docs_terms_records (inquiry));
  g_assert_true (inquiry->waiting);
  g_assert_cmpuint (inquiry->wanted->len, >, 1);
  for (guint i = 0; i < inquiry->wanted->len; i++)
    g_assert_true (g_str_has_prefix (((MusterToolCall *) g_ptr_array_index (inquiry->wanted, i))->tool, platform->integration));
}

static void
test_none (void)
{
  g_autoptr(MusterInquiry) inquiry = inquire (NULL, TRUE);
  g_autoptr(GPtrArray) pages = muster_docs_terms_pages (inquiry);
  g_autoptr(GPtrArray) records = muster_docs_terms_records (inquiry);
  g_autofree char *steps = muster_docs_terms_steps (inquiry, 4);

  g_assert_cmpuint (pages->len + records->len, ==, 0);
  g_assert_cmpstr (steps, ==, "");
  g_assert_false (inquiry->waiting);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*test) (gconstpointer data); } tests[] = {
    { "pages", test_pages }, { "articles", test_articles }, { "records", test_records }, { "wanted", test_wanted },
  };

  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/agent/planner/docs/%s/%s", platforms[i].integration, tests[t].name);

        g_test_add_data_func (path, &platforms[i], tests[t].test);
      }
  g_test_add_func ("/agent/planner/docs/none", test_none);
  return g_test_run ();
}
