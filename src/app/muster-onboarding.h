/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* Where the onboarding is and what was typed so far, without any secret; every change is saved at once, so a
 * restart resumes at the page that was open. Pages are named by the interface. Keys that look like a secret field
 * of a catalog form are refused. Property: "page". */
#define MUSTER_TYPE_ONBOARDING (muster_onboarding_get_type ())
G_DECLARE_FINAL_TYPE (MusterOnboarding, muster_onboarding, MUSTER, ONBOARDING, GObject)

/* Owned by the context; valid after it opened */
MusterOnboarding *muster_context_get_onboarding      (MusterContext    *self);

const char       *muster_onboarding_get_page         (MusterOnboarding *self); /* (nullable): not started */
void              muster_onboarding_set_page         (MusterOnboarding *self,
                                                      const char       *page);
const char       *muster_onboarding_get_value        (MusterOnboarding *self,
                                                      const char       *key); /* (nullable) */
void              muster_onboarding_set_value        (MusterOnboarding *self,
                                                      const char       *key,
                                                      const char       *value); /* NULL: remove */
gboolean          muster_onboarding_get_done         (MusterOnboarding *self);

/* Waits until everything set so far is on disk */
void              muster_onboarding_save_async       (MusterOnboarding     *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean          muster_onboarding_save_finish      (MusterOnboarding     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

/* Ends it for good: the next start is a sign-in */
void              muster_onboarding_finish_async     (MusterOnboarding     *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean          muster_onboarding_finish_finish    (MusterOnboarding     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
