/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HaloPSA's clients, users, agents, teams, and what the fields of tickets can be. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-text.h"

#include "muster-halopsa-private.h"
#include "muster-psa-rows.h"

#define PAGE_ROWS 100

/**
 * muster_halopsa_time:
 * @row: a row
 * @member: the member that holds a date and time
 *
 * Times are UTC without a zone, with up to seven digits behind the point; `1899-12-30` means never.
 *
 * Returns: UTC microseconds, or 0
 */
gint64
muster_halopsa_time (JsonObject *row,
                     const char *member)
{
  gint64 us = muster_psa_time (row, member);

  return us > 0 ? us : 0;
}

/**
 * muster_halopsa_priority_id:
 * @row: a ticket or a priority
 * @sla: the member that holds the agreement's id
 * @priority: the member that holds the priority's number in it
 *
 * A priority is a number of its agreement: 3 of one is not 3 of another.
 *
 * Returns: (transfer full) (nullable): an id for both together
 */
char *
muster_halopsa_priority_id (JsonObject *row,
                            const char *sla,
                            const char *priority)
{
  gint64 agreement = muster_json_int (row, sla, 0);
  gint64 number = muster_json_int (row, priority, 0);

  return number > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, MAX (agreement, 0), number) : NULL;
}

static char *
text_member (JsonObject *row,
             const char *member)
{
  const char *text = muster_json_str (row, member);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* Old versions have no Agent/me, which shows as an answer without an agent */
gboolean
muster_halopsa_read_identity (MusterPsa *psa,
                              JsonNode  *answer,
                              char     **id,
                              char     **name,
                              GError   **error)
{
  JsonObject *result = muster_json_node_obj (answer);
  JsonObject *member = result != NULL ? muster_json_obj (result, "member") : NULL;
  g_autofree char *own = member != NULL ? muster_psa_id_text (member, "id") : NULL;

  if (own == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The answer names no agent");
      return FALSE;
    }
  *name = text_member (member, "name");
  if (*name == NULL)
    *name = g_strdup (own);
  *id = g_steal_pointer (&own);
  return TRUE;
}

/* --- Rows --- */

static gpointer
read_company (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaCompany) company = g_new0 (MusterPsaCompany, 1);

  company->id = muster_psa_id_text (row, "id");
  company->name = text_member (row, "name");
  if (company->id == NULL || company->name == NULL)
    return NULL;
  company->detail = text_member (row, "ref");
  company->type = text_member (row, "toplevel_name");
  company->domain = muster_psa_site_domain (muster_json_str (row, "domain"));
  if (company->domain == NULL)
    company->domain = muster_psa_site_domain (muster_json_str (row, "website"));
  company->active = !muster_json_bool (row, "inactive", FALSE);
  return g_steal_pointer (&company);
}

GPtrArray *
muster_halopsa_read_companies (MusterPsa *psa,
                               JsonNode  *answer,
                               GError   **error)
{
  return muster_psa_read_rows (answer, "companies", NULL, read_company, NULL, (GDestroyNotify) muster_psa_company_free, error);
}

static gpointer
read_contact (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaContact) contact = g_new0 (MusterPsaContact, 1);

  contact->id = muster_psa_id_text (row, "id");
  if (contact->id == NULL)
    return NULL;
  contact->name = text_member (row, "name");
  if (contact->name == NULL)
    contact->name = muster_psa_person_name (muster_json_str (row, "firstname"), muster_json_str (row, "surname"));
  contact->email = text_member (row, "emailaddress");
  contact->company_id = muster_psa_id_text (row, "client_id");
  contact->active = !muster_json_bool (row, "inactive", FALSE);
  return g_steal_pointer (&contact);
}

GPtrArray *
muster_halopsa_read_contacts (MusterPsa *psa,
                              JsonNode  *answer,
                              GError   **error)
{
  return muster_psa_read_rows (answer, "contacts", "contact", read_contact, NULL, (GDestroyNotify) muster_psa_contact_free, error);
}

/* Number 1 is nobody; agents that only the API can be are programs */
static gpointer
read_member (JsonObject *row,
             gpointer    user_data)
{
  g_autoptr(MusterPsaMember) member = g_new0 (MusterPsaMember, 1);

  member->id = muster_psa_id_text (row, "id");
  if (member->id == NULL || muster_json_int (row, "id", 0) == MUSTER_HALOPSA_NOBODY)
    return NULL;
  member->name = text_member (row, "name");
  member->email = text_member (row, "email");
  member->person = !muster_json_bool (row, "isapiagent", FALSE);
  member->active = !muster_json_bool (row, "isdisabled", FALSE);
  return g_steal_pointer (&member);
}

GPtrArray *
muster_halopsa_read_members (MusterPsa *psa,
                             JsonNode  *answer,
                             GError   **error)
{
  return muster_psa_read_rows (answer, "members", NULL, read_member, NULL, (GDestroyNotify) muster_psa_member_free, error);
}

/* --- Choices --- */

typedef struct
{
  const char          *rows;
  MusterPsaChoiceKind  kind;
  const char          *off;      /* (nullable): a flag that takes it out of use … */
  gboolean             off_when; /* … when it is this */
  GHashTable          *open;     /* (nullable): ids of statuses that do not end a ticket */
} ChoiceList;

/* The list does not say which status ends a ticket; the one without those that do, does */
static gboolean
ends_ticket (ChoiceList      *list,
             MusterPsaChoice *choice)
{
  g_autofree char *folded = muster_text_fold (choice->name);

  if (list->kind != MUSTER_PSA_CHOICE_STATUS)
    return FALSE;
  return g_str_equal (folded, "closed") ||
         (list->open != NULL && g_hash_table_size (list->open) > 0 && !g_hash_table_contains (list->open, choice->id));
}

static gpointer
read_choice (JsonObject *row,
             gpointer    user_data)
{
  ChoiceList *list = user_data;
  g_autoptr(MusterPsaChoice) choice = g_new0 (MusterPsaChoice, 1);

  choice->kind = list->kind;
  choice->id = list->kind == MUSTER_PSA_CHOICE_PRIORITY ? muster_halopsa_priority_id (row, "slaid", "priorityid")
                                                        : muster_psa_id_text (row, "id");
  choice->name = text_member (row, "name");
  if (choice->id == NULL || choice->name == NULL)
    return NULL;
  choice->active = list->off == NULL || muster_json_bool (row, list->off, !list->off_when) != list->off_when;
  choice->closed = ends_ticket (list, choice);
  return g_steal_pointer (&choice);
}

static GHashTable *
read_ids (JsonNode   *answer,
          const char *member)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *rows = muster_psa_rows (answer, member, NULL);
  guint i;

  for (i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      char *id = row != NULL ? muster_psa_id_text (row, "id") : NULL;

      if (id != NULL)
        g_hash_table_add (ids, id);
    }
  return ids;
}

/* Nothing here is a team's own, so there is no list per board */
GPtrArray *
muster_halopsa_read_choices (MusterPsa  *psa,
                             JsonNode   *answer,
                             const char *board_id,
                             GError    **error)
{
  g_autoptr(GHashTable) open = read_ids (answer, "openStatuses");
  ChoiceList lists[] = {
    { "teams", MUSTER_PSA_CHOICE_BOARD, "inactive", TRUE, NULL },
    { "statuses", MUSTER_PSA_CHOICE_STATUS, NULL, FALSE, open },
    { "priorities", MUSTER_PSA_CHOICE_PRIORITY, "ishidden", TRUE, NULL },
    { "types", MUSTER_PSA_CHOICE_TYPE, "visible", FALSE, NULL },
  };
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_psa_choice_free);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr(GPtrArray) part = muster_psa_read_rows (answer, lists[i].rows, NULL, read_choice, &lists[i], NULL, error);

      if (part == NULL)
        return NULL;
      g_ptr_array_extend (choices, part, NULL, NULL);
    }
  return g_steal_pointer (&choices);
}

/* --- Polling --- */

/**
 * muster_halopsa_get_cursor:
 *
 * Pages are numbers. The last one is asked for again: tickets that left the list meanwhile moved the others forward.
 */
char *
muster_halopsa_get_cursor (MusterPsa  *psa,
                           JsonNode   *answer,
                           const char *cursor)
{
  JsonArray *rows = muster_psa_rows (answer, "tickets", NULL);
  guint64 page = 1;
  guint64 pages = rows != NULL ? json_array_get_length (rows) / PAGE_ROWS : 0;

  if (cursor != NULL && !g_ascii_string_to_unsigned (cursor, 10, 1, G_MAXINT32, &page, NULL))
    page = 1;
  return g_strdup_printf ("%" G_GUINT64_FORMAT, page + MAX (pages, 2) - 1);
}

/* --- Webhooks as the instance has them --- */

static gpointer
read_webhook (JsonObject *row,
              gpointer    user_data)
{
  g_autoptr(MusterPsaWebhook) webhook = g_new0 (MusterPsaWebhook, 1);
  gint64 status = muster_json_int (row, "last_status", 0);

  webhook->id = text_member (row, "id");
  webhook->url = text_member (row, "url");
  if (webhook->id == NULL || webhook->url == NULL)
    return NULL;
  webhook->active = muster_json_bool (row, "active", TRUE) && !muster_json_bool (row, "disabled", FALSE);
  if (status >= 300)
    webhook->detail = g_strdup_printf ("HTTP %" G_GINT64_FORMAT, status);
  return g_steal_pointer (&webhook);
}

GPtrArray *
muster_halopsa_read_webhooks (MusterPsa *psa,
                              JsonNode  *answer,
                              GError   **error)
{
  return muster_psa_read_rows (answer, "webhooks", NULL, read_webhook, NULL, (GDestroyNotify) muster_psa_webhook_free, error);
}
