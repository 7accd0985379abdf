/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-watch.h"

/**
 * MusterWatch:
 *
 * Which tickets of a connection the agent looks at. Pure: the same ticket gets the same answer until the filter
 * changes. Without any settings it takes what people ask: not closed tickets, not what Muster wrote itself (but for
 * its own test ticket, which every filter takes), not what a monitoring system sent.
 *
 * How the PSAs show an alert: ConnectWise by the ticket's source or type, whose names are the customer's own;
 * HaloPSA by the ticket type (it ships one called “Alert”); Autotask by the source “Monitoring Alert” and by
 * monitorID. A connector that knows sets the ticket's `monitoring`. Where it cannot know, a ticket counts as an alert
 * when its source, type or board is called so and it has neither a contact nor an address.
 */

typedef enum { LIST_BOARDS, LIST_TYPES, LIST_STATUSES, LIST_PRIORITIES, LIST_SOURCES, N_LISTS } ListKind;

typedef enum { MODE_ALL, MODE_ONLY, MODE_EXCEPT, N_MODES } ListMode;

typedef struct
{
  char *id;    /* (nullable) */
  char *name;  /* (nullable) */
} Item;

typedef struct
{
  ListMode   mode;
  GPtrArray *items;  /* (owned) (element-type Item) */
} List;

struct _MusterWatch
{
  GObject parent_instance;

  List     lists[N_LISTS];
  gboolean take_monitoring;
  gboolean take_own;
};

G_DEFINE_FINAL_TYPE (MusterWatch, muster_watch, G_TYPE_OBJECT)

static const char * const modes[N_MODES] = { "all", "only", "except" };

static const struct
{
  const char *member;
  const char *(*get_id) (MusterTicket *ticket);
  const char *(*get_name) (MusterTicket *ticket);
  const char *reason;
  const char *none;
} lists[N_LISTS] = {
  /* Translators: %s is a name that the customer gave, such as “Projects” */
  { "boards", muster_ticket_get_board_id, muster_ticket_get_board, N_("Board or queue “%s” is not watched"),
    N_("Only some boards or queues are watched, and the ticket is on none") },
  /* Translators: %s is a name that the customer gave, such as “Change Request” */
  { "types", muster_ticket_get_type_id, muster_ticket_get_ticket_type, N_("Ticket type “%s” is not watched"),
    N_("Only some ticket types are watched, and the ticket has none") },
  /* Translators: %s is a name that the customer gave, such as “Waiting for Parts” */
  { "statuses", muster_ticket_get_status_id, muster_ticket_get_status, N_("Status “%s” is not watched"),
    N_("Only some statuses are watched, and the ticket has none") },
  /* Translators: %s is a name that the customer gave, such as “Priority 4 – Scheduled” */
  { "priorities", muster_ticket_get_priority_id, muster_ticket_get_priority, N_("Priority “%s” is not watched"),
    N_("Only some priorities are watched, and the ticket has none") },
  /* Translators: %s is a name that the customer gave, such as “Website” */
  { "sources", muster_ticket_get_source_id, muster_ticket_get_source, N_("Source “%s” is not watched"),
    N_("Only some sources are watched, and the ticket has none") },
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_free (item->name);
  g_free (item);
}

void
muster_watch_verdict_free (MusterWatchVerdict *self)
{
  g_clear_object (&self->ticket);
  g_free (self->reason);
  g_free (self);
}

static gboolean
same_name (const char *a,
           const char *b)
{
  g_autofree char *first = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *second = b != NULL ? g_utf8_casefold (b, -1) : NULL;

  return first != NULL && second != NULL && g_utf8_collate (first, second) == 0;
}

/* By its id, which survives a rename, or by its name, which survives a new database */
static gboolean
lists_it (List       *list,
          const char *id,
          const char *name)
{
  for (guint i = 0; i < list->items->len; i++)
    {
      Item *item = g_ptr_array_index (list->items, i);

      if ((item->id != NULL && g_strcmp0 (item->id, id) == 0) || same_name (item->name, name))
        return TRUE;
    }
  return FALSE;
}

static char *
refuse (MusterWatch  *self,
        MusterTicket *ticket,
        ListKind      kind)
{
  List *list = &self->lists[kind];
  const char *id = lists[kind].get_id (ticket);
  const char *name = lists[kind].get_name (ticket);

  if (list->mode == MODE_ALL || lists_it (list, id, name) == (list->mode == MODE_ONLY))
    return NULL;
  if (name == NULL && id == NULL)
    return g_strdup (_(lists[kind].none));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_(lists[kind].reason), name != NULL ? name : id);
#pragma GCC diagnostic pop
}

/* What monitoring systems and their connectors call the sources, types and boards that they use */
static gboolean
is_called_so (const char *name)
{
  static const char * const words[] = {
    "monitor", "alert", "rmm", "labtech", "automate", "n-able", "n-central", "ninja", "nagios", "prtg", "zabbix", "auvik",
  };
  g_autofree char *lower = name != NULL ? g_utf8_strdown (name, -1) : NULL;

  for (gsize i = 0; lower != NULL && i < G_N_ELEMENTS (words); i++)
    {
      const char *at = strstr (lower, words[i]);

      if (at != NULL && (at == lower || !g_ascii_isalnum (at[-1])))
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_watch_is_monitoring:
 * @ticket: a ticket as its PSA shows it
 *
 * Returns: whether no person asked this
 */
gboolean
muster_watch_is_monitoring (MusterTicket *ticket)
{
  g_return_val_if_fail (MUSTER_IS_TICKET (ticket), FALSE);

  if (muster_ticket_get_monitoring (ticket))
    return TRUE;
  return muster_ticket_get_contact_id (ticket) == NULL && muster_ticket_get_contact_email (ticket) == NULL
         && (is_called_so (muster_ticket_get_source (ticket)) || is_called_so (muster_ticket_get_ticket_type (ticket))
             || is_called_so (muster_ticket_get_board (ticket)));
}

/* (transfer full) (nullable): why not */
static char *
why_not (MusterWatch  *self,
         MusterTicket *ticket)
{
  if (muster_ticket_get_closed (ticket))
    return g_strdup (_("The ticket is closed"));
  if (muster_ticket_get_is_own_test (ticket))
    return NULL;
  if (muster_ticket_get_ours (ticket) && !self->take_own)
    return g_strdup (_("Muster’s own account entered the ticket"));
  if (!self->take_monitoring && muster_watch_is_monitoring (ticket))
    return g_strdup (_("A monitoring system sent the ticket"));
  for (ListKind kind = 0; kind < N_LISTS; kind++)
    {
      char *reason = refuse (self, ticket, kind);

      if (reason != NULL)
        return reason;
    }
  return NULL;
}

/**
 * muster_watch_takes:
 * @self: a filter
 * @ticket: a ticket as its PSA shows it
 * @reason: (out) (optional) (nullable) (transfer full): why not, for people
 *
 * Returns: whether the agent looks at @ticket
 */
gboolean
muster_watch_takes (MusterWatch  *self,
                    MusterTicket *ticket,
                    char        **reason)
{
  g_autofree char *why = NULL;
  gboolean takes;

  g_return_val_if_fail (MUSTER_IS_WATCH (self), FALSE);
  g_return_val_if_fail (MUSTER_IS_TICKET (ticket), FALSE);

  why = why_not (self, ticket);
  takes = why == NULL;
  if (reason != NULL)
    *reason = g_steal_pointer (&why);
  return takes;
}

/**
 * muster_watch_preview:
 * @self: a filter
 * @tickets: (element-type MusterTicket): such as the last hundred
 *
 * Returns: (transfer full) (element-type MusterWatchVerdict): what would become of each
 */
GPtrArray *
muster_watch_preview (MusterWatch *self,
                      GPtrArray   *tickets)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_watch_verdict_free);

  g_return_val_if_fail (MUSTER_IS_WATCH (self), verdicts);

  for (guint i = 0; i < tickets->len; i++)
    {
      MusterWatchVerdict *verdict = g_new0 (MusterWatchVerdict, 1);

      verdict->ticket = g_object_ref (tickets->pdata[i]);
      verdict->taken = muster_watch_takes (self, verdict->ticket, &verdict->reason);
      g_ptr_array_add (verdicts, verdict);
    }
  return verdicts;
}

static gboolean
fail (GError    **error,
      const char *member,
      const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The filter’s %s %s", member, what);
  return FALSE;
}

static gboolean
read_item (List        *list,
           JsonArray   *items,
           guint        index,
           const char  *member,
           GError     **error)
{
  JsonObject *object = muster_json_arr_obj (items, index);
  const char *id = object != NULL ? muster_json_str (object, "id") : NULL;
  const char *name = object != NULL ? muster_json_str (object, "name") : NULL;
  Item *item;

  if (id == NULL && name == NULL)
    return fail (error, member, "have an item with neither id nor name");
  item = g_new0 (Item, 1);
  item->id = g_strdup (id);
  item->name = g_strdup (name);
  g_ptr_array_add (list->items, item);
  return TRUE;
}

static gboolean
read_list (MusterWatch *self,
           ListKind     kind,
           JsonObject  *object,
           GError     **error)
{
  const char *member = lists[kind].member;
  JsonObject *value = muster_json_obj (object, member);
  const char *mode = value != NULL ? muster_json_str (value, "mode") : NULL;
  JsonArray *items = value != NULL ? muster_json_arr (value, "items") : NULL;

  if (!json_object_has_member (object, member))
    return TRUE;
  while (mode != NULL && self->lists[kind].mode < N_MODES && !g_str_equal (modes[self->lists[kind].mode], mode))
    self->lists[kind].mode++;
  if (mode == NULL || self->lists[kind].mode == N_MODES)
    return fail (error, member, "have no known mode");
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    if (!read_item (&self->lists[kind], items, i, member, error))
      return FALSE;
  return TRUE;
}

/**
 * muster_watch_new_from_json:
 * @object: the filter as it is stored
 *
 * Members that are left out stay at their defaults.
 *
 * Returns: (transfer full) (nullable): the filter
 */
MusterWatch *
muster_watch_new_from_json (JsonObject *object,
                            GError    **error)
{
  g_autoptr(MusterWatch) self = muster_watch_new ();

  g_return_val_if_fail (object != NULL, NULL);

  for (ListKind kind = 0; kind < N_LISTS; kind++)
    if (!read_list (self, kind, object, error))
      return NULL;
  self->take_monitoring = muster_json_bool (object, "takeMonitoring", FALSE);
  self->take_own = muster_json_bool (object, "takeOwn", FALSE);
  return g_steal_pointer (&self);
}

/**
 * muster_watch_new_from_text:
 * @text: (nullable): the filter as it is stored; %NULL: the defaults
 *
 * Returns: (transfer full) (nullable): the filter
 */
MusterWatch *
muster_watch_new_from_text (const char *text,
                            GError    **error)
{
  g_autoptr(JsonNode) node = NULL;

  if (text == NULL)
    return muster_watch_new ();
  node = muster_json_from_string_trusted (text, error);
  if (node == NULL)
    return NULL;
  if (muster_json_node_obj (node) != NULL)
    return muster_watch_new_from_json (muster_json_node_obj (node), error);
  fail (error, "text", "is no object");
  return NULL;
}

static void
add_text (JsonBuilder *builder,
          const char  *member,
          const char  *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
add_list (JsonBuilder *builder,
          const char  *member,
          List        *list)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  add_text (builder, "mode", modes[list->mode]);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->items->len; i++)
    {
      Item *item = g_ptr_array_index (list->items, i);

      json_builder_begin_object (builder);
      add_text (builder, "id", item->id);
      add_text (builder, "name", item->name);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * muster_watch_to_json:
 *
 * Returns: (transfer full): as it is stored, with every member
 */
JsonNode *
muster_watch_to_json (MusterWatch *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (MUSTER_IS_WATCH (self), NULL);

  json_builder_begin_object (builder);
  for (ListKind kind = 0; kind < N_LISTS; kind++)
    add_list (builder, lists[kind].member, &self->lists[kind]);
  json_builder_set_member_name (builder, "takeMonitoring");
  json_builder_add_boolean_value (builder, self->take_monitoring);
  json_builder_set_member_name (builder, "takeOwn");
  json_builder_add_boolean_value (builder, self->take_own);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

char *
muster_watch_key (const char *connection_id)
{
  return g_strconcat ("watch/", connection_id, NULL);
}

static void
muster_watch_finalize (GObject *object)
{
  MusterWatch *self = MUSTER_WATCH (object);

  for (ListKind kind = 0; kind < N_LISTS; kind++)
    g_ptr_array_unref (self->lists[kind].items);
  G_OBJECT_CLASS (muster_watch_parent_class)->finalize (object);
}

static void
muster_watch_class_init (MusterWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_watch_finalize;
}

static void
muster_watch_init (MusterWatch *self)
{
  for (ListKind kind = 0; kind < N_LISTS; kind++)
    self->lists[kind].items = g_ptr_array_new_with_free_func (item_free);
}

MusterWatch *
muster_watch_new (void)
{
  return g_object_new (MUSTER_TYPE_WATCH, NULL);
}
