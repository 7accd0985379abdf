/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-id.h"
#include "muster-vault.h"

#define SWEEP_SECONDS 30

/**
 * MusterVault:
 *
 * Secret values that were read for a run, behind handles. A handle is text
 * that may stand in plans, prompts and the database; the value is in locked
 * memory, for one client and one run, for ten minutes by the wall clock and
 * by the boot clock. Every value is in the egress set as long as it is here.
 * What is left afterwards is the handle's title, its owner and where it came
 * from, so that it can be read again. Main thread.
 */
struct _MusterVault
{
  GObject parent_instance;

  MusterClock  *clock;    /* (owned) */
  MusterEgress *egress;   /* (owned) (nullable) */
  GHashTable   *entries;  /* (owned): handle → Entry */
  guint         live;     /* entries with a value */
  guint         source;
};

typedef struct
{
  char              *client_id;
  char              *run_id;     /* (nullable) */
  char              *title;
  char              *owner;      /* (nullable) */
  char              *label;      /* in the egress set */
  MusterSecret      *secret;     /* (owned) (nullable): NULL when its time is over */
  gint64             wall;
  gint64             boot;
  MusterHandleOrigin origin;
} Entry;

G_DEFINE_FINAL_TYPE (MusterVault, muster_vault, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->client_id);
  g_free (entry->run_id);
  g_free (entry->title);
  g_free (entry->owner);
  g_free (entry->label);
  g_clear_pointer (&entry->secret, muster_secret_unref);
  g_free (entry->origin.tool);
  g_free (entry->origin.args);
  g_free (entry->origin.path);
  g_free (entry);
}

static void
drop_value (MusterVault *self,
            Entry       *entry)
{
  if (entry->secret == NULL)
    return;
  if (self->egress != NULL)
    muster_egress_remove (self->egress, entry->label);
  g_clear_pointer (&entry->secret, muster_secret_unref);
  self->live--;
}

static gboolean
sweep_cb (gpointer user_data)
{
  MusterVault *self = user_data;

  if (muster_vault_sweep (self) > 0)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
put_value (MusterVault  *self,
           Entry        *entry,
           MusterSecret *secret)
{
  drop_value (self, entry);
  entry->secret = muster_secret_ref (secret);
  entry->wall = muster_clock_now (self->clock);
  entry->boot = muster_clock_boot (self->clock);
  self->live++;
  if (self->egress != NULL)
    muster_egress_add (self->egress, entry->label, secret);
  if (self->source == 0)
    self->source = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, self);
}

/* Both clocks must be inside; one that ran backwards tells nothing, so the time is over */
static gboolean
is_over (MusterVault *self,
         Entry       *entry)
{
  gint64 wall = muster_clock_now (self->clock) - entry->wall;
  gint64 boot = muster_clock_boot (self->clock) - entry->boot;

  return wall < 0 || boot < 0 || wall >= MUSTER_VAULT_LIFETIME_US || boot >= MUSTER_VAULT_LIFETIME_US;
}

static void
muster_vault_dispose (GObject *object)
{
  MusterVault *self = MUSTER_VAULT (object);
  GHashTableIter iter;
  gpointer entry;

  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    drop_value (self, entry);

  G_OBJECT_CLASS (muster_vault_parent_class)->dispose (object);
}

static void
muster_vault_finalize (GObject *object)
{
  MusterVault *self = MUSTER_VAULT (object);

  g_hash_table_unref (self->entries);
  g_clear_object (&self->clock);
  g_clear_object (&self->egress);

  G_OBJECT_CLASS (muster_vault_parent_class)->finalize (object);
}

static void
muster_vault_class_init (MusterVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_vault_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_vault_finalize;
}

static void
muster_vault_init (MusterVault *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
}

/**
 * muster_vault_new:
 * @clock: both clocks
 * @egress: (nullable): where live values are looked for
 *
 * Returns: (transfer full): an empty vault
 */
MusterVault *
muster_vault_new (MusterClock  *clock,
                  MusterEgress *egress)
{
  MusterVault *self = g_object_new (MUSTER_TYPE_VAULT, NULL);

  self->clock = g_object_ref (clock);
  self->egress = egress != NULL ? g_object_ref (egress) : NULL;
  return self;
}

static Entry *
entry_new (MusterVault *self,
           const char  *handle,
           const char  *client_id,
           const char  *run_id)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->client_id = g_strdup (client_id);
  entry->run_id = g_strdup (run_id);
  entry->label = g_strdup_printf ("secret of %s", handle);
  g_hash_table_insert (self->entries, g_strdup (handle), entry);
  return entry;
}

/**
 * muster_vault_mint:
 * @client_id: whose it is
 * @run_id: (nullable): for which run
 * @title: what it is called
 * @owner: (nullable): whose account it opens
 * @secret: the value
 *
 * Returns: (transfer full): a handle, `{{secret:ULID}}`
 */
char *
muster_vault_mint (MusterVault  *self,
                   const char   *client_id,
                   const char   *run_id,
                   const char   *title,
                   const char   *owner,
                   MusterSecret *secret)
{
  g_autofree char *id = muster_id_new ();
  char *handle = g_strconcat (MUSTER_HANDLE_PREFIX, id, MUSTER_HANDLE_SUFFIX, NULL);
  Entry *entry;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), NULL);
  g_return_val_if_fail (client_id != NULL && title != NULL && secret != NULL, NULL);

  entry = entry_new (self, handle, client_id, run_id);
  entry->title = g_strdup (title);
  entry->owner = g_strdup (owner);
  put_value (self, entry, secret);
  return handle;
}

static Entry *
find_entry (MusterVault *self,
            const char  *handle,
            const char  *client_id,
            const char  *run_id)
{
  Entry *entry = handle != NULL ? g_hash_table_lookup (self->entries, handle) : NULL;

  if (entry == NULL || g_strcmp0 (entry->client_id, client_id) != 0 || g_strcmp0 (entry->run_id, run_id) != 0)
    return NULL;
  return entry;
}

/**
 * muster_vault_renew:
 * @handle: one that was given out for this client and run
 * @secret: its value, read again
 *
 * Returns: %FALSE when the handle is not theirs
 */
gboolean
muster_vault_renew (MusterVault  *self,
                    const char   *handle,
                    const char   *client_id,
                    const char   *run_id,
                    MusterSecret *secret)
{
  Entry *entry;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), FALSE);

  entry = find_entry (self, handle, client_id, run_id);
  if (entry == NULL)
    return FALSE;
  put_value (self, entry, secret);
  return TRUE;
}

/**
 * muster_vault_lookup:
 * @handle: a handle
 * @client_id: who asks
 * @run_id: (nullable): for which run
 * @error: %MUSTER_ERROR_REFUSED_BY_POLICY when it is not theirs or was never given out, %MUSTER_ERROR_NOT_FOUND
 *   when its time is over: read it again
 *
 * Returns: (transfer full) (nullable): the value
 */
MusterSecret *
muster_vault_lookup (MusterVault  *self,
                     const char   *handle,
                     const char   *client_id,
                     const char   *run_id,
                     GError      **error)
{
  Entry *entry;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), NULL);

  entry = find_entry (self, handle, client_id, run_id);
  if (entry == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                           "The secret was not read for this client and this run");
      return NULL;
    }
  if (entry->secret != NULL && is_over (self, entry))
    drop_value (self, entry);
  if (entry->secret == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The secret is not at hand any more");
      return NULL;
    }
  return muster_secret_ref (entry->secret);
}

/**
 * muster_vault_belongs:
 *
 * Returns: whether @handle was given out for this client and run; its value may be gone
 */
gboolean
muster_vault_belongs (MusterVault *self,
                      const char  *handle,
                      const char  *client_id,
                      const char  *run_id)
{
  g_return_val_if_fail (MUSTER_IS_VAULT (self), FALSE);

  return find_entry (self, handle, client_id, run_id) != NULL;
}

/**
 * muster_vault_describe:
 * @title: (out) (transfer full) (optional) (nullable): what it is called
 * @owner: (out) (transfer full) (optional) (nullable): whose account it opens
 *
 * Returns: whether the handle is known
 */
gboolean
muster_vault_describe (MusterVault  *self,
                       const char   *handle,
                       char        **title,
                       char        **owner)
{
  Entry *entry;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), FALSE);

  entry = handle != NULL ? g_hash_table_lookup (self->entries, handle) : NULL;
  if (entry == NULL)
    return FALSE;
  if (title != NULL)
    *title = g_strdup (entry->title);
  if (owner != NULL)
    *owner = g_strdup (entry->owner);
  return TRUE;
}

/**
 * muster_vault_remember:
 * @handle: one that a stored answer of this run holds
 *
 * After a restart: the handle is known again, without its value.
 */
void
muster_vault_remember (MusterVault *self,
                       const char  *handle,
                       const char  *client_id,
                       const char  *run_id)
{
  g_return_if_fail (MUSTER_IS_VAULT (self));

  if (muster_handle_is_valid (handle) && !g_hash_table_contains (self->entries, handle))
    entry_new (self, handle, client_id, run_id);
}

/**
 * muster_vault_set_origin:
 * @handle: a handle that is known
 * @tool: what read it
 * @args: with which arguments, JSON text
 * @path: where in the result it stands
 */
void
muster_vault_set_origin (MusterVault *self,
                         const char  *handle,
                         const char  *tool,
                         const char  *args,
                         const char  *path)
{
  Entry *entry;

  g_return_if_fail (MUSTER_IS_VAULT (self));

  entry = g_hash_table_lookup (self->entries, handle);
  if (entry == NULL || entry->origin.tool != NULL)
    return;
  entry->origin.tool = g_strdup (tool);
  entry->origin.args = g_strdup (args);
  entry->origin.path = g_strdup (path);
}

/**
 * muster_vault_get_origin:
 *
 * Returns: (transfer none) (nullable): how to read it again
 */
const MusterHandleOrigin *
muster_vault_get_origin (MusterVault *self,
                         const char  *handle)
{
  Entry *entry;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), NULL);

  entry = g_hash_table_lookup (self->entries, handle);
  return entry != NULL && entry->origin.tool != NULL ? &entry->origin : NULL;
}

/**
 * muster_vault_forget_run:
 * @run_id: a run that has come to its end
 */
void
muster_vault_forget_run (MusterVault *self,
                         const char  *run_id)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (MUSTER_IS_VAULT (self));

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (g_strcmp0 (entry->run_id, run_id) != 0)
        continue;
      drop_value (self, entry);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * muster_vault_sweep:
 *
 * Wipes the values whose time is over.
 *
 * Returns: how many are left
 */
guint
muster_vault_sweep (MusterVault *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (MUSTER_IS_VAULT (self), 0);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->secret != NULL && is_over (self, entry))
        drop_value (self, entry);
    }
  return self->live;
}

/**
 * muster_handle_is_valid:
 * @text: (nullable): a text
 *
 * Returns: whether @text is one handle and nothing else
 */
gboolean
muster_handle_is_valid (const char *text)
{
  gsize prefix = strlen (MUSTER_HANDLE_PREFIX);
  g_autofree char *id = NULL;

  if (text == NULL || !g_str_has_prefix (text, MUSTER_HANDLE_PREFIX) ||
      strlen (text) != prefix + MUSTER_ID_LENGTH + strlen (MUSTER_HANDLE_SUFFIX))
    return FALSE;
  id = g_strndup (text + prefix, MUSTER_ID_LENGTH);
  return muster_id_is_valid (id) && g_str_equal (text + prefix + MUSTER_ID_LENGTH, MUSTER_HANDLE_SUFFIX);
}

/**
 * muster_handle_is_in:
 * @text: (nullable): a text
 *
 * Returns: whether a handle, or what was meant to be one, stands somewhere in @text
 */
gboolean
muster_handle_is_in (const char *text)
{
  g_autofree char *lower = NULL;
  g_autoptr(GString) bare = NULL;

  if (text == NULL || strchr (text, '{') == NULL)
    return FALSE;
  lower = g_ascii_strdown (text, -1);
  bare = g_string_new (NULL);
  for (const char *p = lower; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (bare, *p);
  return strstr (bare->str, MUSTER_HANDLE_PREFIX) != NULL;
}
