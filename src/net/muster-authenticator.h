/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-request.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_AUTHENTICATOR (muster_authenticator_get_type ())
G_DECLARE_DERIVABLE_TYPE (MusterAuthenticator, muster_authenticator, MUSTER, AUTHENTICATOR, GObject)

/**
 * MusterAuthenticatorClass:
 * @prepare: adds the headers of @scope to @request and returns the task with a
 *   boolean
 * @invalidate: forgets what was used for @scope; returns whether another try can
 *   come out differently
 */
struct _MusterAuthenticatorClass
{
  GObjectClass parent_class;

  void     (*prepare)    (MusterAuthenticator *self,
                          MusterRequest       *request,
                          const char          *scope,
                          GTask               *task);
  gboolean (*invalidate) (MusterAuthenticator *self,
                          const char          *scope);
};

void     muster_authenticator_prepare_async  (MusterAuthenticator  *self,
                                              MusterRequest        *request,
                                              const char           *scope,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean muster_authenticator_prepare_finish (MusterAuthenticator  *self,
                                              GAsyncResult         *result,
                                              GError              **error);
gboolean muster_authenticator_invalidate     (MusterAuthenticator  *self,
                                              const char           *scope);

/* Another one takes its place: what it still fetches is used by those who wait for it, and kept nowhere */
void     muster_authenticator_set_retired    (MusterAuthenticator  *self,
                                              gboolean              retired);
gboolean muster_authenticator_get_retired    (MusterAuthenticator  *self);

/* Headers that do not change: keys and basic authentication */
MusterAuthenticator *muster_authenticator_headers_new       (void);
void                 muster_authenticator_headers_add       (MusterAuthenticator *self,
                                                             const char          *name,
                                                             const char          *prefix,
                                                             MusterSecret        *secret);
void                 muster_authenticator_headers_add_basic (MusterAuthenticator *self,
                                                             const char          *user,
                                                             MusterSecret        *password);

G_END_DECLS
