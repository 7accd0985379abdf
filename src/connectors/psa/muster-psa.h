/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-note.h"
#include "muster-psa-records.h"
#include "muster-secret.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

typedef struct _MusterHook MusterHook;

#define MUSTER_TYPE_PSA (muster_psa_get_type ())
G_DECLARE_INTERFACE (MusterPsa, muster_psa, MUSTER, PSA, GObject)

/**
 * MusterPsaInterface:
 * @wants_ticket: (nullable): whether a row of a list of tickets is anybody's work here
 * @read_ticket: a row of `poll-tickets` and the other lists of tickets → a ticket
 * @read_note: a row of `list-ticket-notes` or `read-notes` → a note; the id is the row's
 * @add_entry: (nullable): a time entry beside them → notes
 * @end_notes: (nullable): what the conversation, which is in its order now, tells as a whole
 * @note_is_internal: whether a note's row is for technicians only
 * @render_note: the text as this vendor keeps it readable
 * @set_settings: (nullable): the connection's settings that reading a row depends on
 * @set_members: answer of `list-members` and `whoami`: who is a technician, an integration, ourselves
 * @set_choices: what the fields of tickets can be; names for the ids that tickets have
 * @read_identity: answer of `whoami` → id and name of our own account
 * @read_companies: answer of `list-companies`
 * @read_contacts: answer of `list-contacts`, or of `get-contact`
 * @read_members: answer of `list-members`
 * @read_choices: answer of `list-choices` or, with the board's id, of `list-board-choices`
 * @get_cursor: (nullable): where a cut answer goes on; by default the last ticket's id
 * @hook_key_path: (nullable): where the key lies that a delivery is signed with, as the path for the tool `read-signing-key`;
 *   only for a PSA whose keys are not ours
 * @verify_hook: whether the vendor sent this delivery; constant time, over the bytes as received
 * @read_hook: what it says has changed
 * @read_webhooks: answer of `list-webhooks`
 *
 * What one PSA needs beside its catalog document. Pure code; nothing is sent.
 */
struct _MusterPsaInterface
{
  GTypeInterface parent_iface;

  gboolean       (*wants_ticket)     (MusterPsa   *self,
                                      JsonObject  *row);
  MusterTicket * (*read_ticket)      (MusterPsa   *self,
                                      JsonObject  *row,
                                      const char  *connection_id,
                                      GError     **error);
  MusterNote   * (*read_note)        (MusterPsa   *self,
                                      JsonObject  *row,
                                      const char  *id);
  void           (*add_entry)        (MusterPsa   *self,
                                      GPtrArray   *notes,
                                      JsonObject  *row);
  void           (*end_notes)        (MusterPsa   *self,
                                      GPtrArray   *notes);
  gboolean       (*note_is_internal) (MusterPsa   *self,
                                      JsonObject  *row);
  char         * (*render_note)      (MusterPsa   *self,
                                      const char  *text);
  void           (*set_settings)     (MusterPsa   *self,
                                      JsonObject  *settings);
  void           (*set_members)      (MusterPsa   *self,
                                      JsonNode    *members,
                                      JsonNode    *whoami);
  void           (*set_choices)      (MusterPsa   *self,
                                      GPtrArray   *choices);
  gboolean       (*read_identity)    (MusterPsa   *self,
                                      JsonNode    *answer,
                                      char       **id,
                                      char       **name,
                                      GError     **error);
  GPtrArray    * (*read_companies)   (MusterPsa   *self,
                                      JsonNode    *answer,
                                      GError     **error);
  GPtrArray    * (*read_contacts)    (MusterPsa   *self,
                                      JsonNode    *answer,
                                      GError     **error);
  GPtrArray    * (*read_members)     (MusterPsa   *self,
                                      JsonNode    *answer,
                                      GError     **error);
  GPtrArray    * (*read_choices)     (MusterPsa   *self,
                                      JsonNode    *answer,
                                      const char  *board_id,
                                      GError     **error);
  char         * (*get_cursor)       (MusterPsa   *self,
                                      JsonNode    *answer,
                                      const char  *cursor);
  char         * (*hook_key_path)    (MusterPsa   *self,
                                      MusterHook  *hook,
                                      const char  *site,
                                      const char  *api_root,
                                      GError     **error);
  gboolean       (*verify_hook)      (MusterPsa    *self,
                                      MusterHook   *hook,
                                      MusterSecret *key,
                                      GError      **error);
  GPtrArray    * (*read_hook)        (MusterPsa   *self,
                                      MusterHook  *hook,
                                      GError     **error);
  GPtrArray    * (*read_webhooks)    (MusterPsa   *self,
                                      JsonNode    *answer,
                                      GError     **error);
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
/* Puts the notes on the ticket and takes the description and, where the vendor shows it only there, the origin from them */
void          muster_psa_apply_notes         (MusterPsa     *self,
                                              MusterTicket  *ticket,
                                              GPtrArray     *notes);
gboolean      muster_psa_note_is_internal    (MusterPsa     *self,
                                              JsonObject    *row);
char         *muster_psa_render_note         (MusterPsa     *self,
                                              const char    *text);
void          muster_psa_set_settings        (MusterPsa     *self,
                                              JsonObject    *settings);
void          muster_psa_set_members         (MusterPsa     *self,
                                              JsonNode      *members,
                                              JsonNode      *whoami);

/* --- What the fields of a ticket can be --- */

void           muster_psa_set_choices         (MusterPsa     *self,
                                               GPtrArray     *choices);
GPtrArray     *muster_psa_read_choices        (MusterPsa     *self,
                                               JsonNode      *answer,
                                               const char    *board_id,
                                               GError       **error);

/* --- People and companies --- */

gboolean       muster_psa_read_identity       (MusterPsa     *self,
                                               JsonNode      *answer,
                                               char         **id,
                                               char         **name,
                                               GError       **error);
GPtrArray     *muster_psa_read_companies      (MusterPsa     *self,
                                               JsonNode      *answer,
                                               GError       **error);
GPtrArray     *muster_psa_read_contacts       (MusterPsa     *self,
                                               JsonNode      *answer,
                                               GError       **error);
GPtrArray     *muster_psa_read_members        (MusterPsa     *self,
                                               JsonNode      *answer,
                                               GError       **error);

/* --- Polling --- */

char          *muster_psa_get_cursor          (MusterPsa     *self,
                                               JsonNode      *answer,
                                               const char    *cursor);

/* --- Webhooks --- */

gboolean       muster_psa_has_hook_keys       (MusterPsa     *self);
char          *muster_psa_hook_key_path       (MusterPsa     *self,
                                               MusterHook    *hook,
                                               const char    *site,
                                               const char    *api_root,
                                               GError       **error);
gboolean       muster_psa_verify_hook         (MusterPsa     *self,
                                               MusterHook    *hook,
                                               MusterSecret  *key,
                                               GError       **error);
GPtrArray     *muster_psa_read_hook           (MusterPsa     *self,
                                               MusterHook    *hook,
                                               GError       **error);
GPtrArray     *muster_psa_read_webhooks       (MusterPsa     *self,
                                               JsonNode      *answer,
                                               GError       **error);

G_END_DECLS
