/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-language-model.h"
#include "muster-model-usage.h"

G_BEGIN_DECLS

char    *muster_model_text_money        (gint64               millionths,
                                         const char          *currency);
char    *muster_model_text_amount       (gint64               millionths);
gboolean muster_model_text_parse_amount (const char          *text,
                                         gint64              *millionths);
char    *muster_model_text_number       (gint64               number);
gboolean muster_model_text_parse_number (const char          *text,
                                         gint64              *number);
char    *muster_model_text_tokens       (gint64               tokens);
char    *muster_model_text_where        (MusterLanguageModel *model);
char    *muster_model_text_usage        (MusterModelUsage    *usage);
gboolean muster_model_text_has_prices   (MusterLanguageModel *model);

G_END_DECLS
