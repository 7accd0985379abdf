/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "muster-context.h"

G_BEGIN_DECLS

/* Exit codes; documented in README.md and --help */
typedef enum
{
  MUSTER_EXIT_OK = 0,
  MUSTER_EXIT_FAILED = 1,
  MUSTER_EXIT_USAGE = 2,
  MUSTER_EXIT_UNFINISHED = 3,
  MUSTER_EXIT_NOT_FOUND = 4,
  MUSTER_EXIT_CONNECTION = 5,
  MUSTER_EXIT_KEYRING = 6,
  MUSTER_EXIT_DATA = 7,
  MUSTER_EXIT_CHECK = 8,
  MUSTER_EXIT_REFUSED = 9
} MusterExit;

/**
 * MusterCli:
 *
 * One call of musterctl. Commands are plain functions in the order of what they do: they start one asynchronous call
 * of the context after the other and wait for each; nothing else runs in this process.
 */
typedef struct
{
  MusterContext *context;      /* (owned) (nullable) */
  GCancellable  *cancellable;  /* (owned): cancelled by SIGINT and SIGTERM */
  GHashTable    *secrets;      /* (owned) (nullable): "connectwise.privateKey" → MusterSecret */
  gboolean       json;

  /* Options */
  char          *data_dir;
  char          *keyring;
  char          *secrets_file;
  int            secrets_fd;
  int            secrets_out;  /* -1: none */
  char          *reason;
  char          *as;           /* (nullable): address of the caller's account */
  char          *client;
  char          *manager;      /* on, off; NULL: as it is */
  char          *contact;
  char          *world;
  char          *sandbox;
  char          *psa;
  char          *docs;
  char          *address;
  char          *base;
  int            port;
  int            timeout;
  int            limit;
  gboolean       until_idle;
  gboolean       timeline;
  gboolean       models;
  gboolean       list;
  gboolean       yes;
  gboolean       device_code;
  gboolean       link;
  gboolean       browser;
} MusterCli;

/* The commands; @args: what comes after the command's words. NULL-terminated. */
int  muster_cli_onboard       (MusterCli *cli, char **args);
int  muster_cli_clients       (MusterCli *cli, char **args);
int  muster_cli_tools         (MusterCli *cli, char **args);
int  muster_cli_tenants       (MusterCli *cli, char **args);
int  muster_cli_tenant_check  (MusterCli *cli, char **args);
int  muster_cli_permissions   (MusterCli *cli, char **args);
int  muster_cli_policy_set    (MusterCli *cli, char **args);
int  muster_cli_policy_set_class  (MusterCli *cli, char **args);
int  muster_cli_policy_preview    (MusterCli *cli, char **args);
int  muster_cli_mode_set      (MusterCli *cli, char **args);
int  muster_cli_mode_preview  (MusterCli *cli, char **args);
int  muster_cli_prompt_show    (MusterCli *cli, char **args);
int  muster_cli_prompt_set     (MusterCli *cli, char **args);
int  muster_cli_prompt_clear   (MusterCli *cli, char **args);
int  muster_cli_prompt_history (MusterCli *cli, char **args);
int  muster_cli_prompt_diff    (MusterCli *cli, char **args);
int  muster_cli_prompt_restore (MusterCli *cli, char **args);
int  muster_cli_run_judge     (MusterCli *cli, char **args);
int  muster_cli_process       (MusterCli *cli, char **args);
int  muster_cli_runs          (MusterCli *cli, char **args);
int  muster_cli_run_show      (MusterCli *cli, char **args);
int  muster_cli_run_confirm   (MusterCli *cli, char **args);
int  muster_cli_run_check     (MusterCli *cli, char **args);
int  muster_cli_run_settle    (MusterCli *cli, char **args);
int  muster_cli_run_hand_over (MusterCli *cli, char **args);
int  muster_cli_ending        (MusterCli *cli, char **args);
int  muster_cli_run_retry     (MusterCli *cli, char **args);
int  muster_cli_approvals     (MusterCli *cli, char **args);
int  muster_cli_approval_show     (MusterCli *cli, char **args);
int  muster_cli_approval_grant    (MusterCli *cli, char **args);
int  muster_cli_approval_reject   (MusterCli *cli, char **args);
int  muster_cli_approval_withdraw (MusterCli *cli, char **args);
int  muster_cli_approval_confirm  (MusterCli *cli, char **args);
int  muster_cli_approvers     (MusterCli *cli, char **args);
int  muster_cli_run_timeline  (MusterCli *cli, char **args);
int  muster_cli_run_report    (MusterCli *cli, char **args);
int  muster_cli_run_export    (MusterCli *cli, char **args);
int  muster_cli_run_replay    (MusterCli *cli, char **args);
int  muster_cli_waiting       (MusterCli *cli, char **args);
int  muster_cli_activity      (MusterCli *cli, char **args);
int  muster_cli_audit_verify  (MusterCli *cli, char **args);
int  muster_cli_doctor        (MusterCli *cli, char **args);
int  muster_cli_demo          (MusterCli *cli, char **args);
int  muster_cli_connections   (MusterCli *cli, char **args);
int  muster_cli_connection_test   (MusterCli *cli, char **args);
int  muster_cli_connection_rotate (MusterCli *cli, char **args);
int  muster_cli_connection_remove (MusterCli *cli, char **args);
int  muster_cli_connection_sign_in (MusterCli *cli, char **args);
int  muster_cli_connection_set     (MusterCli *cli, char **args);
int  muster_cli_consent            (MusterCli *cli, char **args);
/* Who runs musterctl is who decides, and stands in the record */
void     muster_cli_act_as_user    (MusterCli   *cli);
/* A change is asked about, unless --yes was given; without a terminal it is not made */
gboolean muster_cli_confirmed      (MusterCli   *cli,
                                    const char  *what);
int      muster_cli_not_confirmed  (MusterCli   *cli);
/* (transfer full) (nullable): by id, name or domain, or by the client that is mapped to it */
char    *muster_cli_find_tenant    (MusterCli   *cli,
                                    const char  *what,
                                    GError     **error);
/* Where the form asks for a person: shows the page or the code, and waits; the token goes into @fields */
gboolean muster_cli_sign_in        (MusterCli   *cli,
                                    const char  *integration,
                                    GHashTable  *fields,
                                    GError     **error);
int  muster_cli_docs          (MusterCli *cli, char **args);
int  muster_cli_docs_sync     (MusterCli *cli, char **args);
int  muster_cli_docs_search   (MusterCli *cli, char **args);
int  muster_cli_import        (MusterCli *cli, char **args);
int  muster_cli_watch         (MusterCli *cli, char **args);
int  muster_cli_watch_set     (MusterCli *cli, char **args);
int  muster_cli_watch_preview (MusterCli *cli, char **args);
int  muster_cli_webhooks      (MusterCli *cli, char **args);
int  muster_cli_webhooks_listen   (MusterCli *cli, char **args);
int  muster_cli_webhooks_register (MusterCli *cli, char **args);
int  muster_cli_webhooks_check    (MusterCli *cli, char **args);
int  muster_cli_webhooks_remove   (MusterCli *cli, char **args);
int  muster_cli_webhooks_secret   (MusterCli *cli, char **args);
int  muster_cli_reveal        (MusterCli *cli, char **args);
int  muster_cli_tool_run      (MusterCli *cli, char **args);
int  muster_cli_undo          (MusterCli *cli, char **args);
int  muster_cli_usage         (MusterCli *cli, char **args);
int  muster_cli_poll_interval (MusterCli *cli, char **args);
int  muster_cli_models        (MusterCli *cli, char **args);
int  muster_cli_model_add     (MusterCli *cli, char **args);
int  muster_cli_model_set     (MusterCli *cli, char **args);
int  muster_cli_model_test    (MusterCli *cli, char **args);
int  muster_cli_model_remove  (MusterCli *cli, char **args);
int  muster_cli_model_order   (MusterCli *cli, char **args);
int  muster_cli_model_find_local (MusterCli *cli, char **args);
int  muster_cli_model_budget  (MusterCli *cli, char **args);
int  muster_cli_model_usage   (MusterCli *cli, char **args);
/* One row of the onboarding file's "models" */
gboolean muster_cli_onboard_model (MusterCli   *cli,
                                   JsonObject  *row,
                                   GError     **error);

/* Opens the context with the options; FALSE with an error */
gboolean      muster_cli_open        (MusterCli  *cli,
                                      gboolean    sandbox,
                                      GError    **error);
void          muster_cli_close       (MusterCli  *cli);

/* Waiting for one asynchronous call */
typedef struct
{
  GAsyncResult *result;  /* (owned) (nullable) */
} MusterCliCall;

#define MUSTER_CLI_CALL_INIT { NULL }

void          muster_cli_call_cb     (GObject       *source,
                                      GAsyncResult  *result,
                                      gpointer       call);
GAsyncResult *muster_cli_call_wait   (MusterCliCall *call);
void          muster_cli_call_clear  (MusterCliCall *call);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterCliCall, muster_cli_call_clear)

/* Output. print_json takes @node. */
void          muster_cli_print_json  (JsonNode      *node);
int           muster_cli_fail        (MusterCli     *cli,
                                      const GError  *error);
int           muster_cli_usage_error (MusterCli     *cli,
                                      const char    *format,
                                      ...) G_GNUC_PRINTF (2, 3);
char         *muster_cli_time        (gint64         us);
void          muster_cli_set_string  (JsonObject    *object,
                                      const char    *member,
                                      const char    *value);

MusterClient *muster_cli_find_client (MusterCli     *cli,
                                      GError       **error);

/* (transfer none) (nullable): the PSA, when it can be used */
MusterConnection *muster_cli_find_psa  (MusterCli     *cli,
                                        GError       **error);
/* A file with one JSON object */
JsonNode     *muster_cli_read_json     (const char    *path,
                                        GError       **error);
/* What a form would hold: @typed: (nullable): field → value; its secrets come from --secrets */
GHashTable   *muster_cli_collect_fields (MusterCli    *cli,
                                         const char   *integration,
                                         JsonObject   *typed,
                                         GError      **error);

/* Secrets from --secrets or --secrets-fd */
gboolean      muster_cli_read_secrets (MusterCli    *cli,
                                       GError      **error);

/* Onboarding, also for the demonstration. @plan: as the onboarding file */
int           muster_cli_onboard_from (MusterCli    *cli,
                                       JsonObject   *plan,
                                       JsonObject   *said);

G_END_DECLS
