/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error.h"
#include "muster-error-text.h"

/* The one place where an error code becomes words: a title that says what did
 * not happen, a sentence that says what to do, and the button that does it.
 * The error's own message is English and goes to the log and the details. */

#define TRY_AGAIN N_("Try Again")

static const struct
{
  int         code;
  const char *title;
  const char *advice;
  const char *button;
  const char *action;
  const char *icon_name;
} texts[] = {
  { MUSTER_ERROR_INVALID_INPUT, N_("Something Was Not Accepted"),
    N_("A value is missing or has the wrong form. Correct it and try again."),
    NULL, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_SIGNED_OUT, N_("The Sign-In Was Refused"),
    N_("A key, secret or password is wrong, expired or was withdrawn. Check it where it was made, and enter it again."),
    N_("Open Connections"), "win.settings", "muster-key-symbolic" },
  { MUSTER_ERROR_CONSENT_NEEDED, N_("Consent Is Missing"),
    N_("An administrator of the customer has to consent to the app in that tenant. Then try again."),
    TRY_AGAIN, NULL, "muster-key-symbolic" },
  { MUSTER_ERROR_FORBIDDEN, N_("A Right Is Missing"),
    N_("The account is right, but may not do this. Give it the rights that the connection’s page lists, then try again."),
    TRY_AGAIN, NULL, "muster-key-symbolic" },
  { MUSTER_ERROR_NOT_FOUND, N_("Not Found"),
    N_("It does not exist any more, or it is not visible to the connected account."),
    TRY_AGAIN, NULL, "muster-search-symbolic" },
  { MUSTER_ERROR_CONFLICT, N_("Already There"),
    N_("Something with this name or number exists already. Choose another one."),
    NULL, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_RATE_LIMITED, N_("The Service Asks to Wait"),
    N_("Too many requests were sent. Muster goes on by itself in a few minutes."),
    TRY_AGAIN, NULL, "muster-pending-symbolic" },
  { MUSTER_ERROR_OFFLINE, N_("No Connection to the Service"),
    N_("The service cannot be reached. Check the network and the address, then try again."),
    TRY_AGAIN, NULL, "muster-offline-symbolic" },
  { MUSTER_ERROR_TIMEOUT, N_("The Service Did Not Answer in Time"),
    N_("It may be busy. Wait a moment and try again."),
    TRY_AGAIN, NULL, "muster-offline-symbolic" },
  { MUSTER_ERROR_TLS, N_("The Service Could Not Prove Its Identity"),
    N_("Its certificate is not valid for this address, so nothing was sent. Check the address, the clock of this computer, and any proxy in between."),
    TRY_AGAIN, NULL, "muster-key-symbolic" },
  { MUSTER_ERROR_BAD_REPLY, N_("The Answer Could Not Be Read"),
    N_("The address may belong to another product or to a proxy. Check it, then try again."),
    TRY_AGAIN, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_WRONG_REGION, N_("Wrong Region"),
    N_("The account lives in another region of this service. Use the address that you see in the browser when you are signed in."),
    NULL, NULL, "muster-offline-symbolic" },
  { MUSTER_ERROR_UNLICENSED, N_("A Licence Is Missing"),
    N_("The customer’s subscription does not include this. The rest goes on without it."),
    NULL, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_NO_SEATS, N_("No Free Seat"),
    N_("All seats of this licence are in use. Buy one or free one, then try again."),
    TRY_AGAIN, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_REFUSED_BY_POLICY, N_("Not Allowed by Policy"),
    N_("A rule or a tool’s policy forbids this. Nothing was sent."),
    NULL, NULL, "muster-failed-symbolic" },
  { MUSTER_ERROR_NEEDS_APPROVAL, N_("An Approval Is Needed"),
    N_("A technician has to approve this first."),
    NULL, NULL, "muster-pending-symbolic" },
  { MUSTER_ERROR_AMBIGUOUS, N_("More Than One Match"),
    N_("Muster does not guess. Say which one is meant."),
    NULL, NULL, "muster-search-symbolic" },
  { MUSTER_ERROR_KEYRING_LOCKED, N_("The Keyring Is Locked"),
    N_("Keys and secrets are kept in your login keyring. Unlock it, and Muster goes on where it stopped. Nothing was changed meanwhile."),
    N_("Unlock"), "win.unlock-keyring", "muster-key-symbolic" },
  { MUSTER_ERROR_KEYRING_UNAVAILABLE, N_("No Keyring Was Found"),
    N_("Muster keeps keys and secrets only in the system’s keyring, never in a file. Install and start GNOME Keyring or KWallet, sign in to the desktop again, and open Muster."),
    TRY_AGAIN, "win.reopen", "muster-key-symbolic" },
  { MUSTER_ERROR_STORE, N_("The Database Could Not Be Opened"),
    N_("Its file is damaged or was made by a newer version. Nothing was changed, and the file was kept. Copy the data folder to a safe place, put a backup back, then try again."),
    N_("Open Data Folder"), "win.open-data-folder", "muster-failed-symbolic" },
  { MUSTER_ERROR_DISK_FULL, N_("The Disk Is Full"),
    N_("There is no room to save what Muster does, so it stopped before doing it. Free at least 64 MB, then try again. What was saved is safe."),
    TRY_AGAIN, "win.reopen", "muster-failed-symbolic" },
  { MUSTER_ERROR_IN_USE, N_("Muster Is Already Running"),
    N_("Another Muster, or musterctl, works on the same data. Close it, then try again."),
    TRY_AGAIN, "win.reopen", "muster-warning-symbolic" },
  { MUSTER_ERROR_OUTCOME_UNKNOWN, N_("The Outcome Is Not Known"),
    N_("The request was sent, but no answer came. Look in the service whether it happened; Muster does not repeat it by itself."),
    NULL, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_BUDGET, N_("The Budget Is Used Up"),
    N_("The next request to a language model could pass a budget, so it was not sent. Raise the budget or wait for the next month. Until then the built-in planner works."),
    NULL, NULL, "muster-warning-symbolic" },
  { MUSTER_ERROR_INTERNAL, N_("Something Went Wrong"),
    N_("This should not happen. The details say more; please report them."),
    TRY_AGAIN, NULL, "muster-failed-symbolic" },
};

/**
 * muster_error_text_for_code:
 * @code: a code of %MUSTER_ERROR
 *
 * Returns: the words for @code; those of INTERNAL when it is unknown
 */
MusterErrorText
muster_error_text_for_code (int code)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts) - 1; i++)
    if (texts[i].code == code)
      break;
  return (MusterErrorText) {
           _(texts[i].title),
           _(texts[i].advice),
           texts[i].button != NULL ? _(texts[i].button) : NULL,
           texts[i].action,
           texts[i].icon_name,
  };
}

/**
 * muster_error_text_describe:
 * @error: (nullable): any error
 *
 * Returns: the words for @error
 */
MusterErrorText
muster_error_text_describe (const GError *error)
{
  if (error != NULL && error->domain == MUSTER_ERROR)
    return muster_error_text_for_code (error->code);
  return muster_error_text_for_code (MUSTER_ERROR_INTERNAL);
}

/**
 * muster_error_text_describe_start:
 * @error: what stopped the start
 *
 * As muster_error_text_describe(), for what goes wrong on this computer and
 * not with a vendor.
 *
 * Returns: the words for @error
 */
MusterErrorText
muster_error_text_describe_start (const GError *error)
{
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN))
    return (MusterErrorText) {
             _("The Data Is Not Private"),
             _("Other users of this computer may read or change Muster’s data, so it was not opened. The details name the file and say what to do."),
             NULL,
             NULL,
             "muster-key-symbolic",
    }
  ;
  return muster_error_text_describe (error);
}

/**
 * muster_error_text_advice:
 * @error: any error
 *
 * What a person typed wrong, or what is there already, is said best by the
 * error itself, whose text is translated for these two codes.
 *
 * Returns: (transfer none): what to do
 */
const char *
muster_error_text_advice (const GError *error)
{
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT) ||
      g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    return error->message;
  return muster_error_text_describe (error).advice;
}

/**
 * muster_error_text_line:
 * @error: any error
 *
 * Returns: (transfer full): title and advice in one line, for a toast or a caption
 */
char *
muster_error_text_line (const GError *error)
{
  MusterErrorText text = muster_error_text_describe (error);

  /* Translators: first what did not happen, then what to do about it */
  return g_strdup_printf (_("%s: %s"), text.title, muster_error_text_advice (error));
}
