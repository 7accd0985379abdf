/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The look-alikes in a process of their own, and a gate that is connected to all of them */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "gate-sandbox.h"

#include "muster-connectwise.h"
#include "muster-entra.h"
#include "muster-halopsa.h"
#include "muster-json.h"
#include "muster-oauth.h"
#include "muster-store-fixture.h"

/* What was lost shows itself at once there */
#define SETTLE_MS   60
#define LOOK_GAP_MS 20

static const char *
ready_text (GateSandbox *self,
            const char  *path)
{
  const char *text = muster_json_path_str (self->ready, path);

  if (text == NULL)
    g_error ("The ready line has no %s", path);
  return text;
}

static void
start_sandbox (GateSandbox *self,
               const char  *world)
{
  g_autoptr(GSubprocessLauncher) launcher = muster_test_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *program = muster_test_program ("src/sandbox/muster-sandbox");
  g_autofree char *file = muster_test_data (world);
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (file, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (text, length);
  self->world = muster_json_parse (bytes, NULL, NULL, &error);
  g_assert_no_error (error);

  self->process = g_subprocess_launcher_spawn (launcher, &error, program, "--world", file, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  self->ready = muster_json_from_string_trusted (line, &error);
  g_assert_no_error (error);
}

static void
connect (GateSandbox         *self,
         const char          *id,
         const char          *integration,
         const char          *settings,
         MusterAuthenticator *signer)
{
  g_autoptr(MusterConnection) connection = fixture_connection (id);

  muster_connection_set_integration (connection, integration);
  muster_connection_set_settings (connection, settings);
  muster_connection_set_settle_ms (connection, SETTLE_MS);
  muster_connection_set_look_gap_ms (connection, LOOK_GAP_MS);
  muster_gate_add_connection (self->gate, connection, signer);
  muster_transport_set_limits (self->transport, id, 10000, 8);
}

static void
connect_all (GateSandbox *self)
{
  g_autoptr(MusterAuthenticator) cw = muster_authenticator_headers_new ();
  g_autoptr(MusterAuthenticator) hudu = muster_authenticator_headers_new ();
  g_autoptr(MusterAuthenticator) entra = NULL;
  g_autoptr(MusterSecret) key = muster_secret_new (ready_text (self, "connectwise.privateKey"));
  g_autoptr(MusterSecret) client = muster_secret_new (ready_text (self, "connectwise.clientId"));
  g_autoptr(MusterSecret) api_key = muster_secret_new (ready_text (self, "hudu.apiKey"));
  g_autoptr(MusterSecret) secret = muster_secret_new (ready_text (self, "microsoft365.clientSecret"));
  g_autofree char *user = muster_connectwise_basic_user (ready_text (self, "connectwise.companyId"), ready_text (self, "connectwise.publicKey"));
  g_autofree char *cw_settings = g_strdup_printf ("{\"site\":\"%s\",\"apiRoot\":\"%s/v4_6_release/apis/3.0\"}",
                                                  ready_text (self, "connectwise.site"), ready_text (self, "connectwise.site"));
  g_autofree char *m365_settings = g_strdup_printf ("{\"graph\":\"%s\",\"exchange\":\"%s\",\"tenantId\":\"%s\",\"exchangeUnpublished\":\"accepted\"}",
                                                    ready_text (self, "microsoft365.graph"), ready_text (self, "microsoft365.exchange"),
                                                    ready_text (self, "microsoft365.tenantId"));
  g_autofree char *hudu_settings = g_strdup_printf ("{\"url\":\"%s\"}", ready_text (self, "hudu.url"));

  muster_authenticator_headers_add_basic (cw, user, key);
  muster_authenticator_headers_add (cw, "clientId", NULL, client);
  muster_authenticator_headers_add (hudu, "x-api-key", NULL, api_key);
  entra = muster_authenticator_entra_new (self->transport, ready_text (self, "microsoft365.login"), ready_text (self, "microsoft365.clientId"), secret);
  muster_authenticator_entra_set_resource (entra, "https://graph.microsoft.com", ready_text (self, "microsoft365.graph"));
  muster_authenticator_entra_set_resource (entra, "https://outlook.office365.com", ready_text (self, "microsoft365.exchange"));

  connect (self, "CW", "connectwise", cw_settings, cw);
  connect (self, "MS", "microsoft365", m365_settings, entra);
  connect (self, "HU", "hudu", hudu_settings, hudu);
}

static void
connect_halopsa (GateSandbox *self)
{
  g_autofree char *auth_url = g_strconcat (ready_text (self, "halopsa.url"), "/auth", NULL);
  g_autofree char *token_url = muster_halopsa_token_url (auth_url, ready_text (self, "halopsa.tenant"));
  g_autofree char *settings = g_strdup_printf ("{\"url\":\"%s\",\"privateOutcome\":\"31\",\"replyOutcome\":\"32\"}", ready_text (self, "halopsa.url"));
  g_autoptr(MusterSecret) secret = muster_secret_new (ready_text (self, "halopsa.clientSecret"));
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_oauth_new (self->transport, token_url, ready_text (self, "halopsa.clientId"));

  muster_authenticator_oauth_set_client_secret (signer, secret);
  muster_authenticator_oauth_set_scope (signer, "all");
  muster_authenticator_oauth_set_resource (signer, ready_text (self, "halopsa.url"));
  connect (self, "HP", "halopsa", settings, signer);
}

static void
connect_autotask (GateSandbox *self)
{
  static const char * const headers[][2] = {
    { "ApiIntegrationCode", "autotask.integrationCode" }, { "UserName", "autotask.userName" }, { "Secret", "autotask.secret" },
  };
  g_autofree char *settings = g_strdup_printf ("{\"zone\":\"%s\",\"apiRoot\":\"%s/atservicesrest/v1.0\",\"userName\":\"%s\",\"internalPublish\":\"2\",\"internalPublishLabel\":\"Internal Project Team\",\"replyPublish\":\"1\",\"replyPublishLabel\":\"All Autotask Users\",\"defaultPriority\":\"3\"}",
                                               ready_text (self, "autotask.zone"), ready_text (self, "autotask.zone"), ready_text (self, "autotask.userName"));
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_headers_new ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(MusterSecret) value = muster_secret_new (ready_text (self, headers[i][1]));

      muster_authenticator_headers_add (signer, headers[i][0], NULL, value);
    }
  connect (self, "AT", "autotask", settings, signer);
}

static void
connect_itglue (GateSandbox *self)
{
  g_autofree char *settings = g_strdup_printf ("{\"region\":\"eu\",\"api\":\"%s\"}", ready_text (self, "itglue.url"));
  g_autoptr(MusterAuthenticator) signer = muster_authenticator_headers_new ();
  g_autoptr(MusterSecret) key = muster_secret_new (ready_text (self, "itglue.apiKey"));

  muster_authenticator_headers_add (signer, "x-api-key", NULL, key);
  connect (self, "IG", "itglue", settings, signer);
}

/* The look-alikes live at the time of their world */
static MusterClock *
world_clock (GateSandbox *self)
{
  gint64 us = 0;

  g_assert_true (muster_time_parse_iso (muster_json_path_str (self->world, "now"), &us));
  return muster_clock_new_fixed (us);
}

/**
 * gate_sandbox_start:
 * @store: (nullable): the ledger
 * @world: below tests/data
 */
GateSandbox *
gate_sandbox_start (MusterStore *store,
                    const char  *world)
{
  GateSandbox *self = g_new0 (GateSandbox, 1);
  g_autoptr(GError) error = NULL;

  start_sandbox (self, world);
  self->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  self->clock = world_clock (self);
  self->egress = muster_egress_new ();
  self->transport = muster_transport_new (self->clock, self->egress);
  self->gate = muster_gate_new (self->catalog, store, self->transport, self->clock, self->egress);
  connect_all (self);
  connect_halopsa (self);
  connect_autotask (self);
  connect_itglue (self);
  return self;
}

void
gate_sandbox_stop (GateSandbox *self)
{
  g_clear_object (&self->gate);
  g_clear_object (&self->transport);
  g_clear_object (&self->egress);
  g_clear_object (&self->clock);
  g_clear_object (&self->catalog);
  json_node_unref (self->world);
  json_node_unref (self->ready);
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  g_free (self);
}
