/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-candidate.h"
#include "muster-question-list.h"
#include "muster-question.h"
#include "muster-ui.h"

/**
 * MusterQuestionList:
 *
 * What a live test cannot decide by itself, such as which of several
 * visibilities is the internal one: each question with its candidates to choose
 * one from. Emits ::answered when a choice was made.
 */
struct _MusterQuestionList
{
  GtkBox parent_instance;

  GHashTable *answers; /* question → candidate chosen, or "" */
};

G_DEFINE_FINAL_TYPE (MusterQuestionList, muster_question_list, GTK_TYPE_BOX)

static guint answered_signal;

static void
toggled_cb (MusterQuestionList *self,
            GtkCheckButton     *button)
{
  if (!gtk_check_button_get_active (button))
    return;
  g_hash_table_replace (self->answers, g_strdup (g_object_get_data (G_OBJECT (button), "question")),
                        g_strdup (g_object_get_data (G_OBJECT (button), "candidate")));
  g_signal_emit (self, answered_signal, 0);
}

static GtkWidget *
create_candidate (MusterQuestionList *self,
                  MusterQuestion     *question,
                  MusterCandidate    *candidate,
                  GtkCheckButton    **first)
{
  GtkWidget *row = muster_ui_row_new (muster_candidate_get_name (candidate), muster_candidate_get_detail (candidate));
  GtkWidget *button = gtk_check_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "question", g_strdup (muster_question_get_id (question)), g_free);
  g_object_set_data_full (G_OBJECT (button), "candidate", g_strdup (muster_candidate_get_id (candidate)), g_free);
  if (*first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), *first);
  else
    *first = GTK_CHECK_BUTTON (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), g_strcmp0 (muster_question_get_answer (question),
                                                                     muster_candidate_get_id (candidate)) == 0);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static void
add_question (MusterQuestionList *self,
              MusterQuestion     *question)
{
  GtkWidget *group = adw_preferences_group_new ();
  GListModel *candidates = muster_question_get_candidates (question);
  const char *answer = muster_question_get_answer (question);
  const char *help = muster_question_get_help (question);
  g_autofree char *title = g_markup_escape_text (muster_question_get_text (question), -1);
  g_autofree char *description = g_markup_escape_text (help != NULL ? help : "", -1);
  GtkCheckButton *first = NULL;

  /* A group reads markup, and there is no switch for it. */
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr(MusterCandidate) candidate = g_list_model_get_item (candidates, i);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_candidate (self, question, candidate, &first));
    }
  g_hash_table_insert (self->answers, g_strdup (muster_question_get_id (question)),
                       g_strdup (answer != NULL ? answer : ""));
  gtk_box_append (GTK_BOX (self), group);
}

static void
muster_question_list_finalize (GObject *object)
{
  g_hash_table_unref (MUSTER_QUESTION_LIST (object)->answers);
  G_OBJECT_CLASS (muster_question_list_parent_class)->finalize (object);
}

static void
muster_question_list_class_init (MusterQuestionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_question_list_finalize;

  /**
   * MusterQuestionList::answered:
   *
   * A candidate was chosen.
   */
  answered_signal = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
muster_question_list_init (MusterQuestionList *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

GtkWidget *
muster_question_list_new (void)
{
  return g_object_new (MUSTER_TYPE_QUESTION_LIST, NULL);
}

/**
 * muster_question_list_set_questions:
 * @self: list
 * @questions: (nullable) (element-type MusterQuestion): what is asked; %NULL: nothing
 */
void
muster_question_list_set_questions (MusterQuestionList *self,
                                    GListModel         *questions)
{
  guint n_questions = questions != NULL ? g_list_model_get_n_items (questions) : 0;
  GtkWidget *child;

  g_return_if_fail (MUSTER_IS_QUESTION_LIST (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  g_hash_table_remove_all (self->answers);
  for (guint i = 0; i < n_questions; i++)
    {
      g_autoptr(MusterQuestion) question = g_list_model_get_item (questions, i);

      add_question (self, question);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n_questions > 0);
}

/**
 * muster_question_list_get_answered:
 * @self: list
 *
 * Returns: whether every question has an answer
 */
gboolean
muster_question_list_get_answered (MusterQuestionList *self)
{
  GHashTableIter iter;
  gpointer answer;

  g_return_val_if_fail (MUSTER_IS_QUESTION_LIST (self), FALSE);

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, &answer))
    if (*(const char *) answer == '\0')
      return FALSE;
  return TRUE;
}

/**
 * muster_question_list_collect:
 * @self: list
 * @fields: (element-type utf8 utf8): gets the answers, under the names of their questions
 */
void
muster_question_list_collect (MusterQuestionList *self,
                              GHashTable         *fields)
{
  GHashTableIter iter;
  gpointer question;
  gpointer answer;

  g_return_if_fail (MUSTER_IS_QUESTION_LIST (self));

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, &question, &answer))
    if (*(const char *) answer != '\0')
      g_hash_table_insert (fields, g_strdup (question), g_strdup (answer));
}
