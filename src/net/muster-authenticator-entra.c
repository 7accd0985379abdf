/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-net-util.h"
#include "muster-oauth-token.h"

/* Renewed this long before the end */
#define MARGIN (120 * G_TIME_SPAN_SECOND)

/* The resource's own id, which a token may carry as audience in place of its URL */
static const struct {
  const char *resource;
  const char *id;
} resource_ids[] = {
  { "https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000" },
  { "https://graph.microsoft.us", "00000003-0000-0000-c000-000000000000" },
  { "https://outlook.office365.com", "00000002-0000-0ff1-ce00-000000000000" },
  { "https://outlook.office.com", "00000002-0000-0ff1-ce00-000000000000" },
};

/**
 * MusterAuthenticatorEntra:
 *
 * Tokens of Microsoft Entra for an app with a client secret (client
 * credentials), one for each tenant and resource. The scope is
 * "TENANT|RESOURCE/.default"; the tenant is a GUID.
 *
 * A token is fetched once, whoever asks meanwhile waits for it; it is renewed two
 * minutes before it ends by either clock; and it is used only if it was issued by
 * that tenant for that resource, and only for requests to that resource's host.
 */

#define MUSTER_TYPE_AUTHENTICATOR_ENTRA (muster_authenticator_entra_get_type ())
G_DECLARE_FINAL_TYPE (MusterAuthenticatorEntra, muster_authenticator_entra,
                      MUSTER, AUTHENTICATOR_ENTRA, MusterAuthenticator)

struct _MusterAuthenticatorEntra
{
  MusterAuthenticator parent_instance;

  MusterTransport *transport;  /* (owned) */
  char *login_base;
  char *client_id;
  MusterSecret *client_secret; /* (owned) */
  GHashTable *bases;           /* (owned) (element-type utf8 utf8): resource → where it lives */
  GHashTable *slots;           /* (owned) (element-type utf8 Slot): by scope in lower case */
};

G_DEFINE_FINAL_TYPE (MusterAuthenticatorEntra, muster_authenticator_entra, MUSTER_TYPE_AUTHENTICATOR)

/* The token of one scope */
typedef struct {
  char *scope;
  char *tenant;
  char *resource;
  MusterSecret *token;  /* (owned) (nullable) */
  gint64 renew_wall;
  gint64 renew_boot;
  gboolean fetching;
  GPtrArray *waiting;   /* (owned) (element-type GTask): while it is fetched */
} Slot;

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_free (slot->scope);
  g_free (slot->tenant);
  g_free (slot->resource);
  g_clear_pointer (&slot->token, muster_secret_unref);
  g_ptr_array_unref (slot->waiting);
  g_free (slot);
}

/* NULL if the scope is not TENANT|https://…/.default */
static Slot *
ensure_slot (MusterAuthenticatorEntra *self,
             const char               *scope)
{
  g_autofree char *key = scope != NULL ? g_ascii_strdown (scope, -1) : NULL;
  g_auto(GStrv) parts = NULL;
  Slot *slot;

  if (key == NULL)
    return NULL;

  slot = g_hash_table_lookup (self->slots, key);
  if (slot != NULL)
    return slot;

  parts = g_strsplit (scope, "|", -1);
  if (g_strv_length (parts) != 2 || !g_uuid_string_is_valid (parts[0]) ||
      !g_str_has_suffix (parts[1], "/.default") || !g_str_has_prefix (parts[1], "https://"))
    return NULL;

  slot = g_new0 (Slot, 1);
  slot->scope = g_strdup (parts[1]);
  slot->tenant = g_strdup (parts[0]);
  slot->resource = g_strndup (parts[1], strlen (parts[1]) - strlen ("/.default"));
  slot->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (self->slots, g_steal_pointer (&key), slot);

  return slot;
}

static const char *
base_of (MusterAuthenticatorEntra *self,
         Slot                     *slot)
{
  const char *base = g_hash_table_lookup (self->bases, slot->resource);

  return base != NULL ? base : slot->resource;
}

static gboolean
token_is_fresh (MusterAuthenticatorEntra *self,
                Slot                     *slot)
{
  MusterClock *clock = muster_transport_get_clock (self->transport);

  return slot->token != NULL &&
         muster_clock_now (clock) < slot->renew_wall &&
         muster_clock_boot (clock) < slot->renew_boot;
}

static void
sign (MusterRequest *request,
      Slot          *slot)
{
  char *value = g_strconcat ("Bearer ", muster_secret_peek (slot->token), NULL);

  muster_request_set_header (request, "Authorization", value);
  muster_secret_free (value);
}

static char *
egress_label (Slot *slot)
{
  return g_strdup_printf ("access token of %s for %s", slot->tenant, slot->resource);
}

static void
forget_token (MusterAuthenticatorEntra *self,
              Slot                     *slot)
{
  g_autofree char *label = egress_label (slot);

  g_clear_pointer (&slot->token, muster_secret_unref);
  muster_egress_remove (muster_transport_get_egress (self->transport), label);
}

/* Takes error; NULL if there is a token now. */
static void
answer_waiting (MusterAuthenticatorEntra *self,
                Slot                     *slot,
                GError                   *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&slot->waiting);
  g_autoptr(GError) owned = error;

  slot->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  slot->fetching = FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        {
          g_task_return_error (task, g_error_copy (error));
          continue;
        }

      sign (g_task_get_task_data (task), slot);
      g_task_return_boolean (task, TRUE);
    }
}

/* The part of a JWT between its points, as JSON; NULL if the token is no JWT */
static JsonNode *
read_claims (const char *token)
{
  g_auto(GStrv) parts = g_strsplit (token, ".", -1);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *padded = NULL;
  guchar *data;
  gsize length;

  if (g_strv_length (parts) != 3 || *parts[1] == '\0')
    return NULL;

  g_strdelimit (g_strdelimit (parts[1], "-", '+'), "_", '/');
  padded = g_strconcat (parts[1], "===", NULL);
  padded[strlen (parts[1]) + (4 - strlen (parts[1]) % 4) % 4] = '\0';
  data = g_base64_decode (padded, &length);
  bytes = g_bytes_new_take (data, length);

  return muster_json_parse (bytes, NULL, NULL, NULL);
}

static gboolean
audience_matches (const char *audience,
                  const char *resource)
{
  gsize length = strlen (resource);

  if (audience == NULL)
    return FALSE;

  if (g_ascii_strncasecmp (audience, resource, length) == 0 &&
      (audience[length] == '\0' || g_strcmp0 (audience + length, "/") == 0))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (resource_ids); i++)
    if (g_ascii_strcasecmp (resource_ids[i].resource, resource) == 0 &&
        g_ascii_strcasecmp (resource_ids[i].id, audience) == 0)
      return TRUE;

  return FALSE;
}

/**
 * muster_entra_check_token:
 * @token: an access token
 * @tenant: the tenant that must have issued it
 * @resource: the resource that it must be for
 * @opaque: (out): whether nothing can be read from it
 * @error: return location for an error
 *
 * Reads tenant and audience of a token that is a JWT. The signature is not our
 * business: the token came over TLS from the issuer. What is looked for is a
 * token of another customer.
 *
 * Returns: whether the token may be used, as far as it can be read
 */
gboolean
muster_entra_check_token (const char  *token,
                          const char  *tenant,
                          const char  *resource,
                          gboolean    *opaque,
                          GError     **error)
{
  g_autoptr(JsonNode) claims = read_claims (token);
  JsonObject *object = muster_json_node_obj (claims);
  const char *issued_by = muster_json_str (object, "tid");
  const char *audience = muster_json_str (object, "aud");

  *opaque = object == NULL;
  if (*opaque)
    return TRUE;

  if (issued_by == NULL || g_ascii_strcasecmp (issued_by, tenant) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                   "Microsoft sent a token of tenant %s instead of %s; it is not used",
                   issued_by != NULL ? issued_by : "(none)", tenant);
      return FALSE;
    }

  if (!audience_matches (audience, resource))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                   "Microsoft sent a token for %s instead of %s; it is not used",
                   audience != NULL ? audience : "(nothing)", resource);
      return FALSE;
    }

  return TRUE;
}

typedef struct {
  MusterAuthenticatorEntra *self;  /* (owned) */
  Slot *slot;
  gint64 lifetime;
  MusterSecret *token;  /* (owned) (nullable): fetched, not yet believed */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->token, muster_secret_unref);
  g_object_unref (fetch->self);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
keep_token (Fetch *fetch)
{
  MusterAuthenticatorEntra *self = fetch->self;
  Slot *slot = fetch->slot;
  MusterClock *clock = muster_transport_get_clock (self->transport);
  gint64 use = MAX (fetch->lifetime - MARGIN, fetch->lifetime / 2);
  g_autofree char *label = egress_label (slot);

  forget_token (self, slot);
  slot->token = g_steal_pointer (&fetch->token);
  slot->renew_wall = muster_clock_now (clock) + use;
  slot->renew_boot = muster_clock_boot (clock) + use;
  muster_egress_add (muster_transport_get_egress (self->transport), label, slot->token);

  answer_waiting (self, slot, NULL);
}

/* Fetch, 3 of 3, only for a token that cannot be read: whose organization is it? */
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
    keep_token (fetch);
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
  g_autoptr(MusterAuthenticator) bearer = muster_authenticator_headers_new ();
  g_autoptr(MusterRequest) request = NULL;
  g_autofree char *url = NULL;

  muster_authenticator_headers_add (bearer, "Authorization", "Bearer ", fetch->token);
  url = g_strconcat (base_of (self, fetch->slot), "/v1.0/organization?$select=id", NULL);
  request = muster_request_new ("GET", url);
  muster_transport_send_async (self->transport, request, bearer, NULL, NULL, organization_read_cb, fetch);
}

/* The error of an answer that is no success */
static GError *
refusal (MusterAnswer *answer)
{
  g_autoptr(JsonNode) body = muster_answer_parse_json (answer, NULL, NULL);
  GError *error = NULL;

  if (body == NULL && answer->status != 429 && answer->status < 500)
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                        "Microsoft's sign-in answers %u without an explanation", answer->status);
  if (answer->status == 429)
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED,
                        "Microsoft asks to slow down. Try again in a minute.");
  if (answer->status >= 500)
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_OFFLINE,
                        "Microsoft's sign-in does not work now (%u). Try again in a minute.", answer->status);

  muster_entra_explain (body, &error);
  return error;
}

/* Fetch, 2 of 3 */
static void
token_fetched_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(MusterAnswer) answer = NULL;
  g_autoptr(JsonNode) body = NULL;
  const char *token;
  GError *error = NULL;
  gboolean opaque;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  if (answer != NULL && !muster_answer_is_success (answer))
    error = refusal (answer);
  else if (answer != NULL)
    body = muster_answer_parse_json (answer, NULL, &error);

  token = muster_json_path_str (body, "access_token");
  if (error == NULL && (token == NULL || *token == '\0'))
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "Microsoft's sign-in sent no token");

  if (error != NULL ||
      !muster_entra_check_token (token, fetch->slot->tenant, fetch->slot->resource, &opaque, &error))
    {
      answer_waiting (fetch->self, fetch->slot, error);
      return;
    }

  fetch->token = muster_secret_new (token);
  fetch->lifetime = CLAMP (muster_json_int (muster_json_node_obj (body), "expires_in", 300), 1, 86400) *
                    G_TIME_SPAN_SECOND;
  if (opaque)
    ask_organization (g_steal_pointer (&fetch));
  else
    keep_token (fetch);
}

/* Fetch, 1 of 3. Nobody's cancellable ends it: others may be waiting for it. */
static void
fetch_token (MusterAuthenticatorEntra *self,
             Slot                     *slot)
{
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;
  g_autofree char *url = g_strdup_printf ("%s/%s/oauth2/v2.0/token", self->login_base, slot->tenant);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->self = g_object_ref (self);
  fetch->slot = slot;
  slot->fetching = TRUE;

  form = muster_oauth_form ("client_id", self->client_id,
                            "client_secret", muster_secret_peek (self->client_secret),
                            "grant_type", "client_credentials",
                            "scope", slot->scope, NULL);
  request = muster_oauth_token_request (url, form, TRUE);
  muster_transport_send_async (self->transport, request, NULL, NULL, NULL, token_fetched_cb, fetch);
}

static void
muster_authenticator_entra_prepare (MusterAuthenticator *authenticator,
                                    MusterRequest       *request,
                                    const char          *scope,
                                    GTask               *task)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (authenticator);
  Slot *slot = ensure_slot (self, scope);

  if (slot == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INTERNAL,
                               "Not a scope for Microsoft's sign-in: %s", scope != NULL ? scope : "(none)");
      return;
    }

  if (!muster_net_same_origin (request->url, base_of (self, slot)))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               "A token for %s is not sent to another host", slot->resource);
      return;
    }

  if (token_is_fresh (self, slot))
    {
      sign (request, slot);
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_set_task_data (task, muster_request_ref (request), (GDestroyNotify) muster_request_unref);
  g_ptr_array_add (slot->waiting, g_object_ref (task));
  if (!slot->fetching)
    fetch_token (self, slot);
}

static gboolean
muster_authenticator_entra_invalidate (MusterAuthenticator *authenticator,
                                       const char          *scope)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (authenticator);
  Slot *slot = ensure_slot (self, scope);

  if (slot != NULL)
    forget_token (self, slot);

  return slot != NULL;
}

static void
muster_authenticator_entra_finalize (GObject *object)
{
  MusterAuthenticatorEntra *self = MUSTER_AUTHENTICATOR_ENTRA (object);

  g_hash_table_unref (self->slots);
  g_hash_table_unref (self->bases);
  muster_secret_unref (self->client_secret);
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
  self->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, slot_free);
}

/**
 * muster_authenticator_entra_new:
 * @transport: what to fetch tokens with
 * @login_base: such as "https://login.microsoftonline.com"
 * @client_id: the app
 * @client_secret: its secret
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
  g_return_val_if_fail (client_secret != NULL, NULL);

  self = g_object_new (MUSTER_TYPE_AUTHENTICATOR_ENTRA, NULL);
  self->transport = g_object_ref (transport);
  self->login_base = g_strdup (login_base);
  self->client_id = g_strdup (client_id);
  self->client_secret = muster_secret_ref (client_secret);
  while (g_str_has_suffix (self->login_base, "/"))
    self->login_base[strlen (self->login_base) - 1] = '\0';

  return MUSTER_AUTHENTICATOR (self);
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

  g_hash_table_replace (MUSTER_AUTHENTICATOR_ENTRA (self)->bases, g_strdup (resource), g_strdup (base_url));
}
