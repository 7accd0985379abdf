/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-language-model.h"
#include "muster-llm.h"
#include "muster-test-server.h"

G_BEGIN_DECLS

/* One answer of the server; the last one of a list is given again and again. */
typedef struct
{
  guint       status;
  const char *type;         /* "sse", "json" or a media type */
  const char *body;
  const char *retry_after;  /* (nullable) */
} Answer;

/**
 * LlmServer:
 * @requests: (element-type utf8): bodies that came
 * @heads: (element-type utf8): "Authorization: …", "api-key: …" and the like, one text for each request
 */
typedef struct
{
  MusterTestServer *server;
  const Answer     *answers;
  guint             n_answers;
  GMutex            lock;
  GPtrArray        *requests;
  GPtrArray        *heads;
  guint             seen;
} LlmServer;

LlmServer           *llm_server_new   (const Answer        *answers,
                                       guint                n_answers);
void                 llm_server_free  (LlmServer           *self);
char                *llm_server_body  (LlmServer           *self,
                                       guint                index);
char                *llm_server_head  (LlmServer           *self,
                                       guint                index);
MusterLanguageModel *llm_model        (const char          *base,
                                       const char          *preset);
MusterLlmRequest    *llm_request      (void);

#define CHUNK(text) "data: {\"id\":\"x\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":" text "}]}\n\n"
#define FINISH(reason) "data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" reason "\"}]}\n\n"
#define USAGE(prompt, output) "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":" #prompt ",\"completion_tokens\":" #output \
        ",\"prompt_tokens_details\":{\"cached_tokens\":40}}}\n\n"
#define DONE "data: [DONE]\n\n"
#define HELLO CHUNK ("{\"role\":\"assistant\",\"content\":\"Hel\"}") CHUNK ("{\"content\":\"lo\"}") FINISH ("stop") \
        USAGE (100, 7) DONE

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmServer, llm_server_free)

G_END_DECLS
