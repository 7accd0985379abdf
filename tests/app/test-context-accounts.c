/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts, the onboarding's progress, slugs, policies and modes. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-error.h"

static MusterMember *
sign_in (AppFixture *self,
         const char *email,
         const char *typed,
         GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) password = muster_secret_new (typed);

  muster_context_sign_in_async (self->context, email, password, NULL, muster_test_wait_cb, &wait);
  return muster_context_sign_in_finish (self->context, muster_test_wait (&wait), error);
}

static void
test_sign_in (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(GError) wrong_password = NULL;
  g_autoptr(GError) wrong_person = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterMember) member = NULL;

  app_fixture_open (self);
  g_assert_false (muster_context_has_account (self->context));
  app_fixture_account (self);
  g_assert_true (muster_context_has_account (self->context));
  app_fixture_close (self);

  app_fixture_open (self);
  g_assert_true (muster_context_has_account (self->context));
  g_assert_cmpstr (muster_workspace_get_name (muster_context_get_workspace (self->context)), ==, "Test MSP");
  g_assert_null (sign_in (self, "test@msp.example", "not-the-password", &wrong_password));
  g_assert_error (wrong_password, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_null (sign_in (self, "nobody@msp.example", "A-long-enough-password-7", &wrong_person));
  g_assert_error (wrong_person, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_cmpstr (wrong_password->message, ==, wrong_person->message);
  member = sign_in (self, "Test@MSP.example", "A-long-enough-password-7", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_member_get_role (member), ==, "msp_admin");
  g_assert_true (muster_context_get_member (self->context) == member);
}

static void
test_weak_account (AppFixture   *self,
                   gconstpointer data)
{
  static const char * const wrong[][4] = {
    { "", "P", "a@b.example", "A-long-enough-password-7" },
    { "MSP", "", "a@b.example", "A-long-enough-password-7" },
    { "MSP", "P", "nobody", "A-long-enough-password-7" },
    { "MSP", "P", "a@b.example", "short" },
  };

  app_fixture_open (self);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
      g_autoptr(MusterSecret) password = muster_secret_new (wrong[i][3]);
      g_autoptr(GError) error = NULL;

      muster_context_create_account_async (self->context, wrong[i][0], wrong[i][1], wrong[i][2], password, "en", NULL,
                                           muster_test_wait_cb, &wait);
      g_assert_false (muster_context_create_account_finish (self->context, muster_test_wait (&wait), &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
    }
  g_assert_false (muster_context_has_account (self->context));
}

static void
test_onboarding (AppFixture   *self,
                 gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterOnboarding *onboarding;
  g_autoptr(GError) error = NULL;

  app_fixture_open (self);
  onboarding = muster_context_get_onboarding (self->context);
  g_assert_null (muster_onboarding_get_page (onboarding));
  muster_onboarding_set_page (onboarding, "connect-psa");
  muster_onboarding_set_value (onboarding, "connectwise.companyId", "acme");
  muster_onboarding_set_value (onboarding, "client-name", "Acme “Ärzte”");
  g_test_expect_message ("muster-app", G_LOG_LEVEL_WARNING, "*is a secret*");
  muster_onboarding_set_value (onboarding, "connectwise.privateKey", "CANARY");
  g_test_assert_expected_messages ();
  muster_onboarding_set_page (onboarding, "first-client");
  app_fixture_close (self);

  app_fixture_open (self);
  onboarding = muster_context_get_onboarding (self->context);
  g_assert_cmpstr (muster_onboarding_get_page (onboarding), ==, "first-client");
  g_assert_cmpstr (muster_onboarding_get_value (onboarding, "connectwise.companyId"), ==, "acme");
  g_assert_cmpstr (muster_onboarding_get_value (onboarding, "client-name"), ==, "Acme “Ärzte”");
  g_assert_null (muster_onboarding_get_value (onboarding, "connectwise.privateKey"));
  g_assert_true (muster_context_needs_onboarding (self->context));
  app_fixture_account (self);
  g_assert_true (muster_context_needs_onboarding (self->context));
  muster_onboarding_finish_async (onboarding, NULL, muster_test_wait_cb, &wait);
  muster_onboarding_finish_finish (onboarding, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_false (muster_context_needs_onboarding (self->context));
  app_fixture_close (self);

  app_fixture_open (self);
  g_assert_false (muster_context_needs_onboarding (self->context));
}

static void
check_slug (AppFixture *self,
            const char *slug,
            int         code)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  gboolean fine;

  muster_context_check_slug_async (self->context, slug, NULL, muster_test_wait_cb, &wait);
  fine = muster_context_check_slug_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_cmpint (fine ? -1 : error->code, ==, code);
}

static void
test_slugs (AppFixture   *self,
            gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autofree char *slug = NULL;

  app_fixture_open (self);
  app_fixture_account (self);
  slug = muster_context_suggest_slug (self->context, "Kessler, Löwe & Wray LLP");
  g_assert_null (muster_context_slug_problem (slug));
  check_slug (self, slug, -1);
  muster_context_create_client_async (self->context, "Kessler", slug, NULL, muster_test_wait_cb, &wait);
  client = muster_context_create_client_finish (self->context, muster_test_wait (&wait), NULL);
  g_assert_cmpint (muster_client_get_status (client), ==, MUSTER_CLIENT_STATUS_PENDING);
  check_slug (self, slug, MUSTER_ERROR_CONFLICT);
  check_slug (self, "x", MUSTER_ERROR_INVALID_INPUT);
  check_slug (self, "-ab", MUSTER_ERROR_INVALID_INPUT);
  check_slug (self, "Upper", MUSTER_ERROR_INVALID_INPUT);
  check_slug (self, "with space", MUSTER_ERROR_INVALID_INPUT);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add ("/app/accounts/sign-in", AppFixture, NULL, app_fixture_setup, test_sign_in, app_fixture_teardown);
  g_test_add ("/app/accounts/weak", AppFixture, NULL, app_fixture_setup, test_weak_account, app_fixture_teardown);
  g_test_add ("/app/onboarding/progress", AppFixture, NULL, app_fixture_setup, test_onboarding, app_fixture_teardown);
  g_test_add ("/app/clients/slugs", AppFixture, NULL, app_fixture_setup, test_slugs, app_fixture_teardown);
  return g_test_run ();
}
