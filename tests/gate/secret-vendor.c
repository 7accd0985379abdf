/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "secret-vendor.h"

#define PARAM "'parameters':[{'name':'id','in':'path','required':true,'schema':{'type':'string'},'x-quoting':'path'}]"
#define BODY  "'requestBody':{'content':{'application/json':{}}}"
#define THING "'thing':{'role':'target:thing','type':'string','required':true,'maxLength':40,'ref':'thing'}"
#define OWNED "'scope':{'in':'body','name':'company','value':'docs'}"
#define LOOK  "'look':{'call':{'id':'l','op':'getThing','with':{'path.id':{'arg':'thing'}}}," \
  "'met':{'left':{'answer':'l.changed'},'op':'eq','right':true}}"

static const char document[] =
  "{'openapi':'3.0.3','x-muster-integration':{'id':'t','name':'T','version':1,'category':'cloud',"
  "'signIn':{'kind':'entra-app'},'fields':[],'hosts':{'api':{'setting':'api'}},"
  "'rate':{'perSecond':1000,'parallel':4},'errorShape':'graph','testCall':'whoami','companyList':'whoami','rights':[]},"
  "'paths':{"
  "'/me':{'get':{'operationId':'whoami','responses':{}}},"
  "'/secrets/{id}':{'get':{'operationId':'getSecret'," PARAM ",'responses':{}}},"
  "'/secrets':{'get':{'operationId':'listSecrets','parameters':[],'responses':{},'x-paging':{'kind':'none','rows':'rows'}}},"
  "'/things/{id}':{'get':{'operationId':'getThing'," PARAM ",'responses':{}},"
  "'put':{'operationId':'setThing'," PARAM "," BODY ",'responses':{}}},"
  "'/passes':{'post':{'operationId':'makePass','parameters':[]," BODY ",'responses':{}}}},"
  "'x-muster-tools':{"
  "'whoami':{'title':'W','version':1,'class':'read','engine':true,'args':{},"
  "'calls':[{'id':'w','op':'whoami','class':'read'}],'select':{},'explain':'W','needs':{}},"
  "'get-secret':{'title':'Read a secret','version':1,'class':'read-sensitive',"
  "'args':{'secret':{'role':'target:secret','type':'integer','required':true,'minimum':1}},"
  "'scope':{'in':'answer','value':'docs','answer':'row.company'},"
  "'calls':[{'id':'s','op':'getSecret','class':'read-sensitive','with':{'path.id':{'arg':'secret'}}}],"
  "'select':{'row':{'call':'s','path':'row','members':['id','name','username','password','otp']}},"
  "'secret':['password','otp'],'handles':[{'member':'password','title':'name','owner':'username'}],"
  "'explain':'Read {secret}','needs':{}},"
  "'list-secrets':{'title':'List secrets','version':1,'class':'read','args':{},"
  "'scope':{'in':'answer','value':'docs','answer':'company'},"
  "'calls':[{'id':'s','op':'listSecrets','class':'read'}],"
  "'select':{'rows':{'call':'s','path':'rows','list':true,'members':['id','name','password','otp']}},"
  "'secret':['password','otp'],'explain':'List','needs':{}},"
  "'set-thing':{'title':'Set','version':1,'class':'write','args':{" THING ","
  "'text':{'role':'value','type':'string','required':false,'maxLength':200},"
  "'token':{'role':'secret-in','type':'string','required':false,'maxLength':200},"
  "'many':{'role':'secret-in','type':'array','required':false,'items':{'type':'string','maxLength':200}}}," OWNED ","
  "'calls':[{'id':'c','op':'setThing','class':'write','with':{'path.id':{'arg':'thing'},"
  "'body':{'text':{'arg':'text'},'token':{'arg':'token'},'many':{'arg':'many'}}}}],'select':{},'retry':'N'," LOOK ","
  "'undo':{'irreversible':'No'},'explain':'Set {thing}','needs':{}},"
  "'reset-thing':{'title':'Reset','version':1,'class':'credential','args':{" THING "}," OWNED ","
  "'calls':[{'id':'c','op':'setThing','class':'credential','with':{'path.id':{'arg':'thing'},"
  "'body':{'password':{'secret':'password'}}}}],'select':{},'retry':'L'," LOOK ","
  "'undo':{'irreversible':'No'},'explain':'Reset {thing}','needs':{}},"
  "'make-pass':{'title':'Make a pass','version':1,'class':'credential','args':{" THING "}," OWNED ","
  "'calls':[{'id':'c','op':'makePass','class':'credential','with':{'body':{'thing':{'arg':'thing'}}}}],"
  "'select':{'pass':{'call':'c','path':'','members':['id','pass']}},'secret':['pass'],'handles':[{'member':'pass'}],"
  "'retry':'X','undo':{'irreversible':'No'},'explain':'Pass for {thing}','needs':{}}}}";

MusterCatalog *
secret_vendor_catalog (void)
{
  g_autofree char *json = g_strdelimit (g_strdup (document), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(MusterCatalog) catalog = muster_catalog_new ();
  g_autoptr(GError) error = NULL;

  muster_catalog_add_document (catalog, "t.json", bytes, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&catalog);
}

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
change (SecretVendor      *self,
        SoupServerMessage *message,
        gboolean           pass)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  char *text = g_strndup (body->data, (gsize) body->length);

  g_ptr_array_add (self->sent, text);
  if (self->refuse)
    {
      const char *given = strstr (text, "\"password\":\"");
      g_autofree char *value = given != NULL ? g_strndup (given + 12, 20) : g_strdup ("This");
      g_autofree char *json = g_strdup_printf ("{\"error\":{\"code\":\"Weak\",\"message\":\"%s is not strong enough\"}}", value);

      answer (message, 400, json);
    }
  else if (self->lose)
    {
      g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
    }
  else if (self->garble)
    answer (message, 200, "<html>Welcome back</html>");
  else if (pass)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"P1\",\"pass\":\"%s\"}", self->value);

      answer (message, 201, json);
    }
  else
    answer (message, 200, "{\"id\":\"T1\"}");
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  SecretVendor *self = user_data;
  gboolean get = g_str_equal (soup_server_message_get_method (message), "GET");
  g_autofree char *row = g_strdup_printf ("{\"id\":7,\"name\":\"%s\",\"username\":\"admin\",\"company\":\"%s\","
                                          "\"password\":\"%s\",\"otp\":\"%s-otp\"}", self->name, self->company, self->value, self->value);

  if (!get)
    change (self, message, g_str_equal (path, "/passes"));
  else if (g_str_equal (path, "/secrets"))
    {
      g_autofree char *list = g_strdup_printf ("{\"rows\":[%s]}", row);

      answer (message, 200, list);
    }
  else if (g_str_has_prefix (path, "/secrets/"))
    {
      g_autofree char *one = g_strdup_printf ("{\"row\":%s}", row);

      self->reads++;
      answer (message, 200, one);
    }
  else
    answer (message, 200, self->sent->len > 0 ? "{\"changed\":true}" : "{\"changed\":false}");
}

SecretVendor *
secret_vendor_new (void)
{
  SecretVendor *self = g_new0 (SecretVendor, 1);
  g_autoptr(GError) error = NULL;

  self->server = soup_server_new (NULL, NULL);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->value = g_strdup ("CANARY-firewall-s3cret");
  self->company = g_strdup ("D1");
  self->name = g_strdup ("Firewall");
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  return self;
}

void
secret_vendor_free (SecretVendor *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->sent);
  g_free (self->value);
  g_free (self->company);
  g_free (self->name);
  g_free (self);
}

char *
secret_vendor_base (SecretVendor *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  g_autofree char *text = g_uri_to_string (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  if (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  return g_steal_pointer (&text);
}
