/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"

#include "muster-args.h"
#include "muster-binding.h"
#include "muster-tool-private.h"

/**
 * MusterTool:
 *
 * One row of `x-muster-tools`: what a planner is offered, what a policy is
 * about, and the calls behind it. Immutable.
 */
struct _MusterTool
{
  GObject            parent_instance;

  MusterIntegration *integration;    /* (owned) */
  JsonObject        *row;            /* (owned): as checked by the loader */
  char              *id;             /* integration:name */
  char              *name;
  MusterEffectClass  effect_class;
  gboolean           engine;
  char              *target_arg;     /* (nullable) */
  char              *target_kind;    /* (nullable) */
  char             **yields;
  char             **secret;
  GPtrArray         *calls;          /* (owned) (element-type MusterCatalogCall) */
  GPtrArray         *looks;          /* (owned) (element-type MusterCatalogLook) */
};

G_DEFINE_FINAL_TYPE (MusterTool, muster_tool, G_TYPE_OBJECT)

static void
call_free (gpointer data)
{
  MusterCatalogCall *call = data;

  g_free (call->id);
  muster_operation_unref (call->operation);
  g_free (call);
}

static MusterCatalogCall *
call_from_json (JsonObject *row,
                GHashTable *operations)
{
  MusterCatalogCall *call = g_new0 (MusterCatalogCall, 1);
  const char *effect_class = muster_json_str (row, "class");

  call->id = g_strdup (muster_json_str (row, "id"));
  call->operation = muster_operation_ref (g_hash_table_lookup (operations, muster_json_str (row, "op")));
  call->effect_class = MUSTER_EFFECT_CLASS_READ;
  if (effect_class != NULL)
    muster_effect_class_from_string (effect_class, &call->effect_class);
  call->with = muster_json_obj (row, "with");
  call->when = json_object_get_member (row, "when");
  call->each = muster_json_obj (row, "each");
  call->require = muster_json_arr (row, "require");
  call->tolerate = muster_json_arr (row, "tolerate");
  return call;
}

static void
look_free (gpointer data)
{
  MusterCatalogLook *look = data;

  g_ptr_array_unref (look->reads);
  call_free (look->call);
  g_free (look);
}

static MusterCatalogLook *
look_from_json (JsonObject *row,
                GPtrArray  *calls,
                GHashTable *operations)
{
  MusterCatalogLook *look = g_new0 (MusterCatalogLook, 1);
  JsonArray *reads = muster_json_arr (row, "reads");
  guint i;
  guint j;

  look->when = json_object_get_member (row, "when");
  look->call = call_from_json (muster_json_obj (row, "call"), operations);
  look->met = json_object_get_member (row, "met");
  look->pending = json_object_get_member (row, "pending");
  look->failed = json_object_get_member (row, "failed");
  look->detail = json_object_get_member (row, "detail");
  look->marker = muster_json_obj (row, "marker");
  look->reads = g_ptr_array_new ();
  for (i = 0; reads != NULL && i < json_array_get_length (reads); i++)
    for (j = 0; j < calls->len; j++)
      if (g_strcmp0 (muster_json_arr_str (reads, i), ((MusterCatalogCall *) calls->pdata[j])->id) == 0)
        g_ptr_array_add (look->reads, calls->pdata[j]);
  return look;
}

static char **
strings_of (JsonArray *array)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (muster_json_arr_str (array, i) != NULL)
      g_strv_builder_add (builder, muster_json_arr_str (array, i));
  return g_strv_builder_end (builder);
}

static void
find_target (MusterTool *self)
{
  JsonObject *args = muster_json_obj (self->row, "args");
  g_autoptr(GList) names = json_object_get_members (args);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      const char *role = muster_json_str (json_object_get_object_member (args, l->data), "role");

      if (role != NULL && g_str_has_prefix (role, "target:"))
        {
          self->target_arg = g_strdup (l->data);
          self->target_kind = g_strdup (role + strlen ("target:"));
          return;
        }
    }
}

static void
muster_tool_finalize (GObject *object)
{
  MusterTool *self = MUSTER_TOOL (object);

  g_clear_object (&self->integration);
  g_clear_pointer (&self->row, json_object_unref);
  g_free (self->id);
  g_free (self->name);
  g_free (self->target_arg);
  g_free (self->target_kind);
  g_strfreev (self->yields);
  g_strfreev (self->secret);
  g_clear_pointer (&self->looks, g_ptr_array_unref);
  g_clear_pointer (&self->calls, g_ptr_array_unref);

  G_OBJECT_CLASS (muster_tool_parent_class)->finalize (object);
}

static void
muster_tool_class_init (MusterToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_tool_finalize;
}

static void
muster_tool_init (MusterTool *self)
{
  self->calls = g_ptr_array_new_with_free_func (call_free);
  self->looks = g_ptr_array_new_with_free_func (look_free);
}

/* The row was checked before; @operations: operation id → MusterOperation */
MusterTool *
muster_tool_new_from_json (MusterIntegration *integration,
                           const char        *name,
                           JsonObject        *row,
                           GHashTable        *operations)
{
  MusterTool *self = g_object_new (MUSTER_TYPE_TOOL, NULL);
  JsonArray *calls = muster_json_arr (row, "calls");
  JsonNode *look = json_object_get_member (row, "look");
  JsonArray *looks = muster_json_node_arr (look);
  guint i;

  self->integration = g_object_ref (integration);
  self->row = json_object_ref (row);
  self->id = g_strdup_printf ("%s:%s", muster_integration_get_id (integration), name);
  self->name = g_strdup (name);
  muster_effect_class_from_string (muster_json_str (row, "class"), &self->effect_class);
  self->engine = muster_json_bool (row, "engine", FALSE);
  self->yields = strings_of (muster_json_arr (row, "yields"));
  self->secret = strings_of (muster_json_arr (row, "secret"));
  for (i = 0; i < json_array_get_length (calls); i++)
    g_ptr_array_add (self->calls, call_from_json (json_array_get_object_element (calls, i), operations));
  if (look != NULL && looks == NULL)
    g_ptr_array_add (self->looks, look_from_json (json_node_get_object (look), self->calls, operations));
  for (i = 0; looks != NULL && i < json_array_get_length (looks); i++)
    g_ptr_array_add (self->looks, look_from_json (json_array_get_object_element (looks, i), self->calls, operations));
  find_target (self);
  return self;
}

GPtrArray *
muster_tool_get_calls (MusterTool *self)
{
  return self->calls;
}

GPtrArray *
muster_tool_get_looks (MusterTool *self)
{
  return self->looks;
}

JsonObject *
muster_tool_get_row (MusterTool *self)
{
  return self->row;
}

const char * const *
muster_tool_get_secret (MusterTool *self)
{
  return (const char * const *) self->secret;
}

/**
 * muster_tool_get_id:
 *
 * Returns: full name, such as `microsoft365:get-user`
 */
const char *
muster_tool_get_id (MusterTool *self)
{
  return self->id;
}

const char *
muster_tool_get_name (MusterTool *self)
{
  return self->name;
}

MusterIntegration *
muster_tool_get_integration (MusterTool *self)
{
  return self->integration;
}

const char *
muster_tool_get_title (MusterTool *self)
{
  return muster_json_str (self->row, "title");
}

gint64
muster_tool_get_version (MusterTool *self)
{
  return muster_json_int (self->row, "version", 1);
}

MusterEffectClass
muster_tool_get_effect_class (MusterTool *self)
{
  return self->effect_class;
}

/**
 * muster_tool_get_engine:
 *
 * Returns: whether only the engine itself may use it; such a tool is never
 *   offered to a planner
 */
gboolean
muster_tool_get_engine (MusterTool *self)
{
  return self->engine;
}

gboolean
muster_tool_is_read (MusterTool *self)
{
  return self->effect_class == MUSTER_EFFECT_CLASS_READ ||
         self->effect_class == MUSTER_EFFECT_CLASS_READ_SENSITIVE;
}

/**
 * muster_tool_get_retry:
 *
 * Returns: (nullable): `N`, `M`, `L` or `X`; %NULL for a read
 */
const char *
muster_tool_get_retry (MusterTool *self)
{
  return muster_json_str (self->row, "retry");
}

const char *
muster_tool_get_explain (MusterTool *self)
{
  return muster_json_str (self->row, "explain");
}

/**
 * muster_tool_get_target_arg:
 *
 * Returns: (nullable): name of the argument that says what is acted upon
 */
const char *
muster_tool_get_target_arg (MusterTool *self)
{
  return self->target_arg;
}

/**
 * muster_tool_get_target_kind:
 *
 * Returns: (nullable): `user`, `group`, `device` …
 */
const char *
muster_tool_get_target_kind (MusterTool *self)
{
  return self->target_kind;
}

/**
 * muster_tool_get_yields:
 *
 * Returns: (transfer none): kinds of ids that an answer proves to be the client's
 */
const char * const *
muster_tool_get_yields (MusterTool *self)
{
  return (const char * const *) self->yields;
}

/**
 * muster_tool_get_args:
 *
 * Returns: (transfer none): argument name → its schema and role
 */
JsonObject *
muster_tool_get_args (MusterTool *self)
{
  return muster_json_obj (self->row, "args");
}

/**
 * muster_tool_get_needs:
 *
 * Returns: (transfer none): permissions, role and licence
 */
JsonObject *
muster_tool_get_needs (MusterTool *self)
{
  return muster_json_obj (self->row, "needs");
}

/**
 * muster_tool_get_undo:
 *
 * Returns: (transfer none) (nullable): the inverse tool, or the reason that there is none: one object, or several of which
 *   the first whose `when` holds counts
 */
JsonNode *
muster_tool_get_undo (MusterTool *self)
{
  return json_object_get_member (self->row, "undo");
}

/**
 * muster_tool_get_scope:
 *
 * Returns: (transfer none) (nullable): how the client is forced into the requests
 */
JsonObject *
muster_tool_get_scope (MusterTool *self)
{
  return muster_json_obj (self->row, "scope");
}

/**
 * muster_tool_get_scope_value:
 *
 * Returns: (nullable): `tenant`, `company` or `docs`: what a client must have
 *   mapped before the tool can be used for it
 */
const char *
muster_tool_get_scope_value (MusterTool *self)
{
  JsonObject *scope = muster_tool_get_scope (self);

  return scope != NULL ? muster_json_str (scope, "value") : NULL;
}

gboolean
muster_tool_has_look (MusterTool *self)
{
  return self->looks->len > 0;
}

/**
 * muster_tool_default_policy:
 *
 * From the class alone: reads run by themselves, as do the engine's own note
 * and reply and its setting of a ticket's status; everything else waits.
 *
 * Returns: the policy that a new workspace starts with
 */
MusterPolicy
muster_tool_default_policy (MusterTool *self)
{
  switch (self->effect_class)
    {
    case MUSTER_EFFECT_CLASS_READ:
      return MUSTER_POLICY_AUTO;
    case MUSTER_EFFECT_CLASS_NOTE_INTERNAL:
    case MUSTER_EFFECT_CLASS_REPLY:
    case MUSTER_EFFECT_CLASS_WRITE:
      return muster_tool_get_engine (self) ? MUSTER_POLICY_AUTO : MUSTER_POLICY_APPROVAL_NEEDED;
    case MUSTER_EFFECT_CLASS_READ_SENSITIVE:
    case MUSTER_EFFECT_CLASS_CREDENTIAL:
    case MUSTER_EFFECT_CLASS_PRIVILEGE:
    case MUSTER_EFFECT_CLASS_DESTRUCTIVE:
    default:
      return MUSTER_POLICY_APPROVAL_NEEDED;
    }
}

/**
 * muster_tool_floor_policy:
 * @self: a tool
 * @policy: what somebody chose
 *
 * Returns: @policy, or the least that this class allows
 */
MusterPolicy
muster_tool_floor_policy (MusterTool   *self,
                          MusterPolicy  policy)
{
  if (policy == MUSTER_POLICY_AUTO &&
      (self->effect_class == MUSTER_EFFECT_CLASS_PRIVILEGE ||
       self->effect_class == MUSTER_EFFECT_CLASS_DESTRUCTIVE))
    return MUSTER_POLICY_APPROVAL_NEEDED;
  return policy;
}

/**
 * muster_tool_get_arg_role:
 *
 * Returns: (nullable): the role of an argument
 */
const char *
muster_tool_get_arg_role (MusterTool *self,
                          const char *arg)
{
  JsonObject *spec = muster_json_obj (muster_tool_get_args (self), arg);

  return spec != NULL ? muster_json_str (spec, "role") : NULL;
}

/**
 * muster_tool_check_args:
 * @self: a tool
 * @args: bare arguments
 *
 * Returns: whether @args has everything that is required, nothing else, and
 *   each with the right type and form
 */
gboolean
muster_tool_check_args (MusterTool  *self,
                        JsonObject  *args,
                        GError     **error)
{
  return muster_args_check (self->name, muster_tool_get_args (self), args, error);
}

/**
 * muster_tool_normalize_args:
 * @self: a tool
 * @target: (nullable): the step's target, such as `user:GUID`
 * @args: (nullable): the step's arguments in plan notation
 *
 * Puts the target among the arguments and strips `kind:` from references,
 * then checks them.
 *
 * Returns: (transfer full) (nullable): bare arguments
 */
JsonObject *
muster_tool_normalize_args (MusterTool  *self,
                            const char  *target,
                            JsonObject  *args,
                            GError     **error)
{
  g_autoptr(JsonObject) bare = muster_args_bare (muster_tool_get_args (self), self->target_arg, target, args);

  if (!muster_tool_check_args (self, bare, error))
    return NULL;
  return g_steal_pointer (&bare);
}

/* Whether arguments alone keep a call from being made */
static gboolean
left_out_by_args (MusterCatalogCall *call,
                  JsonObject        *args)
{
  MusterBindingContext context = { .args = args };
  JsonArray *several = call->when != NULL ? muster_json_node_arr (call->when) : NULL;
  guint n = several != NULL ? json_array_get_length (several) : call->when != NULL ? 1 : 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      JsonNode *condition = several != NULL ? json_array_get_element (several, i) : call->when;
      JsonNode *left = json_object_get_member (json_node_get_object (condition), "left");

      if (g_strcmp0 (muster_binding_kind (left, NULL), "arg") == 0 && !muster_conditions_hold (&context, condition, FALSE))
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_tool_is_unpublished:
 * @self: a tool
 * @args: (nullable): bare arguments; %NULL: whatever they are
 *
 * Returns: whether it goes through an interface that its vendor has published for nobody. Such a tool is off until an
 *   administrator accepts that for the connection
 */
gboolean
muster_tool_is_unpublished (MusterTool *self,
                            JsonObject *args)
{
  guint i;

  for (i = 0; i < self->calls->len; i++)
    {
      MusterCatalogCall *call = self->calls->pdata[i];

      if (call->operation->unpublished && (args == NULL || !left_out_by_args (call, args)))
        return TRUE;
    }
  return FALSE;
}

gboolean
muster_tool_has_published_way (MusterTool *self)
{
  gboolean reads = muster_tool_is_read (self);
  guint i;

  if (reads)
    return !muster_tool_is_unpublished (self, NULL);
  for (i = 0; i < self->calls->len; i++)
    {
      MusterCatalogCall *call = self->calls->pdata[i];

      if (call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE && !call->operation->unpublished)
        return TRUE;
    }
  return FALSE;
}

/* `without`: what the tool does when an argument is not given */
static const char *
sentence_for (MusterTool *self,
              JsonObject *names)
{
  JsonObject *without = muster_json_obj (self->row, "without");
  g_autoptr(GList) args = without != NULL && names != NULL ? json_object_get_members (without) : NULL;
  GList *l;

  for (l = args; l != NULL; l = l->next)
    {
      g_autofree char *given = muster_binding_node_text (json_object_get_member (names, l->data));

      if (given == NULL || *given == '\0')
        return muster_json_str (without, l->data);
    }
  return muster_tool_get_explain (self);
}

/**
 * muster_tool_explain:
 * @self: a tool
 * @names: (nullable): argument name → what a person reads
 *
 * Returns: (transfer full): the row's sentence with its names filled in
 */
char *
muster_tool_explain (MusterTool *self,
                     JsonObject *names)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p = muster_language_text (sentence_for (self, names));

  while (*p != '\0')
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (p + 1, (gsize) (end - p - 1)) : NULL;
      g_autofree char *text = name != NULL && names != NULL
        ? muster_binding_node_text (json_object_get_member (names, name)) : NULL;

      if (name == NULL)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      g_string_append (out, text != NULL ? text : name);
      p = end + 1;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
