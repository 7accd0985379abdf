/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

static GError *
explain (const char *text)
{
  g_autoptr(JsonNode) body = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  GError *error = NULL;

  g_assert_false (muster_entra_explain (body, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, MUSTER_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  return error;
}

/* What each number means to the reader, whatever "error" says beside it */
static void
test_numbers (void)
{
  static const struct {
    int number;
    int code;
  } cases[] = {
    { 50076, MUSTER_ERROR_SIGNED_OUT }, { 50079, MUSTER_ERROR_SIGNED_OUT }, { 53003, MUSTER_ERROR_FORBIDDEN },
    { 530034, MUSTER_ERROR_FORBIDDEN }, { 65001, MUSTER_ERROR_CONSENT_NEEDED }, { 90099, MUSTER_ERROR_CONSENT_NEEDED },
    { 90094, MUSTER_ERROR_CONSENT_NEEDED }, { 700016, MUSTER_ERROR_CONSENT_NEEDED }, { 7000229, MUSTER_ERROR_CONSENT_NEEDED },
    { 650051, MUSTER_ERROR_CONSENT_NEEDED }, { 650057, MUSTER_ERROR_CONSENT_NEEDED }, { 50020, MUSTER_ERROR_FORBIDDEN },
    { 50034, MUSTER_ERROR_NOT_FOUND }, { 700082, MUSTER_ERROR_SIGNED_OUT }, { 50173, MUSTER_ERROR_SIGNED_OUT },
    { 7000215, MUSTER_ERROR_SIGNED_OUT }, { 7000222, MUSTER_ERROR_SIGNED_OUT }, { 7000218, MUSTER_ERROR_SIGNED_OUT },
    { 700025, MUSTER_ERROR_SIGNED_OUT }, { 7000112, MUSTER_ERROR_FORBIDDEN }, { 90002, MUSTER_ERROR_NOT_FOUND },
    { 900023, MUSTER_ERROR_NOT_FOUND }, { 90038, MUSTER_ERROR_WRONG_REGION }, { 900382, MUSTER_ERROR_WRONG_REGION },
    { 500011, MUSTER_ERROR_CONSENT_NEEDED }, { 90055, MUSTER_ERROR_RATE_LIMITED }, { 70011, MUSTER_ERROR_INTERNAL },
    { 50011, MUSTER_ERROR_INVALID_INPUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *by_code = g_strdup_printf ("{\"error\":\"x\",\"error_codes\":[1,%d]}", cases[i].number);
      g_autofree char *by_text = g_strdup_printf ("{\"error\":\"x\",\"error_description\":\"AADSTS%d: Text. More.\"}",
                                                  cases[i].number);
      g_autofree char *behind = g_strdup_printf (". (error %d)", cases[i].number);
      g_autoptr(GError) one = explain (by_code);
      g_autoptr(GError) two = explain (by_text);

      g_assert_error (one, MUSTER_ERROR, cases[i].code);
      g_assert_error (two, MUSTER_ERROR, cases[i].code);
      g_assert_cmpstr (one->message, ==, two->message);

      /* Whole sentences, what is wrong and what to do */
      g_assert_true (g_str_has_suffix (one->message, behind));
      g_assert_nonnull (strstr (one->message, ". "));
      g_assert_null (strstr (one->message, "AADSTS"));

      /* The number is found again, or one that means the same */
      g_prefix_error (&two, "microsoft365:get-organization: ");
      g_assert_cmpint (muster_entra_find_number (two->message), !=, 0);
    }
}

/* An unknown number: "error" decides, and Microsoft's first sentence is shown. */
static void
test_unknown (void)
{
  g_autoptr(GError) client = explain ("{\"error\":\"invalid_client\",\"error_description\":\"AADSTS99999: The thing is odd. "
                                      "Trace ID: 1 Correlation ID: 2 Timestamp: 3\",\"error_codes\":[99999],"
                                      "\"correlation_id\":\"0f0f\"}");
  g_autoptr(GError) consent = explain ("{\"error\":\"consent_required\",\"error_description\":\"New\"}");
  g_autoptr(GError) odd = explain ("{\"error\":\"never_seen\"}");
  g_autoptr(GError) none = explain (NULL);
  g_autoptr(GError) list = explain ("[1,2]");
  g_autoptr(GError) wrong = explain ("{\"error\":7,\"error_codes\":{\"a\":1},\"error_description\":null,\"correlation_id\":[]}");
  g_autoptr(GError) text = explain ("{\"error_codes\":[\"700016\",null,7000215.5]}");

  g_assert_error (client, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_cmpstr (client->message, ==, "AADSTS99999: The thing is odd. (correlation id 0f0f)");
  g_assert_cmpint (muster_entra_find_number (client->message), ==, 99999);
  g_assert_error (consent, MUSTER_ERROR, MUSTER_ERROR_CONSENT_NEEDED);
  g_assert_cmpint (muster_entra_find_number (consent->message), ==, 0);
  g_assert_error (odd, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_error (none, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_error (list, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_error (wrong, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_error (text, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/entra-error/numbers", test_numbers);
  g_test_add_func ("/net/entra-error/unknown", test_unknown);

  return g_test_run ();
}
