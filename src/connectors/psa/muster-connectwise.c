/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-connectwise-private.h"
#include "muster-psa-rows.h"

#define MAX_NOTE_BYTES 31000

/* The server writes its two stamps one after the other */
#define EDIT_GRACE_US (2 * G_USEC_PER_SEC)

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

  return ref != NULL ? muster_psa_id_text (ref, "id") : NULL;
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

/* Its tickets bring the names with the ids, and say themselves whether they are closed */
static void
connectwise_psa_set_choices (MusterPsa *psa,
                             GPtrArray *choices)
{
}

/* --- Tickets --- */

static gboolean
contains (const char *text,
          const char *word)
{
  g_autofree char *lower = text != NULL ? g_utf8_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

/* An alert that no person wrote: by its source's name, or entered by a program for nobody. Sources of monitoring tools
 * are named by whoever set the integration up; these words are in the names that the tools suggest. */
static gboolean
is_monitoring (MusterConnectwisePsa *self,
               JsonObject           *row,
               const char           *entered_by)
{
  static const char * const words[] = { "monitor", "alert", "rmm", "automate", NULL };
  const char *source = ref_name (row, "source");
  g_autofree char *key = entered_by != NULL ? g_ascii_strdown (entered_by, -1) : NULL;
  const char *class = key != NULL ? g_hash_table_lookup (self->members, key) : NULL;
  gsize i;

  for (i = 0; words[i] != NULL; i++)
    if (contains (source, words[i]))
      return TRUE;
  return g_strcmp0 (class, "A") == 0 && !is_own (self, entered_by) && muster_json_obj (row, "contact") == NULL;
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

static void
set_choice (MusterTicket *ticket,
            JsonObject   *row,
            const char   *member,
            void        (*set_id)(MusterTicket *, const char *),
            void        (*set_name)(MusterTicket *, const char *))
{
  g_autofree char *id = ref_id (row, member);

  set_id (ticket, id);
  set_name (ticket, ref_name (row, member));
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
  g_autofree char *id = muster_psa_id_text (row, "id");
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
  set_choice (ticket, row, "type", muster_ticket_set_type_id, muster_ticket_set_ticket_type);
  set_choice (ticket, row, "board", muster_ticket_set_board_id, muster_ticket_set_board);
  set_choice (ticket, row, "status", muster_ticket_set_status_id, muster_ticket_set_status);
  set_choice (ticket, row, "priority", muster_ticket_set_priority_id, muster_ticket_set_priority);
  set_choice (ticket, row, "source", muster_ticket_set_source_id, muster_ticket_set_source);
  muster_ticket_set_origin (ticket, origin_of (row));
  muster_ticket_set_entered_by_member (ticket, is_technician (self, muster_json_str (info, "enteredBy")));
  muster_ticket_set_created (ticket, muster_psa_time (info, "dateEntered"));
  muster_ticket_set_updated (ticket, muster_psa_time (info, "lastUpdated"));
  muster_ticket_set_version (ticket, version);
  muster_ticket_set_closed (ticket, muster_json_bool (row, "closedFlag", FALSE));
  muster_ticket_set_ours (ticket, is_own (self, muster_json_str (info, "enteredBy")));
  muster_ticket_set_monitoring (ticket, is_monitoring (self, row, muster_json_str (info, "enteredBy")));
  return g_steal_pointer (&ticket);
}

/* Project tickets are nobody's work here */
static gboolean
connectwise_psa_wants_ticket (MusterPsa  *psa,
                              JsonObject *row)
{
  const char *type = muster_json_str (row, "recordType");

  return type == NULL || g_str_equal (type, "ServiceTicket");
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

/* The e-mail connector enters what comes by mail under a name of its own; a member's own notes carry the member's. What
 * neither says is unknown. */
static const char *
from_email (JsonObject *row,
            const char *entered_by)
{
  JsonObject *member = muster_json_obj (row, "member");
  const char *identifier = member != NULL ? muster_json_str (member, "identifier") : NULL;

  if (contains (entered_by, "mail"))
    return "yes";
  if (identifier != NULL && entered_by != NULL && g_ascii_strcasecmp (identifier, entered_by) == 0)
    return "no";
  return contains (entered_by, "portal") ? "no" : "unknown";
}

static MusterNote *
connectwise_psa_read_note (MusterPsa  *psa,
                           JsonObject *row,
                           const char *id)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (psa);
  MusterNote *note = muster_note_new ();
  JsonObject *info = muster_json_obj (row, "_info");
  gint64 created = muster_psa_time (row, "dateCreated");
  g_autofree char *author = muster_json_obj (row, "contact") != NULL ? ref_id (row, "contact") : ref_id (row, "member");

  if (created == 0)
    created = muster_psa_time (info, "dateEntered");
  muster_note_set_external_id (note, id);
  muster_note_set_kind (note, "note");
  muster_note_set_author_kind (note, author_kind (self, row));
  muster_note_set_author_id (note, author);
  muster_note_set_author_name (note, author_name (row));
  muster_note_set_internal (note, connectwise_psa_note_is_internal (MUSTER_PSA (self), row));
  muster_note_set_text (note, muster_json_str (row, "text"));
  muster_note_set_created (note, created);
  muster_note_set_edited (note, muster_psa_time (info, "lastUpdated") - created > EDIT_GRACE_US);
  muster_note_set_from_email (note, from_email (row, muster_json_str (row, "createdBy")));
  return note;
}

static void
add_entry_text (MusterConnectwisePsa *self,
                GPtrArray            *notes,
                JsonObject           *row,
                const char           *id,
                const char           *text,
                gboolean              internal)
{
  g_autoptr(MusterNote) note = NULL;
  gint64 entered = muster_psa_time (row, "dateEntered");

  if (text == NULL || *text == '\0')
    return;
  note = connectwise_psa_read_note (MUSTER_PSA (self), row, id);
  muster_note_set_kind (note, "time-entry");
  muster_note_set_internal (note, internal);
  muster_note_set_text (note, text);
  muster_note_set_created (note, entered != 0 ? entered : muster_psa_time (row, "timeStart"));
  muster_note_set_edited (note, entered != 0 && muster_psa_time (muster_json_obj (row, "_info"), "lastUpdated") - entered > EDIT_GRACE_US);
  muster_note_set_from_email (note, from_email (row, muster_json_str (row, "enteredBy")));
  g_ptr_array_add (notes, g_steal_pointer (&note));
}

/* Technicians answer in time entries, too, and the list of notes does not have them. One that is copied into the
 * discussion or the resolution is the customer's to read. */
static void
connectwise_psa_add_entry (MusterPsa  *psa,
                           GPtrArray  *notes,
                           JsonObject *row)
{
  MusterConnectwisePsa *self = MUSTER_CONNECTWISE_PSA (psa);
  g_autofree char *number = muster_psa_id_text (row, "id");
  g_autofree char *id = NULL;
  g_autofree char *own = NULL;
  gboolean shown;

  if (number == NULL)
    return;
  id = g_strconcat ("time:", number, NULL);
  own = g_strconcat (id, ":internal", NULL);
  shown = muster_json_bool (row, "addToDetailDescriptionFlag", FALSE) || muster_json_bool (row, "addToResolutionFlag", FALSE);
  add_entry_text (self, notes, row, id, muster_json_str (row, "notes"), !shown);
  add_entry_text (self, notes, row, own, muster_json_str (row, "internalNotes"), TRUE);
}

static char *
connectwise_psa_render_note (MusterPsa  *psa,
                             const char *text)
{
  return muster_psa_plain_note (text, MAX_NOTE_BYTES);
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
  iface->read_ticket = connectwise_psa_read_ticket;
  iface->wants_ticket = connectwise_psa_wants_ticket;
  iface->read_note = connectwise_psa_read_note;
  iface->add_entry = connectwise_psa_add_entry;
  iface->note_is_internal = connectwise_psa_note_is_internal;
  iface->render_note = connectwise_psa_render_note;
  iface->set_members = connectwise_psa_set_members;
  iface->set_choices = connectwise_psa_set_choices;
  iface->read_identity = muster_connectwise_read_identity;
  iface->read_companies = muster_connectwise_read_companies;
  iface->read_contacts = muster_connectwise_read_contacts;
  iface->read_members = muster_connectwise_read_members;
  iface->read_choices = muster_connectwise_read_choices;
  iface->hook_key_path = muster_connectwise_hook_key_path;
  iface->verify_hook = muster_connectwise_verify_hook;
  iface->read_hook = muster_connectwise_read_hook;
  iface->read_webhooks = muster_connectwise_read_webhooks;
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
