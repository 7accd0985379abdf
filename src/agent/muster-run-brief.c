/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-language.h"
#include "muster-note.h"
#include "muster-readiness.h"
#include "muster-run-brief.h"
#include "muster-store-prompts.h"

/* How long a capability is good for; R10 lets a run be worked on no longer */
#define CAP_LIFE (30 * G_TIME_SPAN_MINUTE)

/* The chain: run, ticket, client, workspace, mappings, the two levels of policies, prompt, what was said to the last plan. */

typedef struct
{
  MusterStore    *store;     /* (owned) */
  MusterGate     *gate;      /* (owned) */
  MusterRunBrief *brief;     /* (owned) */
  GPtrArray      *mappings;  /* (owned) (element-type MusterMapping) */
  GHashTable     *policies;  /* (owned): tool → policy + 1; the client's replace the MSP's */
} Load;

static void
load_free (Load *load)
{
  g_clear_object (&load->store);
  g_clear_object (&load->gate);
  g_clear_pointer (&load->brief, muster_run_brief_free);
  g_clear_pointer (&load->mappings, g_ptr_array_unref);
  g_clear_pointer (&load->policies, g_hash_table_unref);
  g_free (load);
}

void
muster_run_brief_free (MusterRunBrief *self)
{
  g_clear_object (&self->run);
  g_clear_object (&self->ticket);
  g_clear_object (&self->client);
  g_clear_object (&self->workspace);
  g_clear_object (&self->cap);
  g_clear_error (&self->problem);
  g_free (self->psa);
  g_free (self->docs);
  g_free (self->prompt);
  g_free (self->prompt_hash);
  g_free (self->remark);
  g_free (self);
}

static MusterPolicy
look_policy_up (const char  *tool,
                MusterPolicy fallback,
                gpointer     user_data)
{
  guint stored = GPOINTER_TO_UINT (g_hash_table_lookup (user_data, tool));

  return stored != 0 ? (MusterPolicy) (stored - 1) : fallback;
}

static void
add_policies (Load      *load,
              GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      MusterToolPolicy *row = g_ptr_array_index (rows, i);

      g_hash_table_insert (load->policies, g_strdup (muster_tool_policy_get_tool (row)),
                           GUINT_TO_POINTER ((guint) muster_tool_policy_get_policy (row) + 1));
    }
}

/**
 * muster_run_brief_confirmed:
 * @requester: (nullable): whom the ticket's contact is taken for, as `user:GUID`
 *
 * “I called them” is about one person and about what had been said by then: it says nothing about who wrote later, nor
 * about another contact.
 *
 * Returns: what a technician has confirmed about @requester
 */
MusterIdentityLevel
muster_run_brief_confirmed (MusterRunBrief *self,
                            const char     *requester)
{
  const char *confirmed = muster_run_get_identity_requester (self->run);
  GPtrArray *notes = muster_ticket_get_notes (self->ticket);

  if (requester == NULL || confirmed == NULL || g_ascii_strcasecmp (requester, confirmed) != 0)
    return MUSTER_IDENTITY_LEVEL_V0;
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    if (g_strcmp0 (muster_note_get_author_kind (notes->pdata[i]), "member") != 0
        && muster_note_get_created (notes->pdata[i]) > muster_run_get_identity_time (self->run))
      return MUSTER_IDENTITY_LEVEL_V0;
  return muster_run_get_identity_level (self->run);
}

static MusterMode
effective_mode (MusterRunBrief *brief)
{
  return muster_run_get_mode (brief->run) == MUSTER_MODE_EXECUTE ? MUSTER_MODE_EXECUTE : MUSTER_MODE_PLAN;
}

/* A mapping whose connection is not there yet (its secrets are in a locked keyring) makes the run wait: a
 * plan made without half of the client's systems would be worse than a late one. */
static gboolean
add_mapping (Load          *load,
             MusterMapping *mapping,
             const char   **tenant,
             const char   **company,
             const char   **docs,
             GPtrArray     *connection_ids,
             GError       **error)
{
  MusterRunBrief *brief = load->brief;
  const char *connection_id = muster_mapping_get_connection_id (mapping);
  MusterConnection *connection = muster_gate_get_connection (load->gate, connection_id);

  if (connection == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The connection of the client's %s is not ready",
                   muster_mapping_kind_to_string (muster_mapping_get_kind (mapping)));
      return FALSE;
    }

  switch (muster_mapping_get_kind (mapping))
    {
    case MUSTER_MAPPING_KIND_COMPANY:
      if (g_strcmp0 (connection_id, muster_run_get_connection_id (brief->run)) != 0)
        return TRUE;
      *company = muster_mapping_get_external_id (mapping);
      brief->psa = g_strdup (muster_connection_get_integration (connection));
      break;
    case MUSTER_MAPPING_KIND_TENANT:
      *tenant = muster_mapping_get_external_id (mapping);
      break;
    case MUSTER_MAPPING_KIND_DOCS:
      *docs = muster_mapping_get_external_id (mapping);
      brief->docs = g_strdup (muster_connection_get_integration (connection));
      break;
    default:
      return TRUE;
    }

  g_ptr_array_add (connection_ids, g_strdup (connection_id));
  return TRUE;
}

static MusterRunCap *
make_cap (Load    *load,
          GError **error)
{
  MusterRunBrief *brief = load->brief;
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(MusterScope) scope = NULL;
  const char *tenant = NULL;
  const char *company = NULL;
  const char *docs = NULL;
  g_autofree char *own = g_strconcat ("client:", muster_client_get_slug (brief->client), NULL);
  MusterRunCap *cap;

  for (guint i = 0; i < load->mappings->len; i++)
    if (!add_mapping (load, g_ptr_array_index (load->mappings, i), &tenant, &company, &docs, ids, error))
      return NULL;

  /* The mapping may have moved since the run was made; then nobody's data may be touched in its name */
  if (company == NULL || g_strcmp0 (company, muster_ticket_get_company_id (brief->ticket)) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                   "The ticket's company is no longer mapped to this client");
      return NULL;
    }

  g_ptr_array_add (ids, NULL);
  scope = muster_scope_new (tenant, company, docs);
  cap = muster_cap_new_run (muster_run_get_id (brief->run), muster_client_get_id (brief->client), effective_mode (brief),
                            muster_workspace_get_policy_revision (brief->workspace), scope,
                            (const char * const *) ids->pdata);
  muster_cap_set_ticket (cap, muster_ticket_get_external_id (brief->ticket));
  /* After that the run's next pass has a new one, made of what the store says then */
  muster_cap_set_expiry (cap, muster_clock_now (muster_gate_get_clock (load->gate)) + CAP_LIFE);
  /* Also before the plan is made: what earlier passes and a technician have found out */
  if (muster_run_get_plan (brief->run) != NULL)
    muster_cap_set_requester (cap, muster_plan_get_requester_id (muster_run_get_plan (brief->run)),
                              MAX (muster_plan_get_identity_level (muster_run_get_plan (brief->run)),
                                   muster_run_brief_confirmed (brief, muster_plan_get_requester_id (muster_run_get_plan (brief->run)))));
  muster_cap_add_resolved (cap, own);
  muster_cap_set_policy_lookup (cap, look_policy_up, g_hash_table_ref (load->policies),
                                (GDestroyNotify) g_hash_table_unref);
  return cap;
}

static void
finish_brief (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&load->brief), (GDestroyNotify) muster_run_brief_free);
}

static MusterMapping *
find_tenant (Load *load)
{
  for (guint i = 0; i < load->mappings->len; i++)
    if (muster_mapping_get_kind (g_ptr_array_index (load->mappings, i)) == MUSTER_MAPPING_KIND_TENANT)
      return g_ptr_array_index (load->mappings, i);
  return NULL;
}

/* Tools that the tenant is not ready for are off for this run, with the reason in the language of the MSP's people */
static void
apply_readiness (Load                 *load,
                 MusterReadinessFacts *facts)
{
  MusterRunBrief *brief = load->brief;
  MusterLanguage *previous = muster_language_push (muster_workspace_get_language (brief->workspace));
  g_autoptr(MusterReadiness) readiness = muster_readiness_new (muster_gate_get_catalog (load->gate), facts, NULL, facts->checked);
  GPtrArray *rows = muster_readiness_get_rows (readiness);

  muster_language_pop (previous);
  for (guint i = 0; i < rows->len; i++)
    {
      MusterReadinessRow *row = g_ptr_array_index (rows, i);

      for (gsize k = 0; row->kind != MUSTER_READINESS_EXCHANGE_OPT_IN && row->blocks[k] != NULL; k++)
        if (muster_cap_get_unavailable (brief->cap, row->blocks[k], NULL) == NULL)
          muster_cap_set_unavailable (brief->cap, row->blocks[k],
                                      row->kind == MUSTER_READINESS_LICENCE ? MUSTER_ERROR_UNLICENSED : MUSTER_ERROR_FORBIDDEN,
                                      row->detail != NULL ? row->detail : row->title);
    }
}

/* 10 of 10: why a technician said no to the plan before */
static void
rejection_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterApproval) approval = muster_store_find_approval_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (approval != NULL && muster_approval_get_state (approval) == MUSTER_APPROVAL_STATE_REJECTED)
    load->brief->remark = g_strdup (muster_approval_get_reason (approval));
  finish_brief (task);
}

/* 9 of 10: the prompt as it is now */
static void
prompt_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterPrompt) prompt = muster_store_get_prompt_finish (MUSTER_STORE (source), result, &error);

  if (prompt == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  load->brief->prompt = g_strdup (prompt->effective);
  load->brief->prompt_hash = g_strdup (prompt->hash);
  muster_store_find_approval_async (load->store, muster_run_get_id (load->brief->run), g_task_get_cancellable (task),
                                    rejection_cb, g_object_ref (task));
}

static void
load_prompt (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  muster_store_get_prompt_async (load->store, muster_client_get_id (load->brief->client), g_task_get_cancellable (task),
                                 prompt_cb, g_object_ref (task));
}

/* 8 of 10: what the client's tenant lacks */
static void
readiness_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(MusterReadinessFacts) facts = text != NULL ? muster_readiness_facts_from_json (text, NULL) : NULL;

  if (facts != NULL)
    apply_readiness (g_task_get_task_data (task), facts);
  load_prompt (task);
}

/* 7 of 10: the client's own policies, over those of the MSP */
static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  MusterMapping *tenant;
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows != NULL)
    {
      add_policies (load, rows);
      load->brief->cap = make_cap (load, &load->brief->problem);
    }

  tenant = find_tenant (load);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (load->brief->cap == NULL || tenant == NULL)
    load_prompt (task);
  else
    {
      g_autofree char *key = muster_readiness_store_key (muster_mapping_get_connection_id (tenant),
                                                         muster_mapping_get_external_id (tenant));

      muster_store_get_value_async (load->store, key, g_task_get_cancellable (task), readiness_cb, g_object_ref (task));
    }
}

/* 6 of 10: the MSP's policies */
static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_policies (load, rows);
  muster_store_list_policies_async (load->store, muster_client_get_id (load->brief->client),
                                    g_task_get_cancellable (task), client_policies_cb, g_object_ref (task));
}

/* 5 of 10 */
static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  if (load->mappings == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_policies_async (load->store, NULL, g_task_get_cancellable (task), msp_policies_cb,
                                      g_object_ref (task));
}

/* 4 of 10 */
static void
workspace_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->brief->workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);
  if (load->brief->workspace == NULL && error == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no workspace");

  if (error != NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_mappings_async (load->store, muster_client_get_id (load->brief->client),
                                      g_task_get_cancellable (task), mappings_cb, g_object_ref (task));
}

/* 3 of 10 */
static void
client_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->brief->client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);
  if (load->brief->client == NULL)
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (load->store, g_task_get_cancellable (task), workspace_cb, g_object_ref (task));
}

/* 2 of 10 */
static void
ticket_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->brief->ticket = muster_store_get_ticket_finish (MUSTER_STORE (source), result, &error);
  if (load->brief->ticket == NULL)
    g_task_return_error (task, error);
  else
    muster_store_get_client_async (load->store, muster_run_get_client_id (load->brief->run),
                                   g_task_get_cancellable (task), client_cb, g_object_ref (task));
}

/* 1 of 10 */
static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->brief->run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);
  if (load->brief->run == NULL)
    g_task_return_error (task, error);
  else
    muster_store_get_ticket_async (load->store, muster_run_get_ticket_id (load->brief->run),
                                   g_task_get_cancellable (task), ticket_cb, g_object_ref (task));
}

/**
 * muster_run_brief_load_async:
 * @run_id: which run
 *
 * Reads what the run needs; look at the brief's problem before its cap.
 */
void
muster_run_brief_load_async (MusterStore        *store,
                             MusterGate         *gate,
                             const char         *run_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, muster_run_brief_load_async);
  load->store = g_object_ref (store);
  load->gate = g_object_ref (gate);
  load->brief = g_new0 (MusterRunBrief, 1);
  load->policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);

  muster_store_get_run_async (store, run_id, cancellable, run_cb, g_object_ref (task));
}

MusterRunBrief *
muster_run_brief_load_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
