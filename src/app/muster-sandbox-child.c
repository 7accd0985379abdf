/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-sandbox-child.h"

/**
 * MusterSandboxChild:
 *
 * The look-alike vendors as a child process: started on a free port, its ready line read and kept. The child ends
 * with this object, and also when this process dies.
 */

#define READY_LIMIT 65536

struct _MusterSandboxChild
{
  GObject parent_instance;

  GSubprocess      *process;      /* (owned) (nullable) */
  GDataInputStream *output;       /* (owned) (nullable) */
  char             *world_copy;   /* (owned) (nullable): resource written out, removed when ready */
  JsonNode         *ready;        /* (owned) (nullable): the ready line */
};

G_DEFINE_FINAL_TYPE (MusterSandboxChild, muster_sandbox_child, G_TYPE_OBJECT)

static JsonObject *
ready_object (MusterSandboxChild *self)
{
  return self->ready != NULL ? json_node_get_object (self->ready) : NULL;
}

static void
drop_world_copy (MusterSandboxChild *self)
{
  if (self->world_copy != NULL)
    g_unlink (self->world_copy);
  g_clear_pointer (&self->world_copy, g_free);
}

/* The shipped world as a file of its own, for a program that reads files */
static gboolean
write_world (MusterSandboxChild *self,
             GError            **error)
{
  g_autoptr(GBytes) bytes = muster_core_lookup_resource ("worlds/demo.json", error);
  g_autofree char *path = NULL;
  int fd;

  if (bytes == NULL)
    return FALSE;

  fd = g_file_open_tmp ("muster-world-XXXXXX.json", &path, error);
  if (fd < 0)
    return FALSE;
  close (fd);
  self->world_copy = g_steal_pointer (&path);
  return g_file_set_contents (self->world_copy, g_bytes_get_data (bytes, NULL),
                              (gssize) g_bytes_get_size (bytes), error);
}

static char *
beside_this_program (void)
{
  char self_path[4096];
  g_autofree char *dir = NULL;
  g_autofree char *parent = NULL;
  gssize n = readlink ("/proc/self/exe", self_path, sizeof self_path - 1);
  const char *below[] = { "", "sandbox", "src/sandbox" };

  if (n <= 0)
    return NULL;
  self_path[n] = '\0';

  /* Beside us, or in the sibling folder of a build tree */
  dir = g_path_get_dirname (self_path);
  for (int up = 0; up < 3; up++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (below); i++)
        {
          g_autofree char *path = g_build_filename (dir, below[i], "muster-sandbox", NULL);

          if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR))
            return g_steal_pointer (&path);
        }
      parent = g_path_get_dirname (dir);
      g_free (g_steal_pointer (&dir));
      dir = g_steal_pointer (&parent);
    }

  return NULL;
}

/**
 * muster_sandbox_find_program:
 * @program: (nullable): a path to use as it is
 *
 * Returns: (transfer full) (nullable): where `muster-sandbox` is
 */
char *
muster_sandbox_find_program (const char *program)
{
  g_autofree char *path = NULL;

  if (program != NULL)
    return g_strdup (program);

  path = beside_this_program ();
  if (path != NULL)
    return g_steal_pointer (&path);

  path = g_build_filename (MUSTER_LIBEXECDIR, "muster-sandbox", NULL);
  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);

  return g_find_program_in_path ("muster-sandbox");
}

static gboolean
check_ready (MusterSandboxChild *self,
             GError            **error)
{
  JsonObject *ready = ready_object (self);
  const char *now = ready != NULL ? muster_json_str (ready, "now") : NULL;
  gint64 us;

  if (ready == NULL || !muster_json_bool (ready, "ready", FALSE) || now == NULL || !muster_time_parse_iso (now, &us))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "muster-sandbox printed no usable ready line");
      return FALSE;
    }
  return TRUE;
}

static void
ready_line_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterSandboxChild *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, &length, &error);
  g_autoptr(GBytes) bytes = NULL;

  drop_world_copy (self);
  if (line == NULL || length > READY_LIMIT)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "muster-sandbox did not come up: %s",
                               error != NULL ? error->message : "it ended without a word (see its message above)");
      return;
    }

  bytes = g_bytes_new (line, length);
  self->ready = muster_json_parse (bytes, NULL, NULL, &error);
  if (self->ready == NULL || !JSON_NODE_HOLDS_OBJECT (self->ready) || !check_ready (self, &error))
    {
      muster_sandbox_child_stop (self);
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The ready line is no object");
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_return_boolean (task, TRUE);
}

/* In the child between fork and exec: do not outlive the parent */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

void
muster_sandbox_child_start_async (MusterSandboxChild *self,
                                  const char         *program,
                                  const char         *world,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_SANDBOX_CHILD (self));
  g_return_if_fail (self->process == NULL);

  g_task_set_source_tag (task, muster_sandbox_child_start_async);
  path = muster_sandbox_find_program (program);
  if (path == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                               "The program muster-sandbox is not installed beside this one");
      return;
    }
  if (world == NULL && !write_world (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, path, "--world", world != NULL ? world : self->world_copy,
                                               "--listen", "127.0.0.1:0", NULL);
  if (self->process == NULL)
    {
      drop_world_copy (self);
      g_task_return_error (task, error);
      return;
    }

  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, cancellable, ready_line_cb, g_object_ref (task));
}

gboolean
muster_sandbox_child_start_finish (MusterSandboxChild *self,
                                   GAsyncResult       *result,
                                   GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_sandbox_child_stop (MusterSandboxChild *self)
{
  g_return_if_fail (MUSTER_IS_SANDBOX_CHILD (self));

  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

gint64
muster_sandbox_child_get_now (MusterSandboxChild *self)
{
  gint64 us = 0;

  g_return_val_if_fail (self->ready != NULL, 0);
  muster_time_parse_iso (muster_json_str (ready_object (self), "now"), &us);
  return us;
}

/* How late a request may still take effect after its answer was lost */
gint64
muster_sandbox_child_get_late_ms (MusterSandboxChild *self)
{
  g_return_val_if_fail (self->ready != NULL, 0);
  return muster_json_int (ready_object (self), "lateCommitMs", 0);
}

const char *
muster_sandbox_child_get_control (MusterSandboxChild *self)
{
  g_return_val_if_fail (self->ready != NULL, NULL);
  return muster_json_str (ready_object (self), "control");
}

const char *
muster_sandbox_child_get_msp_name (MusterSandboxChild *self)
{
  JsonObject *msp;

  g_return_val_if_fail (self->ready != NULL, NULL);
  msp = muster_json_obj (ready_object (self), "msp");
  return msp != NULL ? muster_json_str (msp, "name") : NULL;
}

/**
 * muster_sandbox_child_get_value:
 * @integration: as in the ready line
 * @name: of its members
 *
 * Returns: (nullable): one value, also of those that stand in no form
 */
const char *
muster_sandbox_child_get_value (MusterSandboxChild *self,
                                const char         *integration,
                                const char         *name)
{
  JsonObject *object;

  g_return_val_if_fail (self->ready != NULL, NULL);
  object = muster_json_obj (ready_object (self), integration);
  return object != NULL ? muster_json_str (object, name) : NULL;
}

const char *
muster_sandbox_child_get_at (MusterSandboxChild *self,
                             const char         *path)
{
  g_return_val_if_fail (self->ready != NULL, NULL);

  return muster_json_path_str (self->ready, path);
}

/* What the ready line has beside a form, and what a form has beside the ready line */
static const struct { const char *integration, *name, *value, *from; } form_differences[] = {
  { "halopsa", "nativeClientId", NULL },
  { "halopsa", "method", "service" },
  { "microsoft365", "exchangeUnpublished", "accepted" },
  { "microsoft365", "partner", NULL, "graph" },
  { "itglue", "region", "us" },
  { "itglue", "api", NULL, "url" },
  { "itglue", "url", NULL },
  { "itglue", "ownOrganization", NULL },
};

/**
 * muster_sandbox_child_dup_values:
 * @integration: "connectwise", "halopsa", "autotask", "microsoft365", "hudu" or "itglue"
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): what the ready line says for the form of @integration
 */
GHashTable *
muster_sandbox_child_dup_values (MusterSandboxChild *self,
                                 const char         *integration)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GList) names = NULL;
  JsonObject *object;

  g_return_val_if_fail (self->ready != NULL, NULL);

  object = muster_json_obj (ready_object (self), integration);
  if (object == NULL)
    return NULL;
  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *value = muster_json_str (object, l->data);

      if (value != NULL)
        g_hash_table_insert (values, g_strdup (l->data), g_strdup (value));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (form_differences); i++)
    {
      if (g_strcmp0 (form_differences[i].integration, integration) != 0)
        continue;
      if (form_differences[i].from != NULL)
        g_hash_table_insert (values, g_strdup (form_differences[i].name), g_strdup (muster_json_str (object, form_differences[i].from)));
      else if (form_differences[i].value != NULL)
        g_hash_table_insert (values, g_strdup (form_differences[i].name), g_strdup (form_differences[i].value));
      else
        g_hash_table_remove (values, form_differences[i].name);
    }
  return g_steal_pointer (&values);
}

static void
muster_sandbox_child_dispose (GObject *object)
{
  MusterSandboxChild *self = MUSTER_SANDBOX_CHILD (object);

  muster_sandbox_child_stop (self);
  drop_world_copy (self);
  g_clear_pointer (&self->ready, json_node_unref);
  G_OBJECT_CLASS (muster_sandbox_child_parent_class)->dispose (object);
}

static void
muster_sandbox_child_class_init (MusterSandboxChildClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_sandbox_child_dispose;
}

static void
muster_sandbox_child_init (MusterSandboxChild *self)
{
}

MusterSandboxChild *
muster_sandbox_child_new (void)
{
  return g_object_new (MUSTER_TYPE_SANDBOX_CHILD, NULL);
}
