/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-company.h"
#include "muster-enums.h"

G_BEGIN_DECLS

/* Which of a vendor's companies is this client? Pure: what is known of the client goes in, a score and a reason come out. */

#define MUSTER_MATCH_BEST 80

typedef struct _MusterMatch MusterMatch;

MusterMatch *muster_match_new          (MusterMappingKind  kind);
void         muster_match_free         (MusterMatch       *self);
/* A name that the client goes by, here or in the PSA. @name: (nullable) */
void         muster_match_add_name     (MusterMatch       *self,
                                        const char        *name);
/* @id: (nullable): the PSA's company of the client */
void         muster_match_set_psa_id   (MusterMatch       *self,
                                        const char        *id);
/* @domain: (nullable): "keslowray.example"; one that everybody may have, such as a mail provider's, is passed over */
void         muster_match_add_domain   (MusterMatch       *self,
                                        const char        *domain);
/* What is behind the @ */
void         muster_match_add_email    (MusterMatch       *self,
                                        const char        *email);
/* "https://www.keslowray.example/about". @site: (nullable) */
void         muster_match_add_site     (MusterMatch       *self,
                                        const char        *site);
/* The domains in the order in which they were found. Zero-terminated, (transfer container) */
GStrv        muster_match_list_domains (MusterMatch       *self);
/* @domain is one of the tenant's own, says the directory */
void         muster_match_add_tenant   (MusterMatch       *self,
                                        const char        *tenant_id,
                                        const char        *domain);
/* 0 to 100; from MUSTER_MATCH_BEST on safe to preselect. @reason: (out) (optional) (nullable): translated */
int          muster_match_score        (MusterMatch       *self,
                                        MusterCompany     *company,
                                        char             **reason);
/* (transfer full) (nullable): the host of a web address without "www." */
char        *muster_match_site_domain  (const char        *site);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterMatch, muster_match_free)

G_END_DECLS
