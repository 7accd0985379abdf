/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* The look-alikes of language models. A request of any protocol becomes a talk, a behaviour makes
 * what is said of it, and the protocol writes that down in its own shape. */

typedef struct {
  char     *id;
  char     *name;
  JsonNode *arguments;   /* (nullable) */
  char     *raw;         /* (nullable) the arguments as text, where they differ or are no JSON */
} MusterTalkCall;

typedef struct {
  const char *role;      /* "system", "user", "assistant" or "tool" */
  char       *text;      /* never NULL */
  GPtrArray  *calls;     /* (element-type MusterTalkCall) of an assistant */
  char       *call_id;   /* (nullable) of a tool: which call it answers */
} MusterTalkMessage;

typedef struct {
  char       *name;
  const char *about;     /* (unowned) its description, never NULL */
  JsonObject *schema;    /* (nullable) (unowned) of the arguments */
} MusterTalkTool;

typedef struct {
  MusterCall *call;             /* (unowned) */
  const char *protocol;         /* "openai", "azure", "anthropic" or "local" */
  char       *model;            /* as the request names it */
  const char *kind;             /* which behaviour that is */
  guint       ms;               /* of a fault: how long things take */
  const char *retry_after;      /* (nullable) (unowned) of a fault */
  GPtrArray  *messages;         /* (element-type MusterTalkMessage) */
  GPtrArray  *tools;            /* (element-type MusterTalkTool) */
  gboolean    stream;
  gboolean    with_usage;       /* the stream ends with the usage */
  gboolean    one_call;         /* no parallel calls */
  char       *choice;           /* "auto", "none", "required" or the name of a tool */
  gint64      max_output;       /* tokens, 0: no limit */
  char       *ticket;           /* (nullable) the number of the ticket it is about */

  GString    *prompt;           /* all that is shown, in order: tools, system, messages */
  GArray     *marks;            /* (element-type gsize) ends in @prompt of what may be cached */
  guint       system_chars;
  guint       tools_chars;
  guint       message_chars;
  guint       prompt_tokens;
  guint       cached_tokens;
  guint       written_tokens;   /* Anthropic: put into the cache */
} MusterTalk;

typedef struct {
  char       *text;             /* (nullable) */
  GPtrArray  *calls;            /* (element-type MusterTalkCall) */
  const char *stop;             /* "stop", "calls", "length" or "refusal" */
  guint       tokens;
} MusterTalkReply;

MusterTalk      *muster_talk_new          (MusterCall      *call,
                                           const char      *protocol);
void             muster_talk_free         (MusterTalk      *talk);
MusterTalkMessage *
                 muster_talk_add          (MusterTalk      *talk,
                                           const char      *role,
                                           const char      *text);
void             muster_talk_add_call     (GPtrArray       *calls,
                                           const char      *id,
                                           const char      *name,
                                           JsonNode        *arguments,
                                           const char      *raw);
void             muster_talk_add_tool     (MusterTalk      *talk,
                                           const char      *name,
                                           const char      *about,
                                           JsonObject      *schema);
MusterTalkTool  *muster_talk_tool         (MusterTalk      *talk,
                                           const char      *name);
guint            muster_talk_turns        (MusterTalk      *talk);
void             muster_talk_show         (MusterTalk      *talk,
                                           guint           *part,
                                           const char      *text);
guint            muster_talk_tokens       (const char      *text,
                                           gsize            length);
void             muster_talk_settle       (MusterTalk      *talk,
                                           MusterTalkReply *reply);
char            *muster_talk_arguments    (MusterTalkCall  *call);
GPtrArray       *muster_talk_pieces       (const char      *text);

MusterTalkReply *muster_talk_reply_new    (void);
void             muster_talk_reply_free   (MusterTalkReply *reply);
void             muster_talk_say          (MusterTalkReply *reply,
                                           const char      *text);
void             muster_talk_call         (MusterTalkReply *reply,
                                           const char      *name,
                                           JsonObject      *arguments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTalk, muster_talk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTalkReply, muster_talk_reply_free)

/* --- protocols --- */
gboolean         muster_llm_openai_read   (MusterTalk      *talk,
                                           JsonObject      *body);
void             muster_llm_openai_write  (MusterTalk      *talk,
                                           MusterTalkReply *reply);
void             muster_llm_openai_fail   (MusterCall      *call,
                                           guint            status,
                                           const char      *type,
                                           const char      *param,
                                           const char      *code,
                                           const char      *message);
gboolean         muster_llm_openai_check  (MusterCall      *call,
                                           JsonObject      *body);
void             muster_llm_azure_fail    (MusterCall      *call,
                                           guint            status,
                                           const char      *code,
                                           const char      *message);

void             muster_llm_anthropic_fail (MusterCall     *call,
                                           guint            status,
                                           const char      *type,
                                           const char      *message);
gboolean         muster_llm_anthropic_check (MusterCall    *call,
                                           JsonObject      *body);
gboolean         muster_llm_anthropic_read (MusterTalk     *talk,
                                           JsonObject      *body);
void             muster_llm_anthropic_write (MusterTalk    *talk,
                                           MusterTalkReply *reply);

/* --- behaviours --- */
const char      *muster_llm_kind_of       (MusterCall      *call,
                                           const char      *model);
JsonArray       *muster_llm_kinds         (void);
const char      *muster_llm_kind_at       (guint            index);
gboolean         muster_llm_is_kind       (const char      *name);
void             muster_llm_find_ticket   (MusterTalk      *talk);
void             muster_llm_take_fault    (MusterTalk      *talk);
void             muster_llm_hostile       (MusterTalk      *talk,
                                           MusterTalkReply *reply);
gboolean         muster_llm_refuse        (MusterTalk      *talk);
void             muster_llm_answer        (MusterTalk      *talk,
                                           MusterTalkReply *reply);
void             muster_llm_spoil         (MusterTalk      *talk);
void             muster_llm_plain         (MusterTalk      *talk,
                                           MusterTalkReply *reply);
gboolean         muster_llm_scripted      (MusterTalk      *talk,
                                           MusterTalkReply *reply);
void             muster_llm_set_baseline  (MusterWorld     *world,
                                           JsonNode        *texts);
JsonObject      *muster_llm_script_plan   (MusterTalk      *talk);
char            *muster_llm_place_of      (MusterTalk      *talk,
                                           const char      *text);
char            *muster_llm_function_name (const char      *tool);
JsonObject      *muster_llm_sample        (JsonObject      *schema);

/* --- what is kept of all talks --- */
typedef struct {
  JsonObject *script;           /* as POST /sandbox/llm has set it */
  GPtrArray  *log;              /* (element-type JsonObject) */
  GPtrArray  *bodies;           /* (element-type GBytes) of the log's lines */
  GPtrArray  *prompts;          /* (element-type char*) the latest, for what a cache would hold */
  GHashTable *cached;           /* checksums of what Anthropic has been told to cache */
  JsonArray  *faults;
  JsonArray  *obeyed;
  char       *baseline;         /* (nullable) texts that are harmless */
} MusterLlmBox;

MusterLlmBox    *muster_llm_box           (MusterWorld     *world);
void             muster_llm_forget        (MusterWorld     *world);
JsonObject      *muster_llm_ready         (MusterWorld     *world,
                                           const char      *base);
void             muster_llm_handle        (MusterCall      *call);
void             muster_llm_control       (MusterCall      *call);

G_END_DECLS
