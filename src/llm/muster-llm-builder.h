/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-language-model.h"
#include "muster-llm.h"

G_BEGIN_DECLS

#define MUSTER_LLM_MAX_CALLS 64
#define MUSTER_LLM_MAX_TEXT (512 * 1024)
#define MUSTER_LLM_MAX_ARGUMENTS (256 * 1024)

/**
 * MusterLlmBuilder:
 * @delta: (nullable): told each piece of text
 * @stop: (nullable): why it ended, in our words; %NULL: it has not said so
 * @prompt: tokens; -1: the vendor did not say. Like the next ones
 * @done: the vendor's mark of the end has come
 *
 * An answer while it comes in.
 */
typedef struct
{
  MusterLlmDelta delta;
  gpointer       delta_data;
  GString       *text;
  GPtrArray     *parts;      /* (element-type Part): calls under construction, in the order in which they began */
  char          *stop;
  char          *model;
  gint64         prompt;
  gint64         cached;
  gint64         written;
  gint64         output;
  gsize          arguments;  /* bytes in all calls together */
  gboolean       done;
} MusterLlmBuilder;

/**
 * MusterLlmStop:
 * @theirs: how a vendor says why an answer ended; %NULL ends a table
 * @ours: what we call it
 */
typedef struct
{
  const char *theirs;
  const char *ours;
} MusterLlmStop;

MusterLlmBuilder *muster_llm_builder_new       (MusterLlmDelta       delta,
                                                gpointer             delta_data);
void              muster_llm_builder_free      (MusterLlmBuilder    *self);
gboolean          muster_llm_builder_add_text  (MusterLlmBuilder    *self,
                                                const char          *text,
                                                GError             **error);
gboolean          muster_llm_builder_add_call  (MusterLlmBuilder    *self,
                                                gint64               index,
                                                const char          *id,
                                                const char          *name,
                                                const char          *arguments,
                                                GError             **error);
void              muster_llm_builder_set_stop  (MusterLlmBuilder    *self,
                                                const char          *stop);
void              muster_llm_builder_read_stop (MusterLlmBuilder    *self,
                                                const MusterLlmStop *stops,
                                                const char          *reason);
void              muster_llm_builder_set_model (MusterLlmBuilder    *self,
                                                const char          *model);
guint             muster_llm_builder_estimate  (MusterLlmBuilder    *self);
MusterLlmReply   *muster_llm_builder_finish    (MusterLlmBuilder    *self,
                                                MusterLlmRequest    *request,
                                                GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmBuilder, muster_llm_builder_free)

G_END_DECLS
