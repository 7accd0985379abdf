/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-halopsa-private.h"
#include "muster-psa-rows.h"

#define MAX_NOTE_BYTES 31000
/* What the server does to an action right after it was written */
#define EDIT_GRACE_US  (5 * G_USEC_PER_SEC)
/* How long the desk takes to make a ticket of a mail */
#define MAIL_TO_TICKET_US (10 * 60 * G_USEC_PER_SEC)
/* What agents write in the browser carries this; an API application carries its own name */
#define WEB_CLIENT     "nethelpdesk-agent-web-application"

/* `who_type` of an action */
#define WHO_SYSTEM 0
#define WHO_AGENT  1
#define WHO_USER   2

/**
 * MusterHalopsaPsa:
 *
 * HaloPSA: tickets, actions and who wrote them. Keeps the agents, because
 * programs write as agents too, and the names of what tickets give as numbers.
 */
struct _MusterHalopsaPsa
{
  GObject     parent_instance;

  GHashTable *agents;        /* id → whether it is a person's; disabled ones too */
  GHashTable *choices;       /* "kind/id" → MusterPsaChoice */
  gboolean    knows_closed;  /* some status is known to end a ticket */
  char       *own;           /* (nullable): id of our own agent */
};

static void psa_iface_init (MusterPsaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterHalopsaPsa, muster_halopsa_psa, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PSA, psa_iface_init))

/* --- Agents and choices --- */

static gboolean
is_agent (MusterHalopsaPsa *self,
          const char       *id,
          gboolean          person)
{
  gpointer known = NULL;

  return id != NULL && g_hash_table_lookup_extended (self->agents, id, NULL, &known) &&
         (GPOINTER_TO_INT (known) != 0) == person;
}

static void
halopsa_psa_set_members (MusterPsa *psa,
                         JsonNode  *members,
                         JsonNode  *whoami)
{
  MusterHalopsaPsa *self = MUSTER_HALOPSA_PSA (psa);
  g_autoptr(GPtrArray) list = members != NULL ? muster_halopsa_read_members (psa, members, NULL) : NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  guint i;

  if (whoami != NULL && muster_halopsa_read_identity (psa, whoami, &id, &name, NULL))
    {
      g_free (self->own);
      self->own = g_steal_pointer (&id);
    }
  if (list == NULL)
    return;
  g_hash_table_remove_all (self->agents);
  for (i = 0; i < list->len; i++)
    {
      MusterPsaMember *member = list->pdata[i];

      g_hash_table_insert (self->agents, g_strdup (member->id), GINT_TO_POINTER (member->person));
    }
}

static char *
choice_key (MusterPsaChoiceKind  kind,
            const char          *id)
{
  return g_strdup_printf ("%d/%s", (int) kind, id != NULL ? id : "");
}

static MusterPsaChoice *
find_choice (MusterHalopsaPsa    *self,
             MusterPsaChoiceKind  kind,
             const char          *id)
{
  g_autofree char *key = choice_key (kind, id);

  return g_hash_table_lookup (self->choices, key);
}

static void
halopsa_psa_set_choices (MusterPsa *psa,
                         GPtrArray *choices)
{
  MusterHalopsaPsa *self = MUSTER_HALOPSA_PSA (psa);
  guint i;

  g_hash_table_remove_all (self->choices);
  self->knows_closed = FALSE;
  for (i = 0; i < choices->len; i++)
    {
      MusterPsaChoice *choice = choices->pdata[i];
      MusterPsaChoice *kept = g_new0 (MusterPsaChoice, 1);

      kept->kind = choice->kind;
      kept->id = g_strdup (choice->id);
      kept->name = g_strdup (choice->name);
      kept->closed = choice->closed;
      kept->active = choice->active;
      g_hash_table_insert (self->choices, choice_key (kept->kind, kept->id), kept);
      self->knows_closed |= kept->kind == MUSTER_PSA_CHOICE_STATUS && kept->closed;
    }
}

/* --- Tickets --- */

/* A row gives numbers; the names come from the lists, or from the row where it has them */
static void
set_choice (MusterHalopsaPsa    *self,
            MusterTicket        *ticket,
            MusterPsaChoiceKind  kind,
            const char          *id,
            const char          *name,
            void               (*set_id)(MusterTicket *, const char *),
            void               (*set_name)(MusterTicket *, const char *))
{
  MusterPsaChoice *choice = id != NULL ? find_choice (self, kind, id) : NULL;

  set_id (ticket, id);
  set_name (ticket, name == NULL && choice != NULL ? choice->name : name);
}

static void
set_choices_of (MusterHalopsaPsa *self,
                MusterTicket     *ticket,
                JsonObject       *row)
{
  g_autofree char *type = muster_psa_id_text (row, "tickettype_id");
  g_autofree char *team = muster_psa_id_text (row, "team_id");
  g_autofree char *status = muster_psa_id_text (row, "status_id");
  g_autofree char *priority = muster_halopsa_priority_id (row, "sla_id", "priority_id");
  g_autofree char *source = muster_psa_id_text (row, "source");

  set_choice (self, ticket, MUSTER_PSA_CHOICE_TYPE, type, NULL, muster_ticket_set_type_id, muster_ticket_set_ticket_type);
  set_choice (self, ticket, MUSTER_PSA_CHOICE_BOARD, team, muster_json_str (row, "team"), muster_ticket_set_board_id,
              muster_ticket_set_board);
  set_choice (self, ticket, MUSTER_PSA_CHOICE_STATUS, status, muster_json_str (row, "status_name"), muster_ticket_set_status_id,
              muster_ticket_set_status);
  set_choice (self, ticket, MUSTER_PSA_CHOICE_PRIORITY, priority, NULL, muster_ticket_set_priority_id, muster_ticket_set_priority);
  set_choice (self, ticket, MUSTER_PSA_CHOICE_SOURCE, source, NULL, muster_ticket_set_source_id, muster_ticket_set_source);
}

/* `hasbeenclosed` stays when a ticket is opened again, so the status decides where it is known */
static gboolean
is_closed (MusterHalopsaPsa *self,
           JsonObject       *row)
{
  g_autofree char *status = muster_psa_id_text (row, "status_id");
  MusterPsaChoice *choice = status != NULL ? find_choice (self, MUSTER_PSA_CHOICE_STATUS, status) : NULL;

  if (muster_json_int (row, "merged_into_id", 0) > 0)
    return TRUE;
  if (choice != NULL && self->knows_closed)
    return choice->closed;
  return muster_halopsa_time (row, "dateclosed") != 0;
}

/* Alerts have ticket types of their own; the names are the customer's, these are words of those that HaloPSA ships */
static gboolean
is_monitoring (MusterTicket *ticket)
{
  const char *type = muster_ticket_get_ticket_type (ticket);
  g_autofree char *lower = type != NULL ? g_utf8_strdown (type, -1) : NULL;

  return lower != NULL && (strstr (lower, "alert") != NULL || strstr (lower, "monitor") != NULL);
}

/* The numbers of sources are the customer's own; a mail at the moment of the opening is what opened it */
static gboolean
came_by_mail (JsonObject *row)
{
  gint64 mail = muster_halopsa_time (row, "lastincomingemail");
  gint64 opened = muster_halopsa_time (row, "dateoccurred");

  return mail != 0 && opened != 0 && ABS (mail - opened) < MAIL_TO_TICKET_US;
}

/* Both move when a ticket changes, and which of them a list has depends on the version. On a ticket that nobody has
 * touched both may be "never"; it changed last when it was made. */
static const char *
newest_change (JsonObject *row,
               gint64     *time)
{
  static const char * const members[] = { "last_update", "lastactiondate" };
  static const char * const made[] = { "datecreated", "dateoccurred" };
  const char *text = NULL;
  gsize i;

  *time = 0;
  for (i = 0; i < G_N_ELEMENTS (members); i++)
    if (muster_halopsa_time (row, members[i]) > *time)
      {
        *time = muster_halopsa_time (row, members[i]);
        text = muster_json_str (row, members[i]);
      }
  for (i = 0; i < G_N_ELEMENTS (made) && text == NULL; i++)
    if (muster_halopsa_time (row, made[i]) != 0)
      {
        *time = muster_halopsa_time (row, made[i]);
        text = muster_json_str (row, made[i]);
      }
  return text;
}

static const char *
text_or_null (JsonObject *row,
              const char *member)
{
  const char *text = muster_json_str (row, member);

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
set_people (MusterTicket *ticket,
            JsonObject   *row)
{
  g_autofree char *company = muster_psa_id_text (row, "client_id");
  g_autofree char *contact = muster_psa_id_text (row, "user_id");

  muster_ticket_set_company_id (ticket, company);
  muster_ticket_set_company_name (ticket, muster_json_str (row, "client_name"));
  muster_ticket_set_contact_id (ticket, contact);
  muster_ticket_set_contact_name (ticket, text_or_null (row, "user_name"));
  muster_ticket_set_contact_email (ticket, text_or_null (row, "user_email"));
}

static MusterTicket *
halopsa_psa_read_ticket (MusterPsa   *psa,
                         JsonObject  *row,
                         const char  *connection_id,
                         GError     **error)
{
  MusterHalopsaPsa *self = MUSTER_HALOPSA_PSA (psa);
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autofree char *id = muster_psa_id_text (row, "id");
  gint64 updated;
  const char *version = newest_change (row, &updated);
  gint64 created = muster_halopsa_time (row, "datecreated");

  if (id == NULL || version == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A ticket has no %s", id == NULL ? "id" : "last_update");
      return NULL;
    }
  muster_ticket_set_connection_id (ticket, connection_id);
  muster_ticket_set_external_id (ticket, id);
  muster_ticket_set_number (ticket, id);
  muster_ticket_set_summary (ticket, muster_json_str (row, "summary"));
  muster_ticket_set_description (ticket, muster_json_str (row, "details"));
  set_people (ticket, row);
  set_choices_of (self, ticket, row);
  muster_ticket_set_created (ticket, created != 0 ? created : muster_halopsa_time (row, "dateoccurred"));
  muster_ticket_set_updated (ticket, updated);
  muster_ticket_set_version (ticket, version);
  muster_ticket_set_closed (ticket, is_closed (self, row));
  muster_ticket_set_resolution (ticket, text_or_null (row, "closure_note"));
  muster_ticket_set_monitoring (ticket, is_monitoring (ticket));
  if (came_by_mail (row))
    muster_ticket_set_origin (ticket, MUSTER_TICKET_ORIGIN_EMAIL);
  return g_steal_pointer (&ticket);
}

static gboolean
halopsa_psa_wants_ticket (MusterPsa  *psa,
                          JsonObject *row)
{
  return !muster_json_bool (row, "deleted", FALSE);
}

/* --- Actions --- */

static gboolean
is_set (JsonObject *row,
        const char *member)
{
  const char *text = muster_json_str (row, member);

  return text != NULL && *text != '\0';
}

static gboolean
goes (JsonObject *row,
      char        letter)
{
  const char *direction = muster_json_str (row, "emaildirection");

  return direction != NULL && g_ascii_toupper (direction[0]) == letter;
}

/* Hidden, and not sent to anybody: the outcome decides about mail, and hidden actions can be mailed */
static gboolean
halopsa_psa_note_is_internal (MusterPsa  *psa,
                              JsonObject *row)
{
  return muster_json_bool (row, "hiddenfromuser", FALSE) && !goes (row, 'O') && muster_halopsa_time (row, "dateemailed") == 0;
}

/* `who_type` 1 are agents and the programs that write as one: those carry the name of their application. A display name
 * gives nobody a right. */
static const char *
agent_kind (MusterHalopsaPsa *self,
            JsonObject       *row)
{
  g_autofree char *id = muster_psa_id_text (row, "who_agentid");
  const char *application = muster_json_str (row, "actionby_application_id");
  gboolean typed = application == NULL || *application == '\0' || g_str_equal (application, WEB_CLIENT);

  if (id == NULL || muster_json_int (row, "who_agentid", 0) == MUSTER_HALOPSA_NOBODY)
    return "external";
  /* Whoever lends Muster the own account still writes in the browser */
  if (g_strcmp0 (id, self->own) == 0)
    return application != NULL && g_str_equal (application, WEB_CLIENT) && is_agent (self, id, TRUE) ? "member" : "self";
  if (is_agent (self, id, FALSE))
    return "system";
  if (!is_agent (self, id, TRUE))
    return "external";
  return typed ? "member" : "system";
}

static const char *
author_kind (MusterHalopsaPsa *self,
             JsonObject       *row)
{
  switch (muster_json_int (row, "who_type", -1))
    {
    case WHO_SYSTEM:
      return "system";
    case WHO_AGENT:
      /* What carries a customer's id is no technician's, whatever else it says */
      return muster_json_int (row, "actionby_user_id", 0) > 0 ? "external" : agent_kind (self, row);
    case WHO_USER:
      return muster_json_int (row, "actionby_user_id", 0) > 0 ? "contact" : "external";
    default:
      return "external";
    }
}

/* The letters of the direction are not documented; an unknown one with a sender may be mail. A customer's words that carry
 * no sign of mail were written where customers sign in. */
static const char *
from_email (JsonObject *row)
{
  gboolean typed = g_strcmp0 (muster_json_str (row, "actionby_application_id"), WEB_CLIENT) == 0;
  gboolean signed_in = muster_json_int (row, "who_type", -1) == WHO_USER && muster_json_int (row, "actionby_user_id", 0) > 0;

  if (goes (row, 'I'))
    return "yes";
  if (goes (row, 'O'))
    return "no";
  if (is_set (row, "emailfrom"))
    return "yes";
  if (is_set (row, "emaildirection"))
    return "unknown";
  return typed || is_set (row, "actionby_application_id") || signed_in ? "no" : "unknown";
}

/* Where HTML came too, its text has the lines that the server takes out of the plain one */
static const char *
text_of (JsonObject *row)
{
  const char *plain = muster_json_str (row, "note");
  const char *html = muster_json_str (row, "note_html");

  if (html == NULL || *html == '\0' || *html == '<')
    return plain;
  return plain == NULL || (strchr (plain, '\n') == NULL && strchr (html, '\n') != NULL) ? html : plain;
}

/* Time is a part of an action, in hours */
static gboolean
took_time (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "timetaken");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_double (node) > 0;
}

static MusterNote *
halopsa_psa_read_note (MusterPsa  *psa,
                       JsonObject *row,
                       const char *id)
{
  MusterHalopsaPsa *self = MUSTER_HALOPSA_PSA (psa);
  MusterNote *note = muster_note_new ();
  const char *kind = author_kind (self, row);
  g_autofree char *author = muster_psa_id_text (row, g_str_equal (kind, "contact") ? "actionby_user_id" : "who_agentid");
  gint64 written = muster_halopsa_time (row, "actiondatecreated");
  gint64 created = muster_halopsa_time (row, "datetime");

  muster_note_set_external_id (note, id);
  muster_note_set_kind (note, took_time (row) ? "time-entry" : "note");
  muster_note_set_author_kind (note, kind);
  muster_note_set_author_id (note, g_str_equal (kind, "external") ? NULL : author);
  muster_note_set_author_name (note, muster_json_str (row, "who"));
  muster_note_set_internal (note, halopsa_psa_note_is_internal (MUSTER_PSA (self), row));
  muster_note_set_text (note, text_of (row));
  muster_note_set_created (note, created != 0 ? created : written);
  muster_note_set_edited (note, muster_halopsa_time (row, "last_updated") - MAX (created, written) > EDIT_GRACE_US);
  muster_note_set_from_email (note, from_email (row));
  return note;
}

/* The first action says how the ticket came in. Nothing else is that: a mail or a hidden note may be number 1, too. */
static void
halopsa_psa_end_notes (MusterPsa *psa,
                       GPtrArray *notes)
{
  MusterNote *first = notes->len > 0 ? notes->pdata[0] : NULL;

  if (first != NULL && g_strcmp0 (muster_note_get_external_id (first), "1") == 0 && !muster_note_get_internal (first) &&
      g_strcmp0 (muster_note_get_kind (first), "note") == 0)
    muster_note_set_kind (first, "description");
}

static char *
halopsa_psa_render_note (MusterPsa  *psa,
                         const char *text)
{
  return muster_psa_plain_note (text, MAX_NOTE_BYTES);
}

/* --- Object --- */

static void
muster_halopsa_psa_finalize (GObject *object)
{
  MusterHalopsaPsa *self = MUSTER_HALOPSA_PSA (object);

  g_clear_pointer (&self->agents, g_hash_table_unref);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_free (self->own);

  G_OBJECT_CLASS (muster_halopsa_psa_parent_class)->finalize (object);
}

static void
psa_iface_init (MusterPsaInterface *iface)
{
  iface->read_ticket = halopsa_psa_read_ticket;
  iface->wants_ticket = halopsa_psa_wants_ticket;
  iface->read_note = halopsa_psa_read_note;
  iface->end_notes = halopsa_psa_end_notes;
  iface->note_is_internal = halopsa_psa_note_is_internal;
  iface->render_note = halopsa_psa_render_note;
  iface->set_members = halopsa_psa_set_members;
  iface->set_choices = halopsa_psa_set_choices;
  iface->read_identity = muster_halopsa_read_identity;
  iface->read_companies = muster_halopsa_read_companies;
  iface->read_contacts = muster_halopsa_read_contacts;
  iface->read_members = muster_halopsa_read_members;
  iface->read_choices = muster_halopsa_read_choices;
  iface->get_cursor = muster_halopsa_get_cursor;
  iface->verify_hook = muster_halopsa_verify_hook;
  iface->read_hook = muster_halopsa_read_hook;
  iface->read_webhooks = muster_halopsa_read_webhooks;
}

static void
muster_halopsa_psa_class_init (MusterHalopsaPsaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_halopsa_psa_finalize;
}

static void
muster_halopsa_psa_init (MusterHalopsaPsa *self)
{
  self->agents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_psa_choice_free);
}

/**
 * muster_halopsa_psa_new:
 *
 * Returns: (transfer full): a PSA that knows no agents yet
 */
MusterPsa *
muster_halopsa_psa_new (void)
{
  return g_object_new (MUSTER_TYPE_HALOPSA_PSA, NULL);
}
