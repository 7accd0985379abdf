/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-error.h"
#include "muster-resources.h"
#include "muster-test.h"

/* The bundle comes from a static library: without the call it would not be there. */
static void
test_registered (void)
{
  g_auto(GStrv) children = NULL;
  g_autoptr(GError) error = NULL;

  muster_core_register_resources ();
  muster_core_register_resources ();

  children = g_resources_enumerate_children (MUSTER_RESOURCE_PREFIX, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (children), >, 0);
}

static void
test_missing (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_core_lookup_resource ("sql/no-such-file.sql", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/resources/registered", test_registered);
  g_test_add_func ("/core/resources/missing", test_missing);

  return g_test_run ();
}
