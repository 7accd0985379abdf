/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-advice.h"
#include "muster-psa.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_AUTOTASK_PSA (muster_autotask_psa_get_type ())
G_DECLARE_FINAL_TYPE (MusterAutotaskPsa, muster_autotask_psa, MUSTER, AUTOTASK_PSA, GObject)

/**
 * MusterAutotaskAudience:
 * @MUSTER_AUTOTASK_AUDIENCE_INTERNAL: notes that only the MSP's own people see
 * @MUSTER_AUTOTASK_AUDIENCE_REQUESTER: replies in the client portal
 *
 * Whom a note is for.
 */
typedef enum
{
  MUSTER_AUTOTASK_AUDIENCE_INTERNAL,
  MUSTER_AUTOTASK_AUDIENCE_REQUESTER
} MusterAutotaskAudience;

MusterPsa    *muster_autotask_psa_new          (void);

/* --- While connecting; the names of the settings are those of the catalog's document --- */

/* Answer of `zone-information` → "https://webservices5.autotask.net/atservicesrest/v1.0" (setting apiRoot) */
char         *muster_autotask_api_root         (JsonNode               *zone_information,
                                                const char             *zone,
                                                GError                **error);
/* The same answer → "https://ww5.autotask.net" (setting webRoot), or NULL */
char         *muster_autotask_web_root         (JsonNode               *zone_information);
/* Answer of `list-note-choices` → what an administrator can choose from (MusterPsaChoice: id, name) */
GPtrArray    *muster_autotask_list_audiences   (JsonNode               *note_choices,
                                                MusterAutotaskAudience  audience,
                                                GError                **error);
/* Of those, the one whose label is the vendor's own; NULL: somebody has to choose */
const char   *muster_autotask_likely_audience  (GPtrArray              *choices,
                                                MusterAutotaskAudience  audience);
/* Settings internalPublish and internalPublishLabel, or replyPublish and replyPublishLabel */
gboolean      muster_autotask_choose_audience  (GPtrArray              *choices,
                                                MusterAutotaskAudience  audience,
                                                const char             *id,
                                                char                  **label,
                                                GError                **error);
/* Answer of `whoami` → setting resourceId */
char         *muster_autotask_own_resource     (JsonNode               *whoami,
                                                GError                **error);
/* Answers of `list-member-roles` and `whoami` → setting roleId; NULL: it holds none and cannot enter time */
char         *muster_autotask_own_role         (JsonNode               *member_roles,
                                                JsonNode               *whoami);
/* Answer of `list-choices` → settings defaultQueue and defaultPriority, for tickets that Muster creates; NULL: none */
char         *muster_autotask_default_queue    (JsonNode               *choices);
char         *muster_autotask_default_priority (JsonNode               *choices);
/* Answer of `threshold-information` → how much of the customer's allowance is used, from 0 to 1 */
double        muster_autotask_used_share       (JsonNode               *threshold_information);

MusterAdvice *muster_autotask_advice           (const char             *tool,
                                                const GError           *error);

G_END_DECLS
