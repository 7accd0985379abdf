/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-hash.h"
#include "muster-id.h"
#include "muster-json.h"
#include "muster-tool-undo.h"

#include "muster-gate-private.h"
#include "muster-gate-secrets.h"

/**
 * MusterGate:
 *
 * The one way to a vendor. Every request, reads included, is made from a row
 * of the catalog, decided by the rules for the capability that asks, and sent
 * here. Main thread; outlives what it started.
 */
struct _MusterGate
{
  GObject          parent_instance;

  MusterCatalog   *catalog;      /* (owned) */
  MusterStore     *store;        /* (owned) (nullable): without one nothing can be dispatched */
  MusterTransport *transport;    /* (owned) */
  MusterClock     *clock;        /* (owned) */
  MusterEgress    *egress;       /* (owned) */
  GHashTable      *links;        /* connection id → MusterGateLink */
  GHashTable      *in_flight;    /* targets */
  MusterVault     *vault;        /* (owned) */
  MusterSecretStore *secret_store; /* (owned) (nullable) */
  GHashTable      *held;         /* effects whose password is being made or used */
  GHashTable      *unseen;       /* effects whose password waits for a person */
  MusterSecret    *app_key;      /* (owned) (nullable): of the codes of approvals */
};

enum
{
  NOTES_OFF,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MusterGate, muster_gate, G_TYPE_OBJECT)

static void
link_clear (gpointer data)
{
  MusterGateLink *link = data;

  g_clear_object (&link->connection);
  g_clear_object (&link->authenticator);
  g_clear_object (&link->integration);
  g_clear_pointer (&link->endpoints, muster_endpoints_unref);
  g_clear_object (&link->psa);
  g_free (link->own_tenant);
}

MusterGateLink *
muster_gate_link_ref (MusterGateLink *link)
{
  return g_rc_box_acquire (link);
}

void
muster_gate_link_unref (MusterGateLink *link)
{
  g_rc_box_release_full (link, link_clear);
}

static void
muster_gate_finalize (GObject *object)
{
  MusterGate *self = MUSTER_GATE (object);

  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->in_flight, g_hash_table_unref);
  g_clear_pointer (&self->held, g_hash_table_unref);
  g_clear_pointer (&self->unseen, g_hash_table_unref);
  g_clear_pointer (&self->app_key, muster_secret_unref);
  g_clear_object (&self->vault);
  g_clear_object (&self->secret_store);
  g_clear_object (&self->catalog);
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->clock);
  g_clear_object (&self->egress);

  G_OBJECT_CLASS (muster_gate_parent_class)->finalize (object);
}

static void
muster_gate_class_init (MusterGateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = muster_gate_finalize;

  /**
   * MusterGate::notes-off:
   * @self: the gate
   * @connection_id: where
   *
   * A note came out visible to the customer. It was taken back; the connection writes no more of them.
   */
  signals[NOTES_OFF] = g_signal_new ("notes-off", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * MusterGate::refused:
   * @self: the gate
   * @connection_id: where
   * @tenant: whose
   *
   * A tool of a run was refused at a customer: a right or a licence is missing that nobody knew of.
   */
  signals[REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
muster_gate_init (MusterGate *self)
{
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_gate_link_unref);
  self->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unseen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * muster_gate_new:
 * @catalog: the tools
 * @store: (nullable): the ledger
 * @transport: for connectors only
 * @clock: the time
 * @egress: (nullable): live secrets that no note may hold
 *
 * Returns: (transfer full): the gate
 */
MusterGate *
muster_gate_new (MusterCatalog   *catalog,
                 MusterStore     *store,
                 MusterTransport *transport,
                 MusterClock     *clock,
                 MusterEgress    *egress)
{
  MusterGate *self = g_object_new (MUSTER_TYPE_GATE, NULL);

  self->catalog = g_object_ref (catalog);
  self->store = store != NULL ? g_object_ref (store) : NULL;
  self->transport = g_object_ref (transport);
  self->clock = g_object_ref (clock);
  self->egress = egress != NULL ? g_object_ref (egress) : NULL;
  self->vault = muster_vault_new (clock, egress);
  return self;
}

MusterCatalog *
muster_gate_get_catalog (MusterGate *self)
{
  return self->catalog;
}

MusterStore *
muster_gate_get_store (MusterGate *self)
{
  return self->store;
}

MusterTransport *
muster_gate_get_transport (MusterGate *self)
{
  return self->transport;
}

MusterClock *
muster_gate_get_clock (MusterGate *self)
{
  return self->clock;
}

MusterEgress *
muster_gate_get_egress (MusterGate *self)
{
  return self->egress;
}

/* --- Secrets --- */

/**
 * muster_gate_get_vault:
 *
 * Returns: (transfer none): the values behind handles
 */
MusterVault *
muster_gate_get_vault (MusterGate *self)
{
  return self->vault;
}

MusterSecretStore *
muster_gate_get_secret_store (MusterGate *self)
{
  return self->secret_store;
}

/**
 * muster_gate_set_secret_store:
 * @secret_store: the keyring
 *
 * Where passwords that acts set are kept until a person has seen them.
 */
void
muster_gate_set_secret_store (MusterGate        *self,
                              MusterSecretStore *secret_store)
{
  g_set_object (&self->secret_store, secret_store);
}

/**
 * muster_gate_set_app_key:
 * @self: a gate
 * @key: (nullable): what only this installation has
 *
 * Makes and checks the codes with which people answer in tickets.
 */
void
muster_gate_set_app_key (MusterGate   *self,
                         MusterSecret *key)
{
  g_clear_pointer (&self->app_key, muster_secret_unref);
  self->app_key = key != NULL ? muster_secret_ref (key) : NULL;
}

/**
 * muster_gate_get_app_key:
 *
 * Returns: (transfer none) (nullable): what the codes are made with; without it there are none
 */
MusterSecret *
muster_gate_get_app_key (MusterGate *self)
{
  return self->app_key;
}

void
muster_gate_hold_secret (MusterGate *self,
                         const char *effect_id)
{
  g_hash_table_add (self->held, g_strdup (effect_id));
}

void
muster_gate_release_secret (MusterGate *self,
                            const char *effect_id)
{
  g_hash_table_remove (self->held, effect_id);
}

gboolean
muster_gate_is_secret_held (MusterGate *self,
                            const char *effect_id)
{
  return g_hash_table_contains (self->held, effect_id);
}

void
muster_gate_set_unseen (MusterGate *self,
                        const char *effect_id,
                        gboolean    unseen)
{
  if (unseen)
    g_hash_table_add (self->unseen, g_strdup (effect_id));
  else
    g_hash_table_remove (self->unseen, effect_id);
}

/**
 * muster_gate_has_unseen:
 *
 * Returns: whether the act has a password or pass that nobody has seen yet
 */
gboolean
muster_gate_has_unseen (MusterGate *self,
                        const char *effect_id)
{
  return effect_id != NULL && g_hash_table_contains (self->unseen, effect_id);
}

/* --- Connections --- */

static JsonObject *
settings_of (MusterConnection *connection)
{
  const char *text = muster_connection_get_settings (connection);
  g_autoptr(JsonNode) node = text != NULL && *text != '\0' ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *settings = muster_json_node_obj (node);

  return settings != NULL ? json_object_ref (settings) : json_object_new ();
}

/**
 * muster_gate_add_connection:
 * @self: a gate
 * @connection: what is connected, with its settings as they are now
 * @authenticator: (nullable): its credentials
 *
 * Adding one again renews its settings and credentials.
 */
void
muster_gate_add_connection (MusterGate          *self,
                            MusterConnection    *connection,
                            MusterAuthenticator *authenticator)
{
  const char *id = muster_connection_get_id (connection);
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog,
                                                                   muster_connection_get_integration (connection));
  MusterGateLink *old = g_hash_table_lookup (self->links, id);
  g_autoptr(JsonObject) settings = NULL;
  MusterGateLink *link;
  MusterRate rate;

  g_return_if_fail (id != NULL);
  g_return_if_fail (integration != NULL);

  settings = settings_of (connection);
  link = g_rc_box_new0 (MusterGateLink);
  link->connection = g_object_ref (connection);
  link->authenticator = authenticator != NULL ? g_object_ref (authenticator) : NULL;
  link->integration = g_object_ref (integration);
  link->endpoints = muster_endpoints_new (integration, settings, id);
  muster_endpoints_set_clock (link->endpoints, self->clock);
  link->psa = old != NULL && old->psa != NULL
    ? g_object_ref (old->psa)
    : muster_psa_new_for_integration (muster_integration_get_id (integration));
  if (link->psa != NULL)
    muster_psa_set_settings (link->psa, settings);
  link->own_tenant = g_strdup (muster_json_str (settings, "tenantId"));
  link->skew = old != NULL ? old->skew : 0;
  link->skew_known = old != NULL && old->skew_known;
  g_hash_table_insert (self->links, g_strdup (id), link);
  muster_integration_get_rate (integration, &rate);
  muster_transport_set_rate (self->transport, id, &rate);
}

/**
 * muster_gate_set_connection_secret:
 * @name: as documents name it in `{"secret": name}`
 * @secret: (nullable): goes into the body of a request that asks for it, and nowhere else
 *
 * For a connection that was added; adding it again forgets its secrets.
 */
void
muster_gate_set_connection_secret (MusterGate   *self,
                                   const char   *connection_id,
                                   const char   *name,
                                   MusterSecret *secret)
{
  MusterGateLink *link = g_hash_table_lookup (self->links, connection_id);

  if (link != NULL)
    muster_endpoints_set_secret (link->endpoints, name, secret);
}

void
muster_gate_remove_connection (MusterGate *self,
                               const char *connection_id)
{
  g_hash_table_remove (self->links, connection_id);
}

/**
 * muster_gate_get_connection:
 *
 * Returns: (transfer none) (nullable): a connection that was added
 */
MusterConnection *
muster_gate_get_connection (MusterGate *self,
                            const char *connection_id)
{
  MusterGateLink *link = connection_id != NULL ? g_hash_table_lookup (self->links, connection_id) : NULL;

  return link != NULL ? link->connection : NULL;
}

/**
 * muster_gate_set_psa:
 * @connection_id: of a connection that was added
 * @psa: reads its rows
 *
 * For a PSA whose document did not come with the program. Kept when the connection is added again.
 */
void
muster_gate_set_psa (MusterGate *self,
                     const char *connection_id,
                     MusterPsa  *psa)
{
  MusterGateLink *link = g_hash_table_lookup (self->links, connection_id);

  g_return_if_fail (link != NULL);
  g_set_object (&link->psa, psa);
}

/**
 * muster_gate_get_psa:
 *
 * Returns: (transfer none) (nullable): the PSA behind a connection
 */
MusterPsa *
muster_gate_get_psa (MusterGate *self,
                     const char *connection_id)
{
  MusterGateLink *link = connection_id != NULL ? g_hash_table_lookup (self->links, connection_id) : NULL;

  return link != NULL ? link->psa : NULL;
}

static gboolean
link_is_for (MusterGateLink *link,
             MusterTool     *tool)
{
  return link != NULL && link->integration == muster_tool_get_integration (tool);
}

MusterGateLink *
muster_gate_find_link (MusterGate    *self,
                       MusterRunCap  *cap,
                       MusterTool    *tool,
                       const char    *connection_id,
                       GError       **error)
{
  const char * const *ids = muster_cap_get_connection_ids (cap);
  gsize i;

  for (i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      MusterGateLink *link = g_hash_table_lookup (self->links, ids[i]);

      if (link_is_for (link, tool) && (connection_id == NULL || g_str_equal (connection_id, ids[i])))
        return muster_gate_link_ref (link);
    }
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "No connection of this run has the tool %s",
               muster_tool_get_id (tool));
  return NULL;
}

MusterScope *
muster_gate_scope_for (MusterRunCap   *cap,
                       MusterGateLink *link)
{
  MusterScope *scope = muster_cap_get_scope (cap);

  if (scope != NULL || muster_cap_get_kind (cap) == MUSTER_CAP_RUN)
    return muster_scope_copy (scope);
  return muster_scope_new (link->own_tenant, NULL, NULL);
}

static void
status_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error))
    g_warning ("The connection's status was not stored: %s", error->message);
}

void
muster_gate_turn_notes_off (MusterGate     *self,
                            MusterGateLink *link)
{
  muster_connection_set_status (link->connection, "notes-off");
  if (self->store != NULL)
    muster_store_save_connection_async (self->store, link->connection, NULL, status_saved_cb, NULL);
  g_signal_emit (self, signals[NOTES_OFF], 0, muster_connection_get_id (link->connection));
}

void
muster_gate_tell_refused (MusterGate   *self,
                          MusterRunCap *cap,
                          MusterTool   *tool,
                          const GError *error)
{
  g_autoptr(MusterGateLink) link = NULL;
  const char *tenant = NULL;
  MusterCapKind kind = muster_cap_get_kind (cap);

  if (g_strcmp0 (muster_tool_get_scope_value (tool), "tenant") == 0 && muster_cap_get_scope (cap) != NULL)
    tenant = muster_scope_get (muster_cap_get_scope (cap), "tenant");
  if (tenant == NULL || (kind != MUSTER_CAP_RUN && kind != MUSTER_CAP_ADMIN)
      || !(g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN)
           || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_UNLICENSED)
           || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONSENT_NEEDED)))
    return;
  link = muster_gate_find_link (self, cap, tool, NULL, NULL);
  if (link != NULL)
    g_signal_emit (self, signals[REFUSED], 0, muster_connection_get_id (link->connection), tenant);
}

gboolean
muster_gate_lock_target (MusterGate *self,
                         const char *target)
{
  return target == NULL || g_hash_table_add (self->in_flight, g_strdup (target));
}

void
muster_gate_unlock_target (MusterGate *self,
                           const char *target)
{
  if (target != NULL)
    g_hash_table_remove (self->in_flight, target);
}
