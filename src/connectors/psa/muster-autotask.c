/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-text.h"

#include "muster-autotask-private.h"
#include "muster-psa-rows.h"

#define MAX_NOTE_BYTES 31000
#define EDIT_GRACE_US  (2 * G_USEC_PER_SEC)

/* Types of notes; their numbers are the same for every tenant, their labels are not */
#define NOTE_CLIENT_PORTAL 18
#define NOTE_EMAIL         101

/* Sources and types of tickets that Autotask ships */
#define SOURCE_CLIENT_PORTAL -1
#define SOURCE_PHONE         2
#define SOURCE_EMAIL         4
#define SOURCE_MONITORING    8
#define TYPE_ALERT           5

/**
 * MusterAutotaskPsa:
 *
 * Autotask PSA: tickets, notes and time entries, and who wrote them. Keeps the list of resources, because a note names its
 * author by number alone; the picklists, because a ticket names nothing; and the visibility that was verified as internal.
 */
struct _MusterAutotaskPsa
{
  GObject     parent_instance;

  GHashTable *members;           /* id → MusterPsaMember */
  GHashTable *choices;           /* "kind:id" → name */
  char       *own;               /* (nullable): id of our own resource */
  char       *internal_publish;  /* (nullable): value of `publish` that only the MSP's people see */
};

static void psa_iface_init (MusterPsaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterAutotaskPsa, muster_autotask_psa, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PSA, psa_iface_init))

/* --- What is known about the tenant --- */

static void
autotask_psa_set_settings (MusterPsa  *psa,
                           JsonObject *settings)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  const char *own = muster_json_str (settings, "resourceId");

  g_free (self->internal_publish);
  self->internal_publish = g_strdup (muster_json_str (settings, "internalPublish"));
  if (own == NULL || *own == '\0')
    return;
  g_free (self->own);
  self->own = g_strdup (own);
}

static void
autotask_psa_set_members (MusterPsa *psa,
                          JsonNode  *members,
                          JsonNode  *whoami)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  g_autoptr(GPtrArray) list = muster_autotask_read_members (psa, members, NULL);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  guint i;

  if (whoami != NULL && muster_autotask_read_identity (psa, whoami, &id, &name, NULL))
    {
      g_free (self->own);
      self->own = g_steal_pointer (&id);
    }
  if (list == NULL)
    return;
  g_hash_table_remove_all (self->members);
  g_ptr_array_set_free_func (list, NULL);
  for (i = 0; i < list->len; i++)
    {
      MusterPsaMember *member = list->pdata[i];

      g_hash_table_replace (self->members, member->id, member);
    }
}

static char *
choice_key (MusterPsaChoiceKind kind,
            const char         *id)
{
  return g_strdup_printf ("%d:%s", (int) kind, id);
}

static void
autotask_psa_set_choices (MusterPsa *psa,
                          GPtrArray *choices)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  guint i;

  g_hash_table_remove_all (self->choices);
  for (i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];

      g_hash_table_insert (self->choices, choice_key (choice->kind, choice->id), g_strdup (choice->name));
    }
}

static gboolean
is_person (MusterAutotaskPsa *self,
           const char        *id)
{
  MusterPsaMember *member = id != NULL ? g_hash_table_lookup (self->members, id) : NULL;

  return member != NULL && member->person && member->active;
}

static gboolean
is_own (MusterAutotaskPsa *self,
        const char        *id)
{
  return self->own != NULL && g_strcmp0 (id, self->own) == 0;
}

/* --- Tickets --- */

/* Values of picklists can be negative */
static char *
value_text (JsonObject *row,
            const char *member)
{
  gint64 value = muster_json_int (row, member, G_MININT64);

  return value != G_MININT64 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL;
}

static const char *
set_choice (MusterAutotaskPsa   *self,
            MusterTicket        *ticket,
            JsonObject          *row,
            const char          *member,
            MusterPsaChoiceKind  kind,
            void               (*set_id)(MusterTicket *, const char *),
            void               (*set_name)(MusterTicket *, const char *))
{
  g_autofree char *id = value_text (row, member);
  g_autofree char *key = id != NULL ? choice_key (kind, id) : NULL;
  const char *name = key != NULL ? g_hash_table_lookup (self->choices, key) : NULL;

  set_id (ticket, id);
  set_name (ticket, name);
  return name;
}

static gboolean
mentions (const char *name,
          const char *word)
{
  g_autofree char *folded = name != NULL ? muster_text_fold (name) : NULL;

  return folded != NULL && strstr (folded, word) != NULL;
}

/* By the name that the tenant gave it, else by the number that it has where nobody changed the list */
static MusterTicketOrigin
origin_of (const char *source,
           gint64      value)
{
  if (mentions (source, "mail") || (source == NULL && value == SOURCE_EMAIL))
    return MUSTER_TICKET_ORIGIN_EMAIL;
  if (mentions (source, "portal") || mentions (source, "web") || (source == NULL && value == SOURCE_CLIENT_PORTAL))
    return MUSTER_TICKET_ORIGIN_PORTAL;
  if (mentions (source, "phone") || mentions (source, "telefon") || (source == NULL && value == SOURCE_PHONE))
    return MUSTER_TICKET_ORIGIN_PHONE;
  return MUSTER_TICKET_ORIGIN_UNKNOWN;
}

static gboolean
is_monitoring (JsonObject *row,
               const char *source,
               const char *type)
{
  if (mentions (source, "monitor") || mentions (type, "alert"))
    return TRUE;
  return (source == NULL && muster_json_int (row, "source", 0) == SOURCE_MONITORING) ||
         (type == NULL && muster_json_int (row, "ticketType", 0) == TYPE_ALERT);
}

/* Some changes move only one of the two */
static void
set_times (MusterTicket *ticket,
           JsonObject   *row)
{
  gint64 created = muster_psa_time (row, "createDate");
  gint64 activity = muster_psa_time (row, "lastActivityDate");
  gint64 tracked = muster_psa_time (row, "lastTrackedModificationDateTime");
  gint64 updated = MAX (created, MAX (activity, tracked));
  g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, activity, tracked);

  muster_ticket_set_created (ticket, created);
  muster_ticket_set_updated (ticket, updated);
  muster_ticket_set_version (ticket, version);
}

static gboolean
lacks (const char  *member,
       GError     **error)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A ticket has no %s", member);
  return FALSE;
}

static gboolean
is_complete (JsonObject *row,
             GError    **error)
{
  if (muster_json_int (row, "id", 0) <= 0)
    return lacks ("id", error);
  if (muster_psa_time (row, "lastActivityDate") == 0 && muster_psa_time (row, "lastTrackedModificationDateTime") == 0 &&
      muster_psa_time (row, "createDate") == 0)
    return lacks ("lastActivityDate", error);
  if (muster_json_int (row, "status", G_MININT64) == G_MININT64)
    return lacks ("status", error);
  return TRUE;
}

static MusterTicket *
autotask_psa_read_ticket (MusterPsa   *psa,
                          JsonObject  *row,
                          const char  *connection_id,
                          GError     **error)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  g_autoptr(MusterTicket) ticket = NULL;
  g_autofree char *id = muster_psa_id_text (row, "id");
  g_autofree char *company = muster_psa_id_text (row, "companyID");
  g_autofree char *contact = muster_psa_id_text (row, "contactID");
  g_autofree char *creator = muster_psa_id_text (row, "creatorResourceID");
  g_autofree char *status = value_text (row, "status");
  gboolean by_contact = muster_json_int (row, "createdByContactID", 0) > 0;
  gboolean impersonated = muster_json_int (row, "impersonatorCreatorResourceID", 0) > 0;
  const char *number = muster_json_str (row, "ticketNumber");
  const char *source;
  const char *type;

  if (!is_complete (row, error))
    return NULL;
  ticket = muster_ticket_new ();
  muster_ticket_set_connection_id (ticket, connection_id);
  muster_ticket_set_external_id (ticket, id);
  muster_ticket_set_number (ticket, number != NULL ? number : id);
  muster_ticket_set_company_id (ticket, company);
  muster_ticket_set_contact_id (ticket, contact);
  muster_ticket_set_summary (ticket, muster_json_str (row, "title"));
  muster_ticket_set_description (ticket, muster_json_str (row, "description"));
  muster_ticket_set_resolution (ticket, muster_json_str (row, "resolution"));
  set_choice (self, ticket, row, "queueID", MUSTER_PSA_CHOICE_BOARD, muster_ticket_set_board_id, muster_ticket_set_board);
  set_choice (self, ticket, row, "status", MUSTER_PSA_CHOICE_STATUS, muster_ticket_set_status_id, muster_ticket_set_status);
  set_choice (self, ticket, row, "priority", MUSTER_PSA_CHOICE_PRIORITY, muster_ticket_set_priority_id,
              muster_ticket_set_priority);
  source = set_choice (self, ticket, row, "source", MUSTER_PSA_CHOICE_SOURCE, muster_ticket_set_source_id,
                       muster_ticket_set_source);
  type = set_choice (self, ticket, row, "ticketType", MUSTER_PSA_CHOICE_TYPE, muster_ticket_set_type_id,
                     muster_ticket_set_ticket_type);
  set_times (ticket, row);
  muster_ticket_set_origin (ticket, origin_of (source, muster_json_int (row, "source", 0)));
  muster_ticket_set_closed (ticket, g_strcmp0 (status, MUSTER_AUTOTASK_STATUS_COMPLETE) == 0);
  muster_ticket_set_monitoring (ticket, is_monitoring (row, source, type));
  muster_ticket_set_entered_by_member (ticket, !by_contact && !impersonated && is_person (self, creator));
  muster_ticket_set_ours (ticket, is_own (self, creator) && !by_contact);
  return g_steal_pointer (&ticket);
}

/* --- Notes --- */

/* Only the one visibility whose label was verified; without it nothing is internal */
static gboolean
autotask_psa_note_is_internal (MusterPsa  *psa,
                               JsonObject *row)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  g_autofree char *publish = value_text (row, "publish");

  return publish != NULL && g_strcmp0 (publish, self->internal_publish) == 0 &&
         !g_str_equal (publish, MUSTER_AUTOTASK_PUBLISH_ALL_USERS);
}

/* Workflow rules, duplicates, surveys, forwarding and merging, monitoring and backup write under numbers of their own */
static gboolean
is_automatic (gint64 type)
{
  static const gint64 types[] = { 13, 15, 16, 17, 91, 92, 93, 94, 99, 100 };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i] == type)
      return TRUE;
  return FALSE;
}

/* A program that may impersonate can write in anybody's name: such a note is nobody's, whatever its creator says */
static const char *
impersonator_kind (MusterAutotaskPsa *self,
                   JsonObject        *row)
{
  g_autofree char *creator = muster_psa_id_text (row, "impersonatorCreatorResourceID");
  g_autofree char *updater = muster_psa_id_text (row, "impersonatorUpdaterResourceID");

  if (creator == NULL && updater == NULL)
    return NULL;
  return is_own (self, creator) ? "self" : "external";
}

static const char *
resource_kind (MusterAutotaskPsa *self,
               const char        *id)
{
  MusterPsaMember *member = id != NULL ? g_hash_table_lookup (self->members, id) : NULL;

  if (is_own (self, id))
    return "self";
  if (g_strcmp0 (id, MUSTER_AUTOTASK_ADMINISTRATOR) == 0)
    return "system";
  if (member == NULL)
    return "external";
  return member->person ? "member" : "system";
}

static const char *
author_kind (MusterAutotaskPsa *self,
             JsonObject        *row,
             const char        *creator)
{
  gint64 type = muster_json_int (row, "noteType", 0);
  const char *kind = impersonator_kind (self, row);

  if (muster_json_int (row, "createdByContactID", 0) > 0 || type == NOTE_CLIENT_PORTAL)
    return "contact";
  if (kind != NULL)
    return kind;
  if (is_automatic (type))
    return "system";
  return resource_kind (self, creator);
}

static const char *
name_of (MusterAutotaskPsa *self,
         const char        *id)
{
  MusterPsaMember *member = id != NULL ? g_hash_table_lookup (self->members, id) : NULL;

  return member != NULL ? member->name : NULL;
}

static const char *
from_email (JsonObject *row)
{
  gint64 type = muster_json_int (row, "noteType", 0);

  if (type == NOTE_EMAIL)
    return "yes";
  return type == NOTE_CLIENT_PORTAL ? "no" : "unknown";
}

static MusterNote *
autotask_psa_read_note (MusterPsa  *psa,
                        JsonObject *row,
                        const char *id)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  MusterNote *note = muster_note_new ();
  g_autofree char *creator = muster_psa_id_text (row, "creatorResourceID");
  g_autofree char *contact = muster_psa_id_text (row, "createdByContactID");
  g_autofree char *updater = muster_psa_id_text (row, "impersonatorUpdaterResourceID");
  gint64 created = muster_psa_time (row, "createDateTime");

  muster_note_set_external_id (note, id);
  muster_note_set_kind (note, "note");
  muster_note_set_author_kind (note, author_kind (self, row, creator));
  muster_note_set_author_id (note, contact != NULL ? contact : creator);
  muster_note_set_author_name (note, contact != NULL ? NULL : name_of (self, creator));
  muster_note_set_internal (note, autotask_psa_note_is_internal (MUSTER_PSA (self), row));
  muster_note_set_text (note, muster_json_str (row, "description"));
  muster_note_set_created (note, created);
  muster_note_set_edited (note, updater != NULL || muster_psa_time (row, "lastActivityDate") - created > EDIT_GRACE_US);
  muster_note_set_from_email (note, from_email (row));
  return note;
}

/* --- Time entries --- */

static void
add_entry_text (MusterAutotaskPsa *self,
                GPtrArray         *notes,
                JsonObject        *row,
                const char        *id,
                const char        *member,
                gboolean           internal)
{
  const char *text = muster_json_str (row, member);
  g_autofree char *resource = muster_psa_id_text (row, "resourceID");
  g_autofree char *entered_by = muster_psa_id_text (row, "creatorUserID");
  const char *kind = impersonator_kind (self, row);
  gint64 created = muster_psa_time (row, "createDateTime");
  MusterNote *note;

  if (text == NULL || *text == '\0')
    return;
  /* What somebody else entered for a technician is not the technician's word */
  if (kind == NULL && entered_by != NULL && g_strcmp0 (entered_by, resource) != 0)
    kind = is_own (self, entered_by) ? "self" : "external";
  note = muster_note_new ();
  muster_note_set_external_id (note, id);
  muster_note_set_kind (note, "time-entry");
  muster_note_set_author_kind (note, kind != NULL ? kind : resource_kind (self, resource));
  muster_note_set_author_id (note, resource);
  muster_note_set_author_name (note, name_of (self, resource));
  muster_note_set_internal (note, internal);
  muster_note_set_text (note, text);
  muster_note_set_created (note, created != 0 ? created : muster_psa_time (row, "dateWorked"));
  muster_note_set_edited (note, created != 0 && muster_psa_time (row, "lastModifiedDateTime") - created > EDIT_GRACE_US);
  muster_note_set_from_email (note, "unknown");
  g_ptr_array_add (notes, note);
}

/* Technicians write most of their work here; the summary is the customer's to read, the internal notes are not */
static void
autotask_psa_add_entry (MusterPsa  *psa,
                        GPtrArray  *notes,
                        JsonObject *row)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (psa);
  g_autofree char *number = muster_psa_id_text (row, "id");
  g_autofree char *id = number != NULL ? g_strconcat ("time:", number, NULL) : NULL;
  g_autofree char *internal = number != NULL ? g_strconcat (id, ":internal", NULL) : NULL;

  if (number == NULL)
    return;
  add_entry_text (self, notes, row, id, "summaryNotes", FALSE);
  add_entry_text (self, notes, row, internal, "internalNotes", TRUE);
}

/* Plain text only: what is formatted comes back without its formats */
static char *
autotask_psa_render_note (MusterPsa  *psa,
                          const char *text)
{
  return muster_psa_plain_note (text, MAX_NOTE_BYTES);
}

/* --- Object --- */

static void
muster_autotask_psa_finalize (GObject *object)
{
  MusterAutotaskPsa *self = MUSTER_AUTOTASK_PSA (object);

  g_clear_pointer (&self->members, g_hash_table_unref);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_free (self->own);
  g_free (self->internal_publish);

  G_OBJECT_CLASS (muster_autotask_psa_parent_class)->finalize (object);
}

static void
psa_iface_init (MusterPsaInterface *iface)
{
  iface->read_ticket = autotask_psa_read_ticket;
  iface->read_note = autotask_psa_read_note;
  iface->add_entry = autotask_psa_add_entry;
  iface->note_is_internal = autotask_psa_note_is_internal;
  iface->render_note = autotask_psa_render_note;
  iface->set_settings = autotask_psa_set_settings;
  iface->set_members = autotask_psa_set_members;
  iface->set_choices = autotask_psa_set_choices;
  iface->read_identity = muster_autotask_read_identity;
  iface->read_companies = muster_autotask_read_companies;
  iface->read_contacts = muster_autotask_read_contacts;
  iface->read_members = muster_autotask_read_members;
  iface->read_choices = muster_autotask_read_choices;
  iface->verify_hook = muster_autotask_verify_hook;
  iface->read_hook = muster_autotask_read_hook;
  iface->read_webhooks = muster_autotask_read_webhooks;
}

static void
muster_autotask_psa_class_init (MusterAutotaskPsaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_autotask_psa_finalize;
}

static void
muster_autotask_psa_init (MusterAutotaskPsa *self)
{
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) muster_psa_member_free);
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

MusterPsa *
muster_autotask_psa_new (void)
{
  return g_object_new (MUSTER_TYPE_AUTOTASK_PSA, NULL);
}
