/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-approval-body.h"
#include "muster-approval-step-row.h"
#include "muster-approval-text.h"
#include "muster-json.h"
#include "muster-ui.h"

/**
 * MusterApprovalBody:
 *
 * What a request asks for: its steps, each with a choice of its own, the
 * manager who has to agree, what the requester is told, and the tickets that
 * ask for the same. Emits ::changed when another choice was made.
 */
struct _MusterApprovalBody
{
  GtkBox parent_instance;

  MusterContext  *context;       /* (owned) */
  MusterApproval *approval;      /* (owned) (nullable) */
  GPtrArray      *same;          /* (owned) (nullable) (element-type MusterApproval) */
  char           *client_name;   /* (nullable) */
  gboolean        whole;         /* the ticket is named, and all that ask are decided together */
  GPtrArray      *step_rows;     /* (element-type GtkWidget) */
  GPtrArray      *ticket_checks; /* (element-type GtkCheckButton): one for each of @same */
};

G_DEFINE_FINAL_TYPE (MusterApprovalBody, muster_approval_body, GTK_TYPE_BOX)

static guint changed_signal;

static MusterCatalog *
get_catalog (MusterApprovalBody *self)
{
  return muster_context_get_catalog (self->context);
}

static gboolean
is_open (MusterApprovalBody *self)
{
  return muster_approval_is_waiting (self->approval);
}

static void
changed (MusterApprovalBody *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static GtkLabel *
create_text (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static GtkWidget *
add_group (MusterApprovalBody *self,
           const char          *title,
           const char          *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (self), group);
  return group;
}

static void
show_reason (MusterApprovalBody *self)
{
  MusterApprovalState state = muster_approval_get_state (self->approval);
  g_autofree char *reason = muster_approval_text_clean (muster_approval_get_reason (self->approval));
  GtkWidget *row;

  if (*reason == '\0' || (state != MUSTER_APPROVAL_STATE_REJECTED && state != MUSTER_APPROVAL_STATE_WITHDRAWN))
    return;
  row = muster_advice_row_new (_("The Reason"));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), reason, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (add_group (self, "", NULL)), row);
}

static void
show_manager (MusterApprovalBody *self)
{
  g_autofree char *manager = muster_approval_text_clean (muster_approval_get_manager (self->approval));
  g_autofree char *how = muster_approval_text_clean (muster_approval_get_manager_by (self->approval));
  gboolean missing = muster_approval_needs_manager (self->approval);
  GtkWidget *row;
  GtkWidget *button;

  if (!missing && *how == '\0')
    return;
  row = muster_advice_row_new (missing ? _("The Manager Has to Agree") : _("The Manager Agrees"));
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), *manager != '\0' ? manager
                              : _("The directory names no manager. Find out who it is."), FALSE);
  if (!missing)
    muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), how, TRUE);
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), missing ? C_("manager", "Not Yet") : C_("manager", "Agreed"),
                              missing ? MUSTER_TONE_WAIT : MUSTER_TONE_GOOD);
  if (missing && is_open (self))
    {
      button = gtk_button_new_with_label (_("Confirm…"));
      muster_ui_set_name (button, _("Confirm That the Manager Agrees"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "approval.confirm-manager");
      muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (add_group (self, _("Manager"), NULL)), row);
}

static void
show_steps (MusterApprovalBody *self)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (self->approval);
  GtkWidget *group = add_group (self, _("Steps"), is_open (self)
                                ? _("They are done in this order. A step that is left out ends the plan before it.") : NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);
      GtkWidget *row;

      if (item == NULL)
        continue;
      row = muster_approval_step_row_new (get_catalog (self), item, self->client_name, is_open (self));
      g_signal_connect_object (row, "toggled", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (self->step_rows, row);
    }
}

static void
show_reply (MusterApprovalBody *self)
{
  const char *reply = muster_approval_get_reply (self->approval);
  g_autofree char *careful = muster_approval_text_careful (reply);
  GtkWidget *group;
  GtkLabel *label;
  GtkWidget *card;

  if (reply == NULL || *reply == '\0')
    return;
  group = add_group (self, _("Reply"), _("This is what the requester is told when it is done."));
  card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  label = create_text (NULL);
  gtk_label_set_text (label, reply);
  gtk_label_set_selectable (label, TRUE);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "muster-note");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (label));
  if (careful != NULL)
    {
      label = create_text ("muster-careful");
      gtk_label_set_text (label, careful);
      gtk_box_append (GTK_BOX (card), GTK_WIDGET (label));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), card);
}

static GtkWidget *
create_ticket_row (MusterApprovalBody *self,
                   MusterApproval      *approval)
{
  g_autofree char *summary = muster_approval_text_clean (muster_approval_get_summary (approval));
  g_autofree char *requester = muster_approval_text_clean (muster_approval_get_requester_name (approval));
  /* Translators: number and summary of a ticket */
  g_autofree char *title = g_strdup_printf (_("#%s %s"), muster_approval_get_ticket_number (approval), summary);
  GtkWidget *row = muster_ui_row_new (title, requester);

  muster_ui_row_set_link (row, "win.open-run", muster_approval_get_run_id (approval));
  return row;
}

static void
show_tickets (MusterApprovalBody *self)
{
  GtkWidget *group;

  if (!self->whole && self->same->len == 0)
    return;
  group = add_group (self, self->same->len > 0 ? _("Tickets That Ask for This") : _("Ticket"),
                     self->same->len > 0 ? _("What you decide holds for the tickets that are ticked.") : NULL);
  if (self->whole)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_ticket_row (self, self->approval));
  for (guint i = 0; i < self->same->len; i++)
    {
      MusterApproval *other = self->same->pdata[i];
      GtkWidget *row = create_ticket_row (self, other);
      GtkWidget *check = gtk_check_button_new ();
      /* Translators: number of a ticket */
      g_autofree char *name = g_strdup_printf (_("Decide Ticket #%s, Too"), muster_approval_get_ticket_number (other));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), self->whole);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      muster_ui_set_name (check, name);
      g_signal_connect_object (check, "toggled", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (self->ticket_checks, check);
    }
}

static void
clear (MusterApprovalBody *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->step_rows, 0);
  g_ptr_array_set_size (self->ticket_checks, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
}

static void
muster_approval_body_dispose (GObject *object)
{
  MusterApprovalBody *self = MUSTER_APPROVAL_BODY (object);

  g_clear_object (&self->approval);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_approval_body_parent_class)->dispose (object);
}

static void
muster_approval_body_finalize (GObject *object)
{
  MusterApprovalBody *self = MUSTER_APPROVAL_BODY (object);

  g_clear_pointer (&self->same, g_ptr_array_unref);
  g_ptr_array_unref (self->step_rows);
  g_ptr_array_unref (self->ticket_checks);
  g_free (self->client_name);
  G_OBJECT_CLASS (muster_approval_body_parent_class)->finalize (object);
}

static void
muster_approval_body_class_init (MusterApprovalBodyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_approval_body_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_approval_body_finalize;

  /**
   * MusterApprovalBody::changed:
   * @self: body
   *
   * A step or a ticket was taken in or left out.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
muster_approval_body_init (MusterApprovalBody *self)
{
  self->step_rows = g_ptr_array_new ();
  self->ticket_checks = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
}

/**
 * muster_approval_body_new:
 * @context: an open context
 * @whole: whether its ticket is named, and the others that ask for the same are ticked
 *
 * Returns: (transfer floating): an empty body
 */
GtkWidget *
muster_approval_body_new (MusterContext *context,
                          gboolean       whole)
{
  MusterApprovalBody *self = g_object_new (MUSTER_TYPE_APPROVAL_BODY, NULL);

  self->context = g_object_ref (context);
  self->whole = whole;
  return GTK_WIDGET (self);
}

static void
fill (MusterApprovalBody *self)
{
  clear (self);
  show_reason (self);
  show_manager (self);
  show_steps (self);
  show_reply (self);
  show_tickets (self);
}

/* Bits of the first 64 rows */
static guint64
get_bits (MusterApprovalBody *self,
          gboolean            (*get)(MusterApprovalStepRow *row))
{
  guint64 bits = 0;

  for (guint i = 0; i < self->step_rows->len && i < 64; i++)
    bits |= (guint64) get (self->step_rows->pdata[i]) << i;
  return bits;
}

/**
 * muster_approval_body_show:
 * @self: body
 * @approval: a request
 * @same: (element-type MusterApproval): others that ask for the same
 * @client_name: (nullable): whom it is about
 * @keep: whether choices and unfolded rows stay as they are
 */
void
muster_approval_body_show (MusterApprovalBody *self,
                           MusterApproval     *approval,
                           GPtrArray          *same,
                           const char         *client_name,
                           gboolean            keep)
{
  guint64 chosen = get_bits (self, muster_approval_step_row_get_chosen);
  guint64 expanded = get_bits (self, muster_approval_step_row_get_expanded);

  g_return_if_fail (MUSTER_IS_APPROVAL_BODY (self));

  g_ptr_array_ref (same);
  g_clear_pointer (&self->same, g_ptr_array_unref);
  self->same = same;
  g_set_object (&self->approval, approval);
  g_free (self->client_name);
  self->client_name = g_strdup (client_name);
  fill (self);
  for (guint i = 0; keep && i < self->step_rows->len && i < 64; i++)
    {
      muster_approval_step_row_set_chosen (self->step_rows->pdata[i], (chosen >> i & 1) != 0);
      muster_approval_step_row_set_expanded (self->step_rows->pdata[i], (expanded >> i & 1) != 0);
    }
}

/**
 * muster_approval_body_count_waiting:
 * @self: body
 *
 * Returns: how many steps a person decides
 */
guint
muster_approval_body_count_waiting (MusterApprovalBody *self)
{
  guint n = 0;

  for (guint i = 0; i < self->step_rows->len; i++)
    n += muster_approval_step_row_get_waits (self->step_rows->pdata[i]) ? 1 : 0;
  return n;
}

/**
 * muster_approval_body_get_declined:
 * @self: body
 *
 * A step that is left out ends the plan before it, so those after it are left out, too.
 *
 * Returns: (transfer full) (element-type gint64): numbers of the steps that are not to be done
 */
GArray *
muster_approval_body_get_declined (MusterApprovalBody *self)
{
  GArray *declined = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean ended = FALSE;

  for (guint i = 0; i < self->step_rows->len; i++)
    {
      MusterApprovalStepRow *row = self->step_rows->pdata[i];
      gint64 step = muster_approval_step_row_get_step (row);

      ended |= !muster_approval_step_row_get_chosen (row);
      if (ended && muster_approval_step_row_get_waits (row))
        g_array_append_val (declined, step);
    }
  return declined;
}

/**
 * muster_approval_body_get_chosen:
 * @self: body
 *
 * Returns: (transfer full) (element-type MusterApproval): the requests that are decided together, the shown one first
 */
GPtrArray *
muster_approval_body_get_chosen (MusterApprovalBody *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (chosen, g_object_ref (self->approval));
  for (guint i = 0; i < self->same->len && i < self->ticket_checks->len; i++)
    if (gtk_check_button_get_active (self->ticket_checks->pdata[i]))
      g_ptr_array_add (chosen, g_object_ref (self->same->pdata[i]));
  return chosen;
}

/**
 * muster_approval_body_get_text:
 * @self: body
 *
 * Returns: (transfer full): the steps that are chosen, one a line, and whose they are
 */
char *
muster_approval_body_get_text (MusterApprovalBody *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *client = muster_approval_text_clean (self->client_name);

  for (guint i = 0; i < self->step_rows->len; i++)
    {
      MusterApprovalStepRow *row = self->step_rows->pdata[i];

      if (!muster_approval_step_row_get_chosen (row))
        break;
      g_string_append_printf (text, "%" G_GINT64_FORMAT ". %s\n", muster_approval_step_row_get_step (row),
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
    }
  if (*client != '\0')
    g_string_append_printf (text, "\n%s", client);
  return g_string_free (text, FALSE);
}

/**
 * muster_approval_body_toggle_details:
 * @self: body
 *
 * Unfolds what will be done exactly, of all steps, or folds it again.
 */
void
muster_approval_body_toggle_details (MusterApprovalBody *self)
{
  gboolean expanded;

  g_return_if_fail (MUSTER_IS_APPROVAL_BODY (self));

  if (self->step_rows->len == 0)
    return;
  expanded = muster_approval_step_row_get_expanded (self->step_rows->pdata[0]);
  for (guint i = 0; i < self->step_rows->len; i++)
    muster_approval_step_row_set_expanded (self->step_rows->pdata[i], !expanded);
}
