/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-context-microsoft365.h"
#include "muster-error-text.h"
#include "muster-guide-list.h"
#include "muster-ui.h"

/**
 * MusterGuideList:
 *
 * What is done at Microsoft before Microsoft 365 can be connected: the app's
 * registration, the permissions that the enabled tools need, each with its
 * reason, and what remains afterwards. It follows the way to sign in and the
 * cloud.
 */
struct _MusterGuideList
{
  AdwBin parent_instance;

  MusterContext *context;     /* (owned) */
  GCancellable  *cancellable; /* (owned) (nullable): of the guide that is being loaded */
  char          *method;
  char          *cloud;
};

G_DEFINE_FINAL_TYPE (MusterGuideList, muster_guide_list, ADW_TYPE_BIN)

#define PERMISSION "permission:"

typedef enum
{
  PART_BEFORE,
  PART_PERMISSIONS,
  PART_AFTER,
} Part;

static AdwExpanderRow *
add_expander (AdwPreferencesGroup *group,
              const char          *title,
              const char          *subtitle)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  adw_preferences_group_add (group, row);
  return ADW_EXPANDER_ROW (row);
}

static GtkWidget *
create_step (MusterGuideStep *step,
             guint            number)
{
  MusterAdviceRow *row = MUSTER_ADVICE_ROW (muster_advice_row_new (muster_guide_step_get_title (step)));

  if (number > 0)
    muster_advice_row_set_number (row, number);
  muster_advice_row_add_text (row, muster_guide_step_get_text (step), FALSE);
  muster_advice_row_add_code (row, muster_guide_step_get_copy (step));
  muster_advice_row_add_page (row, muster_guide_step_get_link (step), _("Open the Page"));
  return GTK_WIDGET (row);
}

static guint
count_permissions (GListModel *steps)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(MusterGuideStep) step = g_list_model_get_item (steps, i);

      n += g_str_has_prefix (muster_guide_step_get_id (step), PERMISSION);
    }
  return n;
}

static void
show_steps (MusterGuideList *self,
            GListModel      *steps)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  guint n_permissions = count_permissions (steps);
  g_autofree char *permissions = NULL;
  AdwExpanderRow *parts[PART_AFTER + 1];
  Part part = PART_BEFORE;
  guint number = 0;

  permissions = g_strdup_printf (ngettext ("%u permission, with the reason for it",
                                           "%u permissions, each with its reason", n_permissions), n_permissions);
  adw_preferences_group_set_title (group, _("What to Do at Microsoft First"));
  adw_preferences_group_set_description (group, _("Once, in the Microsoft Entra admin center of your own tenant. It takes about ten minutes."));
  parts[PART_BEFORE] = add_expander (group, _("1. Register an App"), _("Muster signs in as this app"));
  parts[PART_PERMISSIONS] = add_expander (group, _("2. Add the Permissions"), permissions);
  parts[PART_AFTER] = add_expander (group, _("3. Accept Them"), _("In your own tenant, then for each customer"));
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(MusterGuideStep) step = g_list_model_get_item (steps, i);
      gboolean is_permission = g_str_has_prefix (muster_guide_step_get_id (step), PERMISSION);

      if (is_permission)
        part = PART_PERMISSIONS;
      else if (part == PART_PERMISSIONS)
        {
          part = PART_AFTER;
          number = 0;
        }
      if (!is_permission)
        number++;
      adw_expander_row_add_row (parts[part], create_step (step, is_permission ? 0 : number));
    }
  gtk_widget_set_visible (GTK_WIDGET (parts[PART_PERMISSIONS]), n_permissions > 0);
  gtk_widget_set_visible (GTK_WIDGET (parts[PART_AFTER]), part == PART_AFTER);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (group));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterGuideList) self = user_data;
  g_autoptr(GListModel) steps = NULL;
  g_autoptr(GError) error = NULL;

  steps = muster_context_load_microsoft365_guide_finish (MUSTER_CONTEXT (source), result, &error);
  if (steps != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      show_steps (self, steps);
    }
  else if (steps == NULL && !muster_ui_is_cancelled (error))
    {
      GtkWidget *group = adw_preferences_group_new ();
      g_autofree char *line = muster_error_text_line (error);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 muster_ui_row_new (_("The steps cannot be shown"), line));
      adw_bin_set_child (ADW_BIN (self), group);
    }
}

static void
muster_guide_list_dispose (GObject *object)
{
  MusterGuideList *self = MUSTER_GUIDE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_guide_list_parent_class)->dispose (object);
}

static void
muster_guide_list_finalize (GObject *object)
{
  g_free (MUSTER_GUIDE_LIST (object)->method);
  g_free (MUSTER_GUIDE_LIST (object)->cloud);
  G_OBJECT_CLASS (muster_guide_list_parent_class)->finalize (object);
}

static void
muster_guide_list_class_init (MusterGuideListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_guide_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_guide_list_finalize;
}

static void
muster_guide_list_init (MusterGuideList *self)
{
}

GtkWidget *
muster_guide_list_new (MusterContext *context)
{
  MusterGuideList *self = g_object_new (MUSTER_TYPE_GUIDE_LIST, NULL);

  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

/**
 * muster_guide_list_show:
 * @self: list
 * @method: "secret", "certificate" or "person"
 * @cloud: id of the cloud
 *
 * Shows the steps for them, unless they are there already.
 */
void
muster_guide_list_show (MusterGuideList *self,
                        const char      *method,
                        const char      *cloud)
{
  g_return_if_fail (MUSTER_IS_GUIDE_LIST (self));

  if (method == NULL || (g_strcmp0 (method, self->method) == 0 && g_strcmp0 (cloud, self->cloud) == 0))
    return;
  g_free (self->method);
  self->method = g_strdup (method);
  g_free (self->cloud);
  self->cloud = g_strdup (cloud);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  muster_context_load_microsoft365_guide_async (self->context, method, cloud, self->cancellable, loaded_cb,
                                                g_object_ref (self));
}
