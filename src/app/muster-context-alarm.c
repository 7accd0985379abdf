/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-private.h"
#include "muster-trouble.h"

/* MusterContext: a secret that was about to leave and was held back is told to people, and stands in the audit log */

#define ALARM_ACTION "secret-held-back"

typedef struct
{
  GWeakRef  context;
  char     *label;
  char     *where;
} Alarm;

static void
alarm_free (gpointer data)
{
  Alarm *alarm = data;

  g_weak_ref_clear (&alarm->context);
  g_free (alarm->label);
  g_free (alarm->where);
  g_free (alarm);
}

gboolean
muster_context_is_alarm (MusterTrouble *trouble)
{
  return g_strcmp0 (muster_trouble_get_action (trouble), ALARM_ACTION) == 0;
}

static gboolean
is_told (MusterContext *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->trouble)); i++)
    {
      g_autoptr(MusterTrouble) trouble = g_list_model_get_item (G_LIST_MODEL (self->trouble), i);

      if (muster_context_is_alarm (trouble))
        return TRUE;
    }
  return FALSE;
}

static void
audited_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    g_message ("An alarm was not recorded: %s", error->message);
}

static void
tell (MusterContext *self,
      Alarm         *alarm)
{
  g_autoptr(MusterTrouble) trouble = muster_trouble_new ();
  g_autofree char *detail = g_strdup_printf ("%s, in: %s", alarm->label, alarm->where);

  muster_trouble_set_title (trouble, _("A secret was held back"));
  muster_trouble_set_text (trouble, _("A password or key stood in text that was about to be written or sent. It was not sent. "
                                      "Look at what was done last, and change that password if you cannot tell why."));
  muster_trouble_set_detail (trouble, detail);
  muster_trouble_set_action (trouble, ALARM_ACTION);
  muster_trouble_set_since (trouble, muster_clock_now (self->clock));
  g_list_store_append (self->trouble, trouble);
  muster_context_emit (self, "trouble-changed");
}

static gboolean
alarm_cb (gpointer user_data)
{
  Alarm *alarm = user_data;
  g_autoptr(MusterContext) self = g_weak_ref_get (&alarm->context);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (self == NULL || self->closing || self->store == NULL)
    return G_SOURCE_REMOVE;
  if (!is_told (self))
    tell (self, alarm);
  json_object_set_string_member (body, "secret", alarm->label);
  json_object_set_string_member (body, "where", alarm->where);
  node = json_node_init_object (json_node_alloc (), body);
  text = json_to_string (node, FALSE);
  muster_store_append_audit_async (self->store, "engine", NULL, "secret-held-back", text, NULL, audited_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* On whichever thread has noticed it */
static void
noticed_cb (const char *label,
            const char *where,
            gpointer    user_data)
{
  Alarm *alarm = g_new0 (Alarm, 1);

  g_weak_ref_init (&alarm->context, user_data);
  alarm->label = g_strdup (label);
  alarm->where = g_strdup (where);
  g_idle_add_full (G_PRIORITY_DEFAULT, alarm_cb, alarm, alarm_free);
}

void
muster_context_watch_egress (MusterContext *self)
{
  muster_egress_set_alarm (self->egress, noticed_cb, self);
}

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_gate_sweep_secrets_finish (MUSTER_GATE (source), result, &error))
    g_message ("Passwords in the keyring could not be looked through: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_sweep_secrets_async (MusterContext      *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_sweep_secrets_async);
  muster_gate_sweep_secrets_async (self->gate, swept_cb, g_object_ref (task));
}

void
muster_context_sweep_secrets_finish (MusterContext *self,
                                     GAsyncResult  *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
