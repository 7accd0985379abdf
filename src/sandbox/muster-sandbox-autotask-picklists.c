/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* Picklists: values are strings here and integers in the entities; labels are those of the tenant
 * and of its language. */

/* The labels that tenants have been seen to translate. */
static const struct {
  const char *field;
  int         value;
  const char *en, *older, *de;
} labels[] = {
  { "publish", 1, "All Autotask Users", "All Autotask Users", "Alle Autotask-Benutzer" },
  { "publish", 2, "Internal Project Team", "Internal Users", "Internes Projektteam" },
  { "publish", 4, "Internal & Co-Managed", NULL, "Intern & Co-Managed" },
  { "noteType", 1, "Task Summary", "Task Summary", "Aufgabenzusammenfassung" },
  { "noteType", 2, "Task Detail", "Task Detail", "Aufgabendetail" },
  { "noteType", 3, "Task Notes", "Task Notes", "Aufgabennotizen" },
  { "noteType", 13, "Workflow Rule Note - Task", "Workflow Rule Note - Task", "Workflow-Regel" },
  { "noteType", 15, "Duplicate Ticket Note", "Duplicate Ticket Note", "Duplikat" },
  { "noteType", 18, "Client Portal Note", "Client Portal Note", "Kundenportal-Notiz" },
  { "noteType", 91, "Workflow Rule Action Note", "Workflow Rule Action Note", "Workflow-Aktion" },
  { "noteType", 92, "Forward/Modify Ticket Note", "Forward/Modify Ticket Note", "Weiterleitung" },
  { "noteType", 99, "RMM Note", "RMM Note", "RMM-Notiz" },
  { "noteType", 101, "Email", "Email", "E-Mail" },
  { "source", -1, "Client Portal", "Client Portal", "Kundenportal" },
  { "source", 2, "Phone", "Phone", "Telefon" },
  { "source", 4, "Email", "Email", "E-Mail" },
  { "source", 8, "Monitoring Alert", "Monitoring Alert", "Monitoring-Alarm" },
  { "source", 11, "API", "API", "API" },
  { "ticketType", 1, "Service Request", "Service Request", "Serviceanfrage" },
  { "ticketType", 2, "Incident", "Incident", "Vorfall" },
  { "ticketType", 3, "Problem", "Problem", "Problem" },
  { "ticketType", 4, "Change Request", "Change Request", "Änderungsanfrage" },
  { "ticketType", 5, "Alert", "Alert", "Alarm" },
  { "ticketCategory", 3, "Standard", "Standard", "Standard" },
  { "ticketCategory", 4, "RMM Alert", "RMM Alert", "RMM-Alarm" },
  { "companyType", 1, "Customer", "Customer", "Kunde" },
  { "companyType", 3, "Prospect", "Prospect", "Interessent" },
  { "companyType", 7, "Vendor", "Vendor", "Lieferant" },
  { "licenseType", 1, "Professional", "Professional", "Professional" },
  { "licenseType", 7, "API User", "API User", "API-Benutzer" },
  { "userType", 10, "Full Access", "Full Access", "Vollzugriff" },
  { "userType", 17, "API User (API-only)", "API User (API-only)", "API-Benutzer (nur API)" },
};

static void
add_choice (JsonArray  *array,
            gint64      value,
            const char *label,
            gboolean    system)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  json_array_add_object_element (array, muster_jo_new ("value:s", text, "label:s", label, "isDefaultValue:b", FALSE,
                                                       "sortOrder:d", (int) json_array_get_length (array) + 1,
                                                       "parentValue:s", "", "isActive:b", TRUE, "isSystem:b", system, NULL));
}

/* New and Complete are the system's and the same everywhere; the rest are the tenant's own. */
static void
add_statuses (MusterCall *call,
              JsonArray  *array,
              gboolean    german)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards");

  add_choice (array, 1, german ? "Neu" : "New", TRUE);
  add_choice (array, 5, german ? "Abgeschlossen" : "Complete", TRUE);
  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonArray *statuses = muster_jo_arr (muster_ja_obj (boards, i), "statuses");

      for (guint j = 1; j < muster_ja_length (statuses); j++)
        {
          JsonObject *status = muster_ja_obj (statuses, j);

          if (!muster_jo_bool (status, "closed", FALSE))
            add_choice (array, muster_jo_int (status, "id", 0), muster_jo_str (status, "name"), FALSE);
        }
    }
}

static void
add_world_list (MusterCall *call,
                JsonArray  *array,
                const char *member)
{
  JsonArray *list = muster_jo_arr (muster_world_get_root (call->world), member);

  for (guint i = 0; i < muster_ja_length (list); i++)
    add_choice (array, muster_jo_int (muster_ja_obj (list, i), "id", 0), muster_jo_str (muster_ja_obj (list, i), "name"), FALSE);
}

static void
add_issue_types (MusterCall *call,
                 JsonArray  *array)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards");

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonArray *types = muster_jo_arr (muster_ja_obj (boards, i), "types");

      for (guint j = 0; j < muster_ja_length (types); j++)
        add_choice (array, muster_cw_type_id (muster_ja_obj (boards, i), muster_ja_str (types, j)), muster_ja_str (types, j), FALSE);
    }
}

static void
add_sub_issues (JsonArray *issues,
                JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (issues); i++)
    {
      const char *parent = muster_jo_str (muster_ja_obj (issues, i), "value");

      add_choice (array, g_ascii_strtoll (parent, NULL, 10) * 10 + 1, "General", FALSE);
      json_object_set_string_member (muster_ja_obj (array, i), "parentValue", parent);
    }
}

/* (transfer full): a field as webhooks name it, with a capital */
char *
muster_at_hook_label (const MusterAtField *field)
{
  char *label = g_strdup (field->name);

  label[0] = g_ascii_toupper (label[0]);
  return label;
}

/* A webhook subscribes to fields by number: the place in the table, names as labels. */
static void
add_hook_fields (const MusterAtEntity *of,
                 JsonArray            *array)
{
  for (int i = 0; of->fields[i].name != NULL; i++)
    {
      g_autofree char *label = muster_at_hook_label (&of->fields[i]);

      if ((of->fields[i].flags & MUSTER_AT_HOOK) != 0)
        add_choice (array, i + 1, label, TRUE);
    }
}

/**
 * muster_at_picklist:
 * @call: a call
 * @entity: whose field
 * @field: a field with a picklist
 *
 * Returns: (transfer full): the values as entityInformation shows them
 */
JsonArray *
muster_at_picklist (MusterCall           *call,
                    const MusterAtEntity *entity,
                    const MusterAtField  *field)
{
  const char *language = muster_jo_str (muster_at_settings (call->world), "labels");
  gboolean german = g_strcmp0 (language, "de") == 0, older = g_strcmp0 (language, "older") == 0;
  JsonArray *array = json_array_new ();

  if (g_str_equal (field->name, "status"))
    add_statuses (call, array, german);
  else if (g_str_equal (field->name, "queueID"))
    add_world_list (call, array, "boards");
  else if (g_str_equal (field->name, "priority"))
    add_world_list (call, array, "priorities");
  else if (g_str_equal (field->name, "issueType"))
    add_issue_types (call, array);
  else if (g_str_equal (field->name, "subIssueType"))
    {
      g_autoptr(JsonArray) issues = json_array_new ();

      add_issue_types (call, issues);
      add_sub_issues (issues, array);
    }
  else if (g_str_equal (field->name, "fieldID"))
    add_hook_fields (muster_at_entity (g_str_has_prefix (entity->name, "TicketNote") ? "TicketNotes" : "Tickets"), array);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *label = german ? labels[i].de : older ? labels[i].older : labels[i].en;

      if (g_str_equal (labels[i].field, field->name) && label != NULL)
        add_choice (array, labels[i].value, label, TRUE);
    }
  return array;
}
