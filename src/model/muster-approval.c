/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include <string.h>

#include "muster-approval.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-record-private.h"

/**
 * MusterApproval:
 *
 * What waits for a technician's yes: the steps of a plan as they were shown, and what became of the request.
 */

struct _MusterApproval
{
  MusterRecord parent_instance;

  char                *id;
  char                *run_id;
  char                *client_id;
  char                *connection_id;             /* the PSA's */
  char                *external_ticket_id;
  char                *ticket_number;             /* read with it, not stored */
  char                *summary;                   /* the ticket's; read with it, not stored */
  gint64               revision;                  /* of the run's plan */
  MusterApprovalState  state;
  MusterMode           mode;
  gint64               policy_revision;
  char                *plan_hash;                 /* hex */
  char                *nonce;                     /* hex */
  char                *items;                     /* JSON array: the steps as they were shown, with the choice of each */
  char                *reply;                     /* what the requester is to be told */
  MusterEffectClass    effect_class;              /* the gravest of the steps that wait */
  char                *requester;                 /* e-mail addresses of who asked, one a line */
  char                *requester_name;
  gint64               created;                   /* UTC µs */
  gint64               expires;                   /* UTC µs */
  char                *boot;                      /* stamp of the boot clock when it was created */
  gint64               decided;                   /* UTC µs, 0: not yet */
  char                *decided_by;                /* `member:` and an id, or `psa:` and the id the PSA has for them */
  char                *decided_via;               /* app, comment, engine */
  char                *reason;                    /* why it was rejected, voided or withdrawn */
  gint64               wrong_codes;
  gint64               reminded;                  /* UTC µs, 0: not yet */
  char                *manager;                   /* who has to agree as well: name and address; NULL: nobody */
  char                *manager_by;                /* who confirmed that the manager agrees, and how */
};

G_DEFINE_FINAL_TYPE (MusterApproval, muster_approval, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterApproval, muster_approval, id)
ACCESSORS_STRING (MusterApproval, muster_approval, run_id)
ACCESSORS_STRING (MusterApproval, muster_approval, client_id)
ACCESSORS_STRING (MusterApproval, muster_approval, connection_id)
ACCESSORS_STRING (MusterApproval, muster_approval, external_ticket_id)
ACCESSORS_STRING (MusterApproval, muster_approval, ticket_number)
ACCESSORS_STRING (MusterApproval, muster_approval, summary)
ACCESSORS_INT64 (MusterApproval, muster_approval, revision)
ACCESSORS_ENUM (MusterApproval, muster_approval, state, MusterApprovalState)
ACCESSORS_ENUM (MusterApproval, muster_approval, mode, MusterMode)
ACCESSORS_INT64 (MusterApproval, muster_approval, policy_revision)
ACCESSORS_STRING (MusterApproval, muster_approval, plan_hash)
ACCESSORS_STRING (MusterApproval, muster_approval, nonce)
ACCESSORS_STRING (MusterApproval, muster_approval, items)
ACCESSORS_STRING (MusterApproval, muster_approval, reply)
ACCESSORS_ENUM (MusterApproval, muster_approval, effect_class, MusterEffectClass)
ACCESSORS_STRING (MusterApproval, muster_approval, requester)
ACCESSORS_STRING (MusterApproval, muster_approval, requester_name)
ACCESSORS_INT64 (MusterApproval, muster_approval, created)
ACCESSORS_INT64 (MusterApproval, muster_approval, expires)
ACCESSORS_STRING (MusterApproval, muster_approval, boot)
ACCESSORS_INT64 (MusterApproval, muster_approval, decided)
ACCESSORS_STRING (MusterApproval, muster_approval, decided_by)
ACCESSORS_STRING (MusterApproval, muster_approval, decided_via)
ACCESSORS_STRING (MusterApproval, muster_approval, reason)
ACCESSORS_INT64 (MusterApproval, muster_approval, wrong_codes)
ACCESSORS_INT64 (MusterApproval, muster_approval, reminded)
ACCESSORS_STRING (MusterApproval, muster_approval, manager)
ACCESSORS_STRING (MusterApproval, muster_approval, manager_by)

static void
muster_approval_class_init (MusterApprovalClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterApproval, id),
    FIELD_STRING (MusterApproval, run_id),
    FIELD_STRING (MusterApproval, client_id),
    FIELD_STRING (MusterApproval, connection_id),
    FIELD_STRING (MusterApproval, external_ticket_id),
    FIELD_STRING (MusterApproval, ticket_number),
    FIELD_STRING (MusterApproval, summary),
    FIELD_INT64 (MusterApproval, revision),
    FIELD_ENUM (MusterApproval, state, muster_approval_state_get_type),
    FIELD_ENUM (MusterApproval, mode, muster_mode_get_type),
    FIELD_INT64 (MusterApproval, policy_revision),
    FIELD_STRING (MusterApproval, plan_hash),
    FIELD_STRING (MusterApproval, nonce),
    FIELD_STRING (MusterApproval, items),
    FIELD_STRING (MusterApproval, reply),
    FIELD_ENUM (MusterApproval, effect_class, muster_effect_class_get_type),
    FIELD_STRING (MusterApproval, requester),
    FIELD_STRING (MusterApproval, requester_name),
    FIELD_INT64 (MusterApproval, created),
    FIELD_INT64 (MusterApproval, expires),
    FIELD_STRING (MusterApproval, boot),
    FIELD_INT64 (MusterApproval, decided),
    FIELD_STRING (MusterApproval, decided_by),
    FIELD_STRING (MusterApproval, decided_via),
    FIELD_STRING (MusterApproval, reason),
    FIELD_INT64 (MusterApproval, wrong_codes),
    FIELD_INT64 (MusterApproval, reminded),
    FIELD_STRING (MusterApproval, manager),
    FIELD_STRING (MusterApproval, manager_by),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_approval_init (MusterApproval *self)
{
  self->mode = MUSTER_MODE_EXECUTE;
  self->effect_class = MUSTER_EFFECT_CLASS_WRITE;
}

MusterApproval *
muster_approval_new (void)
{
  return g_object_new (MUSTER_TYPE_APPROVAL, NULL);
}

/**
 * muster_approval_parse_items:
 * @self: an approval
 *
 * The steps of the plan as they were shown, all of them and in their order.
 *
 * Returns: (transfer full): the steps; none when they cannot be read
 */
JsonArray *
muster_approval_parse_items (MusterApproval *self)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), NULL);

  node = self->items != NULL ? muster_json_from_string_trusted (self->items, NULL) : NULL;
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_dup_array (node) : json_array_new ();
}

/**
 * muster_approval_store_items:
 * @self: an approval
 * @items: its steps
 *
 * Keeps them as text.
 */
void
muster_approval_store_items (MusterApproval *self,
                             JsonArray      *items)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  g_return_if_fail (MUSTER_IS_APPROVAL (self));

  json_node_init_array (node, items);
  text = muster_json_to_string (node);
  muster_approval_set_items (self, text);
}

/**
 * muster_approval_is_waiting:
 * @self: an approval
 *
 * Whether somebody can still decide it.
 *
 * Returns: %TRUE while it is open
 */
gboolean
muster_approval_is_waiting (MusterApproval *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), FALSE);
  return self->state == MUSTER_APPROVAL_STATE_OPEN;
}

static gboolean
in_list (const gint64 *numbers,
         guint         n_numbers,
         gint64        number)
{
  for (guint i = 0; i < n_numbers; i++)
    if (numbers[i] == number)
      return TRUE;
  return FALSE;
}

static JsonObject *
find_item (JsonArray *items,
           gint64     step)
{
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);

      if (json_object_get_int_member_with_default (item, "step", 0) == step)
        return item;
    }
  return NULL;
}

static gboolean
is_gated (JsonObject *item)
{
  return json_object_get_boolean_member_with_default (item, "gated", TRUE);
}

static char *
to_text (JsonArray *items)
{
  g_autoptr(JsonNode) node = json_node_alloc ();

  json_node_init_array (node, items);
  return muster_json_to_string (node);
}

/**
 * muster_approval_choose:
 * @self: an approval
 * @declined: (array length=n_declined) (nullable): numbers of the steps that are not to be done
 * @n_declined: how many
 * @error: return location for an error
 *
 * Puts a person's choice into the steps: those that wait are granted but for @declined. A plan ends at the first step
 * that was declined. Numbers of steps that do not wait are refused, and so is a choice that grants nothing. Where no step
 * waits, it is the reply that is granted.
 *
 * Returns: (transfer full) (nullable): the steps with the choice, as text
 */
char *
muster_approval_choose (MusterApproval *self,
                        const gint64   *declined,
                        guint           n_declined,
                        GError        **error)
{
  g_autoptr(JsonArray) items = NULL;
  guint granted = 0;
  guint waiting = 0;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), NULL);

  items = muster_approval_parse_items (self);
  for (guint i = 0; i < n_declined; i++)
    {
      JsonObject *item = find_item (items, declined[i]);

      if (item == NULL || !is_gated (item))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Step %" G_GINT64_FORMAT " is not one that waits",
                       declined[i]);
          return NULL;
        }
    }
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      gboolean no = in_list (declined, n_declined, json_object_get_int_member_with_default (item, "step", 0));

      if (!is_gated (item))
        continue;
      json_object_set_string_member (item, "choice", no ? "declined" : "granted");
      granted += no ? 0 : 1;
      waiting++;
    }
  if (granted == 0 && (waiting > 0 || self->reply == NULL || *self->reply == '\0'))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "No step is granted; reject the request instead");
      return NULL;
    }
  return to_text (items);
}

/**
 * muster_approval_step_granted:
 * @self: an approval
 * @step: number of a step of the plan, from 1
 *
 * Whether a person granted this step, by the steps alone: the state is not looked at.
 *
 * Returns: %TRUE if it waits for a yes and has got it
 */
gboolean
muster_approval_step_granted (MusterApproval *self,
                              gint64          step)
{
  g_autoptr(JsonArray) items = NULL;
  JsonObject *item;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), FALSE);

  items = muster_approval_parse_items (self);
  item = find_item (items, step);
  return item != NULL && is_gated (item)
         && g_strcmp0 (json_object_get_string_member_with_default (item, "choice", NULL), "granted") == 0;
}

/**
 * muster_approval_needs_manager:
 * @self: an approval
 *
 * Whether the requester's manager has to agree, and nobody has confirmed that yet.
 *
 * Returns: %TRUE if a technician has to ask the manager first
 */
gboolean
muster_approval_needs_manager (MusterApproval *self)
{
  g_autoptr(JsonArray) items = NULL;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), FALSE);

  if (self->manager_by != NULL)
    return FALSE;
  items = muster_approval_parse_items (self);
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (json_object_get_boolean_member_with_default (json_array_get_object_element (items, i), "manager", FALSE))
      return TRUE;
  return FALSE;
}

static gboolean
same_member (JsonObject *one,
             JsonObject *two,
             const char *name)
{
  JsonNode *a = json_object_get_member (one, name);
  JsonNode *b = json_object_get_member (two, name);

  if (a == NULL || b == NULL)
    return a == b;
  return json_node_equal (a, b);
}

/**
 * muster_approval_same_as:
 * @self: an approval
 * @other: another one
 *
 * Whether both ask for the same thing: the same client, and step by step the same tool, target and arguments. What was
 * there before must be the same too, so that what a person sees of one is true of the other.
 *
 * Returns: %TRUE if one row of a list may stand for both
 */
gboolean
muster_approval_same_as (MusterApproval *self,
                         MusterApproval *other)
{
  static const char *const members[] = { "step", "tool", "version", "connection", "target", "args", "before", "gated",
                                         "manager" };
  g_autoptr(JsonArray) mine = NULL;
  g_autoptr(JsonArray) theirs = NULL;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self) && MUSTER_IS_APPROVAL (other), FALSE);

  if (g_strcmp0 (self->client_id, other->client_id) != 0 || self->state != other->state || self->mode != other->mode)
    return FALSE;
  mine = muster_approval_parse_items (self);
  theirs = muster_approval_parse_items (other);
  if (json_array_get_length (mine) == 0 || json_array_get_length (mine) != json_array_get_length (theirs))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (mine); i++)
    for (guint m = 0; m < G_N_ELEMENTS (members); m++)
      if (!same_member (json_array_get_object_element (mine, i), json_array_get_object_element (theirs, i), members[m]))
        return FALSE;
  return TRUE;
}

/* The wall clock may be behind or ahead of the boot clock by so much before somebody must have set it */
#define JUMP_BACK_US  (5 * G_TIME_SPAN_MINUTE)
#define JUMP_AHEAD_US (24 * G_TIME_SPAN_HOUR)

/* The boot clock's part of @stamp when it is of the same start of the machine as @other; -1 else */
static gint64
boot_time_of (const char *stamp,
              const char *other)
{
  const char *slash = stamp != NULL ? strrchr (stamp, '/') : NULL;
  gint64 time = -1;

  if (slash == NULL || slash == stamp || other == NULL
      || strncmp (stamp, other, (gsize) (slash - stamp) + 1) != 0)
    return -1;
  return g_ascii_string_to_signed (slash + 1, 10, 0, G_MAXINT64, &time, NULL) ? time : -1;
}

/**
 * muster_approval_check_time:
 * @self: an approval
 * @now: the wall clock, UTC µs
 * @boot: the boot clock's stamp
 *
 * Both clocks must be inside the time that it was made for. After a new start of the machine only the wall clock is
 * left to ask.
 *
 * Returns: what they say
 */
MusterApprovalTime
muster_approval_check_time (MusterApproval *self,
                            gint64          now,
                            const char     *boot)
{
  gint64 wall;
  gint64 then;
  gint64 since;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (self), MUSTER_APPROVAL_TIME_OVER);

  wall = now - self->created;
  then = boot_time_of (self->boot, boot);
  since = then >= 0 ? boot_time_of (boot, self->boot) - then : -1;
  if (wall < -JUMP_BACK_US)
    return MUSTER_APPROVAL_TIME_JUMPED;
  if (then >= 0 && (wall - since < -JUMP_BACK_US || wall - since > JUMP_AHEAD_US))
    return MUSTER_APPROVAL_TIME_JUMPED;
  if (now >= self->expires || (then >= 0 && since >= self->expires - self->created))
    return MUSTER_APPROVAL_TIME_OVER;
  return MUSTER_APPROVAL_TIME_GOOD;
}
