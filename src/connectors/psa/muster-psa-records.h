/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterPsaCompany:
 * @detail: (nullable): short name or number that the MSP's people know it by
 * @domain: (nullable): of its web site, without `www.`
 *
 * A customer as the PSA knows it.
 */
typedef struct
{
  char    *id;
  char    *name;
  char    *detail;
  char    *type;
  char    *status;
  char    *domain;
  gboolean active;
} MusterPsaCompany;

typedef struct
{
  char    *id;
  char    *name;
  char    *email;
  char    *company_id;
  gboolean active;
} MusterPsaContact;

/**
 * MusterPsaMember:
 * @person: a technician, not a program's account
 *
 * Somebody of the MSP, or an account that a program uses.
 */
typedef struct
{
  char    *id;
  char    *name;
  char    *email;
  gboolean person;
  gboolean active;
} MusterPsaMember;

typedef enum
{
  MUSTER_PSA_CHOICE_BOARD,      /* service board, queue or team: where tickets lie */
  MUSTER_PSA_CHOICE_STATUS,
  MUSTER_PSA_CHOICE_PRIORITY,
  MUSTER_PSA_CHOICE_TYPE,
  MUSTER_PSA_CHOICE_SOURCE,
  MUSTER_PSA_CHOICE_TEAM        /* of technicians, where boards are something else */
} MusterPsaChoiceKind;

/**
 * MusterPsaChoice:
 * @parent_id: (nullable): the board that it belongs to; %NULL: it is the same on all
 * @closed: a status that ends a ticket
 *
 * One value of a field that the customer's administrator defines.
 */
typedef struct
{
  MusterPsaChoiceKind kind;
  char               *id;
  char               *name;
  char               *parent_id;
  gboolean            closed;
  gboolean            active;
} MusterPsaChoice;

/**
 * MusterPsaHint:
 * @object: `ticket`, or another kind that nobody follows
 * @lifecycle: about the webhook itself: the vendor has switched it off
 *
 * What a webhook says has changed. Nothing else of a delivery is used.
 */
typedef struct
{
  char    *object;
  char    *id;
  char    *action;
  gboolean lifecycle;
} MusterPsaHint;

/**
 * MusterPsaWebhook:
 * @active: the vendor sends to it
 * @detail: (nullable): why not, in the vendor's words
 *
 * A webhook as it is registered at the vendor.
 */
typedef struct
{
  char    *id;
  char    *url;
  char    *detail;
  gboolean active;
} MusterPsaWebhook;

void muster_psa_company_free (MusterPsaCompany *self);
void muster_psa_contact_free (MusterPsaContact *self);
void muster_psa_member_free  (MusterPsaMember  *self);
void muster_psa_choice_free  (MusterPsaChoice  *self);
void muster_psa_hint_free    (MusterPsaHint    *self);
void muster_psa_webhook_free (MusterPsaWebhook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaCompany, muster_psa_company_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaContact, muster_psa_contact_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaMember, muster_psa_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaChoice, muster_psa_choice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaHint, muster_psa_hint_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPsaWebhook, muster_psa_webhook_free)

G_END_DECLS
