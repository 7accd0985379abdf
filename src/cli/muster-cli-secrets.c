/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "muster-cli.h"
#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-json.h"

/* Secrets come by a file descriptor or by a file that only its owner can read, as one flat JSON object. They go into
 * locked memory, from there into the keyring, and nowhere else; nothing here ever prints a value. */

#define MAX_BYTES 65536

static gboolean
set_errno (GError    **error,
           const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

/* A file that others can read has told its secrets already */
static gboolean
check_file (int         fd,
            const char *path,
            GError    **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return set_errno (error, path);
  if (!S_ISREG (info.st_mode) || info.st_uid != geteuid ())
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is not a regular file of yours", path);
      return FALSE;
    }
  if ((info.st_mode & 077) != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "%s can be read by others. Make it private (chmod 600), and change the secrets in it", path);
      return FALSE;
    }
  return TRUE;
}

static char *
read_all (int         fd,
          const char *what,
          gsize      *length,
          GError    **error)
{
  g_autofree char *buffer = g_malloc0 (MAX_BYTES + 1);
  gsize n = 0;

  while (n <= MAX_BYTES)
    {
      gssize got = read (fd, buffer + n, MAX_BYTES + 1 - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          set_errno (error, what);
          return NULL;
        }
      if (got == 0)
        break;
      n += (gsize) got;
    }
  if (n > MAX_BYTES)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is too long", what);
      return NULL;
    }
  *length = n;
  return g_steal_pointer (&buffer);
}

static gboolean
take_members (MusterCli  *cli,
              JsonNode   *node,
              const char *what,
              GError    **error)
{
  g_autoptr(GList) names = NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s holds no JSON object", what);
      return FALSE;
    }
  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *value = muster_json_str (object, l->data);

      if (value == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: “%s” is no text", what, (char *) l->data);
          return FALSE;
        }
      g_hash_table_insert (cli->secrets, g_strdup (l->data), muster_secret_new (value));
    }
  return TRUE;
}

gboolean
muster_cli_read_secrets (MusterCli *cli,
                         GError   **error)
{
  g_autofree char *what = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;
  char *text;
  gsize length = 0;
  int fd = cli->secrets_fd;
  gboolean ok;

  if (cli->secrets_file == NULL && fd < 0)
    return TRUE;

  if (cli->secrets_file != NULL)
    {
      what = g_strdup (cli->secrets_file);
      fd = open (cli->secrets_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
      if (fd < 0)
        return set_errno (error, what);
      if (!check_file (fd, what, error))
        {
          close (fd);
          return FALSE;
        }
    }
  else
    what = g_strdup_printf ("file descriptor %d", fd);

  text = read_all (fd, what, &length, error);
  close (fd);
  if (text == NULL)
    return FALSE;

  cli->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  bytes = g_bytes_new_static (text, length);
  node = muster_json_parse (bytes, NULL, NULL, error);
  ok = node != NULL && take_members (cli, node, what, error);
  /* The parser's complaint may quote what it read */
  if (node == NULL)
    {
      g_clear_error (error);
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is not valid JSON", what);
    }
  muster_secret_free (text);
  return ok;
}
