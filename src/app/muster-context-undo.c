/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-binding.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"
#include "muster-tool-undo.h"
#include "muster-undo-private.h"

/* MusterContext: taking an act back. First what it would mean is worked out from the ledger and from what is true now;
 * then a person's click makes the inverse an act of its own. */

typedef struct
{
  /* Inputs */
  char             *effect_id;
  gboolean          act;            /* not only the preview */
  gboolean          accept_drift;

  /* In progress */
  MusterEffect     *effect;         /* (owned) (nullable) */
  MusterTool       *tool;           /* (owned) (nullable): of the effect */
  MusterTool       *inverse;        /* (owned) (nullable) */
  JsonObject       *args;           /* (owned): of the effect */
  JsonObject       *before;         /* (owned) */
  JsonObject       *made;           /* (owned) */
  JsonObject       *undo_args;      /* (owned) (nullable) */
  GPtrArray        *paths;          /* (owned) (nullable) (element-type MusterUndoPath) */
  MusterRunCap     *look_cap;       /* (owned) (nullable): for the effect's own tool */

  /* Results */
  MusterUndo       *undo;           /* (owned) */
} Undo;

static void
undo_op_free (Undo *op)
{
  g_free (op->effect_id);
  g_clear_object (&op->effect);
  g_clear_object (&op->tool);
  g_clear_object (&op->inverse);
  g_clear_pointer (&op->args, json_object_unref);
  g_clear_pointer (&op->before, json_object_unref);
  g_clear_pointer (&op->made, json_object_unref);
  g_clear_pointer (&op->undo_args, json_object_unref);
  g_clear_pointer (&op->paths, g_ptr_array_unref);
  g_clear_object (&op->look_cap);
  muster_undo_free (op->undo);
  g_free (op);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = muster_json_node_obj (node);

  return object != NULL ? json_object_ref (object) : json_object_new ();
}

/* --- The difference --- */

/* `jobTitle` and `job_title` as people write it */
static char *
humanize (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '_' || *p == '-')
        g_string_append_c (out, ' ');
      else if (g_ascii_isupper (*p) && p != name && g_ascii_islower (p[-1]))
        g_string_append_printf (out, " %c", g_ascii_tolower (*p));
      else
        g_string_append_c (out, p == name ? g_ascii_toupper (*p) : *p);
    }
  return g_string_free (out, FALSE);
}

/* Translated: what the argument of a tool is called */
static char *
label_of (const char *arg)
{
  static const struct
  {
    const char *arg;
    const char *label;
  } labels[] = {
    { "department", N_("Department") },
    { "displayName", N_("Display name") },
    { "content", N_("Text") },
    { "companyName", N_("Company") },
    { "employeeId", N_("Employee number") },
    { "externalAudience", N_("Who outside gets replies") },
    { "externalMessage", N_("Reply to people outside") },
    { "givenName", N_("First name") },
    { "jobTitle", N_("Job title") },
    { "manager", N_("Manager") },
    { "member", N_("Technician") },
    { "message", N_("Reply to colleagues") },
    { "mobilePhone", N_("Mobile phone") },
    { "officeLocation", N_("Office") },
    { "priority", N_("Priority") },
    { "right", N_("Right") },
    { "status", N_("Status") },
    { "surname", N_("Last name") },
    { "to", N_("Forwarded to") },
    { "type", N_("Type") },
    { "usageLocation", N_("Country of use") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].arg, arg))
      return g_strdup (_(labels[i].label));
  return humanize (arg);
}

/* (transfer full) (nullable): what people call the value at @path; the value itself where it has no name */
static char *
value_text (JsonObject *values,
            const char *path)
{
  static const char * const members[] = { "displayName", "DisplayName", "deviceName", "name", "Name", "summary", "title",
                                          "userPrincipalName" };
  const char *dot = strrchr (path, '.');
  JsonNode *node = values != NULL ? json_object_get_member (values, path) : NULL;
  char *text = muster_binding_node_text (node);

  if (text == NULL || *text == '\0')
    {
      g_free (text);
      return NULL;
    }
  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *beside = g_strdup_printf ("%.*s.%s", (int) (dot - path), path, members[i]);
      const char *name = muster_json_str (values, beside);

      if ((g_str_has_suffix (path, ".id") || g_str_has_suffix (path, "ID")) && name != NULL)
        {
          g_free (text);
          return g_strdup (name);
        }
    }
  return text;
}

static gboolean
same (const char *a,
      const char *b)
{
  g_autofree char *fold_a = g_utf8_casefold (a != NULL ? a : "", -1);
  g_autofree char *fold_b = g_utf8_casefold (b != NULL ? b : "", -1);

  return g_str_equal (fold_a, fold_b);
}

/* What the act made of the member: its own argument, where the inverse is the same tool. Only where the value is read as
 * it is written can the two be compared. */
static gboolean
has_drifted (Undo                 *op,
             const MusterUndoPath *path,
             JsonObject           *now)
{
  g_autofree char *made = NULL;
  g_autofree char *is = NULL;

  if (op->inverse != op->tool || !json_object_has_member (op->args, path->arg))
    return FALSE;
  made = muster_binding_node_text (json_object_get_member (op->args, path->arg));
  is = muster_binding_node_text (json_object_get_member (now, path->path));
  return !same (made, is);
}

static void
add_value_rows (Undo       *op,
                JsonObject *now)
{
  for (guint i = 0; op->paths != NULL && i < op->paths->len; i++)
    {
      MusterUndoPath *path = g_ptr_array_index (op->paths, i);
      g_autofree char *what = label_of (path->arg);
      g_autofree char *was = value_text (op->before, path->path);
      g_autofree char *is = value_text (now, path->path);

      muster_undo_add_row (op->undo, what, was, is, was, op->undo->drift && has_drifted (op, path, now));
    }
}

/* Where nothing was written down: it was not so, it is so (or not any more), it will not be so */
static void
add_plain_row (Undo *op)
{
  MusterUndo *undo = op->undo;
  const char *is = !undo->checked ? NULL : undo->drift ? _("no longer so") : _("so");

  muster_undo_add_row (undo, undo->done, _("not so"), is, _("not so"), undo->drift);
}

static void
fill_difference (Undo             *op,
                 MusterInspection *found)
{
  MusterUndo *undo = op->undo;

  undo->checked = found->looked;
  undo->drift = found->looked && found->state != MUSTER_LOOK_MET;
  if (op->paths != NULL && op->paths->len > 0)
    add_value_rows (op, found->now);
  else
    add_plain_row (op);
  if (undo->drift)
    undo->warning = g_strdup (_("Somebody has changed this since. Taking it back replaces what they did."));
  else if (!undo->checked)
    undo->warning = g_strdup (_("Muster cannot look up whether it is still as it was left."));
}

/* (transfer full): what of it a person has seen */
static char *
seen_of (MusterUndo *undo)
{
  g_autoptr(GString) text = g_string_new (undo->checked ? "checked" : "");

  for (guint i = 0; i < undo->rows->len; i++)
    {
      MusterUndoRow *row = g_ptr_array_index (undo->rows, i);

      g_string_append_printf (text, "%c%s%c%s", '\n', row->what, row->is != NULL ? '=' : '-', row->is != NULL ? row->is : "");
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

static void
note_seen (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Undo *op = g_task_get_task_data (task);

  if (self->undos_seen == NULL)
    self->undos_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->undos_seen, g_strdup (op->effect_id), seen_of (op->undo));
}

/* Whoever accepts that others have changed it accepts what stood there then, and not what came later */
static gboolean
may_replace (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Undo *op = g_task_get_task_data (task);
  g_autofree char *now = seen_of (op->undo);

  return !op->undo->drift ||
         (op->accept_drift && self->undos_seen != NULL &&
          g_strcmp0 (g_hash_table_lookup (self->undos_seen, op->effect_id), now) == 0);
}

/* --- Why not --- */

static void
not_possible (GTask      *task,
              const char *reason)
{
  Undo *op = g_task_get_task_data (task);

  op->undo->possible = FALSE;
  op->undo->reason = g_strdup (reason);
  if (op->act)
    g_task_return_new_error (task, MUSTER_ERROR,
                             op->undo->undone_by != NULL ? MUSTER_ERROR_CONFLICT : MUSTER_ERROR_REFUSED_BY_POLICY, "%s", reason);
  else
    g_task_return_pointer (task, g_steal_pointer (&op->undo), (GDestroyNotify) muster_undo_free);
}

/* (nullable): translated: why the ledger alone says no */
static const char *
refusal_of_ledger (Undo *op)
{
  switch (muster_effect_get_state (op->effect))
    {
    case MUSTER_EFFECT_STATE_CONFIRMED:
      break;
    case MUSTER_EFFECT_STATE_ABSENT:
      return _("It was never done, so there is nothing to take back.");
    case MUSTER_EFFECT_STATE_UNKNOWN:
      return _("It is not certain whether it was done. Look at it there first.");
    case MUSTER_EFFECT_STATE_PREPARED:
    case MUSTER_EFFECT_STATE_DISPATCHED:
    default:
      return _("It is still under way.");
    }
  if (op->tool == NULL)
    return _("This version of Muster no longer has the tool that did it.");
  if (muster_tool_get_irreversible (op->tool) != NULL)
    return muster_language_text (muster_tool_get_irreversible (op->tool));
  if (muster_effect_get_already (op->effect))
    return _("It was so already, so nothing was changed that could be taken back.");
  if (muster_effect_get_client_id (op->effect) == NULL)
    return _("It belongs to the connection and not to a client. Change it on the connection’s page.");
  return NULL;
}

/* --- Steps --- */

/* 6: of an undo: the inverse was an act of its own */
static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  GError *error = NULL;
  g_autoptr(MusterEffect) effect = muster_context_act_finish (self, result, &error);

  if (effect == NULL)
    {
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
        g_prefix_error (&error, "It is being taken back already: ");
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, muster_tool_outcome_new_for_effect (self, effect), (GDestroyNotify) muster_tool_outcome_free);
}

/* 5: of an undo: the capability for the inverse */
static void
inverse_reached_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Undo *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterRunCap) cap = muster_context_reach_finish (self, result, &error);
  g_autofree char *target = NULL;

  if (cap == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  target = muster_tool_target_ref (op->inverse, op->undo_args);
  muster_context_act_async (self, cap, muster_effect_get_client_id (op->effect), muster_tool_get_id (op->inverse), target,
                            op->undo_args, op->effect_id, undone_cb, g_object_ref (task));
}

/* 4: what is true now */
static void
inspected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Undo *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterInspection) found = muster_gate_inspect_finish (MUSTER_GATE (source), result, &error);

  if (found == NULL)
    {
      g_prefix_error (&error, "Looking up what is true now: ");
      g_task_return_error (task, error);
      return;
    }
  op->undo->possible = TRUE;
  fill_difference (op, found);
  if (!op->act)
    {
      note_seen (task);
      g_task_return_pointer (task, g_steal_pointer (&op->undo), (GDestroyNotify) muster_undo_free);
    }
  else if (!may_replace (task))
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "%s", op->undo->warning);
  else
    muster_context_reach_async (self, muster_effect_get_client_id (op->effect), op->inverse,
                                muster_effect_get_connection_id (op->effect), inverse_reached_cb, g_object_ref (task));
}

/* 3: the client as it is mapped now */
static void
reached_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Undo *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  op->look_cap = muster_context_reach_finish (self, result, &error);
  if (op->look_cap == NULL)
    {
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
        not_possible (task, _("The client is no longer connected to the place where it was done, or that connection does not work now."));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  muster_gate_inspect_async (self->gate, op->look_cap, op->effect, g_task_get_cancellable (task), inspected_cb,
                             g_object_ref (task));
}

static void
resolve (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Undo *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) names = NULL;
  MusterTool *inverse = muster_tool_resolve_undo (op->tool, self->catalog, op->args, op->before, op->made,
                                                  muster_effect_get_external_ref (op->effect), &op->undo_args, &op->paths, &error);

  if (inverse == NULL)
    {
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY))
        not_possible (task, muster_language_text (error->message));
      else
        {
          g_message ("Effect %s cannot be taken back: %s", op->effect_id, error->message);
          not_possible (task, _("What would have to be put back is not known. Change it there by hand."));
        }
      return;
    }
  op->inverse = g_object_ref (inverse);
  names = muster_tool_names (op->inverse, op->undo_args, op->before);
  op->undo->tool = g_strdup (muster_tool_get_id (op->inverse));
  op->undo->title = muster_tool_explain (op->inverse, names);
  muster_context_reach_async (self, muster_effect_get_client_id (op->effect), op->tool,
                              muster_effect_get_connection_id (op->effect), reached_cb, g_object_ref (task));
}

/* 2: whether it was taken back already */
static void
undo_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Undo *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterEffect) earlier = muster_store_find_undo_finish (MUSTER_STORE (source), result, &error);
  const char *refusal;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  refusal = refusal_of_ledger (op);
  if (earlier != NULL)
    {
      op->undo->undone_by = g_strdup (muster_effect_get_id (earlier));
      not_possible (task, muster_effect_get_state (earlier) == MUSTER_EFFECT_STATE_CONFIRMED
                    ? _("It was taken back already.") : _("It is being taken back already."));
    }
  else if (refusal != NULL)
    not_possible (task, refusal);
  else
    resolve (task);
}

/* 1: the effect, and what was written down about it */
static void
effect_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Undo *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) names = NULL;
  MusterTool *tool;
  GError *error = NULL;

  op->effect = muster_store_get_effect_finish (MUSTER_STORE (source), result, &error);
  if (op->effect == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->args = parse (muster_effect_get_args (op->effect));
  op->before = parse (muster_effect_get_before (op->effect));
  op->made = parse (muster_effect_get_made (op->effect));
  op->undo->client_id = g_strdup (muster_effect_get_client_id (op->effect));
  tool = muster_catalog_lookup_tool (self->catalog, muster_effect_get_tool (op->effect));
  if (tool != NULL)
    {
      op->tool = g_object_ref (tool);
      names = muster_tool_names (tool, op->args, op->before);
    }
  op->undo->done = tool != NULL ? muster_tool_explain (tool, names) : g_strdup (muster_effect_get_tool (op->effect));
  muster_store_find_undo_async (MUSTER_STORE (source), op->effect_id, NULL, undo_found_cb, g_object_ref (task));
}

static void
start (MusterContext      *self,
       const char         *effect_id,
       gboolean            act,
       gboolean            accept_drift,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Undo *op = g_new0 (Undo, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) undo_op_free);
  g_task_set_check_cancellable (task, !act);
  op->effect_id = g_strdup (effect_id);
  op->act = act;
  op->accept_drift = accept_drift;
  op->undo = muster_undo_new (effect_id);
  if (!muster_context_check_person (self, &error))
    g_task_return_error (task, error);
  else
    muster_store_get_effect_async (self->store, effect_id, cancellable, effect_read_cb, g_object_ref (task));
}

void
muster_context_preview_undo_async (MusterContext      *self,
                                   const char         *effect_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (effect_id != NULL);

  start (self, effect_id, FALSE, FALSE, muster_context_preview_undo_async, cancellable, callback, user_data);
}

MusterUndo *
muster_context_preview_undo_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_undo_async (MusterContext      *self,
                           const char         *effect_id,
                           gboolean            accept_drift,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (effect_id != NULL);

  start (self, effect_id, TRUE, accept_drift, muster_context_undo_async, cancellable, callback, user_data);
}

MusterToolOutcome *
muster_context_undo_finish (MusterContext *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
