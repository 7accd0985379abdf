/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-note.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* Data keys that @read_ticket sets on a ticket */
#define MUSTER_PSA_CLOSED "muster-psa-closed"
#define MUSTER_PSA_OURS   "muster-psa-ours"

#define MUSTER_TYPE_PSA (muster_psa_get_type ())
G_DECLARE_INTERFACE (MusterPsa, muster_psa, MUSTER, PSA, GObject)

/**
 * MusterPsaInterface:
 * @read_tickets: answer of `poll-tickets` → tickets
 * @read_ticket: one row of it
 * @read_notes: answer of `list-ticket-notes` → notes, oldest first
 * @note_is_internal: whether a note's row is for technicians only
 * @render_note: the text as this vendor keeps it readable
 * @set_members: answer of `list-members` and `whoami`: who is a technician, an integration, ourselves
 *
 * What one PSA needs beside its catalog document. Pure code; nothing is sent.
 */
struct _MusterPsaInterface
{
  GTypeInterface parent_iface;

  GPtrArray    * (*read_tickets)     (MusterPsa   *self,
                                      JsonNode    *answer,
                                      const char  *connection_id,
                                      GError     **error);
  MusterTicket * (*read_ticket)      (MusterPsa   *self,
                                      JsonObject  *row,
                                      const char  *connection_id,
                                      GError     **error);
  GPtrArray    * (*read_notes)       (MusterPsa   *self,
                                      JsonNode    *answer,
                                      GError     **error);
  gboolean       (*note_is_internal) (MusterPsa   *self,
                                      JsonObject  *row);
  char         * (*render_note)      (MusterPsa   *self,
                                      const char  *text);
  void           (*set_members)      (MusterPsa   *self,
                                      JsonNode    *members,
                                      JsonNode    *whoami);
};

/* NULL: no such PSA */
MusterPsa    *muster_psa_new_for_integration (const char    *integration);

GPtrArray    *muster_psa_read_tickets        (MusterPsa     *self,
                                              JsonNode      *answer,
                                              const char    *connection_id,
                                              GError       **error);
MusterTicket *muster_psa_read_ticket         (MusterPsa     *self,
                                              JsonObject    *row,
                                              const char    *connection_id,
                                              GError       **error);
GPtrArray    *muster_psa_read_notes          (MusterPsa     *self,
                                              JsonNode      *answer,
                                              GError       **error);
/* As it was read by this PSA: closed tickets are read too, so that a poll's watermark moves */
gboolean      muster_psa_ticket_is_closed    (MusterPsa     *self,
                                              MusterTicket  *ticket);
/* Entered by our own API member */
gboolean      muster_psa_ticket_is_ours      (MusterPsa     *self,
                                              MusterTicket  *ticket);
/* Puts the notes on the ticket and takes the description and, where the vendor shows it only there, the origin from them */
void          muster_psa_apply_notes         (MusterPsa     *self,
                                              MusterTicket  *ticket,
                                              GPtrArray     *notes);
gboolean      muster_psa_note_is_internal    (MusterPsa     *self,
                                              JsonObject    *row);
char         *muster_psa_render_note         (MusterPsa     *self,
                                              const char    *text);
void          muster_psa_set_members         (MusterPsa     *self,
                                              JsonNode      *members,
                                              JsonNode      *whoami);

G_END_DECLS
