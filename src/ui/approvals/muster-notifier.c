/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-text.h"
#include "muster-context-approvals.h"
#include "muster-context-runs.h"
#include "muster-notifier.h"
#include "muster-window.h"

/**
 * MusterNotifier:
 *
 * Tells the desktop that somebody has to decide, and takes it back as soon as
 * it is decided, wherever that was. A notification offers to open the request
 * or to reject it, and never to approve it: what is approved has to be seen.
 * Tickets that need a person are told together, so that a bad day does not
 * fill the screen.
 */
struct _MusterNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* (unowned): it has us */
  MusterContext  *context;     /* (owned) */
  GListModel     *approvals;   /* (owned) */
  GHashTable     *sent;        /* (owned): ids of requests that were told */
  GHashTable     *people;      /* (owned): ids of runs that need a person → summary */
  GHashTable     *asking;      /* (owned): ids of runs that are being looked at → whether once more */
  GCancellable   *cancellable;
};

G_DEFINE_FINAL_TYPE (MusterNotifier, muster_notifier, G_TYPE_OBJECT)

#define RUNS_ID "runs"

static char *
notification_id (const char *approval_id)
{
  return g_strconcat ("approval-", approval_id, NULL);
}

/* What is in sight already needs no notification */
static gboolean
is_watched (MusterNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window) && MUSTER_IS_WINDOW (window)
         && g_strcmp0 (muster_window_get_page (MUSTER_WINDOW (window)), "approvals") == 0;
}

/* --- Requests --- */

/* (nullable): one that is still open, even below another row */
static MusterApproval *
find (MusterNotifier *self,
      const char     *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->approvals); i++)
    {
      g_autoptr(MusterApproval) row = g_list_model_get_item (self->approvals, i);
      g_autoptr(GPtrArray) same = NULL;

      if (g_strcmp0 (muster_approval_get_id (row), id) == 0)
        return g_steal_pointer (&row);
      same = muster_context_get_same_approvals (self->context, row);
      for (guint s = 0; s < same->len; s++)
        if (g_strcmp0 (muster_approval_get_id (same->pdata[s]), id) == 0)
          return g_object_ref (same->pdata[s]);
    }
  return NULL;
}

static void
send (MusterNotifier *self,
      const char     *id,
      const char     *title)
{
  g_autoptr(MusterApproval) approval = find (self, id);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *name = notification_id (id);
  g_autofree char *body = NULL;

  if (approval == NULL || is_watched (self))
    return;
  notification = g_notification_new (title);
  if (muster_context_get_member (self->context) != NULL)
    {
      g_autofree char *summary = muster_approval_text_summary (muster_context_get_catalog (self->context), approval);

      /* Translators: number of a ticket, and what shall be done */
      body = g_strdup_printf (_("Ticket #%s: %s"), muster_approval_get_ticket_number (approval), summary);
    }
  else
    {
      body = g_strdup (_("Sign in to Muster to see it."));
    }
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, muster_approval_get_effect_class (approval) >= MUSTER_EFFECT_CLASS_CREDENTIAL
                                               ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action_and_target (notification, "app.open-approval", "s", id);
  g_notification_add_button_with_target (notification, _("Open"), "app.open-approval", "s", id);
  g_notification_add_button_with_target (notification, _("Reject…"), "app.reject-approval", "s", id);
  g_application_send_notification (G_APPLICATION (self->application), name, notification);
  g_hash_table_add (self->sent, g_strdup (id));
}

static void
requested_cb (MusterNotifier *self,
              const char     *id)
{
  send (self, id, _("An Approval Is Needed"));
}

static void
reminded_cb (MusterNotifier *self,
             const char     *id)
{
  send (self, id, _("An Approval Still Waits"));
}

static void
approvals_changed_cb (MusterNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autoptr(MusterApproval) approval = find (self, id);
      g_autofree char *name = notification_id (id);

      if (approval != NULL)
        continue;
      g_application_withdraw_notification (G_APPLICATION (self->application), name);
      g_hash_table_iter_remove (&iter);
    }
}

/* --- Runs that need a person --- */

static void
tell_runs (MusterNotifier *self)
{
  guint n = g_hash_table_size (self->people);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *title = NULL;
  GHashTableIter iter;
  gpointer id;
  gpointer summary;

  if (n == 0)
    {
      g_application_withdraw_notification (G_APPLICATION (self->application), RUNS_ID);
      return;
    }
  title = g_strdup_printf (ngettext ("%u Ticket Needs a Person", "%u Tickets Need a Person", n), n);
  notification = g_notification_new (title);
  g_hash_table_iter_init (&iter, self->people);
  if (n == 1 && g_hash_table_iter_next (&iter, &id, &summary))
    {
      if (muster_context_get_member (self->context) != NULL)
        g_notification_set_body (notification, summary);
      g_notification_set_default_action_and_target (notification, "app.open-run", "s", id);
    }
  else
    {
      g_notification_set_default_action_and_target (notification, "app.open-run", "s", "");
    }
  g_application_send_notification (G_APPLICATION (self->application), RUNS_ID, notification);
}

typedef struct
{
  MusterNotifier *notifier; /* (owned) */
  char           *run_id;
} Look;

static void look_at (MusterNotifier *self,
                     const char     *run_id);

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(MusterNotifier) self = look->notifier;
  g_autofree char *run_id = look->run_id;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRun) run = muster_context_look_at_run_finish (MUSTER_CONTEXT (source), result, &error);
  gboolean again = GPOINTER_TO_INT (g_hash_table_lookup (self->asking, run_id));
  gboolean needed;

  g_free (look);
  g_hash_table_remove (self->asking, run_id);
  if (run == NULL)
    return;
  needed = muster_run_get_state (run) == MUSTER_RUN_STATE_NEEDS_HUMAN;
  if (needed && !g_hash_table_contains (self->people, run_id))
    {
      g_hash_table_insert (self->people, g_strdup (run_id), muster_approval_text_clean (muster_run_get_summary (run)));
      tell_runs (self);
    }
  else if (!needed && g_hash_table_remove (self->people, run_id) && g_hash_table_size (self->people) == 0)
    {
      tell_runs (self);
    }
  if (again)
    look_at (self, run_id);
}

/* At most one look at a run at a time, however often it changes meanwhile */
static void
look_at (MusterNotifier *self,
         const char     *run_id)
{
  Look *look;
  gboolean under_way = g_hash_table_contains (self->asking, run_id);

  g_hash_table_insert (self->asking, g_strdup (run_id), GINT_TO_POINTER (under_way));
  if (under_way)
    return;
  look = g_new0 (Look, 1);
  look->notifier = g_object_ref (self);
  look->run_id = g_strdup (run_id);
  muster_context_look_at_run_async (self->context, run_id, self->cancellable, looked_cb, look);
}

static void
muster_notifier_dispose (GObject *object)
{
  MusterNotifier *self = MUSTER_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->approvals);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_notifier_parent_class)->dispose (object);
}

static void
muster_notifier_finalize (GObject *object)
{
  MusterNotifier *self = MUSTER_NOTIFIER (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->sent);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->asking);
  G_OBJECT_CLASS (muster_notifier_parent_class)->finalize (object);
}

static void
muster_notifier_class_init (MusterNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_notifier_finalize;
}

static void
muster_notifier_init (MusterNotifier *self)
{
  self->cancellable = g_cancellable_new ();
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * muster_notifier_new:
 * @application: (not nullable): sends the notifications, and outlives the notifier
 * @context: an open context
 *
 * Returns: (transfer full): works until it is disposed
 */
MusterNotifier *
muster_notifier_new (GtkApplication *application,
                     MusterContext  *context)
{
  MusterNotifier *self = g_object_new (MUSTER_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->context = g_object_ref (context);
  self->approvals = muster_context_get_approvals_model (context, NULL);
  g_signal_connect_object (self->approvals, "items-changed", G_CALLBACK (approvals_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "approval-requested", G_CALLBACK (requested_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "approval-reminded", G_CALLBACK (reminded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "run-changed", G_CALLBACK (look_at), self, G_CONNECT_SWAPPED);
  return self;
}
