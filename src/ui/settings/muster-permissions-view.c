/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-context-tenants.h"
#include "muster-faces.h"
#include "muster-permissions-view.h"
#include "muster-subpage.h"
#include "muster-ui.h"

/**
 * MusterPermissionsView:
 *
 * What the app registration of Microsoft 365 asks for: what is missing, what
 * is granted without need, and what the enabled tools need and why.
 */
struct _MusterPermissionsView
{
  AdwBin parent_instance;

  MusterContext *context;       /* (owned) */
  char          *connection_id;
  GCancellable  *cancellable;

  MusterSubpage       *subpage;
  MusterFaces         *faces;
  AdwPreferencesGroup *missing_group;
  AdwPreferencesGroup *superfluous_group;
  AdwPreferencesGroup *needed_group;
};

G_DEFINE_FINAL_TYPE (MusterPermissionsView, muster_permissions_view, ADW_TYPE_BIN)

typedef enum
{
  PLACE_MISSING,
  PLACE_SUPERFLUOUS,
  PLACE_NEEDED,
} Place;

static const struct
{
  const char *state;
  Place       place;
  const char *text;
  MusterTone  tone;
} states[] = {
  { "missing", PLACE_MISSING, N_("Missing"), MUSTER_TONE_BAD },
  { "superfluous", PLACE_SUPERFLUOUS, N_("Not Needed"), MUSTER_TONE_WAIT },
  { "granted", PLACE_NEEDED, N_("Granted"), MUSTER_TONE_GOOD },
  { "needed", PLACE_NEEDED, N_("Needed"), MUSTER_TONE_PLAIN },
};

static AdwPreferencesGroup *
group_of (MusterPermissionsView *self,
          Place                  place)
{
  return place == PLACE_MISSING ? self->missing_group
         : place == PLACE_SUPERFLUOUS ? self->superfluous_group : self->needed_group;
}

static void
add_item (MusterPermissionsView *self,
          MusterPermissionItem  *item)
{
  MusterAdviceRow *row = MUSTER_ADVICE_ROW (muster_advice_row_new (muster_permission_item_get_purpose (item)));
  const char *tools = muster_permission_item_get_tools_text (item);
  g_autofree char *kind = NULL;
  g_autofree char *used = NULL;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (states) && g_strcmp0 (states[i].state, muster_permission_item_get_state (item)) != 0)
    i++;
  kind = g_strdup_printf (muster_permission_item_get_delegated (item)
                          /* Translators: %s is a service such as Microsoft Graph */
                          ? _("%s, delegated permission")
                          : _("%s, application permission"), muster_permission_item_get_service (item));
  muster_advice_row_set_pill (row, _(states[i].text), states[i].tone);
  muster_advice_row_add_code (row, muster_permission_item_get_name (item));
  muster_advice_row_add_text (row, kind, TRUE);
  if (tools != NULL && *tools != '\0')
    {
      /* Translators: %s are titles of tools */
      used = g_strdup_printf (_("For: %s"), tools);
      muster_advice_row_add_text (row, used, TRUE);
    }
  if (states[i].place != PLACE_NEEDED)
    muster_advice_row_add_text (row, muster_permission_item_get_advice (item), FALSE);
  adw_preferences_group_add (group_of (self, states[i].place), GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (group_of (self, states[i].place)), TRUE);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterPermissionsView) self = user_data;
  g_autoptr(GListModel) items = NULL;
  g_autoptr(GError) error = NULL;

  items = muster_context_list_permissions_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (items == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (items, i);

      add_item (self, item);
    }
  muster_faces_show_model (self->faces, items);
}

static void
load (MusterPermissionsView *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_list_permissions_async (self->context, self->connection_id, FALSE, self->cancellable, loaded_cb,
                                         g_object_ref (self));
}

static void
muster_permissions_view_dispose (GObject *object)
{
  MusterPermissionsView *self = MUSTER_PERMISSIONS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_PERMISSIONS_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_permissions_view_parent_class)->dispose (object);
}

static void
muster_permissions_view_finalize (GObject *object)
{
  g_object_unref (MUSTER_PERMISSIONS_VIEW (object)->cancellable);
  g_free (MUSTER_PERMISSIONS_VIEW (object)->connection_id);
  G_OBJECT_CLASS (muster_permissions_view_parent_class)->finalize (object);
}

static void
muster_permissions_view_class_init (MusterPermissionsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_permissions_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_permissions_view_finalize;

  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-permissions-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPermissionsView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterPermissionsView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterPermissionsView, missing_group);
  gtk_widget_class_bind_template_child (widget_class, MusterPermissionsView, superfluous_group);
  gtk_widget_class_bind_template_child (widget_class, MusterPermissionsView, needed_group);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_permissions_view_init (MusterPermissionsView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (Place place = PLACE_MISSING; place <= PLACE_NEEDED; place++)
    gtk_widget_set_visible (GTK_WIDGET (group_of (self, place)), FALSE);
}

/**
 * muster_permissions_view_new:
 * @context: an open context
 * @id: of the connection of Microsoft 365
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_permissions_view_new (MusterContext *context,
                             const char    *id)
{
  MusterPermissionsView *self = g_object_new (MUSTER_TYPE_PERMISSIONS_VIEW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (id);
  load (self);
  return GTK_WIDGET (self);
}
