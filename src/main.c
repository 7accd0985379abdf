/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster"

#include "config.h"

#include "muster-application.h"
#include "muster-language.h"
#include "muster-resources.h"
#include "muster-ui-resources.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(MusterApplication) application = NULL;

  muster_language_bind (argv[0]);
  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());

  application = muster_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
