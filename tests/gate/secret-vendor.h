/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-catalog.h"

G_BEGIN_DECLS

/**
 * SecretVendor:
 * @server: on loopback
 * @value: what it has stored as the secret number 7
 * @company: whose that is
 * @name: what it is called
 * @sent: (element-type utf8): bodies of what was changed, in order
 * @reads: how often the secret was read
 * @refuse: answers changes with 400 and repeats what it was given
 * @lose: takes changes and says nothing
 * @garble: answers changes with a good status and what is no JSON
 *
 * A small vendor that keeps secrets, and the document that describes it.
 */
typedef struct
{
  SoupServer *server;
  char       *value;
  char       *company;
  char       *name;
  GPtrArray  *sent;
  guint       reads;
  gboolean    refuse;
  gboolean    lose;
  gboolean    garble;
} SecretVendor;

SecretVendor  *secret_vendor_new     (void);
void           secret_vendor_free    (SecretVendor *self);
char          *secret_vendor_base    (SecretVendor *self);
MusterCatalog *secret_vendor_catalog (void);

G_END_DECLS
