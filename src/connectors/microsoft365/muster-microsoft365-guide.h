/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-permission.h"

G_BEGIN_DECLS

/**
 * MusterConnectGuide:
 * @id: such as `register`, `permission:User.Read.All`
 * @title: translated
 * @text: translated: what to click, and why
 * @copy: (nullable): what is pasted there
 * @link: (nullable): the page where it is done
 *
 * One thing that a person does at Microsoft before a connection can work.
 */
typedef struct
{
  char *id;
  char *title;
  char *text;
  char *copy;
  char *link;
} MusterConnectGuide;

void       muster_connect_guide_free   (MusterConnectGuide  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterConnectGuide, muster_connect_guide_free)

/* What stands in the app registration as redirect address; any port is added to it when somebody signs in */
#define MUSTER_MICROSOFT365_REDIRECT "http://localhost"

/* (transfer full) (element-type MusterConnectGuide): in the order in which it is done. @method: "secret", "certificate" or
 * "person"; @cloud: (nullable); @permissions: (element-type MusterPermissionNeed): what to ask for */
GPtrArray *muster_microsoft365_guide   (const char          *method,
                                        const char          *cloud,
                                        GPtrArray           *permissions);

G_END_DECLS
