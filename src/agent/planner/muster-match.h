/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"
#include "muster-words.h"

G_BEGIN_DECLS

gboolean muster_match_token_counts (const char        *token);
gboolean muster_match_place_has    (const MusterPlace *place,
                                    const char        *token);
int      muster_match_find_token   (GPtrArray         *words,
                                    guint              from,
                                    guint              to,
                                    const char        *token);
gboolean muster_match_in_mention   (MusterInquiry     *self,
                                    guint              i);
gboolean muster_match_address      (const MusterWord  *word,
                                    const MusterPlace *place);

G_END_DECLS
