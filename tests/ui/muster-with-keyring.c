/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-application.h"
#include "muster-resources.h"
#include "muster-secret-store.h"
#include "muster-ui-resources.h"

/* The real program with one difference: its demonstration keeps secrets in the
 * session's keyring, which the profile itself would not touch. */
int
main (int    argc,
      char **argv)
{
  g_autoptr(MusterApplication) application = NULL;
  g_autoptr(MusterSecretStore) store = NULL;

  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());
  store = muster_secret_store_libsecret_new ();
  application = muster_application_new ();
  muster_application_set_secret_store (application, store);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
