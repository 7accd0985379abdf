/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-connection-test.h"
#include "muster-connectwise.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-hudu.h"
#include "muster-id.h"
#include "muster-json.h"
#include "muster-microsoft365.h"

/* The live test of a connection: a table of reads per integration, in the order in which they depend on each other.
 * The connection is known to the gate under a name of its own while the test runs, with a SETUP capability. A step
 * that must work ends the test when it fails; the others are warnings with what to do. */

#define MAX_TENANTS 25

typedef struct _Test Test;

typedef struct
{
  const char *tool;
  const char *title;                                   /* N_(): what was tried */
  gboolean    must;
  gboolean    (*prepare)(Test *test, JsonObject *args);                 /* (nullable): FALSE: leave it out */
  char     *  (*done)(Test *test, JsonNode *node, GError **error);   /* (nullable): the detail */
} TestStep;

struct _Test
{
  MusterContext          *context;     /* (owned) */
  MusterConnection       *connection;  /* (owned): the caller's */
  MusterConnection       *trial;       /* (owned): what the gate knows */
  MusterIntegration      *integration; /* (unowned): the catalog's */
  MusterAuthenticator    *signer;      /* (owned) */
  MusterRunCap           *cap;         /* (owned) */
  MusterConnectionReport *report;      /* (owned) */
  const TestStep         *steps;
  guint                   step;
  GPtrArray              *tenants;     /* (owned) (nullable) (element-type MusterTenant) */
  guint                   tenant;
  char                   *company;     /* (nullable): a company to try things on */
};

static void run_step (GTask *task);

static void
test_free (Test *test)
{
  if (test->trial != NULL && test->context->gate != NULL)
    muster_gate_remove_connection (test->context->gate, muster_connection_get_id (test->trial));
  g_clear_object (&test->context);
  g_clear_object (&test->connection);
  g_clear_object (&test->trial);
  g_clear_object (&test->signer);
  g_clear_object (&test->cap);
  g_clear_object (&test->report);
  g_clear_pointer (&test->tenants, g_ptr_array_unref);
  g_free (test->company);
  g_free (test);
}

/* What was found out holds for the trial and for the connection that is going to be saved */
static void
discover (Test       *test,
          const char *name,
          const char *value)
{
  muster_connector_put_setting (test->connection, name, value);
  muster_connector_put_setting (test->trial, name, value);
}

static void
announce (Test *test)
{
  muster_gate_add_connection (test->context->gate, test->trial, test->signer);
  if (muster_connector_is_loopback (test->trial))
    muster_transport_set_limits (test->context->transport, muster_connection_get_id (test->trial), 1000, 8);
}

static void
set_scope (Test       *test,
           const char *tenant,
           const char *company,
           const char *docs)
{
  g_autoptr(MusterScope) scope = muster_scope_new (tenant, company, docs);

  muster_cap_set_scope (test->cap, scope);
}

static guint
count_rows (JsonNode   *node,
            const char *member)
{
  JsonArray *rows = JSON_NODE_HOLDS_OBJECT (node) ? muster_json_arr (json_node_get_object (node), member) : NULL;

  return rows != NULL ? json_array_get_length (rows) : 0;
}

/* ConnectWise */

static gboolean
cw_server_args (Test       *test,
                JsonObject *args)
{
  g_autofree char *company = muster_connector_get_setting (test->connection, "companyId");

  json_object_set_string_member (args, "company", company);
  return TRUE;
}

static char *
cw_server_done (Test     *test,
                JsonNode *node,
                GError  **error)
{
  g_autofree char *site = muster_connector_get_setting (test->connection, "site");
  g_autofree char *root = muster_connectwise_api_root (site, node, error);

  if (root == NULL)
    return NULL;

  discover (test, "apiRoot", root);
  announce (test);
  return g_strdup (muster_json_path_str (node, "info.VersionCode"));
}

static char *
cw_boards_done (Test     *test,
                JsonNode *node,
                GError  **error)
{
  guint n = count_rows (node, "boards");

  /* Translators: how many service boards the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u board", "%u boards", n), n);
}

static char *
cw_whoami_done (Test     *test,
                JsonNode *node,
                GError  **error)
{
  const char *identifier = muster_json_path_str (node, "member.identifier");
  const char *name = muster_json_path_str (node, "member.fullName");

  discover (test, "identity", identifier);
  muster_connection_report_set_account (test->report, name != NULL && name[0] != '\0' ? name : identifier);
  return g_strdup (identifier);
}

static char *
cw_companies_done (Test     *test,
                   JsonNode *node,
                   GError  **error)
{
  JsonNode *id = muster_json_path (node, "companies[0].id");
  guint n = count_rows (node, "companies");

  if (id != NULL && JSON_NODE_HOLDS_VALUE (id))
    test->company = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (id));
  /* Translators: how many companies the connection sees */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u company", "%u companies", n), n);
}

static gboolean
cw_contacts_args (Test       *test,
                  JsonObject *args)
{
  if (test->company == NULL)
    return FALSE;
  json_object_set_string_member (args, "company", test->company);
  return TRUE;
}

static gboolean
cw_tickets_args (Test       *test,
                 JsonObject *args)
{
  g_autofree char *since = muster_time_format_iso (muster_clock_now (test->context->clock) - G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);

  json_object_set_string_member (args, "since", since);
  return TRUE;
}

static const TestStep connectwise_steps[] = {
  { "company-info", N_("Find the server"), TRUE, cw_server_args, cw_server_done },
  { "list-boards", N_("Sign in and read the service boards"), TRUE, NULL, cw_boards_done },
  { "whoami", N_("Know our own API member"), TRUE, NULL, cw_whoami_done },
  { "poll-tickets", N_("Read tickets"), TRUE, cw_tickets_args, NULL },
  { "list-members", N_("Read who is a technician"), TRUE, NULL, NULL },
  { "list-companies", N_("Read companies"), TRUE, NULL, cw_companies_done },
  { "list-contacts", N_("Read contacts"), FALSE, cw_contacts_args, NULL },
  { NULL }
};

/* Microsoft 365 */

static gboolean
m365_partner (Test       *test,
              JsonObject *args)
{
  g_autofree char *tenant = muster_connector_get_setting (test->connection, "tenantId");

  set_scope (test, tenant, NULL, NULL);
  return TRUE;
}

static char *
m365_whoami_done (Test     *test,
                  JsonNode *node,
                  GError  **error)
{
  const char *name = muster_json_path_str (node, "organization.displayName");

  muster_connection_report_set_account (test->report, name);
  return g_strdup (name);
}

static char *
m365_customers_done (Test     *test,
                     JsonNode *node,
                     GError  **error)
{
  test->tenants = muster_microsoft365_read_tenants (node, error);
  if (test->tenants == NULL)
    return NULL;
  /* Translators: how many customers gave access */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u customer", "%u customers", test->tenants->len),
                          test->tenants->len);
}

static const TestStep microsoft365_steps[] = {
  { "whoami", N_("Sign in to your own tenant"), TRUE, m365_partner, m365_whoami_done },
  { "list-customers", N_("Read which customers gave you access"), TRUE, m365_partner, m365_customers_done },
  { NULL }
};

/* Hudu */

static char *
hudu_info_done (Test     *test,
                JsonNode *node,
                GError  **error)
{
  const char *version = muster_json_path_str (node, "info.version");
  g_autofree char *url = muster_connector_get_setting (test->connection, "url");

  muster_connection_report_set_account (test->report, url);
  /* Translators: a version number */
  return version != NULL ? g_strdup_printf (_("Version %s"), version) : NULL;
}

static char *
hudu_companies_done (Test     *test,
                     JsonNode *node,
                     GError  **error)
{
  g_autoptr(GPtrArray) companies = muster_hudu_read_companies (node, error);

  if (companies == NULL)
    return NULL;
  if (companies->len > 0)
    test->company = g_strdup (((MusterDocsCompany *) g_ptr_array_index (companies, 0))->id);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u company", "%u companies", companies->len), companies->len);
}

static gboolean
hudu_company (Test       *test,
              JsonObject *args)
{
  set_scope (test, NULL, NULL, test->company);
  return test->company != NULL;
}

static const TestStep hudu_steps[] = {
  { "api-info", N_("Find the server and sign in"), TRUE, NULL, hudu_info_done },
  { "list-companies", N_("Read companies"), TRUE, NULL, hudu_companies_done },
  { "search-articles", N_("Read articles"), TRUE, hudu_company, NULL },
  { "list-procedures", N_("Read procedures"), FALSE, hudu_company, NULL },
  { "list-assets", N_("Read assets"), FALSE, hudu_company, NULL },
  { NULL }
};

static const struct
{
  const char     *integration;
  const TestStep *steps;
} tests[] = {
  { "connectwise", connectwise_steps },
  { "microsoft365", microsoft365_steps },
  { "hudu", hudu_steps },
};

/* The field of the form that a problem points to */
static const char *
field_of_problem (const char *integration,
                  const char *problem)
{
  static const struct { const char *integration, *problem, *field; } fields[] = {
    { "connectwise", "wrong-key", "privateKey" },
    { "connectwise", "missing-client-id", "clientId" },
    { "connectwise", "wrong-company", "companyId" },
    { "connectwise", "wrong-region", "site" },
    { "connectwise", "wrong-address", "site" },
    { "microsoft365", "wrong-secret", "clientSecret" },
    { "microsoft365", "wrong-key", "clientSecret" },
    { "microsoft365", "secret-expired", "clientSecret" },
    { "microsoft365", "app-unknown", "clientId" },
    { "microsoft365", "wrong-tenant", "tenantId" },
    { "hudu", "wrong-key", "apiKey" },
    { "hudu", "wrong-address", "url" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].integration, integration) && g_strcmp0 (fields[i].problem, problem) == 0)
      return fields[i].field;
  return NULL;
}

static void
add_check (Test            *test,
           const char      *id,
           MusterCheckState state,
           const char      *title,
           const char      *detail,
           const char      *advice)
{
  g_autoptr(MusterCheck) check = muster_check_new (id, state, title, detail, advice);

  g_list_store_append (G_LIST_STORE (muster_connection_report_get_checks (test->report)), check);
}

static void
fill_problem (MusterConnectionReport *report,
              const char             *integration,
              MusterAdvice           *advice,
              const GError           *error)
{
  muster_connection_report_set_ok (report, FALSE);
  muster_connection_report_set_problem (report, advice->problem);
  muster_connection_report_set_field (report, field_of_problem (integration, advice->problem));
  muster_connection_report_set_title (report, advice->title);
  muster_connection_report_set_advice (report, advice->text);
  muster_connection_report_set_detail (report, error->message);
}

static void
finish_test (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  muster_connection_report_set_settings (test->report, muster_connection_get_settings (test->connection));
  g_task_return_pointer (task, g_steal_pointer (&test->report), g_object_unref);
}

static void
tell_success (Test *test)
{
  const char *account = muster_connection_report_get_account (test->report);
  g_autofree char *title = NULL;

  /* Translators: %s is an account or a company */
  title = account != NULL ? g_strdup_printf (_("Connected as %s"), account) : g_strdup (_("Connected"));
  muster_connection_report_set_ok (test->report, TRUE);
  muster_connection_report_set_title (test->report, title);
}

/* Each customer's tenant must have accepted the app; a customer who has not is no reason to refuse the connection */

static void try_tenant (GTask *task);

static void
tenant_tried_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Test *test = g_task_get_task_data (task);
  MusterTenant *tenant = g_ptr_array_index (test->tenants, test->tenant);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(MusterAdvice) advice = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    {
      advice = muster_advice_for ("microsoft365", "get-organization", error);
      add_check (test, tenant->id, MUSTER_CHECK_WARN, tenant->name, advice->title, advice->text);
    }
  else
    add_check (test, tenant->id, MUSTER_CHECK_OK, tenant->name, tenant->domain, NULL);
  test->tenant++;
  try_tenant (task);
}

static void
try_tenant (GTask *task)
{
  Test *test = g_task_get_task_data (task);
  MusterTenant *tenant;
  g_autoptr(JsonObject) args = NULL;

  if (test->tenants == NULL || test->tenant >= test->tenants->len || test->tenant >= MAX_TENANTS)
    {
      tell_success (test);
      finish_test (task);
      return;
    }

  tenant = g_ptr_array_index (test->tenants, test->tenant);
  args = json_object_new ();
  set_scope (test, tenant->id, NULL, NULL);
  muster_gate_read_async (test->context->gate, test->cap, "microsoft365:get-organization", args, NULL,
                          g_task_get_cancellable (task), tenant_tried_cb, g_object_ref (task));
}

static void
step_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Test *test = g_task_get_task_data (task);
  const TestStep *step = &test->steps[test->step];
  const char *integration = muster_integration_get_id (test->integration);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(MusterAdvice) advice = NULL;
  g_autofree char *detail = NULL;

  if (node != NULL && step->done != NULL)
    detail = step->done (test, node, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (error == NULL)
    add_check (test, step->tool, MUSTER_CHECK_OK, _(step->title), detail, NULL);
  else
    {
      advice = muster_advice_for (integration, step->tool, error);
      add_check (test, step->tool, step->must ? MUSTER_CHECK_FAIL : MUSTER_CHECK_WARN, _(step->title), advice->title,
                 advice->text);
      if (step->must)
        {
          fill_problem (test->report, integration, advice, error);
          finish_test (task);
          return;
        }
    }
  test->step++;
  run_step (task);
}

static void
run_step (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  for (; test->steps[test->step].tool != NULL; test->step++)
    {
      const TestStep *step = &test->steps[test->step];
      g_autoptr(JsonObject) args = json_object_new ();
      g_autofree char *tool = g_strconcat (muster_integration_get_id (test->integration), ":", step->tool, NULL);

      if (step->prepare != NULL && !step->prepare (test, args))
        continue;
      muster_gate_read_async (test->context->gate, test->cap, tool, args, NULL, g_task_get_cancellable (task), step_done_cb,
                              g_object_ref (task));
      return;
    }
  try_tenant (task);
}

void
muster_connection_test_async (MusterContext      *context,
                              MusterConnection   *connection,
                              GHashTable         *secrets,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Test *test = g_new0 (Test, 1);
  const char *integration = muster_connection_get_integration (connection);
  g_autofree char *id = muster_id_new ();
  GError *error = NULL;

  g_task_set_source_tag (task, muster_connection_test_async);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  test->context = g_object_ref (context);
  test->connection = g_object_ref (connection);
  test->integration = muster_catalog_get_integration (context->catalog, integration);
  test->report = muster_connection_report_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    if (g_strcmp0 (tests[i].integration, integration) == 0)
      test->steps = tests[i].steps;
  if (test->integration != NULL && test->steps != NULL)
    test->signer = muster_connector_sign (test->integration, connection, secrets, context->transport, &error);
  else
    error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No integration “%s”", integration);
  if (test->signer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  test->trial = muster_connection_new ();
  muster_connection_set_id (test->trial, id);
  muster_connection_set_integration (test->trial, integration);
  muster_connection_set_name (test->trial, muster_connection_get_name (connection));
  muster_connection_set_settings (test->trial, muster_connection_get_settings (connection));
  muster_connection_set_status (test->trial, "ok");
  test->cap = muster_cap_new_setup (id);
  announce (test);
  run_step (task);
}

MusterConnectionReport *
muster_connection_test_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

MusterConnectionReport *
muster_connection_test_refuse (const char   *integration,
                               const char   *field,
                               const GError *error)
{
  g_autoptr(MusterConnectionReport) report = muster_connection_report_new ();

  muster_connection_report_set_ok (report, FALSE);
  muster_connection_report_set_problem (report, "invalid-input");
  muster_connection_report_set_field (report, field);
  muster_connection_report_set_title (report, _("Something in the form is not right"));
  muster_connection_report_set_advice (report, error->message);
  muster_connection_report_set_detail (report, error->message);
  return g_steal_pointer (&report);
}
