/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-llm-protocol.h"

G_BEGIN_DECLS

/**
 * MusterLlmRefusal:
 * @problem: (transfer none): what it is in one word, such as "wrong-key"
 * @again: the same request may work a little later
 * @quirk: what the request should do without; 0: nothing
 * @error: (owned): in words
 *
 * What an answer that is none says.
 */
typedef struct
{
  const char     *problem;
  gboolean        again;
  MusterLlmQuirks quirk;
  GError         *error;
} MusterLlmRefusal;

void  muster_llm_refusal_read  (guint                status,
                                GBytes              *body,
                                const char          *host,
                                MusterLlmQuirks      quirks,
                                MusterLlmRefusal    *refusal);
void  muster_llm_refusal_clear (MusterLlmRefusal    *refusal);
char *muster_llm_looks_like    (GBytes              *body);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterLlmRefusal, muster_llm_refusal_clear)

G_END_DECLS
