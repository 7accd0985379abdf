/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-odata.h"
#include "muster-test.h"

#define FIELDS " id summary closedFlag company/id status/id lastUpdated note "
#define PROPERTIES " id displayName accountEnabled created proxyAddresses status "

static JsonObject *
row (void)
{
  return muster_jo_new ("id:d", 7, "summary:s", "Müller is locked [out]", "closedFlag:b", FALSE,
                        "company:o", muster_jo_new ("id:d", 250, NULL), "status:o", muster_jo_new ("id:d", 16, NULL),
                        "_info:o", muster_jo_new ("lastUpdated:s", "2026-11-20T09:00:00Z", NULL), NULL);
}

static void
test_conditions (void)
{
  static const struct { const char *text; int fits; } cases[] = {
    { "id = 7", 1 }, { "id != 7", 0 }, { "id > 6 and id <= 7", 1 }, { "id < 7 or id >= 8", 0 },
    { "summary contains \"LOCKED\"", 1 }, { "summary like \"%locked%\"", 1 }, { "summary like \"locked*\"", 0 },
    { "summary contains \"[[]out]\"", 1 }, { "summary = \"müller IS locked [[]out]\"", 1 },
    { "company/id = 250 AND status/id in (16, 17)", 1 }, { "status/id not in (16,17)", 0 }, { "not (id = 7)", 0 },
    { "closedFlag = False", 1 }, { "closedFlag = true", 0 },
    { "lastUpdated > [2026-11-20T08:59:59Z]", 1 }, { "lastUpdated >= [2026-11-20T09:00:00Z] and lastUpdated < [2026-11-20T09:00:01Z]", 1 },
    { "lastUpdated > [2026-11-20T09:00:00Z]", 0 }, { "note = null", 1 }, { "note != null", 0 }, { "note = \"x\"", 0 }, { "note != \"x\"", 1 },
    { "id = 1 or id = 7 and closedFlag = True", 0 }, { "(id = 1 or id = 7) and closedFlag = False", 1 },
    { "secret = 1", -1 }, { "id =", -1 }, { "id = 7 and", -1 }, { "(id = 7", -1 }, { "summary = \"open", -1 }, { "id ~ 7", -1 },
    { "lastUpdated > [today]", -1 }, { "id in 7", -1 }, { "id = 7 id = 8", -1 }, { "", -1 }, { "Id = 7", -1 },
  };
  g_autoptr(JsonObject) object = row ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterCwCondition) condition = muster_cw_condition_parse (cases[i].text, FIELDS, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (condition != NULL, ==, cases[i].fits >= 0);
      g_assert_cmpint (error == NULL, ==, cases[i].fits >= 0);
      if (condition != NULL)
        g_assert_cmpint (muster_cw_condition_match (condition, object), ==, cases[i].fits);
    }
}

static void
test_filters (void)
{
  static const struct { const char *text; int fits; gboolean advanced; } cases[] = {
    { "displayName eq 'o''brien'", 1, FALSE }, { "startswith(displayName,'O')", 1, FALSE }, { "endsWith(displayName,'ien')", 1, TRUE },
    { "accountEnabled eq true", 1, FALSE }, { "accountEnabled ne true", 0, TRUE }, { "not(accountEnabled eq false)", 1, TRUE },
    { "created ge 2026-01-01T00:00:00Z and created lt 2027-01-01T00:00:00Z", 1, FALSE },
    { "proxyAddresses/any(p:p eq 'smtp:a@b.example')", 1, FALSE }, { "proxyAddresses/any(p:startswith(p,'x'))", 0, FALSE },
    { "id in ('1','2')", 1, FALSE }, { "id in ('3')", 0, FALSE }, { "status/errorCode eq 50053", 1, FALSE },
    { "displayName eq null", 0, FALSE }, { "id eq '3' or (displayName eq 'O''Brien' and accountEnabled eq true)", 1, FALSE },
    { "password eq 'x'", -1, FALSE }, { "displayName eq 'open", -1, FALSE }, { "displayName", -1, FALSE }, { "id in 'x'", -1, FALSE },
    { "startswith(displayName)", -1, FALSE }, { "", -1, FALSE }, { "id eq '1' id eq '2'", -1, FALSE }, { "(id eq '1'", -1, FALSE },
  };
  g_autoptr(JsonObject) object = muster_jo_new ("id:s", "1", "displayName:s", "O'Brien", "accountEnabled:b", TRUE, "created:s", "2026-05-01T00:00:00Z",
                                                "proxyAddresses:a", muster_ja_strings ("SMTP:a@b.example", NULL),
                                                "status:o", muster_jo_new ("errorCode:d", 50053, NULL), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterFilter) filter = muster_filter_parse (cases[i].text, PROPERTIES, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (filter != NULL, ==, cases[i].fits >= 0);
      if (filter == NULL)
        continue;
      g_assert_cmpint (muster_filter_match (filter, object), ==, cases[i].fits);
      g_assert_cmpint (muster_filter_is_advanced (filter), ==, cases[i].advanced);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/sandbox/queries/connectwise-conditions", test_conditions);
  g_test_add_func ("/sandbox/queries/graph-filters", test_filters);
  return g_test_run ();
}
