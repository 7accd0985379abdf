/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"
#include "muster-psa.h"

G_BEGIN_DECLS

/* The user name of the webhook's Basic credentials; the password alone is checked */
#define MUSTER_HALOPSA_HOOK_USER "muster"

/* Where the browser comes back to after a person has signed in: the application has to name exactly this address */
#define MUSTER_HALOPSA_REDIRECT_PORT 28416
#define MUSTER_HALOPSA_REDIRECT_PATH "/halopsa"

/* Settings that the tools of the document use */
#define MUSTER_HALOPSA_PRIVATE_OUTCOME "privateOutcome"
#define MUSTER_HALOPSA_REPLY_OUTCOME   "replyOutcome"

#define MUSTER_TYPE_HALOPSA_PSA (muster_halopsa_psa_get_type ())
G_DECLARE_FINAL_TYPE (MusterHalopsaPsa, muster_halopsa_psa, MUSTER, HALOPSA_PSA, GObject)

/**
 * MusterHalopsaOutcome:
 * @detail: translated: what it does, as the instance says
 *
 * An outcome that an action of ours could have.
 */
typedef struct
{
  char *id;
  char *name;
  char *detail;
} MusterHalopsaOutcome;

MusterPsa    *muster_halopsa_psa_new            (void);

/* --- Setting a connection up --- */

/* "example.halopsa.com", "https://example.halopsa.com/auth" … → "https://example.halopsa.com" */
char         *muster_halopsa_normalize_instance (const char    *typed,
                                                 GError       **error);
/* Answer of `auth-info` → where tokens come from, and the tenant */
gboolean      muster_halopsa_read_auth_info     (const char    *instance,
                                                 JsonNode      *auth_info,
                                                 char         **auth_url,
                                                 char         **tenant,
                                                 GError       **error);
/* "https://example.halopsa.com/auth" → ".../auth/token?tenant=example" */
char         *muster_halopsa_token_url          (const char    *auth_url,
                                                 const char    *tenant);
char         *muster_halopsa_authorize_url      (const char    *auth_url,
                                                 const char    *tenant);
/* Answer of `list-outcomes` → those that fit, the best one first; @sure: the one that needs no question */
GPtrArray    *muster_halopsa_read_outcomes      (JsonNode      *outcomes,
                                                 gboolean       reply,
                                                 char         **sure,
                                                 GError       **error);
void          muster_halopsa_outcome_free       (MusterHalopsaOutcome *self);
MusterAdvice *muster_halopsa_advice             (const char    *tool,
                                                 const GError  *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterHalopsaOutcome, muster_halopsa_outcome_free)

G_END_DECLS
