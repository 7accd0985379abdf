/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-answer-reader.h"
#include "muster-binding.h"
#include "muster-integration-private.h"
#include "muster-request-builder.h"
#include "muster-tool-exec-private.h"

#define MAX_PAGES 50

/**
 * MusterToolExec:
 *
 * One use of one tool, step by step: `next` gives a request, somebody sends
 * it, `feed` reads what came back, until `next` gives nothing more. It never
 * sends, so it can be stopped between any two calls. Used once.
 */
G_DEFINE_FINAL_TYPE (MusterToolExec, muster_tool_exec, G_TYPE_OBJECT)

static void
record_free (gpointer data)
{
  MusterCallRecord *record = data;

  g_free (record->call);
  g_free (record->method);
  g_free (record->url);
  g_free (record);
}

MusterCatalogCall *
muster_tool_exec_current_call (MusterToolExec *self)
{
  return self->calls != NULL && self->index < self->calls->len ? self->calls->pdata[self->index] : NULL;
}

MusterBindingContext
muster_tool_exec_binding_context (MusterToolExec *self)
{
  MusterBindingContext context = { self->args, self->scope, self->answers, NULL, self->marker, self->dispatched,
                                   self->link, self->endpoints };

  context.secrets = self->secrets;
  if (self->items != NULL && self->item < json_array_get_length (self->items))
    context.item = json_array_get_element (self->items, self->item);
  return context;
}

static void
clear_paging (MusterToolExec *self)
{
  g_clear_pointer (&self->first_url, g_free);
  g_clear_pointer (&self->rows, json_array_unref);
  g_clear_pointer (&self->page_head, json_node_unref);
  g_hash_table_remove_all (self->links);
  self->page = 1;
  self->last_page = 0;
}

static void
go_to_next_call (MusterToolExec *self)
{
  g_clear_pointer (&self->items, json_array_unref);
  g_clear_pointer (&self->item_answers, json_array_unref);
  clear_paging (self);
  self->item = 0;
  self->begun = FALSE;
  self->index++;
}

/* --- The next request --- */

static gboolean
holds (MusterToolExec *self,
       JsonNode       *conditions)
{
  MusterBindingContext context = muster_tool_exec_binding_context (self);

  return muster_conditions_hold (&context, conditions, FALSE);
}

static gboolean
choose_look (MusterToolExec  *self,
             GError         **error)
{
  GPtrArray *looks = muster_tool_get_looks (self->tool);
  guint i;

  for (i = 0; i < looks->len; i++)
    {
      MusterCatalogLook *look = looks->pdata[i];

      if (look->when != NULL && !holds (self, look->when))
        continue;
      self->look = look;
      g_ptr_array_extend (self->calls, look->reads, NULL, NULL);
      g_ptr_array_add (self->calls, look->call);
      return TRUE;
    }
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN, "%s: nothing tells what is true now",
               muster_tool_get_id (self->tool));
  return FALSE;
}

static gboolean
prepare (MusterToolExec  *self,
         GError         **error)
{
  if (self->calls != NULL)
    return TRUE;
  self->args = muster_tool_normalize_args (self->tool, NULL, self->given, error);
  if (self->args == NULL)
    return FALSE;
  self->calls = g_ptr_array_new ();
  if (self->is_look)
    return choose_look (self, error);
  g_ptr_array_extend (self->calls, muster_tool_get_calls (self->tool), NULL, NULL);
  return TRUE;
}

static gboolean
meets_requirements (MusterToolExec     *self,
                    MusterCatalogCall  *call,
                    GError            **error)
{
  guint i;
  int code = MUSTER_ERROR_REFUSED_BY_POLICY;

  /* What was not read cannot speak against it, so nothing is changed on half of a list */
  if (self->truncated && call->require != NULL && call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                           "There is more than can be looked through before this; do it by hand in the vendor's own pages");
      return FALSE;
    }
  for (i = 0; call->require != NULL && i < json_array_get_length (call->require); i++)
    {
      JsonObject *requirement = json_array_get_object_element (call->require, i);

      if (holds (self, json_array_get_element (call->require, i)))
        continue;
      muster_error_code_from_name (muster_json_str (requirement, "error"), &code);
      g_set_error (error, MUSTER_ERROR, code, "%s", muster_json_str (requirement, "text"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
begin_each (MusterToolExec     *self,
            MusterCatalogCall  *call,
            GError            **error)
{
  g_autoptr(JsonArray) array = NULL;
  guint max;

  if (call->each == NULL)
    return TRUE;
  array = muster_tool_exec_items (self, call);
  max = (guint) muster_json_int (call->each, "max", 20);
  if (json_array_get_length (array) > max)
    {
      if (call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "More than %u objects in one step", max);
          return FALSE;
        }
      self->truncated = TRUE;
      while (json_array_get_length (array) > max)
        json_array_remove_element (array, json_array_get_length (array) - 1);
    }
  self->items = g_steal_pointer (&array);
  self->item_answers = json_array_new ();
  return TRUE;
}

/* Skips calls whose condition does not hold and each that has come to its end */
static gboolean
find_call (MusterToolExec  *self,
           GError         **error)
{
  MusterCatalogCall *call;

  while ((call = muster_tool_exec_current_call (self)) != NULL)
    {
      if (!self->begun)
        {
          if (call->when != NULL && call->each == NULL && !holds (self, call->when))
            {
              go_to_next_call (self);
              continue;
            }
          if (!begin_each (self, call, error))
            return FALSE;
          self->begun = TRUE;
          clear_paging (self);
        }
      /* With each, the condition is that of every item. */
      while (call->each != NULL && call->when != NULL &&
             self->item < json_array_get_length (self->items) && !holds (self, call->when))
        self->item++;
      if (self->items == NULL || self->item < json_array_get_length (self->items))
        return meets_requirements (self, call, error);
      g_hash_table_insert (self->answers, g_strdup (call->id),
                           json_node_init_array (json_node_alloc (), self->item_answers));
      go_to_next_call (self);
    }
  self->finished = TRUE;
  return TRUE;
}

/* --- Reading one answer --- */

static void
add_rows (MusterToolExec    *self,
          MusterCatalogCall *call,
          JsonArray         *rows)
{
  guint limit = muster_tool_exec_row_limit (self, call);
  gboolean check = muster_tool_exec_checks_owner (self, call);
  guint i;

  self->last_page = json_array_get_length (rows);
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonNode *row = json_array_get_element (rows, i);

      if (check && !muster_tool_exec_is_ours (self, row))
        self->dropped++;
      else if (json_array_get_length (self->rows) >= limit)
        self->truncated = TRUE;
      else
        json_array_add_element (self->rows, json_node_copy (row));
    }
}

static gboolean
follow (MusterToolExec     *self,
        MusterCatalogCall  *call,
        const char         *url,
        GError            **error)
{
  g_autoptr(MusterRequest) next = NULL;

  if (!muster_urls_same_place (self->first_url, url, call->operation->paging == MUSTER_PAGING_NEXT_URL))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                   "%s: the next page lies somewhere else", call->operation->id);
      return FALSE;
    }
  if (!g_hash_table_add (self->links, g_strdup (url)))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s: the pages go round in a circle",
                   call->operation->id);
      return FALSE;
    }
  next = muster_request_copy (self->pending);
  muster_request_set_url (next, url);
  muster_request_unref (self->pending);
  self->pending = g_steal_pointer (&next);
  return TRUE;
}

/* TRUE when another page was asked for */
static gboolean
ask_for_more (MusterToolExec     *self,
              MusterCatalogCall  *call,
              MusterAnswer       *answer,
              JsonNode           *body,
              gboolean           *more,
              GError            **error)
{
  g_autofree char *url = muster_tool_exec_continuation (call, answer, body);
  gboolean full = call->operation->paging == MUSTER_PAGING_PAGE && muster_tool_exec_has_more (self, call, body);
  MusterBindingContext context = muster_tool_exec_binding_context (self);

  *more = FALSE;
  if (url == NULL && !full)
    return TRUE;
  if (self->truncated || json_array_get_length (self->rows) >= muster_tool_exec_row_limit (self, call) || self->page >= MAX_PAGES)
    {
      self->truncated = TRUE;
      return TRUE;
    }
  self->page++;
  *more = TRUE;
  if (url != NULL)
    return follow (self, call, url, error);
  muster_request_unref (self->pending);
  self->pending = muster_request_builder_build (self->tool, call, &context, self->endpoints, self->page,
                                                muster_tool_exec_page_size (self, call), error);
  return self->pending != NULL;
}

/* (transfer full): the rows as later calls and `select` see them */
static JsonNode *
whole_list (MusterToolExec    *self,
            MusterCatalogCall *call)
{
  JsonNode *array = json_node_init_array (json_node_alloc (), self->rows);
  g_autoptr(JsonObject) object = NULL;

  if (*call->operation->rows == '\0')
    return array;
  object = json_object_new ();
  json_object_set_member (object, call->operation->rows, array);
  return json_node_init_object (json_node_alloc (), object);
}

static void
finish_call (MusterToolExec    *self,
             MusterCatalogCall *call,
             JsonNode          *answer)
{
  g_clear_pointer (&self->pending, muster_request_unref);
  if (self->items != NULL)
    {
      json_array_add_element (self->item_answers, answer != NULL ? answer : json_node_init_null (json_node_alloc ()));
      self->item++;
      clear_paging (self);
      return;
    }
  if (answer != NULL)
    g_hash_table_insert (self->answers, g_strdup (call->id), answer);
  go_to_next_call (self);
}

static gboolean
is_web_page (MusterAnswer *answer)
{
  const char *type = muster_answer_get_header (answer, "content-type");

  return type != NULL && g_ascii_strncasecmp (type, "text/html", strlen ("text/html")) == 0;
}

/* NULL without an error: no body */
static JsonNode *
parse_body (MusterToolExec     *self,
            MusterCatalogCall  *call,
            MusterAnswer       *answer,
            GError            **error)
{
  JsonNode *body;

  if (answer->status == 204 || g_bytes_get_size (answer->body) == 0)
    return NULL;
  if (is_web_page (answer))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s: the answer is a web page", call->operation->id);
      return NULL;
    }
  body = muster_tool_exec_parse (self, answer->body, error);
  if (body == NULL)
    g_prefix_error (error, "%s: ", call->operation->id);
  return body;
}

/* A vendor that ignores the number of the page gives the same page for ever */
static gboolean
is_page_again (MusterToolExec    *self,
               MusterCatalogCall *call,
               JsonArray         *rows)
{
  JsonNode *head = json_array_get_length (rows) > 0 ? json_array_get_element (rows, 0) : NULL;
  gboolean again = call->operation->paging == MUSTER_PAGING_PAGE && head != NULL && self->page_head != NULL &&
                   json_node_equal (head, self->page_head);

  g_clear_pointer (&self->page_head, json_node_unref);
  self->page_head = head != NULL ? json_node_copy (head) : NULL;
  return again;
}

static gboolean
feed_list (MusterToolExec     *self,
           MusterCatalogCall  *call,
           MusterAnswer       *answer,
           JsonNode           *body,
           GError            **error)
{
  g_autoptr(JsonArray) rows = muster_tool_exec_rows_of (call, body, error);
  gboolean more;

  if (rows == NULL)
    return FALSE;
  if (self->rows == NULL)
    self->rows = json_array_new ();
  if (is_page_again (self, call, rows))
    {
      self->truncated = TRUE;
      finish_call (self, call, whole_list (self, call));
      return TRUE;
    }
  add_rows (self, call, rows);
  if (!ask_for_more (self, call, answer, body, &more, error))
    return FALSE;
  if (!more)
    finish_call (self, call, whole_list (self, call));
  return TRUE;
}

static gboolean
is_tolerated (MusterCatalogCall *call,
              MusterMeaning      meaning)
{
  guint i;

  for (i = 0; call->tolerate != NULL && i < json_array_get_length (call->tolerate); i++)
    if (g_strcmp0 (muster_json_arr_str (call->tolerate, i), muster_meaning_to_string (meaning)) == 0)
      return TRUE;
  return FALSE;
}

/* A good status, and a body that says that there is nothing */
static gboolean
feed_none (MusterToolExec     *self,
           MusterCatalogCall  *call,
           MusterAnswer       *answer,
           GError            **error)
{
  MusterCallRecord *record = self->records->pdata[self->records->len - 1];
  g_auto(MusterVendorError) vendor = { NULL, NULL };

  record->meaning = self->meaning;
  if (self->meaning == MUSTER_MEANING_NONE || is_tolerated (call, self->meaning))
    {
      finish_call (self, call, NULL);
      return TRUE;
    }
  muster_meaning_set_error (self->meaning, answer->status, &vendor,
                            call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE, error);
  return FALSE;
}

/* (transfer full): the one element of an array, or what it is */
static JsonNode *
take_one (JsonNode *body)
{
  JsonArray *array = muster_json_node_arr (body);

  if (array != NULL && json_array_get_length (array) == 1)
    return json_node_copy (json_array_get_element (array, 0));
  return body != NULL ? json_node_ref (body) : NULL;
}

/* (transfer full): the object with its name around it, which some answers of one vendor have and some have not */
static JsonNode *
in_wrapper (JsonNode   *body,
            const char *name)
{
  JsonObject *object = muster_json_node_obj (body);
  JsonNode *wrapped;

  if (name == NULL || object == NULL || json_object_has_member (object, name) || !json_object_has_member (object, "id"))
    return body != NULL ? json_node_ref (body) : NULL;
  wrapped = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (wrapped, json_object_new ());
  json_object_set_member (json_node_get_object (wrapped), name, json_node_copy (body));
  return wrapped;
}

/* Where a vendor that is still at it says how far it is: on the host of the request, and nowhere else */
static void
note_status_url (MusterToolExec *self,
                 MusterAnswer   *answer)
{
  const char *location = answer->status == 202 ? muster_answer_get_header (answer, "location") : NULL;
  g_autofree char *url = location != NULL
    ? g_uri_resolve_relative (self->pending->url, location, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autoptr(GUri) asked = g_uri_parse (self->pending->url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr(GUri) told = url != NULL
    ? g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;

  if (asked == NULL || told == NULL || g_uri_get_userinfo (told) != NULL ||
      g_strcmp0 (g_uri_get_scheme (asked), g_uri_get_scheme (told)) != 0 ||
      g_uri_get_host (told) == NULL || g_ascii_strcasecmp (g_uri_get_host (asked), g_uri_get_host (told)) != 0 ||
      g_uri_get_port (asked) != g_uri_get_port (told))
    return;
  g_free (self->status_url);
  self->status_url = g_steal_pointer (&url);
}

static gboolean
feed_ok (MusterToolExec     *self,
         MusterCatalogCall  *call,
         MusterAnswer       *answer,
         GError            **error)
{
  gboolean effect = call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE;
  g_autoptr(GError) local = NULL;
  g_autoptr(JsonNode) parsed = parse_body (self, call, answer, &local);
  g_autoptr(JsonNode) body = call->operation->one ? take_one (parsed) : in_wrapper (parsed, call->operation->one_name);

  if (effect)
    {
      self->wrote = self->wrote || local == NULL;
      self->garbled = self->garbled || local != NULL;
      note_status_url (self, answer);
    }
  if (local != NULL && !effect)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (body == NULL && !effect)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s: the answer is empty", call->operation->id);
      return FALSE;
    }
  self->meaning = muster_answer_classify_body (call->operation, answer->status, body);
  if (self->meaning != MUSTER_MEANING_OK)
    return feed_none (self, call, answer, error);
  if (call->operation->has_paging)
    return feed_list (self, call, answer, body, error);
  if (!effect && muster_tool_exec_checks_owner (self, call) && !muster_tool_exec_is_ours (self, body))
    {
      self->dropped++;
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s: the object belongs to somebody else",
                   call->operation->id);
      return FALSE;
    }
  finish_call (self, call, g_steal_pointer (&body));
  return TRUE;
}

static void
add_record (MusterToolExec    *self,
            MusterCatalogCall *call,
            guint              status)
{
  MusterCallRecord *record = g_new0 (MusterCallRecord, 1);

  record->call = g_strdup (call->id);
  record->method = g_strdup (self->pending->method);
  record->url = g_strndup (self->pending->url, strcspn (self->pending->url, "?"));
  record->status = status;
  record->meaning = self->meaning;
  g_ptr_array_add (self->records, record);
}

/* --- Object --- */

static void
muster_tool_exec_finalize (GObject *object)
{
  MusterToolExec *self = MUSTER_TOOL_EXEC (object);

  g_clear_object (&self->tool);
  g_clear_pointer (&self->given, json_object_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_pointer (&self->args, json_object_unref);
  g_clear_pointer (&self->scope, muster_scope_free);
  g_clear_pointer (&self->endpoints, muster_endpoints_unref);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_free (self->marker);
  g_free (self->dispatched);
  g_free (self->link);
  g_free (self->status_url);
  g_clear_pointer (&self->items, json_array_unref);
  g_clear_pointer (&self->item_answers, json_array_unref);
  g_clear_pointer (&self->pending, muster_request_unref);
  g_free (self->first_url);
  g_clear_pointer (&self->rows, json_array_unref);
  g_clear_pointer (&self->page_head, json_node_unref);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->answers, g_hash_table_unref);
  g_clear_pointer (&self->unlicensed, g_hash_table_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);

  G_OBJECT_CLASS (muster_tool_exec_parent_class)->finalize (object);
}

static void
muster_tool_exec_class_init (MusterToolExecClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_tool_exec_finalize;
}

static void
muster_tool_exec_init (MusterToolExec *self)
{
  self->page = 1;
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  self->unlicensed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->records = g_ptr_array_new_with_free_func (record_free);
}

/**
 * muster_tool_exec_new:
 * @tool: what is used
 * @args: its arguments; checked when the first request is asked for
 * @scope: (nullable): whose data; %NULL only for the engine's tools
 * @endpoints: where requests go
 *
 * Returns: (transfer full): one use of the tool
 */
MusterToolExec *
muster_tool_exec_new (MusterTool      *tool,
                      JsonObject      *args,
                      MusterScope     *scope,
                      MusterEndpoints *endpoints)
{
  MusterToolExec *self = g_object_new (MUSTER_TYPE_TOOL_EXEC, NULL);

  self->tool = g_object_ref (tool);
  self->given = args != NULL ? json_object_ref (args) : json_object_new ();
  self->scope = scope != NULL ? muster_scope_copy (scope) : NULL;
  self->endpoints = muster_endpoints_ref (endpoints);
  return self;
}

/**
 * muster_tool_exec_new_look:
 * @tool: a tool that changes something and has a look
 * @args: the arguments that it had
 * @scope: (nullable): whose data
 * @endpoints: where requests go
 * @marker: (nullable): text to be found, such as `[ref:01J…]`
 * @dispatched: (nullable): when the act was sent, ISO 8601
 *
 * Returns: (transfer full) (nullable): the read that tells what is true now
 */
MusterToolExec *
muster_tool_exec_new_look (MusterTool      *tool,
                           JsonObject      *args,
                           MusterScope     *scope,
                           MusterEndpoints *endpoints,
                           const char      *marker,
                           const char      *dispatched)
{
  MusterToolExec *self;

  if (!muster_tool_has_look (tool))
    return NULL;
  self = muster_tool_exec_new (tool, args, scope, endpoints);
  self->is_look = TRUE;
  self->marker = g_strdup (marker);
  self->dispatched = g_strdup (dispatched);
  return self;
}

/**
 * muster_tool_exec_next:
 *
 * Returns: (transfer full) (nullable): the request that is to be sent now;
 *   %NULL without an error when there is none left. Asked again before the
 *   answer was fed, it gives the same request once more.
 */
MusterRequest *
muster_tool_exec_next (MusterToolExec  *self,
                       GError         **error)
{
  MusterCatalogCall *call;
  MusterBindingContext context;

  if (self->pending != NULL)
    return muster_request_copy (self->pending);
  if (self->finished)
    return NULL;
  if (!prepare (self, error) || !find_call (self, error))
    {
      self->finished = TRUE;
      return NULL;
    }
  call = muster_tool_exec_current_call (self);
  if (call == NULL)
    return NULL;

  context = muster_tool_exec_binding_context (self);
  self->pending = muster_request_builder_build (self->tool, call, &context, self->endpoints, self->page,
                                                muster_tool_exec_page_size (self, call), error);
  if (self->pending == NULL)
    {
      self->finished = TRUE;
      return NULL;
    }
  self->first_url = g_strdup (self->pending->url);
  return muster_request_copy (self->pending);
}

/**
 * muster_tool_exec_feed:
 * @self: a use of a tool
 * @answer: what came back for the request that `next` gave
 *
 * Returns: %FALSE when the tool cannot go on; the records of its calls tell
 *   how far it came
 */
gboolean
muster_tool_exec_feed (MusterToolExec  *self,
                       MusterAnswer    *answer,
                       GError         **error)
{
  MusterCatalogCall *call = muster_tool_exec_current_call (self);
  g_auto(MusterVendorError) vendor = { NULL, NULL };
  gboolean effect;
  gboolean ok;

  g_return_val_if_fail (self->pending != NULL && call != NULL, FALSE);

  effect = call->effect_class > MUSTER_EFFECT_CLASS_READ_SENSITIVE;
  if (answer->status >= 400)
    muster_vendor_error_read (&vendor, muster_integration_get_error_shape (muster_tool_get_integration (self->tool)), answer);
  self->meaning = muster_answer_classify (call->operation,
                                          muster_integration_get_answers (muster_tool_get_integration (self->tool)),
                                          answer->status, &vendor);
  if (is_tolerated (call, self->meaning))
    self->meaning = MUSTER_MEANING_NONE;
  self->requests++;
  add_record (self, call, answer->status);

  switch (self->meaning)
    {
    case MUSTER_MEANING_OK:
      ok = feed_ok (self, call, answer, error);
      break;
    case MUSTER_MEANING_ALREADY:
      self->already = TRUE;
      finish_call (self, call, NULL);
      return TRUE;
    case MUSTER_MEANING_NONE:
      finish_call (self, call, NULL);
      return TRUE;
    case MUSTER_MEANING_UNLICENSED:
      if (!effect)
        {
          g_hash_table_add (self->unlicensed, g_strdup (call->id));
          finish_call (self, call, NULL);
          return TRUE;
        }
      muster_meaning_set_error (self->meaning, answer->status, &vendor, effect, error);
      ok = FALSE;
      break;
    case MUSTER_MEANING_REFUSED:
    case MUSTER_MEANING_UNKNOWN:
    case MUSTER_MEANING_THROTTLED:
    case MUSTER_MEANING_SIGNED_OUT:
    case MUSTER_MEANING_FORBIDDEN:
    case MUSTER_MEANING_NOT_FOUND:
    default:
      muster_meaning_set_error (self->meaning, answer->status, &vendor, effect, error);
      ok = FALSE;
      break;
    }
  if (!ok)
    {
      g_clear_pointer (&self->pending, muster_request_unref);
      self->finished = TRUE;
    }
  return ok;
}
