/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-enums.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/**
 * MusterToolCall:
 * @tool: full name, such as `microsoft365:get-user`
 * @args: the arguments in plan notation
 *
 * A read call that a planner wants to have answered.
 */
typedef struct
{
  char       *tool;
  JsonObject *args;
} MusterToolCall;

MusterToolCall *muster_tool_call_new  (const char     *tool,
                                       JsonObject     *args);
void            muster_tool_call_free (MusterToolCall *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterToolCall, muster_tool_call_free)

/**
 * MusterCaseAnswer:
 * @tool: full name of the tool
 * @key: its arguments in canonical form
 * @status: `ok`, or the name of a MUSTER_ERROR code
 * @result: (nullable): what the tool answered, when @status is `ok`
 */
typedef struct
{
  char     *tool;
  char     *key;
  char     *status;
  JsonNode *result;
} MusterCaseAnswer;

#define MUSTER_TYPE_CASE (muster_case_get_type ())
G_DECLARE_FINAL_TYPE (MusterCase, muster_case, MUSTER, CASE, GObject)

MusterCase             *muster_case_new                    (MusterTicket *ticket,
                                                            const char   *client_name,
                                                            const char   *client_slug,
                                                            const char   *language,
                                                            const char   *time_zone,
                                                            gint64        now);

MusterTicket           *muster_case_get_ticket             (MusterCase   *self);
const char             *muster_case_get_client_name        (MusterCase   *self);
const char             *muster_case_get_client_slug        (MusterCase   *self);
const char             *muster_case_get_language           (MusterCase   *self);
const char             *muster_case_get_time_zone          (MusterCase   *self);
gint64                  muster_case_get_now                (MusterCase   *self);

void                    muster_case_set_psa                (MusterCase   *self,
                                                            const char   *integration);
const char             *muster_case_get_psa                (MusterCase   *self);
void                    muster_case_set_docs               (MusterCase   *self,
                                                            const char   *integration);
const char             *muster_case_get_docs               (MusterCase   *self);
void                    muster_case_set_workspace_language (MusterCase   *self,
                                                            const char   *language);
const char             *muster_case_get_workspace_language (MusterCase   *self);

void                    muster_case_offer_tool             (MusterCase   *self,
                                                            const char   *tool,
                                                            MusterPolicy  policy);
gboolean                muster_case_is_offered             (MusterCase   *self,
                                                            const char   *tool,
                                                            MusterPolicy *policy);

/* A tool that would be offered, if the client's systems were ready for it. @status: what its call would answer */
void                    muster_case_set_unavailable        (MusterCase   *self,
                                                            const char   *tool,
                                                            const char   *status,
                                                            const char   *reason);
/* (nullable): why; @status: (out) (optional) (transfer none) */
const char             *muster_case_get_unavailable        (MusterCase   *self,
                                                            const char   *tool,
                                                            const char  **status);

void                    muster_case_keep                   (MusterCase   *self,
                                                            GQuark        key,
                                                            gpointer      value,
                                                            GDestroyNotify destroy);
gpointer                muster_case_get_kept               (MusterCase   *self,
                                                            GQuark        key);
void                    muster_case_add_answer             (MusterCase   *self,
                                                            const char   *tool,
                                                            JsonObject   *args,
                                                            const char   *status,
                                                            JsonNode     *result);
const MusterCaseAnswer *muster_case_find                   (MusterCase   *self,
                                                            const char   *tool,
                                                            JsonObject   *args);
GPtrArray              *muster_case_get_answers            (MusterCase   *self);

/* What the planner said before, in its order: the messages of its turns */
void                    muster_case_add_turn               (MusterCase   *self,
                                                            JsonNode     *message);
GPtrArray              *muster_case_get_turns              (MusterCase   *self);

/* For whom a language model is asked; never shown to it */
void                    muster_case_set_run                (MusterCase   *self,
                                                            const char   *run_id,
                                                            const char   *client_id);
const char             *muster_case_get_run_id             (MusterCase   *self);
const char             *muster_case_get_client_id          (MusterCase   *self);

/* (nullable): base, MSP and client in one text; without it the base prompt alone */
void                    muster_case_set_prompt             (MusterCase   *self,
                                                            const char   *effective);
const char             *muster_case_get_prompt             (MusterCase   *self);

/* (nullable): why a technician rejected the plan before this one, in their own words */
void                    muster_case_set_remark             (MusterCase   *self,
                                                            const char   *remark);
const char             *muster_case_get_remark             (MusterCase   *self);

/* How sure a person has made it who asks, beyond what the ticket proves */
void                    muster_case_set_confirmed          (MusterCase   *self,
                                                            const char   *requester,
                                                            MusterIdentityLevel level);
MusterIdentityLevel     muster_case_get_confirmed          (MusterCase   *self,
                                                            const char   *requester);

G_END_DECLS
