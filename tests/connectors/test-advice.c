/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-advice.h"
#include "muster-error.h"
#include "muster-hudu.h"
#include "muster-itglue.h"
#include "muster-json.h"
#include "muster-test.h"

static const struct
{
  const char *integration;
  const char *tool;
  int         code;
  const char *message;
  const char *problem;
} cases[] = {
  { "connectwise", "list-boards", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "wrong-key" },
  { "connectwise", "list-boards", MUSTER_ERROR_NOT_FOUND, "HTTP 404", "wrong-key" },
  { "connectwise", "company-info", MUSTER_ERROR_NOT_FOUND, "no company", "wrong-company" },
  { "connectwise", "company-info", MUSTER_ERROR_BAD_REPLY, "a web page", "wrong-address" },
  { "connectwise", "list-boards", MUSTER_ERROR_FORBIDDEN, "HTTP 403: clientId is missing", "missing-client-id" },
  { "connectwise", "list-boards", MUSTER_ERROR_FORBIDDEN, "HTTP 403 Security", "missing-right" },
  { "connectwise", "list-boards", MUSTER_ERROR_FORBIDDEN, "HTTP 403 Security: SSL is required.", "wrong-region" },
  { "connectwise", "list-boards", MUSTER_ERROR_OFFLINE, "x", "no-network" },
  { "connectwise", "list-boards", MUSTER_ERROR_TLS, "x", "tls" },
  { "connectwise", "list-boards", MUSTER_ERROR_TIMEOUT, "x", "timeout" },
  { "connectwise", "list-boards", MUSTER_ERROR_RATE_LIMITED, "x", "throttled" },
  { "connectwise", "list-boards", MUSTER_ERROR_INTERNAL, "x", "bad-answer" },
  { "microsoft365", "whoami", MUSTER_ERROR_SIGNED_OUT, "The client secret is wrong. Paste the value.", "wrong-secret" },
  { "microsoft365", "whoami", MUSTER_ERROR_SIGNED_OUT, "The client secret has expired. Create one.", "secret-expired" },
  { "microsoft365", "whoami", MUSTER_ERROR_SIGNED_OUT, "The sign-in was revoked.", "wrong-key" },
  { "microsoft365", "whoami", MUSTER_ERROR_CONSENT_NEEDED, "Nobody has consented", "consent-needed" },
  { "microsoft365", "whoami", MUSTER_ERROR_CONSENT_NEEDED, "The app is unknown in that tenant.", "app-unknown" },
  { "microsoft365", "whoami", MUSTER_ERROR_NOT_FOUND, "There is no tenant with that id.", "wrong-tenant" },
  { "microsoft365", "whoami", MUSTER_ERROR_FORBIDDEN, "Insufficient privileges", "missing-right" },
  { "microsoft365", "whoami", MUSTER_ERROR_FORBIDDEN, "A conditional access policy blocks", "conditional-access" },
  { "microsoft365", "whoami", MUSTER_ERROR_WRONG_REGION, "cloud", "wrong-region" },
  { "microsoft365", "whoami", MUSTER_ERROR_OFFLINE, "x", "no-network" },
  { "hudu", "api-info", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "wrong-key" },
  { "hudu", "find-passwords", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "missing-right" },
  { "hudu", "api-info", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right" },
  { "hudu", "api-info", MUSTER_ERROR_NOT_FOUND, "HTTP 404", "wrong-address" },
  { "hudu", "api-info", MUSTER_ERROR_BAD_REPLY, "a web page", "wrong-address" },
  { "hudu", "api-info", MUSTER_ERROR_TLS, "x", "tls" },
  { "itglue", "api-info", MUSTER_ERROR_SIGNED_OUT, "HTTP 401", "wrong-key" },
  { "itglue", "get-password", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right" },
  { "itglue", "list-companies", MUSTER_ERROR_FORBIDDEN, "HTTP 403", "missing-right" },
  { "itglue", "list-folders", MUSTER_ERROR_NOT_FOUND, "HTTP 404", "missing-feature" },
  { "itglue", "api-info", MUSTER_ERROR_BAD_REPLY, "a web page", "bad-answer" },
  { "itglue", "api-info", MUSTER_ERROR_RATE_LIMITED, "HTTP 429", "throttled" },
  { "somebody", "x", MUSTER_ERROR_OFFLINE, "x", "no-network" },
};

/* Each failure has a name, a title and something to do */
static void
test_advice (void)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (MUSTER_ERROR, cases[i].code, cases[i].message);
      g_autoptr(MusterAdvice) advice = muster_advice_for (cases[i].integration, cases[i].tool, error);

      g_assert_cmpstr (advice->problem, ==, cases[i].problem);
      g_assert_cmpuint (g_utf8_strlen (advice->title, -1), >, 10);
      g_assert_cmpuint (g_utf8_strlen (advice->text, -1), >, 10);
      g_assert_null (g_strstr_len (advice->title, -1, "%s"));
    }
}

static void
test_hudu_url (void)
{
  static const struct
  {
    const char *typed;
    const char *url;
  } urls[] = {
    { "docs.msp.example", "https://docs.msp.example" },
    { "https://docs.msp.example/", "https://docs.msp.example" },
    { "https://docs.msp.example/api/v1/", "https://docs.msp.example" },
    { "https://DOCS.msp.example:443/c/fabrikam-0a1b", "https://docs.msp.example" },
    { "http://127.0.0.1:4711", "http://127.0.0.1:4711" },
    { "http://docs.msp.example:8080", "https://docs.msp.example:8080" },
    { "http://[::1]:80/x", "http://[::1]" },
    { "javascript:alert(1)", NULL }, { "", NULL }, { "   ", NULL }, { NULL, NULL },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *url = muster_hudu_normalize_url (urls[i].typed, NULL);

      g_assert_cmpstr (url, ==, urls[i].url);
    }
}

static void
test_hudu_companies (void)
{
  static const char * const answers[] = {
    "{\"companies\":[%s]}",
    "[%s]",
  };
  static const char rows[] =
    "{\"id\":31,\"name\":\"Fabrikam\",\"integrations\":[{\"integrator_name\":\"other\",\"sync_id\":1},"
    "{\"integrator_name\":\"cw_manage\",\"sync_id\":19301}]},"
    "{\"id\":32,\"name\":\"Acme\",\"archived\":false,\"integrations\":[{\"integrator_name\":\"cw_manage\",\"sync_id\":\"77\"}]},"
    "{\"id\":33,\"name\":\"Old\",\"archived\":true},{\"id\":34},{\"name\":\"No id\"},7";
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto(GStrv) parts = g_strsplit (answers[i], "%s", 2);
      g_autofree char *text = g_strjoinv (rows, parts);
      g_autoptr(JsonNode) answer = muster_json_from_string_trusted (text, NULL);
      g_autoptr(GPtrArray) companies = muster_hudu_read_companies (answer, NULL);

      g_assert_cmpuint (companies->len, ==, 2);
      g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[0])->name, ==, "Acme");
      g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[0])->psa_company_id, ==, "77");
      g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[1])->psa_company_id, ==, "19301");
      g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[1])->psa, ==, "cw_manage");
    }
}

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return muster_json_from_string_trusted (json, NULL);
}

/* The MSP itself is no customer; rows without id or name are none */
static void
test_itglue_companies (void)
{
  g_autoptr(JsonNode) answer = parse ("{'companies':[{'id':'41','name':'Fabrikam'},{'id':'40','name':'Example MSP','primary':true},"
                                      "{'id':'42','name':'Acme','primary':false},{'id':'43'},{'name':'No id'},7]}");
  g_autoptr(JsonNode) nonsense = parse ("{'data':[]}");
  g_autoptr(GPtrArray) companies = muster_docs_read_companies ("itglue", answer, NULL);
  g_autofree char *name = NULL;
  g_autofree char *own = muster_itglue_read_own (answer, &name);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (companies->len, ==, 2);
  g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[0])->name, ==, "Acme");
  g_assert_cmpstr (((MusterDocsCompany *) companies->pdata[1])->id, ==, "41");
  g_assert_cmpstr (own, ==, "40");
  g_assert_cmpstr (name, ==, "Example MSP");
  g_assert_null (muster_itglue_read_companies (nonsense, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_null (muster_itglue_read_own (nonsense, NULL));
  g_clear_error (&error);
  g_assert_null (muster_docs_read_companies ("connectwise", answer, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL);
}

/* A filter that was not understood brings everybody: that is no answer */
static void
test_itglue_pair (void)
{
  static const struct { const char *answer, *id; } rows[] = {
    { "{'companies':[{'id':'41','name':'Fabrikam'}]}", "41" },
    { "{'companies':[{'id':'41','name':'Fabrikam'},{'id':'42','name':'Acme'}]}", NULL },
    { "{'companies':[{'id':'40','name':'Example MSP','primary':true}]}", NULL },
    { "{'companies':[]}", NULL }, { "{}", NULL }, { "[]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) answer = parse (rows[i].answer);
      g_autofree char *id = muster_itglue_read_pair (answer);

      g_assert_cmpstr (id, ==, rows[i].id);
    }
  g_assert_cmpstr (muster_docs_psa_name ("itglue", "connectwise"), ==, "manage");
  g_assert_cmpstr (muster_docs_psa_name ("hudu", "connectwise"), ==, "cw_manage");
  g_assert_null (muster_docs_psa_name ("itglue", "halopsa"));
  g_assert_null (muster_docs_psa_name ("itglue", NULL));
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectors/advice", test_advice);
  g_test_add_func ("/connectors/hudu/url", test_hudu_url);
  g_test_add_func ("/connectors/hudu/companies", test_hudu_companies);
  g_test_add_func ("/connectors/itglue/companies", test_itglue_companies);
  g_test_add_func ("/connectors/itglue/pair", test_itglue_pair);

  return g_test_run ();
}
