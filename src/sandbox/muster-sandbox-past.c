/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-past.h"

/* Writes that show late, as behind a copy of the database that lags: a write keeps how all tickets,
 * or all tenants, looked before it, and for its time readers of the same vendor are answered from that. */

typedef struct {
  char       *vendor;
  JsonObject *root;      /* whose past it is: a world that was put back has none */
  JsonArray  *tickets;
  JsonArray  *history;
  JsonArray  *clients;   /* (nullable) what is behind Graph and Exchange, in place of the tickets */
  gint64      until;     /* µs of the world */
} Past;

struct _MusterPasts {
  GPtrArray *kept;       /* (element-type Past) the oldest first */
};

static void
past_free (gpointer data)
{
  Past *past = data;

  g_free (past->vendor);
  json_object_unref (past->root);
  json_array_unref (past->tickets);
  json_array_unref (past->history);
  g_clear_pointer (&past->clients, json_array_unref);
  g_free (past);
}

MusterPasts *
muster_pasts_new (void)
{
  MusterPasts *self = g_new0 (MusterPasts, 1);

  self->kept = g_ptr_array_new_with_free_func (past_free);
  return self;
}

void
muster_pasts_free (MusterPasts *self)
{
  g_ptr_array_unref (self->kept);
  g_free (self);
}

static gboolean
is_tenant (const char *vendor)
{
  return g_str_equal (vendor, "graph") || g_str_equal (vendor, "exchange");
}

/**
 * muster_pasts_keep:
 * @self: what is kept
 * @call: a write that is about to be done
 * @ms: how long it shall not be seen
 *
 * Keeps how the tickets look now, or the tenants where @call is to one of them.
 */
void
muster_pasts_keep (MusterPasts *self,
                   MusterCall  *call,
                   guint        ms)
{
  JsonObject *root = muster_world_get_root (call->world);
  Past *past = g_new0 (Past, 1);

  past->vendor = g_strdup (call->vendor);
  past->root = json_object_ref (root);
  past->tickets = muster_ja_copy (is_tenant (call->vendor) ? NULL : muster_jo_arr (root, "tickets"));
  past->history = muster_ja_copy (is_tenant (call->vendor) ? NULL : muster_jo_arr (root, "history"));
  past->clients = is_tenant (call->vendor) ? muster_ja_copy (muster_jo_arr (root, "clients")) : NULL;
  past->until = muster_world_now (call->world) + (gint64) ms * G_TIME_SPAN_MILLISECOND;
  g_ptr_array_add (self->kept, past);
}

static Past *
find_past (MusterPasts *self,
           MusterCall  *call)
{
  JsonObject *root = muster_world_get_root (call->world);
  gint64 now = muster_world_now (call->world);

  for (guint i = self->kept->len; i > 0; i--)
    {
      Past *past = self->kept->pdata[i - 1];

      if (past->until <= now || past->root != root)
        g_ptr_array_remove_index (self->kept, i - 1);
    }
  for (guint i = 0; i < self->kept->len; i++)
    {
      Past *past = self->kept->pdata[i];

      if (g_str_equal (past->vendor, call->vendor) || (is_tenant (past->vendor) && is_tenant (call->vendor)))
        return past;
    }
  return NULL;
}

/* The tenants as they were; what is read does not change what is. */
static void
serve_clients (JsonObject    *root,
               Past          *past,
               MusterCall    *call,
               MusterCallFunc handle)
{
  JsonArray *clients = json_array_ref (muster_jo_arr (root, "clients"));

  json_object_set_array_member (root, "clients", json_array_ref (past->clients));
  handle (call);
  json_object_set_array_member (root, "clients", clients);
  call->client = NULL;
  call->changed = FALSE;
}

/**
 * muster_pasts_serve:
 * @self: what is kept
 * @call: a call
 * @handle: answers it
 *
 * Has a reader answered from the oldest past that is still seen. Nothing that it changes is kept.
 *
 * Returns: whether there was one
 */
gboolean
muster_pasts_serve (MusterPasts    *self,
                    MusterCall     *call,
                    MusterCallFunc  handle)
{
  JsonObject *root = muster_world_get_root (call->world);
  Past *past = find_past (self, call);
  JsonArray *tickets, *history;

  if (past == NULL || !g_str_equal (call->effect, "read"))
    return FALSE;
  if (past->clients != NULL)
    {
      serve_clients (root, past, call, handle);
      return TRUE;
    }
  tickets = json_array_ref (muster_jo_arr (root, "tickets"));
  history = muster_jo_arr (root, "history") != NULL
            ? json_array_ref (muster_jo_arr (root, "history")) : json_array_new ();
  json_object_set_array_member (root, "tickets", json_array_ref (past->tickets));
  json_object_set_array_member (root, "history", json_array_ref (past->history));
  handle (call);
  json_object_set_array_member (root, "tickets", tickets);
  json_object_set_array_member (root, "history", history);
  call->changed = FALSE;
  return TRUE;
}
