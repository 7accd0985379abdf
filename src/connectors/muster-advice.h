/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_ADVICE (muster_advice_get_type ())

/**
 * MusterAdvice:
 * @problem: code such as `wrong-key`; stable, for tests and logs
 * @error_code: the `MUSTER_ERROR` that goes with it
 * @title: translated: what did not happen
 * @text: translated: what to do
 *
 * What a failed test of a connection means for the person in front of it.
 * Problems: `wrong-key`, `missing-client-id`, `missing-right`, `consent-needed`, `secret-expired`, `wrong-secret`, `app-unknown`,
 * `wrong-tenant`, `wrong-user`, `wrong-certificate`, `wrong-redirect`, `app-disabled`, `no-relationship`, `sign-in-again`, `choice-needed`, `conditional-access`, `wrong-region`, `wrong-address`, `wrong-company`, `no-outcome`, `no-network`, `timeout`, `tls`, `throttled`, `vendor-down`, `bad-answer`.
 */
typedef struct
{
  char *problem;
  int   error_code;
  char *title;
  char *text;
} MusterAdvice;

GType         muster_advice_get_type (void) G_GNUC_CONST;
MusterAdvice *muster_advice_new      (const char   *problem,
                                      int           error_code,
                                      const char   *title,
                                      const char   *text);
MusterAdvice *muster_advice_copy     (MusterAdvice *self);
void          muster_advice_free     (MusterAdvice *self);

/* For a failed test call of any vendor: @error from the gate; @tool its short name, such as `whoami` */
MusterAdvice *muster_advice_for      (const char   *integration,
                                      const char   *tool,
                                      const GError *error);

/* Puts what @error means and what to do about it in front of its own words */
void          muster_advice_explain  (const char   *integration,
                                      const char   *doing,
                                      GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAdvice, muster_advice_free)

G_END_DECLS
