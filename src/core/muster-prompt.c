/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-hash.h"
#include "muster-prompt.h"
#include "muster-resources.h"

#define BASE_RESOURCE "prompts/base.md"

static char *
read_base (void)
{
  g_autoptr(GBytes) bytes = muster_core_lookup_resource (BASE_RESOURCE, NULL);
  char *text;

  if (bytes == NULL)
    return g_strdup ("");
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_strstrip (text);
}

/* The first line of the base names its version; it is sent too, so that what a model was told can be told apart */
static char *
find_version (const char *base)
{
  const char *found = strstr (base, "base/");
  const char *end = strchr (base, '\n');
  gsize length = strlen ("base/");

  if (found == NULL || (end != NULL && found > end))
    return g_strdup ("base/0");
  length += strspn (found + length, "0123456789.");
  return g_strndup (found, length);
}

/* (transfer full) (nullable): without blank lines around it; NULL when nothing is left */
static char *
strip (const char *text)
{
  g_autofree char *copy = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  return copy != NULL && *copy != '\0' ? g_steal_pointer (&copy) : NULL;
}

/* Each run reads its prompt, and nearly all of them read the same: its hash is worked out when it changes */
static char *
hash_of (const char *effective)
{
  static GMutex lock;
  static char *last;
  static char *last_hash;
  char *hash;

  g_mutex_lock (&lock);
  if (g_strcmp0 (last, effective) != 0)
    {
      g_free (last);
      g_free (last_hash);
      last = g_strdup (effective);
      last_hash = muster_hash_text (effective);
    }
  hash = g_strdup (last_hash);
  g_mutex_unlock (&lock);
  return hash;
}

/**
 * muster_prompt_new:
 * @msp: (nullable): the MSP's own text
 * @client: (nullable): the client's own text
 *
 * Puts base, MSP and client together.
 *
 * Returns: (transfer full): what a planner is told
 */
MusterPrompt *
muster_prompt_new (const char *msp,
                   const char *client)
{
  MusterPrompt *self = g_new0 (MusterPrompt, 1);
  const char *parts[4] = { NULL };
  guint n = 0;

  self->base = read_base ();
  self->version = find_version (self->base);
  self->msp = strip (msp);
  self->client = strip (client);
  parts[n++] = self->base;
  if (self->msp != NULL)
    parts[n++] = self->msp;
  if (self->client != NULL)
    parts[n++] = self->client;
  self->effective = g_strjoinv ("\n\n", (char **) parts);
  self->hash = hash_of (self->effective);
  return self;
}

void
muster_prompt_free (MusterPrompt *self)
{
  if (self == NULL)
    return;
  g_free (self->base);
  g_free (self->version);
  g_free (self->msp);
  g_free (self->client);
  g_free (self->effective);
  g_free (self->hash);
  g_free (self);
}
