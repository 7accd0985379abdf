/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include "muster-error.h"

G_DEFINE_QUARK(muster-error-quark, muster_error)

static const char * const code_names[MUSTER_N_ERRORS] = {
  [MUSTER_ERROR_INVALID_INPUT] = "invalid-input",
  [MUSTER_ERROR_SIGNED_OUT] = "signed-out",
  [MUSTER_ERROR_CONSENT_NEEDED] = "consent-needed",
  [MUSTER_ERROR_FORBIDDEN] = "forbidden",
  [MUSTER_ERROR_NOT_FOUND] = "not-found",
  [MUSTER_ERROR_CONFLICT] = "conflict",
  [MUSTER_ERROR_RATE_LIMITED] = "rate-limited",
  [MUSTER_ERROR_OFFLINE] = "offline",
  [MUSTER_ERROR_TIMEOUT] = "timeout",
  [MUSTER_ERROR_TLS] = "tls",
  [MUSTER_ERROR_BAD_REPLY] = "bad-reply",
  [MUSTER_ERROR_WRONG_REGION] = "wrong-region",
  [MUSTER_ERROR_UNLICENSED] = "unlicensed",
  [MUSTER_ERROR_NO_SEATS] = "no-seats",
  [MUSTER_ERROR_REFUSED_BY_POLICY] = "refused-by-policy",
  [MUSTER_ERROR_NEEDS_APPROVAL] = "needs-approval",
  [MUSTER_ERROR_AMBIGUOUS] = "ambiguous",
  [MUSTER_ERROR_KEYRING_LOCKED] = "keyring-locked",
  [MUSTER_ERROR_KEYRING_UNAVAILABLE] = "keyring-unavailable",
  [MUSTER_ERROR_STORE] = "store",
  [MUSTER_ERROR_DISK_FULL] = "disk-full",
  [MUSTER_ERROR_IN_USE] = "in-use",
  [MUSTER_ERROR_OUTCOME_UNKNOWN] = "outcome-unknown",
  [MUSTER_ERROR_BUDGET] = "budget",
  [MUSTER_ERROR_INTERNAL] = "internal",
};

/**
 * muster_error_code_name:
 * @code: a code of the MUSTER_ERROR domain
 *
 * The name under which the code is stored and shown in details, such as
 * "signed-out".
 *
 * Returns: (transfer none): the name, "internal" for a number that is no code
 */
const char *
muster_error_code_name (int code)
{
  if (code < 0 || code >= MUSTER_N_ERRORS)
    return code_names[MUSTER_ERROR_INTERNAL];

  return code_names[code];
}

/**
 * muster_error_code_from_name:
 * @name: (nullable): a name such as "signed-out"
 * @code: (out): where to put the code
 *
 * Returns: whether @name is the name of a code
 */
gboolean
muster_error_code_from_name (const char *name,
                             int        *code)
{
  for (int i = 0; i < MUSTER_N_ERRORS; i++)
    {
      if (g_strcmp0 (name, code_names[i]) != 0)
        continue;

      *code = i;
      return TRUE;
    }

  return FALSE;
}
