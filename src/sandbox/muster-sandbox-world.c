/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <glib/gstdio.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-sandbox-check.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-world.h"

#define MOST_BYTES (256 * 1024 * 1024)

/* The world that all look-alikes serve: the JSON tree of the world file, changed in place by
 * writes, and the clock. With a state directory each change is saved as a whole by an atomic
 * rename, so a killed server comes back with the last change that it answered. What the schema has
 * no place for (deleted users, notes' flags, device actions) lives in extra members of the tree. */

struct _MusterWorld {
  GObject     parent;

  char       *path;
  char       *state_dir;    /* (nullable) */
  GBytes     *pristine;     /* the world file as it was read */
  JsonNode   *tree;         /* (owned) holds root */
  JsonObject *root;         /* (unowned) */
  gint64      base;         /* the world's time in µs when `started` was taken */
  gint64      started;      /* monotonic µs */
};

G_DEFINE_FINAL_TYPE (MusterWorld, muster_world, G_TYPE_OBJECT)

static void
muster_world_finalize (GObject *object)
{
  MusterWorld *self = MUSTER_WORLD (object);

  g_free (self->path);
  g_free (self->state_dir);
  g_clear_pointer (&self->pristine, g_bytes_unref);
  g_clear_pointer (&self->tree, json_node_unref);
  G_OBJECT_CLASS (muster_world_parent_class)->finalize (object);
}

static void
muster_world_class_init (MusterWorldClass *class)
{
  G_OBJECT_CLASS (class)->finalize = muster_world_finalize;
}

static void
muster_world_init (MusterWorld *self)
{
}

static gint64
highest (JsonArray  *array,
         const char *member,
         gint64      known)
{
  for (guint i = 0; i < muster_ja_length (array); i++)
    known = MAX (known, muster_jo_int (muster_ja_obj (array, i), member, 0));
  return known;
}

static void
set_updated (JsonObject *ticket)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");
  const char *updated = muster_jo_str (ticket, "created");

  for (guint i = 0; i < muster_ja_length (notes); i++)
    {
      const char *created = muster_jo_str (muster_ja_obj (notes, i), "created");

      if (g_strcmp0 (created, updated) > 0)
        updated = created;
    }
  if (g_strcmp0 (muster_jo_str (ticket, "closed"), updated) > 0)
    updated = muster_jo_str (ticket, "closed");
  json_object_set_string_member (ticket, "updated", updated);
}

/* A PSA keeps the description as the oldest note, so it needs a note id below all others. */
static void
prepare_tickets (MusterWorld *self)
{
  const char *const lists[] = { "tickets", "history" };
  gint64 lowest = G_MAXINT64, top = 0, count = 0, next;

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (self->root, lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++, count++)
        {
          JsonArray *notes = muster_jo_arr (muster_ja_obj (tickets, i), "notes");

          for (guint j = 0; j < muster_ja_length (notes); j++)
            lowest = MIN (lowest, muster_jo_int (muster_ja_obj (notes, j), "id", lowest));
          top = highest (notes, "id", top);
        }
    }
  next = lowest == G_MAXINT64 ? 1 : lowest > count ? lowest - count : top + 1;

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (self->root, lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        {
          JsonObject *ticket = muster_ja_obj (tickets, i);

          json_object_set_int_member (ticket, "descriptionNoteId", next++);
          if (muster_jo_arr (ticket, "notes") == NULL)
            json_object_set_array_member (ticket, "notes", json_array_new ());
          set_updated (ticket);
        }
    }
  json_object_set_object_member (self->root, "sandbox",
                                 muster_jo_new ("nextNote:i", MAX (next, top + 1), NULL));
}

/* The guard counts bytes, a person counts lines. */
static guint
line_of (const char *data,
         gsize       size,
         const char *message)
{
  const char *at = g_strrstr (message, "at byte ");
  guint64 byte = at != NULL ? g_ascii_strtoull (at + strlen ("at byte "), NULL, 10) : 0;
  guint line = 1;

  for (gsize i = 0; i < MIN (byte, size); i++)
    line += data[i] == '\n';
  return line;
}

static JsonNode *
parse_tree (GBytes     *bytes,
            const char *path,
            GError    **error)
{
  static const MusterJsonLimits limits = { MOST_BYTES, MUSTER_JSON_MAX_DEPTH };
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) inner = NULL;
  g_autofree char *copy = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  copy = g_memdup2 (data != NULL ? data : "", MAX (size, 1));
  if (!muster_json_guard (copy, size, &limits, NULL, &inner)
      || !json_parser_load_from_data (parser, data, (gssize) size, &inner))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s:%u: %s", path, line_of (data, size, inner->message), inner->message);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: expected an object at the top", path);
      return NULL;
    }
  return muster_jo_node (muster_jo_copy (json_node_get_object (json_parser_get_root (parser))));
}

static void
take_tree (MusterWorld *self,
           JsonNode    *tree)
{
  g_clear_pointer (&self->tree, json_node_unref);
  self->tree = tree;
  self->root = json_node_get_object (tree);
}

static gboolean
load_pristine (MusterWorld *self,
               GError     **error)
{
  g_autoptr(JsonNode) tree = parse_tree (self->pristine, self->path, error);

  if (tree == NULL)
    return FALSE;
  if (!muster_sandbox_check_world (json_node_get_object (tree), error))
    {
      g_prefix_error (error, "%s: ", self->path);
      return FALSE;
    }
  take_tree (self, g_steal_pointer (&tree));
  prepare_tickets (self);
  return TRUE;
}

static char *
state_path (MusterWorld *self)
{
  return g_build_filename (self->state_dir, "world.json", NULL);
}

static gboolean
load_state (MusterWorld *self,
            GError     **error)
{
  g_autofree char *path = state_path (self);
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  JsonNode *tree;
  gsize size;

  if (g_mkdir_with_parents (self->state_dir, 0700) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "Cannot make the folder %s", self->state_dir);
      return FALSE;
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  tree = parse_tree (bytes, path, error);
  if (tree == NULL)
    return FALSE;
  if (!muster_sandbox_check_world (json_node_get_object (tree), error)
      || muster_jo_obj (json_node_get_object (tree), "sandbox") == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "sandbox: missing");
      g_prefix_error (error, "%s: ", path);
      json_node_unref (tree);
      return FALSE;
    }
  take_tree (self, tree);
  self->base = muster_jo_int (muster_jo_obj (self->root, "sandbox"), "clock", self->base);
  return TRUE;
}

/**
 * muster_world_load:
 * @path: a world file
 * @state_dir: (nullable): where changes are kept over restarts
 * @error: return location for an error
 *
 * Reads and checks a world.
 *
 * Returns: (transfer full) (nullable): the world
 */
MusterWorld *
muster_world_load (const char *path,
                   const char *state_dir,
                   GError    **error)
{
  g_autoptr(MusterWorld) self = g_object_new (MUSTER_TYPE_WORLD, NULL);
  g_autofree char *data = NULL;
  gsize size;

  self->path = g_strdup (path);
  self->state_dir = g_strdup (state_dir);
  self->started = g_get_monotonic_time ();
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  self->pristine = g_bytes_new_take (g_steal_pointer (&data), size);
  if (!load_pristine (self, error))
    return NULL;
  muster_time_parse_iso (muster_jo_str (self->root, "now"), &self->base);
  if (state_dir != NULL && !load_state (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * muster_world_reset:
 * @self: the world
 * @only_tickets: (nullable): ids of the open tickets to keep; %NULL for all
 * @error: return location for an error
 *
 * Goes back to the world file, time included.
 *
 * Returns: whether it worked
 */
gboolean
muster_world_reset (MusterWorld *self,
                    JsonArray   *only_tickets,
                    GError     **error)
{
  if (!load_pristine (self, error))
    return FALSE;
  if (only_tickets != NULL)
    {
      JsonArray *tickets = muster_jo_arr (self->root, "tickets");

      for (guint i = json_array_get_length (tickets); i > 0; i--)
        {
          gint64 id = muster_jo_int (muster_ja_obj (tickets, i - 1), "id", 0);
          gboolean keep = FALSE;

          for (guint j = 0; j < json_array_get_length (only_tickets); j++)
            {
              JsonNode *wanted = json_array_get_element (only_tickets, j);

              keep |= JSON_NODE_HOLDS_VALUE (wanted) && json_node_get_int (wanted) == id;
            }
          if (!keep)
            json_array_remove_element (tickets, i - 1);
        }
    }
  muster_time_parse_iso (muster_jo_str (self->root, "now"), &self->base);
  self->started = g_get_monotonic_time ();
  return muster_world_save (self, error);
}

/**
 * muster_world_save:
 * @self: the world
 * @error: return location for an error
 *
 * Keeps the present state, when there is a place for it.
 *
 * Returns: whether it was kept
 */
gboolean
muster_world_save (MusterWorld *self,
                   GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (self->state_dir == NULL)
    return TRUE;
  json_object_set_int_member (muster_jo_obj (self->root, "sandbox"), "clock", muster_world_now (self));
  path = state_path (self);
  text = json_to_string (self->tree, FALSE);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

JsonObject *
muster_world_get_root (MusterWorld *self)
{
  return self->root;
}

JsonObject *
muster_world_get_msp (MusterWorld *self)
{
  return muster_jo_obj (self->root, "msp");
}

const char *
muster_world_get_tenant (MusterWorld *self)
{
  return muster_jo_str (muster_world_get_msp (self), "tenantId");
}

const char *
muster_world_get_state_dir (MusterWorld *self)
{
  return self->state_dir;
}

/**
 * muster_world_now:
 * @self: the world
 *
 * Returns: the world's time in µs: where the file stands still, and what has passed since
 */
gint64
muster_world_now (MusterWorld *self)
{
  return self->base + g_get_monotonic_time () - self->started;
}

char *
muster_world_now_text (MusterWorld *self)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (muster_world_now (self) / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

void
muster_world_advance (MusterWorld *self,
                      gint64       us)
{
  self->base += us;
}

/**
 * muster_world_next_id:
 * @self: the world
 * @kind: "note", "ticket", "time", "doc"
 *
 * Returns: an id that no object of the kind has had
 */
gint64
muster_world_next_id (MusterWorld *self,
                      const char  *kind)
{
  JsonObject *box = muster_jo_obj (self->root, "sandbox");
  g_autofree char *member = g_strdup_printf ("next%c%s", g_ascii_toupper (kind[0]), kind + 1);
  gint64 next = muster_jo_int (box, member, 0);

  if (next == 0)
    {
      next = 900000;
      if (g_str_equal (kind, "ticket"))
        {
          next = highest (muster_jo_arr (self->root, "tickets"), "id", 0);
          next = highest (muster_jo_arr (self->root, "history"), "id", next) + 1;
        }
    }
  json_object_set_int_member (box, member, next + 1);
  return next;
}

/**
 * muster_world_secret:
 * @self: the world
 * @purpose: what it is for
 *
 * Returns: (transfer full): a credential, the same at each start, recognisable when it leaks
 */
char *
muster_world_secret (MusterWorld *self,
                     const char  *purpose)
{
  g_autofree char *text = g_strconcat (muster_world_get_tenant (self), "/", purpose, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("CANARY-KEY-%.24s", sum);
}

char *
muster_world_guid (MusterWorld *self,
                   const char  *purpose)
{
  g_autofree char *text = g_strconcat (muster_world_get_tenant (self), "/", purpose, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", sum, sum + 8, sum + 12, sum + 15, sum + 18);
}

/**
 * muster_world_company_id:
 * @self: the world
 *
 * Returns: (transfer full): the company id under which the MSP signs in to its PSA
 */
char *
muster_world_company_id (MusterWorld *self)
{
  g_auto(GStrv) labels = g_strsplit (muster_jo_str (muster_world_get_msp (self), "domain"), ".", 2);

  return g_strdup (labels[0]);
}
