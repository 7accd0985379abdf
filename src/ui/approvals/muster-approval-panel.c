/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-acts.h"
#include "muster-approval-body.h"
#include "muster-approval-panel.h"
#include "muster-approval-text.h"
#include "muster-button-layout.h"
#include "muster-ui.h"

/**
 * MusterApprovalPanel:
 *
 * One request for a yes: what it is about, its body, and the buttons. It
 * follows the request: whoever decides it, the panel says who and how. What a
 * person has chosen here stays until then.
 *
 * As a whole page it scrolls and its buttons stay in sight; else it is a part
 * of a page that scrolls itself, and does not name its own ticket.
 *
 * Emits ::decided with a sentence after an act of this panel has worked.
 */
struct _MusterApprovalPanel
{
  GtkBox parent_instance;

  MusterContext  *context;      /* (owned) */
  GListModel     *open;         /* (owned): tells when something was decided */
  MusterApproval *approval;     /* (owned) (nullable): as it is shown, and as it is decided */
  GPtrArray      *same;         /* (owned) (element-type MusterApproval): other tickets that ask for it */
  char           *client_name;  /* (nullable) */
  GCancellable   *cancellable;
  gboolean        whole;
  gboolean        busy;
  guint           tick;

  MusterApprovalBody *body;
  GtkBox    *bar;
  GtkLabel  *title;
  GtkLabel  *subtitle;
  GtkLabel  *state_label;
  GtkLabel  *pill;
  GtkLabel  *hint;
  GtkLabel  *problem;
  GtkButton *approve_button;
  GtkButton *reject_button;
  GtkButton *withdraw_button;
};

G_DEFINE_FINAL_TYPE (MusterApprovalPanel, muster_approval_panel, GTK_TYPE_BOX)

static guint decided_signal;

static void read_again (MusterApprovalPanel *self);

static MusterCatalog *
get_catalog (MusterApprovalPanel *self)
{
  return muster_context_get_catalog (self->context);
}

static gboolean
is_open (MusterApprovalPanel *self)
{
  return self->approval != NULL && muster_approval_is_waiting (self->approval);
}

static GtkLabel *
create_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
set_line (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* --- What is chosen --- */

static char *
approve_label (guint n_granted,
               guint n_waiting,
               guint n_tickets)
{
  if (n_granted < n_waiting)
    /* Translators: of so many steps so many are approved */
    return g_strdup_printf (ngettext ("Approve %u of %u Step", "Approve %u of %u Steps", n_waiting), n_granted, n_waiting);
  if (n_tickets > 1)
    return g_strdup_printf (ngettext ("Approve on %u Ticket", "Approve on %u Tickets", n_tickets), n_tickets);
  return g_strdup (_("Approve"));
}

static void
update_choice (MusterApprovalPanel *self)
{
  g_autoptr(GArray) declined = muster_approval_body_get_declined (self->body);
  g_autoptr(GPtrArray) chosen = NULL;
  guint n_waiting = muster_approval_body_count_waiting (self->body);
  guint n_granted = n_waiting - declined->len;
  gboolean manager = is_open (self) && muster_approval_needs_manager (self->approval);
  g_autofree char *label = NULL;
  g_autofree char *hint = NULL;

  if (!is_open (self))
    return;
  chosen = muster_approval_body_get_chosen (self->body);
  label = approve_label (n_granted, n_waiting, chosen->len);
  gtk_button_set_label (self->approve_button, label);
  if (n_granted == 0)
    hint = g_strdup (_("No step is chosen. If none shall be done, reject the request and say why."));
  else if (manager)
    hint = g_strdup (_("The manager has to agree before you can approve."));
  else if (declined->len > 0)
    hint = g_strdup_printf (_("The plan ends before step %d; what comes after it is not done either."),
                            (int) g_array_index (declined, gint64, 0));
  set_line (self->hint, hint);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.approve", n_granted > 0 && !manager && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.reject", !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.withdraw", !self->busy);
}

/* --- Acts --- */

static void
set_busy (MusterApprovalPanel *self,
          gboolean             busy)
{
  self->busy = busy;
  update_choice (self);
}

static void
done (MusterApprovalPanel *self,
      const char          *problem,
      const char          *text)
{
  set_busy (self, FALSE);
  set_line (self->problem, problem);
  if (problem == NULL)
    {
      g_autofree char *summary = self->approval != NULL ? muster_approval_text_summary (get_catalog (self), self->approval)
                                                        : g_strdup ("");
      /* Translators: what was decided, such as “Approved”, and what about */
      g_autofree char *line = g_strdup_printf (_("%s: %s"), text, summary);

      g_signal_emit (self, decided_signal, 0, line);
    }
  read_again (self);
}

static void
granted_cb (GtkWidget  *widget,
            const char *problem)
{
  done (MUSTER_APPROVAL_PANEL (widget), problem, _("Approved"));
}

static void
rejected_cb (GtkWidget  *widget,
             const char *problem)
{
  done (MUSTER_APPROVAL_PANEL (widget), problem, _("Rejected"));
}

static void
withdrawn_cb (GtkWidget  *widget,
              const char *problem)
{
  done (MUSTER_APPROVAL_PANEL (widget), problem, _("Taken back"));
}

/* The manager's word changes nothing but what may be done next */
static void
manager_cb (GtkWidget  *widget,
            const char *problem)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (widget);

  set_line (self->problem, problem);
  read_again (self);
}

static void
grant (MusterApprovalPanel *self)
{
  g_autoptr(GArray) declined = muster_approval_body_get_declined (self->body);
  g_autoptr(GPtrArray) approvals = NULL;

  if (!is_open (self) || self->busy)
    return;
  approvals = muster_approval_body_get_chosen (self->body);
  set_line (self->problem, NULL);
  set_busy (self, TRUE);
  muster_approval_acts_grant (GTK_WIDGET (self), self->context, approvals, declined, granted_cb);
}

static void
confirm_response_cb (MusterApprovalPanel *self,
                     const char          *response)
{
  if (g_str_equal (response, "approve"))
    grant (self);
}

static gboolean
is_grave (MusterApproval *approval)
{
  return muster_approval_get_effect_class (approval) >= MUSTER_EFFECT_CLASS_CREDENTIAL;
}

/* The steps that are chosen, once more, for nobody approves by a slip of the finger */
static void
ask_first (MusterApprovalPanel *self)
{
  g_autofree char *text = muster_approval_body_get_text (self->body);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Approve?"), text);
  gboolean grave = is_grave (self->approval);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "approve", _("_Approve"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "approve",
                                              grave ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), grave ? "cancel" : "approve");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirm_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Beside the button stands what will be done; what is grave is asked about once more */
static void
approve_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (widget);

  if (is_open (self) && is_grave (self->approval))
    ask_first (self);
  else
    grant (self);
}

static void
reject_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  muster_approval_panel_reject (MUSTER_APPROVAL_PANEL (widget));
}

static void
withdraw_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (widget);

  if (self->approval != NULL)
    muster_approval_acts_withdraw (widget, self->context, self->approval, withdrawn_cb);
}

static void
manager_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (widget);

  if (self->approval != NULL)
    muster_approval_acts_confirm_manager (widget, self->context, self->approval, manager_cb);
}

/* --- What is shown --- */

static void
show_times (MusterApprovalPanel *self)
{
  gint64 now = muster_context_get_now (self->context);
  g_autofree char *age = NULL;
  g_autofree char *left = NULL;
  g_autofree char *until = NULL;
  g_autofree char *line = NULL;

  if (!is_open (self))
    return;
  age = muster_approval_text_age (muster_approval_get_created (self->approval), now);
  left = muster_approval_text_left (muster_approval_get_expires (self->approval), now);
  until = muster_ui_format_time (muster_approval_get_expires (self->approval));
  /* Translators: how old a request is, when it expires, and the time of that */
  line = g_strdup_printf (_("%s · %s (%s)"), age, left, until);
  set_line (self->state_label, line);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_times (user_data);
  return G_SOURCE_CONTINUE;
}

static void
described_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterApprovalPanel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = muster_context_describe_approval_finish (MUSTER_CONTEXT (source), result, &error);
  g_autofree char *time = NULL;
  g_autofree char *line = NULL;

  if (text == NULL || self->approval == NULL || is_open (self))
    return;
  time = muster_ui_format_time (muster_approval_get_decided (self->approval));
  /* Translators: what became of a request, and when */
  line = g_strdup_printf (_("%s · %s"), text, time);
  set_line (self->state_label, line);
}

static MusterTone
state_tone (MusterApprovalState state)
{
  switch (state)
    {
    case MUSTER_APPROVAL_STATE_OPEN:
      return MUSTER_TONE_WAIT;
    case MUSTER_APPROVAL_STATE_GRANTED:
    case MUSTER_APPROVAL_STATE_USED:
      return MUSTER_TONE_GOOD;
    case MUSTER_APPROVAL_STATE_REJECTED:
    case MUSTER_APPROVAL_STATE_EXPIRED:
    case MUSTER_APPROVAL_STATE_VOID:
    case MUSTER_APPROVAL_STATE_WITHDRAWN:
    default:
      return MUSTER_TONE_BAD;
    }
}

static void
show_head (MusterApprovalPanel *self)
{
  MusterApprovalState state = muster_approval_get_state (self->approval);
  g_autofree char *summary = muster_approval_text_clean (muster_approval_get_summary (self->approval));
  g_autofree char *requester = muster_approval_text_clean (muster_approval_get_requester_name (self->approval));
  g_autofree char *client = muster_approval_text_clean (self->client_name);
  g_autofree char *line = NULL;
  const char *number = muster_approval_get_ticket_number (self->approval);

  if (*requester != '\0')
    /* Translators: number of a ticket, name of a client, and of the person who asked */
    line = g_strdup_printf (_("Ticket #%s · %s · asked for by %s"), number, client, requester);
  else
    /* Translators: number of a ticket, and name of a client */
    line = g_strdup_printf (_("Ticket #%s · %s"), number, client);
  set_line (self->title, self->whole ? summary : _("What Waits for a Yes"));
  set_line (self->subtitle, self->whole ? line : NULL);
  if (!self->whole && state != MUSTER_APPROVAL_STATE_OPEN)
    set_line (self->title, _("What Was Asked"));
  muster_ui_set_pill (self->pill, is_open (self) ? muster_ui_class_title (muster_approval_get_effect_class (self->approval))
                                                 : muster_context_approval_state_text (state), state_tone (state));
  set_line (self->state_label, muster_context_approval_state_text (state));
  if (is_open (self))
    show_times (self);
  else
    muster_context_describe_approval_async (self->context, self->approval, self->cancellable, described_cb,
                                            g_object_ref (self));
}

static void
show_buttons (MusterApprovalPanel *self)
{
  gboolean open = is_open (self);
  gboolean granted = self->approval != NULL && muster_approval_get_state (self->approval) == MUSTER_APPROVAL_STATE_GRANTED;

  gtk_widget_set_visible (GTK_WIDGET (self->approve_button), open);
  gtk_widget_set_visible (GTK_WIDGET (self->reject_button), open);
  gtk_widget_set_visible (GTK_WIDGET (self->withdraw_button), open || granted);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), open || granted || gtk_widget_get_visible (GTK_WIDGET (self->problem)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.approve", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.reject", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approval.withdraw", open || granted);
  if (!open)
    set_line (self->hint, NULL);
}

/* @keep: choices and unfolded rows of the same request stay as they were */
static void
show (MusterApprovalPanel *self,
      gboolean             keep)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->approval != NULL);
  if (self->approval == NULL)
    return;
  show_head (self);
  muster_approval_body_show (self->body, self->approval, self->same, self->client_name, keep);
  show_buttons (self);
  update_choice (self);
}

/* --- Following --- */

static void
client_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterApprovalPanel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, &error);

  if (client == NULL || self->approval == NULL
      || g_strcmp0 (muster_client_get_id (client), muster_approval_get_client_id (self->approval)) != 0
      || g_strcmp0 (self->client_name, muster_client_get_name (client)) == 0)
    return;
  g_free (self->client_name);
  self->client_name = g_strdup (muster_client_get_name (client));
  show (self, TRUE);
}

static gboolean
differs (MusterApproval *one,
         MusterApproval *two)
{
  return muster_approval_get_state (one) != muster_approval_get_state (two)
         || g_strcmp0 (muster_approval_get_manager_by (one), muster_approval_get_manager_by (two)) != 0
         || g_strcmp0 (muster_approval_get_plan_hash (one), muster_approval_get_plan_hash (two)) != 0;
}

static gboolean
take_same (MusterApprovalPanel *self)
{
  g_autoptr(GPtrArray) same = is_open (self) ? muster_context_get_same_approvals (self->context, self->approval)
                                             : g_ptr_array_new_with_free_func (g_object_unref);
  gboolean changed = same->len != self->same->len;

  for (guint i = 0; !changed && i < same->len; i++)
    changed = g_strcmp0 (muster_approval_get_id (same->pdata[i]), muster_approval_get_id (self->same->pdata[i])) != 0;
  if (changed)
    {
      g_ptr_array_unref (self->same);
      self->same = g_steal_pointer (&same);
    }
  return changed;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MusterApprovalPanel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterApproval) approval = muster_context_get_approval_finish (MUSTER_CONTEXT (source), result, &error);
  gboolean changed;

  if (approval == NULL || self->approval == NULL
      || g_strcmp0 (muster_approval_get_id (approval), muster_approval_get_id (self->approval)) != 0)
    return;
  changed = differs (self->approval, approval);
  g_set_object (&self->approval, approval);
  changed |= take_same (self);
  if (changed)
    show (self, TRUE);
  else
    update_choice (self);
}

static void
read_again (MusterApprovalPanel *self)
{
  if (self->approval != NULL)
    muster_context_get_approval_async (self->context, muster_approval_get_id (self->approval), self->cancellable, read_cb,
                                       g_object_ref (self));
}

static void
run_changed_cb (MusterApprovalPanel *self,
                const char          *run_id)
{
  if (self->approval != NULL && g_strcmp0 (run_id, muster_approval_get_run_id (self->approval)) == 0)
    read_again (self);
}

static void
muster_approval_panel_dispose (GObject *object)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->open);
  g_clear_object (&self->approval);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_approval_panel_parent_class)->dispose (object);
}

static void
muster_approval_panel_finalize (GObject *object)
{
  MusterApprovalPanel *self = MUSTER_APPROVAL_PANEL (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->same);
  g_free (self->client_name);
  G_OBJECT_CLASS (muster_approval_panel_parent_class)->finalize (object);
}

static void
muster_approval_panel_class_init (MusterApprovalPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_approval_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_approval_panel_finalize;

  /**
   * MusterApprovalPanel::decided:
   * @self: panel
   * @text: what was decided, for a toast
   */
  decided_signal = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "approval.approve", NULL, approve_action);
  gtk_widget_class_install_action (widget_class, "approval.reject", NULL, reject_action);
  gtk_widget_class_install_action (widget_class, "approval.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget_class, "approval.confirm-manager", NULL, manager_action);
}

static void
muster_approval_panel_init (MusterApprovalPanel *self)
{
  self->cancellable = g_cancellable_new ();
  self->same = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static GtkWidget *
create_head (MusterApprovalPanel *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->title = create_label (self->whole ? "title-2" : "title-4");
  self->subtitle = create_label ("dim-label");
  self->pill = GTK_LABEL (muster_ui_pill_new ("", MUSTER_TONE_WAIT));
  gtk_label_set_wrap (self->pill, TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self->pill), GTK_ALIGN_START);
  self->state_label = create_label (NULL);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->subtitle));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->pill));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->state_label));
  return head;
}

static GtkButton *
create_button (const char *label,
               const char *action,
               const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return GTK_BUTTON (button);
}

/* None of them has the focus by itself, and in a narrow window they stand below each other */
static void
create_bar (MusterApprovalPanel *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->problem = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "wrap", TRUE,
                                           "xalign", 0.0, "visible", FALSE, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  self->hint = create_label ("dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  self->withdraw_button = create_button (_("Take Back…"), "approval.withdraw", NULL);
  self->reject_button = create_button (_("Reject…"), "approval.reject", NULL);
  self->approve_button = create_button (_("Approve"), "approval.approve", "suggested-action");
  gtk_widget_set_layout_manager (buttons, muster_button_layout_new ());
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->approve_button));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->reject_button));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->withdraw_button));
  gtk_box_append (self->bar, GTK_WIDGET (self->problem));
  gtk_box_append (self->bar, GTK_WIDGET (self->hint));
  gtk_box_append (self->bar, buttons);
}

static void
create_page (MusterApprovalPanel *self,
             GtkWidget           *column)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *bar_clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_widget_add_css_class (column, "muster-page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_clamp_set_maximum_size (ADW_CLAMP (bar_clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (bar_clamp), GTK_WIDGET (self->bar));
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "muster-bar");
  gtk_box_append (GTK_BOX (self), scrolled);
  gtk_box_append (GTK_BOX (self), bar_clamp);
}

/**
 * muster_approval_panel_new:
 * @context: an open context
 * @whole: whether it is a page of its own
 *
 * Returns: (transfer floating): a panel, not visible until it has a request
 */
GtkWidget *
muster_approval_panel_new (MusterContext *context,
                           gboolean       whole)
{
  MusterApprovalPanel *self = g_object_new (MUSTER_TYPE_APPROVAL_PANEL, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->context = g_object_ref (context);
  self->whole = whole;
  self->body = MUSTER_APPROVAL_BODY (muster_approval_body_new (context, whole));
  g_signal_connect_object (self->body, "changed", G_CALLBACK (update_choice), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (column), create_head (self));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->body));
  create_bar (self);
  if (whole)
    {
      create_page (self, column);
    }
  else
    {
      gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->bar));
      gtk_box_append (GTK_BOX (self), column);
    }
  self->open = muster_context_get_approvals_model (context, NULL);
  g_signal_connect_object (self->open, "items-changed", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "run-changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (30, tick_cb, self);
  return GTK_WIDGET (self);
}

/**
 * muster_approval_panel_set_approval:
 * @self: panel
 * @approval: (nullable): what to show; %NULL: nothing
 */
void
muster_approval_panel_set_approval (MusterApprovalPanel *self,
                                    MusterApproval      *approval)
{
  g_return_if_fail (MUSTER_IS_APPROVAL_PANEL (self));

  if (approval != NULL && self->approval != NULL
      && g_strcmp0 (muster_approval_get_id (approval), muster_approval_get_id (self->approval)) == 0)
    {
      read_again (self);
      return;
    }
  g_set_object (&self->approval, approval);
  g_clear_pointer (&self->client_name, g_free);
  set_line (self->problem, NULL);
  self->busy = FALSE;
  take_same (self);
  show (self, FALSE);
  if (approval != NULL)
    muster_context_get_client_async (self->context, muster_approval_get_client_id (approval), self->cancellable, client_cb,
                                     g_object_ref (self));
}

MusterApproval *
muster_approval_panel_get_approval (MusterApprovalPanel *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_PANEL (self), NULL);
  return self->approval;
}

gboolean
muster_approval_panel_get_busy (MusterApprovalPanel *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_PANEL (self), FALSE);
  return self->busy;
}

/**
 * muster_approval_panel_ask_to_approve:
 * @self: panel
 *
 * As its button, but always asks once more: for a key that is pressed elsewhere.
 */
void
muster_approval_panel_ask_to_approve (MusterApprovalPanel *self)
{
  g_autoptr(GArray) declined = NULL;

  g_return_if_fail (MUSTER_IS_APPROVAL_PANEL (self));

  if (!is_open (self) || self->busy)
    return;
  declined = muster_approval_body_get_declined (self->body);
  if (declined->len < muster_approval_body_count_waiting (self->body) && !muster_approval_needs_manager (self->approval))
    ask_first (self);
  else if (muster_approval_needs_manager (self->approval))
    muster_approval_acts_confirm_manager (GTK_WIDGET (self), self->context, self->approval, manager_cb);
}

/**
 * muster_approval_panel_reject:
 * @self: panel
 *
 * Asks why, and rejects.
 */
void
muster_approval_panel_reject (MusterApprovalPanel *self)
{
  g_autoptr(GPtrArray) approvals = NULL;

  g_return_if_fail (MUSTER_IS_APPROVAL_PANEL (self));

  if (!is_open (self) || self->busy)
    return;
  approvals = muster_approval_body_get_chosen (self->body);
  muster_approval_acts_reject (GTK_WIDGET (self), self->context, approvals, rejected_cb);
}

/**
 * muster_approval_panel_toggle_details:
 * @self: panel
 *
 * Unfolds what will be done exactly, of all steps, or folds it again.
 */
void
muster_approval_panel_toggle_details (MusterApprovalPanel *self)
{
  g_return_if_fail (MUSTER_IS_APPROVAL_PANEL (self));
  muster_approval_body_toggle_details (self->body);
}
