/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ConnectWise's companies, people, boards and callbacks. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-text.h"

#include "muster-connectwise-private.h"
#include "muster-psa-rows.h"

static const char *
ref_name (JsonObject *row,
          const char *member)
{
  JsonObject *ref = muster_json_obj (row, member);

  return ref != NULL ? muster_json_str (ref, "name") : NULL;
}

gboolean
muster_connectwise_read_identity (MusterPsa *psa,
                                  JsonNode  *answer,
                                  char     **id,
                                  char     **name,
                                  GError   **error)
{
  const char *identifier = muster_json_path_str (answer, "member.identifier");
  const char *full = muster_json_path_str (answer, "member.fullName");

  if (identifier == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no member.identifier");
      return FALSE;
    }
  *id = g_strdup (identifier);
  *name = g_strdup (full != NULL && *full != '\0' ? full : identifier);
  return TRUE;
}

/* The names of a company's types, as people set them: "Client, Vendor" */
static char *
type_names (JsonObject *row)
{
  JsonArray *types = muster_json_arr (row, "types");
  g_autoptr(GString) names = g_string_new (NULL);
  guint i;

  for (i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      JsonObject *type = muster_json_arr_obj (types, i);
      const char *name = type != NULL ? muster_json_str (type, "name") : NULL;

      if (name != NULL)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* The names of statuses are the customer's own; "Inactive" is the one that ConnectWise ships for those that have left */
static gboolean
is_inactive_status (const char *status)
{
  g_autofree char *folded = status != NULL ? muster_text_fold (status) : NULL;

  return folded != NULL && strstr (folded, "inactive") != NULL;
}

static gpointer
read_company (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaCompany) company = g_new0 (MusterPsaCompany, 1);

  company->id = muster_psa_id_text (row, "id");
  company->name = g_strdup (muster_json_str (row, "name"));
  if (company->id == NULL || company->name == NULL || muster_json_bool (row, "deletedFlag", FALSE))
    return NULL;
  company->detail = g_strdup (muster_json_str (row, "identifier"));
  company->type = type_names (row);
  company->status = g_strdup (ref_name (row, "status"));
  company->domain = muster_psa_site_domain (muster_json_str (row, "website"));
  company->active = !is_inactive_status (company->status);
  return g_steal_pointer (&company);
}

GPtrArray *
muster_connectwise_read_companies (MusterPsa *psa,
                                   JsonNode  *answer,
                                   GError   **error)
{
  return muster_psa_read_rows (answer, "companies", NULL, read_company, NULL, (GDestroyNotify) muster_psa_company_free, error);
}

/* The item that is the contact's mail address: the default one, else the first */
static const char *
email_of (JsonObject *row)
{
  JsonArray *items = muster_json_arr (row, "communicationItems");
  const char *first = NULL;
  guint i;

  for (i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      if (item == NULL || g_strcmp0 (muster_json_str (item, "communicationType"), "Email") != 0)
        continue;
      if (muster_json_bool (item, "defaultFlag", FALSE))
        return muster_json_str (item, "value");
      if (first == NULL)
        first = muster_json_str (item, "value");
    }
  return first;
}

static gpointer
read_contact (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaContact) contact = g_new0 (MusterPsaContact, 1);
  JsonObject *company;

  contact->id = muster_psa_id_text (row, "id");
  if (contact->id == NULL)
    return NULL;
  company = muster_json_obj (row, "company");
  contact->name = muster_psa_person_name (muster_json_str (row, "firstName"), muster_json_str (row, "lastName"));
  contact->email = g_strdup (email_of (row));
  contact->company_id = company != NULL ? muster_psa_id_text (company, "id") : NULL;
  contact->active = !muster_json_bool (row, "inactiveFlag", FALSE);
  return g_steal_pointer (&contact);
}

GPtrArray *
muster_connectwise_read_contacts (MusterPsa *psa,
                                  JsonNode  *answer,
                                  GError   **error)
{
  return muster_psa_read_rows (answer, "contacts", "contact", read_contact, NULL, (GDestroyNotify) muster_psa_contact_free, error);
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
  member->email = g_strdup (muster_json_str (row, "officeEmail"));
  member->person = g_strcmp0 (muster_json_str (row, "licenseClass"), "A") != 0;
  member->active = !muster_json_bool (row, "inactiveFlag", FALSE);
  return g_steal_pointer (&member);
}

GPtrArray *
muster_connectwise_read_members (MusterPsa *psa,
                                 JsonNode  *answer,
                                 GError   **error)
{
  return muster_psa_read_rows (answer, "members", NULL, read_member, NULL, (GDestroyNotify) muster_psa_member_free, error);
}

static void
add_choices (GPtrArray          *choices,
             JsonNode           *answer,
             const char         *name,
             MusterPsaChoiceKind kind,
             const char         *board_id)
{
  JsonArray *rows = muster_psa_rows (answer, name, NULL);
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      g_autoptr(MusterPsaChoice) choice = g_new0 (MusterPsaChoice, 1);

      choice->id = row != NULL ? muster_psa_id_text (row, "id") : NULL;
      choice->name = row != NULL ? g_strdup (muster_json_str (row, "name")) : NULL;
      if (choice->id == NULL || choice->name == NULL)
        continue;
      choice->kind = kind;
      choice->parent_id = g_strdup (board_id);
      choice->closed = muster_json_bool (row, "closedStatus", FALSE);
      choice->active = !muster_json_bool (row, "inactive", FALSE) && !muster_json_bool (row, "inactiveFlag", FALSE);
      g_ptr_array_add (choices, g_steal_pointer (&choice));
    }
}

/* Boards and priorities are the same for all, statuses, types and teams are a board's own */
GPtrArray *
muster_connectwise_read_choices (MusterPsa  *psa,
                                 JsonNode   *answer,
                                 const char *board_id,
                                 GError    **error)
{
  static const struct
  {
    const char         *name;
    MusterPsaChoiceKind kind;
    gboolean            of_board;
  } lists[] = {
    { "boards", MUSTER_PSA_CHOICE_BOARD, FALSE },
    { "priorities", MUSTER_PSA_CHOICE_PRIORITY, FALSE },
    { "statuses", MUSTER_PSA_CHOICE_STATUS, TRUE },
    { "types", MUSTER_PSA_CHOICE_TYPE, TRUE },
    { "teams", MUSTER_PSA_CHOICE_TEAM, TRUE },
  };
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_choice_free);
  gsize i;

  if (muster_psa_rows (answer, board_id != NULL ? "statuses" : "boards", error) == NULL)
    return NULL;
  for (i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i].of_board == (board_id != NULL))
      add_choices (choices, answer, lists[i].name, lists[i].kind, board_id);
  return g_steal_pointer (&choices);
}

static gpointer
read_webhook (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaWebhook) webhook = g_new0 (MusterPsaWebhook, 1);

  webhook->id = muster_psa_id_text (row, "id");
  webhook->url = g_strdup (muster_json_str (row, "url"));
  if (webhook->id == NULL || webhook->url == NULL)
    return NULL;
  webhook->active = !muster_json_bool (row, "inactiveFlag", FALSE);
  return g_steal_pointer (&webhook);
}

GPtrArray *
muster_connectwise_read_webhooks (MusterPsa *psa,
                                  JsonNode  *answer,
                                  GError   **error)
{
  return muster_psa_read_rows (answer, "webhooks", NULL, read_webhook, NULL, (GDestroyNotify) muster_psa_webhook_free, error);
}
