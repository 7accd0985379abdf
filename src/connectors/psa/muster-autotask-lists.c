/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Autotask's companies, people and picklists. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"

#include "muster-autotask-private.h"
#include "muster-psa-rows.h"

gboolean
muster_autotask_flag (JsonObject *row,
                      const char *member,
                      gboolean    fallback)
{
  return muster_json_int (row, member, muster_json_bool (row, member, fallback)) != 0;
}

/* An API user is found by its name, and by its mail address where the name was typed in another way */
static JsonObject *
own_row (JsonNode *whoami)
{
  JsonObject *result = muster_json_node_obj (whoami);
  JsonObject *row = result != NULL ? muster_json_obj (result, "member") : NULL;

  return row != NULL || result == NULL ? row : muster_json_obj (result, "memberByMail");
}

gboolean
muster_autotask_read_identity (MusterPsa *psa,
                               JsonNode  *answer,
                               char     **id,
                               char     **name,
                               GError   **error)
{
  JsonObject *row = own_row (answer);
  g_autofree char *number = row != NULL ? muster_psa_id_text (row, "id") : NULL;
  g_autofree char *person = row != NULL ? muster_psa_person_name (muster_json_str (row, "firstName"),
                                                                  muster_json_str (row, "lastName")) : NULL;
  const char *user = row != NULL ? muster_json_str (row, "userName") : NULL;

  if (number == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "No resource has the user name of the API user");
      return FALSE;
    }
  *name = *person != '\0' ? g_steal_pointer (&person) : g_strdup (user != NULL ? user : number);
  *id = g_steal_pointer (&number);
  return TRUE;
}

/* The types that Autotask ships; their names cannot be changed */
static const char *
company_type (gint64 type)
{
  static const struct
  {
    gint64      id;
    const char *name;
  } types[] = {
    { 1, "Customer" }, { 2, "Lead" }, { 3, "Prospect" }, { 4, "Dead" }, { 6, "Cancelation" }, { 7, "Vendor" }, { 8, "Partner" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].id == type)
      return types[i].name;
  return NULL;
}

/* Company 0 is the MSP itself and no customer */
static gpointer
read_company (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaCompany) company = g_new0 (MusterPsaCompany, 1);

  company->id = muster_psa_id_text (row, "id");
  company->name = g_strdup (muster_json_str (row, "companyName"));
  if (company->id == NULL || company->name == NULL)
    return NULL;
  company->detail = g_strdup (muster_json_str (row, "companyNumber"));
  company->type = g_strdup (company_type (muster_json_int (row, "companyType", 0)));
  company->domain = muster_psa_site_domain (muster_json_str (row, "webAddress"));
  company->active = muster_autotask_flag (row, "isActive", TRUE);
  return g_steal_pointer (&company);
}

GPtrArray *
muster_autotask_read_companies (MusterPsa *psa,
                                JsonNode  *answer,
                                GError   **error)
{
  return muster_psa_read_rows (answer, "companies", NULL, read_company, NULL,
                               (GDestroyNotify) muster_psa_company_free, error);
}

static gpointer
read_contact (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaContact) contact = g_new0 (MusterPsaContact, 1);

  contact->id = muster_psa_id_text (row, "id");
  if (contact->id == NULL)
    return NULL;
  contact->name = muster_psa_person_name (muster_json_str (row, "firstName"), muster_json_str (row, "lastName"));
  contact->email = g_strdup (muster_json_str (row, "emailAddress"));
  contact->company_id = muster_psa_id_text (row, "companyID");
  contact->active = muster_autotask_flag (row, "isActive", TRUE);
  return g_steal_pointer (&contact);
}

GPtrArray *
muster_autotask_read_contacts (MusterPsa *psa,
                               JsonNode  *answer,
                               GError   **error)
{
  return muster_psa_read_rows (answer, "contacts", "contact", read_contact, NULL,
                               (GDestroyNotify) muster_psa_contact_free, error);
}

static gpointer
read_member (JsonObject *row,
             gpointer    user_data)
{
  g_autoptr(MusterPsaMember) member = g_new0 (MusterPsaMember, 1);

  member->id = muster_psa_id_text (row, "id");
  if (member->id == NULL)
    return NULL;
  member->name = muster_psa_person_name (muster_json_str (row, "firstName"), muster_json_str (row, "lastName"));
  member->email = g_strdup (muster_json_str (row, "email"));
  member->person = muster_json_int (row, "licenseType", 0) != MUSTER_AUTOTASK_LICENCE_API &&
                   !g_str_equal (member->id, MUSTER_AUTOTASK_ADMINISTRATOR);
  member->active = muster_autotask_flag (row, "isActive", TRUE);
  return g_steal_pointer (&member);
}

GPtrArray *
muster_autotask_read_members (MusterPsa *psa,
                              JsonNode  *answer,
                              GError   **error)
{
  return muster_psa_read_rows (answer, "members", NULL, read_member, NULL,
                               (GDestroyNotify) muster_psa_member_free, error);
}

typedef struct
{
  const char         *name;
  MusterPsaChoiceKind kind;
} Picklist;

static gpointer
read_choice (JsonObject *row,
             gpointer    user_data)
{
  const Picklist *list = user_data;
  g_autoptr(MusterPsaChoice) choice = g_new0 (MusterPsaChoice, 1);

  choice->kind = list->kind;
  choice->id = g_strdup (muster_json_str (row, "value"));
  choice->name = g_strdup (muster_json_str (row, "label"));
  if (choice->id == NULL || choice->name == NULL)
    return NULL;
  choice->closed = list->kind == MUSTER_PSA_CHOICE_STATUS && g_str_equal (choice->id, MUSTER_AUTOTASK_STATUS_COMPLETE);
  choice->active = muster_autotask_flag (row, "isActive", TRUE);
  return g_steal_pointer (&choice);
}

/* Picklists: their values are text here and numbers in tickets, and the same for all queues */
GPtrArray *
muster_autotask_read_choices (MusterPsa  *psa,
                              JsonNode   *answer,
                              const char *board_id,
                              GError    **error)
{
  static const Picklist lists[] = {
    { "statuses", MUSTER_PSA_CHOICE_STATUS }, { "queues", MUSTER_PSA_CHOICE_BOARD }, { "priorities", MUSTER_PSA_CHOICE_PRIORITY },
    { "types", MUSTER_PSA_CHOICE_TYPE }, { "sources", MUSTER_PSA_CHOICE_SOURCE },
  };
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_choice_free);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GPtrArray *part = muster_psa_read_rows (answer, lists[i].name, NULL, read_choice, (gpointer) &lists[i], NULL,
                                              i == 0 ? error : NULL);

      if (part != NULL)
        g_ptr_array_extend_and_steal (choices, part);
      else if (i == 0)
        return NULL;
    }
  return g_steal_pointer (&choices);
}
