/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-form-field.h"
#include "muster-model-numbers.h"
#include "muster-model-text.h"
#include "muster-ui.h"

/**
 * MusterModelNumbers:
 *
 * A language model's prices and limits, each group folded. Emits ::changed whenever something else stands there.
 */
struct _MusterModelNumbers
{
  AdwBin parent_instance;

  GtkExpander     *prices;
  GtkLabel        *prices_help;
  MusterFormField *price_input;
  MusterFormField *price_cached;
  MusterFormField *price_written;
  MusterFormField *price_output;
  MusterFormField *currency;
  GtkExpander     *more;
  MusterFormField *timeout;
  MusterFormField *max_output;
  MusterFormField *context_size;
};

G_DEFINE_FINAL_TYPE (MusterModelNumbers, muster_model_numbers, ADW_TYPE_BIN)

static guint changed_signal;

/* How each stands in the record */
static const struct
{
  const char *field;
  gboolean    money;
  gint64    (*get) (MusterLanguageModel *);
  void      (*set) (MusterLanguageModel *, gint64);
} numbers[] = {
  { "price_input", TRUE, muster_language_model_get_price_input, muster_language_model_set_price_input },
  { "price_cached", TRUE, muster_language_model_get_price_cached, muster_language_model_set_price_cached },
  { "price_written", TRUE, muster_language_model_get_price_written, muster_language_model_set_price_written },
  { "price_output", TRUE, muster_language_model_get_price_output, muster_language_model_set_price_output },
  { "timeout", FALSE, muster_language_model_get_timeout_s, muster_language_model_set_timeout_s },
  { "max_output", FALSE, muster_language_model_get_max_output, muster_language_model_set_max_output },
  { "context_size", FALSE, muster_language_model_get_context_size, muster_language_model_set_context_size },
};

static MusterFormField *
find_field (MusterModelNumbers *self,
            const char         *name)
{
  return MUSTER_FORM_FIELD (gtk_widget_get_template_child (GTK_WIDGET (self), MUSTER_TYPE_MODEL_NUMBERS, name));
}

static void
reach_changed_cb (MusterModelNumbers *self)
{
  g_signal_emit (self, changed_signal, 0, TRUE);
}

static void
other_changed_cb (MusterModelNumbers *self)
{
  g_signal_emit (self, changed_signal, 0, FALSE);
}

static void
muster_model_numbers_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_MODEL_NUMBERS);
  G_OBJECT_CLASS (muster_model_numbers_parent_class)->dispose (object);
}

static void
muster_model_numbers_class_init (MusterModelNumbersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_model_numbers_dispose;

  /**
   * MusterModelNumbers::changed:
   * @self: numbers
   * @reach: whether it is something that decides whether the model answers
   *
   * Something else stands there.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (MUSTER_TYPE_FORM_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/models/muster-model-numbers.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, prices);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, prices_help);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, price_input);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, price_cached);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, price_written);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, price_output);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, currency);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, more);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, timeout);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, max_output);
  gtk_widget_class_bind_template_child (widget_class, MusterModelNumbers, context_size);
  gtk_widget_class_bind_template_callback (widget_class, reach_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_changed_cb);
}

static void
muster_model_numbers_init (MusterModelNumbers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_model_numbers_show:
 * @self: numbers
 * @model: where they stand
 *
 * Fills in the prices and limits of @model.
 */
void
muster_model_numbers_show (MusterModelNumbers  *self,
                           MusterLanguageModel *model)
{
  g_return_if_fail (MUSTER_IS_MODEL_NUMBERS (self));

  muster_form_field_set_text (self->currency, muster_language_model_get_currency (model));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gint64 value = numbers[i].get (model);
      g_autofree char *text = numbers[i].money ? muster_model_text_amount (value) : muster_model_text_number (value);

      muster_form_field_set_text (find_field (self, numbers[i].field), text);
    }
}

/**
 * muster_model_numbers_show_currency:
 * @self: numbers
 * @context: where the other models are
 * @id: (nullable): the model that is edited
 *
 * Budgets are sums: all prices are in the currency of the other models, and only the first can choose one.
 */
void
muster_model_numbers_show_currency (MusterModelNumbers *self,
                                    MusterContext      *context,
                                    const char         *id)
{
  GListModel *models = muster_context_get_models (context);
  g_autofree char *text = NULL;

  g_return_if_fail (MUSTER_IS_MODEL_NUMBERS (self));

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) other = g_list_model_get_item (models, i);

      if (g_strcmp0 (muster_language_model_get_id (other), id) == 0)
        continue;
      muster_form_field_set_text (self->currency, muster_language_model_get_currency (other));
      gtk_widget_set_visible (GTK_WIDGET (self->currency), FALSE);
      /* Translators: %s is a currency such as “EUR” */
      text = g_strdup_printf (_("From the service’s price list, in %s like those of the other models. Without prices Muster counts tokens, and no money: budgets of money cannot stop this model."),
                              muster_language_model_get_currency (other));
      gtk_label_set_text (self->prices_help, text);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->currency), TRUE);
  gtk_label_set_text (self->prices_help,
                      _("From the service’s price list. Without prices Muster counts tokens, and no money: budgets of money cannot stop this model."));
}

/**
 * muster_model_numbers_show_written:
 * @self: numbers
 * @visible: whether the service has a price for what is put into its cache
 *
 * Shows or hides that price.
 */
void
muster_model_numbers_show_written (MusterModelNumbers *self,
                                   gboolean            visible)
{
  g_return_if_fail (MUSTER_IS_MODEL_NUMBERS (self));

  gtk_widget_set_visible (GTK_WIDGET (self->price_written), visible);
}

/**
 * muster_model_numbers_collect:
 * @self: numbers
 * @model: where they are put
 *
 * Reads what was typed. A field that is not right says so, is shown and has the focus.
 *
 * Returns: whether all of it is right
 */
gboolean
muster_model_numbers_collect (MusterModelNumbers  *self,
                              MusterLanguageModel *model)
{
  g_autofree char *currency = g_ascii_strup (muster_form_field_get_text (self->currency), -1);

  g_return_val_if_fail (MUSTER_IS_MODEL_NUMBERS (self), FALSE);

  muster_language_model_set_currency (model, g_strstrip (currency));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      MusterFormField *field = find_field (self, numbers[i].field);
      const char *text = muster_form_field_get_text (field);
      gint64 value;

      if (numbers[i].money ? muster_model_text_parse_amount (text, &value) : muster_model_text_parse_number (text, &value))
        {
          numbers[i].set (model, value);
          continue;
        }
      muster_form_field_set_error (field, numbers[i].money ? _("Type an amount without thousands set apart, such as 2.50.")
                                                           : _("Type a whole number, such as 4096."));
      gtk_expander_set_expanded (numbers[i].money ? self->prices : self->more, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (field));
      return FALSE;
    }
  return TRUE;
}
