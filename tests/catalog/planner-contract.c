/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "planner-contract.h"

static const PlannerContract rows[] = {
  { "connectwise", "add-internal-note", "text ticket", NULL },
  { "connectwise", "find-similar-tickets", "query",
    "tickets:_info closedFlag company id status summary type" },
  { "connectwise", "get-contact", "contact",
    "contact:communicationItems company firstName id inactiveFlag lastName title" },
  { "connectwise", "get-ticket", "ticket",
    "ticket:_info board closedFlag company contact contactEmailAddress contactName id owner priority "
    "recordType source status summary type" },
  { "connectwise", "list-boards", "", NULL },
  { "connectwise", "list-companies", "", NULL },
  { "connectwise", "list-company-tickets", "", NULL },
  { "connectwise", "list-contacts", "company", NULL },
  { "connectwise", "list-members", "", NULL },
  { "connectwise", "list-ticket-notes", "ticket",
    "entries:_info actualHours addToDetailDescriptionFlag addToInternalAnalysisFlag addToResolutionFlag dateEntered enteredBy id "
    "internalNotes member notes timeStart;"
    "notes:_info contact createdBy customerUpdatedFlag dateCreated detailDescriptionFlag id "
    "internalAnalysisFlag member resolutionFlag text" },
  { "connectwise", "poll-tickets", "after? since",
    "tickets:_info board closedFlag company contact contactEmailAddress contactName id owner priority "
    "recordType source status summary type" },
  { "connectwise", "remove-note", "note ticket", NULL },
  { "connectwise", "whoami", "", NULL },
  { "halopsa", "add-internal-note", "text ticket", NULL },
  { "halopsa", "add-time-entry", "hours notes start ticket", NULL },
  { "halopsa", "assign-ticket", "member ticket", NULL },
  { "halopsa", "create-ticket", "board? company contact? description reference? summary", NULL },
  { "halopsa", "find-similar-tickets", "query",
    "tickets:agent_id client_id dateclosed dateoccurred id priority_id status_id summary "
    "tickettype_id user_id user_name" },
  { "halopsa", "find-ticket-by-reference", "reference", NULL },
  { "halopsa", "get-contact", "contact",
    "contact:client_id client_name emailaddress firstname id inactive name surname title" },
  { "halopsa", "get-ticket", "ticket",
    "ticket:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "list-choices", "",
    "openStatuses:id;priorities:id ishidden name priorityid slaid;statuses:id name sequence;teams:id "
    "inactive name sequence;types:id name sequence visible" },
  { "halopsa", "list-closed-tickets", "after? from to",
    "tickets:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "list-companies", "",
    "companies:domain id inactive name ref toplevel_id toplevel_name website" },
  { "halopsa", "list-company-tickets", "",
    "tickets:agent_id client_id dateclosed dateoccurred id priority_id status_id summary "
    "tickettype_id user_id user_name" },
  { "halopsa", "list-contacts", "company",
    "contacts:client_id client_name emailaddress firstname id inactive name surname title" },
  { "halopsa", "list-latest-tickets", "",
    "tickets:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "list-members", "",
    "members:email id initials isapiagent isdisabled name" },
  { "halopsa", "list-open-tickets", "after? since",
    "tickets:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "list-ticket-notes", "ticket",
    "notes:actionby_application_id actionby_user_id actiondatecreated dateemailed datetime emaildirection "
    "emailfrom emailto hiddenfromuser id last_updated note note_html outcome outcome_id ticket_id "
    "timetaken who who_agentid who_type" },
  { "halopsa", "list-webhooks", "",
    "webhooks:active disabled id last_status name type url" },
  { "halopsa", "poll-tickets", "after? since",
    "tickets:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "read-notes", "ticket",
    "notes:actionby_application_id actionby_user_id actiondatecreated dateemailed datetime emaildirection "
    "emailfrom emailto hiddenfromuser id last_updated note note_html outcome outcome_id ticket_id "
    "timetaken who who_agentid who_type" },
  { "halopsa", "read-ticket", "ticket",
    "ticket:agent_id agent_name client_id client_name closure_note dateclosed datecreated "
    "dateoccurred deleted details hasbeenclosed id last_update lastactiondate lastincomingemail "
    "merged_into_id priority_id reportedby sla_id source status_id status_name summary team team_id "
    "tickettype_id user_email user_id user_name" },
  { "halopsa", "remove-note", "note ticket", NULL },
  { "halopsa", "reply-to-requester", "text ticket", NULL },
  { "halopsa", "set-ticket-priority", "priority ticket", NULL },
  { "halopsa", "set-ticket-status", "status ticket", NULL },
  { "halopsa", "set-ticket-type", "ticket type", NULL },
  { "halopsa", "whoami", "",
    "member:email id initials is_admin isapiagent isdisabled name" },
  { "autotask", "add-internal-note", "text ticket", NULL },
  { "autotask", "find-similar-tickets", "query",
    "tickets:companyID completedDate contactID createDate id priority queueID status ticketNumber ticketType title" },
  { "autotask", "get-contact", "contact",
    "contact:companyID emailAddress firstName id isActive lastName phone title" },
  { "autotask", "get-ticket", "ticket",
    "ticket:assignedResourceID assignedResourceRoleID companyID completedDate contactID createDate createdByContactID creatorResourceID "
    "description externalID id impersonatorCreatorResourceID lastActivityDate lastTrackedModificationDateTime priority queueID resolution "
    "source status ticketCategory ticketNumber ticketType title" },
  { "autotask", "list-company-tickets", "", NULL },
  { "autotask", "list-companies", "", NULL },
  { "autotask", "list-contacts", "company", NULL },
  { "autotask", "list-members", "", NULL },
  { "autotask", "list-ticket-notes", "ticket", NULL },
  { "autotask", "poll-tickets", "after? since", NULL },
  { "autotask", "remove-note", "note ticket", NULL },
  { "autotask", "whoami", "", NULL },
  { "hudu", "find-passwords", "query?",
    "passwords:id login_url name username" },
  { "hudu", "get-article", "article",
    "article:company_id draft folder_id id name text updated_at" },
  { "hudu", "get-procedure", "procedure", NULL },
  { "hudu", "list-assets", "query?",
    "assets:asset_type fields id name updated_at" },
  { "hudu", "list-procedures", "",
    "procedures:description id name steps text updated_at" },
  { "hudu", "search-articles", "query?",
    "articles:company_id draft folder_id id name text updated_at;folders:id name parent_folder_id" },
  { "itglue", "find-passwords", "query?",
    "passwords:category id in_vault login_url name restricted updated_at username" },
  { "itglue", "get-document", "document",
    "document:folder_id id name organization_id text updated_at url;sections:document level section sort text type" },
  { "itglue", "list-flexible-assets", "query? type?",
    "assets:asset_type fields id name type updated_at url;labels:key label;types:name type" },
  { "itglue", "search-documents", "query?",
    "documents:folder_id id name organization_id text updated_at url;folders:id name parent_folder_id;"
    "sections:document level section sort text type" },
  { "microsoft365", "add-distribution-member", "group user", NULL },
  { "microsoft365", "add-group-member", "group user", NULL },
  { "microsoft365", "add-team-member", "role? team user", NULL },
  { "microsoft365", "assign-license", "disabledPlans? sku user", NULL },
  { "microsoft365", "block-sign-in", "user", NULL },
  { "microsoft365", "confirm-compromised", "user", NULL },
  { "microsoft365", "convert-to-shared-mailbox", "mailbox", NULL },
  { "microsoft365", "create-temporary-access-pass", "lifetimeInMinutes? user", NULL },
  { "microsoft365", "delete-auth-method", "method user", NULL },
  { "microsoft365", "delete-user", "user", NULL },
  { "microsoft365", "dismiss-user-risk", "user", NULL },
  { "microsoft365", "find-devices", "name",
    "devices:azureADDeviceId complianceState deviceName id isEncrypted lastSyncDateTime "
    "managedDeviceOwnerType model operatingSystem serialNumber userId userPrincipalName" },
  { "microsoft365", "find-distribution-groups", "query?",
    "groups:description displayName groupTypes id isAssignableToRole mail mailEnabled membershipRule "
    "onPremisesSyncEnabled securityEnabled" },
  { "microsoft365", "find-groups", "query?",
    "groups:description displayName groupTypes id isAssignableToRole mail mailEnabled membershipRule "
    "onPremisesSyncEnabled securityEnabled" },
  { "microsoft365", "find-mailboxes", "query",
    "mailboxes:DeliverToMailboxAndForward DisplayName ExternalDirectoryObjectId ForwardingAddress ForwardingSmtpAddress "
    "IsDirSynced PrimarySmtpAddress RecipientTypeDetails" },
  { "microsoft365", "find-users", "mail? query?",
    "users:accountEnabled department displayName givenName id jobTitle mail onPremisesSyncEnabled "
    "proxyAddresses surname userPrincipalName userType" },
  { "microsoft365", "get-bitlocker-key", "device", NULL },
  { "microsoft365", "get-device", "device",
    "device:azureADDeviceId complianceState deviceName id isEncrypted lastSyncDateTime "
    "managedDeviceOwnerType model operatingSystem serialNumber userId userPrincipalName" },
  { "microsoft365", "get-group", "group",
    "group:description displayName groupTypes id isAssignableToRole mail mailEnabled membershipRule "
    "onPremisesSyncEnabled securityEnabled;owners:displayName id userPrincipalName" },
  { "microsoft365", "get-laps-password", "device", NULL },
  { "microsoft365", "get-mailbox", "mailbox",
    "mailbox:ArchiveStatus DeliverToMailboxAndForward DisplayName ExternalDirectoryObjectId ForwardingAddress "
    "ForwardingSmtpAddress IsDirSynced LitigationHoldEnabled PrimarySmtpAddress RecipientTypeDetails" },
  { "microsoft365", "get-mailbox-settings", "user",
    "settings:automaticRepliesSetting timeZone" },
  { "microsoft365", "get-manager", "user",
    "manager:displayName id mail userPrincipalName" },
  { "microsoft365", "get-organization", "",
    "organization:displayName id onPremisesSyncEnabled" },
  { "microsoft365", "get-service-health", "",
    "issues:id impactDescription isResolved service startDateTime status title;services:id service "
    "status" },
  { "microsoft365", "get-user", "user",
    "user:accountEnabled assignedLicenses businessPhones createdDateTime department displayName "
    "employeeId givenName id jobTitle lastPasswordChangeDateTime mail mobilePhone officeLocation "
    "onPremisesSamAccountName onPremisesSyncEnabled proxyAddresses surname usageLocation "
    "userPrincipalName userType" },
  { "microsoft365", "get-user-risk", "user",
    "risk:riskDetail riskLastUpdatedDateTime riskLevel riskState" },
  { "microsoft365", "grant-mailbox-access", "mailbox right user", NULL },
  { "microsoft365", "list-auth-methods", "user",
    "methods:displayName id phoneNumber phoneType type" },
  { "microsoft365", "list-domains", "",
    "domains:id isDefault isVerified" },
  { "microsoft365", "list-group-members", "group",
    "members:displayName id userPrincipalName" },
  { "microsoft365", "list-mailbox-permissions", "mailbox",
    "fullAccess:AccessRights Deny IsInherited User;sendAs:AccessRights Trustee;sendOnBehalf:" },
  { "microsoft365", "list-sign-ins", "user",
    "signIns:appDisplayName city country createdDateTime errorCode failureReason id ipAddress" },
  { "microsoft365", "list-subscribed-skus", "",
    "skus:capabilityStatus consumedUnits enabled skuId skuPartNumber" },
  { "microsoft365", "list-team-members", "team",
    "members:displayName email id roles userId" },
  { "microsoft365", "list-teams", "",
    "teams:description displayName id visibility" },
  { "microsoft365", "list-user-devices", "user",
    "devices:azureADDeviceId complianceState deviceName id isEncrypted lastSyncDateTime "
    "managedDeviceOwnerType model operatingSystem serialNumber userId userPrincipalName" },
  { "microsoft365", "list-user-groups", "user",
    "groups:description displayName groupTypes id isAssignableToRole mail mailEnabled membershipRule "
    "onPremisesSyncEnabled securityEnabled;roles:displayName id roleTemplateId" },
  { "microsoft365", "list-user-licenses", "user",
    "licenses:skuId skuPartNumber" },
  { "microsoft365", "lock-device", "device", NULL },
  { "microsoft365", "reboot-device", "device", NULL },
  { "microsoft365", "remove-distribution-member", "group user", NULL },
  { "microsoft365", "remove-group-member", "group user", NULL },
  { "microsoft365", "remove-license", "sku user", NULL },
  { "microsoft365", "remove-mailbox-access", "mailbox right user", NULL },
  { "microsoft365", "remove-team-member", "team user", NULL },
  { "microsoft365", "require-mfa-reregistration", "user", NULL },
  { "microsoft365", "reset-password", "user", NULL },
  { "microsoft365", "restore-user", "user", NULL },
  { "microsoft365", "retire-device", "device", NULL },
  { "microsoft365", "revoke-sessions", "user", NULL },
  { "microsoft365", "set-automatic-replies", "end? endTime? externalAudience? externalMessage? message? start? startTime? status timeZone? user", NULL },
  { "microsoft365", "set-forwarding", "keepCopy? mailbox recipient? to?", NULL },
  { "microsoft365", "set-manager", "manager? user", NULL },
  { "microsoft365", "sync-device", "device", NULL },
  { "microsoft365", "unblock-sign-in", "user", NULL },
  { "microsoft365", "wipe-device", "device", NULL },
};

guint
planner_contract_size (void)
{
  return G_N_ELEMENTS (rows);
}

const PlannerContract *
planner_contract_get (guint index)
{
  return &rows[index];
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static char *
join_sorted (GPtrArray  *words,
             const char *separator)
{
  g_ptr_array_sort (words, compare_strings);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (separator, (char **) words->pdata);
}

static char *
describe_args (JsonObject *args)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GList) names = json_object_get_members (args);

  for (GList *l = names; l != NULL; l = l->next)
    g_ptr_array_add (words, g_strconcat (l->data,
                                         json_object_get_boolean_member (agreement_object (args, l->data), "required") ? "" : "?",
                                         NULL));
  return join_sorted (words, " ");
}

static void
add_name (GPtrArray *words,
          JsonNode  *member)
{
  g_autoptr(GList) names = NULL;

  if (JSON_NODE_HOLDS_VALUE (member))
    {
      const char *path = json_node_get_string (member);
      const char *dot = strrchr (path, '.');

      g_ptr_array_add (words, g_strdup (dot != NULL ? dot + 1 : path));
      return;
    }
  names = json_object_get_members (json_node_get_object (member));
  for (GList *l = names; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "as"))
      g_ptr_array_add (words, g_strdup (l->data));
}

static char *
describe_results (JsonObject *select)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GList) names = json_object_get_members (select);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
      JsonArray *members = agreement_array (agreement_object (select, l->data), "members");
      g_autofree char *joined = NULL;

      for (guint i = 0; i < json_array_get_length (members); i++)
        add_name (words, json_array_get_element (members, i));
      joined = join_sorted (words, " ");
      g_ptr_array_add (results, g_strconcat (l->data, ":", joined, NULL));
    }
  return join_sorted (results, ";");
}

void
planner_contract_check (Agreement             *agreement,
                        const PlannerContract *row,
                        JsonObject            *tool)
{
  g_autofree char *args = describe_args (agreement_object (tool, "args"));
  g_autofree char *results = describe_results (agreement_object (tool, "select"));

  if (!g_str_equal (args, row->args))
    agreement_complain (agreement, "%s: its arguments are “%s”, not “%s”", row->tool, args, row->args);
  if (row->results != NULL && !g_str_equal (results, row->results))
    agreement_complain (agreement, "%s: its results are “%s”, not “%s”", row->tool, results, row->results);
}
