/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra-private.h"
#include "muster-error.h"
#include "muster-net-util.h"

/**
 * MusterAuthenticatorEntra:
 *
 * Tokens of Microsoft Entra, one for each tenant and resource. The scope is
 * "TENANT|RESOURCE/.default"; the tenant is a GUID. They come from an app with a client
 * secret or a certificate (client credentials), or from a person: their one refresh
 * token, got in their own tenant, is redeemed at the token endpoint of each customer.
 *
 * A token is fetched once, whoever asks meanwhile waits for it; it is renewed two
 * minutes before it ends by either clock; and it is used only if it was issued by
 * that tenant for that resource, and only for requests to that resource's host.
 *
 * A refresh token is used by one request at a time. What replaces it is in the keyring
 * before what came with it is used and before the old one is forgotten; it is taken
 * from the person's own tenant only, because whether a customer's answer may stand in
 * for it is not documented. It is renewed there once a day while customers are asked.
 */

G_DEFINE_FINAL_TYPE (MusterAuthenticatorEntra, muster_authenticator_entra, MUSTER_TYPE_AUTHENTICATOR)

static void
place_free (gpointer data)
{
  MusterEntraPlace *place = data;

  g_free (place->here);
  g_free (place->base);
  g_free (place);
}

static void
slot_free (gpointer data)
{
  MusterEntraSlot *slot = data;

  g_free (slot->tenant);
  g_free (slot->resource);
  g_free (slot->here);
  g_free (slot->base);
  g_strfreev (slot->granted);
  g_clear_pointer (&slot->token, muster_secret_unref);
  g_ptr_array_unref (slot->waiting);
  g_free (slot);
}

static MusterEntraSlot *
new_slot (MusterAuthenticatorEntra *self,
          const char               *tenant,
          const char               *resource)
{
  MusterEntraPlace *place = g_hash_table_lookup (self->places, resource);
  MusterEntraSlot *slot = g_new0 (MusterEntraSlot, 1);

  slot->tenant = g_strdup (tenant);
  slot->resource = g_strdup (resource);
  slot->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  if (place != NULL || !self->one_cloud)
    {
      slot->here = g_strdup (place != NULL ? place->here : resource);
      slot->base = g_strdup (place != NULL ? place->base : resource);
    }

  return slot;
}

/* (nullable): NULL if the scope is not TENANT|https://…/.default */
MusterEntraSlot *
muster_entra_ensure_slot (MusterAuthenticatorEntra *self,
                          const char               *scope)
{
  g_autofree char *key = scope != NULL ? g_ascii_strdown (scope, -1) : NULL;
  g_autofree char *resource = NULL;
  g_auto(GStrv) parts = NULL;
  MusterEntraSlot *slot;

  if (key == NULL)
    return NULL;

  slot = g_hash_table_lookup (self->slots, key);
  if (slot != NULL)
    return slot;

  parts = g_strsplit (scope, "|", -1);
  if (g_strv_length (parts) != 2 || !g_uuid_string_is_valid (parts[0]) ||
      !g_str_has_suffix (parts[1], "/.default") || !g_str_has_prefix (parts[1], "https://"))
    return NULL;

  resource = g_strndup (parts[1], strlen (parts[1]) - strlen ("/.default"));
  slot = new_slot (self, parts[0], resource);
  g_hash_table_insert (self->slots, g_steal_pointer (&key), slot);

  return slot;
}

static gboolean
token_is_fresh (MusterAuthenticatorEntra *self,
                MusterEntraSlot          *slot)
{
  MusterClock *clock = muster_transport_get_clock (self->transport);

  return slot->token != NULL &&
         muster_clock_now (clock) < slot->renew_wall &&
         muster_clock_boot (clock) < slot->renew_boot;
}

void
muster_entra_sign (MusterRequest   *request,
                   MusterEntraSlot *slot)
{
  char *value = g_strconcat ("Bearer ", muster_secret_peek (slot->token), NULL);

  muster_request_set_header (request, "Authorization", value);
  muster_secret_free (value);
}

/* Another one of the same app may be tried beside this one, and end before it */
void
muster_entra_set_live (MusterAuthenticatorEntra  *self,
                       MusterSecret             **place,
                       const char                *kind,
                       MusterEntraSlot           *slot,
                       MusterSecret              *secret)
{
  MusterEgress *egress = muster_transport_get_egress (self->transport);
  g_autofree char *label = g_strdup_printf ("%s token of %s at %s for %s, %u", kind, self->client_id,
                                            slot != NULL ? slot->tenant : self->login_base,
                                            slot != NULL ? slot->resource : "all", self->serial);

  g_clear_pointer (place, muster_secret_unref);
  muster_egress_remove (egress, label);
  if (secret == NULL)
    return;
  *place = muster_secret_ref (secret);
  muster_egress_add (egress, label, secret);
}

static void
forget_token (MusterAuthenticatorEntra *self,
              MusterEntraSlot          *slot)
{
  muster_entra_set_live (self, &slot->token, "access", slot, NULL);
}

/* Whether a request can be signed at all */
static gboolean
check_request (MusterAuthenticatorEntra  *self,
               MusterRequest             *request,
               const char                *scope,
               MusterEntraSlot           *slot,
               GError                   **error)
{
  gint64 now = muster_clock_now (muster_transport_get_clock (self->transport));

  if (slot == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL,
                 "Not a scope for Microsoft's sign-in: %s", scope != NULL ? scope : "(none)");
  else if (slot->here == NULL || slot->base == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                 "%s does not exist in the cloud of this connection", slot->resource);
  else if (!muster_net_same_origin (request->url, slot->base))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                 "A token for %s is not sent to another host", slot->here);
  else if (self->certificate != NULL && now >= muster_certificate_get_expires (self->certificate))
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                         "The certificate of the app has expired. Create a new one and upload it to the app registration. "
                         "(error certificate_expired)");
  else
    return TRUE;

  return FALSE;
}

static void
muster_authenticator_entra_prepare (MusterAuthenticator *authenticator,
                                    MusterRequest       *request,
                                    const char          *scope,
                                    GTask               *task)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (authenticator);
  MusterEntraSlot *slot = muster_entra_ensure_slot (self, scope);
  GError *error = NULL;

  if (!check_request (self, request, scope, slot, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (token_is_fresh (self, slot))
    {
      muster_entra_sign (request, slot);
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_set_task_data (task, muster_request_ref (request), (GDestroyNotify) muster_request_unref);
  g_ptr_array_add (slot->waiting, g_object_ref (task));
  if (!slot->fetching)
    muster_entra_fetch (self, slot);
}

static gboolean
muster_authenticator_entra_invalidate (MusterAuthenticator *authenticator,
                                       const char          *scope)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (authenticator);
  MusterEntraSlot *slot = muster_entra_ensure_slot (self, scope);

  if (slot != NULL)
    forget_token (self, slot);

  return slot != NULL;
}

static void
muster_authenticator_entra_finalize (GObject *object)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (object);
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    forget_token (self, slot);
  muster_entra_set_live (self, &self->refresh, "refresh", NULL, NULL);
  g_queue_clear (&self->queue);
  g_hash_table_unref (self->slots);
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->client_secret, muster_secret_unref);
  g_clear_pointer (&self->certificate, muster_certificate_unref);
  g_clear_object (&self->secrets);
  g_free (self->claims);
  g_free (self->secret_id);
  g_free (self->home_tenant);
  g_free (self->client_id);
  g_free (self->login_base);
  g_object_unref (self->transport);

  G_OBJECT_CLASS (muster_authenticator_entra_parent_class)->finalize (object);
}

static void
muster_authenticator_entra_class_init (MusterAuthenticatorEntraClass *klass)
{
  MusterAuthenticatorClass *authenticator_class = MUSTER_AUTHENTICATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_authenticator_entra_finalize;

  authenticator_class->prepare = muster_authenticator_entra_prepare;
  authenticator_class->invalidate = muster_authenticator_entra_invalidate;
}

static void
muster_authenticator_entra_init (MusterAuthenticatorEntra *self)
{
  static guint serial = 0;

  self->serial = ++serial;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, slot_free);
  g_queue_init (&self->queue);
}

/**
 * muster_authenticator_entra_new:
 * @transport: what to fetch tokens with
 * @login_base: such as "https://login.microsoftonline.com"
 * @client_id: the app
 * @client_secret: (nullable): its secret, if it signs in with one
 *
 * Returns: (transfer full): an authenticator
 */
MusterAuthenticator *
muster_authenticator_entra_new (MusterTransport *transport,
                                const char      *login_base,
                                const char      *client_id,
                                MusterSecret    *client_secret)
{
  MusterAuthenticatorEntra *self;

  g_return_val_if_fail (MUSTER_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (login_base != NULL && client_id != NULL, NULL);

  self = g_object_new (MUSTER_TYPE_AUTHENTICATOR_ENTRA, NULL);
  self->transport = g_object_ref (transport);
  self->login_base = g_strdup (login_base);
  self->client_id = g_strdup (client_id);
  self->client_secret = client_secret != NULL ? muster_secret_ref (client_secret) : NULL;
  while (g_str_has_suffix (self->login_base, "/"))
    self->login_base[strlen (self->login_base) - 1] = '\0';

  return MUSTER_AUTHENTICATOR (self);
}

/**
 * muster_authenticator_entra_set_certificate:
 * @self: an authenticator of [func@Authenticator.entra_new]
 * @certificate: what the app signs in with instead of a secret
 */
void
muster_authenticator_entra_set_certificate (MusterAuthenticator *self,
                                            MusterCertificate   *certificate)
{
  MusterAuthenticatorEntra *entra = MUSTER_AUTHENTICATOR_ENTRA (self);

  g_return_if_fail (certificate != NULL);

  g_clear_pointer (&entra->certificate, muster_certificate_unref);
  entra->certificate = muster_certificate_ref (certificate);
}

/**
 * muster_authenticator_entra_set_refresh:
 * @self: an authenticator of [func@Authenticator.entra_new]
 * @home_tenant: the person's own tenant
 * @secrets: where the refresh token lives
 * @secret_id: its id there, of kind "connection"
 * @current: the refresh token
 *
 * From now on tokens come from a person's refresh token.
 */
void
muster_authenticator_entra_set_refresh (MusterAuthenticator *self,
                                        const char          *home_tenant,
                                        MusterSecretStore   *secrets,
                                        const char          *secret_id,
                                        MusterSecret        *current)
{
  MusterAuthenticatorEntra *entra = MUSTER_AUTHENTICATOR_ENTRA (self);

  g_return_if_fail (MUSTER_IS_SECRET_STORE (secrets));
  g_return_if_fail (home_tenant != NULL && secret_id != NULL && current != NULL);

  g_set_object (&entra->secrets, secrets);
  g_free (entra->home_tenant);
  entra->home_tenant = g_strdup (home_tenant);
  g_free (entra->secret_id);
  entra->secret_id = g_strdup (secret_id);
  muster_entra_set_live (entra, &entra->refresh, "refresh", NULL, current);
}

static void
add_place (MusterAuthenticatorEntra *self,
           const char               *resource,
           const char               *here,
           const char               *base)
{
  MusterEntraPlace *place = g_new0 (MusterEntraPlace, 1);

  place->here = g_strdup (here);
  place->base = g_strdup (base);
  g_hash_table_replace (self->places, g_strdup (resource), place);
}

/**
 * muster_authenticator_entra_set_resource:
 * @self: an authenticator of [func@Authenticator.entra_new]
 * @resource: a resource as it stands in scopes, such as "https://graph.microsoft.com"
 * @base_url: where it is reached
 *
 * Says where tokens of @resource may be sent, if that is not @resource itself:
 * the sandbox lives on this machine.
 */
void
muster_authenticator_entra_set_resource (MusterAuthenticator *self,
                                         const char          *resource,
                                         const char          *base_url)
{
  g_return_if_fail (MUSTER_IS_AUTHENTICATOR_ENTRA (self));
  g_return_if_fail (resource != NULL && base_url != NULL);

  add_place (MUSTER_AUTHENTICATOR_ENTRA (self), resource, resource, base_url);
}

/**
 * muster_authenticator_entra_set_cloud:
 * @self: an authenticator of [func@Authenticator.entra_new]
 * @resource: a resource as it stands in scopes, which name those of the global cloud
 * @here: (nullable): what it is called in this connection's cloud
 * @base_url: (nullable): where it is reached
 *
 * Once this was called, a resource that was not named has no tokens at all, nor
 * has one without @here.
 */
void
muster_authenticator_entra_set_cloud (MusterAuthenticator *self,
                                      const char          *resource,
                                      const char          *here,
                                      const char          *base_url)
{
  g_return_if_fail (MUSTER_IS_AUTHENTICATOR_ENTRA (self));
  g_return_if_fail (resource != NULL);

  MUSTER_AUTHENTICATOR_ENTRA (self)->one_cloud = TRUE;
  add_place (MUSTER_AUTHENTICATOR_ENTRA (self), resource, here, base_url);
}

/**
 * muster_authenticator_entra_get_granted:
 * @self: an authenticator of [func@Authenticator.entra_new]
 * @tenant: a tenant's GUID
 * @resource: a resource as it stands in scopes
 *
 * Returns: (transfer full) (nullable): the delegated permissions that the newest token has,
 *   without their resource; %NULL for an app's own tokens, and where none was needed yet
 */
GStrv
muster_authenticator_entra_get_granted (MusterAuthenticator *self,
                                        const char          *tenant,
                                        const char          *resource)
{
  g_autofree char *scope = g_strdup_printf ("%s|%s/.default", tenant, resource);
  g_autofree char *key = g_ascii_strdown (scope, -1);
  MusterEntraSlot *slot;

  g_return_val_if_fail (MUSTER_IS_AUTHENTICATOR_ENTRA (self), NULL);

  slot = g_hash_table_lookup (MUSTER_AUTHENTICATOR_ENTRA (self)->slots, key);
  return slot != NULL ? g_strdupv (slot->granted) : NULL;
}

/**
 * muster_authenticator_entra_get_claims:
 * @self: an authenticator of [func@Authenticator.entra_new]
 *
 * Returns: (transfer full) (nullable): what conditional access asked for when it last refused
 *   the refresh token; the next sign-in of the person takes it along
 */
char *
muster_authenticator_entra_get_claims (MusterAuthenticator *self)
{
  g_return_val_if_fail (MUSTER_IS_AUTHENTICATOR_ENTRA (self), NULL);

  return g_strdup (MUSTER_AUTHENTICATOR_ENTRA (self)->claims);
}
