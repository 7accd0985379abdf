/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in the setting "cloud" when nothing does */
#define MUSTER_CLOUD_GLOBAL "global"

/**
 * MusterCloud:
 * @id: as the setting `cloud` has it
 * @label: N_(): what a person reads
 * @login: where people and apps sign in
 * @graph: Microsoft Graph
 * @exchange: Exchange Online
 * @partner: (nullable): Partner Center; it is in the global cloud only
 * @entra_portal: where app registrations are
 * @admin_portal: where an administrator of a customer works
 *
 * One national cloud. Tokens and app registrations are valid in their own only.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *login;
  const char *graph;
  const char *exchange;
  const char *partner;
  const char *entra_portal;
  const char *admin_portal;
} MusterCloud;

const MusterCloud *muster_cloud_find     (const char        *id);
const MusterCloud *muster_cloud_list     (guint             *n_clouds);
const char        *muster_cloud_get_host (const MusterCloud *self,
                                          const char        *name);

G_END_DECLS
