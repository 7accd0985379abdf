/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was there before an act, and how it is taken back: the row's `undo` with the values that were kept. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-mask.h"

#include "muster-binding.h"
#include "muster-tool-exec-private.h"
#include "muster-tool-undo.h"

/* In what is kept: the paths of what held a secret */
#define WITHHELD "-"

/* Members by which people know a thing, the best first */
static const char * const name_members[] = { "displayName", "DisplayName", "deviceName", "name", "Name", "summary", "title",
                                             "userPrincipalName", "PrimarySmtpAddress", "identifier" };
/* Where in an answer the thing itself stands */
static const char * const wrappers[] = { "", ".value[0]", "[0]", ".item", ".article", ".asset", ".items[0]" };

/* --- Which paths are worth keeping --- */

static void
collect (JsonNode   *node,
         const char *kind,
         GPtrArray  *paths)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *path = object != NULL && json_object_get_size (object) == 1 ? muster_json_str (object, kind) : NULL;
  g_autoptr(GList) names = object != NULL && path == NULL ? json_object_get_members (object) : NULL;
  GList *l;
  guint i;

  if (path != NULL)
    g_ptr_array_add (paths, g_strdup (path));
  for (l = names; l != NULL; l = l->next)
    collect (json_object_get_member (object, l->data), kind, paths);
  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    collect (json_array_get_element (array, i), kind, paths);
}

static gboolean
mentions (JsonNode   *node,
          const char *arg)
{
  g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func (g_free);

  collect (node, "arg", args);
  return g_ptr_array_find_with_equal_func (args, arg, g_str_equal, NULL);
}

/* The path of what people call the value at @path: `m.id` → `m.displayName` */
static char *
beside (const char *path,
        const char *member)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? g_strdup_printf ("%.*s.%s", (int) (dot - path), path, member) : NULL;
}

static gboolean
names_something (const char *path)
{
  return g_str_has_suffix (path, ".id") || g_str_has_suffix (path, "ID") || g_str_has_suffix (path, "_id");
}

/* (element-type utf8): where the name of what @arg stands for may be found, the best first */
static GPtrArray *
name_paths (MusterTool *self,
            const char *arg)
{
  GPtrArray *calls = muster_tool_get_calls (self);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  guint i;
  gsize w;
  gsize m;

  for (i = 0; i < calls->len; i++)
    {
      MusterCatalogCall *call = calls->pdata[i];
      g_autoptr(JsonNode) with = NULL;

      if (call->with == NULL || call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE)
        continue;
      with = json_node_init_object (json_node_alloc (), call->with);
      if (!mentions (with, arg))
        continue;
      for (w = 0; w < G_N_ELEMENTS (wrappers); w++)
        for (m = 0; m < G_N_ELEMENTS (name_members); m++)
          g_ptr_array_add (paths, g_strconcat (call->id, wrappers[w], ".", name_members[m], NULL));
    }
  return paths;
}

static JsonNode *
answer_at (MusterToolExec *exec,
           const char     *path)
{
  MusterBindingContext context = muster_tool_exec_binding_context (exec);
  g_autofree char *call = g_strndup (path, strcspn (path, ".["));
  JsonNode *answer = g_hash_table_lookup (exec->answers, call);

  return answer != NULL ? muster_path_lookup (answer, path + strlen (call), &context) : NULL;
}

/* Whether a secret stands in it: people paste passwords into pages */
static gboolean
holds_secret (const char *name,
              JsonNode   *node)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *text = muster_json_node_str (node);
  g_autofree char *masked = text != NULL ? muster_text_mask_secrets (text) : NULL;
  g_autoptr(GList) members = object != NULL ? json_object_get_members (object) : NULL;
  gboolean found = text != NULL && (g_strcmp0 (masked, text) != 0 || muster_text_names_secret (name, text));
  GList *l;
  guint i;

  for (l = members; l != NULL && !found; l = l->next)
    found = holds_secret (l->data, json_object_get_member (object, l->data));
  for (i = 0; array != NULL && !found && i < json_array_get_length (array); i++)
    found = holds_secret (name, json_array_get_element (array, i));
  return found;
}

/* A secret is not kept, but that it was there is */
static void
withhold (JsonObject *kept,
          const char *path)
{
  JsonArray *paths = muster_json_arr (kept, WITHHELD);

  if (paths == NULL)
    {
      paths = json_array_new ();
      json_object_set_array_member (kept, WITHHELD, paths);
    }
  json_array_add_string_element (paths, path);
}

static gboolean
is_withheld (JsonObject *kept,
             const char *path)
{
  JsonArray *paths = kept != NULL ? muster_json_arr (kept, WITHHELD) : NULL;
  guint i;

  for (i = 0; paths != NULL && i < json_array_get_length (paths); i++)
    if (g_strcmp0 (muster_json_arr_str (paths, i), path) == 0)
      return TRUE;
  return FALSE;
}

/* null is worth keeping too: there was none */
static void
keep (MusterToolExec *exec,
      JsonObject     *kept,
      const char     *path)
{
  g_autofree char *call = g_strndup (path, strcspn (path, ".["));
  JsonNode *node = answer_at (exec, path);
  const char *dot = strrchr (path, '.');

  if (json_object_has_member (kept, path) || is_withheld (kept, path))
    return;
  if (node != NULL && holds_secret (dot != NULL ? dot + 1 : path, node))
    withhold (kept, path);
  else if (node != NULL)
    json_object_set_member (kept, path, json_node_copy (node));
  else if (g_hash_table_contains (exec->answers, call) || exec->calls != NULL)
    json_object_set_null_member (kept, path);
}

static void
keep_first_name (MusterToolExec *exec,
                 JsonObject     *kept,
                 GPtrArray      *paths)
{
  guint i;

  for (i = 0; i < paths->len; i++)
    {
      JsonNode *node = answer_at (exec, paths->pdata[i]);

      if (muster_json_node_str (node) == NULL || holds_secret (NULL, node))
        continue;
      json_object_set_member (kept, paths->pdata[i], json_node_copy (node));
      return;
    }
}

static void
keep_name_beside (MusterToolExec *exec,
                  JsonObject     *kept,
                  const char     *path)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gsize m;

  for (m = 0; m < G_N_ELEMENTS (name_members); m++)
    g_ptr_array_add (paths, beside (path, name_members[m]));
  keep_first_name (exec, kept, paths);
}

/**
 * muster_tool_exec_before:
 * @self: a use of a tool whose own reads were answered and that has changed nothing yet
 *
 * Returns: (transfer full): path → value, of what its undo, its guard and its
 *   names need; null where nothing stood; nothing in which a secret stands
 */
JsonObject *
muster_tool_exec_before (MusterToolExec *self)
{
  JsonObject *kept = json_object_new ();
  JsonArray *guard = muster_json_arr (muster_tool_get_row (self->tool), "guard");
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GList) args = json_object_get_members (muster_tool_get_args (self->tool));
  GList *l;
  guint i;

  if (muster_tool_get_undo (self->tool) != NULL)
    collect (muster_tool_get_undo (self->tool), "before", paths);
  for (i = 0; guard != NULL && i < json_array_get_length (guard); i++)
    g_ptr_array_add (paths, g_strdup (muster_json_arr_str (guard, i)));
  for (i = 0; i < paths->len; i++)
    {
      keep (self, kept, paths->pdata[i]);
      if (names_something (paths->pdata[i]))
        keep_name_beside (self, kept, paths->pdata[i]);
    }
  for (l = args; l != NULL; l = l->next)
    {
      g_autoptr(GPtrArray) names = name_paths (self->tool, l->data);

      keep_first_name (self, kept, names);
    }
  return kept;
}

/**
 * muster_tool_has_guard:
 *
 * Returns: whether something is to be as it was shown when the tool acts
 */
gboolean
muster_tool_has_guard (MusterTool *self)
{
  JsonArray *guard = muster_json_arr (muster_tool_get_row (self), "guard");

  return guard != NULL && json_array_get_length (guard) > 0;
}

/**
 * muster_tool_exec_guard:
 * @self: a use of a tool whose own reads were answered and that has changed nothing yet
 *
 * Returns: (transfer full): path → value, of what its guard names; null where nothing stands; nothing in which a secret stands
 */
JsonObject *
muster_tool_exec_guard (MusterToolExec *self)
{
  JsonObject *kept = json_object_new ();
  JsonArray *guard = muster_json_arr (muster_tool_get_row (self->tool), "guard");

  for (guint i = 0; guard != NULL && i < json_array_get_length (guard); i++)
    keep (self, kept, muster_json_arr_str (guard, i));
  json_object_remove_member (kept, WITHHELD);
  return kept;
}

/**
 * muster_tool_list_bodies:
 *
 * Returns: (transfer full) (element-type JsonNode): the templates of the bodies of what changes something
 */
GPtrArray *
muster_tool_list_bodies (MusterTool *self)
{
  GPtrArray *calls = muster_tool_get_calls (self);
  GPtrArray *bodies = g_ptr_array_new ();

  for (guint i = 0; i < calls->len; i++)
    {
      MusterCatalogCall *call = calls->pdata[i];

      if (call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE && call->with != NULL &&
          json_object_has_member (call->with, "body"))
        g_ptr_array_add (bodies, json_object_get_member (call->with, "body"));
    }
  return bodies;
}

/**
 * muster_tool_exec_made:
 * @self: a use of a tool that has come to its end
 *
 * Returns: (transfer full): path → value, of what its undo needs of the act's own answers
 */
JsonObject *
muster_tool_exec_made (MusterToolExec *self)
{
  JsonObject *made = json_object_new ();
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint i;

  if (muster_tool_get_undo (self->tool) != NULL)
    collect (muster_tool_get_undo (self->tool), "answer", paths);
  for (i = 0; i < paths->len; i++)
    {
      JsonNode *node = answer_at (self, paths->pdata[i]);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
        json_object_set_member (made, paths->pdata[i], json_node_copy (node));
    }
  return made;
}

/**
 * muster_tool_names:
 * @self: a tool
 * @args: bare arguments
 * @before: (nullable): what was kept of them
 *
 * Returns: (transfer full): argument → what people read: the name of what it stands for, where that is known
 */
JsonObject *
muster_tool_names (MusterTool *self,
                   JsonObject *args,
                   JsonObject *before)
{
  JsonObject *names = json_object_new ();
  g_autoptr(GList) given = args != NULL ? json_object_get_members (args) : NULL;
  GList *l;
  guint i;

  for (l = given; l != NULL; l = l->next)
    {
      g_autoptr(GPtrArray) paths = name_paths (self, l->data);
      const char *name = NULL;

      for (i = 0; before != NULL && name == NULL && i < paths->len; i++)
        name = muster_json_str (before, paths->pdata[i]);
      if (name != NULL)
        json_object_set_string_member (names, l->data, name);
      else
        json_object_set_member (names, l->data, json_object_dup_member (args, l->data));
    }
  return names;
}

/* --- The undo itself --- */

static guint
n_variants (MusterTool *self)
{
  JsonNode *undo = muster_tool_get_undo (self);
  JsonArray *several = muster_json_node_arr (undo);

  return undo == NULL ? 0 : several != NULL ? json_array_get_length (several) : 1;
}

static JsonObject *
variant (MusterTool *self,
         guint       index)
{
  JsonArray *several = muster_json_node_arr (muster_tool_get_undo (self));

  return several != NULL ? muster_json_arr_obj (several, index) : muster_json_node_obj (muster_tool_get_undo (self));
}

/**
 * muster_tool_is_reversible:
 *
 * Returns: whether there is a way back at all
 */
gboolean
muster_tool_is_reversible (MusterTool *self)
{
  return n_variants (self) > 0 && muster_tool_get_irreversible (self) == NULL;
}

/**
 * muster_tool_get_irreversible:
 *
 * Returns: (nullable): one English sentence, to be translated: why nothing of what the tool does can be taken back
 */
const char *
muster_tool_get_irreversible (MusterTool *self)
{
  guint i;

  for (i = 0; i < n_variants (self); i++)
    if (muster_json_str (variant (self, i), "tool") != NULL)
      return NULL;
  return n_variants (self) > 0 ? muster_json_str (variant (self, 0), "irreversible") : NULL;
}

/**
 * muster_tool_undo_needs_before:
 *
 * Returns: whether the way back names what was there before, so that it puts things right also when nothing was changed
 */
gboolean
muster_tool_undo_needs_before (MusterTool *self)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (muster_tool_get_undo (self) != NULL)
    collect (muster_tool_get_undo (self), "before", paths);
  return paths->len > 0;
}

typedef struct
{
  JsonObject *before;       /* (nullable) */
  JsonObject *made;         /* (nullable) */
  const char *external_ref; /* (nullable) */
} Kept;

/* (transfer full): @node with kept values in the place of `before` and `answer` */
static JsonNode *
fill_in (const Kept *kept,
         JsonNode   *node)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *array = muster_json_node_arr (node);
  const char *before = object != NULL && json_object_get_size (object) == 1 ? muster_json_str (object, "before") : NULL;
  const char *answer = object != NULL && json_object_get_size (object) == 1 ? muster_json_str (object, "answer") : NULL;
  JsonNode *value = NULL;
  guint i;

  if (before != NULL)
    value = kept->before != NULL ? json_object_get_member (kept->before, before) : NULL;
  else if (answer != NULL)
    value = kept->made != NULL ? json_object_get_member (kept->made, answer) : NULL;
  if (answer != NULL && value == NULL && kept->external_ref != NULL && g_str_has_suffix (answer, ".id"))
    return json_node_init_string (json_node_alloc (), kept->external_ref);
  if (before != NULL || answer != NULL)
    return value != NULL ? json_node_copy (value) : json_node_init_null (json_node_alloc ());

  if (object != NULL)
    {
      g_autoptr(JsonObject) filled = json_object_new ();
      g_autoptr(GList) names = json_object_get_members (object);
      GList *l;

      for (l = names; l != NULL; l = l->next)
        json_object_set_member (filled, l->data, fill_in (kept, json_object_get_member (object, l->data)));
      return json_node_init_object (json_node_alloc (), filled);
    }
  if (array != NULL)
    {
      g_autoptr(JsonArray) filled = json_array_new ();

      for (i = 0; i < json_array_get_length (array); i++)
        json_array_add_element (filled, fill_in (kept, json_array_get_element (array, i)));
      return json_node_init_array (json_node_alloc (), filled);
    }
  return json_node_copy (node);
}

static JsonObject *
choose (MusterTool                 *self,
        const MusterBindingContext *context,
        const Kept                 *kept)
{
  guint i;

  for (i = 0; i < n_variants (self); i++)
    {
      JsonObject *one = variant (self, i);
      g_autoptr(JsonNode) when = json_object_has_member (one, "when")
        ? fill_in (kept, json_object_get_member (one, "when")) : NULL;

      if (when == NULL || muster_conditions_hold (context, when, FALSE))
        return one;
    }
  return NULL;
}

/* What one argument of the inverse needs: text where a number stood, and nothing where nothing may be given */
static void
set_arg (JsonObject *args,
         JsonObject *spec,
         const char *name,
         JsonNode   *value)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_NULL (value) && !muster_json_bool (spec, "nullable", FALSE))
    return;
  if (g_strcmp0 (muster_json_str (spec, "type"), "string") == 0 && JSON_NODE_HOLDS_VALUE (value) &&
      json_node_get_value_type (value) != G_TYPE_STRING)
    text = muster_binding_node_text (value);
  if (text != NULL)
    json_object_set_string_member (args, name, text);
  else
    json_object_set_member (args, name, json_node_copy (value));
}

static void
undo_path_free (gpointer data)
{
  MusterUndoPath *path = data;

  g_free (path->arg);
  g_free (path->path);
  g_free (path);
}

/* Whether what is not given stays as it is: a tool of which null means that nothing shall stand there */
static gboolean
changes_what_is_given (MusterTool *self)
{
  g_autoptr(GList) names = json_object_get_members (muster_tool_get_args (self));
  GList *l;

  for (l = names; l != NULL; l = l->next)
    if (muster_json_bool (muster_json_obj (muster_tool_get_args (self), l->data), "nullable", FALSE))
      return TRUE;
  return FALSE;
}

/* Where the act left a member as it was, so does its undo */
static gboolean
is_untouched (MusterTool *self,
              MusterTool *inverse,
              JsonObject *args,
              const char *name)
{
  return self == inverse && !json_object_has_member (args, name) && changes_what_is_given (self);
}

/* Whether what is to be put back was not kept */
static gboolean
needs_withheld (JsonNode   *binding,
                const Kept *kept)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint i;

  collect (binding, "before", paths);
  for (i = 0; i < paths->len; i++)
    if (is_withheld (kept->before, paths->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
bind_args (MusterTool                 *self,
           MusterTool                 *inverse,
           JsonObject                 *bindings,
           const MusterBindingContext *context,
           const Kept                 *kept,
           JsonObject                 *out,
           GPtrArray                  *paths,
           GError                    **error)
{
  g_autoptr(GList) names = bindings != NULL ? json_object_get_members (bindings) : NULL;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *spec = muster_json_obj (muster_tool_get_args (inverse), l->data);
      JsonNode *binding = json_object_get_member (bindings, l->data);
      g_autoptr(JsonNode) filled = fill_in (kept, binding);
      g_autoptr(JsonNode) value = NULL;
      g_autoptr(GPtrArray) from = g_ptr_array_new_with_free_func (g_free);

      if (is_untouched (self, inverse, context->args, l->data))
        continue;
      if (needs_withheld (binding, kept))
        {
          g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                               N_("A secret stood in what was there, and Muster does not keep secrets. Put it back there by hand."));
          return FALSE;
        }
      if (!muster_binding_resolve (context, filled, &value, error))
        return FALSE;
      collect (binding, "before", from);
      if (from->len > 0)
        {
          MusterUndoPath *path = g_new0 (MusterUndoPath, 1);

          path->arg = g_strdup (l->data);
          path->path = g_strdup (from->pdata[0]);
          g_ptr_array_add (paths, path);
        }
      if (value != NULL)
        set_arg (out, spec, l->data, value);
    }
  return TRUE;
}

/**
 * muster_tool_resolve_undo:
 * @self: the tool of an act
 * @catalog: where its inverse is
 * @args: the act's bare arguments
 * @before: (nullable): what was before it
 * @made: (nullable): what its answers named
 * @external_ref: (nullable): what it brought into being
 * @undo_args: (out) (transfer full): arguments of the inverse
 * @paths: (out) (optional) (transfer full) (element-type MusterUndoPath): which of them are put back to what was before
 * @error: %MUSTER_ERROR_REFUSED_BY_POLICY with a sentence that is to be translated when there is no way back
 *
 * Returns: (transfer none) (nullable): the inverse tool
 */
MusterTool *
muster_tool_resolve_undo (MusterTool     *self,
                          MusterCatalog  *catalog,
                          JsonObject     *args,
                          JsonObject     *before,
                          JsonObject     *made,
                          const char     *external_ref,
                          JsonObject    **undo_args,
                          GPtrArray     **paths,
                          GError        **error)
{
  g_autoptr(GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  MusterBindingContext context = { .args = args, .answers = none };
  Kept kept = { before, made, external_ref };
  JsonObject *undo = choose (self, &context, &kept);
  const char *name = undo != NULL ? muster_json_str (undo, "tool") : NULL;
  g_autofree char *id = NULL;
  g_autoptr(JsonObject) bound = json_object_new ();
  g_autoptr(GPtrArray) from = g_ptr_array_new_with_free_func (undo_path_free);
  MusterTool *inverse;

  if (name == NULL)
    {
      const char *reason = undo != NULL ? muster_json_str (undo, "irreversible") : NULL;

      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                           reason != NULL ? reason : N_("There is no way back from here."));
      return NULL;
    }
  id = g_strdup_printf ("%s:%s", muster_integration_get_id (muster_tool_get_integration (self)), name);
  inverse = muster_catalog_lookup_tool (catalog, id);
  if (inverse == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "There is no tool %s", id);
      return NULL;
    }
  if (!bind_args (self, inverse, muster_json_obj (undo, "args"), &context, &kept, bound, from, error))
    return NULL;
  *undo_args = muster_tool_normalize_args (inverse, NULL, bound, error);
  if (*undo_args == NULL)
    return NULL;
  if (paths != NULL)
    *paths = g_steal_pointer (&from);
  return inverse;
}
