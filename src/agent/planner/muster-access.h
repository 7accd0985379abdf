/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"
#include "muster-people.h"

G_BEGIN_DECLS

typedef enum
{
  MUSTER_MEMBER_UNKNOWN,
  MUSTER_MEMBER_SELF,
  MUSTER_MEMBER_OTHERS,
  MUSTER_MEMBER_AMBIGUOUS,
} MusterMemberState;

/**
 * MusterHolder:
 *
 * Who holds which rights on a mailbox.
 */
typedef struct
{
  GPtrArray *full_access;    /* MusterPerson */
  GPtrArray *send_as;
  GPtrArray *send_on_behalf;
  gboolean   readable;
} MusterHolders;

void              muster_holders_free       (MusterHolders     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterHolders, muster_holders_free)

/* muster-resource-match.c */
typedef enum
{
  MUSTER_WANT_ANY = 0,
  MUSTER_WANT_LIST,
  MUSTER_WANT_TEAM,
} MusterWant;

GPtrArray        *muster_match_places       (MusterInquiry     *self,
                                             MusterWant         want);
GPtrArray        *muster_match_places_in    (MusterInquiry     *self,
                                             GPtrArray         *words,
                                             guint              from,
                                             guint              to,
                                             gboolean           all);
GPtrArray        *muster_match_mailboxes    (MusterInquiry     *self,
                                             GPtrArray         *words,
                                             gboolean          *forbidden);
gboolean          muster_match_negated      (MusterInquiry     *self,
                                             GPtrArray         *words,
                                             guint              at);

/* muster-access.c */
MusterMemberState muster_access_members     (MusterInquiry     *self,
                                             GPtrArray        **people,
                                             char             **label);
MusterHolders    *muster_access_holders     (MusterInquiry     *self,
                                             const char        *mailbox);
gboolean          muster_access_note_yes    (MusterInquiry     *self,
                                             GPtrArray         *deciders);

G_END_DECLS
