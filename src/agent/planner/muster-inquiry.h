/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "muster-case.h"
#include "muster-lexicon.h"
#include "muster-ticket-text.h"
#include "muster-workflow.h"

G_BEGIN_DECLS

/* One person of the directory, as find-users shows people. */
typedef struct
{
  char      *id;
  char      *ref;       /* user:GUID */
  char      *name;
  char      *given;     /* folded */
  char      *surname;   /* folded */
  char      *upn;
  char      *mail;
  char      *title;
  char      *department;
  GPtrArray *addresses; /* lower case */
  GPtrArray *tokens;    /* folded words of the display name */
  gboolean   enabled;
  gboolean   synced;
  gboolean   guest;
} MusterPerson;

typedef enum
{
  MUSTER_PLACE_SECURITY,
  MUSTER_PLACE_MICROSOFT365,
  MUSTER_PLACE_MAIL_ENABLED,
  MUSTER_PLACE_DISTRIBUTION,
  MUSTER_PLACE_MAILBOX,
  MUSTER_PLACE_LICENCE,
} MusterPlaceKind;

/* What somebody can be let into: a group, a team, a mailbox, or a licence that can be had. */
typedef struct
{
  MusterPlaceKind  kind;
  char            *id;
  char            *ref;
  char            *name;
  char            *address;      /* (nullable) lower case */
  char            *description;  /* (nullable) */
  GPtrArray       *tokens;       /* folded words of the name */
  gboolean         synced;
  gboolean         dynamic;
  gboolean         privileged;
  gboolean         is_team;
  gint64           seats;
  gint64           used;
} MusterPlace;

/* An article of the client's documentation that counts. */
typedef struct
{
  gint64     id;
  char      *name;
  char      *text;
  char      *steps;       /* (nullable): of a procedure, where they are known already */
  char      *updated;
  GPtrArray *words;
  gboolean   general;     /* belongs to the whole MSP */
  gboolean   procedure;
  gboolean   stale;
  char      *newer;          /* (nullable): a younger page on the same subject */
  char      *newer_updated;  /* (nullable) */
} MusterArticle;

/* A value of a slot: what goes into a step, and how a person calls it. */
typedef struct
{
  char *ref;
  char *name;
} MusterSlotValue;

/**
 * MusterInquiry:
 *
 * What is known and wanted while one turn is thought through. It lives for one turn; a call whose answer is not
 * in the case goes to @wanted and sets @waiting, and whoever needed it comes back without a result.
 */
typedef struct
{
  MusterCase             *ticket_case;
  MusterTicket           *ticket;
  const MusterLexicon    *lexicon;
  MusterWorkflowLibrary  *library;
  const MusterWorkflow   *workflow;
  MusterTicketText       *text;
  const char             *language;
  guint                   languages;

  GPtrArray              *wanted;     /* MusterToolCall */
  gboolean                waiting;
  GPtrArray              *findings;   /* MusterFinding */
  GHashTable             *found;      /* texts of findings, to say things once */
  GHashTable             *facts;      /* name → value or "" */
  GHashTable             *slots;      /* name → GPtrArray of MusterSlotValue */

  GPtrArray              *people;     /* MusterPerson */
  gboolean                people_cut;
  GPtrArray              *places;     /* MusterPlace */
  GPtrArray              *articles;   /* MusterArticle, newest first */
  gboolean                articles_bad;
  GPtrArray              *mentions;   /* MusterMention */
  const MusterPerson     *requester;
  gboolean                requester_done;
} MusterInquiry;

MusterTicketText *muster_inquiry_text (MusterCase         *ticket_case);
MusterInquiry *muster_inquiry_new  (MusterCase            *ticket_case,
                                    MusterWorkflowLibrary *library);
void           muster_inquiry_free (MusterInquiry         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterInquiry, muster_inquiry_free)

/* muster-reader.c */
JsonObject   *muster_inquiry_read        (MusterInquiry  *self,
                                          const char    **status,
                                          const char     *tool,
                                          ...) G_GNUC_NULL_TERMINATED;
GPtrArray    *muster_inquiry_people      (MusterInquiry  *self);
const MusterPerson *muster_inquiry_person (MusterInquiry *self,
                                          const char     *id);
GPtrArray    *muster_inquiry_places      (MusterInquiry  *self);
GPtrArray    *muster_inquiry_articles    (MusterInquiry  *self);
void muster_inquiry_note_doubts (MusterInquiry *self,
                                 const char    *name);
const MusterPerson *muster_inquiry_requester (MusterInquiry *self);
void          muster_inquiry_note        (MusterInquiry  *self,
                                          const char     *source,
                                          const char     *format,
                                          ...) G_GNUC_PRINTF (3, 4);
gboolean      muster_inquiry_says        (MusterInquiry  *self,
                                          const char     *concept);
GPtrArray    *muster_inquiry_owners      (MusterInquiry  *self,
                                          const MusterPlace *place);
GPtrArray    *muster_inquiry_members     (MusterInquiry  *self,
                                          const MusterPlace *place);
const MusterPerson *muster_inquiry_manager (MusterInquiry *self,
                                          const MusterPerson *person);
int           muster_inquiry_depth       (MusterInquiry  *self,
                                          const MusterPerson *person);
JsonArray    *muster_inquiry_devices     (MusterInquiry  *self,
                                          const MusterPerson *person);

/* slots */
GPtrArray    *muster_slot_new            (void);
void          muster_slot_add            (GPtrArray      *slot,
                                          const char     *ref,
                                          const char     *name);

/* the folded words of a name */
void          muster_inquiry_add_tokens  (GPtrArray      *tokens,
                                          const char     *text);

G_END_DECLS
