/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-bench"

#include "config.h"

#include "bench-psa.h"
#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-note.h"

struct _BenchPsa
{
  GObject parent_instance;
};

static void psa_iface_init (MusterPsaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchPsa, bench_psa, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PSA, psa_iface_init))

static gint64
read_time (JsonObject *row,
           const char *member)
{
  const char *text = muster_json_str (row, member);
  gint64 time = 0;

  return text != NULL && muster_time_parse_iso (text, &time) ? time : 0;
}

static MusterTicket *
bench_psa_read_ticket (MusterPsa   *psa,
                       JsonObject  *row,
                       const char  *connection_id,
                       GError     **error)
{
  MusterTicket *ticket;
  JsonObject *company = muster_json_obj (row, "company");
  JsonObject *contact = muster_json_obj (row, "contact");
  g_autofree char *company_id = NULL;

  if (muster_json_str (row, "id") == NULL || company == NULL || contact == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A ticket has no id, company or contact");
      return NULL;
    }
  company_id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (company, "id", 0));
  ticket = muster_ticket_new ();
  muster_ticket_set_connection_id (ticket, connection_id);
  muster_ticket_set_external_id (ticket, muster_json_str (row, "id"));
  muster_ticket_set_number (ticket, muster_json_str (row, "id"));
  muster_ticket_set_company_id (ticket, company_id);
  muster_ticket_set_company_name (ticket, muster_json_str (company, "name"));
  muster_ticket_set_contact_name (ticket, muster_json_str (contact, "name"));
  muster_ticket_set_contact_email (ticket, muster_json_str (contact, "email"));
  muster_ticket_set_summary (ticket, muster_json_str (row, "summary"));
  muster_ticket_set_description (ticket, muster_json_str (row, "description"));
  muster_ticket_set_status (ticket, muster_json_str (row, "status"));
  muster_ticket_set_priority (ticket, muster_json_str (row, "priority"));
  muster_ticket_set_board (ticket, muster_json_str (row, "board"));
  muster_ticket_set_ticket_type (ticket, muster_json_str (row, "type"));
  muster_ticket_set_origin (ticket, MUSTER_TICKET_ORIGIN_PORTAL);
  muster_ticket_set_created (ticket, read_time (row, "createdAt"));
  muster_ticket_set_updated (ticket, read_time (row, "updatedAt"));
  muster_ticket_set_version (ticket, muster_json_str (row, "updatedAt"));
  return ticket;
}

static MusterNote *
bench_psa_read_note (MusterPsa  *psa,
                     JsonObject *row,
                     const char *id)
{
  MusterNote *note = muster_note_new ();

  muster_note_set_external_id (note, id);
  muster_note_set_internal (note, muster_json_bool (row, "internal", FALSE));
  return note;
}

static gboolean
bench_psa_note_is_internal (MusterPsa  *psa,
                            JsonObject *row)
{
  return muster_json_bool (row, "internal", FALSE);
}

static char *
bench_psa_render_note (MusterPsa  *psa,
                       const char *text)
{
  return g_strdup (text);
}

/* The world has no technicians, and no lists of what a field can be */
static void
bench_psa_set_members (MusterPsa *psa,
                       JsonNode  *members,
                       JsonNode  *whoami)
{
}

static void
bench_psa_set_choices (MusterPsa *psa,
                       GPtrArray *choices)
{
}

static GPtrArray *
bench_psa_read_choices (MusterPsa   *psa,
                        JsonNode    *answer,
                        const char  *board_id,
                        GError     **error)
{
  return g_ptr_array_new ();
}

static void
psa_iface_init (MusterPsaInterface *iface)
{
  iface->read_ticket = bench_psa_read_ticket;
  iface->read_note = bench_psa_read_note;
  iface->note_is_internal = bench_psa_note_is_internal;
  iface->render_note = bench_psa_render_note;
  iface->set_members = bench_psa_set_members;
  iface->set_choices = bench_psa_set_choices;
  iface->read_choices = bench_psa_read_choices;
}

static void
bench_psa_class_init (BenchPsaClass *klass)
{
}

static void
bench_psa_init (BenchPsa *self)
{
}

MusterPsa *
bench_psa_new (void)
{
  return g_object_new (BENCH_TYPE_PSA, NULL);
}
