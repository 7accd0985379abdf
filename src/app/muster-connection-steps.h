/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-authenticator.h"
#include "muster-cap.h"
#include "muster-connection-report.h"
#include "muster-context.h"
#include "muster-psa.h"

G_BEGIN_DECLS

/* The live test of a connection as its integrations write it: a table of reads each, in the order in which they depend
 * on each other. For the files muster-connection-*.c only. */

typedef struct _MusterConnectionTest MusterConnectionTest;

typedef enum
{
  MUSTER_STEP_MUST = 1 << 0,      /* the test ends when it fails; else it is a warning */
  MUSTER_STEP_DISCOVERY = 1 << 1  /* finds out where the vendor's API is; asked again when that has moved */
} MusterStepFlags;

/**
 * MusterConnectionStep:
 * @tool: short name
 * @title: N_(): what is tried
 * @right: (nullable): N_(): the one right that is missing when this alone is refused
 * @prepare: (nullable): fills the arguments; %FALSE: the step is left out
 * @done: (nullable): takes what the answer tells and returns the detail
 */
typedef struct
{
  const char      *tool;
  const char      *title;
  MusterStepFlags  flags;
  const char      *right;
  gboolean         (*prepare)(MusterConnectionTest *test, JsonObject *args);
  char          *  (*done)(MusterConnectionTest *test, JsonNode *node, GError **error);
} MusterConnectionStep;

struct _MusterConnectionTest
{
  MusterContext              *context;     /* (owned) */
  MusterConnection           *connection;  /* (owned): the caller's */
  MusterConnection           *trial;       /* (owned): what the gate knows */
  GHashTable                 *secrets;     /* (owned): field → MusterSecret */
  GHashTable                 *answers;     /* (owned): question id → answer, as it was typed */
  MusterIntegration          *integration; /* (unowned): the catalog's */
  MusterAuthenticator        *signer;      /* (owned) */
  MusterRunCap               *cap;         /* (owned) */
  MusterConnectionReport     *report;      /* (owned) */
  const MusterConnectionStep *steps;
  guint                       step;
  gboolean                    saved;       /* of a connection that works already */
  gboolean                    discovery;   /* only the steps that find the API */
  GPtrArray                  *tenants;     /* (owned) (nullable) (element-type MusterTenant) */
  guint                       tenant;
  char                       *company;     /* (nullable): a company to try things on */
  JsonNode                   *whoami;      /* (owned) (nullable): the answer, for a step that needs it again */
};

extern const MusterConnectionStep muster_steps_connectwise[];
extern const MusterConnectionStep muster_steps_halopsa[];
extern const MusterConnectionStep muster_steps_autotask[];
extern const MusterConnectionStep muster_steps_microsoft365[];
extern const MusterConnectionStep muster_steps_hudu[];
extern const MusterConnectionStep muster_steps_itglue[];

/* What was found out, for the trial and for the connection that is going to be saved */
void       muster_test_discover      (MusterConnectionTest  *test,
                                      const char            *name,
                                      const char            *value);
/* The same, and requests go there from now on */
void       muster_test_discover_root (MusterConnectionTest  *test,
                                      const char            *name,
                                      const char            *value);
/* Signs in again with what was found out: the sign-in server is another one */
gboolean   muster_test_sign_again    (MusterConnectionTest  *test,
                                      GError               **error);
/* Makes the trial known to the gate as it is now */
void       muster_test_announce      (MusterConnectionTest  *test);
char      *muster_test_get_setting   (MusterConnectionTest  *test,
                                      const char            *name);
void       muster_test_set_scope     (MusterConnectionTest  *test,
                                      const char            *tenant,
                                      const char            *company,
                                      const char            *docs);
void       muster_test_add_check     (MusterConnectionTest  *test,
                                      const char            *id,
                                      MusterCheckState       state,
                                      const char            *title,
                                      const char            *detail,
                                      const char            *advice);
/* Asks for a setting. The answer that was given, or without one @likely when there is no doubt (%NULL: there is), is
 * stored as the setting @id; without either the report asks for it. @candidates: (element-type MusterCandidate) */
void       muster_test_ask           (MusterConnectionTest  *test,
                                      const char            *id,
                                      const char            *text,
                                      const char            *help,
                                      GPtrArray             *candidates,
                                      const char            *likely);
MusterPsa *muster_test_get_psa       (MusterConnectionTest  *test);

/* Steps that are the same for every PSA */
char      *muster_steps_whoami_done    (MusterConnectionTest  *test,
                                        JsonNode              *node,
                                        GError               **error);
char      *muster_steps_members_done   (MusterConnectionTest  *test,
                                        JsonNode              *node,
                                        GError               **error);
char      *muster_steps_companies_done (MusterConnectionTest  *test,
                                        JsonNode              *node,
                                        GError               **error);
char      *muster_steps_choices_done   (MusterConnectionTest  *test,
                                        JsonNode              *node,
                                        GError               **error);
gboolean   muster_steps_contacts_args  (MusterConnectionTest  *test,
                                        JsonObject            *args);
gboolean   muster_steps_tickets_args   (MusterConnectionTest  *test,
                                        JsonObject            *args);
guint      muster_steps_count_rows     (JsonNode              *node,
                                        const char            *member);
char      *muster_steps_count_companies (guint                 n);
char      *muster_steps_take_companies (MusterConnectionTest  *test,
                                        GPtrArray             *companies);
gboolean   muster_steps_company_args   (MusterConnectionTest  *test,
                                        JsonObject            *args);

G_END_DECLS
