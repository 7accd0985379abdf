/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-error.h"
#include "muster-net-util.h"
#include "muster-oauth-token.h"
#include "muster-oauth.h"

/* Renewed this long before the end */
#define MARGIN (90 * G_TIME_SPAN_SECOND)

/**
 * MusterAuthenticatorOauth:
 *
 * Access tokens of one connection, from a client id and its secret, or from a
 * person's refresh token. A token is fetched once, whoever asks meanwhile waits for
 * it, and it is renewed 90 seconds before it ends by either clock.
 *
 * A refresh token that is replaced by its use is in the keyring before what came
 * with it is used and before the old one is forgotten. If the keyring does not take
 * it, nothing is signed; the next request tries the keyring again, not the sign-in.
 * A refresh token that is refused is looked up once more: somebody else may have
 * signed in again meanwhile.
 */

#define MUSTER_TYPE_AUTHENTICATOR_OAUTH (muster_authenticator_oauth_get_type ())
G_DECLARE_FINAL_TYPE (MusterAuthenticatorOauth, muster_authenticator_oauth,
                      MUSTER, AUTHENTICATOR_OAUTH, MusterAuthenticator)

struct _MusterAuthenticatorOauth
{
  MusterAuthenticator parent_instance;

  /* Fixed before the first request */
  guint serial;                 /* of all that there were */
  MusterTransport *transport;   /* (owned) */
  char *token_url;
  char *client_id;
  MusterSecret *client_secret;  /* (owned) (nullable) */
  char *scope;                  /* (nullable) */
  char *resource;               /* (nullable): where the token may be sent */
  MusterSecretStore *secrets;   /* (owned) (nullable): in the mode with a refresh token */
  char *secret_id;

  MusterSecret *refresh;        /* (owned) (nullable): the newest, in the keyring or not yet */
  gboolean unsaved;             /* @refresh is not in the keyring yet */
  MusterSecret *token;          /* (owned) (nullable): may be used */
  gint64 renew_wall;
  gint64 renew_boot;

  /* While it is fetched */
  gboolean fetching;
  gboolean looked_again;
  MusterOauthTokens fetched;    /* came, but the keyring has not taken its part */
  gint64 fetched_wall;
  gint64 fetched_boot;
  GPtrArray *waiting;           /* (owned) (element-type GTask) */
};

G_DEFINE_FINAL_TYPE (MusterAuthenticatorOauth, muster_authenticator_oauth, MUSTER_TYPE_AUTHENTICATOR)

static void fetch (MusterAuthenticatorOauth *self);

static MusterEgress *
egress_of (MusterAuthenticatorOauth *self)
{
  return muster_transport_get_egress (self->transport);
}

static char *
egress_label (MusterAuthenticatorOauth *self,
              const char               *kind)
{
  /* Another one of the same application may be tried beside this one, and end before it */
  return g_strdup_printf ("%s token of %s at %s, %u", kind, self->client_id, self->token_url, self->serial);
}

static gboolean
token_is_fresh (MusterAuthenticatorOauth *self)
{
  MusterClock *clock = muster_transport_get_clock (self->transport);

  return self->token != NULL && !self->unsaved &&
         muster_clock_now (clock) < self->renew_wall && muster_clock_boot (clock) < self->renew_boot;
}

static void
sign (MusterAuthenticatorOauth *self,
      MusterRequest            *request)
{
  char *value = g_strconcat ("Bearer ", muster_secret_peek (self->token), NULL);

  muster_request_set_header (request, "Authorization", value);
  muster_secret_free (value);
}

static void
set_live (MusterAuthenticatorOauth  *self,
          MusterSecret             **place,
          const char                *kind,
          MusterSecret              *secret)
{
  g_autofree char *label = egress_label (self, kind);

  g_clear_pointer (place, muster_secret_unref);
  muster_egress_remove (egress_of (self), label);
  if (secret == NULL)
    return;
  *place = muster_secret_ref (secret);
  muster_egress_add (egress_of (self), label, secret);
}

/* Takes error; NULL if there is a token now. */
static void
answer_waiting (MusterAuthenticatorOauth *self,
                GError                   *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr(GError) owned = error;

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->fetching = FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        {
          g_task_return_error (task, g_error_copy (error));
          continue;
        }

      sign (self, g_task_get_task_data (task));
      g_task_return_boolean (task, TRUE);
    }
}

static void
keep_token (MusterAuthenticatorOauth *self)
{
  gint64 use = MAX (self->fetched.lifetime - MARGIN, self->fetched.lifetime / 2);

  set_live (self, &self->token, "access", self->fetched.access_token);
  muster_oauth_tokens_clear (&self->fetched);
  self->renew_wall = self->fetched_wall + use;
  self->renew_boot = self->fetched_boot + use;
  answer_waiting (self, NULL);
}

/* Fetch, 3 of 3, only if the refresh token was replaced */
static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterAuthenticatorOauth) self = user_data;
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_prefix_error (&error, "The new sign-in could not be kept: ");
      answer_waiting (self, error);
      return;
    }

  self->unsaved = FALSE;
  keep_token (self);
}

static void
save (MusterAuthenticatorOauth *self)
{
  muster_secret_store_store_async (self->secrets, MUSTER_SECRET_KIND_CONNECTION, self->secret_id,
                                   "Muster: sign-in of a connection", self->refresh, NULL, saved_cb,
                                   g_object_ref (self));
}

/* A refusal, 2 of 2: what does the keyring say? Takes what user_data holds. */
typedef struct {
  MusterAuthenticatorOauth *self;  /* (owned) */
  GError *error;                   /* (owned) */
} Refusal;

static void
looked_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Refusal *refusal = user_data;
  g_autoptr(MusterAuthenticatorOauth) self = refusal->self;
  g_autoptr(MusterSecret) secret = NULL;
  GError *error = refusal->error;

  g_free (refusal);
  if (muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, NULL) == MUSTER_SECRET_PRESENT &&
      secret != NULL && !muster_secret_equal (secret, self->refresh))
    {
      g_error_free (error);
      set_live (self, &self->refresh, "refresh", secret);
      self->unsaved = FALSE;
      fetch (self);
      return;
    }

  answer_waiting (self, error);
}

static void
refused (MusterAuthenticatorOauth *self,
         gboolean                  used_up,
         GError                   *error)
{
  Refusal *refusal;

  if (!used_up || self->secrets == NULL || self->looked_again)
    {
      answer_waiting (self, error);
      return;
    }

  self->looked_again = TRUE;
  refusal = g_new0 (Refusal, 1);
  refusal->self = g_object_ref (self);
  refusal->error = error;
  muster_secret_store_lookup_async (self->secrets, MUSTER_SECRET_KIND_CONNECTION, self->secret_id, NULL,
                                    looked_again_cb, refusal);
}

/* Fetch, 2 of 3 */
static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterAuthenticatorOauth) self = user_data;
  MusterClock *clock = muster_transport_get_clock (self->transport);
  g_autoptr(MusterAnswer) answer = NULL;
  gboolean used_up = FALSE;
  GError *error = NULL;

  self->fetched_wall = muster_clock_now (clock);
  self->fetched_boot = muster_clock_boot (clock);
  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  muster_oauth_tokens_clear (&self->fetched);
  if (answer == NULL || !muster_oauth_read_tokens (answer, egress_of (self), NULL, &used_up, &self->fetched, &error))
    {
      refused (self, used_up, error);
      return;
    }

  if (self->secrets != NULL && self->fetched.refresh_token != NULL &&
      !muster_authenticator_get_retired (MUSTER_AUTHENTICATOR (self)) && !muster_secret_equal (self->fetched.refresh_token, self->refresh))
    {
      set_live (self, &self->refresh, "refresh", self->fetched.refresh_token);
      self->unsaved = TRUE;
      save (self);
    }
  else
    keep_token (self);
}

/* Fetch, 1 of 3. Nobody's cancellable ends it: others may be waiting for it. */
static void
fetch (MusterAuthenticatorOauth *self)
{
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;
  gboolean refreshing = self->secrets != NULL;

  form = muster_oauth_form ("grant_type", refreshing ? "refresh_token" : "client_credentials",
                            "client_id", self->client_id,
                            "client_secret", self->client_secret != NULL ? muster_secret_peek (self->client_secret) : NULL,
                            "scope", refreshing ? NULL : self->scope,
                            "refresh_token", refreshing ? muster_secret_peek (self->refresh) : NULL, NULL);
  request = muster_oauth_token_request (self->token_url, form, TRUE);
  muster_transport_send_async (self->transport, request, NULL, NULL, NULL, fetched_cb, g_object_ref (self));
}

static void
muster_authenticator_oauth_prepare (MusterAuthenticator *authenticator,
                                    MusterRequest       *request,
                                    const char          *scope,
                                    GTask               *task)
{
  MusterAuthenticatorOauth *self = MUSTER_AUTHENTICATOR_OAUTH (authenticator);

  if (self->resource != NULL && !muster_net_same_origin (request->url, self->resource))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               "A token for %s is not sent to another host", self->resource);
      return;
    }
  if (token_is_fresh (self))
    {
      sign (self, request);
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_set_task_data (task, muster_request_ref (request), (GDestroyNotify) muster_request_unref);
  g_ptr_array_add (self->waiting, g_object_ref (task));
  if (self->fetching)
    return;

  self->fetching = TRUE;
  self->looked_again = FALSE;
  if (self->unsaved && self->fetched.access_token != NULL && !muster_authenticator_get_retired (authenticator))
    save (self);
  else
    fetch (self);
}

static gboolean
muster_authenticator_oauth_invalidate (MusterAuthenticator *authenticator,
                                       const char          *scope)
{
  MusterAuthenticatorOauth *self = MUSTER_AUTHENTICATOR_OAUTH (authenticator);

  set_live (self, &self->token, "access", NULL);
  return TRUE;
}

static void
muster_authenticator_oauth_finalize (GObject *object)
{
  MusterAuthenticatorOauth *self = MUSTER_AUTHENTICATOR_OAUTH (object);

  set_live (self, &self->token, "access", NULL);
  set_live (self, &self->refresh, "refresh", NULL);
  muster_oauth_tokens_clear (&self->fetched);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->client_secret, muster_secret_unref);
  g_clear_object (&self->secrets);
  g_free (self->secret_id);
  g_free (self->resource);
  g_free (self->scope);
  g_free (self->client_id);
  g_free (self->token_url);
  g_object_unref (self->transport);

  G_OBJECT_CLASS (muster_authenticator_oauth_parent_class)->finalize (object);
}

static void
muster_authenticator_oauth_class_init (MusterAuthenticatorOauthClass *klass)
{
  MusterAuthenticatorClass *authenticator_class = MUSTER_AUTHENTICATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_authenticator_oauth_finalize;

  authenticator_class->prepare = muster_authenticator_oauth_prepare;
  authenticator_class->invalidate = muster_authenticator_oauth_invalidate;
}

static void
muster_authenticator_oauth_init (MusterAuthenticatorOauth *self)
{
  static guint serial = 0;

  self->serial = ++serial;
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * muster_authenticator_oauth_new:
 * @transport: what to fetch tokens with
 * @token_url: the token endpoint, with the query that it wants
 * @client_id: the application
 *
 * Returns: (transfer full): an authenticator with client credentials, once it has a secret
 */
MusterAuthenticator *
muster_authenticator_oauth_new (MusterTransport *transport,
                                const char      *token_url,
                                const char      *client_id)
{
  MusterAuthenticatorOauth *self;

  g_return_val_if_fail (MUSTER_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (token_url != NULL && client_id != NULL, NULL);

  self = g_object_new (MUSTER_TYPE_AUTHENTICATOR_OAUTH, NULL);
  self->transport = g_object_ref (transport);
  self->token_url = g_strdup (token_url);
  self->client_id = g_strdup (client_id);

  return MUSTER_AUTHENTICATOR (self);
}

/**
 * muster_authenticator_oauth_set_client_secret:
 * @self: an authenticator of [func@Authenticator.oauth_new]
 * @client_secret: the application's secret
 */
void
muster_authenticator_oauth_set_client_secret (MusterAuthenticator *self,
                                              MusterSecret        *client_secret)
{
  MusterAuthenticatorOauth *oauth = MUSTER_AUTHENTICATOR_OAUTH (self);

  g_return_if_fail (client_secret != NULL);

  g_clear_pointer (&oauth->client_secret, muster_secret_unref);
  oauth->client_secret = muster_secret_ref (client_secret);
}

/**
 * muster_authenticator_oauth_set_scope:
 * @self: an authenticator of [func@Authenticator.oauth_new]
 * @scope: (nullable): what to ask for; a refresh token keeps what was given with it
 */
void
muster_authenticator_oauth_set_scope (MusterAuthenticator *self,
                                      const char          *scope)
{
  MusterAuthenticatorOauth *oauth = MUSTER_AUTHENTICATOR_OAUTH (self);

  g_free (oauth->scope);
  oauth->scope = g_strdup (scope);
}

/**
 * muster_authenticator_oauth_set_resource:
 * @self: an authenticator of [func@Authenticator.oauth_new]
 * @base_url: (nullable): the one place to which tokens may be sent
 */
void
muster_authenticator_oauth_set_resource (MusterAuthenticator *self,
                                         const char          *base_url)
{
  MusterAuthenticatorOauth *oauth = MUSTER_AUTHENTICATOR_OAUTH (self);

  g_free (oauth->resource);
  oauth->resource = g_strdup (base_url);
}

/**
 * muster_authenticator_oauth_set_refresh:
 * @self: an authenticator of [func@Authenticator.oauth_new]
 * @secrets: where the refresh token lives
 * @secret_id: its id there, of kind "connection"
 * @current: the refresh token
 *
 * From now on tokens come from a person's refresh token.
 */
void
muster_authenticator_oauth_set_refresh (MusterAuthenticator *self,
                                        MusterSecretStore   *secrets,
                                        const char          *secret_id,
                                        MusterSecret        *current)
{
  MusterAuthenticatorOauth *oauth = MUSTER_AUTHENTICATOR_OAUTH (self);

  g_return_if_fail (MUSTER_IS_SECRET_STORE (secrets));
  g_return_if_fail (secret_id != NULL && current != NULL);

  g_set_object (&oauth->secrets, secrets);
  g_free (oauth->secret_id);
  oauth->secret_id = g_strdup (secret_id);
  set_live (oauth, &oauth->refresh, "refresh", current);
}
