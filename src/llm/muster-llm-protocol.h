/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-llm-builder.h"
#include "muster-model-preset.h"

G_BEGIN_DECLS

/**
 * MusterLlmQuirks:
 * @MUSTER_LLM_NEW_LIMIT: the limit of the answer is called max_completion_tokens
 * @MUSTER_LLM_NO_STREAM: it cannot stream
 * @MUSTER_LLM_NO_STREAM_OPTIONS: it does not know stream_options
 * @MUSTER_LLM_NO_REQUIRED: it cannot be made to call a tool
 * @MUSTER_LLM_NO_TEMPERATURE: it takes no temperature
 *
 * What a server turned out not to take.
 */
typedef enum
{
  MUSTER_LLM_NEW_LIMIT = 1 << 0,
  MUSTER_LLM_NO_STREAM = 1 << 1,
  MUSTER_LLM_NO_STREAM_OPTIONS = 1 << 2,
  MUSTER_LLM_NO_REQUIRED = 1 << 3,
  MUSTER_LLM_NO_TEMPERATURE = 1 << 4
} MusterLlmQuirks;

/**
 * MusterLlmHeaderFunc:
 * @name: of a header
 * @value: of it; what is secret in it is the caller's to keep
 */
typedef void (*MusterLlmHeaderFunc) (const char *name,
                                     const char *value,
                                     gpointer    user_data);

/**
 * MusterLlmProtocol:
 * @make_url: where the request goes
 * @add_headers: tells each header; @key is nullable
 * @make_body: the request
 * @read_event: one event of a stream
 * @read_whole: an answer that came in one piece
 *
 * One way of talking to a model. Pure.
 */
typedef struct
{
  char       *(*make_url)    (MusterLanguageModel *model);
  void        (*add_headers) (MusterLanguageModel *model,
                              const char          *key,
                              MusterLlmHeaderFunc  callback,
                              gpointer             user_data);
  JsonNode   *(*make_body)   (MusterLanguageModel *model,
                              MusterLlmRequest    *request,
                              MusterLlmQuirks      quirks);
  gboolean    (*read_event)  (MusterLlmBuilder    *builder,
                              const char          *event,
                              const char          *data,
                              gsize                length,
                              GError             **error);
  gboolean    (*read_whole)  (MusterLlmBuilder    *builder,
                              JsonNode            *node,
                              GError             **error);
} MusterLlmProtocol;

extern const MusterLlmProtocol muster_llm_protocol_openai;
extern const MusterLlmProtocol muster_llm_protocol_anthropic;

const MusterLlmProtocol *muster_llm_protocol_of     (MusterLanguageModel  *model);
guint                    muster_llm_limit_of        (MusterLanguageModel  *model,
                                                     MusterLlmRequest     *request);
char                    *muster_llm_plain_name      (const char           *name);
char                    *muster_llm_short_words     (const char           *words);
JsonObject              *muster_llm_parse_event     (const char           *data,
                                                     gsize                 length,
                                                     JsonNode            **node,
                                                     GError              **error);
gboolean                 muster_llm_is_number       (JsonObject           *object,
                                                     const char           *member);

/* Ids of calls in one request: whatever a model made up becomes call00001, call00002 …, in order, so that no vendor
 * stumbles over another one's, and the same conversation is always the same bytes. */
typedef struct
{
  GHashTable *names;   /* (owned): what the model called it → what it is called here, of the newest one */
  guint       count;
} MusterLlmIds;

void        muster_llm_ids_init   (MusterLlmIds *self);
void        muster_llm_ids_clear  (MusterLlmIds *self);
const char *muster_llm_ids_add    (MusterLlmIds *self,
                                   const char   *id);
const char *muster_llm_ids_find   (MusterLlmIds *self,
                                   const char   *id);

G_END_DECLS
