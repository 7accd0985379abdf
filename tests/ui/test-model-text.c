/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "muster-model-form.h"
#include "muster-model-preset.h"
#include "muster-model-row.h"
#include "muster-model-text.h"

/* Money and tokens as people type and read them, and the row of a model. */

static void
test_amounts (void)
{
  static const struct
  {
    const char *text;
    gint64      millionths; /* -1: refused */
  } cases[] = {
    { "", 0 }, { " ", 0 }, { "2.50", 2500000 }, { "2,5", 2500000 }, { "0.15", 150000 }, { ".15", 150000 },
    { "0,150", 150000 }, { "150", 150000000 }, { " 99.50 ", 99500000 }, { "0.000001", 1 }, { "1000.00", 1000000000 },
    { "1,000", -1 }, { "1.000", -1 }, { "1,000.50", -1 }, { "-1", -1 }, { "2.5 USD", -1 }, { "1e3", -1 }, { ".", -1 },
    { "0.0000001", -1 }, { "99999999999", -1 }, { "٣", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 value = -2;
      gboolean ok = muster_model_text_parse_amount (cases[i].text, &value);

      g_assert_cmpint (ok ? value : -1, ==, cases[i].millionths);
    }
}

static void
test_amounts_come_back (void)
{
  static const gint64 amounts[] = { 0, 1, 150000, 2500000, 99500000, 1000000000, 123456789 };

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *text = muster_model_text_amount (amounts[i]);
      gint64 value;

      g_assert_true (muster_model_text_parse_amount (text, &value));
      g_assert_cmpint (value, ==, amounts[i]);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gint64      number;
  } cases[] = {
    { "", 0 }, { "20000", 20000 }, { "20,000", 20000 }, { "20.000", 20000 }, { "20 000", 20000 }, { "20 000", 20000 },
    { "20’000", 20000 }, { "20k", -1 }, { "-5", -1 }, { "٣٣", -1 }, { "Į", -1 }, { "12345678901234", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 value = -2;
      gboolean ok = muster_model_text_parse_number (cases[i].text, &value);

      g_assert_cmpint (ok ? value : -1, ==, cases[i].number);
    }
}

static void
test_words (void)
{
  g_autoptr(MusterLanguageModel) local = muster_model_preset_make (muster_model_preset_find ("ollama"));
  g_autoptr(MusterLanguageModel) azure = muster_model_preset_make (muster_model_preset_find ("azure"));
  g_autofree char *money = muster_model_text_money (420000, "EUR");
  g_autofree char *little = muster_model_text_money (300, NULL);
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  g_assert_cmpstr (money, ==, "0.42 EUR");
  g_assert_cmpstr (little, ==, "0.0003 USD");
  muster_language_model_set_model (local, "llama3.1:8b");
  muster_language_model_set_base_url (azure, "https://msp.openai.azure.com");
  muster_language_model_set_deployment (azure, "gpt-main");
  here = muster_model_text_where (local);
  there = muster_model_text_where (azure);
  g_assert_cmpstr (here, ==, "llama3.1:8b · on this computer");
  g_assert_cmpstr (there, ==, "gpt-main · msp.openai.azure.com");
}

static void
test_row_reads_no_markup (void)
{
  g_autoptr(MusterLanguageModel) model = muster_model_preset_make (muster_model_preset_find ("other"));
  GtkWidget *row;

  muster_language_model_set_id (model, "one");
  muster_language_model_set_name (model, "<b>A & B</b>");
  row = g_object_ref_sink (muster_model_row_new (model, 0, 1));
  g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (row)));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "<b>A & B</b>");
  g_assert_true (muster_model_row_get_model (MUSTER_MODEL_ROW (row)) == model);
  g_object_unref (row);
  row = g_object_ref_sink (muster_model_row_new_builtin (1));
  g_assert_null (muster_model_row_get_model (MUSTER_MODEL_ROW (row)));
  g_object_unref (row);
}

/* Nothing secret is among what the first run keeps. */
static void
test_kept_fields (void)
{
  g_assert_false (g_strv_contains (muster_model_form_list_fields (), "key"));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/models/amounts", test_amounts);
  g_test_add_func ("/ui/models/amounts-come-back", test_amounts_come_back);
  g_test_add_func ("/ui/models/numbers", test_numbers);
  g_test_add_func ("/ui/models/words", test_words);
  g_test_add_func ("/ui/models/row-reads-no-markup", test_row_reads_no_markup);
  g_test_add_func ("/ui/models/kept-fields", test_kept_fields);
  return g_test_run ();
}
