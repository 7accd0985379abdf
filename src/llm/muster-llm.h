/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is said to a language model and what it answers, without a word of any vendor's protocol. */

/**
 * MusterLlmRole:
 * @MUSTER_LLM_SYSTEM: what the program says
 * @MUSTER_LLM_USER: the ticket, the answers of repairs
 * @MUSTER_LLM_ASSISTANT: the model, with its calls
 * @MUSTER_LLM_TOOL: the answer to one call
 */
typedef enum
{
  MUSTER_LLM_SYSTEM,
  MUSTER_LLM_USER,
  MUSTER_LLM_ASSISTANT,
  MUSTER_LLM_TOOL
} MusterLlmRole;

/**
 * MusterLlmCall:
 * @id: what its answer names; never empty (made here when the vendor gave none)
 * @name: of the tool, as the model wrote it
 * @arguments: (nullable): a JSON object; %NULL: what came is no JSON object
 * @raw: the arguments as text
 */
typedef struct
{
  char     *id;
  char     *name;
  JsonNode *arguments;
  char     *raw;
} MusterLlmCall;

/**
 * MusterLlmMessage:
 * @role: who speaks
 * @text: (nullable): what was said
 * @calls: (nullable) (element-type MusterLlmCall): of an assistant
 * @call_id: (nullable): of a tool: which call this answers
 * @stable: this message and all before it are the same in every request of the run (or of all runs), so that a vendor
 *   may keep them: set it on the last one of the part that does not change
 */
typedef struct
{
  MusterLlmRole role;
  char         *text;
  GPtrArray    *calls;
  char         *call_id;
  gboolean      stable;
} MusterLlmMessage;

/**
 * MusterLlmTool:
 * @name: letters, digits, _ and -, at most 64
 * @description: for the model
 * @schema: JSON schema of the arguments, an object
 */
typedef struct
{
  char     *name;
  char     *description;
  JsonNode *schema;
} MusterLlmTool;

#define MUSTER_TYPE_LLM_REQUEST (muster_llm_request_get_type ())

/**
 * MusterLlmRequest:
 * @messages: (element-type MusterLlmMessage): what was said so far, what is stable first
 * @tools: (element-type MusterLlmTool): in the order in which they are sent
 * @tool_choice: (nullable): "auto" or "required"; %NULL: as "auto"
 * @max_output: most tokens of the answer; 0: the model's own limit
 * @estimate: tokens of the prompt by the asker's own count; 0: counted here
 */
typedef struct
{
  GPtrArray *messages;
  GPtrArray *tools;
  char      *tool_choice;
  guint      max_output;
  guint      estimate;

  /*< private >*/
  GBytes       *body;
  gconstpointer body_maker;
  guint         body_quirks;
  gatomicrefcount refs;
} MusterLlmRequest;

#define MUSTER_TYPE_LLM_REPLY (muster_llm_reply_get_type ())

/**
 * MusterLlmReply:
 * @text: (nullable): what the model said beside its calls
 * @calls: (element-type MusterLlmCall): never %NULL
 * @stop: "stop", "calls", "length" (cut at the limit), "refused", "filter" or "other"
 * @prompt: tokens of the whole prompt, with what was cached
 * @cached: of those, read from the vendor's cache
 * @written: of those, put into the vendor's cache
 * @output: tokens of the answer
 * @estimated: the numbers are our own: the vendor gave none
 * @streamed: it came in pieces
 * @ms: from asking to the last byte, with waits and tries again
 * @cost: millionths of the currency unit
 * @model: what the vendor says it was, or else what was asked for
 * @model_id: (nullable): id of the #MusterLanguageModel that answered
 * @model_name: (nullable): its name
 */
typedef struct
{
  char      *text;
  GPtrArray *calls;
  char      *stop;
  guint      prompt;
  guint      cached;
  guint      written;
  guint      output;
  gboolean   estimated;
  gboolean   streamed;
  guint      ms;
  gint64     cost;
  char      *model;
  char      *model_id;
  char      *model_name;

  /*< private >*/
  gatomicrefcount refs;
} MusterLlmReply;

/**
 * MusterLlmDelta:
 * @text: (nullable): a piece of what the model says; never of a call's arguments
 *
 * Called while an answer comes in. %NULL: what was told so far is void, and it begins anew.
 */
typedef void (*MusterLlmDelta) (const char *text,
                                gpointer    user_data);

MusterLlmCall    *muster_llm_call_new             (const char       *id,
                                                   const char       *name,
                                                   const char       *raw);
MusterLlmCall    *muster_llm_call_copy            (MusterLlmCall    *self);
void              muster_llm_call_free            (MusterLlmCall    *self);

MusterLlmMessage *muster_llm_message_new          (MusterLlmRole     role,
                                                   const char       *text);
MusterLlmMessage *muster_llm_message_new_answer   (const char       *call_id,
                                                   const char       *text);
MusterLlmMessage *muster_llm_message_copy         (MusterLlmMessage *self);
void              muster_llm_message_free         (MusterLlmMessage *self);
void              muster_llm_message_add_call     (MusterLlmMessage *self,
                                                   MusterLlmCall    *call);
JsonNode         *muster_llm_message_to_json      (MusterLlmMessage *self);
MusterLlmMessage *muster_llm_message_from_json    (JsonNode         *node,
                                                   GError          **error);

GType             muster_llm_request_get_type     (void) G_GNUC_CONST;
MusterLlmRequest *muster_llm_request_new          (void);
MusterLlmRequest *muster_llm_request_ref          (MusterLlmRequest *self);
void              muster_llm_request_unref        (MusterLlmRequest *self);
void              muster_llm_request_add_message  (MusterLlmRequest *self,
                                                   MusterLlmMessage *message);
void              muster_llm_request_add_text     (MusterLlmRequest *self,
                                                   MusterLlmRole     role,
                                                   const char       *text);
void              muster_llm_request_add_tool     (MusterLlmRequest *self,
                                                   const char       *name,
                                                   const char       *description,
                                                   JsonNode         *schema);
void              muster_llm_request_set_choice   (MusterLlmRequest *self,
                                                   const char       *tool_choice);
guint             muster_llm_request_estimate     (MusterLlmRequest *self);

GType             muster_llm_reply_get_type       (void) G_GNUC_CONST;
MusterLlmReply   *muster_llm_reply_new            (void);
MusterLlmReply   *muster_llm_reply_ref            (MusterLlmReply   *self);
void              muster_llm_reply_unref          (MusterLlmReply   *self);
MusterLlmMessage *muster_llm_reply_to_message     (MusterLlmReply   *self);

guint             muster_llm_estimate_text        (const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmCall, muster_llm_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmMessage, muster_llm_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmRequest, muster_llm_request_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmReply, muster_llm_reply_unref)

G_END_DECLS
