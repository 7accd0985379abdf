/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secret values on their way through a tool: what an answer holds goes into
 * locked memory before it is parsed, and a token stands in its place until
 * the gate says what shall; what a request needs comes from locked memory when
 * the request is built. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-binding.h"
#include "muster-clock.h"
#include "muster-id.h"
#include "muster-json.h"
#include "muster-members.h"
#include "muster-tool-exec-private.h"
#include "muster-tool-secrets.h"

#define GENERATED    "password"

static const MusterMemberRule handle_members[] = {
  { "member", MUSTER_MEMBER_STRING, TRUE },
  { "as", MUSTER_MEMBER_STRING, FALSE },
  { "title", MUSTER_MEMBER_STRING, FALSE },
  { "owner", MUSTER_MEMBER_STRING, FALSE },
  { "newest", MUSTER_MEMBER_STRING, FALSE },
};

static const char * const codings[] = { "base64-text", NULL };

static gboolean
is_secret (JsonObject *row,
           const char *member)
{
  JsonArray *secret = muster_json_arr (row, "secret");

  for (guint i = 0; secret != NULL && i < json_array_get_length (secret); i++)
    if (g_strcmp0 (muster_json_arr_str (secret, i), member) == 0)
      return TRUE;
  return FALSE;
}

/* A list never gives values: only reading one sensitive thing does, or an act that makes one */
gboolean
muster_check_handles (const char  *where,
                      JsonObject  *row,
                      GError     **error)
{
  JsonArray *handles = muster_json_arr (row, "handles");

  if (handles != NULL && g_strcmp0 (muster_json_str (row, "class"), "read-sensitive") != 0 &&
      g_strcmp0 (muster_json_str (row, "class"), "credential") != 0)
    return muster_members_fail (error, where, "only what is read-sensitive or a credential has", "handles");
  for (guint i = 0; handles != NULL && i < json_array_get_length (handles); i++)
    {
      JsonObject *handle = muster_json_arr_obj (handles, i);

      if (handle == NULL)
        return muster_members_fail (error, where, "no object in", "handles");
      if (!MUSTER_MEMBERS_CHECK (where, handle, handle_members, error) ||
          (json_object_has_member (handle, "as") &&
           !muster_members_one_of (where, "as", muster_json_str (handle, "as"), codings, error)))
        return FALSE;
      if (!is_secret (row, muster_json_str (handle, "member")))
        return muster_members_fail (error, where, "a handle of what is not secret:", muster_json_str (handle, "member"));
    }
  return TRUE;
}

/* What `{"secret": "password"}` stands for is made by the gate, for one act */
static gboolean
asks_for_generated (JsonNode *value)
{
  JsonNode *operand = NULL;
  const char *kind = muster_binding_kind (value, &operand);
  JsonObject *object = muster_json_node_obj (value);
  JsonArray *array = muster_json_node_arr (value);
  g_autoptr(GList) names = NULL;

  if (kind != NULL && g_str_equal (kind, "secret"))
    return g_strcmp0 (muster_json_node_str (operand), GENERATED) == 0;
  names = object != NULL ? json_object_get_members (object) : NULL;
  for (GList *l = names; l != NULL; l = l->next)
    if (asks_for_generated (json_object_get_member (object, l->data)))
      return TRUE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (asks_for_generated (json_array_get_element (array, i)))
      return TRUE;
  return FALSE;
}

/**
 * muster_tool_wants_generated:
 *
 * Returns: whether one of its calls sends a password that is made for it
 */
gboolean
muster_tool_wants_generated (MusterTool *self)
{
  GPtrArray *calls = muster_tool_get_calls (self);

  for (guint i = 0; i < calls->len; i++)
    {
      MusterCatalogCall *call = calls->pdata[i];
      g_autoptr(JsonNode) with = call->with != NULL ? json_node_init_object (json_node_alloc (), call->with) : NULL;

      if (with != NULL && asks_for_generated (with))
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_tool_has_handles:
 *
 * Returns: whether its answer holds secrets that a run may have by a handle, or a person by a click
 */
gboolean
muster_tool_has_handles (MusterTool *self)
{
  return muster_json_arr (muster_tool_get_row (self), "handles") != NULL;
}

static JsonObject *
find_handle (MusterTool *tool,
             const char *member)
{
  JsonArray *handles = muster_json_arr (muster_tool_get_row (tool), "handles");

  for (guint i = 0; handles != NULL && i < json_array_get_length (handles); i++)
    {
      JsonObject *handle = muster_json_arr_obj (handles, i);

      if (handle != NULL && g_strcmp0 (muster_json_str (handle, "member"), member) == 0)
        return handle;
    }
  return NULL;
}

/**
 * muster_tool_exec_keep_secrets:
 *
 * From now on the members in the row's `handles` are kept in locked memory.
 */
void
muster_tool_exec_keep_secrets (MusterToolExec *self)
{
  if (self->kept == NULL && muster_tool_has_handles (self->tool))
    self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
}

void
muster_tool_exec_set_secret (MusterToolExec *self,
                             const char     *name,
                             MusterSecret   *secret)
{
  if (self->secrets == NULL)
    self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  g_hash_table_insert (self->secrets, g_strdup (name), muster_secret_ref (secret));
}

/* LAPS: base64 of UTF-16LE as Microsoft's sample decodes it, or of UTF-8 as CIPP does. An even number of bytes of which
 * every second is zero is UTF-16LE. */
static MusterSecret *
decode_base64_text (MusterSecret *coded)
{
  gsize length = 0;
  g_autofree char *bytes = (char *) g_base64_decode (muster_secret_peek (coded), &length);
  gboolean wide = length > 0 && length % 2 == 0;
  gsize n = 0;
  MusterSecret *secret = NULL;

  bytes = g_realloc (bytes, length + 1);
  bytes[length] = '\0';
  for (gsize i = 1; wide && i < length; i += 2)
    wide = bytes[i] == '\0';
  for (gsize i = 0; wide && i < length; i += 2)
    bytes[n++] = bytes[i];
  if (wide)
    bytes[n] = '\0';
  else
    n = length;
  if (n > 0 && strlen (bytes) == n && g_utf8_validate (bytes, (gssize) n, NULL))
    secret = muster_secret_new (bytes);
  memset (bytes, 0, length);
  muster_secret_wipe (bytes);
  return secret != NULL ? secret : muster_secret_ref (coded);
}

static char *
keep_cb (const char   *member,
         MusterSecret *secret,
         gpointer      user_data)
{
  MusterToolExec *self = user_data;
  JsonObject *handle = find_handle (self->tool, member);
  g_autofree char *id = NULL;
  char *token;

  if (handle == NULL)
    return NULL;
  id = muster_id_new ();
  token = g_strconcat (MUSTER_KEPT_PREFIX, id, NULL);
  g_hash_table_insert (self->kept, g_strdup (token),
                       g_strcmp0 (muster_json_str (handle, "as"), "base64-text") == 0 ? decode_base64_text (secret)
                                                                                      : muster_secret_ref (secret));
  return token;
}

JsonNode *
muster_tool_exec_parse (MusterToolExec  *self,
                        GBytes          *bytes,
                        GError         **error)
{
  const char * const *secret = muster_tool_get_secret (self->tool);

  if (self->kept == NULL)
    return muster_json_parse (bytes, NULL, secret, error);
  return muster_json_parse_taking (bytes, NULL, secret, keep_cb, self, error);
}

/* --- What the result holds --- */

typedef struct
{
  MusterToolExec       *exec;
  JsonNode             *result;
  MusterToolSecretFunc  take;
  gpointer              user_data;
} Taking;

/* (transfer full) (nullable): beside the value, or anywhere in the result */
static char *
name_of (Taking     *taking,
         JsonNode   *row,
         JsonObject *handle,
         const char *which)
{
  const char *path = muster_json_str (handle, which);
  char *text;

  if (path == NULL)
    return NULL;
  text = muster_binding_node_text (muster_path_lookup (row, path, NULL));
  if (text == NULL)
    text = muster_binding_node_text (muster_path_lookup (taking->result, path, NULL));
  return text;
}

static void
take_one (Taking     *taking,
          JsonNode   *row,
          const char *name,
          const char *path,
          JsonNode   *value)
{
  MusterSecret *secret = g_hash_table_lookup (taking->exec->kept, muster_json_node_str (value));
  JsonArray *handles = muster_json_arr (muster_tool_get_row (taking->exec->tool), "handles");
  JsonObject *handle = find_handle (taking->exec->tool, name);
  g_autofree char *title = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *text = NULL;
  MusterToolSecret found = { name, path, NULL, NULL, secret };

  if (handle == NULL)
    handle = muster_json_arr_obj (handles, 0);
  title = name_of (taking, row, handle, "title");
  owner = name_of (taking, row, handle, "owner");
  found.title = title != NULL && *title != '\0' ? title : muster_tool_get_title (taking->exec->tool);
  found.owner = owner;
  text = secret != NULL && taking->take != NULL ? taking->take (&found, taking->user_data) : NULL;
  json_node_set_string (value, text != NULL ? text : "");
}

static void
take_all (Taking     *taking,
          JsonNode   *row,
          const char *name,
          const char *path,
          JsonNode   *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(GList) names = json_object_get_members (json_node_get_object (node));

      for (GList *l = names; l != NULL; l = l->next)
        {
          g_autofree char *below = *path != '\0' ? g_strconcat (path, ".", l->data, NULL) : g_strdup (l->data);

          take_all (taking, node, l->data, below, json_object_get_member (json_node_get_object (node), l->data));
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

        take_all (taking, node, name, below, json_array_get_element (json_node_get_array (node), i));
      }
  else if (muster_json_node_str (node) != NULL && g_str_has_prefix (muster_json_node_str (node), MUSTER_KEPT_PREFIX))
    take_one (taking, row, name, path, node);
}

/* Of several rows only the newest is worth anything; a row without its moment is older than any with one */
static void
keep_newest (JsonNode   *result,
             const char *moment)
{
  JsonObject *object = muster_json_node_obj (result);
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonArray *rows = muster_json_arr (object, l->data);
      JsonArray *one;
      gint64 newest = G_MININT64;
      guint best = 0;

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          const char *text = muster_json_node_str (muster_path_lookup (json_array_get_element (rows, i), moment, NULL));
          gint64 time = 0;

          if (text != NULL && muster_time_parse_iso (text, &time) && time > newest)
            {
              newest = time;
              best = i;
            }
        }
      if (rows == NULL || json_array_get_length (rows) < 2)
        continue;
      one = json_array_new ();
      json_array_add_element (one, json_node_copy (json_array_get_element (rows, best)));
      json_object_set_array_member (object, l->data, one);
    }
}

/**
 * muster_tool_exec_take_secrets:
 * @self: a use of a tool that has come to its end
 * @result: (inout): what [method@ToolExec.result] gave
 * @take: (scope call) (nullable): what is to stand in its place
 *
 * Calls @take for each value that was kept and is in @result.
 */
void
muster_tool_exec_take_secrets (MusterToolExec       *self,
                               JsonNode             *result,
                               MusterToolSecretFunc  take,
                               gpointer              user_data)
{
  Taking taking = { self, result, take, user_data };

  JsonArray *handles = muster_json_arr (muster_tool_get_row (self->tool), "handles");

  for (guint i = 0; result != NULL && handles != NULL && i < json_array_get_length (handles); i++)
    if (muster_json_str (muster_json_arr_obj (handles, i), "newest") != NULL)
      keep_newest (result, muster_json_str (muster_json_arr_obj (handles, i), "newest"));
  if (self->kept != NULL && result != NULL)
    take_all (&taking, result, "", "", result);
}
