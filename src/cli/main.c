/* SPDX-License-Identifier: GPL-3.0-or-later */

/* musterctl: the same engine as the window's, without a display. */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <signal.h>
#include <string.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-language.h"
#include "muster-process.h"

typedef struct
{
  const char *words;     /* one or two */
  const char *arguments; /* for the help */
  guint       n_min;
  guint       n_max;
  gboolean    sandbox;   /* opens a demonstration profile of its own */
  gboolean    bare;      /* opens nothing by itself */
  int       (*run)(MusterCli *cli, char **args);
  const char *help;
} Command;

static const Command commands[] = {
  { "onboard", "FILE.json", 1, 1, FALSE, TRUE, muster_cli_onboard, "Set a profile up from a file" },
  { "clients", "", 0, 0, FALSE, FALSE, muster_cli_clients, "List the clients and what they are mapped to" },
  { "tools", "[--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_tools, "List the tools with the policies that apply" },
  { "policy set", "TOOL POLICY [--manager on|off] [--client SLUG]", 2, 2, FALSE, FALSE, muster_cli_policy_set,
    "auto, approval_needed, disabled, or inherit" },
  { "policy set-class", "CLASS POLICY [--manager on|off] [--list] [--client SLUG]", 2, 2, FALSE, FALSE, muster_cli_policy_set_class,
    "All tools of a class; --list: only what would have been" },
  { "policy preview", "TOOL POLICY [--manager on|off] [--client SLUG]", 2, 2, FALSE, FALSE, muster_cli_policy_preview,
    "Which of the last 200 would have been decided otherwise" },
  { "prompt show", "[--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_prompt_show, "What planners are told" },
  { "prompt set", "FILE|- [--client SLUG]", 1, 1, FALSE, FALSE, muster_cli_prompt_set, "The MSP’s or a client’s text" },
  { "prompt clear", "[--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_prompt_clear, "Take that text away" },
  { "prompt history", "[--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_prompt_history, "List its versions, newest first" },
  { "prompt diff", "VERSION [VERSION] [--client SLUG]", 1, 2, FALSE, FALSE, muster_cli_prompt_diff,
    "What a version changed, or how two differ" },
  { "prompt restore", "VERSION [--client SLUG]", 1, 1, FALSE, FALSE, muster_cli_prompt_restore,
    "Make an earlier version the newest" },
  { "mode preview", "[MODE] [--client SLUG]", 0, 1, FALSE, FALSE, muster_cli_mode_preview,
    "What would work by itself, what would ask, how the last plans were" },
  { "run judge", "ID right|partly|wrong [WORDS …]", 2, G_MAXUINT, FALSE, FALSE, muster_cli_run_judge,
    "Say whether a plan was right" },
  { "mode set", "MODE [--client SLUG]", 1, 1, FALSE, FALSE, muster_cli_mode_set, "plan, execute, or inherit (clients)" },
  { "process", "[--until-idle] [--timeout S]", 0, 0, FALSE, FALSE, muster_cli_process,
    "Poll and work; without --until-idle until it is stopped" },
  { "runs", "[--client SLUG] [--limit N]", 0, 0, FALSE, FALSE, muster_cli_runs, "List the runs, newest first" },
  { "run show", "ID [--timeline]", 1, 1, FALSE, FALSE, muster_cli_run_show, "Diagnosis, plan, decisions and note of a run" },
  { "run report", "ID", 1, 1, FALSE, FALSE, muster_cli_run_report, "The whole run as Markdown, for people" },
  { "run export", "ID FILE", 2, 2, FALSE, FALSE, muster_cli_run_export, "The whole run as lines of JSON, into a private file" },
  { "run replay", "ID", 1, 1, FALSE, FALSE, muster_cli_run_replay, "Decide again from what is stored, without the network" },
  { "run confirm", "ID --reason HOW", 1, 1, FALSE, FALSE, muster_cli_run_confirm, "You made sure who asks; the run goes on with that" },
  { "run check", "EFFECT", 1, 1, FALSE, FALSE, muster_cli_run_check, "Look now at what became of an act" },
  { "run settle", "EFFECT done|not-done --reason HOW", 2, 2, FALSE, FALSE, muster_cli_run_settle,
    "Your word for what nobody could find out" },
  { "run hand-over", "ID --reason WHY", 1, 1, FALSE, FALSE, muster_cli_run_hand_over, "End the plan and hand the ticket over" },
  { "ending", "[done|waiting|handover STATUS|off, board|team|member ID|off]", 0, 2, FALSE, FALSE, muster_cli_ending,
    "What becomes of tickets at the end of a run" },
  { "run retry", "ID", 1, 1, FALSE, FALSE, muster_cli_run_retry, "Work again on a run that needs a person" },
  { "approvals", "[--list] [--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_approvals,
    "List what waits for a yes; --list: also what was decided" },
  { "approval show", "ID", 1, 1, FALSE, FALSE, muster_cli_approval_show, "A request as the note on the ticket has it" },
  { "approval grant", "ID [STEP TO LEAVE OUT …]", 1, G_MAXUINT, FALSE, FALSE, muster_cli_approval_grant, "Say yes to it" },
  { "approval reject", "ID --reason WHY", 1, 1, FALSE, FALSE, muster_cli_approval_reject, "Say no; the agent hears why" },
  { "approval withdraw", "ID [--reason WHY]", 1, 1, FALSE, FALSE, muster_cli_approval_withdraw,
    "Take a yes back while nothing has run" },
  { "approval confirm-manager", "ID --reason HOW", 1, 1, FALSE, FALSE, muster_cli_approval_confirm,
    "You asked the requester’s manager, who agrees" },
  { "approvers", "[PSA-ID … | none]", 0, G_MAXUINT, FALSE, FALSE, muster_cli_approvers,
    "Who may decide by a note on the ticket" },
  { "waiting", "", 0, 0, FALSE, FALSE, muster_cli_waiting, "List the tickets that wait, and why" },
  { "tool run", "TOOL --client SLUG [NAME=TEXT | NAME:=JSON …] [--yes]", 1, G_MAXUINT, FALSE, FALSE, muster_cli_tool_run,
    "Run one tool; a change is asked about" },
  { "undo", "EFFECT [--yes]", 1, 1, FALSE, FALSE, muster_cli_undo, "Take an act of the activity log back" },
  { "activity", "[--client SLUG] [--limit N]", 0, 0, FALSE, FALSE, muster_cli_activity, "List what was done, newest first" },
  { "audit verify", "", 0, 0, FALSE, FALSE, muster_cli_audit_verify, "Check the chain of the activity log" },
  { "connections", "", 0, 0, FALSE, FALSE, muster_cli_connections, "List the connections and what does not work" },
  { "connection test", "NAME", 1, 1, FALSE, FALSE, muster_cli_connection_test, "Test a connection, right by right" },
  { "connection rotate", "NAME [FILE.json]", 1, 2, FALSE, FALSE, muster_cli_connection_rotate,
    "New credentials from --secrets; nothing else changes" },
  { "connection sign-in", "NAME [--device-code]", 1, 1, FALSE, FALSE, muster_cli_connection_sign_in,
    "A person signs in again, with the browser or a code" },
  { "connection set", "NAME OPTION VALUE|off", 3, 3, FALSE, FALSE, muster_cli_connection_set,
    "An administrator’s choice, such as exchangeUnpublished accepted" },
  { "consent", "TENANT|CLIENT [--link|--browser|--yes]", 1, 1, FALSE, FALSE, muster_cli_consent,
    "Consent in a customer’s tenant, or the link for its administrator" },
  { "connection remove", "NAME", 1, 1, FALSE, FALSE, muster_cli_connection_remove, "Disconnect; history is kept" },
  { "tenants", "", 0, 0, FALSE, FALSE, muster_cli_tenants, "List the customers’ Microsoft 365 tenants" },
  { "tenant check", "NAME|ID", 1, 1, FALSE, FALSE, muster_cli_tenant_check, "What one tenant still lacks, and what to do" },
  { "permissions", "[delegated|application]", 0, 1, FALSE, FALSE, muster_cli_permissions,
    "What the app registration has to ask for, and what not" },
  { "import", "[--list] [COMPANY …]", 0, G_MAXUINT, FALSE, FALSE, muster_cli_import, "Make clients of the PSA’s companies" },
  { "watch set", "FILE.json", 1, 1, FALSE, FALSE, muster_cli_watch_set, "Which tickets are watched" },
  { "watch preview", "[FILE.json]", 0, 1, FALSE, FALSE, muster_cli_watch_preview, "Try the filter on the newest 100 tickets" },
  { "watch", "", 0, 0, FALSE, FALSE, muster_cli_watch, "Show the filter and what it can choose from" },
  { "webhooks listen", "on|off [--base URL] [--address IP] [--port N]", 1, 1, FALSE, FALSE, muster_cli_webhooks_listen,
    "The listener’s settings" },
  { "webhooks register", "", 0, 0, FALSE, FALSE, muster_cli_webhooks_register, "Register the webhook, or say how" },
  { "webhooks check", "", 0, 0, FALSE, FALSE, muster_cli_webhooks_check, "Look at the vendor and put right what it disabled" },
  { "webhooks remove", "", 0, 0, FALSE, FALSE, muster_cli_webhooks_remove, "Take the webhook back" },
  { "webhooks secret", "", 0, 0, FALSE, FALSE, muster_cli_webhooks_secret, "Print the secret to paste at the vendor" },
  { "webhooks", "", 0, 0, FALSE, FALSE, muster_cli_webhooks, "Show the listener and the webhook" },
  { "reveal", "TOOL --client SLUG NAME=VALUE … | EFFECT", 1, G_MAXUINT, FALSE, FALSE, muster_cli_reveal,
    "Show a secret on this terminal; an act’s password once" },
  { "docs sync", "[--client SLUG]", 0, 0, FALSE, FALSE, muster_cli_docs_sync, "Read the documentation into the index" },
  { "docs search", "WORDS … --client SLUG", 1, G_MAXUINT, FALSE, FALSE, muster_cli_docs_search,
    "Search a client’s documentation as a run would" },
  { "docs", "", 0, 0, FALSE, FALSE, muster_cli_docs, "How much documentation is in the index, and from when" },
  { "models", "", 0, 0, FALSE, FALSE, muster_cli_models, "List the language models in the order in which they are tried" },
  { "model add", "PRESET NAME [FIELD=VALUE …]", 2, G_MAXUINT, FALSE, FALSE, muster_cli_model_add,
    "A model; its key from --secrets as “model.NAME”" },
  { "model set", "NAME [FIELD=VALUE …]", 1, G_MAXUINT, FALSE, FALSE, muster_cli_model_set, "Change it, or its key" },
  { "model test", "NAME", 1, 1, FALSE, FALSE, muster_cli_model_test, "One short call: does it answer, call tools, stream" },
  { "model remove", "NAME", 1, 1, FALSE, FALSE, muster_cli_model_remove, "Remove it with its key; what it cost stays" },
  { "model order", "NAME NAME …", 1, G_MAXUINT, FALSE, FALSE, muster_cli_model_order, "Which is tried first, and then" },
  { "model find-local", "", 0, 0, FALSE, FALSE, muster_cli_model_find_local, "What answers on this machine" },
  { "model budget", "[run TOKENS|off, month AMOUNT|off] [--client SLUG]", 0, 2, FALSE, FALSE, muster_cli_model_budget,
    "What models may cost" },
  { "model usage", "[month|client|model|run [MONTH]]", 0, 2, FALSE, FALSE, muster_cli_model_usage,
    "What models did cost; also: usage --models" },
  { "usage", "[--models]", 0, 2, FALSE, FALSE, muster_cli_usage, "How much of the vendors’ limits is used" },
  { "poll-interval", "[SECONDS]", 0, 1, FALSE, FALSE, muster_cli_poll_interval, "How often the PSA is asked" },
  { "doctor", "", 0, 0, FALSE, TRUE, muster_cli_doctor, "Check folder, database, keyring and connections" },
  { "demo", "[--psa NAME] [--docs NAME] [--client NAME] [--contact EMAIL]", 0, 0, TRUE, FALSE, muster_cli_demo,
    "Show the whole way on a demonstration world" },
};

static char *
command_summary (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-17s %-34s %s\n", commands[i].words, commands[i].arguments, commands[i].help);
  g_string_append (text,
                   "\nExit codes:\n"
                   "  0  done\n"
                   "  1  something failed that has no code of its own\n"
                   "  2  wrong arguments or a file that cannot be used\n"
                   "  3  stopped before everything was finished (time over, a run waits or needs a person)\n"
                   "  4  no such client, run or tool\n"
                   "  5  a connection does not work (network, credentials, rights)\n"
                   "  6  the keyring is locked or missing\n"
                   "  7  the data directory cannot be used (in use, damaged, disk full)\n"
                   "  8  a check found something (audit verify, doctor)\n"
                   "  9  refused by policy, or in conflict with what is there");
  return g_string_free (text, FALSE);
}

/* (nullable): the command that the first words name; @n_words: how many they were */
static const Command *
find_command (char **words,
              guint *n_words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(GStrv) parts = g_strsplit (commands[i].words, " ", -1);
      guint n = g_strv_length (parts);
      gboolean same = g_strv_length (words) >= n;

      for (guint w = 0; same && w < n; w++)
        same = g_str_equal (parts[w], words[w]);
      if (same)
        {
          *n_words = n;
          return &commands[i];
        }
    }
  return NULL;
}

static gboolean
stop_cb (gpointer user_data)
{
  MusterCli *cli = user_data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

static int
run_command (MusterCli     *cli,
             const Command *command,
             char         **args)
{
  g_autoptr(GError) error = NULL;
  int code;

  if (!muster_cli_read_secrets (cli, &error)
      || (!command->bare && !muster_cli_open (cli, command->sandbox, &error)))
    code = muster_cli_fail (cli, error);
  else
    code = command->run (cli, args);
  muster_cli_close (cli);
  return code;
}

static gboolean
check_options (MusterCli     *cli,
               const Command *command,
               guint          n_args,
               int           *code)
{
  *code = MUSTER_EXIT_OK;
  if (n_args < command->n_min || n_args > command->n_max)
    *code = muster_cli_usage_error (cli, "Use: musterctl %s %s", command->words, command->arguments);
  else if (cli->keyring != NULL && !g_str_equal (cli->keyring, "memory") && !g_str_equal (cli->keyring, "system"))
    *code = muster_cli_usage_error (cli, "--keyring is “memory” or “system”");
  else if (cli->keyring != NULL && g_str_equal (cli->keyring, "memory") && cli->data_dir == NULL && !command->sandbox)
    *code = muster_cli_usage_error (cli, "--keyring memory is for throw-away profiles and needs --data-dir");
  else if (cli->timeout < 0 || cli->limit < 0)
    *code = muster_cli_usage_error (cli, "A number must not be negative");
  return *code == MUSTER_EXIT_OK;
}

static void
clear_cli (MusterCli *cli)
{
  g_clear_object (&cli->cancellable);
  g_clear_pointer (&cli->secrets, g_hash_table_unref);
  g_free (cli->data_dir);
  g_free (cli->keyring);
  g_free (cli->secrets_file);
  g_free (cli->client);
  g_free (cli->manager);
  g_free (cli->contact);
  g_free (cli->reason);
  g_free (cli->as);
  g_free (cli->world);
  g_free (cli->sandbox);
  g_free (cli->psa);
  g_free (cli->docs);
  g_free (cli->address);
  g_free (cli->base);
}

int
main (int    argc,
      char **argv)
{
  MusterCli cli = { .secrets_fd = -1, .secrets_out = -1, .limit = 50 };
  gboolean version = FALSE;
  g_auto(GStrv) words = NULL;
  GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli.data_dir, "Where everything is kept", "DIR" },
    { "keyring", 0, 0, G_OPTION_ARG_STRING, &cli.keyring, "system (default), or memory for a throw-away profile", "KIND" },
    { "secrets", 0, 0, G_OPTION_ARG_FILENAME, &cli.secrets_file, "Secrets from a file that only you can read", "FILE" },
    { "secrets-fd", 0, 0, G_OPTION_ARG_INT, &cli.secrets_fd, "Secrets from an open file descriptor", "N" },
    { "models", 0, 0, G_OPTION_ARG_NONE, &cli.models, "usage: of the language models", NULL },
    { "secrets-out", 0, 0, G_OPTION_ARG_INT, &cli.secrets_out, "Where reveal writes, instead of a terminal", "N" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &cli.reason, "Why a secret is looked at, for the activity log", "TEXT" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &cli.as, "Which account is yours, where there are several", "ADDRESS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli.json, "Answer with JSON", NULL },
    { "client", 0, 0, G_OPTION_ARG_STRING, &cli.client, "Only this client (its short name)", "SLUG" },
    { "manager", 0, 0, G_OPTION_ARG_STRING, &cli.manager, "Whether the requester’s manager has to agree: on or off", "ON" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &cli.limit, "At most so many rows (0: all)", "N" },
    { "timeline", 0, 0, G_OPTION_ARG_NONE, &cli.timeline, "The run in the order in which everything happened", NULL },
    { "until-idle", 0, 0, G_OPTION_ARG_NONE, &cli.until_idle, "End when nothing can move any more", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &cli.timeout, "End after so many seconds (0: never)", "S" },
    { "contact", 0, 0, G_OPTION_ARG_STRING, &cli.contact, "Whose ticket the demonstration makes", "EMAIL" },
    { "world", 0, 0, G_OPTION_ARG_FILENAME, &cli.world, "World of the demonstration", "FILE" },
    { "docs", 0, 0, G_OPTION_ARG_STRING, &cli.docs, "Documentation of the demonstration: hudu or itglue", "NAME" },
    { "psa", 0, 0, G_OPTION_ARG_STRING, &cli.psa, "PSA of the demonstration: connectwise, halopsa or autotask", "NAME" },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &cli.yes, "Do it without asking", NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &cli.list, "Only show what would be imported", NULL },
    { "address", 0, 0, G_OPTION_ARG_STRING, &cli.address, "Where webhooks are listened for", "IP" },
    { "port", 0, 0, G_OPTION_ARG_INT, &cli.port, "And on which port", "N" },
    { "base", 0, 0, G_OPTION_ARG_STRING, &cli.base, "The public address that vendors call", "URL" },
    { "device-code", 0, 0, G_OPTION_ARG_NONE, &cli.device_code, "Sign in with a code instead of a browser here", NULL },
    { "link", 0, 0, G_OPTION_ARG_NONE, &cli.link, "Only print the consent link", NULL },
    { "browser", 0, 0, G_OPTION_ARG_NONE, &cli.browser, "Consent on Microsoft’s page in this browser", NULL },
    { "sandbox-program", 0, 0, G_OPTION_ARG_FILENAME, &cli.sandbox, "Where muster-sandbox is", "FILE" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Say the version", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, "COMMAND …" },
    { 0 }
  };
  g_autoptr(GOptionContext) options = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *summary = command_summary ();
  const Command *command;
  guint n_words = 0;
  int code;

  muster_process_protect ();
  muster_language_bind (argv[0]);

  g_option_context_set_description (options, summary);
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      g_printerr ("musterctl: %s\n", error->message);
      return MUSTER_EXIT_USAGE;
    }
  if (version)
    {
      g_print ("musterctl %s\n", MUSTER_VERSION);
      return MUSTER_EXIT_OK;
    }
  command = words != NULL ? find_command (words, &n_words) : NULL;
  if (command == NULL)
    {
      g_autofree char *help = g_option_context_get_help (options, TRUE, NULL);

      g_printerr ("%s", help);
      clear_cli (&cli);
      return MUSTER_EXIT_USAGE;
    }

  cli.cancellable = g_cancellable_new ();
  g_unix_signal_add (SIGINT, stop_cb, &cli);
  g_unix_signal_add (SIGTERM, stop_cb, &cli);
  if (check_options (&cli, command, g_strv_length (words) - n_words, &code))
    code = run_command (&cli, command, words + n_words);
  clear_cli (&cli);
  return code;
}
