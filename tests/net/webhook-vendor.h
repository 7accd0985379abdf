/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-hook.h"
#include "muster-psa.h"

G_BEGIN_DECLS

/* How a vendor's deliveries look, written from the vendor's documentation and not
 * from the code that checks them. */

typedef enum {
  VENDOR_CONNECTWISE = 1 << 0,
  VENDOR_AUTOTASK    = 1 << 1,
  VENDOR_HALOPSA     = 1 << 2,
  VENDOR_HMAC        = VENDOR_CONNECTWISE | VENDOR_AUTOTASK,
  VENDOR_ALL         = VENDOR_HMAC | VENDOR_HALOPSA,
} VendorMask;

typedef struct {
  VendorMask mask;
  const char *integration;
  const char *header;      /* that proves who sent it */
  const char *key;
  const char *other_key;   /* of another connection */
  const char *body;
  const char *other_body;
  const char *id;          /* of the ticket that @body is about */
} Vendor;

extern const Vendor vendors[3];

/* (transfer full): the value of the header */
char     *vendor_sign (const Vendor *vendor,
                       const char   *key,
                       const char   *body);
char     *vendor_hmac (GChecksumType type,
                       const void   *key,
                       gsize         key_length,
                       const char   *body);
/* What the application does with a delivery: (transfer full) (nullable): the ids of the tickets that it is about, "69 70", or
 * "off" if it is about the webhook itself */
char     *vendor_take (const Vendor *vendor,
                       MusterPsa    *psa,
                       MusterHook   *hook,
                       const char   *key,
                       GError      **error);

G_END_DECLS
