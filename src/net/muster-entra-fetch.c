/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra-private.h"
#include "muster-error.h"
#include "muster-json.h"

/* MusterAuthenticatorEntra: from a slot without a token to one with it */

/* Renewed this long before the end */
#define MARGIN (120 * G_TIME_SPAN_SECOND)
/* A refresh token lives for 90 days from its last renewal, which happens at home only. */
#define HOME_EVERY G_TIME_SPAN_DAY
#define MAX_CLAIMS 4096

static void start_next (MusterAuthenticatorEntra *self);

static gboolean
is_home (MusterAuthenticatorEntra *self,
         MusterEntraSlot          *slot)
{
  return self->home_tenant != NULL && g_ascii_strcasecmp (self->home_tenant, slot->tenant) == 0;
}

/* Takes error; NULL if there is a token now. */
static void
answer_waiting (MusterAuthenticatorEntra *self,
                MusterEntraSlot          *slot,
                GError                   *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&slot->waiting);
  g_autoptr(GError) owned = error;

  slot->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  slot->fetching = FALSE;
  self->busy = FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        {
          g_task_return_error (task, g_error_copy (error));
          continue;
        }

      muster_entra_sign (g_task_get_task_data (task), slot);
      g_task_return_boolean (task, TRUE);
    }

  start_next (self);
}

/* --- One fetch --- */

typedef struct {
  MusterAuthenticatorEntra *self;  /* (owned) */
  MusterEntraSlot *slot;
  MusterOauthTokens tokens;        /* fetched, not yet believed */
  gint64 asked_wall;
  gint64 asked_boot;
  gboolean looked_again;           /* the keyring was asked for another refresh token */
  GError *error;                   /* (owned) (nullable): a refusal, while the keyring is asked */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  muster_oauth_tokens_clear (&fetch->tokens);
  g_clear_error (&fetch->error);
  g_object_unref (fetch->self);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void send_fetch (Fetch *fetch);

static void
keep_token (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;
  MusterEntraSlot *slot = fetch->slot;
  gint64 use = MAX (fetch->tokens.lifetime - MARGIN, fetch->tokens.lifetime / 2);

  muster_entra_set_live (self, &slot->token, "access", slot, fetch->tokens.access_token);
  slot->renew_wall = fetch->asked_wall + use;
  slot->renew_boot = fetch->asked_boot + use;
  g_clear_pointer (&self->claims, g_free);

  answer_waiting (self, slot, NULL);
}

/* Fetch, 5 of 5, only if the refresh token was replaced */
static void
refresh_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_prefix_error (&error, "The new sign-in could not be kept: ");
      answer_waiting (fetch->self, fetch->slot, error);
      return;
    }

  fetch->self->unsaved = FALSE;
  /* Saved late, after an earlier fetch could not: nothing is fetched yet */
  if (fetch->tokens.access_token == NULL)
    send_fetch (g_steal_pointer (&fetch));
  else
    keep_token (fetch);
}

static void
save_refresh (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;

  muster_secret_store_store_async (self->secrets, MUSTER_SECRET_KIND_CONNECTION, self->secret_id,
                                   "Muster: sign-in of a connection", self->refresh, NULL, refresh_saved_cb, fetch);
}

/* Fetch, 4 of 5: the token is the right one. A refresh token of a customer's answer is dropped. */
static void
believe (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;
  MusterSecret *replacement = is_home (self, fetch->slot) ? fetch->tokens.refresh_token : NULL;

  g_strfreev (fetch->slot->granted);
  fetch->slot->granted = self->secrets != NULL && fetch->tokens.scope != NULL
                           ? muster_entra_read_scopes (fetch->tokens.scope) : NULL;
  if (self->secrets == NULL || replacement == NULL || muster_secret_equal (replacement, self->refresh)
      || muster_authenticator_get_retired (MUSTER_AUTHENTICATOR (self)))
    {
      keep_token (fetch);
      fetch_free (fetch);
      return;
    }

  muster_entra_set_live (self, &self->refresh, "refresh", NULL, replacement);
  self->unsaved = TRUE;
  save_refresh (fetch);
}

/* Fetch, 3 of 5, only for a token that cannot be read: whose organization is it? */
static void
organization_read_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(MusterAnswer) answer = NULL;
  g_autoptr(JsonNode) body = NULL;
  GError *error = NULL;
  const char *id;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  body = answer != NULL ? muster_answer_parse_json (answer, NULL, &error) : NULL;
  if (body == NULL)
    {
      answer_waiting (fetch->self, fetch->slot, error);
      return;
    }

  id = muster_json_path_str (body, "value[0].id");
  if (id != NULL && g_ascii_strcasecmp (id, fetch->slot->tenant) == 0)
    believe (g_steal_pointer (&fetch));
  else
    answer_waiting (fetch->self, fetch->slot,
                    g_error_new (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                                 "Microsoft sent a token that is not proven to be of tenant %s; it is not used",
                                 fetch->slot->tenant));
}

static void
ask_organization (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;
  g_autoptr(MusterAuthenticator) bearer = NULL;
  g_autoptr(MusterRequest) request = NULL;
  g_autofree char *url = NULL;

  if (!muster_entra_is_graph (fetch->slot->here))
    {
      answer_waiting (self, fetch->slot,
                      g_error_new (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                                   "Microsoft sent a token for %s that cannot be read; it is not used", fetch->slot->here));
      fetch_free (fetch);
      return;
    }

  bearer = muster_authenticator_headers_new ();
  muster_authenticator_headers_add (bearer, "Authorization", "Bearer ", fetch->tokens.access_token);
  url = g_strconcat (fetch->slot->base, "/v1.0/organization?$select=id", NULL);
  request = muster_request_new ("GET", url);
  muster_transport_send_async (self->transport, request, bearer, NULL, NULL, organization_read_cb, fetch);
}

/* A refusal of a refresh token, 2 of 2: somebody may have signed in again meanwhile */
static void
looked_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  MusterAuthenticatorEntra *self = fetch->self;
  g_autoptr(MusterSecret) secret = NULL;

  if (muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, NULL) == MUSTER_SECRET_PRESENT &&
      secret != NULL && !muster_secret_equal (secret, self->refresh))
    {
      g_clear_error (&fetch->error);
      muster_entra_set_live (self, &self->refresh, "refresh", NULL, secret);
      self->unsaved = FALSE;
      send_fetch (g_steal_pointer (&fetch));
      return;
    }

  answer_waiting (self, fetch->slot, g_steal_pointer (&fetch->error));
}

/* Takes both */
static void
refused (Fetch    *fetch,
         gboolean  used_up,
         GError   *error)
{
  MusterAuthenticatorEntra *self = fetch->self;

  if (!used_up || self->secrets == NULL || fetch->looked_again)
    {
      answer_waiting (self, fetch->slot, error);
      fetch_free (fetch);
      return;
    }

  fetch->looked_again = TRUE;
  fetch->error = error;
  muster_secret_store_lookup_async (self->secrets, MUSTER_SECRET_KIND_CONNECTION, self->secret_id, NULL,
                                    looked_again_cb, fetch);
}

/* What conditional access wants to see, for the next time that a person signs in */
static void
note_claims (MusterAuthenticatorEntra *self,
             MusterAnswer             *answer)
{
  g_autoptr(JsonNode) body = muster_answer_parse_json (answer, NULL, NULL);
  const char *claims = muster_json_str (muster_json_node_obj (body), "claims");

  if (claims == NULL || strlen (claims) > MAX_CLAIMS)
    return;
  g_free (self->claims);
  self->claims = g_strdup (claims);
}

/* Fetch, 2 of 5 */
static void
token_fetched_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  MusterAuthenticatorEntra *self = fetch->self;
  g_autoptr(MusterAnswer) answer = NULL;
  GError *error = NULL;
  gboolean used_up = FALSE;
  gboolean opaque;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  if (answer != NULL && !muster_answer_is_success (answer))
    note_claims (self, answer);
  if (answer == NULL ||
      !muster_oauth_read_tokens (answer, muster_transport_get_egress (self->transport), &muster_entra_words, &used_up, &fetch->tokens, &error))
    {
      refused (g_steal_pointer (&fetch), used_up, error);
      return;
    }
  if (!muster_entra_check_token (muster_secret_peek (fetch->tokens.access_token), fetch->slot->tenant, fetch->slot->here,
                                 &opaque, &error))
    {
      answer_waiting (self, fetch->slot, error);
      return;
    }

  if (opaque)
    ask_organization (g_steal_pointer (&fetch));
  else
    believe (g_steal_pointer (&fetch));
}

static GBytes *
build_form (Fetch       *fetch,
            const char  *token_url,
            GError     **error)
{
  MusterAuthenticatorEntra *self = fetch->self;
  gboolean refreshing = self->secrets != NULL;
  g_autofree char *scope = g_strdup_printf ("%s/.default%s", fetch->slot->here,
                                            refreshing && is_home (self, fetch->slot) ? " offline_access" : "");
  char *assertion = NULL;
  GBytes *form;

  if (self->certificate != NULL)
    {
      assertion = muster_certificate_make_assertion (self->certificate, self->client_id, token_url, fetch->asked_wall, error);
      if (assertion == NULL)
        return NULL;
    }
  form = muster_oauth_form ("client_id", self->client_id,
                            "client_secret", self->client_secret != NULL ? muster_secret_peek (self->client_secret) : NULL,
                            "client_assertion_type", assertion != NULL ? MUSTER_OAUTH_JWT_BEARER : NULL,
                            "client_assertion", assertion,
                            "grant_type", refreshing ? "refresh_token" : "client_credentials",
                            "refresh_token", refreshing ? muster_secret_peek (self->refresh) : NULL,
                            "scope", scope, NULL);
  g_clear_pointer (&assertion, muster_secret_free);

  return form;
}

/* Fetch, 1 of 5. Nobody's cancellable ends it: others may be waiting for it. */
static void
send_fetch (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;
  MusterClock *clock = muster_transport_get_clock (self->transport);
  g_autofree char *url = g_strdup_printf ("%s/%s/oauth2/v2.0/token", self->login_base, fetch->slot->tenant);
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;
  GError *error = NULL;

  fetch->asked_wall = muster_clock_now (clock);
  fetch->asked_boot = muster_clock_boot (clock);
  form = build_form (fetch, url, &error);
  if (form == NULL)
    {
      answer_waiting (self, fetch->slot, error);
      fetch_free (fetch);
      return;
    }
  request = muster_oauth_token_request (url, form, TRUE);
  muster_transport_send_async (self->transport, request, NULL, NULL, NULL, token_fetched_cb, fetch);
}

static void
start_fetch (MusterAuthenticatorEntra *self,
             MusterEntraSlot          *slot)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->self = g_object_ref (self);
  fetch->slot = slot;
  if (self->unsaved && !muster_authenticator_get_retired (MUSTER_AUTHENTICATOR (self)))
    save_refresh (fetch);
  else
    send_fetch (fetch);
}

/* --- Whose turn it is --- */

/* The slot at home by which the refresh token is renewed before a customer is asked with it, if it is time for that */
static MusterEntraSlot *
find_renewal (MusterAuthenticatorEntra *self,
              MusterEntraSlot          *slot)
{
  gint64 now = muster_clock_now (muster_transport_get_clock (self->transport));
  g_autofree char *scope = NULL;
  MusterEntraSlot *home;

  if (is_home (self, slot))
    self->home_wall = now;
  if (now - self->home_wall < HOME_EVERY && now >= self->home_wall)
    return NULL;

  /* Whatever comes of it, the customer is asked next */
  self->home_wall = now;
  scope = g_strdup_printf ("%s|%s/.default", self->home_tenant, slot->resource);
  home = muster_entra_ensure_slot (self, scope);
  return home != NULL && !home->fetching ? home : NULL;
}

static void
start_next (MusterAuthenticatorEntra *self)
{
  MusterEntraSlot *slot = self->busy ? NULL : g_queue_pop_head (&self->queue);
  MusterEntraSlot *first = slot != NULL ? find_renewal (self, slot) : NULL;

  if (slot == NULL)
    return;
  self->busy = TRUE;
  if (first != NULL)
    {
      first->fetching = TRUE;
      g_queue_push_head (&self->queue, slot);
    }
  start_fetch (self, first != NULL ? first : slot);
}

void
muster_entra_fetch (MusterAuthenticatorEntra *self,
                    MusterEntraSlot          *slot)
{
  slot->fetching = TRUE;
  if (self->secrets == NULL)
    {
      start_fetch (self, slot);
      return;
    }

  g_queue_push_tail (&self->queue, slot);
  start_next (self);
}
