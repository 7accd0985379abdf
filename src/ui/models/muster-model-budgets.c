/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-form-field.h"
#include "muster-model-budgets.h"
#include "muster-model-text.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterModelBudgets:
 *
 * What language models may use: tokens of one run and money of a month for all clients together, or, on a client's
 * page, money of a month for that client.
 */
struct _MusterModelBudgets
{
  AdwPreferencesGroup parent_instance;

  MusterContext *context;     /* (owned) (nullable) */
  char          *client_id;   /* (nullable): whose budget alone */
  GCancellable  *cancellable;
  guint          saving;      /* how many are on their way */
  gboolean       failed;
  gboolean       showing;

  MusterFormField *run_field;
  MusterFormField *month_field;
  MusterFormField *client_field;
  GtkLabel        *warning_label;
};

G_DEFINE_FINAL_TYPE (MusterModelBudgets, muster_model_budgets, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  RUN,
  MONTH,
  CLIENT,
  N_BUDGETS
};

static const char *const budget_names[N_BUDGETS] = { "run", "month", "client" };

static MusterFormField *
get_field (MusterModelBudgets *self,
           guint               budget)
{
  MusterFormField *fields[N_BUDGETS] = { self->run_field, self->month_field, self->client_field };

  return fields[budget];
}

static gboolean
is_edited (MusterFormField *field)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (field), "edited"));
}

static void
set_edited (MusterFormField *field,
            gboolean         edited)
{
  g_object_set_data (G_OBJECT (field), "edited", GINT_TO_POINTER (edited));
}

static void
update (MusterModelBudgets *self)
{
  gboolean edited = FALSE;

  for (guint i = 0; i < N_BUDGETS; i++)
    edited = edited || is_edited (get_field (self, i));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "budgets.save", edited && self->saving == 0);
}

static void
set_text (MusterModelBudgets *self,
          guint               budget,
          const char         *text)
{
  MusterFormField *field = get_field (self, budget);

  if (is_edited (field))
    return;
  self->showing = TRUE;
  muster_form_field_set_text (field, text);
  self->showing = FALSE;
}

/* A budget of money does not see a model without prices. */
static void
show_warning (MusterModelBudgets *self,
              gboolean            money)
{
  GListModel *models = muster_context_get_models (self->context);
  g_autofree char *text = NULL;

  for (guint i = 0; money && text == NULL && i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      if (muster_language_model_get_enabled (model) && !muster_model_text_has_prices (model)
          && !muster_language_model_is_local (model))
        /* Translators: %s is the name of a language model */
        text = g_strdup_printf (_("“%s” has no prices, so a budget of money does not stop it. Type its prices, or set tokens for one ticket."),
                                muster_language_model_get_name (model));
    }
  gtk_label_set_text (self->warning_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), text != NULL);
}

static void
budget_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterModelBudgets) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterModelBudget) budget = muster_context_get_model_budget_finish (MUSTER_CONTEXT (source), result, &error);
  g_autofree char *run = NULL;
  g_autofree char *month = NULL;
  g_autofree char *client = NULL;
  g_autofree char *month_help = NULL;
  g_autofree char *client_help = NULL;
  g_autofree char *used = NULL;

  if (budget == NULL || self->context == NULL)
    return;
  run = muster_model_text_number (budget->run_tokens);
  month = muster_model_text_amount (budget->month);
  client = muster_model_text_amount (budget->client_month);
  used = muster_model_text_money (budget->client_used, budget->currency);
  set_text (self, RUN, run);
  set_text (self, MONTH, month);
  set_text (self, CLIENT, client);
  /* Translators: %s is a currency such as “EUR” */
  month_help = g_strdup_printf (_("In %s, for all clients together. Months begin at midnight UTC."), budget->currency);
  /* Translators: a currency such as “EUR”, and an amount of money */
  client_help = g_strdup_printf (_("In %s. Used this month: %s"), budget->currency, used);
  muster_form_field_set_help (self->month_field, month_help);
  muster_form_field_set_help (self->client_field, client_help);
  show_warning (self, budget->month > 0 || budget->client_month > 0);
}

static void
read_budgets (MusterModelBudgets *self)
{
  if (self->context != NULL)
    muster_context_get_model_budget_async (self->context, self->client_id, self->cancellable, budget_read_cb,
                                           g_object_ref (self));
}

static void
edited_cb (MusterModelBudgets *self,
           MusterFormField    *field)
{
  if (self->showing)
    return;
  set_edited (field, TRUE);
  update (self);
}

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(MusterModelBudgets) self = user_data;
  g_autoptr(GError) error = NULL;

  self->saving--;
  if (!muster_context_set_model_budget_finish (MUSTER_CONTEXT (source), result, &error))
    {
      g_autofree char *line = muster_error_text_line (error);

      self->failed = TRUE;
      muster_window_tell (GTK_WIDGET (self), line);
    }
  if (self->saving > 0)
    return;
  if (!self->failed)
    muster_window_tell (GTK_WIDGET (self), _("Saved."));
  update (self);
  read_budgets (self);
}

static gboolean
parse (MusterModelBudgets *self,
       guint               budget,
       gint64             *amount)
{
  MusterFormField *field = get_field (self, budget);
  const char *text = muster_form_field_get_text (field);

  if (budget == RUN ? muster_model_text_parse_number (text, amount) : muster_model_text_parse_amount (text, amount))
    return TRUE;
  muster_form_field_set_error (field, budget == RUN ? _("Type a whole number, such as 20000.")
                                                    : _("Type an amount without thousands set apart, such as 150 or 99.50."));
  gtk_widget_grab_focus (GTK_WIDGET (field));
  return FALSE;
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterModelBudgets *self = MUSTER_MODEL_BUDGETS (widget);
  gint64 amounts[N_BUDGETS] = { 0 };

  for (guint i = 0; i < N_BUDGETS; i++)
    if (is_edited (get_field (self, i)) && !parse (self, i, &amounts[i]))
      return;
  self->failed = FALSE;
  for (guint i = 0; i < N_BUDGETS; i++)
    {
      if (!is_edited (get_field (self, i)))
        continue;
      set_edited (get_field (self, i), FALSE);
      self->saving++;
      muster_context_set_model_budget_async (self->context, budget_names[i], i == CLIENT ? self->client_id : NULL,
                                             amounts[i], NULL, set_cb, g_object_ref (self));
    }
  update (self);
}

static void
muster_model_budgets_dispose (GObject *object)
{
  MusterModelBudgets *self = MUSTER_MODEL_BUDGETS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_MODEL_BUDGETS);
  G_OBJECT_CLASS (muster_model_budgets_parent_class)->dispose (object);
}

static void
muster_model_budgets_finalize (GObject *object)
{
  MusterModelBudgets *self = MUSTER_MODEL_BUDGETS (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_model_budgets_parent_class)->finalize (object);
}

static void
muster_model_budgets_class_init (MusterModelBudgetsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_model_budgets_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_model_budgets_finalize;
  gtk_widget_class_install_action (widget_class, "budgets.save", NULL, save_action);
  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/models/muster-model-budgets.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModelBudgets, run_field);
  gtk_widget_class_bind_template_child (widget_class, MusterModelBudgets, month_field);
  gtk_widget_class_bind_template_child (widget_class, MusterModelBudgets, client_field);
  gtk_widget_class_bind_template_child (widget_class, MusterModelBudgets, warning_label);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
}

static void
muster_model_budgets_init (MusterModelBudgets *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/* On a client's page only when there is something that could cost money */
static void
show_group (MusterModelBudgets *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->client_id == NULL
                          || g_list_model_get_n_items (muster_context_get_models (self->context)) > 0);
  read_budgets (self);
}

/**
 * muster_model_budgets_set_context:
 * @self: group
 * @context: an open context
 * @client_id: (nullable): whose budget alone; %NULL: those of everybody
 *
 * Shows the budgets and keeps them as they are.
 */
void
muster_model_budgets_set_context (MusterModelBudgets *self,
                                  MusterContext      *context,
                                  const char         *client_id)
{
  g_return_if_fail (MUSTER_IS_MODEL_BUDGETS (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  if (client_id != NULL)
    {
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Language Models"));
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                             _("When a request could pass the budget, the built-in planner makes the plan. Leave the field empty for no budget."));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->run_field), client_id == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->month_field), client_id == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->client_field), client_id != NULL);
  g_signal_connect_object (context, "models-changed", G_CALLBACK (show_group), self, G_CONNECT_SWAPPED);
  show_group (self);
}
