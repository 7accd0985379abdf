/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-cap.h"

/**
 * MusterRunCap:
 *
 * What somebody may do: whose data, which mode, over which connections.
 * Without one nothing reaches a vendor. Mode and scope are fixed when it is
 * made; what the run resolves inside its client is added as it goes.
 */
struct _MusterRunCap
{
  GObject             parent_instance;

  /* Fixed */
  MusterCapKind       kind;
  char               *run_id;           /* (nullable) */
  char               *client_id;        /* (nullable) */
  char               *member_id;        /* (nullable) */
  char               *tool;             /* (nullable): the one that ADMIN names */
  MusterMode          mode;
  gint64              policy_revision;
  char              **connection_ids;

  /* Set while it is made ready */
  MusterScope        *scope;            /* (owned) (nullable) */
  char               *ticket;           /* (nullable): the vendor's id of the run's ticket */
  char               *requester;        /* (nullable): user:GUID */
  MusterIdentityLevel level;
  MusterPriority      priority;         /* of its requests */
  MusterPolicyLookup  lookup;
  gpointer            lookup_data;
  GDestroyNotify      lookup_destroy;

  /* Grows with the run */
  GHashTable         *resolved;         /* references that were found inside the client */
  GHashTable         *approvals;        /* effect id → hash of its arguments */
  GHashTable         *trusted;          /* value → label and one: what somebody stands for */
  char              **domains;          /* (nullable): the client's verified ones, in lower case */
  gint64              expiry;           /* UTC µs; 0: none */
  gboolean            fresh;            /* nothing was read with it yet */

  /* Of a client whose systems do not give everything */
  GHashTable         *unavailable;      /* tool → reason */
  GHashTable         *unavailable_codes; /* tool → code */

  /* Of the plan that is being carried out */
  GHashTable         *breadths;         /* tool → how many different things the plan changes with it */
};

G_DEFINE_FINAL_TYPE (MusterRunCap, muster_run_cap, G_TYPE_OBJECT)

static void
clear_lookup (MusterRunCap *self)
{
  if (self->lookup_destroy != NULL)
    self->lookup_destroy (self->lookup_data);
  self->lookup = NULL;
  self->lookup_data = NULL;
  self->lookup_destroy = NULL;
}

static void
muster_run_cap_finalize (GObject *object)
{
  MusterRunCap *self = MUSTER_RUN_CAP (object);

  g_free (self->run_id);
  g_free (self->client_id);
  g_free (self->member_id);
  g_free (self->tool);
  g_strfreev (self->connection_ids);
  g_clear_pointer (&self->scope, muster_scope_free);
  g_free (self->ticket);
  g_free (self->requester);
  clear_lookup (self);
  g_clear_pointer (&self->resolved, g_hash_table_unref);
  g_clear_pointer (&self->approvals, g_hash_table_unref);
  g_clear_pointer (&self->trusted, g_hash_table_unref);
  g_strfreev (self->domains);
  g_clear_pointer (&self->unavailable, g_hash_table_unref);
  g_clear_pointer (&self->unavailable_codes, g_hash_table_unref);
  g_clear_pointer (&self->breadths, g_hash_table_unref);

  G_OBJECT_CLASS (muster_run_cap_parent_class)->finalize (object);
}

static void
muster_run_cap_class_init (MusterRunCapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_run_cap_finalize;
}

static void
muster_run_cap_init (MusterRunCap *self)
{
  self->mode = MUSTER_MODE_PLAN;
  self->fresh = TRUE;
  self->resolved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->approvals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->trusted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unavailable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->unavailable_codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->breadths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static MusterRunCap *
cap_new (MusterCapKind       kind,
         const char * const *connection_ids)
{
  MusterRunCap *self = g_object_new (MUSTER_TYPE_RUN_CAP, NULL);

  static const MusterPriority priorities[] = {
    [MUSTER_CAP_RUN] = MUSTER_PRIORITY_RUN,
    [MUSTER_CAP_INTAKE] = MUSTER_PRIORITY_INTAKE,
    [MUSTER_CAP_SETUP] = MUSTER_PRIORITY_INTAKE,
    [MUSTER_CAP_ADMIN] = MUSTER_PRIORITY_APPROVAL,
  };

  self->kind = kind;
  self->priority = priorities[kind];
  self->connection_ids = g_strdupv ((char **) connection_ids);
  return self;
}

/**
 * muster_cap_new_run:
 * @run_id: the run
 * @client_id: the one client that it works for
 * @mode: %MUSTER_MODE_EXECUTE, or anything else for Plan
 * @policy_revision: of the policies that it was started under
 * @scope: the client's mapped ids
 * @connection_ids: (array zero-terminated=1): connections that these ids are of
 *
 * Returns: (transfer full): the capability of a run
 */
MusterRunCap *
muster_cap_new_run (const char         *run_id,
                    const char         *client_id,
                    MusterMode          mode,
                    gint64              policy_revision,
                    MusterScope        *scope,
                    const char * const *connection_ids)
{
  MusterRunCap *self;

  g_return_val_if_fail (run_id != NULL && client_id != NULL && scope != NULL && connection_ids != NULL, NULL);

  self = cap_new (MUSTER_CAP_RUN, connection_ids);
  self->run_id = g_strdup (run_id);
  self->client_id = g_strdup (client_id);
  self->mode = mode == MUSTER_MODE_EXECUTE ? MUSTER_MODE_EXECUTE : MUSTER_MODE_PLAN;
  self->policy_revision = policy_revision;
  self->scope = muster_scope_copy (scope);
  return self;
}

/**
 * muster_cap_new_intake:
 *
 * Returns: (transfer full): reads over one connection, across the MSP
 */
MusterRunCap *
muster_cap_new_intake (const char *connection_id)
{
  const char *ids[] = { connection_id, NULL };

  return cap_new (MUSTER_CAP_INTAKE, ids);
}

/**
 * muster_cap_new_setup:
 *
 * Returns: (transfer full): reads over one connection while it is set up
 */
MusterRunCap *
muster_cap_new_setup (const char *connection_id)
{
  const char *ids[] = { connection_id, NULL };

  return cap_new (MUSTER_CAP_SETUP, ids);
}

/**
 * muster_cap_new_admin:
 * @member_id: the admin who clicked
 * @tool: full name of the one tool that this is for
 * @connection_id: where
 *
 * Returns: (transfer full): one named write
 */
MusterRunCap *
muster_cap_new_admin (const char *member_id,
                      const char *tool,
                      const char *connection_id)
{
  const char *ids[] = { connection_id, NULL };
  MusterRunCap *self = cap_new (MUSTER_CAP_ADMIN, ids);

  self->member_id = g_strdup (member_id);
  self->tool = g_strdup (tool);
  return self;
}

void
muster_cap_set_scope (MusterRunCap *self,
                      MusterScope  *scope)
{
  g_return_if_fail (self->kind != MUSTER_CAP_RUN);

  g_clear_pointer (&self->scope, muster_scope_free);
  self->scope = scope != NULL ? muster_scope_copy (scope) : NULL;
}

/**
 * muster_cap_set_ticket:
 * @self: the capability of a run
 * @external_ticket_id: the vendor's id of the ticket that the run is about
 *
 * The only ticket that the run's notes can go to.
 */
void
muster_cap_set_ticket (MusterRunCap *self,
                       const char   *external_ticket_id)
{
  g_free (self->ticket);
  self->ticket = g_strdup (external_ticket_id);
}

void
muster_cap_set_requester (MusterRunCap       *self,
                          const char         *requester,
                          MusterIdentityLevel level)
{
  g_free (self->requester);
  self->requester = g_strdup (requester);
  self->level = level;
}

void
muster_cap_set_policy_lookup (MusterRunCap       *self,
                              MusterPolicyLookup  lookup,
                              gpointer            user_data,
                              GDestroyNotify      destroy)
{
  clear_lookup (self);
  self->lookup = lookup;
  self->lookup_data = user_data;
  self->lookup_destroy = destroy;
}

/**
 * muster_cap_set_priority:
 * @self: a capability
 * @priority: of its requests from now on
 *
 * What reads history, learns or imports says %MUSTER_PRIORITY_HISTORY; reading for an
 * approval that somebody waits for says %MUSTER_PRIORITY_APPROVAL. Notes and replies
 * go before all that whatever is said here.
 */
void
muster_cap_set_priority (MusterRunCap   *self,
                         MusterPriority  priority)
{
  g_return_if_fail (MUSTER_IS_RUN_CAP (self));
  g_return_if_fail (priority < MUSTER_N_PRIORITIES);

  self->priority = priority;
}

/**
 * muster_cap_add_resolved:
 * @self: a capability
 * @ref: canonical reference such as `user:GUID`
 *
 * Remembers that @ref was found inside the client, by a read of this run.
 */
void
muster_cap_add_resolved (MusterRunCap *self,
                         const char   *ref)
{
  g_hash_table_add (self->resolved, g_ascii_strdown (ref, -1));
}

void
muster_cap_add_approval (MusterRunCap *self,
                         const char   *effect_id,
                         const char   *args_hash)
{
  g_return_if_fail (effect_id != NULL && args_hash != NULL);

  g_hash_table_insert (self->approvals, g_strdup (effect_id), g_strdup (args_hash));
}

/* Two ways to write the same value are one */
static char *
canonical (const char *value)
{
  g_autofree char *composed = g_utf8_normalize (value, -1, G_NORMALIZE_NFC);

  return composed != NULL ? g_utf8_casefold (composed, -1) : g_strdup (value);
}

/**
 * muster_cap_add_trusted:
 * @self: a capability
 * @label: %MUSTER_LABEL_T, %MUSTER_LABEL_P or %MUSTER_LABEL_B
 * @value: a reference such as `group:GUID`, or a plain value
 *
 * Remembers that a person, the configuration or an approved workflow stands
 * for @value. What is equal to it has its label.
 */
void
muster_cap_add_trusted (MusterRunCap *self,
                        MusterLabel   label,
                        const char   *value)
{
  g_autofree char *key = NULL;
  int known;

  g_return_if_fail (label <= MUSTER_LABEL_B && value != NULL);

  key = canonical (value);
  known = GPOINTER_TO_INT (g_hash_table_lookup (self->trusted, key));
  if (known == 0 || (int) label + 1 < known)
    g_hash_table_insert (self->trusted, g_steal_pointer (&key), GINT_TO_POINTER ((int) label + 1));
}

/**
 * muster_cap_label_of:
 * @self: a capability
 * @value: (nullable): a reference such as `user:GUID`, or a plain value
 *
 * Returns: where @value comes from
 */
MusterLabel
muster_cap_label_of (MusterRunCap *self,
                     const char   *value)
{
  g_autofree char *key = value != NULL ? canonical (value) : NULL;
  int known = key != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (self->trusted, key)) : 0;

  if (known != 0)
    return (MusterLabel) (known - 1);
  if (value != NULL && g_str_has_prefix (value, "mailbox:"))
    {
      /* A person's own mailbox goes by the person's id */
      g_autofree char *person = g_strconcat ("user:", value + strlen ("mailbox:"), NULL);

      if (muster_cap_has_resolved (self, person))
        return MUSTER_LABEL_A;
    }
  return value != NULL && muster_cap_has_resolved (self, value) ? MUSTER_LABEL_A : MUSTER_LABEL_U;
}

/**
 * muster_cap_set_domains:
 * @self: a capability
 * @domains: (nullable) (array zero-terminated=1): the client's verified mail domains
 */
void
muster_cap_set_domains (MusterRunCap       *self,
                        const char * const *domains)
{
  g_strfreev (self->domains);
  self->domains = g_strdupv ((char **) domains);
  for (gsize i = 0; self->domains != NULL && self->domains[i] != NULL; i++)
    {
      char *lower = g_ascii_strdown (self->domains[i], -1);

      g_free (self->domains[i]);
      self->domains[i] = lower;
    }
}

/**
 * muster_cap_is_inside:
 * @self: a capability
 * @address: (nullable): a mail address, with `smtp:` before it or without
 *
 * Returns: whether its domain is exactly one of the client's verified domains
 */
gboolean
muster_cap_is_inside (MusterRunCap *self,
                      const char   *address)
{
  g_autofree char *domain = NULL;
  const char *at;

  if (address == NULL || self->domains == NULL)
    return FALSE;
  if (g_ascii_strncasecmp (address, "smtp:", strlen ("smtp:")) == 0)
    address += strlen ("smtp:");
  at = strchr (address, '@');
  if (at == NULL || at == address || strchr (at + 1, '@') != NULL || strpbrk (address, " \t\r\n,;<>\"") != NULL)
    return FALSE;
  domain = g_ascii_strdown (at + 1, -1);
  return g_strv_contains ((const char * const *) self->domains, domain);
}

gboolean
muster_cap_is_fresh (MusterRunCap *self)
{
  return self->fresh;
}

void
muster_cap_set_fresh (MusterRunCap *self,
                      gboolean      fresh)
{
  self->fresh = fresh;
}

void
muster_cap_set_expiry (MusterRunCap *self,
                       gint64        expiry)
{
  self->expiry = expiry;
}

gint64
muster_cap_get_expiry (MusterRunCap *self)
{
  return self->expiry;
}

/**
 * muster_cap_set_breadth:
 * @tool: (nullable): full name; %NULL: forget all of them
 * @n: how many different things the run's plan changes with @tool
 *
 * What a plan does to many in many steps is no less than what one step does to many.
 */
void
muster_cap_set_breadth (MusterRunCap *self,
                        const char   *tool,
                        guint         n)
{
  g_return_if_fail (MUSTER_IS_RUN_CAP (self));

  if (tool == NULL)
    g_hash_table_remove_all (self->breadths);
  else
    g_hash_table_insert (self->breadths, g_strdup (tool), GUINT_TO_POINTER (n));
}

guint
muster_cap_get_breadth (MusterRunCap *self,
                        const char   *tool)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->breadths, tool));
}

/**
 * muster_cap_set_unavailable:
 * @tool: full name
 * @code: the `MUSTER_ERROR` that the vendor would answer with
 * @reason: a sentence for people
 *
 * The tool is not offered, and a decision about it is a denial with @reason.
 */
void
muster_cap_set_unavailable (MusterRunCap *self,
                            const char   *tool,
                            int           code,
                            const char   *reason)
{
  g_return_if_fail (tool != NULL && reason != NULL);

  g_hash_table_insert (self->unavailable, g_strdup (tool), g_strdup (reason));
  g_hash_table_insert (self->unavailable_codes, g_strdup (tool), GINT_TO_POINTER (code));
}

const char *
muster_cap_get_unavailable (MusterRunCap *self,
                            const char   *tool,
                            int          *code)
{
  /* Asked for each tool of the catalog, and mostly all are there */
  if (g_hash_table_size (self->unavailable) == 0)
    {
      if (code != NULL)
        *code = 0;
      return NULL;
    }
  if (code != NULL)
    *code = GPOINTER_TO_INT (g_hash_table_lookup (self->unavailable_codes, tool));
  return g_hash_table_lookup (self->unavailable, tool);
}

MusterCapKind
muster_cap_get_kind (MusterRunCap *self)
{
  return self->kind;
}

const char *
muster_cap_get_run_id (MusterRunCap *self)
{
  return self->run_id;
}

const char *
muster_cap_get_client_id (MusterRunCap *self)
{
  return self->client_id;
}

const char *
muster_cap_get_member_id (MusterRunCap *self)
{
  return self->member_id;
}

const char *
muster_cap_get_tool (MusterRunCap *self)
{
  return self->tool;
}

const char *
muster_cap_get_ticket (MusterRunCap *self)
{
  return self->ticket;
}

MusterPriority
muster_cap_get_priority (MusterRunCap *self)
{
  return self->priority;
}

MusterMode
muster_cap_get_mode (MusterRunCap *self)
{
  return self->mode;
}

gint64
muster_cap_get_policy_revision (MusterRunCap *self)
{
  return self->policy_revision;
}

MusterScope *
muster_cap_get_scope (MusterRunCap *self)
{
  return self->scope;
}

const char *
muster_cap_get_requester (MusterRunCap *self)
{
  return self->requester;
}

MusterIdentityLevel
muster_cap_get_identity_level (MusterRunCap *self)
{
  return self->level;
}

const char * const *
muster_cap_get_connection_ids (MusterRunCap *self)
{
  return (const char * const *) self->connection_ids;
}

gboolean
muster_cap_has_resolved (MusterRunCap *self,
                         const char   *ref)
{
  g_autofree char *key = g_ascii_strdown (ref, -1);

  return g_hash_table_contains (self->resolved, key);
}

gboolean
muster_cap_has_approval (MusterRunCap *self,
                         const char   *effect_id,
                         const char   *args_hash)
{
  const char *granted = g_hash_table_lookup (self->approvals, effect_id);

  return granted != NULL && args_hash != NULL && g_str_equal (granted, args_hash);
}

gboolean
muster_cap_allows_connection (MusterRunCap *self,
                              const char   *connection_id)
{
  return connection_id != NULL && g_strv_contains ((const char * const *) self->connection_ids, connection_id);
}

/**
 * muster_cap_lookup_policy:
 * @self: a capability
 * @tool: full name
 * @fallback: the tool's own default
 *
 * Returns: what was chosen for the client; @fallback where nobody looks policies up
 */
MusterPolicy
muster_cap_lookup_policy (MusterRunCap *self,
                          const char   *tool,
                          MusterPolicy  fallback)
{
  return self->lookup != NULL ? self->lookup (tool, fallback, self->lookup_data) : fallback;
}
