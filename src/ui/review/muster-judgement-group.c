/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-judgement-group.h"
#include "muster-ui.h"

/**
 * MusterJudgementGroup:
 *
 * What a technician says about a plan: right, partly or wrong, and a word why. It is asked for where a run is shown,
 * and counted where somebody is about to let plans be carried out.
 */
struct _MusterJudgementGroup
{
  AdwPreferencesGroup parent_instance;

  MusterContext   *context; /* (owned) */
  char            *run_id;
  GCancellable    *cancellable;
  gboolean         showing; /* the buttons are being set, nobody pressed one */
  GtkToggleButton *buttons[3];
  GtkWidget       *word_box;
  MusterFormField *word_field;
  char            *word;    /* (nullable): as it is stored */
  MusterAdviceRow *row;
};

G_DEFINE_FINAL_TYPE (MusterJudgementGroup, muster_judgement_group, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  const char *verdict;
  const char *label;
  const char *name;
} choices[] = {
  { "right", NC_("plan", "Right"), N_("The plan is right") },
  { "partly", NC_("plan", "Partly"), N_("The plan is partly right") },
  { "wrong", NC_("plan", "Wrong"), N_("The plan is wrong") },
};

static void
word_changed_cb (MusterJudgementGroup *self)
{
  const char *word = muster_form_field_get_text (self->word_field);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "judgement.save-word",
                                 g_strcmp0 (word, self->word != NULL ? self->word : "") != 0);
}

static void
show_word (MusterJudgementGroup *self,
           const char           *word)
{
  g_free (self->word);
  self->word = g_strdup (word);
  if (word != NULL)
    muster_form_field_set_text (self->word_field, word);
  word_changed_cb (self);
}

static void
show_judgement (MusterJudgementGroup *self,
                MusterJudgement      *judgement)
{
  const char *author = judgement != NULL ? muster_judgement_get_author (judgement) : NULL;
  g_autofree char *time = judgement != NULL ? muster_ui_format_time (muster_judgement_get_time (judgement)) : NULL;
  g_autofree char *text = NULL;

  self->showing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    gtk_toggle_button_set_active (self->buttons[i], judgement != NULL &&
                                  g_strcmp0 (muster_judgement_get_verdict (judgement), choices[i].verdict) == 0);
  show_word (self, judgement != NULL ? muster_judgement_get_word (judgement) : NULL);
  gtk_widget_set_visible (self->word_box, judgement != NULL);
  self->showing = FALSE;

  if (judgement == NULL)
    text = g_strdup (_("It helps to decide when plans may be carried out"));
  else if (author != NULL)
    /* Translators: name of a person, and when */
    text = g_strdup_printf (_("%s, %s"), author, time);
  else
    text = g_strdup (time);
  muster_advice_row_set_text (self->row, text);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MusterJudgementGroup) self = user_data;
  g_autoptr(MusterJudgement) judgement = NULL;
  g_autoptr(GError) error = NULL;

  judgement = muster_context_get_judgement_finish (MUSTER_CONTEXT (source), result, &error);
  if (error == NULL && self->context != NULL)
    show_judgement (self, judgement);
}

static void
load (MusterJudgementGroup *self)
{
  muster_context_get_judgement_async (self->context, self->run_id, self->cancellable, read_cb, g_object_ref (self));
}

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterJudgementGroup) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_judge_plan_finish (MUSTER_CONTEXT (source), result, &error))
    {
      g_autofree char *line = muster_error_text_line (error);

      muster_advice_row_set_text (self->row, line);
    }
  else if (self->context != NULL)
    load (self);
}

static void
judge (MusterJudgementGroup *self)
{
  const char *word = muster_form_field_get_text (self->word_field);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (gtk_toggle_button_get_active (self->buttons[i]))
      muster_context_judge_plan_async (self->context, self->run_id, choices[i].verdict, word, NULL, judged_cb,
                                       g_object_ref (self));
}

static void
toggled_cb (MusterJudgementGroup *self,
            GtkToggleButton      *button)
{
  if (!self->showing && gtk_toggle_button_get_active (button))
    judge (self);
}

static void
save_word_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  judge (MUSTER_JUDGEMENT_GROUP (widget));
}

static void
muster_judgement_group_dispose (GObject *object)
{
  MusterJudgementGroup *self = MUSTER_JUDGEMENT_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_judgement_group_parent_class)->dispose (object);
}

static void
muster_judgement_group_finalize (GObject *object)
{
  g_object_unref (MUSTER_JUDGEMENT_GROUP (object)->cancellable);
  g_free (MUSTER_JUDGEMENT_GROUP (object)->run_id);
  g_free (MUSTER_JUDGEMENT_GROUP (object)->word);
  G_OBJECT_CLASS (muster_judgement_group_parent_class)->finalize (object);
}

static void
muster_judgement_group_class_init (MusterJudgementGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_judgement_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_judgement_group_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "judgement.save-word", NULL, save_word_action);
}

static void
add_buttons (MusterJudgementGroup *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      self->buttons[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "plan", choices[i].label)));
      muster_ui_set_name (GTK_WIDGET (self->buttons[i]), _(choices[i].name));
      if (i > 0)
        gtk_toggle_button_set_group (self->buttons[i], self->buttons[0]);
      g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      muster_advice_row_add_button (self->row, GTK_WIDGET (self->buttons[i]));
    }
}

static GtkWidget *
create_word_box (MusterJudgementGroup *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new_with_label (_("Save"));

  self->word_field = MUSTER_FORM_FIELD (muster_form_field_new (_("A Word About It"), NULL, FALSE));
  g_object_set (self->word_field, "activate-action", "judgement.save-word", "hexpand", TRUE, NULL);
  g_signal_connect_object (self->word_field, "changed", G_CALLBACK (word_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "judgement.save-word");
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  muster_ui_set_name (button, _("Save the Word"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->word_field));
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_visible (box, FALSE);
  return box;
}

static void
muster_judgement_group_init (MusterJudgementGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->row = MUSTER_ADVICE_ROW (muster_advice_row_new (_("Was This Plan Right?")));
  muster_advice_row_set_text (self->row, _("It helps to decide when plans may be carried out"));
  add_buttons (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->row));
  self->word_box = create_word_box (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->word_box);
}

/**
 * muster_judgement_group_new:
 * @context: an open context
 * @run_id: a run that has a plan
 *
 * Returns: (transfer floating): a group of rows; it reads at once what was said before
 */
GtkWidget *
muster_judgement_group_new (MusterContext *context,
                            const char    *run_id)
{
  MusterJudgementGroup *self = g_object_new (MUSTER_TYPE_JUDGEMENT_GROUP, NULL);

  self->context = g_object_ref (context);
  self->run_id = g_strdup (run_id);
  load (self);
  return GTK_WIDGET (self);
}
