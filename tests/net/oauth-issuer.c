/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-oauth-token.h"
#include "oauth-issuer.h"

#define NOW (1769860800 * G_TIME_SPAN_SECOND)

static char *
field (const char *form,
       const char *name)
{
  g_autoptr(GHashTable) fields = g_uri_parse_params (form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  g_assert_nonnull (fields);
  return g_strdup (g_hash_table_lookup (fields, name));
}

/* Called with the lock held. (transfer full): the answer */
static char *
give_tokens (OauthIssuer *self)
{
  g_free (self->access);
  self->access = g_strdup_printf ("access-%u", self->n_sign_ins);

  return g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"%s\","
                          "\"refresh_token\":\"refresh-%u\"}", self->access, self->generation);
}

static char *
refresh (OauthIssuer *self,
         const char  *form)
{
  g_autofree char *token = field (form, "refresh_token");
  g_autofree char *newest = g_strdup_printf ("refresh-%u", self->generation);
  g_autofree char *before = g_strdup_printf ("refresh-%u", self->generation - 1);

  if (g_strcmp0 (token, newest) == 0)
    {
      self->newest_used = TRUE;
      if (!self->no_rotation)
        {
          self->generation++;
          self->newest_used = FALSE;
        }
      return give_tokens (self);
    }
  if (g_strcmp0 (token, before) == 0 && !self->strict && !self->newest_used)
    return give_tokens (self);

  self->n_refused++;
  return NULL;
}

static char *
redeem (OauthIssuer *self,
        const char  *form)
{
  g_autofree char *code = field (form, "code");
  g_autofree char *uri = field (form, "redirect_uri");
  g_autofree char *verifier = field (form, "code_verifier");
  g_autofree char *challenge = verifier != NULL ? muster_oauth_challenge (verifier) : NULL;

  if (self->code == NULL || g_strcmp0 (code, self->code) != 0 || g_strcmp0 (challenge, self->challenge) != 0 ||
      g_strcmp0 (uri, self->redirect_uri) != 0)
    {
      self->n_refused++;
      return NULL;
    }

  g_clear_pointer (&self->code, g_free);
  return give_tokens (self);
}

static void
sign_in (OauthIssuer       *self,
         SoupServerMessage *message)
{
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *grant = NULL;
  g_autofree char *answer = NULL;

  g_free (self->form);
  self->form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->n_sign_ins++;
  if (self->answer != NULL)
    {
      muster_test_server_answer (message, self->answer_status, self->answer);
      g_clear_pointer (&self->answer, g_free);
      return;
    }

  grant = field (self->form, "grant_type");
  if (g_strcmp0 (grant, "client_credentials") == 0)
    answer = give_tokens (self);
  else if (g_strcmp0 (grant, "refresh_token") == 0)
    answer = refresh (self, self->form);
  else
    answer = redeem (self, self->form);

  if (answer != NULL)
    muster_test_server_answer (message, 200, answer);
  else
    muster_test_server_answer (message, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"used or unknown\"}");
}

static void
handle (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  OauthIssuer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  gboolean hold;

  g_mutex_lock (&self->lock);
  hold = self->hold && g_str_equal (path, "/token");
  if (g_str_equal (path, "/token"))
    sign_in (self, message);
  else if (authorization != NULL && self->access != NULL && g_str_has_prefix (authorization, "Bearer ") &&
           g_str_equal (authorization + strlen ("Bearer "), self->access))
    muster_test_server_answer (message, 200, "{}");
  else
    muster_test_server_answer (message, 401, "{}");
  g_mutex_unlock (&self->lock);

  if (hold)
    muster_test_server_hold (server, message);
}

OauthIssuer *
oauth_issuer_new (void)
{
  OauthIssuer *self = g_new0 (OauthIssuer, 1);

  g_mutex_init (&self->lock);
  self->generation = 1;
  self->clock = muster_clock_new_fixed (NOW);
  self->egress = muster_egress_new ();
  self->transport = muster_transport_new (self->clock, self->egress);
  muster_transport_set_time_scale (self->transport, 0.0);
  self->server = muster_test_server_new (NULL, handle, self);

  return self;
}

void
oauth_issuer_free (OauthIssuer *self)
{
  muster_test_server_free (self->server);
  g_object_unref (self->transport);
  g_object_unref (self->egress);
  g_object_unref (self->clock);
  g_free (self->answer);
  g_free (self->code);
  g_free (self->challenge);
  g_free (self->redirect_uri);
  g_free (self->form);
  g_free (self->access);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
oauth_issuer_refuse (OauthIssuer *self,
                     guint        status,
                     const char  *body)
{
  g_mutex_lock (&self->lock);
  g_free (self->answer);
  self->answer = g_strdup (body);
  self->answer_status = status;
  g_mutex_unlock (&self->lock);
}

char *
oauth_issuer_url (OauthIssuer *self,
                  const char  *path)
{
  return muster_test_server_url (self->server, path);
}

char *
oauth_issuer_token_url (OauthIssuer *self)
{
  return oauth_issuer_url (self, "/token?tenant=example");
}

guint
oauth_issuer_get (OauthIssuer         *self,
                  MusterAuthenticator *authenticator,
                  GError             **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *url = oauth_issuer_url (self, "/api/Ticket");
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);
  g_autoptr(MusterAnswer) answer = NULL;

  muster_transport_send_async (self->transport, request, authenticator, NULL, NULL, muster_test_wait_cb, &wait);
  answer = muster_transport_send_finish (self->transport, muster_test_wait (&wait), error);

  return answer != NULL ? answer->status : 0;
}
