/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a PSA's lists hold. Plain values: they are read, looked at and thrown away. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include "muster-psa-records.h"

void
muster_psa_company_free (MusterPsaCompany *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->detail);
  g_free (self->type);
  g_free (self->status);
  g_free (self->domain);
  g_free (self);
}

void
muster_psa_contact_free (MusterPsaContact *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  g_free (self->company_id);
  g_free (self);
}

void
muster_psa_member_free (MusterPsaMember *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

void
muster_psa_choice_free (MusterPsaChoice *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->parent_id);
  g_free (self);
}

void
muster_psa_hint_free (MusterPsaHint *self)
{
  g_free (self->object);
  g_free (self->id);
  g_free (self->action);
  g_free (self);
}

void
muster_psa_webhook_free (MusterPsaWebhook *self)
{
  g_free (self->id);
  g_free (self->url);
  g_free (self->detail);
  g_free (self);
}
