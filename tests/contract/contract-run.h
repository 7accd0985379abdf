/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-endpoints.h"
#include "muster-scope.h"
#include "muster-tool-exec.h"

#include "../catalog/vendor-spec.h"
#include "../sandbox/sandbox-fixture.h"
#include "../sandbox/sandbox-schema.h"

G_BEGIN_DECLS

/**
 * ContractRun:
 * @headers: (element-type utf8): name, value, name, value …: the credentials
 * @sign: (nullable): adds the credentials of one request instead
 * @others: further descriptions of the vendor's
 * @settings: of the connection, as they are found out
 * @prefix: (nullable): what stands before the vendor's paths here, in place of a host of its own
 * @tenant: (nullable): the client whose tools are run, at Microsoft
 * @company: (nullable): the same client in the PSA
 * @docs: (nullable): the same client in the documentation
 * @odd: answers come in a shape that is not described but has been seen
 * @seen: names of the tools that were run
 * @requests: how many requests were held against the vendor's description
 *
 * The program's catalog, the look-alike, and the vendor's own description between them: each request that a tool sends
 * and each answer that it gets have to be in it.
 */
typedef struct _ContractRun ContractRun;

struct _ContractRun
{
  SandboxFixture   sandbox;
  MusterCatalog   *catalog;
  const char      *integration;
  VendorSpec      *spec;
  SandboxSchema   *schema;
  GPtrArray       *headers;
  JsonObject      *settings;
  char            *prefix;
  char            *tenant;
  char            *company;
  char            *docs;
  gboolean         odd;
  MusterSecret    *secret;
  GHashTable      *seen;
  guint            requests;
  GPtrArray       *others;
  void          (* sign) (ContractRun    *self,
                          MusterToolExec *exec,
                          GPtrArray      *headers);
};

void      contract_run_set_up      (ContractRun  *self,
                                    const char   *integration,
                                    const char   *spec);
/* One more description, for what @spec of the set-up does not hold */
void      contract_run_add_spec    (ContractRun  *self,
                                    const char   *spec);
void      contract_run_tear_down   (ContractRun  *self);
void      contract_run_header      (ContractRun  *self,
                                    const char   *name,
                                    const char   *value);
void      contract_run_setting     (ContractRun  *self,
                                    const char   *name,
                                    const char   *value);
/* (transfer full) (nullable): the tool's result */
JsonNode *contract_run_tool        (ContractRun  *self,
                                    const char   *tool,
                                    GError      **error,
                                    const char   *args,
                                    ...) G_GNUC_PRINTF (4, 5);
/* The same, and it must not fail */
JsonNode *contract_run_do          (ContractRun  *self,
                                    const char   *tool,
                                    const char   *args,
                                    ...) G_GNUC_PRINTF (3, 4);
/* Whether the tool's look finds that it was done */
gboolean  contract_run_look        (ContractRun  *self,
                                    const char   *tool,
                                    const char   *marker,
                                    const char   *args,
                                    ...) G_GNUC_PRINTF (4, 5);
/**
 * ContractStep:
 * @args: NOTE and WEBHOOK stand for what an earlier step made
 * @marker: (nullable): what its look searches for; a look without one has a condition
 *
 * One row of a table of tools.
 */
typedef struct
{
  const char *tool;
  const char *args;
  const char *marker;
} ContractStep;

/* Runs them one after the other, up to one without a name; what each of them did must be found by its look */
void      contract_run_steps       (ContractRun        *self,
                                    const ContractStep *steps);
/* Numbers and texts in a result: "tickets.[0].id" */
gint64    contract_run_int         (JsonNode     *result,
                                    const char   *path);
char     *contract_run_text        (JsonNode     *result,
                                    const char   *path);
guint     contract_run_length      (JsonNode     *result,
                                    const char   *path);
/* Fails for each tool of the integration's document that was not run */
void      contract_run_assert_all  (ContractRun  *self);

G_END_DECLS
