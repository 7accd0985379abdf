/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-secret.h"

G_BEGIN_DECLS

/* How long a value stands on the screen; the clipboard is cleared after MUSTER_REVEAL_CLIPBOARD_SECONDS */
#define MUSTER_REVEAL_SECONDS           30
#define MUSTER_REVEAL_CLIPBOARD_SECONDS 60

#define MUSTER_TYPE_REVEAL (muster_reveal_get_type ())
G_DECLARE_FINAL_TYPE (MusterReveal, muster_reveal, MUSTER, REVEAL, GObject)

MusterReveal *muster_reveal_new         (const char   *kind,
                                         const char   *title,
                                         const char   *owner,
                                         MusterSecret *value,
                                         gboolean      once);
/* Translated: "Password", "BitLocker recovery key" … */
const char   *muster_reveal_get_kind    (MusterReveal *self);
const char   *muster_reveal_get_title   (MusterReveal *self);
const char   *muster_reveal_get_owner   (MusterReveal *self);  /* (nullable): a sign-in name or a device */
MusterSecret *muster_reveal_get_value   (MusterReveal *self);
guint         muster_reveal_get_seconds (MusterReveal *self);
/* TRUE: it cannot be had again */
gboolean      muster_reveal_get_once    (MusterReveal *self);
/* (element-type MusterReveal) (nullable): further values of the same answer: a device has a key for each of its drives */
GListModel   *muster_reveal_get_more    (MusterReveal *self);
void          muster_reveal_add         (MusterReveal *self,
                                         MusterReveal *further);

G_END_DECLS
