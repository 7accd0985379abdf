/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include "muster-hook.h"
#include "muster-secret.h"

typedef struct {
  char *name;   /* in lower case */
  char *value;  /* wiped when freed: a password may be in it */
} HookHeader;

struct _MusterHook
{
  gatomicrefcount refs;

  GBytes *body;        /* (owned) */
  GPtrArray *headers;  /* (owned) (element-type HookHeader): in the order in which they came */
};

G_DEFINE_BOXED_TYPE (MusterHook, muster_hook, muster_hook_ref, muster_hook_unref)

static void
header_free (gpointer data)
{
  HookHeader *header = data;

  g_free (header->name);
  muster_secret_free (header->value);
  g_free (header);
}

/**
 * muster_hook_new:
 * @body: the bytes as they came
 *
 * Returns: (transfer full): a hook without headers
 */
MusterHook *
muster_hook_new (GBytes *body)
{
  MusterHook *self;

  g_return_val_if_fail (body != NULL, NULL);

  self = g_new0 (MusterHook, 1);
  g_atomic_ref_count_init (&self->refs);
  self->body = g_bytes_ref (body);
  self->headers = g_ptr_array_new_with_free_func (header_free);

  return self;
}

/**
 * muster_hook_ref:
 * @self: a hook
 *
 * Returns: (transfer full): @self
 */
MusterHook *
muster_hook_ref (MusterHook *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * muster_hook_unref:
 * @self: (transfer full): a hook
 */
void
muster_hook_unref (MusterHook *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_bytes_unref (self->body);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

/**
 * muster_hook_add_header:
 * @self: a hook
 * @name: name of a header, in any case
 * @value: its value
 *
 * A name that is there already is there twice from now on.
 */
void
muster_hook_add_header (MusterHook *self,
                        const char *name,
                        const char *value)
{
  HookHeader *header;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  header = g_new0 (HookHeader, 1);
  header->name = g_ascii_strdown (name, -1);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);
}

static const char *
find_header (MusterHook *self,
             const char *name,
             guint      *count)
{
  const char *value = NULL;

  *count = 0;
  for (guint i = 0; i < self->headers->len; i++)
    {
      HookHeader *header = g_ptr_array_index (self->headers, i);

      if (g_ascii_strcasecmp (header->name, name) != 0)
        continue;
      value = header->value;
      *count += 1;
    }

  return *count == 1 ? value : NULL;
}

/**
 * muster_hook_get_header:
 * @self: a hook
 * @name: name of a header, in any case
 *
 * Returns: (transfer none) (nullable): its value, if it came exactly once; which
 *   of two is meant is nobody's to guess
 */
const char *
muster_hook_get_header (MusterHook *self,
                        const char *name)
{
  guint count;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return find_header (self, name, &count);
}

/**
 * muster_hook_count_header:
 * @self: a hook
 * @name: name of a header, in any case
 *
 * Returns: how often it came
 */
guint
muster_hook_count_header (MusterHook *self,
                          const char *name)
{
  guint count;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (name != NULL, 0);

  find_header (self, name, &count);
  return count;
}

/**
 * muster_hook_get_body:
 * @self: a hook
 *
 * Returns: (transfer none): the bytes as they came
 */
GBytes *
muster_hook_get_body (MusterHook *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}
