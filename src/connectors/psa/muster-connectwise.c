/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"

#include "muster-connectwise.h"

#define MAX_NOTE_BYTES 31000
#define KEPT_TAIL      400

/**
 * MusterConnectwisePsa:
 *
 * ConnectWise PSA: tickets, notes and who wrote them. Keeps the list of
 * members, because the kind of a member tells a technician from a program.
 */
struct _MusterConnectwisePsa
{
  GObject     parent_instance;

  GHashTable *members;       /* identifier in lower case → license class ("F", "A" …), of active members */
  char       *own;           /* (nullable): identifier of our own API member, in lower case */
};

static void psa_iface_init (MusterPsaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterConnectwisePsa, muster_connectwise_psa, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PSA, psa_iface_init))

static char *
id_text (JsonObject *object,
         const char *member)
{
  gint64 id = muster_json_int (object, member, 0);

  return id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;
}

static const char *
ref_name (JsonObject *row,
          const char *member)
{
  JsonObject *ref = muster_json_obj (row, member);

  return ref != NULL ? muster_json_str (ref, "name") : NULL;
}

static char *
ref_id (JsonObject *row,
        const char *member)
{
  JsonObject *ref = muster_json_obj (row, member);

  return ref != NULL ? id_text (ref, "id") : NULL;
}

static gint64
time_of (JsonObject *object,
         const char *member)
{
  const char *text = object != NULL ? muster_json_str (object, member) : NULL;
  gint64 us = 0;

  if (text == NULL || !muster_time_parse_iso (text, &us))
    return 0;
  return us;
}

/* --- Members --- */

static gboolean
is_technician (MusterConnectwisePsa *self,
               const char           *identifier)
{
  g_autofree char *key = identifier != NULL ? g_ascii_strdown (identifier, -1) : NULL;
  const char *class = key != NULL ? g_hash_table_lookup (self->members, key) : NULL;

  return class != NULL && !g_str_equal (class, "A");
}

static gboolean
is_own (MusterConnectwisePsa *self,
        const char           *identifier)
{
  return self->own != NULL && identifier != NULL && g_ascii_strcasecmp (identifier, self->own) == 0;
}

static void
connectwise_psa_set_members (MusterPsa *psa,
                             JsonNode  *members,
                             JsonNode  *whoami)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (psa);
  JsonObject *result = muster_json_node_obj (members);
  JsonArray *rows = result != NULL ? muster_json_arr (result, "members") : NULL;
  const char *own = muster_json_path_str (whoami, "member.identifier");
  guint i;

  if (own != NULL)
    {
      g_free (self->own);
      self->own = g_ascii_strdown (own, -1);
    }
  if (rows == NULL)
    return;
  g_hash_table_remove_all (self->members);
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *identifier = row != NULL ? muster_json_str (row, "identifier") : NULL;
      const char *class = row != NULL ? muster_json_str (row, "licenseClass") : NULL;

      if (identifier != NULL && !muster_json_bool (row, "inactiveFlag", FALSE))
        g_hash_table_insert (self->members, g_ascii_strdown (identifier, -1), g_strdup (class != NULL ? class : "F"));
    }
}

/* --- Tickets --- */

static gboolean
contains (const char *text,
          const char *word)
{
  g_autofree char *lower = text != NULL ? g_utf8_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

/* The names of sources are the customer's own; these are those that ConnectWise ships */
static MusterTicketOrigin
origin_of (JsonObject *row)
{
  const char *source = ref_name (row, "source");

  if (contains (source, "mail"))
    return MUSTER_TICKET_ORIGIN_EMAIL;
  if (contains (source, "portal") || contains (source, "web"))
    return MUSTER_TICKET_ORIGIN_PORTAL;
  if (contains (source, "phone") || contains (source, "call"))
    return MUSTER_TICKET_ORIGIN_PHONE;
  return MUSTER_TICKET_ORIGIN_UNKNOWN;
}

static void
lacks (const char  *member,
       GError     **error)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A ticket has no %s", member);
}

static MusterTicket *
connectwise_psa_read_ticket (MusterPsa   *psa,
                             JsonObject  *row,
                             const char  *connection_id,
                             GError     **error)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (psa);
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  JsonObject *info = muster_json_obj (row, "_info");
  JsonObject *contact = muster_json_obj (row, "contact");
  g_autofree char *id = id_text (row, "id");
  g_autofree char *company = ref_id (row, "company");
  g_autofree char *contact_id = ref_id (row, "contact");
  const char *contact_name = contact != NULL ? muster_json_str (contact, "name") : NULL;
  const char *version = info != NULL ? muster_json_str (info, "lastUpdated") : NULL;

  if (id == NULL)
    {
      lacks ("id", error);
      return NULL;
    }
  if (version == NULL)
    {
      lacks ("_info.lastUpdated", error);
      return NULL;
    }

  muster_ticket_set_connection_id (ticket, connection_id);
  muster_ticket_set_external_id (ticket, id);
  muster_ticket_set_number (ticket, id);
  muster_ticket_set_company_id (ticket, company);
  muster_ticket_set_company_name (ticket, ref_name (row, "company"));
  muster_ticket_set_contact_id (ticket, contact_id);
  muster_ticket_set_contact_name (ticket, contact_name != NULL ? contact_name : muster_json_str (row, "contactName"));
  muster_ticket_set_contact_email (ticket, muster_json_str (row, "contactEmailAddress"));
  muster_ticket_set_summary (ticket, muster_json_str (row, "summary"));
  muster_ticket_set_ticket_type (ticket, ref_name (row, "type"));
  muster_ticket_set_board (ticket, ref_name (row, "board"));
  muster_ticket_set_status (ticket, ref_name (row, "status"));
  muster_ticket_set_priority (ticket, ref_name (row, "priority"));
  muster_ticket_set_origin (ticket, origin_of (row));
  muster_ticket_set_entered_by_member (ticket, is_technician (self, muster_json_str (info, "enteredBy")));
  muster_ticket_set_created (ticket, time_of (info, "dateEntered"));
  muster_ticket_set_updated (ticket, time_of (info, "lastUpdated"));
  muster_ticket_set_version (ticket, version);
  if (muster_json_bool (row, "closedFlag", FALSE))
    g_object_set_data (G_OBJECT (ticket), MUSTER_PSA_CLOSED, GINT_TO_POINTER (TRUE));
  if (is_own (self, muster_json_str (info, "enteredBy")))
    g_object_set_data (G_OBJECT (ticket), MUSTER_PSA_OURS, GINT_TO_POINTER (TRUE));
  return g_steal_pointer (&ticket);
}

/* Project tickets are nobody's work here */
static gboolean
is_wanted (JsonObject *row)
{
  const char *type = muster_json_str (row, "recordType");

  return type == NULL || g_str_equal (type, "ServiceTicket");
}

static GPtrArray *
connectwise_psa_read_tickets (MusterPsa   *psa,
                              JsonNode    *answer,
                              const char  *connection_id,
                              GError     **error)
{
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *rows = result != NULL ? muster_json_arr (result, "tickets") : NULL;
  guint i;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no tickets");
      return NULL;
    }
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      MusterTicket *ticket;

      if (row == NULL || !is_wanted (row))
        continue;
      ticket = connectwise_psa_read_ticket (psa, row, connection_id, error);
      if (ticket == NULL)
        return NULL;
      g_ptr_array_add (tickets, ticket);
    }
  return g_steal_pointer (&tickets);
}

/* --- Notes --- */

/* For technicians only: the flag for them is set, and none that shows it to the customer */
static gboolean
connectwise_psa_note_is_internal (MusterPsa  *psa,
                                  JsonObject *row)
{
  return muster_json_bool (row, "internalAnalysisFlag", FALSE) &&
         !muster_json_bool (row, "detailDescriptionFlag", TRUE) &&
         !muster_json_bool (row, "resolutionFlag", TRUE) &&
         !muster_json_bool (row, "externalFlag", FALSE);
}

/* What stands in a display name gives nobody a right: only member and contact count */
static const char *
author_kind (MusterConnectwisePsa *self,
             JsonObject           *row)
{
  JsonObject *member = muster_json_obj (row, "member");
  JsonObject *contact = muster_json_obj (row, "contact");
  const char *identifier = member != NULL ? muster_json_str (member, "identifier") : NULL;
  g_autofree char *key = identifier != NULL ? g_ascii_strdown (identifier, -1) : NULL;
  const char *class = key != NULL ? g_hash_table_lookup (self->members, key) : NULL;

  if (contact != NULL)
    return "contact";
  if (member == NULL || muster_json_bool (row, "customerUpdatedFlag", FALSE))
    return "external";
  if (is_own (self, identifier))
    return "self";
  if (g_strcmp0 (class, "A") == 0)
    return "system";
  return "member";
}

static const char *
author_name (JsonObject *row)
{
  const char *name = ref_name (row, "member");

  if (name == NULL)
    name = ref_name (row, "contact");
  return name != NULL ? name : muster_json_str (row, "createdBy");
}

static MusterNote *
note_from_row (MusterConnectwisePsa *self,
               JsonObject           *row,
               const char           *id)
{
  MusterNote *note = muster_note_new ();
  gint64 created = time_of (row, "dateCreated");

  if (created == 0)
    created = time_of (muster_json_obj (row, "_info"), "dateEntered");
  muster_note_set_external_id (note, id);
  muster_note_set_author_kind (note, author_kind (self, row));
  muster_note_set_author_name (note, author_name (row));
  muster_note_set_internal (note, connectwise_psa_note_is_internal (MUSTER_PSA (self), row));
  muster_note_set_text (note, muster_json_str (row, "text"));
  muster_note_set_created (note, created);
  return note;
}

/* By time, the description first: its id need not be the smallest */
static int
compare_notes (gconstpointer a,
               gconstpointer b)
{
  MusterNote *first = *(MusterNote **) a;
  MusterNote *second = *(MusterNote **) b;
  gint64 difference = muster_note_get_created (first) - muster_note_get_created (second);

  if (difference != 0)
    return difference < 0 ? -1 : 1;
  difference = g_ascii_strtoll (muster_note_get_external_id (first), NULL, 10) -
               g_ascii_strtoll (muster_note_get_external_id (second), NULL, 10);
  return difference < 0 ? -1 : difference > 0;
}

static GPtrArray *
connectwise_psa_read_notes (MusterPsa  *psa,
                            JsonNode   *answer,
                            GError    **error)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (psa);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  JsonObject *result = muster_json_node_obj (answer);
  JsonArray *rows = result != NULL ? muster_json_arr (result, "notes") : NULL;
  guint i;

  if (rows == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The answer has no notes");
      return NULL;
    }
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      g_autofree char *id = row != NULL ? id_text (row, "id") : NULL;

      if (id == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A note has no id");
          return NULL;
        }
      g_ptr_array_add (notes, note_from_row (self, row, id));
    }
  g_ptr_array_sort (notes, compare_notes);
  return g_steal_pointer (&notes);
}

/* The end of a note holds its marker, so the middle goes when it is too long */
static char *
connectwise_psa_render_note (MusterPsa  *psa,
                             const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", parts);
  gsize length = strlen (plain);
  const char *head_end;
  const char *tail;
  g_autofree char *head = NULL;

  if (length <= MAX_NOTE_BYTES)
    return g_steal_pointer (&plain);
  head_end = g_utf8_find_prev_char (plain, plain + MAX_NOTE_BYTES - KEPT_TAIL);
  tail = g_utf8_find_prev_char (plain, plain + length - KEPT_TAIL);
  head = g_strndup (plain, (gsize) (head_end - plain));
  return g_strconcat (head, "\n[…]\n", tail, NULL);
}

/* --- Object --- */

static void
muster_connectwise_psa_finalize (GObject *object)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (object);

  g_clear_pointer (&self->members, g_hash_table_unref);
  g_free (self->own);

  G_OBJECT_CLASS (muster_connectwise_psa_parent_class)->finalize (object);
}

static void
psa_iface_init (MusterPsaInterface *iface)
{
  iface->read_tickets = connectwise_psa_read_tickets;
  iface->read_ticket = connectwise_psa_read_ticket;
  iface->read_notes = connectwise_psa_read_notes;
  iface->note_is_internal = connectwise_psa_note_is_internal;
  iface->render_note = connectwise_psa_render_note;
  iface->set_members = connectwise_psa_set_members;
}

static void
muster_connectwise_psa_class_init (MusterConnectwisePsaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_connectwise_psa_finalize;
}

static void
muster_connectwise_psa_init (MusterConnectwisePsa *self)
{
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

MusterPsa *
muster_connectwise_psa_new (void)
{
  return g_object_new (MUSTER_TYPE_CONNECTWISE_PSA, NULL);
}
