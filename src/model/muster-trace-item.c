/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-trace-item.h"

/**
 * MusterTraceItem:
 *
 * One entry of a run's timeline. Which fields are set depends on its kind.
 */

struct _MusterTraceItem
{
  MusterRecord parent_instance;

  char *id; /* the same each time the trace is read */
  MusterTraceKind kind;
  gint64 time; /* UTC µs */
  gint64 until; /* UTC µs, 0: a moment, or not over yet */
  gint64 revision; /* of the plan, 0: of none */
  gint64 number; /* step of the plan, or place of a call */
  char *actor; /* person, engine, or a name */
  char *via; /* app, comment, engine; of a message: internal */
  char *text; /* what was written, or the reason */
  char *tool;
  char *target;
  char *args; /* JSON */
  char *result; /* JSON */
  char *status; /* ok or an error code; state of a run, effect or request; outcome of a plan */
  char *from; /* the state before */
  char *decision; /* allow, approval, deny */
  char *rules; /* R1 …, with spaces */
  gint64 requests; /* sent */
  char *model; /* name of the model or planner */
  gint64 prompt; /* tokens */
  gint64 cached; /* tokens of the prompt */
  gint64 output; /* tokens */
  gint64 cost; /* millionths */
  char *currency;
  char *effect_id;
  char *effect_class; /* as stored */
  char *undo_of;
  char *reference; /* what the vendor calls it */
};

static const GEnumValue kind_values[] = {
  { MUSTER_TRACE_TICKET, "MUSTER_TRACE_TICKET", "ticket" },
  { MUSTER_TRACE_MESSAGE, "MUSTER_TRACE_MESSAGE", "message" },
  { MUSTER_TRACE_MODEL, "MUSTER_TRACE_MODEL", "model" },
  { MUSTER_TRACE_CALL, "MUSTER_TRACE_CALL", "call" },
  { MUSTER_TRACE_PLAN, "MUSTER_TRACE_PLAN", "plan" },
  { MUSTER_TRACE_GATE, "MUSTER_TRACE_GATE", "gate" },
  { MUSTER_TRACE_ASKED, "MUSTER_TRACE_ASKED", "asked" },
  { MUSTER_TRACE_DECIDED, "MUSTER_TRACE_DECIDED", "decided" },
  { MUSTER_TRACE_EFFECT, "MUSTER_TRACE_EFFECT", "effect" },
  { MUSTER_TRACE_NOTE, "MUSTER_TRACE_NOTE", "note" },
  { MUSTER_TRACE_REPLY, "MUSTER_TRACE_REPLY", "reply" },
  { MUSTER_TRACE_WAIT, "MUSTER_TRACE_WAIT", "wait" },
  { MUSTER_TRACE_STATE, "MUSTER_TRACE_STATE", "state" },
  { MUSTER_TRACE_IDENTITY, "MUSTER_TRACE_IDENTITY", "identity" },
  { 0, NULL, NULL }
};

GType
muster_trace_kind_get_type (void)
{
  static gsize type_id = 0;

  if (g_once_init_enter (&type_id))
    g_once_init_leave (&type_id, g_enum_register_static ("MusterTraceKind", kind_values));
  return (GType) type_id;
}

const char *
muster_trace_kind_to_string (MusterTraceKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_values) - 1, NULL);
  return kind_values[kind].value_nick;
}

G_DEFINE_FINAL_TYPE (MusterTraceItem, muster_trace_item, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterTraceItem, muster_trace_item, id)
ACCESSORS_ENUM (MusterTraceItem, muster_trace_item, kind, MusterTraceKind)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, time)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, until)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, revision)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, number)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, actor)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, via)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, text)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, tool)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, target)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, args)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, result)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, status)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, from)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, decision)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, rules)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, requests)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, model)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, prompt)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, cached)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, output)
ACCESSORS_INT64 (MusterTraceItem, muster_trace_item, cost)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, currency)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, effect_id)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, effect_class)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, undo_of)
ACCESSORS_STRING (MusterTraceItem, muster_trace_item, reference)

static void
muster_trace_item_class_init (MusterTraceItemClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterTraceItem, id),
    FIELD_ENUM (MusterTraceItem, kind, muster_trace_kind_get_type),
    FIELD_INT64 (MusterTraceItem, time),
    FIELD_INT64 (MusterTraceItem, until),
    FIELD_INT64 (MusterTraceItem, revision),
    FIELD_INT64 (MusterTraceItem, number),
    FIELD_STRING (MusterTraceItem, actor),
    FIELD_STRING (MusterTraceItem, via),
    FIELD_STRING (MusterTraceItem, text),
    FIELD_STRING (MusterTraceItem, tool),
    FIELD_STRING (MusterTraceItem, target),
    FIELD_STRING (MusterTraceItem, args),
    FIELD_STRING (MusterTraceItem, result),
    FIELD_STRING (MusterTraceItem, status),
    FIELD_STRING (MusterTraceItem, from),
    FIELD_STRING (MusterTraceItem, decision),
    FIELD_STRING (MusterTraceItem, rules),
    FIELD_INT64 (MusterTraceItem, requests),
    FIELD_STRING (MusterTraceItem, model),
    FIELD_INT64 (MusterTraceItem, prompt),
    FIELD_INT64 (MusterTraceItem, cached),
    FIELD_INT64 (MusterTraceItem, output),
    FIELD_INT64 (MusterTraceItem, cost),
    FIELD_STRING (MusterTraceItem, currency),
    FIELD_STRING (MusterTraceItem, effect_id),
    FIELD_STRING (MusterTraceItem, effect_class),
    FIELD_STRING (MusterTraceItem, undo_of),
    FIELD_STRING (MusterTraceItem, reference),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_trace_item_init (MusterTraceItem *self)
{
}

MusterTraceItem *
muster_trace_item_new (void)
{
  return g_object_new (MUSTER_TYPE_TRACE_ITEM, NULL);
}

static gboolean
field_equal (const MusterRecordField *field,
             gpointer                 a,
             gpointer                 b)
{
  switch (field->kind)
    {
    case MUSTER_FIELD_STRING:
      return g_strcmp0 (G_STRUCT_MEMBER (char *, a, field->offset), G_STRUCT_MEMBER (char *, b, field->offset)) == 0;
    case MUSTER_FIELD_INT64:
      return G_STRUCT_MEMBER (gint64, a, field->offset) == G_STRUCT_MEMBER (gint64, b, field->offset);
    case MUSTER_FIELD_ENUM:
      return G_STRUCT_MEMBER (int, a, field->offset) == G_STRUCT_MEMBER (int, b, field->offset);
    case MUSTER_FIELD_BOOLEAN:
    case MUSTER_FIELD_JSON:
    case MUSTER_FIELD_ARRAY:
    case MUSTER_FIELD_OBJECT:
    default:
      return FALSE;
    }
}

/**
 * muster_trace_item_equal:
 *
 * Returns: whether both say the same
 */
gboolean
muster_trace_item_equal (MusterTraceItem *self,
                         MusterTraceItem *other)
{
  MusterRecordClass *klass = MUSTER_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    if (!field_equal (&klass->fields[i], self, other))
      return FALSE;
  return TRUE;
}
