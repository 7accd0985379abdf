/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

GPtrArray *muster_starter_licences  (MusterInquiry *self,
                                     GPtrArray     *words,
                                     guint          from,
                                     guint          to);
gboolean   muster_starter_has_seat  (MusterInquiry *self,
                                     const char    *part);
char      *muster_starter_make_upn  (MusterInquiry *self,
                                     const char    *given,
                                     const char    *surname);
char      *muster_starter_fact      (MusterInquiry *self);
char      *muster_starter_voice     (MusterInquiry *self);
char      *muster_starter_hybrid    (MusterInquiry *self);

G_END_DECLS
