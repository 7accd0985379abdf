/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-note-view.h"
#include "muster-picker.h"
#include "muster-test-page.h"
#include "muster-ui.h"

/**
 * MusterTestPage:
 *
 * The proof: a ticket “My account is locked out” for a contact that the admin
 * picks, watched until the internal note is on it. The ticket's number is
 * saved, so a restart goes on watching instead of making a second one.
 */

typedef enum
{
  STAGE_TICKET,
  STAGE_SEEN,
  STAGE_PLANNED,
  STAGE_POSTED,
  N_STAGES,
} Stage;

struct _MusterTestPage
{
  MusterOnboardingPage parent_instance;

  GListModel   *contacts; /* (owned) (nullable) (element-type MusterContact) */
  char         *ticket;   /* (nullable): the PSA's id */
  gboolean      done;
  gboolean      looking;  /* a question for the run is under way */
  gboolean      again;    /* something changed meanwhile */
  GtkWidget    *icons[N_STAGES];
  GtkWidget    *rows[N_STAGES];

  AdwActionRow        *contact_row;
  GtkButton           *choose_button;
  MusterFormField     *summary_field;
  AdwPreferencesGroup *form_group;
  AdwPreferencesGroup *progress_group;
  MusterNoteView      *note_view;
  GtkButton           *look_button;
};

G_DEFINE_FINAL_TYPE (MusterTestPage, muster_test_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void look (MusterTestPage *self);

static MusterOnboarding *
get_progress (MusterTestPage *self)
{
  return muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self));
}

static const char *
get_client_id (MusterTestPage *self)
{
  return muster_onboarding_get_value (get_progress (self), "client-id");
}

static void
show_message (MusterTestPage *self,
              const GError   *error)
{
  if (!muster_ui_is_cancelled (error))
    muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), muster_error_text_describe (error).title,
                                        muster_error_text_advice (error));
}

static void
update (MusterTestPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  gboolean asked = self->ticket != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->form_group), !asked);
  gtk_widget_set_visible (GTK_WIDGET (self->summary_field), !asked);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_group), asked);
  gtk_widget_set_visible (GTK_WIDGET (self->look_button), asked && !self->done);
  muster_onboarding_page_set_next_label (page, self->done ? _("Finish") : _("Start"));
  muster_onboarding_page_set_ready (page, self->done ||
                                    (!asked && muster_onboarding_get_value (get_progress (self), "contact-id") !=
                                     NULL));
}

static void
set_stage (MusterTestPage *self,
           Stage           stage,
           MusterTone      tone,
           const char     *detail)
{
  muster_ui_set_tone_icon (GTK_IMAGE (self->icons[stage]), tone);
  if (detail != NULL)
    muster_ui_row_set_subtitle (self->rows[stage], detail);
}

static void
show_done (MusterTestPage *self,
           MusterRun      *run)
{
  gboolean arrived = !self->done;

  self->done = TRUE;
  set_stage (self, STAGE_PLANNED, MUSTER_TONE_GOOD, "");
  set_stage (self, STAGE_POSTED, MUSTER_TONE_GOOD, "");
  muster_note_view_set_text (self->note_view, muster_run_get_note_text (run));
  update (self);
  if (arrived)
    gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
show_run (MusterTestPage *self,
          MusterRun      *run)
{
  const char *text = muster_context_run_state_text (run);

  set_stage (self, STAGE_SEEN, MUSTER_TONE_GOOD, "");
  switch (muster_run_get_state (run))
    {
    case MUSTER_RUN_STATE_RECEIVED:
    case MUSTER_RUN_STATE_PLANNING:
      set_stage (self, STAGE_PLANNED, MUSTER_TONE_WAIT, text);
      break;
    case MUSTER_RUN_STATE_NEEDS_HUMAN:
    case MUSTER_RUN_STATE_REJECTED:
    case MUSTER_RUN_STATE_EXPIRED:
      set_stage (self, STAGE_POSTED, MUSTER_TONE_BAD, text);
      muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), _("The Note Was Not Written"),
                                          muster_run_get_error_text (run));
      break;
    case MUSTER_RUN_STATE_PLANNED:
    case MUSTER_RUN_STATE_AWAITING_APPROVAL:
    case MUSTER_RUN_STATE_EXECUTING:
    case MUSTER_RUN_STATE_REPORTING:
    case MUSTER_RUN_STATE_WAITING_ANSWER:
    case MUSTER_RUN_STATE_DONE:
    default:
      set_stage (self, STAGE_PLANNED, MUSTER_TONE_GOOD, "");
      if (muster_run_get_note_external_id (run) != NULL && muster_run_get_note_text (run) != NULL)
        show_done (self, run);
      else
        set_stage (self, STAGE_POSTED, MUSTER_TONE_WAIT, text);
      break;
    }
}

static void
run_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterTestPage) self = user_data;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GError) error = NULL;
  gboolean again = self->again;

  run = muster_context_find_run_finish (MUSTER_CONTEXT (source), result, &error);
  self->looking = FALSE;
  self->again = FALSE;
  if (muster_ui_is_cancelled (error))
    return;
  if (run != NULL)
    show_run (self, run);
  else if (error != NULL)
    show_message (self, error);
  if (again)
    look (self);
}

/* Reads where the run is; news that comes while reading is read once more. */
static void
look (MusterTestPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);

  if (self->ticket == NULL || self->done)
    return;
  self->again = self->looking;
  if (self->looking)
    return;
  self->looking = TRUE;
  muster_context_find_run_async (muster_onboarding_page_get_context (page), self->ticket,
                                 muster_onboarding_page_get_cancellable (page), run_found_cb, g_object_ref (self));
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterTestPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_poll_now_finish (MUSTER_CONTEXT (source), result, &error))
    show_message (self, error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_button), TRUE);
  look (self);
}

static void
poll (MusterTestPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  MusterContext *context = muster_onboarding_page_get_context (page);

  muster_onboarding_page_set_message (page, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_button), FALSE);
  set_stage (self, STAGE_SEEN, MUSTER_TONE_WAIT, _("Asking the PSA for new tickets…"));
  muster_context_start (context);
  muster_context_poll_now_async (context, muster_onboarding_page_get_cancellable (page), polled_cb,
                                 g_object_ref (self));
}

static void
watch (MusterTestPage *self)
{
  g_autofree char *detail = NULL;

  /* Translators: %s is the number of a ticket */
  detail = g_strdup_printf (_("Ticket %s, without a mail to the customer"), self->ticket);
  set_stage (self, STAGE_TICKET, MUSTER_TONE_GOOD, detail);
  update (self);
  poll (self);
}

static void
ticket_created_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MusterTestPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autoptr(GError) error = NULL;

  self->ticket = muster_context_create_test_ticket_finish (MUSTER_CONTEXT (source), result, &error);
  if (self->ticket == NULL)
    {
      muster_onboarding_page_failed (page, error);
      return;
    }
  muster_onboarding_set_value (get_progress (self), "test-ticket", self->ticket);
  muster_onboarding_page_applied (page, FALSE);
  watch (self);
}

static void
muster_test_page_apply (MusterOnboardingPage *page)
{
  MusterTestPage *self = MUSTER_TEST_PAGE (page);

  if (self->done)
    {
      muster_onboarding_page_applied (page, TRUE);
      return;
    }
  muster_onboarding_page_set_busy (page, TRUE);
  muster_context_create_test_ticket_async (muster_onboarding_page_get_context (page), get_client_id (self),
                                           muster_onboarding_get_value (get_progress (self), "contact-id"),
                                           muster_form_field_get_text (self->summary_field),
                                           _("I cannot sign in any more. It says that my account is locked. Please help."),
                                           NULL, ticket_created_cb, g_object_ref (self));
}

static void
set_contact (MusterTestPage *self,
             MusterContact  *contact)
{
  muster_onboarding_set_value (get_progress (self), "contact-id", muster_contact_get_id (contact));
  muster_onboarding_set_value (get_progress (self), "contact-name", muster_contact_get_name (contact));
  muster_ui_row_set_subtitle (GTK_WIDGET (self->contact_row), muster_contact_get_name (contact));
  update (self);
}

static MusterPickerText
describe_contact (gpointer item)
{
  return (MusterPickerText) { muster_contact_get_name (item), muster_contact_get_email (item), NULL };
}

static void
picked_cb (MusterTestPage *self,
           MusterContact  *contact)
{
  set_contact (self, contact);
  gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
contacts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterTestPage) self = user_data;
  g_autoptr(GError) error = NULL;

  g_clear_object (&self->contacts);
  self->contacts = muster_context_list_contacts_finish (MUSTER_CONTEXT (source), result, &error);
  if (self->contacts == NULL)
    show_message (self, error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button), TRUE);
}

static void
list_contacts (MusterTestPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button), FALSE);
  muster_context_list_contacts_async (muster_onboarding_page_get_context (page), get_client_id (self),
                                      muster_onboarding_page_get_cancellable (page), contacts_listed_cb,
                                      g_object_ref (self));
}

static void
choose_clicked_cb (MusterTestPage *self)
{
  MusterPicker *picker;

  if (self->contacts == NULL)
    {
      muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), NULL, NULL);
      list_contacts (self);
      return;
    }
  picker = muster_picker_new (GTK_WIDGET (self), _("Contact"), self->contacts, describe_contact);
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (picker));
}

static void
muster_test_page_prepare (MusterOnboardingPage *page)
{
  MusterTestPage *self = MUSTER_TEST_PAGE (page);
  const char *ticket = muster_onboarding_get_value (get_progress (self), "test-ticket");
  const char *contact = muster_onboarding_get_value (get_progress (self), "contact-name");
  gboolean possible = get_client_id (self) != NULL &&
                      muster_context_find_connection (muster_onboarding_page_get_context (page), "psa") != NULL;

  if (contact != NULL)
    muster_ui_row_set_subtitle (GTK_WIDGET (self->contact_row), contact);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form_group), possible);
  if (!possible)
    muster_onboarding_page_set_message (page, _("Not Possible Yet"),
                                        _("The test needs a connected PSA and a client that is mapped to a company. You can skip it now and do both later."));
  if (self->ticket == NULL && ticket != NULL)
    {
      self->ticket = g_strdup (ticket);
      watch (self);
    }
  else if (possible && self->contacts == NULL && self->ticket == NULL)
    {
      list_contacts (self);
    }
  update (self);
}

/* The demonstration takes the first contact. */
static void
muster_test_page_fill (MusterOnboardingPage *page)
{
  MusterTestPage *self = MUSTER_TEST_PAGE (page);
  g_autoptr(MusterContact) contact = NULL;

  if (self->contacts != NULL)
    contact = g_list_model_get_item (self->contacts, 0);
  if (contact != NULL)
    set_contact (self, contact);
}

static void
build_progress (MusterTestPage *self)
{
  const char *titles[N_STAGES] = { _("Ticket created in the PSA"), _("Muster noticed the ticket"),
                                   _("Looked into it and made a plan"), _("Internal note posted and read back") };

  for (guint i = 0; i < N_STAGES; i++)
    {
      self->rows[i] = muster_ui_row_new (titles[i], NULL);
      self->icons[i] = muster_ui_tone_icon_new (MUSTER_TONE_PLAIN);
      adw_action_row_add_prefix (ADW_ACTION_ROW (self->rows[i]), self->icons[i]);
      adw_preferences_group_add (self->progress_group, self->rows[i]);
    }
}

static void
muster_test_page_constructed (GObject *object)
{
  MusterTestPage *self = MUSTER_TEST_PAGE (object);

  G_OBJECT_CLASS (muster_test_page_parent_class)->constructed (object);
  g_signal_connect_object (muster_onboarding_page_get_context (MUSTER_ONBOARDING_PAGE (self)), "run-changed",
                           G_CALLBACK (look), self, G_CONNECT_SWAPPED);
}

static void
muster_test_page_dispose (GObject *object)
{
  MusterTestPage *self = MUSTER_TEST_PAGE (object);

  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_TEST_PAGE);
  g_clear_object (&self->contacts);
  G_OBJECT_CLASS (muster_test_page_parent_class)->dispose (object);
}

static void
muster_test_page_finalize (GObject *object)
{
  g_free (MUSTER_TEST_PAGE (object)->ticket);
  G_OBJECT_CLASS (muster_test_page_parent_class)->finalize (object);
}

static void
muster_test_page_class_init (MusterTestPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = muster_test_page_constructed;
  object_class->dispose = muster_test_page_dispose;
  object_class->finalize = muster_test_page_finalize;
  page_class->prepare = muster_test_page_prepare;
  page_class->apply = muster_test_page_apply;
  page_class->fill = muster_test_page_fill;

  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  g_type_ensure (MUSTER_TYPE_NOTE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-test-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, contact_row);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, choose_button);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, summary_field);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, form_group);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, progress_group);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, note_view);
  gtk_widget_class_bind_template_child (widget_class, MusterTestPage, look_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, poll);
}

static void
muster_test_page_init (MusterTestPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_form_field_set_text (self->summary_field, _("My account is locked out"));
  build_progress (self);
}

MusterOnboardingPage *
muster_test_page_new (MusterContext *context,
                      const char    *argument)
{
  return g_object_new (MUSTER_TYPE_TEST_PAGE, "context", context, NULL);
}
