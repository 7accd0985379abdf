/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-approvers-view.h"
#include "muster-context-approvals.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-subpage.h"
#include "muster-text.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterApproversView:
 *
 * Which technicians of a PSA may answer a request for approval with an internal
 * note on the ticket. It says what such a note cannot decide where the PSA does
 * not tell which notes came by e-mail.
 */
struct _MusterApproversView
{
  AdwBin parent_instance;

  MusterContext *context;       /* (owned) */
  char          *connection_id;
  GCancellable  *cancellable;
  GPtrArray     *approvers;     /* (owned) (nullable) (element-type MusterApprover) */
  GPtrArray     *rows;          /* (element-type GtkWidget): in the same order */
  GPtrArray     *switches;      /* (element-type GtkSwitch): the same */
  char          *needle;        /* (nullable): folded */

  MusterSubpage       *subpage;
  MusterFaces         *faces;
  AdwPreferencesGroup *mail_group;
  AdwActionRow        *mail_row;
  AdwPreferencesGroup *people_group;
  GtkSearchEntry      *search_entry;
  AdwActionRow        *none_row;
};

G_DEFINE_FINAL_TYPE (MusterApproversView, muster_approvers_view, ADW_TYPE_BIN)

/* With fewer one sees them all */
#define SEARCH_FROM 12

static const char *
connection_name (MusterApproversView *self)
{
  MusterConnection *connection = muster_context_find_connection (self->context, self->connection_id);

  return connection != NULL ? muster_connection_get_name (connection) : "";
}

static const char *
name_of (MusterApprover *approver)
{
  return approver->name != NULL && *approver->name != '\0' ? approver->name
         : approver->email != NULL ? approver->email : _("Without a Name");
}

static guint
count_listed (MusterApproversView *self)
{
  guint n = 0;

  for (guint i = 0; i < self->switches->len; i++)
    n += gtk_switch_get_active (self->switches->pdata[i]);
  return n;
}

static void
show_count (MusterApproversView *self)
{
  guint n = count_listed (self);
  g_autofree char *text = NULL;

  if (n == 0)
    text = g_strdup (_("Nobody is switched on: every request is decided in Muster."));
  else
    text = g_strdup_printf (ngettext ("%u technician may decide by note.", "%u technicians may decide by note.", n), n);
  adw_preferences_group_set_description (self->people_group, text);
}

static void
switched_cb (MusterApproversView *self)
{
  show_count (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approvers.save", TRUE);
}

static gboolean
matches (MusterApproversView *self,
         const char          *text)
{
  g_autofree char *folded = text != NULL ? muster_text_fold (text) : NULL;

  return folded != NULL && strstr (folded, self->needle) != NULL;
}

static void
search_changed_cb (MusterApproversView *self)
{
  guint n = 0;

  g_free (self->needle);
  self->needle = muster_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterApprover *approver = self->approvers->pdata[i];
      gboolean shown = *self->needle == '\0' || matches (self, approver->name) || matches (self, approver->email);

      gtk_widget_set_visible (self->rows->pdata[i], shown);
      n += shown;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->none_row), n == 0);
}

static GtkWidget *
create_row (MusterApproversView *self,
            MusterApprover      *approver)
{
  GtkWidget *row = muster_ui_row_new (name_of (approver), approver->active ? approver->email
                                      : _("Not active in the PSA any more, so a note of theirs does not count"));
  GtkWidget *button = gtk_switch_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (button), approver->listed);
  g_signal_connect_object (button, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_ptr_array_add (self->switches, button);
  return row;
}

/* Mail can be forged, so that what such a note may decide depends on whether the PSA tells it apart */
static void
show_mail (MusterApproversView *self,
           gboolean             shows_mail)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->mail_group), !shows_mail);
  if (shows_mail)
    return;
  /* Translators: %s is a PSA such as “Autotask PSA” */
  text = g_strdup_printf (_("%s does not show whether a note was typed by a technician or came from an e-mail, and e-mails can be forged. So steps that change passwords, sign-in methods or rights, or that cannot be undone, are decided in Muster only. A note can still approve all other steps."),
                          connection_name (self));
  muster_ui_row_set_subtitle (GTK_WIDGET (self->mail_row), text);
}

static void
show_approvers (MusterApproversView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->people_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->switches, 0);
  for (guint i = 0; i < self->approvers->len; i++)
    {
      GtkWidget *row = create_row (self, self->approvers->pdata[i]);

      adw_preferences_group_add (self->people_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), self->approvers->len >= SEARCH_FROM);
  show_count (self);
  if (self->approvers->len > 0)
    muster_faces_show_content (self->faces);
  else
    muster_faces_show_empty (self->faces);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterApproversView) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean shows_mail = FALSE;
  GPtrArray *approvers = muster_context_list_approvers_finish (MUSTER_CONTEXT (source), result, &shows_mail, &error);

  if (muster_ui_is_cancelled (error))
    return;
  if (approvers == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  g_clear_pointer (&self->approvers, g_ptr_array_unref);
  self->approvers = approvers;
  show_mail (self, shows_mail);
  show_approvers (self);
}

static void
load (MusterApproversView *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_list_approvers_async (self->context, self->connection_id, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterApproversView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_set_approvers_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_window_tell (GTK_WIDGET (self), _("Saved. It holds from now on, for open requests too."));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
      return;
    }
  line = muster_error_text_line (error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approvers.save", TRUE);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterApproversView *self = MUSTER_APPROVERS_VIEW (widget);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; i < self->switches->len; i++)
    if (gtk_switch_get_active (self->switches->pdata[i]))
      g_strv_builder_add (ids, ((MusterApprover *) self->approvers->pdata[i])->id);
  list = g_strv_builder_end (ids);
  gtk_widget_action_set_enabled (widget, "approvers.save", FALSE);
  muster_context_set_approvers_async (self->context, self->connection_id, (const char * const *) list, NULL, saved_cb,
                                      g_object_ref (self));
}

static void
muster_approvers_view_dispose (GObject *object)
{
  MusterApproversView *self = MUSTER_APPROVERS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_APPROVERS_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_approvers_view_parent_class)->dispose (object);
}

static void
muster_approvers_view_finalize (GObject *object)
{
  MusterApproversView *self = MUSTER_APPROVERS_VIEW (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->approvers, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->switches);
  g_free (self->connection_id);
  g_free (self->needle);
  G_OBJECT_CLASS (muster_approvers_view_parent_class)->finalize (object);
}

static void
muster_approvers_view_class_init (MusterApproversViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_approvers_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_approvers_view_finalize;

  gtk_widget_class_install_action (widget_class, "approvers.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "approvers.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-approvers-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, mail_group);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, mail_row);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, people_group);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterApproversView, none_row);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
muster_approvers_view_init (MusterApproversView *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->switches = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approvers.save", FALSE);
}

/**
 * muster_approvers_view_new:
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_approvers_view_new (MusterContext *context,
                           const char    *connection_id)
{
  MusterApproversView *self = g_object_new (MUSTER_TYPE_APPROVERS_VIEW, NULL);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (connection_id);
  muster_subpage_set_title (self->subpage, _("Approvers"), connection_name (self));
  load (self);
  return GTK_WIDGET (self);
}
