/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster"

#include "config.h"

#include "muster-application.h"
#include "muster-language.h"
#include "muster-process.h"
#include "muster-resources.h"
#include "muster-ui-resources.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(MusterApplication) application = NULL;

  /* Others of the same person must not read tokens out of this process. The price: a portal on the host refuses who it cannot
   * look at ("Unable to open /proc/PID/root", flatpak/xdg-desktop-portal issues 785 and 1490). Nothing here needs one outside of
   * Flatpak: links, notifications and the colour scheme have other ways there; inside, the portal looks at the bus proxy. */
  muster_process_protect ();
  muster_language_bind (argv[0]);
  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());

  application = muster_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
