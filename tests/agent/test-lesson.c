/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "muster-test.h"

#include "muster-lesson.h"
#include "muster-step.h"

static void
test_draft (void)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  MusterStep *step = muster_step_new ();
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *german = NULL;
  g_autofree char *german_title = NULL;

  muster_ticket_set_number (ticket, "4711");
  muster_ticket_set_summary (ticket, "RE: Fwd: Dana Reed cannot print");
  muster_ticket_set_description (ticket, "My password is CANARY-1");
  muster_ticket_set_contact_name (ticket, "Dana Reed");
  muster_ticket_set_resolution (ticket, "Told dana.reed@fabrikam.example to restart.");
  muster_plan_set_diagnosis (plan, "The queue of Dana is stuck.");
  muster_step_set_tool (step, "microsoft365:sync-device");
  muster_step_set_explain (step, "Synchronise FAB-LT-014");
  g_ptr_array_add (steps, step);
  muster_plan_set_steps (plan, steps);
  text = muster_lesson_draft (ticket, plan, "en", &title);
  g_assert_cmpstr (title, ==, "the user cannot print");
  g_assert_nonnull (strstr (text, "Diagnosis:\nThe queue of the user is stuck.\n"));
  g_assert_nonnull (strstr (text, "1) Synchronise FAB-LT-014\n"));
  g_assert_nonnull (strstr (text, "Told the user to restart."));
  g_assert_nonnull (strstr (text, "4711"));
  g_assert_null (strstr (text, "Dana"));
  g_assert_null (strstr (text, "fabrikam"));
  g_assert_null (strstr (text, "CANARY"));
  german = muster_lesson_draft (ticket, plan, "de", &german_title);
  g_assert_nonnull (german);
}

static void
test_html (void)
{
  static const struct { const char *text; const char *html; } cases[] = {
    { "", "" },
    { "Problem:\nIt <b>fails</b> & stops\n\nMore", "<h2>Problem</h2><p>It &lt;b&gt;fails&lt;/b&gt; &amp; stops</p><p>More</p>" },
    { "What helps:\n1) First\n2) Second\n\nEnd.", "<h2>What helps</h2><ol><li>First</li><li>Second</li></ol><p>End.</p>" },
    { "One\nTwo\r\n", "<p>One<br>Two</p>" },
    { "Do this:\n\nA: b", "<h2>Do this</h2><p>A: b</p>" },
    { "Text that ends with a colon\nlike this:", "<p>Text that ends with a colon<br>like this:</p>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *html = muster_lesson_to_html (cases[i].text);

      g_assert_cmpstr (html, ==, cases[i].html);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/lesson/draft", test_draft);
  g_test_add_func ("/agent/lesson/html", test_html);
  return g_test_run ();
}
