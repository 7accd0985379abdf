/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-intake-private.h"

/* What is needed to understand a PSA's tickets: who its technicians are and who we are, what its fields can be, and,
 * where tickets do not say it, what its companies are called. Read once a session and again after a day. A PSA whose
 * tickets name their board, status and type needs no choices of single boards, so those are left to the settings. */

#define KEPT_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define COMPANIES_AGAIN_US (G_GINT64_CONSTANT (15) * 60 * G_USEC_PER_SEC)

static void
ask (GTask              *task,
     const char         *name,
     GAsyncReadyCallback callback)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  g_autofree char *tool = muster_intake_tool_name (self, name);
  g_autoptr(JsonObject) args = json_object_new ();

  muster_gate_read_async (self->gate, self->cap, tool, args, NULL, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

static MusterPsa *
get_psa (MusterIntake *self)
{
  return muster_gate_get_psa (self->gate, muster_connection_get_id (self->connection));
}

static void
go_on (GTask *task)
{
  Pass *pass = g_task_get_task_data (task);
  PassStep next = pass->next_step;

  pass->next_step = NULL;
  next (task);
}

static gboolean
is_fresh (gint64 at,
          gint64 kept)
{
  return at != 0 && muster_intake_boot_time () - at < kept;
}

/* Names make nothing possible that would not be possible without them */
static gboolean
can_go_without (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

/* 3 of 3 */
static void
choices_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(GPtrArray) choices = NULL;

  if (answer != NULL && get_psa (self) != NULL)
    choices = muster_psa_read_choices (get_psa (self), answer, NULL, &error);
  if (choices != NULL)
    muster_psa_set_choices (get_psa (self), choices);
  else if (error != NULL && !can_go_without (error))
    {
      muster_intake_explain (self, "Reading boards, priorities and statuses", &error);
      muster_intake_pass_failed (task, g_steal_pointer (&error));
      return;
    }
  else if (error != NULL)
    g_message ("Boards, priorities and statuses: %s", error->message);
  self->facts_at = muster_intake_boot_time ();
  go_on (task);
}

/* 2 of 3 */
static void
whoami_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  GError *error = NULL;
  g_autoptr(JsonNode) whoami = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (whoami != NULL && get_psa (self) == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
  if (error != NULL)
    {
      muster_intake_explain (self, "Asking who we are", &error);
      muster_intake_pass_failed (task, error);
      return;
    }
  muster_psa_set_members (get_psa (self), self->members, whoami);
  ask (task, "list-choices", choices_cb);
}

/* 1 of 3 */
static void
members_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  GError *error = NULL;

  g_clear_pointer (&self->members, json_node_unref);
  self->members = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  if (self->members == NULL)
    {
      muster_intake_explain (self, "Reading the technicians", &error);
      muster_intake_pass_failed (task, error);
      return;
    }
  ask (task, "whoami", whoami_cb);
}

/* Hands what is known to the connector, and goes on with @next */
void
muster_intake_read_facts (GTask   *task,
                          PassStep next)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  pass->next_step = next;
  if (is_fresh (self->facts_at, KEPT_US))
    go_on (task);
  else
    ask (task, "list-members", members_cb);
}

/* --- Companies --- */

/* Returns: whether a ticket is left whose company is not known by name */
static gboolean
set_names (MusterIntake *self,
           GPtrArray    *tickets)
{
  gboolean missing = FALSE;

  for (guint i = 0; i < tickets->len; i++)
    {
      MusterTicket *ticket = tickets->pdata[i];
      const char *id = muster_ticket_get_company_id (ticket);
      const char *name = id != NULL && self->companies != NULL ? g_hash_table_lookup (self->companies, id) : NULL;

      if (id == NULL || muster_ticket_get_company_name (ticket) != NULL)
        continue;
      muster_ticket_set_company_name (ticket, name);
      missing |= name == NULL;
    }
  return missing;
}

static void
companies_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autoptr(GPtrArray) companies = NULL;

  if (answer != NULL && get_psa (self) != NULL)
    companies = muster_psa_read_companies (get_psa (self), answer, &error);
  if (error != NULL)
    g_message ("Names of companies: %s", error->message);

  self->companies_at = muster_intake_boot_time ();
  if (self->companies == NULL)
    self->companies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; companies != NULL && i < companies->len; i++)
    {
      MusterPsaCompany *company = g_ptr_array_index (companies, i);

      g_hash_table_replace (self->companies, g_strdup (company->id), g_strdup (company->name));
    }
  set_names (self, pass->read);
  go_on (task);
}

/* Gives the tickets that were read the names of their companies, where the PSA gives only ids. A company that is still
 * not known is asked for again after a while; its tickets lose nothing but the name. */
void
muster_intake_name_companies (GTask   *task,
                              PassStep next)
{
  MusterIntake *self = MUSTER_INTAKE_TASK (task);
  Pass *pass = g_task_get_task_data (task);

  pass->next_step = next;
  if (!is_fresh (self->companies_at, KEPT_US))
    g_clear_pointer (&self->companies, g_hash_table_unref);
  if (set_names (self, pass->read) && !is_fresh (self->companies_at, COMPANIES_AGAIN_US))
    ask (task, "list-companies", companies_cb);
  else
    go_on (task);
}
