/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-readiness.h"

/* What was found out about a tenant, into the store and back. Names, numbers and times; never a secret. */

typedef struct
{
  const char *name;
  gsize       offset;
} Member;

#define MEMBER(member) { #member, G_STRUCT_OFFSET (MusterReadinessFacts, member) }

static const Member strings[] = {
  MEMBER (tenant), MEMBER (tenant_name), MEMBER (cloud), MEMBER (client_id), MEMBER (technician), MEMBER (consent_url),
  MEMBER (token_error), MEMBER (token_text),
};

static const Member booleans[] = {
  MEMBER (delegated), MEMBER (customers_read), MEMBER (granted_unknown), MEMBER (in_no_group), MEMBER (exchange_accepted),
};

static const Member lists[] = {
  MEMBER (granted), MEMBER (probed), MEMBER (refused), MEMBER (roles), MEMBER (plans),
};

MusterReadinessFacts *
muster_readiness_facts_new (const char *tenant,
                            const char *tenant_name)
{
  MusterReadinessFacts *self = g_new0 (MusterReadinessFacts, 1);

  self->tenant = g_ascii_strdown (tenant, -1);
  self->tenant_name = g_strdup (tenant_name != NULL ? tenant_name : tenant);
  return self;
}

void
muster_readiness_facts_free (MusterReadinessFacts *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (G_STRUCT_MEMBER (char *, self, strings[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    g_strfreev (G_STRUCT_MEMBER (char **, self, lists[i].offset));
  g_clear_pointer (&self->customer, muster_customer_free);
  g_free (self);
}

static void
set_list (JsonObject         *object,
          const char         *name,
          const char * const *items)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; items[i] != NULL; i++)
    json_array_add_string_element (array, items[i]);
  json_object_set_array_member (object, name, array);
}

static char **
get_list (JsonObject *object,
          const char *name)
{
  JsonArray *array = muster_json_arr (object, name);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (muster_json_arr_str (array, i) != NULL)
      g_strv_builder_add (builder, muster_json_arr_str (array, i));
  return g_strv_builder_end (builder);
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static JsonObject *
relationship_to_json (MusterRelationship *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *roles = json_array_new ();

  set_string (object, "id", self->id);
  set_string (object, "name", self->name);
  set_string (object, "status", self->status);
  json_object_set_string_member (object, "state", muster_relationship_state_to_string (self->state));
  json_object_set_int_member (object, "ends", self->ends);
  json_object_set_boolean_member (object, "autoExtend", self->auto_extend);
  for (guint i = 0; i < self->roles->len; i++)
    json_array_add_string_element (roles, g_ptr_array_index (self->roles, i));
  json_object_set_array_member (object, "roles", roles);
  return object;
}

static MusterRelationship *
relationship_from_json (JsonObject *object,
                        const char *tenant)
{
  MusterRelationship *self = g_new0 (MusterRelationship, 1);
  g_auto(GStrv) roles = get_list (object, "roles");

  self->id = g_strdup (muster_json_str (object, "id"));
  self->name = g_strdup (muster_json_str (object, "name"));
  self->tenant = g_strdup (tenant);
  self->status = g_strdup (muster_json_str (object, "status"));
  self->state = muster_relationship_state_from_string (muster_json_str (object, "state"));
  self->ends = muster_json_int (object, "ends", 0);
  self->auto_extend = muster_json_bool (object, "autoExtend", FALSE);
  self->roles = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    g_ptr_array_add (self->roles, g_strdup (roles[i]));
  return self;
}

static JsonObject *
customer_to_json (MusterCustomer *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *rows = json_array_new ();

  set_string (object, "name", self->name);
  set_string (object, "domain", self->domain);
  json_object_set_string_member (object, "state", muster_relationship_state_to_string (self->state));
  json_object_set_int_member (object, "ends", self->ends);
  json_object_set_boolean_member (object, "autoExtend", self->auto_extend);
  for (guint i = 0; i < self->relationships->len; i++)
    json_array_add_object_element (rows, relationship_to_json (g_ptr_array_index (self->relationships, i)));
  json_object_set_array_member (object, "relationships", rows);
  return object;
}

static MusterCustomer *
customer_from_json (JsonObject *object,
                    const char *tenant)
{
  MusterCustomer *self = g_new0 (MusterCustomer, 1);
  JsonArray *rows = muster_json_arr (object, "relationships");

  self->tenant = g_strdup (tenant);
  self->name = g_strdup (muster_json_str (object, "name"));
  self->domain = g_strdup (muster_json_str (object, "domain"));
  self->state = muster_relationship_state_from_string (muster_json_str (object, "state"));
  self->ends = muster_json_int (object, "ends", 0);
  self->auto_extend = muster_json_bool (object, "autoExtend", FALSE);
  self->relationships = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_relationship_free);
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    if (muster_json_arr_obj (rows, i) != NULL)
      g_ptr_array_add (self->relationships, relationship_from_json (muster_json_arr_obj (rows, i), tenant));
  return self;
}

char *
muster_readiness_store_key (const char *connection_id,
                            const char *tenant)
{
  g_autofree char *lower = g_ascii_strdown (tenant, -1);

  return g_strdup_printf ("readiness/%s/%s", connection_id, lower);
}

char *
muster_readiness_facts_to_json (MusterReadinessFacts *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    set_string (object, strings[i].name, G_STRUCT_MEMBER (char *, self, strings[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (booleans); i++)
    json_object_set_boolean_member (object, booleans[i].name, G_STRUCT_MEMBER (gboolean, self, booleans[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (G_STRUCT_MEMBER (char **, self, lists[i].offset) != NULL)
      set_list (object, lists[i].name, (const char * const *) G_STRUCT_MEMBER (char **, self, lists[i].offset));
  json_object_set_int_member (object, "checked", self->checked);
  json_object_set_int_member (object, "token_aadsts", self->token_aadsts);
  if (self->customer != NULL)
    json_object_set_object_member (object, "customer", customer_to_json (self->customer));
  return muster_json_to_string (node);
}

MusterReadinessFacts *
muster_readiness_facts_from_json (const char *text,
                                  GError    **error)
{
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (text, error);
  JsonObject *object = muster_json_node_obj (node);
  g_autoptr(MusterReadinessFacts) self = NULL;

  if (node == NULL)
    return NULL;
  if (muster_json_str (object, "tenant") == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "What is stored about a tenant does not say which one");
      return NULL;
    }
  self = g_new0 (MusterReadinessFacts, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    G_STRUCT_MEMBER (char *, self, strings[i].offset) = g_strdup (muster_json_str (object, strings[i].name));
  for (gsize i = 0; i < G_N_ELEMENTS (booleans); i++)
    G_STRUCT_MEMBER (gboolean, self, booleans[i].offset) = muster_json_bool (object, booleans[i].name, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    G_STRUCT_MEMBER (char **, self, lists[i].offset) = get_list (object, lists[i].name);
  if (self->tenant_name == NULL)
    self->tenant_name = g_strdup (self->tenant);
  self->checked = muster_json_int (object, "checked", 0);
  self->token_aadsts = (int) muster_json_int (object, "token_aadsts", 0);
  if (muster_json_obj (object, "customer") != NULL)
    self->customer = customer_from_json (muster_json_obj (object, "customer"), self->tenant);
  return g_steal_pointer (&self);
}
