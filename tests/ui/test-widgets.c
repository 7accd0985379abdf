/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <adwaita.h>

#include "muster-advice-row.h"
#include "muster-candidate.h"
#include "muster-client-form.h"
#include "muster-connect-form.h"
#include "muster-connect-guide.h"
#include "muster-error.h"
#include "muster-faces.h"
#include "muster-form-field.h"
#include "muster-item-row.h"
#include "muster-model-form.h"
#include "muster-note-view.h"
#include "muster-onboarding-view.h"
#include "muster-onboarding.h"
#include "muster-plan-view.h"
#include "muster-planner-page.h"
#include "muster-policy-list.h"
#include "muster-product-list.h"
#include "muster-question-list.h"
#include "muster-question.h"
#include "muster-reason-dialog.h"
#include "muster-resources.h"
#include "muster-step.h"
#include "muster-test.h"
#include "muster-ui-resources.h"
#include "muster-ui.h"

typedef struct
{
  char          *dir;
  MusterContext *context;
} Fixture;

static MusterContext *
open_context (const char *dir)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterContextOptions options = { .data_dir = dir, .keyring = "memory" };
  MusterContext *context = muster_context_new (&options);
  g_autoptr(GError) error = NULL;

  muster_context_open_async (context, NULL, muster_test_wait_cb, &wait);
  muster_context_open_finish (context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return context;
}

static void
close_context (MusterContext *context)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_close_async (context, muster_test_wait_cb, &wait);
  muster_context_close_finish (context, muster_test_wait (&wait), NULL);
  g_object_unref (context);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->dir = muster_test_dir ();
  fixture->context = open_context (fixture->dir);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  close_context (fixture->context);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* The first descendant of @type whose text or title is @text; any when @text is NULL */
static GtkWidget *
find_widget (GtkWidget  *widget,
             GType       type,
             const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      if (text == NULL)
        return widget;
      if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
        return widget;
      if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_form_field (void)
{
  GtkWidget *field = g_object_ref_sink (muster_form_field_new ("Key", "In the menu", TRUE));
  GtkWidget *entry = find_widget (field, GTK_TYPE_PASSWORD_ENTRY, NULL);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Key");
  g_assert_nonnull (find_widget (field, GTK_TYPE_LABEL, "In the menu"));

  muster_form_field_set_error (MUSTER_FORM_FIELD (field), "Too short");
  g_assert_true (muster_form_field_has_error (MUSTER_FORM_FIELD (field)));
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_nonnull (find_widget (field, GTK_TYPE_LABEL, "Too short"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  /* Typing takes the error away, and the help comes back. */
  muster_form_field_set_text (MUSTER_FORM_FIELD (field), "secret");
  g_assert_false (muster_form_field_has_error (MUSTER_FORM_FIELD (field)));
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_nonnull (find_widget (field, GTK_TYPE_LABEL, "In the menu"));
  g_object_unref (field);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_faces (void)
{
  GtkWidget *faces = g_object_ref_sink (muster_faces_new ());
  g_autoptr(GListStore) model = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  g_autoptr(GtkStringObject) item = gtk_string_object_new ("one");
  g_autoptr(GError) error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_OFFLINE, "no <b>route</b> to host");
  GtkStack *stack = GTK_STACK (find_widget (faces, GTK_TYPE_STACK, NULL));
  guint retried = 0;

  g_object_set (faces, "content", gtk_label_new ("content"), NULL);
  muster_faces_show_model (MUSTER_FACES (faces), G_LIST_MODEL (model));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  g_list_store_append (model, item);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "content");

  muster_faces_show_error (MUSTER_FACES (faces), error);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "error");
  gtk_expander_set_expanded (GTK_EXPANDER (find_widget (faces, GTK_TYPE_EXPANDER, NULL)), TRUE);
  g_assert_nonnull (find_widget (faces, GTK_TYPE_LABEL, "no <b>route</b> to host"));
  g_signal_connect_swapped (faces, "retry", G_CALLBACK (count_cb), &retried);
  gtk_widget_activate (find_widget (gtk_stack_get_visible_child (stack), GTK_TYPE_BUTTON, "Try Again"));
  g_signal_emit_by_name (find_widget (gtk_stack_get_visible_child (stack), GTK_TYPE_BUTTON, "Try Again"), "clicked");
  g_assert_cmpuint (retried, >=, 1);

  /* Nobody is told of what was given up. */
  muster_faces_show_loading (MUSTER_FACES (faces));
  g_clear_error (&error);
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  muster_faces_show_error (MUSTER_FACES (faces), error);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "loading");
  g_object_unref (faces);
}

static void
test_text_is_never_markup (void)
{
  const char *hostile = "<b>bold</b> &amp; <span size='1'>small</span>";
  GtkWidget *note = g_object_ref_sink (muster_note_view_new ());
  GtkWidget *row = g_object_ref_sink (muster_ui_row_new (hostile, hostile));

  muster_note_view_set_text (MUSTER_NOTE_VIEW (note), hostile);
  g_assert_nonnull (find_widget (note, GTK_TYPE_LABEL, hostile));
  g_assert_nonnull (find_widget (row, GTK_TYPE_LABEL, hostile));
  g_object_unref (note);
  g_object_unref (row);
}

static void
test_connect_form (Fixture       *fixture,
                   gconstpointer  data)
{
  MusterCatalog *catalog = muster_context_get_catalog (fixture->context);
  MusterIntegration *integration = muster_catalog_get_integration (catalog, "connectwise");
  GtkWidget *widget = g_object_ref_sink (muster_connect_form_new (fixture->context, integration, NULL));
  MusterConnectForm *form = MUSTER_CONNECT_FORM (widget);
  GPtrArray *fields = muster_integration_get_fields (integration);

  /* Every field says where its value is found. */
  for (guint i = 0; i < fields->len; i++)
    {
      MusterField *field = g_ptr_array_index (fields, i);

      g_assert_nonnull (field->help);
      g_assert_nonnull (find_widget (widget, GTK_TYPE_LABEL, field->help));
    }
  g_assert_false (muster_connect_form_get_complete (form));
  muster_connect_form_set_value (form, "companyId", "example");
  muster_connect_form_set_value (form, "publicKey", "0123456789abcdef");
  muster_connect_form_set_value (form, "privateKey", "0123456789abcdef");
  muster_connect_form_set_value (form, "clientId", "not a guid");
  g_assert_false (muster_connect_form_get_complete (form));
  muster_connect_form_set_value (form, "clientId", "01234567-89ab-cdef-0123-456789abcdef");
  g_assert_true (muster_connect_form_get_complete (form));

  /* A server of one's own is an address that is typed. */
  muster_connect_form_set_value (form, "site", "psa.example.com");
  g_assert_cmpstr (muster_connect_form_get_value (form, "site"), ==, "psa.example.com");
  g_assert_true (muster_connect_form_get_complete (form));
  muster_connect_form_set_value (form, "site", "eu.myconnectwise.net");
  g_assert_cmpstr (muster_connect_form_get_value (form, "site"), ==, "eu.myconnectwise.net");

  g_assert_true (muster_connect_form_is_secret (form, "privateKey"));
  muster_connect_form_wipe (form);
  g_assert_cmpstr (muster_connect_form_get_value (form, "privateKey"), ==, "");
  g_assert_cmpstr (muster_connect_form_get_value (form, "companyId"), ==, "example");
  g_object_unref (widget);
}

/* The first field of a form that is named @label; %NULL while it does not apply */
static GtkWidget *
find_field (GtkWidget  *widget,
            const char *label)
{
  GtkWidget *name = find_widget (widget, GTK_TYPE_LABEL, label);
  GtkWidget *field = name != NULL ? gtk_widget_get_ancestor (name, MUSTER_TYPE_FORM_FIELD) : NULL;

  return field != NULL && gtk_widget_get_visible (field) ? field : NULL;
}

/* What depends on the way of signing in comes and goes with it, and is asked for only then. */
static void
test_connect_form_when (Fixture       *fixture,
                        gconstpointer  data)
{
  MusterCatalog *catalog = muster_context_get_catalog (fixture->context);
  MusterIntegration *integration = muster_catalog_get_integration (catalog, "halopsa");
  GtkWidget *widget = g_object_ref_sink (muster_connect_form_new (fixture->context, integration, NULL));
  MusterConnectForm *form = MUSTER_CONNECT_FORM (widget);

  muster_connect_form_set_value (form, "url", "example.halopsa.com");
  muster_connect_form_set_value (form, "clientId", "01234567-89ab-cdef-0123-456789abcdef");
  g_assert_cmpstr (muster_connect_form_get_value (form, "method"), ==, "service");
  g_assert_nonnull (find_field (widget, "Client Secret"));
  g_assert_false (muster_connect_form_get_complete (form));
  g_assert_false (muster_connect_form_get_needs_browser (form));

  muster_connect_form_set_value (form, "method", "person");
  g_assert_null (find_field (widget, "Client Secret"));
  g_assert_true (muster_connect_form_get_complete (form));
  g_assert_true (muster_connect_form_get_needs_browser (form));

  muster_connect_form_set_value (form, "method", "service");
  g_assert_nonnull (find_field (widget, "Client Secret"));
  muster_connect_form_set_value (form, "clientSecret", "0123456789abcdef");
  g_assert_true (muster_connect_form_get_complete (form));
  g_object_unref (widget);
}

/* Every PSA says before its form what is to be done in its own menus. */
static void
test_guides (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) products = muster_product_list_collect (fixture->context, "psa");

  g_assert_cmpuint (products->len, ==, 3);
  g_assert_cmpstr (muster_integration_get_id (g_ptr_array_index (products, 0)), ==, "connectwise");
  for (guint i = 0; i < products->len; i++)
    {
      GtkWidget *guide = muster_connect_guide_new (g_ptr_array_index (products, i));

      g_assert_nonnull (guide);
      g_object_unref (g_object_ref_sink (guide));
    }
}

static MusterQuestion *
create_question (const char *answer)
{
  MusterQuestion *question = muster_question_new ();
  g_autoptr(GListStore) candidates = g_list_store_new (MUSTER_TYPE_CANDIDATE);

  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr(MusterCandidate) candidate = muster_candidate_new ();
      g_autofree char *id = g_strdup_printf ("%u", i);

      muster_candidate_set_id (candidate, id);
      muster_candidate_set_name (candidate, i == 1 ? "Internal <Team>" : "All & Everybody");
      g_list_store_append (candidates, candidate);
    }
  muster_question_set_id (question, "internalPublish");
  muster_question_set_text (question, "Which one is <internal>?");
  muster_question_set_answer (question, answer);
  muster_question_set_candidates (question, G_LIST_MODEL (candidates));
  return question;
}

static void
test_questions (void)
{
  g_autoptr(GListStore) questions = g_list_store_new (MUSTER_TYPE_QUESTION);
  g_autoptr(MusterQuestion) open = create_question (NULL);
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GtkWidget *widget = g_object_ref_sink (muster_question_list_new ());
  MusterQuestionList *list = MUSTER_QUESTION_LIST (widget);

  /* Nothing asked is nothing open. */
  muster_question_list_set_questions (list, NULL);
  g_assert_true (muster_question_list_get_answered (list));

  g_list_store_append (questions, open);
  muster_question_list_set_questions (list, G_LIST_MODEL (questions));
  g_assert_false (muster_question_list_get_answered (list));
  g_assert_nonnull (find_widget (widget, GTK_TYPE_LABEL, "Internal <Team>"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_widget (widget, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  g_assert_true (muster_question_list_get_answered (list));
  muster_question_list_collect (list, fields);
  g_assert_cmpstr (g_hash_table_lookup (fields, "internalPublish"), ==, "1");
  g_object_unref (widget);
}

static MusterPlan *
create_plan (MusterOutcome  outcome,
             const char    *step)
{
  MusterPlan *plan = muster_plan_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  muster_plan_set_outcome (plan, outcome);
  muster_plan_set_diagnosis (plan, "Locked out");
  if (step != NULL)
    {
      MusterStep *one = muster_step_new ();

      muster_step_set_tool (one, "microsoft365:unblock-sign-in");
      muster_step_set_explain (one, step);
      g_ptr_array_add (steps, one);
    }
  muster_plan_set_steps (plan, steps);
  return plan;
}

static void
test_plan_changes (void)
{
  g_autoptr(MusterPlan) ask = create_plan (MUSTER_OUTCOME_ASK, NULL);
  g_autoptr(MusterPlan) plan = create_plan (MUSTER_OUTCOME_PLAN, "Let Ann in 100%s");
  g_autoptr(GPtrArray) changes = muster_plan_compare (ask, plan);
  g_autoptr(GPtrArray) same = muster_plan_compare (plan, plan);
  g_autoptr(MusterRun) run = muster_run_new ();
  g_autofree char *text = NULL;

  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (changes, 0), ==, "Was “Question”, is now “Plan”");
  g_assert_cmpstr (g_ptr_array_index (changes, 1), ==, "New step: Let Ann in 100%s");
  g_assert_cmpuint (same->len, ==, 1);

  g_assert_null (muster_plan_change_text (run));
  muster_run_set_revision (run, 2);
  muster_run_set_change_kind (run, "note");
  muster_run_set_change_author (run, "Ann Example");
  text = muster_plan_change_text (run);
  g_assert_cmpstr (text, ==, "Planned again after a reply by Ann Example");
}

static gboolean
form_is_valid (gpointer form)
{
  return muster_client_form_get_valid (form);
}

static void
test_client_form (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (MUSTER_TYPE_CLIENT_FORM, NULL));
  MusterClientForm *form = MUSTER_CLIENT_FORM (widget);

  muster_client_form_set_context (form, fixture->context);
  g_assert_false (muster_client_form_get_valid (form));
  muster_client_form_set_values (form, "Müller & Söhne GmbH", NULL);
  g_assert_cmpstr (muster_client_form_get_slug (form), !=, "");
  muster_test_until (form_is_valid, form);

  /* A short name of one's own stays when the name changes. */
  muster_client_form_set_values (form, "Müller & Söhne GmbH", "mueller");
  muster_test_until (form_is_valid, form);
  g_assert_cmpstr (muster_client_form_get_slug (form), ==, "mueller");
  muster_client_form_set_values (form, "Müller", "Not A Slug");
  g_assert_false (muster_client_form_get_valid (form));
  g_object_unref (widget);
}

static void
save_onboarding (MusterContext *context)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_onboarding_save_async (muster_context_get_onboarding (context), NULL, muster_test_wait_cb, &wait);
  muster_onboarding_save_finish (muster_context_get_onboarding (context), muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
test_onboarding_resumes (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkWidget *view = g_object_ref_sink (muster_onboarding_view_new (fixture->context));

  g_assert_cmpstr (muster_onboarding_view_get_page_id (MUSTER_ONBOARDING_VIEW (view)), ==, "welcome");
  gtk_widget_activate_action (view, "onboarding.next", NULL);
  g_assert_cmpstr (muster_onboarding_view_get_page_id (MUSTER_ONBOARDING_VIEW (view)), ==, "account");
  muster_onboarding_set_value (muster_context_get_onboarding (fixture->context), "person", "Robin");
  g_assert_finalize_object (view);

  save_onboarding (fixture->context);
  close_context (fixture->context);
  fixture->context = open_context (fixture->dir);
  view = g_object_ref_sink (muster_onboarding_view_new (fixture->context));
  g_assert_cmpstr (muster_onboarding_view_get_page_id (MUSTER_ONBOARDING_VIEW (view)), ==, "account");
  g_assert_cmpstr (muster_onboarding_get_value (muster_context_get_onboarding (fixture->context), "person"), ==,
                   "Robin");

  /* Next waits for a complete form; Back is always there. */
  gtk_widget_activate_action (view, "onboarding.next", NULL);
  g_assert_cmpstr (muster_onboarding_view_get_page_id (MUSTER_ONBOARDING_VIEW (view)), ==, "account");
  gtk_widget_activate_action (view, "onboarding.back", NULL);
  g_assert_cmpstr (muster_onboarding_view_get_page_id (MUSTER_ONBOARDING_VIEW (view)), ==, "welcome");
  g_assert_finalize_object (view);
}

static GtkWidget *
find_radio (GtkWidget  *page,
            const char *row_title)
{
  GtkWidget *title = find_widget (page, GTK_TYPE_LABEL, row_title);

  return muster_ui_find_inside (gtk_widget_get_ancestor (title, ADW_TYPE_ACTION_ROW), GTK_TYPE_CHECK_BUTTON);
}

/* Who chooses a language model by hand gets its form, and who goes back loses it */
static void
test_onboarding_planner (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkWidget *page = g_object_ref_sink (GTK_WIDGET (muster_planner_page_new (fixture->context, NULL)));
  MusterOnboarding *progress = muster_context_get_onboarding (fixture->context);
  GtkWidget *box;

  muster_onboarding_page_prepare (MUSTER_ONBOARDING_PAGE (page));
  box = gtk_widget_get_ancestor (muster_ui_find_inside (page, MUSTER_TYPE_MODEL_FORM), GTK_TYPE_BOX);
  g_assert_false (gtk_widget_get_visible (box));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_radio (page, "Language Model")), TRUE);
  g_assert_true (gtk_widget_get_visible (box));
  g_assert_cmpstr (muster_onboarding_get_value (progress, "planner/choice"), ==, "model");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_radio (page, "Built-In Planner")), TRUE);
  g_assert_false (gtk_widget_get_visible (box));
  g_assert_cmpstr (muster_onboarding_get_value (progress, "planner/choice"), ==, "built-in");
  g_object_unref (page);
}

/* What a row asks for at least, and how high it is then and in a wide window */
static int
measure_row (GtkWidget *row,
             int        width,
             int       *height)
{
  int minimum;

  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, MAX (width, minimum), NULL, height, NULL, NULL);
  return minimum;
}

static int
set_dpi (int dpi)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int before;

  g_object_get (settings, "gtk-xft-dpi", &before, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  return before;
}

/* In large text and 360 pixels wide, less the margins of a page: nothing asks for more, and what is long gets more lines
 * and its pills below it instead of being cut */
static void
test_narrow_rows (void)
{
  GtkWidget *item = g_object_ref_sink (muster_item_row_new (TRUE));
  GtkWidget *advice = g_object_ref_sink (muster_advice_row_new ("State"));
  int dpi = set_dpi (144 * 1024);
  int wide;
  int narrow;

  muster_item_row_set_texts (MUSTER_ITEM_ROW (item), "Printer in the yard prints\ngrey stripes",
                             "Alder & Finch Architects · Ticket #320001", "Asked 3 minutes ago · expires in 4 hours");
  muster_item_row_set_count (MUSTER_ITEM_ROW (item), "5 open");
  muster_item_row_set_pill (MUSTER_ITEM_ROW (item), "Waiting for approval", MUSTER_TONE_WAIT);
  g_assert_cmpint (measure_row (item, 900, &wide), <=, 336);
  measure_row (item, 336, &narrow);
  g_assert_cmpint (narrow, >=, 2 * wide);

  muster_advice_row_set_text (MUSTER_ADVICE_ROW (advice), "23 Nov 2026, 06:15");
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (advice), "Needs a person", MUSTER_TONE_BAD);
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (advice), gtk_button_new_with_label ("Right"));
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (advice), gtk_button_new_with_label ("Partly Right, I Think"));
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (advice), gtk_button_new_with_label ("Wrong in All Its Steps"));
  g_assert_cmpint (measure_row (advice, 900, &wide), <=, 336);
  measure_row (advice, 336, &narrow);
  g_assert_cmpint (narrow, >, wide);
  set_dpi (dpi);
  g_object_unref (item);
  g_object_unref (advice);
}

/* A title keeps most of the row: a long pill goes below it */
static void
test_narrow_pill (void)
{
  GtkWidget *advice = g_object_ref_sink (muster_advice_row_new ("Add to “Project Drawings RW”"));
  GtkWidget *title = find_widget (advice, GTK_TYPE_LABEL, "Add to “Project Drawings RW”");
  int dpi = set_dpi (144 * 1024);
  int height;

  muster_advice_row_set_number (MUSTER_ADVICE_ROW (advice), 1);
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (advice), "Wartet auf Freigabe", MUSTER_TONE_WAIT);
  g_assert_cmpint (measure_row (advice, 336, &height), <=, 336);
  gtk_widget_allocate (advice, 336, height, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (title), >, 168);
  set_dpi (dpi);
  g_object_unref (advice);
}

/* The title in the header bar of a dialog gets shorter, and the buttons keep their words */
static void
test_narrow_dialog (void)
{
  GtkWidget *parent = g_object_ref_sink (gtk_label_new (NULL));
  GtkWidget *dialog = muster_reason_dialog_new (parent, "Bestätigen, wer fragt", "Text", "How", "Bestätigen", FALSE);
  GtkWidget *header = muster_ui_find_inside (dialog, ADW_TYPE_HEADER_BAR);
  int dpi = set_dpi (144 * 1024);
  GtkWidget *cancel;
  int height;

  cancel = gtk_label_new ("Abbrechen");
  gtk_button_set_child (GTK_BUTTON (muster_ui_find_inside (header, GTK_TYPE_BUTTON)), cancel);
  g_assert_cmpint (measure_row (header, 360, &height), <=, 360);
  set_dpi (dpi);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (parent);
}

/* The heading of a group of tools wraps, too */
static void
test_narrow_policies (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *list = g_object_ref_sink (g_object_new (MUSTER_TYPE_POLICY_LIST, NULL));
  GtkListBox *box = GTK_LIST_BOX (muster_ui_find_inside (list, GTK_TYPE_LIST_BOX));
  GListStore *connections = G_LIST_STORE (muster_context_get_connections (fixture->context));
  g_autoptr(MusterConnection) connection = muster_connection_new ();
  GtkListBoxRow *row;
  int dpi = set_dpi (144 * 1024);
  int height;

  muster_connection_set_id (connection, "01CONNECTION");
  muster_connection_set_integration (connection, "connectwise");
  g_list_store_append (connections, connection);
  muster_policy_list_load (MUSTER_POLICY_LIST (list), fixture->context, NULL);
  while ((row = gtk_list_box_get_row_at_index (box, 0)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_label_set_text (GTK_LABEL (gtk_list_box_row_get_header (row)), "Die eigenen Handlungen des Agenten");
  g_assert_cmpint (measure_row (list, 336, &height), <=, 336);
  set_dpi (dpi);
  g_list_store_remove_all (connections);
  g_assert_finalize_object (list);
}

int
main (int    argc,
      char **argv)
{
  /* The isolated data directories hold no schemas, and libadwaita looks for some. */
  g_setenv ("GSETTINGS_SCHEMA_DIR", "/usr/share/glib-2.0/schemas", FALSE);
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());
  adw_init ();

  g_test_add_func ("/ui/form-field", test_form_field);
  g_test_add_func ("/ui/narrow-rows", test_narrow_rows);
  g_test_add_func ("/ui/narrow-rows/pill", test_narrow_pill);
  g_test_add_func ("/ui/narrow-rows/dialog", test_narrow_dialog);
  g_test_add ("/ui/narrow-rows/policies", Fixture, NULL, fixture_set_up, test_narrow_policies, fixture_tear_down);
  g_test_add_func ("/ui/faces", test_faces);
  g_test_add_func ("/ui/text-is-never-markup", test_text_is_never_markup);
  g_test_add ("/ui/connect-form", Fixture, NULL, fixture_set_up, test_connect_form, fixture_tear_down);
  g_test_add ("/ui/connect-form/when", Fixture, NULL, fixture_set_up, test_connect_form_when, fixture_tear_down);
  g_test_add ("/ui/connect-form/guides", Fixture, NULL, fixture_set_up, test_guides, fixture_tear_down);
  g_test_add_func ("/ui/questions", test_questions);
  g_test_add_func ("/ui/plan-changes", test_plan_changes);
  g_test_add ("/ui/client-form", Fixture, NULL, fixture_set_up, test_client_form, fixture_tear_down);
  g_test_add ("/ui/onboarding/resumes", Fixture, NULL, fixture_set_up, test_onboarding_resumes, fixture_tear_down);
  g_test_add ("/ui/onboarding/planner", Fixture, NULL, fixture_set_up, test_onboarding_planner, fixture_tear_down);
  return g_test_run ();
}
