/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/* A catalog document and the files that describe the same vendor */
typedef struct
{
  const char *name;
  const char *prefix;
  const char *specs[4];
} AgreementDocument;

typedef struct
{
  JsonParser *parser;
  Agreement   agreement;
} AgreementFixture;

const AgreementDocument *agreement_documents       (guint                   *n);
void                     agreement_fixture_set_up  (AgreementFixture        *self,
                                                    gconstpointer            document);
void                     agreement_fixture_tear_down (AgreementFixture      *self,
                                                    gconstpointer            document);

G_END_DECLS
