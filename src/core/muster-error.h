/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MUSTER_ERROR:
 *
 * The one error domain of the program, from the network and the store upward.
 */
#define MUSTER_ERROR (muster_error_quark ())

/**
 * MusterErrorCode:
 *
 * Named for what the reader can do next. The names that
 * [func@error_code_name] gives are stored; they are never renamed.
 */
typedef enum {
  MUSTER_ERROR_INVALID_INPUT,
  MUSTER_ERROR_SIGNED_OUT,
  MUSTER_ERROR_CONSENT_NEEDED,
  MUSTER_ERROR_FORBIDDEN,
  MUSTER_ERROR_NOT_FOUND,
  MUSTER_ERROR_CONFLICT,
  MUSTER_ERROR_RATE_LIMITED,
  MUSTER_ERROR_OFFLINE,
  MUSTER_ERROR_TIMEOUT,
  MUSTER_ERROR_TLS,
  MUSTER_ERROR_BAD_REPLY,
  MUSTER_ERROR_WRONG_REGION,
  MUSTER_ERROR_UNLICENSED,
  MUSTER_ERROR_NO_SEATS,
  MUSTER_ERROR_REFUSED_BY_POLICY,
  MUSTER_ERROR_NEEDS_APPROVAL,
  MUSTER_ERROR_AMBIGUOUS,
  MUSTER_ERROR_KEYRING_LOCKED,
  MUSTER_ERROR_KEYRING_UNAVAILABLE,
  MUSTER_ERROR_STORE,
  MUSTER_ERROR_DISK_FULL,
  MUSTER_ERROR_IN_USE,
  MUSTER_ERROR_OUTCOME_UNKNOWN,
  MUSTER_ERROR_BUDGET,
  MUSTER_ERROR_INTERNAL,
} MusterErrorCode;

#define MUSTER_N_ERRORS (MUSTER_ERROR_INTERNAL + 1)

GQuark      muster_error_quark          (void);
const char *muster_error_code_name      (int         code);
gboolean    muster_error_code_from_name (const char *name,
                                         int        *code);

G_END_DECLS
