/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-entra.h"
#include "muster-sandbox-exchange.h"
#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Exchange's two doors: InvokeCommand, which runs any cmdlet it knows, and the documented v2.0
 * endpoints, which run few of them. Without the role InvokeCommand answers 403 with a body of NUL
 * bytes that it declares to be gzip; so it does for a cmdlet that it does not know. */

#define NUL_BYTES 24

static const struct {
  const char      *endpoint;    /* of v2.0, NULL: InvokeCommand only */
  const char      *name;
  MusterCmdletFunc run;
} cmdlets[] = {
  { "Mailbox",                 "Get-Mailbox",                       muster_cmdlet_get_mailbox },
  { "Mailbox",                 "Set-Mailbox",                       muster_cmdlet_set_mailbox },
  { NULL,                      "Get-Recipient",                     muster_cmdlet_get_recipient },
  { NULL,                      "Get-MailboxPermission",             muster_cmdlet_get_access },
  { NULL,                      "Add-MailboxPermission",             muster_cmdlet_add_access },
  { NULL,                      "Remove-MailboxPermission",          muster_cmdlet_drop_access },
  { NULL,                      "Get-RecipientPermission",           muster_cmdlet_get_send_as },
  { NULL,                      "Add-RecipientPermission",           muster_cmdlet_add_send_as },
  { NULL,                      "Remove-RecipientPermission",        muster_cmdlet_drop_send_as },
  { NULL,                      "Get-DistributionGroup",             muster_cmdlet_get_lists },
  { "DistributionGroupMember", "Get-DistributionGroupMember",       muster_cmdlet_get_members },
  { NULL,                      "Add-DistributionGroupMember",       muster_cmdlet_add_member },
  { NULL,                      "Remove-DistributionGroupMember",    muster_cmdlet_drop_member },
  { NULL,                      "Get-MailboxAutoReplyConfiguration", muster_cmdlet_get_replies },
  { NULL,                      "Set-MailboxAutoReplyConfiguration", muster_cmdlet_set_replies },
};

static void
fail (MusterCall *call,
      guint       status,
      const char *code,
      const char *general,
      const char *type,
      const char *text)
{
  g_autofree char *detail = g_strdup_printf ("%s|%s|%s", status == 404 ? "Ex6F9304" : "", type, text);
  JsonArray *details = json_array_new ();
  JsonObject *inner = muster_jo_new ("message:s", text, "type:s", type, NULL);

  json_array_add_object_element (details, muster_jo_new ("code:s", "Client", "target:s", "", "message:s", detail, NULL));
  muster_call_reply_object (call, status, muster_jo_new ("error:o", muster_jo_new ("code:s", code, "message:s", general, "details:a", details,
                                                                                   "innererror:o", muster_jo_new ("message:s", general, "type:s", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException",
                                                                                                                  "stacktrace:s", "", "internalexception:o", inner, NULL), NULL),
                                                         "adminapi.warnings@odata.type:s", "#Collection(String)", "@adminapi.warnings:a", json_array_new (), NULL));
}

void
muster_cmdlet_fail (MusterCmdlet *cmdlet,
                    guint         status,
                    const char   *type,
                    const char   *text)
{
  fail (cmdlet->call, status, status == 404 ? "NotFound" : "BadRequest", "Error executing cmdlet", type, text);
}

void
muster_cmdlet_not_found (MusterCmdlet *cmdlet,
                         const char   *identity)
{
  g_autofree char *text = g_strdup_printf ("The operation couldn't be performed because object '%s' couldn't be found on 'DC01.EXAMPLE.PROD.OUTLOOK.COM'.", identity);

  muster_cmdlet_fail (cmdlet, 404, "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException", text);
}

void
muster_cmdlet_synced (MusterCmdlet *cmdlet,
                      const char   *identity)
{
  g_autofree char *text = g_strdup_printf ("The operation on mailbox \"%s\" failed because it's out of the current user's write scope. The action '%s' can't be performed on the object '%s' "
                                           "because the object is being synchronized from your on-premises organization. This action should be performed on the object in your on-premises organization.",
                                           identity, cmdlet->name, identity);

  muster_cmdlet_fail (cmdlet, 400, "System.InvalidOperationException", text);
}

void
muster_cmdlet_add (MusterCmdlet *cmdlet,
                   JsonObject   *row)
{
  json_array_add_object_element (cmdlet->value, row);
}

void
muster_cmdlet_warn (MusterCmdlet *cmdlet,
                    const char   *format,
                    ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  json_array_add_string_element (cmdlet->warnings, text);
}

/* PowerShell does not mind the case of a parameter's name */
static JsonNode *
parameter (MusterCmdlet *cmdlet,
           const char   *name)
{
  JsonObjectIter iter;
  const char *given;
  JsonNode *value;

  json_object_iter_init (&iter, cmdlet->parameters);
  while (json_object_iter_next (&iter, &given, &value))
    if (g_ascii_strcasecmp (given, name) == 0)
      return value;
  return NULL;
}

const char *
muster_cmdlet_text (MusterCmdlet *cmdlet,
                    const char   *name)
{
  JsonNode *value = parameter (cmdlet, name);

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
         ? json_node_get_string (value) : NULL;
}

/* What removes something asks; there is nobody to answer, so it must be told not to. */
gboolean
muster_cmdlet_confirmed (MusterCmdlet *cmdlet)
{
  JsonNode *value = parameter (cmdlet, "Confirm");

  if (value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN && !json_node_get_boolean (value))
    return TRUE;
  fail (cmdlet->call, 400, "BadRequest", "Invalid Operation", "System.InvalidOperationException",
        "A confirmation is needed, but the host cannot prompt. Use Confirm:$false.");
  return FALSE;
}

static void
refuse_like_exchange (MusterCall *call)
{
  static const char nothing[NUL_BYTES] = { 0 };

  muster_call_reply_empty (call, 403);
  call->content_type = g_strdup ("application/json");
  call->reply = g_bytes_new (nothing, sizeof nothing);
  muster_call_add_header (call, "Content-Encoding", "gzip");
}

static JsonObject *
only (JsonObject *row,
      const char *select)
{
  g_auto(GStrv) names = NULL;
  JsonObject *result;

  if (select == NULL)
    return json_object_ref (row);
  names = g_strsplit (select, ",", -1);
  result = json_object_new ();
  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (row, g_strstrip (names[i])))
      json_object_set_member (result, names[i], json_node_copy (json_object_get_member (row, names[i])));
  return result;
}

static guint
page_size (MusterCall *call)
{
  const char *prefer = muster_call_header (call, "Prefer");
  const char *wanted = prefer != NULL ? strstr (prefer, "odata.maxpagesize=") : NULL;
  gint64 size = wanted != NULL ? g_ascii_strtoll (wanted + strlen ("odata.maxpagesize="), NULL, 10) : 1000;

  return (guint) CLAMP (size, 1, muster_jo_int (muster_world_settings (call->world, "exchange"), "pageSize", 1000));
}

/* ResultSize cuts the list, with a warning; 1000 rows when nothing is said */
static guint
result_size (MusterCmdlet *cmdlet)
{
  JsonNode *value = parameter (cmdlet, "ResultSize");

  if (g_strcmp0 (muster_cmdlet_text (cmdlet, "ResultSize"), "Unlimited") == 0)
    return G_MAXUINT;
  if (value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_INT64)
    return (guint) CLAMP (json_node_get_int (value), 1, G_MAXINT32);
  return 1000;
}

static void
answer (MusterCmdlet *cmdlet)
{
  MusterCall *call = cmdlet->call;
  const char *token = muster_call_query (call, "$skiptoken"), *select = muster_call_query (call, "$select");
  gint64 offset = token != NULL ? g_ascii_strtoll (token, NULL, 10) : 0;
  guint total = json_array_get_length (cmdlet->value), most = result_size (cmdlet), size = page_size (call);
  JsonArray *page = json_array_new ();
  JsonObject *reply = muster_jo_new ("@odata.context:s", "https://outlook.office365.com/adminapi/beta/$metadata#Collection(Exchange.GenericHashTable)",
                                     "adminapi.warnings@odata.type:s", "#Collection(String)", NULL);

  if (total > most)
    muster_cmdlet_warn (cmdlet, "There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.");
  total = MIN (total, most);
  for (gint64 i = offset; i < total && i < offset + size; i++)
    json_array_add_object_element (page, only (muster_ja_obj (cmdlet->value, (guint) i), select));
  muster_jo_add (reply, "@adminapi.warnings:a", json_array_ref (cmdlet->warnings), NULL);
  if (offset + size < total)
    {
      g_autofree char *next = g_strdup_printf ("%s%s?$skiptoken=%" G_GINT64_FORMAT "%s%s", call->base, call->path, offset + size,
                                               select != NULL ? "&$select=" : "", select != NULL ? select : "");

      muster_jo_add (reply, "@odata.nextLink:s", next, NULL);
    }
  muster_jo_add (reply, "value:a", page, NULL);
  muster_call_reply_object (call, 200, reply);
}

/* Of Set-Mailbox the documented endpoint takes the delegates and nothing else. */
static gboolean
is_published (MusterCmdlet *cmdlet)
{
  JsonObjectIter iter;
  const char *name;

  if (g_ascii_strcasecmp (cmdlet->name, "Set-Mailbox") != 0 || cmdlet->parameters == NULL)
    return TRUE;
  json_object_iter_init (&iter, cmdlet->parameters);
  while (json_object_iter_next (&iter, &name, NULL))
    if (g_ascii_strcasecmp (name, "Identity") != 0 && g_ascii_strcasecmp (name, "GrantSendOnBehalfTo") != 0)
      return FALSE;
  return TRUE;
}

static void
run_cmdlet (MusterCall *call,
            const char *endpoint)
{
  JsonObject *input = muster_jo_obj (muster_call_object (call), "CmdletInput");
  MusterCmdlet cmdlet = { call, muster_jo_str (input, "CmdletName"), muster_jo_obj (input, "Parameters"), NULL, NULL };

  if (cmdlet.name == NULL || (cmdlet.parameters == NULL && (endpoint == NULL || json_object_has_member (input, "Parameters"))))
    {
      fail (call, 400, "BadRequest", "Invalid Operation", "System.ArgumentException", "A parameter cannot be bound.");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cmdlets); i++)
    {
      if (g_ascii_strcasecmp (cmdlets[i].name, cmdlet.name) != 0 || (endpoint != NULL && g_strcmp0 (endpoint, cmdlets[i].endpoint) != 0))
        continue;
      if (endpoint != NULL && !is_published (&cmdlet))
        {
          fail (call, 400, "BadRequest", "Invalid Operation", "System.ArgumentException", "A parameter is not available at this endpoint.");
          return;
        }
      cmdlet.value = json_array_new ();
      cmdlet.warnings = json_array_new ();
      cmdlets[i].run (&cmdlet);
      if (call->status == 0)
        answer (&cmdlet);
      json_array_unref (cmdlet.value);
      json_array_unref (cmdlet.warnings);
      return;
    }
  if (endpoint == NULL)
    refuse_like_exchange (call);
  else
    fail (call, 400, "BadRequest", "Invalid Operation", "System.ArgumentException", "The cmdlet is not available at this endpoint.");
}

static void
run_small_endpoint (MusterCall *call,
                    const char *endpoint)
{
  JsonArray *rows = json_array_new (), *domains = muster_jo_arr (call->client, "domains");

  if (g_str_equal (endpoint, "OrganizationConfig"))
    json_array_add_object_element (rows, muster_jo_new ("Name:S", muster_jo_str (call->client, "tenantName"),
                                                        "DisplayName:S", muster_jo_str (call->client, "name"), "AutoEnableArchiveMailbox:b", FALSE, NULL));
  for (guint i = 0; g_str_equal (endpoint, "AcceptedDomain") && i < muster_ja_length (domains); i++)
    json_array_add_object_element (rows, muster_jo_new ("DomainName:s", muster_jo_str (muster_ja_obj (domains, i), "name"), "DomainType:s", "Authoritative",
                                                        "Default:b", muster_jo_bool (muster_ja_obj (domains, i), "default", FALSE), NULL));
  muster_call_reply_object (call, 200, muster_jo_new ("adminapi.warnings@odata.type:s", "#Collection(String)",
                                                      "@adminapi.warnings:a", json_array_new (), "value:a", rows, NULL));
}

static gboolean
is_anchored (MusterCall *call)
{
  const char *const prefixes[] = { "UPN:", "APP:", "AAD-UPN:", "AAD-SMTP:", "OID:", "MBX:" };
  const char *anchor = muster_call_header (call, "X-AnchorMailbox");

  for (gsize i = 0; anchor != NULL && i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (anchor, prefixes[i]))
      return TRUE;
  fail (call, 400, "BadRequest", "Invalid Operation", "System.ArgumentException", "The X-AnchorMailbox header is missing or not understood.");
  return FALSE;
}

static void
refuse_token (MusterCall *call)
{
  muster_call_reply_object (call, 401, muster_jo_new ("error:o", muster_jo_new ("code:s", "Unauthorized", "message:s", "The token is missing, expired or not for this service.", NULL), NULL));
}

/* Each interface has a permission of its own, for people and for applications. */
static gboolean
has_permission (MusterCall *call,
                gboolean    invoke)
{
  if (muster_graph_is_person (call))
    return muster_graph_has_scope (call, invoke ? "Exchange.Manage" : "Exchange.ManageV2");
  return muster_graph_has_scope (call, invoke ? "Exchange.ManageAsApp" : "Exchange.ManageAsAppV2");
}

/* The permission is not enough: the person, or the application itself, needs a role as well. */
static gboolean
has_role (MusterCall *call)
{
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (json_node_get_object (call->claims), "appid"));
  g_autoptr(JsonArray) roles = NULL;

  if (muster_graph_is_person (call))
    roles = muster_graph_roles (call);
  else
    roles = app != NULL ? muster_graph_app_directory_roles (call, app) : json_array_new ();
  return muster_gdap_holds (roles, "Exchange Administrator,Exchange Recipient Administrator");
}

static gboolean
is_signed_in (MusterCall *call)
{
  g_autofree char *tenant = NULL;

  if (muster_entra_check_token (call, MUSTER_RESOURCE_EXCHANGE, &tenant) != MUSTER_TOKEN_OK
      || g_ascii_strcasecmp (tenant, call->segments[2]) != 0)
    {
      refuse_token (call);
      return FALSE;
    }
  muster_call_set_scope (call, tenant);
  call->client = muster_world_client (call->world, "tenantId", tenant);
  return TRUE;
}

/**
 * muster_exchange_handle:
 * @call: a request to Exchange's paths
 *
 * Answers it.
 */
void
muster_exchange_handle (MusterCall *call)
{
  guint n = g_strv_length (call->segments);
  gboolean invoke = n == 4 && g_str_equal (call->segments[1], "beta") && g_str_equal (call->segments[3], "InvokeCommand");
  gboolean documented = n == 4 && g_str_equal (call->segments[1], "v2.0");

  if (!invoke && !documented)
    {
      muster_call_reply_object (call, 404, muster_jo_new ("error:o", muster_jo_new ("code:s", "NotFound", "message:s", "No such endpoint.", NULL), NULL));
      return;
    }
  if (!g_str_equal (call->method, "POST"))
    {
      muster_call_reply_empty (call, 405);
      return;
    }
  if (!g_uuid_string_is_valid (call->segments[2]))
    {
      fail (call, 400, "BadRequest", "Invalid Operation", "System.ArgumentException", "The tenant must be a GUID.");
      return;
    }
  if (!is_signed_in (call) || !is_anchored (call))
    return;
  if (!has_permission (call, invoke))
    {
      refuse_token (call);
      return;
    }
  if (call->client == NULL || !has_role (call))
    {
      if (invoke)
        refuse_like_exchange (call);
      else
        muster_call_reply_object (call, 403, muster_jo_new ("error:o", muster_jo_new ("code:s", "Forbidden", "message:s", "Forbidden", NULL), NULL));
      return;
    }
  if (documented && (g_str_equal (call->segments[3], "AcceptedDomain") || g_str_equal (call->segments[3], "OrganizationConfig")))
    run_small_endpoint (call, call->segments[3]);
  else
    run_cmdlet (call, documented ? call->segments[3] : NULL);
}
