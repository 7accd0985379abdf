/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENTS_PAGE (muster_clients_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientsPage, muster_clients_page, MUSTER, CLIENTS_PAGE, AdwBin)

GtkWidget *muster_clients_page_new    (MusterContext     *context);
void       muster_clients_page_search (MusterClientsPage *self);

G_END_DECLS
