/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-authenticator.h"

/**
 * MusterAuthenticatorHeaders:
 *
 * Headers that are the same for every request: an API key, or basic
 * authentication.
 */

#define MUSTER_TYPE_AUTHENTICATOR_HEADERS (muster_authenticator_headers_get_type ())
G_DECLARE_FINAL_TYPE (MusterAuthenticatorHeaders, muster_authenticator_headers,
                      MUSTER, AUTHENTICATOR_HEADERS, MusterAuthenticator)

typedef struct {
  char *name;
  MusterSecret *value;  /* (owned): with its prefix */
} SecretHeader;

struct _MusterAuthenticatorHeaders
{
  MusterAuthenticator parent_instance;

  GPtrArray *headers;  /* (owned) (element-type SecretHeader) */
};

G_DEFINE_FINAL_TYPE (MusterAuthenticatorHeaders, muster_authenticator_headers, MUSTER_TYPE_AUTHENTICATOR)

static void
secret_header_free (gpointer data)
{
  SecretHeader *header = data;

  g_free (header->name);
  muster_secret_unref (header->value);
  g_free (header);
}

static void
muster_authenticator_headers_prepare (MusterAuthenticator *authenticator,
                                      MusterRequest       *request,
                                      const char          *scope,
                                      GTask               *task)
{
  MusterAuthenticatorHeaders *self = MUSTER_AUTHENTICATOR_HEADERS (authenticator);

  for (guint i = 0; i < self->headers->len; i++)
    {
      SecretHeader *header = g_ptr_array_index (self->headers, i);

      muster_request_set_header (request, header->name, muster_secret_peek (header->value));
    }

  g_task_return_boolean (task, TRUE);
}

static void
muster_authenticator_headers_finalize (GObject *object)
{
  MusterAuthenticatorHeaders *self = MUSTER_AUTHENTICATOR_HEADERS (object);

  g_ptr_array_unref (self->headers);

  G_OBJECT_CLASS (muster_authenticator_headers_parent_class)->finalize (object);
}

static void
muster_authenticator_headers_class_init (MusterAuthenticatorHeadersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_authenticator_headers_finalize;
  MUSTER_AUTHENTICATOR_CLASS (klass)->prepare = muster_authenticator_headers_prepare;
}

static void
muster_authenticator_headers_init (MusterAuthenticatorHeaders *self)
{
  self->headers = g_ptr_array_new_with_free_func (secret_header_free);
}

/**
 * muster_authenticator_headers_new:
 *
 * Returns: (transfer full): an authenticator that adds nothing yet
 */
MusterAuthenticator *
muster_authenticator_headers_new (void)
{
  return g_object_new (MUSTER_TYPE_AUTHENTICATOR_HEADERS, NULL);
}

/**
 * muster_authenticator_headers_add:
 * @self: an authenticator of [func@Authenticator.headers_new]
 * @name: name of a header
 * @prefix: (nullable): what stands before the secret, such as "Bearer "
 * @secret: the rest of the value
 */
void
muster_authenticator_headers_add (MusterAuthenticator *self,
                                  const char          *name,
                                  const char          *prefix,
                                  MusterSecret        *secret)
{
  SecretHeader *header;

  g_return_if_fail (MUSTER_IS_AUTHENTICATOR_HEADERS (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (secret != NULL);

  header = g_new0 (SecretHeader, 1);
  header->name = g_strdup (name);
  header->value = muster_secret_new_take (g_strconcat (prefix != NULL ? prefix : "",
                                                       muster_secret_peek (secret), NULL));
  g_ptr_array_add (MUSTER_AUTHENTICATOR_HEADERS (self)->headers, header);
}

/**
 * muster_authenticator_headers_add_basic:
 * @self: an authenticator of [func@Authenticator.headers_new]
 * @user: a user name
 * @password: a password
 *
 * Adds "Authorization: Basic …".
 */
void
muster_authenticator_headers_add_basic (MusterAuthenticator *self,
                                        const char          *user,
                                        MusterSecret        *password)
{
  g_autoptr(MusterSecret) encoded = NULL;
  char *pair;

  g_return_if_fail (user != NULL);
  g_return_if_fail (password != NULL);

  pair = g_strdup_printf ("%s:%s", user, muster_secret_peek (password));
  encoded = muster_secret_new_take (g_base64_encode ((const guchar *) pair, strlen (pair)));
  muster_secret_free (pair);

  muster_authenticator_headers_add (self, "Authorization", "Basic ", encoded);
}
