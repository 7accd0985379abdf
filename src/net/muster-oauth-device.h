/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-oauth-token.h"
#include "muster-transport.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_OAUTH_DEVICE (muster_oauth_device_get_type ())
G_DECLARE_FINAL_TYPE (MusterOauthDevice, muster_oauth_device, MUSTER, OAUTH_DEVICE, GObject)

/**
 * MusterDevicePrompt:
 * @user_code: what the person types in
 * @verification_uri: where
 * @expires_in: for so many seconds
 * @user_data: as it was given
 *
 * Shows the person what to do.
 */
typedef void (*MusterDevicePrompt) (const char *user_code,
                                    const char *verification_uri,
                                    guint       expires_in,
                                    gpointer    user_data);

MusterOauthDevice       *muster_oauth_device_new               (MusterTransport      *transport,
                                                                const char           *device_url,
                                                                const char           *token_url,
                                                                const char           *client_id);
void                     muster_oauth_device_set_scope         (MusterOauthDevice    *self,
                                                                const char           *scope);
void                     muster_oauth_device_set_client_secret (MusterOauthDevice    *self,
                                                                MusterSecret         *client_secret);
void                     muster_oauth_device_set_words         (MusterOauthDevice    *self,
                                                                const MusterOauthWords *words);
void                     muster_oauth_device_set_second        (MusterOauthDevice    *self,
                                                                guint                 milliseconds);
void                     muster_oauth_device_run_async         (MusterOauthDevice    *self,
                                                                MusterDevicePrompt    prompt,
                                                                gpointer              prompt_data,
                                                                GCancellable         *cancellable,
                                                                GAsyncReadyCallback   callback,
                                                                gpointer              user_data);
gboolean                 muster_oauth_device_run_finish        (MusterOauthDevice    *self,
                                                                GAsyncResult         *result,
                                                                MusterSecret        **refresh_token,
                                                                GError              **error);
const MusterOauthTokens *muster_oauth_device_get_tokens        (MusterOauthDevice    *self);

G_END_DECLS
