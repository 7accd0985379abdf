/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

/**
 * MusterTraceKind:
 * @MUSTER_TRACE_TICKET: what was asked for
 * @MUSTER_TRACE_MESSAGE: what a person wrote on the ticket
 * @MUSTER_TRACE_MODEL: a language model was asked, and what it answered
 * @MUSTER_TRACE_CALL: something was looked up
 * @MUSTER_TRACE_PLAN: a plan was made
 * @MUSTER_TRACE_GATE: the gate decided about a step of the plan
 * @MUSTER_TRACE_ASKED: a person was asked for a yes
 * @MUSTER_TRACE_DECIDED: what became of that request
 * @MUSTER_TRACE_EFFECT: an act in the ledger, with its state
 * @MUSTER_TRACE_NOTE: an internal note, the same way
 * @MUSTER_TRACE_REPLY: a reply to the requester, the same way
 * @MUSTER_TRACE_WAIT: the run waited for somebody or something
 * @MUSTER_TRACE_STATE: the run moved on
 * @MUSTER_TRACE_IDENTITY: a person confirmed who asks
 *
 * What one entry of a run's timeline is about.
 */
typedef enum
{
  MUSTER_TRACE_TICKET,
  MUSTER_TRACE_MESSAGE,
  MUSTER_TRACE_MODEL,
  MUSTER_TRACE_CALL,
  MUSTER_TRACE_PLAN,
  MUSTER_TRACE_GATE,
  MUSTER_TRACE_ASKED,
  MUSTER_TRACE_DECIDED,
  MUSTER_TRACE_EFFECT,
  MUSTER_TRACE_NOTE,
  MUSTER_TRACE_REPLY,
  MUSTER_TRACE_WAIT,
  MUSTER_TRACE_STATE,
  MUSTER_TRACE_IDENTITY
} MusterTraceKind;

#define MUSTER_TYPE_TRACE_KIND (muster_trace_kind_get_type ())
GType       muster_trace_kind_get_type  (void) G_GNUC_CONST;
const char *muster_trace_kind_to_string (MusterTraceKind kind);

#define MUSTER_TYPE_TRACE_ITEM (muster_trace_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterTraceItem, muster_trace_item, MUSTER, TRACE_ITEM, MusterRecord)

MusterTraceItem *muster_trace_item_new              (void);
gboolean         muster_trace_item_equal            (MusterTraceItem *self, MusterTraceItem *other);

const char      *muster_trace_item_get_id           (MusterTraceItem *self);
void             muster_trace_item_set_id           (MusterTraceItem *self, const char *value);
MusterTraceKind  muster_trace_item_get_kind         (MusterTraceItem *self);
void             muster_trace_item_set_kind         (MusterTraceItem *self, MusterTraceKind value);
gint64           muster_trace_item_get_time         (MusterTraceItem *self);
void             muster_trace_item_set_time         (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_until        (MusterTraceItem *self);
void             muster_trace_item_set_until        (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_revision     (MusterTraceItem *self);
void             muster_trace_item_set_revision     (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_number       (MusterTraceItem *self);
void             muster_trace_item_set_number       (MusterTraceItem *self, gint64 value);
const char      *muster_trace_item_get_actor        (MusterTraceItem *self);
void             muster_trace_item_set_actor        (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_via          (MusterTraceItem *self);
void             muster_trace_item_set_via          (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_text         (MusterTraceItem *self);
void             muster_trace_item_set_text         (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_tool         (MusterTraceItem *self);
void             muster_trace_item_set_tool         (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_target       (MusterTraceItem *self);
void             muster_trace_item_set_target       (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_args         (MusterTraceItem *self);
void             muster_trace_item_set_args         (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_result       (MusterTraceItem *self);
void             muster_trace_item_set_result       (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_status       (MusterTraceItem *self);
void             muster_trace_item_set_status       (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_from         (MusterTraceItem *self);
void             muster_trace_item_set_from         (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_decision     (MusterTraceItem *self);
void             muster_trace_item_set_decision     (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_rules        (MusterTraceItem *self);
void             muster_trace_item_set_rules        (MusterTraceItem *self, const char *value);
gint64           muster_trace_item_get_requests     (MusterTraceItem *self);
void             muster_trace_item_set_requests     (MusterTraceItem *self, gint64 value);
const char      *muster_trace_item_get_model        (MusterTraceItem *self);
void             muster_trace_item_set_model        (MusterTraceItem *self, const char *value);
gint64           muster_trace_item_get_prompt       (MusterTraceItem *self);
void             muster_trace_item_set_prompt       (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_cached       (MusterTraceItem *self);
void             muster_trace_item_set_cached       (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_output       (MusterTraceItem *self);
void             muster_trace_item_set_output       (MusterTraceItem *self, gint64 value);
gint64           muster_trace_item_get_cost         (MusterTraceItem *self);
void             muster_trace_item_set_cost         (MusterTraceItem *self, gint64 value);
const char      *muster_trace_item_get_currency     (MusterTraceItem *self);
void             muster_trace_item_set_currency     (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_effect_id    (MusterTraceItem *self);
void             muster_trace_item_set_effect_id    (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_effect_class (MusterTraceItem *self);
void             muster_trace_item_set_effect_class (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_undo_of      (MusterTraceItem *self);
void             muster_trace_item_set_undo_of      (MusterTraceItem *self, const char *value);
const char      *muster_trace_item_get_reference    (MusterTraceItem *self);
void             muster_trace_item_set_reference    (MusterTraceItem *self, const char *value);

G_END_DECLS
