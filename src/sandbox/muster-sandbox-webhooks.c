/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-webhooks-sender.h"

/* Who is told, by which vendor, when a ticket changes: the registrations, which are part of the
 * world, and the control interface to them. Each vendor says what it has to tell, how it signs,
 * when it tries again and when it gives a receiver up. */

#define WATCHED "muster-webhooks"

static const MusterHookVendor *const vendors[] = { &muster_connectwise_hooks, &muster_autotask_hooks, &muster_halopsa_hooks };

struct _MusterWebhooks {
  MusterWorld   *world;    /* (unowned): the server keeps both */
  MusterChanges *changes;
  MusterSender  *sender;
};

/* --- registrations --- */

JsonArray *
muster_webhooks_of (MusterWorld *world,
                    const char  *vendor)
{
  JsonObject *box = muster_jo_obj (muster_world_get_root (world), "sandbox"), *all = muster_jo_obj (box, "webhooks");
  JsonArray *list;

  if (all == NULL)
    {
      all = json_object_new ();
      json_object_set_object_member (box, "webhooks", all);
    }
  list = muster_jo_arr (all, vendor);
  if (list == NULL)
    {
      list = json_array_new ();
      json_object_set_array_member (all, vendor, list);
    }
  return list;
}

/* (transfer full): a registration as its vendor shows it */
JsonObject *
muster_webhooks_shown (JsonObject *row)
{
  JsonObject *copy = muster_jo_copy (row);

  json_object_remove_member (copy, "sandbox");
  return copy;
}

/* What the sender notes about a registration: failures, sequence */
JsonObject *
muster_webhooks_book (JsonObject *row)
{
  JsonObject *book = muster_jo_obj (row, "sandbox");

  if (book == NULL)
    {
      book = json_object_new ();
      json_object_set_object_member (row, "sandbox", book);
    }
  return book;
}

/* (transfer full): GUID or number, as text */
char *
muster_webhooks_id (JsonObject *row)
{
  const char *text = muster_jo_str (row, "id");

  return text != NULL ? g_strdup (text) : g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (row, "id", 0));
}

JsonObject *
muster_webhooks_find (MusterWorld *world,
                      const char  *vendor,
                      const char  *id)
{
  JsonArray *list = muster_webhooks_of (world, vendor);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autofree char *own = muster_webhooks_id (muster_ja_obj (list, i));

      if (g_str_equal (own, id))
        return muster_ja_obj (list, i);
    }
  return NULL;
}

/* Whoever has switched it off: the three vendors call it by three names */
gboolean
muster_webhooks_is_off (JsonObject *row)
{
  return muster_jo_bool (row, "inactiveFlag", FALSE) || !muster_jo_bool (row, "isActive", TRUE) || !muster_jo_bool (row, "active", TRUE);
}

/* --- what is sent --- */

MusterPost *
muster_post_new (const char *url,
                 gint64      object,
                 const char *action)
{
  MusterPost *self = g_new0 (MusterPost, 1);

  self->url = g_strdup (url);
  self->object = object;
  self->action = action;
  self->headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
muster_post_free (MusterPost *self)
{
  g_free (self->url);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
muster_post_add_header (MusterPost *self,
                        const char *name,
                        const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

/* base64 of the HMAC over @body */
char *
muster_webhooks_hmac (GChecksumType  kind,
                      const guint8  *key,
                      gsize          key_size,
                      GBytes        *body)
{
  guint8 digest[64];
  gsize length = sizeof digest, size;
  const guint8 *data = g_bytes_get_data (body, &size);
  GHmac *hmac = g_hmac_new (kind, key, key_size);

  g_hmac_update (hmac, data, (gssize) size);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  return g_base64_encode (digest, length);
}

/**
 * muster_webhooks_follow:
 * @self: the sender
 * @call: a call that has been answered, its change not yet saved
 *
 * Sends what the call gives reason for.
 */
void
muster_webhooks_follow (MusterWebhooks *self,
                        MusterCall     *call)
{
  g_autoptr(GPtrArray) changes = NULL;

  if (call->events->len == 0)
    return;
  changes = muster_changes_take (self->changes, call);
  for (guint c = 0; c < changes->len; c++)
    for (gsize v = 0; v < G_N_ELEMENTS (vendors); v++)
      {
        JsonArray *hooks = muster_webhooks_of (self->world, vendors[v]->vendor);

        for (guint h = 0; h < json_array_get_length (hooks); h++)
          muster_sender_add (self->sender, vendors[v], muster_ja_obj (hooks, h), changes->pdata[c]);
      }
}

/* --- the control interface --- */

static void
refuse (MusterCall *call,
        const char *message)
{
  muster_call_reply_object (call, 400, muster_jo_new ("error:s", message, NULL));
}

/* HaloPSA's webhooks are made by a person in its web page; this stands for the page. */
static gboolean
add_halo (MusterWebhooks *self,
          MusterCall     *call,
          JsonObject     *wanted)
{
  g_autofree char *id = g_uuid_string_random ();
  const char *user = muster_jo_str (wanted, "username"), *name = muster_jo_str (wanted, "name");
  JsonArray *events = muster_jo_arr (wanted, "events");

  if (muster_jo_str (wanted, "url") == NULL)
    {
      refuse (call, "url: missing");
      return FALSE;
    }
  json_array_add_object_element (muster_webhooks_of (self->world, "halopsa"),
                                 muster_jo_new ("id:s", id, "name:s", name != NULL ? name : "Webhook", "type:d", 0,
                                                "url:s", muster_jo_str (wanted, "url"), "content_type:s", "application/json", "method:d", 0,
                                                "authentication_type:d", user != NULL ? 1 : 0, "basic_username:s", user,
                                                "basic_password:s", muster_jo_str (wanted, "password"), "active:b", TRUE,
                                                "events:a", events != NULL ? muster_ja_copy (events) : json_array_new (), NULL));
  call->changed = TRUE;
  muster_call_reply_object (call, 201, muster_jo_new ("id:s", id, NULL));
  return TRUE;
}

/* As if the vendor had given the receiver up, or taken it on again. */
static gboolean
switch_hook (MusterWebhooks *self,
             MusterCall     *call,
             JsonObject     *wanted,
             gboolean        on)
{
  const char *vendor = muster_jo_str (wanted, "vendor");
  g_autofree char *id = muster_webhooks_id (wanted);
  JsonObject *hook = vendor != NULL ? muster_webhooks_find (self->world, vendor, id) : NULL;

  if (hook == NULL)
    {
      refuse (call, "vendor, id: no such webhook");
      return FALSE;
    }
  if (g_str_equal (vendor, "connectwise"))
    json_object_set_boolean_member (hook, "inactiveFlag", !on);
  else
    json_object_set_boolean_member (hook, g_str_equal (vendor, "autotask") ? "isActive" : "active", on);
  call->changed = TRUE;
  return TRUE;
}

/* The registrations that their vendor, or somebody, has switched off, and the deliveries that failed */
static void
add_trouble (MusterWebhooks *self,
             JsonObject     *answer)
{
  JsonArray *off = json_array_new (), *failures = json_array_new (), *lines = muster_jo_arr (answer, "deliveries");

  for (gsize v = 0; v < G_N_ELEMENTS (vendors); v++)
    {
      JsonArray *rows = muster_webhooks_of (self->world, vendors[v]->vendor);

      for (guint i = 0; i < json_array_get_length (rows); i++)
        {
          g_autofree char *id = muster_webhooks_id (muster_ja_obj (rows, i));

          if (muster_webhooks_is_off (muster_ja_obj (rows, i)))
            json_array_add_object_element (off, muster_jo_new ("vendor:s", vendors[v]->vendor, "id:s", id, NULL));
        }
    }
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = muster_ja_obj (lines, i);

      if (g_strcmp0 (muster_jo_str (line, "state"), "failed") == 0 && muster_jo_str (line, "forged") == NULL)
        json_array_add_int_element (failures, muster_jo_int (line, "n", 0));
    }
  muster_jo_add (answer, "disabled:a", off, "failures:a", failures, NULL);
}

static void
show (MusterWebhooks *self,
      MusterCall     *call)
{
  const char *since = muster_call_query (call, "since");
  JsonObject *answer = muster_sender_show (self->sender, muster_call_query (call, "vendor"),
                                           since != NULL ? g_ascii_strtoll (since, NULL, 10) : 0);
  JsonObject *registrations = json_object_new ();

  for (gsize v = 0; v < G_N_ELEMENTS (vendors); v++)
    json_object_set_array_member (registrations, vendors[v]->vendor, muster_ja_copy (muster_webhooks_of (self->world, vendors[v]->vendor)));
  json_object_set_object_member (answer, "registrations", registrations);
  add_trouble (self, answer);
  muster_call_reply_object (call, 200, answer);
}

/* {behaviour, deliverTo, register: {vendor: "halopsa", url, username, password}, disable or enable: {vendor, id}} */
static void
change (MusterWebhooks *self,
        MusterCall     *call)
{
  JsonObject *body = muster_call_object (call), *wanted = muster_jo_obj (body, "register");

  if (body == NULL)
    {
      refuse (call, "the body is not a JSON object");
      return;
    }
  if (muster_jo_obj (body, "behaviour") != NULL)
    muster_sender_set (self->sender, muster_jo_obj (body, "behaviour"));
  if (json_object_has_member (body, "deliverTo"))
    muster_sender_set_target (self->sender, muster_jo_str (body, "deliverTo"));
  if (muster_jo_obj (body, "disable") != NULL && !switch_hook (self, call, muster_jo_obj (body, "disable"), FALSE))
    return;
  if (muster_jo_obj (body, "enable") != NULL && !switch_hook (self, call, muster_jo_obj (body, "enable"), TRUE))
    return;
  if (wanted == NULL)
    show (self, call);
  else if (g_strcmp0 (muster_jo_str (wanted, "vendor"), "halopsa") != 0)
    refuse (call, "vendor: the others register by their own API");
  else
    add_halo (self, call, wanted);
}

/**
 * muster_webhooks_control:
 * @self: the sender
 * @call: a call to /sandbox/webhooks
 *
 * Answers it.
 */
void
muster_webhooks_control (MusterWebhooks *self,
                         MusterCall     *call)
{
  if (g_str_equal (call->method, "GET"))
    show (self, call);
  else if (g_str_equal (call->method, "POST"))
    change (self, call);
  else
    {
      muster_sender_forget_lines (self->sender);
      muster_call_reply_empty (call, 204);
    }
}

JsonArray *
muster_webhooks_deliveries (MusterWorld *world,
                            const char  *vendor)
{
  MusterWebhooks *self = g_object_get_data (G_OBJECT (world), WATCHED);

  return self != NULL ? muster_sender_get_lines (self->sender, vendor, 0) : json_array_new ();
}

/* Behind it lies another world, in which nothing has happened yet. */
void
muster_webhooks_restart (MusterWebhooks *self)
{
  muster_sender_restart (self->sender);
  muster_changes_restart (self->changes);
}

MusterWebhooks *
muster_webhooks_new (MusterWorld *world)
{
  MusterWebhooks *self = g_new0 (MusterWebhooks, 1);

  self->world = world;
  self->changes = muster_changes_new (world);
  self->sender = muster_sender_new (world);
  g_object_set_data (G_OBJECT (world), WATCHED, self);
  return self;
}

void
muster_webhooks_free (MusterWebhooks *self)
{
  g_object_set_data (G_OBJECT (self->world), WATCHED, NULL);
  muster_sender_free (self->sender);
  muster_changes_free (self->changes);
  g_free (self);
}
