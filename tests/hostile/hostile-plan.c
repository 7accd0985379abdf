/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

/* What the fixture types into the product: the onboarding file and the secrets */

#include "config.h"

#include "hostile-fixture.h"

static const char * const integrations[] = { "connectwise", "microsoft365", "hudu" };

static char *
to_text (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, TRUE);
}

static JsonObject *
vendor (Hostile    *self,
        const char *name)
{
  return json_object_get_object_member (self->ready, name);
}

/* Three connections to the sandbox and no client */
static void
make_plan (Hostile *self)
{
  g_autoptr(JsonNode) node = json_from_string (
    "{\"account\":{\"mspName\":\"Test MSP\",\"person\":\"Test Person\",\"email\":\"test@msp.example\",\"language\":\"en\"},"
    "\"connections\":[],\"clients\":[],\"mode\":\"plan\"}", NULL);
  JsonArray *rows;

  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->values, json_object_unref);
  self->plan = json_object_ref (json_node_get_object (node));
  self->values = json_object_new ();
  json_object_set_int_member (self->plan, "settleMs", HOSTILE_LATE_MS);
  json_object_set_string_member (self->plan, "now", json_object_get_string_member (self->ready, "now"));
  json_object_set_string_member (self->values, "account.password", HOSTILE_PASSWORD);

  rows = json_object_get_array_member (self->plan, "connections");
  for (gsize i = 0; i < G_N_ELEMENTS (integrations); i++)
    {
      g_autoptr(GList) names = json_object_get_members (vendor (self, integrations[i]));
      JsonObject *row = json_object_new ();
      JsonObject *fields = json_object_new ();

      for (GList *l = names; l != NULL; l = l->next)
        {
          const char *value = json_object_get_string_member (vendor (self, integrations[i]), l->data);

          if (g_str_equal (l->data, "privateKey") || g_str_equal (l->data, "clientSecret") || g_str_equal (l->data, "apiKey"))
            {
              g_autofree char *key = g_strconcat (integrations[i], ".", l->data, NULL);

              json_object_set_string_member (self->values, key, value);
            }
          else
            json_object_set_string_member (fields, l->data, value);
        }
      json_object_set_string_member (row, "integration", integrations[i]);
      json_object_set_object_member (row, "fields", fields);
      json_array_add_object_element (rows, row);
    }
}

/* Puts the client @slug of the world, mapped, into the plan */
void
hostile_plan_clients (Hostile    *self,
                      const char *slug)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonArray *clients;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  clients = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "clients");
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = json_array_get_object_element (clients, i);
      JsonObject *row, *mappings;

      if (!g_str_equal (json_object_get_string_member (client, "key"), slug))
        continue;
      row = json_object_new ();
      mappings = json_object_new ();
      json_object_set_string_member (row, "name", json_object_get_string_member (client, "name"));
      json_object_set_string_member (row, "slug", slug);
      json_object_set_int_member (mappings, "company", json_object_get_int_member (client, "psaCompanyId"));
      json_object_set_string_member (mappings, "tenant", json_object_get_string_member (client, "tenantId"));
      json_object_set_int_member (mappings, "docs", json_object_get_int_member (client, "huduCompanyId"));
      json_object_set_object_member (row, "mappings", mappings);
      json_array_add_object_element (json_object_get_array_member (self->plan, "clients"), row);
      return;
    }
  g_assert_not_reached ();
}

/* Types something else into a form; %NULL leaves the field out */
void
hostile_field (Hostile    *self,
               const char *integration,
               const char *field,
               const char *value)
{
  JsonArray *rows = json_object_get_array_member (self->plan, "connections");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *fields = json_object_get_object_member (row, "fields");

      if (!g_str_equal (json_object_get_string_member (row, "integration"), integration))
        continue;
      if (value != NULL)
        json_object_set_string_member (fields, field, value);
      else
        json_object_remove_member (fields, field);
      return;
    }
  g_assert_not_reached ();
}

void
hostile_secret (Hostile    *self,
                const char *key,
                const char *value)
{
  if (value != NULL)
    json_object_set_string_member (self->values, key, value);
  else
    json_object_remove_member (self->values, key);
}

/* A profile with nothing in it, and the plan as it was at first */
void
hostile_new_profile (Hostile *self)
{
  static guint n = 0;

  g_free (self->data);
  self->data = g_strdup_printf ("%s/data-%u", self->dir, ++n);
  make_plan (self);
}

/* Only the one connection, so that a case takes no longer than it must */
void
hostile_plan_only (Hostile    *self,
                   const char *integration)
{
  JsonArray *rows = json_object_get_array_member (self->plan, "connections");

  for (guint i = json_array_get_length (rows); i > 0; i--)
    if (!g_str_equal (json_object_get_string_member (json_array_get_object_element (rows, i - 1), "integration"), integration))
      json_array_remove_element (rows, i - 1);
}

/* Onboards the profile with the plan and the secrets as they are now */
void
hostile_onboard (Hostile *self,
                 int      code)
{
  g_autofree char *plan = to_text (self->plan);
  g_autofree char *values = to_text (self->values);
  g_autofree char *file = hostile_write (self, "onboard.json", plan, 0600);
  g_autofree char *secrets = hostile_write (self, "secrets.json", values, 0600);

  hostile_call (self, code, "onboard", file, NULL);
}
