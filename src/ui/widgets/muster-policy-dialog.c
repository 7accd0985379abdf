/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-error-text.h"
#include "muster-policy-dialog.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterPolicyDialog:
 *
 * What would have been: which of the last decisions a change of policies would have turned round, before it is saved.
 * A single change that would have turned none is saved at once, and the window says so.
 */
struct _MusterPolicyDialog
{
  AdwWindow parent_instance;

  MusterContext *context;   /* (owned) */
  char          *client_id; /* (nullable) */
  GPtrArray     *changes;   /* (owned) (element-type MusterToolPolicy) */
  GtkWidget     *parent;    /* (owned): what the change was chosen on */

  GtkLabel      *what_label;
  GtkLabel      *summary_label;
  GtkLabel      *error_label;
  GtkListBox    *list_box;
  GtkButton     *save_button;
};

G_DEFINE_FINAL_TYPE (MusterPolicyDialog, muster_policy_dialog, ADW_TYPE_WINDOW)

/* More rows than this nobody reads; the summary counts them all */
#define MAX_ROWS 50

static void
tell (GtkWidget  *parent,
      const char *text)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), text);
}

static void
tell_error (GtkWidget    *parent,
            const GError *error)
{
  g_autofree char *line = muster_error_text_line (error);

  if (!muster_ui_is_cancelled (error))
    tell (parent, line);
}

static const char *
decision_text (MusterPolicy policy,
               gboolean     manager)
{
  switch (policy)
    {
    case MUSTER_POLICY_AUTO:
      return C_("decision", "By itself");
    case MUSTER_POLICY_APPROVAL_NEEDED:
      return manager ? C_("decision", "After approval, with the manager") : C_("decision", "After approval");
    case MUSTER_POLICY_DISABLED:
    default:
      return C_("decision", "Not at all");
    }
}

static GtkWidget *
create_difference_row (MusterPolicyDifference *difference)
{
  GtkWidget *row = muster_advice_row_new (difference->title);
  g_autofree char *time = muster_ui_format_time (difference->time);
  g_autofree char *where = NULL;
  g_autofree char *decisions = NULL;

  /* Translators: client, number of a ticket, when */
  where = g_strdup_printf (_("%s · #%s · %s"), difference->client, difference->ticket, time);
  /* Translators: how something was decided, and how it would be */
  decisions = g_strdup_printf (_("%s → %s"), decision_text (difference->was, difference->asked_manager),
                               decision_text (difference->would_be, difference->would_ask_manager));
  if (difference->target != NULL && *difference->target != '\0')
    muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), difference->target, FALSE);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), decisions, FALSE);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), where, TRUE);
  return row;
}

static char *
summary_text (MusterPolicyPreview *preview)
{
  guint n = preview->changed->len;

  if (preview->looked_at == 0)
    return g_strdup (_("Nothing was decided yet that it could be tried on."));
  if (n == 0)
    /* Translators: %u is how many decisions were looked at */
    return g_strdup_printf (ngettext ("The last decision would have been the same.",
                                      "None of the last %u decisions would have been different.", preview->looked_at),
                            preview->looked_at);
  /* Translators: first how many would have been different, then how many decisions were looked at */
  return g_strdup_printf (ngettext ("%u of the last %u decisions would have been different, taken as in Execute mode:",
                                    "%u of the last %u decisions would have been different, taken as in Execute mode:", n), n,
                          preview->looked_at);
}

static void
show_preview (MusterPolicyDialog  *self,
              MusterPolicyPreview *preview,
              const char          *what)
{
  g_autofree char *summary = summary_text (preview);

  gtk_label_set_text (self->what_label, what != NULL ? what : "");
  gtk_widget_set_visible (GTK_WIDGET (self->what_label), what != NULL);
  gtk_label_set_text (self->summary_label, summary);
  for (guint i = 0; i < preview->changed->len && i < MAX_ROWS; i++)
    gtk_list_box_append (self->list_box, create_difference_row (g_ptr_array_index (preview->changed, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), preview->changed->len > 0);
  if (preview->changed->len > MAX_ROWS)
    {
      g_autofree char *more = NULL;

      /* Translators: how many more there are than are shown */
      more = g_strdup_printf (ngettext ("and %u more", "and %u more", preview->changed->len - MAX_ROWS),
                              preview->changed->len - MAX_ROWS);
      gtk_list_box_append (self->list_box, muster_ui_row_new (more, NULL));
    }
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterPolicyDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_save_policies_finish (MUSTER_CONTEXT (source), result, &error))
    {
      tell (self->parent, _("Saved. It holds from the next decision on."));
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  line = muster_error_text_line (error);
  gtk_label_set_text (self->error_label, line);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "policies.save", TRUE);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterPolicyDialog *self = MUSTER_POLICY_DIALOG (widget);

  gtk_widget_action_set_enabled (widget, "policies.save", FALSE);
  muster_context_save_policies_async (self->context, self->client_id, self->changes, NULL, saved_cb, g_object_ref (self));
}

static void
muster_policy_dialog_dispose (GObject *object)
{
  MusterPolicyDialog *self = MUSTER_POLICY_DIALOG (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_POLICY_DIALOG);
  g_clear_object (&self->context);
  g_clear_object (&self->parent);
  G_OBJECT_CLASS (muster_policy_dialog_parent_class)->dispose (object);
}

static void
muster_policy_dialog_finalize (GObject *object)
{
  MusterPolicyDialog *self = MUSTER_POLICY_DIALOG (object);

  g_free (self->client_id);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  G_OBJECT_CLASS (muster_policy_dialog_parent_class)->finalize (object);
}

static void
muster_policy_dialog_class_init (MusterPolicyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_policy_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_policy_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "policies.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-policy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyDialog, what_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyDialog, list_box);
  gtk_widget_class_bind_template_child (widget_class, MusterPolicyDialog, save_button);
}

static void
muster_policy_dialog_init (MusterPolicyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_let_shrink (muster_ui_find_inside (GTK_WIDGET (self), ADW_TYPE_HEADER_BAR));
}

/* --- Without a window --- */

typedef struct
{
  GtkWidget *parent;    /* (owned) */
  char      *client_id;
  GPtrArray *changes;   /* (owned) */
  char      *what;      /* (nullable) */
  char      *said;      /* (nullable): what to say once it is saved */
} Begin;

static void
begin_free (Begin *op)
{
  g_object_unref (op->parent);
  g_free (op->client_id);
  g_ptr_array_unref (op->changes);
  g_free (op->what);
  g_free (op->said);
  g_free (op);
}

static void
saved_at_once_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Begin *op = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_save_policies_finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (op->parent, error);
  else if (op->said != NULL)
    tell (op->parent, op->said);
  begin_free (op);
}

static void
present (Begin               *op,
         MusterContext       *context,
         MusterPolicyPreview *preview)
{
  MusterPolicyDialog *self = g_object_new (MUSTER_TYPE_POLICY_DIALOG, NULL);
  GtkRoot *root = gtk_widget_get_root (op->parent);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->client_id = g_strdup (op->client_id);
  self->changes = g_ptr_array_ref (op->changes);
  self->parent = g_object_ref (op->parent);
  show_preview (self, preview, op->what);
  gtk_window_present (GTK_WINDOW (self));
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Begin *op = user_data;
  MusterContext *context = MUSTER_CONTEXT (source);
  g_autoptr(MusterPolicyPreview) preview = NULL;
  g_autoptr(GError) error = NULL;

  preview = muster_context_preview_policy_finish (context, result, &error);
  if (preview != NULL && preview->changed->len == 0 && op->what == NULL)
    {
      g_autofree char *summary = summary_text (preview);

      /* Translators: a sentence follows that says what the change would have meant */
      op->said = preview->looked_at > 0 ? g_strdup_printf (_("Saved. %s"), summary) : NULL;
      muster_context_save_policies_async (context, op->client_id, op->changes, NULL, saved_at_once_cb, op);
      return;
    }
  if (preview != NULL && gtk_widget_get_root (op->parent) != NULL)
    present (op, context, preview);
  else if (preview == NULL)
    tell_error (op->parent, error);
  begin_free (op);
}

/**
 * muster_policy_dialog_begin:
 * @parent: what the change was chosen on
 * @context: an open context
 * @client_id: (nullable): whose policies; %NULL: the MSP's
 * @changes: (element-type MusterToolPolicy): as for muster_context_save_policies_async()
 * @what: (nullable): a sentence that says what changes, for a change of several tools, which is always shown first
 *
 * Looks what the changes would have meant, shows it where it would have meant something, and saves them.
 */
void
muster_policy_dialog_begin (GtkWidget     *parent,
                            MusterContext *context,
                            const char    *client_id,
                            GPtrArray     *changes,
                            const char    *what)
{
  Begin *op = g_new0 (Begin, 1);

  op->parent = g_object_ref (parent);
  op->client_id = g_strdup (client_id);
  op->changes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (op->changes, g_object_ref (changes->pdata[i]));
  op->what = g_strdup (what);
  muster_context_preview_policy_async (context, client_id, op->changes, NULL, previewed_cb, op);
}
