/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-endpoints.h"
#include "muster-request.h"
#include "muster-scope.h"
#include "muster-tool.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TOOL_EXEC (muster_tool_exec_get_type ())
G_DECLARE_FINAL_TYPE (MusterToolExec, muster_tool_exec, MUSTER, TOOL_EXEC, GObject)

/**
 * MusterMeaning:
 *
 * What an answer says, whatever its status.
 */
typedef enum
{
  MUSTER_MEANING_OK,
  MUSTER_MEANING_NONE,
  MUSTER_MEANING_ALREADY,
  MUSTER_MEANING_REFUSED,
  MUSTER_MEANING_UNLICENSED,
  MUSTER_MEANING_UNKNOWN,
  MUSTER_MEANING_THROTTLED,
  MUSTER_MEANING_SIGNED_OUT,
  MUSTER_MEANING_FORBIDDEN,
  MUSTER_MEANING_NOT_FOUND
} MusterMeaning;

/**
 * MusterLookState:
 * @MUSTER_LOOK_NOT_MET: the world is not as the tool wanted it
 * @MUSTER_LOOK_MET: it is
 * @MUSTER_LOOK_PENDING: the vendor has taken it and is still at it
 * @MUSTER_LOOK_FAILED: the vendor says that it will not be done
 */
typedef enum
{
  MUSTER_LOOK_NOT_MET,
  MUSTER_LOOK_MET,
  MUSTER_LOOK_PENDING,
  MUSTER_LOOK_FAILED
} MusterLookState;

/**
 * MusterCallRecord:
 * @call: id of the call
 * @method: HTTP method
 * @url: URL without query
 * @status: HTTP status of the answer
 * @meaning: what it meant
 *
 * One call that was answered; a composite that stops half-way tells by these
 * what is done and what is not.
 */
typedef struct
{
  char          *call;
  char          *method;
  char          *url;
  guint          status;
  MusterMeaning  meaning;
} MusterCallRecord;

const char     *muster_meaning_to_string          (MusterMeaning     meaning);

MusterToolExec *muster_tool_exec_new              (MusterTool       *tool,
                                                   JsonObject       *args,
                                                   MusterScope      *scope,
                                                   MusterEndpoints  *endpoints);
MusterToolExec *muster_tool_exec_new_look         (MusterTool       *tool,
                                                   JsonObject       *args,
                                                   MusterScope      *scope,
                                                   MusterEndpoints  *endpoints,
                                                   const char       *marker,
                                                   const char       *dispatched);
MusterRequest  *muster_tool_exec_next             (MusterToolExec   *self,
                                                   GError          **error);
gboolean        muster_tool_exec_feed             (MusterToolExec   *self,
                                                   MusterAnswer     *answer,
                                                   GError          **error);
char           *muster_tool_exec_auth_scope       (MusterToolExec   *self);
gboolean        muster_tool_exec_wants_credentials (MusterToolExec  *self);
gboolean        muster_tool_exec_is_effect        (MusterToolExec   *self);
MusterMeaning   muster_tool_exec_last_meaning     (MusterToolExec   *self);
JsonNode       *muster_tool_exec_result           (MusterToolExec   *self);
void            muster_tool_exec_set_link         (MusterToolExec   *self,
                                                   const char       *link);
const char     *muster_tool_exec_get_status_url   (MusterToolExec   *self);
MusterLookState muster_tool_exec_look_state       (MusterToolExec   *self);
char           *muster_tool_exec_look_detail      (MusterToolExec   *self);
gboolean        muster_tool_exec_look_met         (MusterToolExec   *self,
                                                   char            **external_ref,
                                                   JsonObject      **row);
guint           muster_tool_exec_look_count       (MusterToolExec   *self);
guint           muster_tool_exec_get_dropped      (MusterToolExec   *self);
gboolean        muster_tool_exec_get_already      (MusterToolExec   *self);
gboolean        muster_tool_exec_get_wrote        (MusterToolExec   *self);
gboolean        muster_tool_exec_get_garbled      (MusterToolExec   *self);
gboolean        muster_tool_exec_is_in_doubt      (MusterToolExec   *self);
guint           muster_tool_exec_get_requests     (MusterToolExec   *self);
GPtrArray      *muster_tool_exec_get_calls        (MusterToolExec   *self);

G_END_DECLS
