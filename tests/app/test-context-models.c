/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Language models as the window and musterctl see them, against the sandbox's look-alikes. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-error.h"
#include "muster-json.h"

static const char *
said_of (AppFixture *self,
         const char *preset,
         const char *what)
{
  const char *family = g_str_equal (preset, "other") ? "openai" : preset;
  g_autofree char *path = g_strdup_printf ("llm.%s.%s", family, what);

  return muster_sandbox_child_get_at (self->child, path);
}

/* A model of the sandbox: its name is what it does. */
static MusterLanguageModel *
look_alike (AppFixture *self,
            const char *preset,
            const char *name)
{
  MusterLanguageModel *model = muster_model_preset_make (muster_model_preset_find (preset));

  muster_language_model_set_name (model, preset);
  muster_language_model_set_base_url (model, said_of (self, preset, "baseUrl"));
  muster_language_model_set_model (model, name);
  muster_language_model_set_deployment (model, name);
  return model;
}

static MusterLanguageModel *
save (AppFixture          *self,
      MusterLanguageModel *model,
      const char          *key,
      GError             **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) secret = key != NULL ? muster_secret_new (key) : NULL;

  muster_context_save_model_async (self->context, model, secret, NULL, muster_test_wait_cb, &wait);
  return muster_context_save_model_finish (self->context, muster_test_wait (&wait), error);
}

static MusterModelReport *
try (AppFixture          *self,
     MusterLanguageModel *model,
     const char          *key,
     GError             **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) secret = key != NULL ? muster_secret_new (key) : NULL;

  muster_context_test_model_async (self->context, model, secret, NULL, muster_test_wait_cb, &wait);
  return muster_context_test_model_finish (self->context, muster_test_wait (&wait), error);
}

static void
count_cb (MusterContext *context,
          guint         *count)
{
  (*count)++;
}

static void
test_saved (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(MusterLanguageModel) typed = muster_model_preset_make (muster_model_preset_find ("openai"));
  g_autoptr(MusterLanguageModel) saved = NULL;
  g_autoptr(MusterLanguageModel) again = NULL;
  g_autoptr(MusterLanguageModel) listed = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  guint changes = 0;

  app_fixture_open (self);
  g_signal_connect (self->context, "models-changed", G_CALLBACK (count_cb), &changes);
  g_assert_null (save (self, typed, "sk-canary-77", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  muster_language_model_set_model (typed, "gpt-x");
  g_assert_null (save (self, typed, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  saved = save (self, typed, "sk-canary-77", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (muster_language_model_get_has_key (saved));

  /* Another price keeps the key; another host does not get it. */
  muster_language_model_set_price_input (saved, 5);
  again = save (self, saved, NULL, &error);
  g_assert_no_error (error);
  muster_language_model_set_base_url (saved, "https://evil.example/v1");
  g_assert_null (save (self, saved, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (try (self, saved, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  /* They are there after a restart. */
  app_fixture_close (self);
  app_fixture_open (self);
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_models (self->context)), ==, 1);
  listed = g_list_model_get_item (muster_context_get_models (self->context), 0);
  g_assert_cmpint (muster_language_model_get_price_input (listed), ==, 5);
  g_assert_cmpstr (muster_language_model_get_base_url (listed), ==, "https://api.openai.com/v1");

  muster_context_remove_model_async (self->context, muster_language_model_get_id (listed), NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_remove_model_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_cmpuint (g_list_model_get_n_items (muster_context_get_models (self->context)), ==, 0);
}

/* One short call says what a model can do. */
static void
test_tested (AppFixture   *self,
             gconstpointer data)
{
  static const struct
  {
    const char *preset;
    const char *name;
    const char *key;      /* NULL: the right one */
    const char *problem;
  } cases[] = {
    { "other", "scripted", "not the key", "signed-out" },
    { "azure", "scripted", "not the key", "signed-out" },
    { "anthropic", "scripted", "not the key", "signed-out" },
    { "other", "garbage", NULL, "bad-reply" },
    { "other", "error-500", NULL, "offline" },
    { "anthropic", "error-500", NULL, "offline" },
    { "other", "no-tools", NULL, "unlicensed" },
  };

  app_fixture_open (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterLanguageModel) model = look_alike (self, cases[i].preset, cases[i].name);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterModelReport) report =
        try (self, model, cases[i].key != NULL ? cases[i].key : said_of (self, cases[i].preset, "apiKey"), &error);

      g_assert_no_error (error);
      g_test_message ("%s %s: %s: %s", cases[i].preset, cases[i].name, muster_model_report_get_title (report),
                      muster_model_report_get_detail (report));
      g_assert_cmpstr (muster_model_report_get_problem (report), ==, cases[i].problem);
      g_assert_false (muster_model_report_get_ok (report));
      g_assert_nonnull (muster_model_report_get_advice (report));
    }
}

static void
test_budget (AppFixture   *self,
             gconstpointer data)
{
  static const struct
  {
    const char *budget;
    const char *client;
    gint64      amount;
  } sets[] = { { "run", NULL, 5000 }, { "month", NULL, 7000000 }, { "client", "K1", 3000000 } };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterModelBudget) budget = NULL;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;

  app_fixture_open (self);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

      muster_context_set_model_budget_async (self->context, sets[i].budget, sets[i].client, sets[i].amount, NULL,
                                             muster_test_wait_cb, &wait);
      g_assert_true (muster_context_set_model_budget_finish (self->context, muster_test_wait (&wait), &error));
    }

  muster_context_get_model_budget_async (self->context, "K1", NULL, muster_test_wait_cb, &get);
  budget = muster_context_get_model_budget_finish (self->context, muster_test_wait (&get), &error);
  g_assert_no_error (error);
  g_assert_cmpint (budget->run_tokens, ==, 5000);
  g_assert_cmpint (budget->month, ==, 7000000);
  g_assert_cmpint (budget->client_month, ==, 3000000);
  g_assert_cmpint (budget->month_used, ==, 0);
}

#define ADD(path, function) g_test_add (path, AppFixture, NULL, app_fixture_setup, function, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  ADD ("/app/models/saved", test_saved);
  ADD ("/app/models/tested", test_tested);
  ADD ("/app/models/budget", test_budget);
  return g_test_run ();
}
