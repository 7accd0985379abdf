/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants-private.h"
#include "muster-error.h"
#include "muster-tenant-check.h"

/* MusterContext: tenants are looked at again: once a day, and when a tool was refused. What ends soon goes into the list of
 * trouble. Only tenants of clients count; one is looked at after the other, so that nothing else has to wait. */

#define WATCH_KEY "muster-tenants-watch"
#define DAY (24 * G_TIME_SPAN_HOUR)
#define RECHECK_GAP (15 * G_TIME_SPAN_MINUTE)
#define MAX_NAMED 3

typedef struct
{
  char  *connection_id;
  char  *name;
  gint64 ends;
  int    days;
} Ending;

typedef struct
{
  GHashTable *rechecked;  /* (owned): key of a tenant → monotonic time of the last look after a refusal */
  GPtrArray  *endings;    /* (owned) (element-type Ending): as the last pass found them */
  gboolean    sweeping;
} Watch;

/* One pass over the mapped tenants */
typedef struct
{
  MusterContext    *context;    /* (owned) */
  MusterConnection *connection; /* (owned) */
  GPtrArray        *mappings;   /* (owned) (element-type MusterMapping) */
  GPtrArray        *customers;  /* (owned) (nullable): once asked for */
  GPtrArray        *endings;    /* (owned) (element-type Ending) */
  guint             next;
  gboolean          ask;        /* what is old is looked at; else only what is stored is read */
} Sweep;

static void next_tenant (Sweep *sweep);

static void
ending_free (Ending *ending)
{
  g_free (ending->connection_id);
  g_free (ending->name);
  g_free (ending);
}

static void
watch_free (Watch *watch)
{
  g_hash_table_unref (watch->rechecked);
  g_ptr_array_unref (watch->endings);
  g_free (watch);
}

static Watch *
get_watch (MusterContext *self)
{
  Watch *watch = g_object_get_data (G_OBJECT (self), WATCH_KEY);

  if (watch == NULL)
    {
      watch = g_new0 (Watch, 1);
      watch->rechecked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      watch->endings = g_ptr_array_new_with_free_func ((GDestroyNotify) ending_free);
      g_object_set_data_full (G_OBJECT (self), WATCH_KEY, watch, (GDestroyNotify) watch_free);
    }
  return watch;
}

static void
sweep_free (Sweep *sweep)
{
  g_object_unref (sweep->context);
  g_object_unref (sweep->connection);
  g_clear_pointer (&sweep->mappings, g_ptr_array_unref);
  g_clear_pointer (&sweep->customers, g_ptr_array_unref);
  g_clear_pointer (&sweep->endings, g_ptr_array_unref);
  g_free (sweep);
}

/* --- The trouble list --- */

static int
by_end (gconstpointer a,
        gconstpointer b)
{
  const Ending *first = *(Ending * const *) a;
  const Ending *second = *(Ending * const *) b;

  return first->ends < second->ends ? -1 : first->ends > second->ends;
}

static char *
describe_ending (Ending *ending)
{
  if (ending->days < 0)
    /* Translators: %s is a customer's name */
    return g_strdup_printf (_("%s: over"), ending->name);
  /* Translators: a customer's name and a number of days */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: in %d day", "%s: in %d days", (gulong) ending->days), ending->name,
                          ending->days);
}

static char *
describe_endings (GPtrArray *endings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < endings->len && i < MAX_NAMED; i++)
    {
      g_autofree char *one = describe_ending (g_ptr_array_index (endings, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", one);
    }
  if (endings->len > MAX_NAMED)
    g_string_append_c (text, ' ');
  if (endings->len > MAX_NAMED)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", endings->len - MAX_NAMED),
                            endings->len - MAX_NAMED);
  g_string_append_printf (text, ". %s", _("Prolong them in Partner Center, under Customers, Admin relationships."));
  return g_string_free (text, FALSE);
}

void
muster_context_refresh_expiry_trouble (MusterContext *self)
{
  Watch *watch = get_watch (self);
  GListModel *list = G_LIST_MODEL (self->trouble);
  g_autoptr(MusterTrouble) row = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  guint n = watch->endings->len;

  for (guint i = g_list_model_get_n_items (list); i > 0; i--)
    {
      g_autoptr(MusterTrouble) old = g_list_model_get_item (list, i - 1);

      if (muster_trouble_is_expiry (old))
        g_list_store_remove (self->trouble, i - 1);
    }
  if (n > 0)
    {
      Ending *first;

      g_ptr_array_sort (watch->endings, by_end);
      first = g_ptr_array_index (watch->endings, 0);
      /* Translators: how many customers */
      title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Access to %u customer ends soon", "Access to %u customers ends soon", n),
                               n);
      text = describe_endings (watch->endings);
      row = muster_trouble_new ();
      muster_trouble_set_connection_id (row, first->connection_id);
      muster_trouble_set_integration (row, "microsoft365");
      muster_trouble_set_title (row, title);
      muster_trouble_set_text (row, text);
      muster_trouble_set_action (row, MUSTER_TROUBLE_SHOW_TENANTS);
      muster_trouble_set_action_label (row, _("Show Tenants"));
      muster_trouble_set_since (row, muster_clock_now (self->clock));
      g_list_store_append (self->trouble, row);
    }
  muster_context_emit (self, "trouble-changed");
}

/* --- A pass --- */

static void
end_sweep (Sweep *sweep)
{
  Watch *watch = get_watch (sweep->context);

  watch->sweeping = FALSE;
  g_ptr_array_unref (watch->endings);
  watch->endings = g_steal_pointer (&sweep->endings);
  muster_context_refresh_expiry_trouble (sweep->context);
  sweep_free (sweep);
}

static void
note_end (Sweep                *sweep,
          MusterReadinessFacts *facts)
{
  gint64 now = muster_clock_now (sweep->context->clock);
  MusterCustomer *customer = facts->customer;
  Ending *ending;

  /* What was ended, or has been over for long, is no news */
  if (customer == NULL || !muster_customer_expires_soon (customer, now) || customer->state == MUSTER_RELATIONSHIP_TERMINATED
      || customer->ends == 0 || muster_days_left (customer->ends, now) < -MUSTER_EXPIRY_WARNING_DAYS)
    return;
  ending = g_new0 (Ending, 1);
  ending->connection_id = g_strdup (muster_connection_get_id (sweep->connection));
  ending->name = g_strdup (customer->name);
  ending->ends = customer->ends;
  ending->days = muster_days_left (customer->ends, now);
  g_ptr_array_add (sweep->endings, ending);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_message ("What a tenant lacks could not be stored: %s", error->message);
  next_tenant (sweep);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterReadinessFacts) facts = muster_tenant_check_finish (result, &error);
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  if (facts == NULL || sweep->context->closing)
    {
      end_sweep (sweep);
      return;
    }
  note_end (sweep, facts);
  key = muster_readiness_store_key (muster_connection_get_id (sweep->connection), facts->tenant);
  text = muster_readiness_facts_to_json (facts);
  muster_store_set_value_async (sweep->context->store, key, text, NULL, saved_cb, sweep);
}

static void
customers_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autoptr(GError) error = NULL;
  MusterMapping *mapping = g_ptr_array_index (sweep->mappings, sweep->next - 1);

  sweep->customers = muster_tenant_list_finish (result, &error);
  if (sweep->customers == NULL && sweep->context->closing)
    {
      end_sweep (sweep);
      return;
    }
  if (sweep->customers == NULL)
    g_message ("The customers could not be read: %s", error->message);
  muster_tenant_check_async (sweep->context, sweep->connection, muster_mapping_get_external_id (mapping), sweep->customers, NULL,
                             checked_cb, sweep);
}

static gboolean
can_ask (Sweep *sweep)
{
  return sweep->ask && !sweep->context->closing && !sweep->context->offline
         && muster_gate_get_connection (sweep->context->gate, muster_connection_get_id (sweep->connection)) != NULL;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(MusterReadinessFacts) facts = text != NULL ? muster_readiness_facts_from_json (text, NULL) : NULL;
  MusterMapping *mapping = g_ptr_array_index (sweep->mappings, sweep->next - 1);

  /* What was found as the app says nothing about a person, and the other way round */
  if (can_ask (sweep) && (facts == NULL || facts->delegated != muster_connector_signs_in (sweep->connection)
                          || muster_clock_now (sweep->context->clock) - facts->checked >= DAY))
    {
      if (sweep->customers == NULL)
        muster_tenant_list_async (sweep->context, sweep->connection, NULL, customers_cb, sweep);
      else
        muster_tenant_check_async (sweep->context, sweep->connection, muster_mapping_get_external_id (mapping), sweep->customers,
                                   NULL, checked_cb, sweep);
      return;
    }
  if (facts != NULL)
    note_end (sweep, facts);
  next_tenant (sweep);
}

static void
next_tenant (Sweep *sweep)
{
  while (sweep->next < sweep->mappings->len && !sweep->context->closing)
    {
      MusterMapping *mapping = g_ptr_array_index (sweep->mappings, sweep->next++);
      g_autofree char *key = NULL;

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_TENANT
          || g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (sweep->connection)) != 0)
        continue;
      key = muster_readiness_store_key (muster_connection_get_id (sweep->connection), muster_mapping_get_external_id (mapping));
      muster_store_get_value_async (sweep->context->store, key, NULL, loaded_cb, sweep);
      return;
    }
  end_sweep (sweep);
}

static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Sweep *sweep = user_data;

  sweep->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, NULL);
  if (sweep->mappings == NULL)
    sweep->mappings = g_ptr_array_new ();
  next_tenant (sweep);
}

static void
start_sweep (MusterContext *self,
             gboolean       ask)
{
  MusterConnection *connection = muster_context_find_connection (self, "microsoft365");
  Watch *watch = get_watch (self);
  Sweep *sweep;

  if (connection == NULL || watch->sweeping || self->closing)
    return;
  watch->sweeping = TRUE;
  sweep = g_new0 (Sweep, 1);
  sweep->context = g_object_ref (self);
  sweep->connection = g_object_ref (connection);
  sweep->endings = g_ptr_array_new_with_free_func ((GDestroyNotify) ending_free);
  sweep->ask = ask;
  muster_store_list_mappings_async (self->store, NULL, NULL, mappings_cb, sweep);
}

void
muster_context_check_tenants (MusterContext *self)
{
  start_sweep (self, TRUE);
}

void
muster_context_refresh_expiry (MusterContext *self)
{
  start_sweep (self, FALSE);
}

/* --- After a refusal --- */

static void
rechecked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTenantReport) report = muster_context_check_tenant_finish (MUSTER_CONTEXT (source), result, &error);

  if (report == NULL)
    g_message ("The tenant could not be looked at again: %s", error != NULL ? error->message : "nothing is known of it");
}

void
muster_context_recheck_tenant (MusterContext *self,
                               const char    *connection_id,
                               const char    *tenant)
{
  Watch *watch = get_watch (self);
  g_autofree char *key = muster_readiness_store_key (connection_id, tenant);
  gint64 now = g_get_monotonic_time ();
  gint64 *last = g_hash_table_lookup (watch->rechecked, key);

  if (self->closing || (last != NULL && now - *last < RECHECK_GAP))
    return;
  g_hash_table_insert (watch->rechecked, g_steal_pointer (&key), g_memdup2 (&now, sizeof now));
  muster_context_check_tenant_async (self, connection_id, tenant, NULL, rechecked_cb, NULL);
}

void
muster_context_tenant_refused_cb (MusterGate    *gate,
                                  const char    *connection_id,
                                  const char    *tenant,
                                  MusterContext *self)
{
  muster_context_recheck_tenant (self, connection_id, tenant);
}
