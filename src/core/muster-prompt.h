/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More than this is refused: it would cost more than it helps in every single request */
#define MUSTER_PROMPT_MAX_BYTES (32 * 1024)
/* What both texts together should stay under, for the gauge */
#define MUSTER_PROMPT_GOOD_TOKENS 1500

/**
 * MusterPrompt:
 * @base: part of the program, the same for everybody
 * @version: of @base, such as `base/1`
 * @msp: (nullable): the MSP's own
 * @client: (nullable): the client's own
 * @effective: all of them in that order, as a planner gets it
 * @hash: of @effective; recorded in each run that is planned with it
 *
 * What a planner is told before the ticket.
 */
typedef struct
{
  char *base;
  char *version;
  char *msp;
  char *client;
  char *effective;
  char *hash;
} MusterPrompt;

MusterPrompt *muster_prompt_new  (const char   *msp,
                                  const char   *client);
void          muster_prompt_free (MusterPrompt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPrompt, muster_prompt_free)

G_END_DECLS
