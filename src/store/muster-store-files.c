/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data directory: who may read it, who else is in it, and how much room there is. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "muster-error.h"
#include "muster-store-files.h"

#define BALLAST "ballast"

/* File systems on which locks and fsync cannot be relied on; numbers from statfs(2) */
static const struct { guint32 magic; const char *name; } network_systems[] = {
  { 0x00006969u, "NFS" },
  { 0x0000517bu, "SMB" },
  { 0xff534d42u, "CIFS" },
  { 0xfe534d42u, "SMB2" },
  { 0x5346414fu, "AFS" },
  { 0x73757245u, "Coda" },
  { 0x00c36400u, "Ceph" },
  { 0x0000564cu, "NCP" },
};

static gboolean
fail_errno (GError    **error,
            const char *doing,
            const char *path,
            int         number)
{
  int code = number == ENOSPC || number == EDQUOT ? MUSTER_ERROR_DISK_FULL : MUSTER_ERROR_STORE;

  g_set_error (error, MUSTER_ERROR, code, "%s %s: %s", doing, path, g_strerror (number));
  return FALSE;
}

static gboolean
check_file_system (MusterStoreFiles *self,
                   GError          **error)
{
  struct statfs info;

  if (fstatfs (self->dir_fd, &info) != 0)
    return fail_errno (error, "Looking at", self->dir, errno);
  for (guint i = 0; i < G_N_ELEMENTS (network_systems); i++)
    if ((guint32) info.f_type == network_systems[i].magic)
      {
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE,
                     "%s is on a network file system (%s), where a database can be damaged. Choose a folder on a "
                     "local disk.", self->dir, network_systems[i].name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_private (int         fd,
               const char *path,
               mode_t      kind,
               const char *command,
               GError    **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail_errno (error, "Looking at", path, errno);
  if ((info.st_mode & S_IFMT) != kind)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "%s is not what it should be; move it away", path);
  else if (info.st_uid != geteuid ())
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "%s belongs to another user", path);
  else if ((info.st_mode & 077) != 0)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN,
                 "Other users may read or change %s. Check what is in it, then run: %s '%s'", path, command, path);
  else
    return TRUE;
  return FALSE;
}

static gboolean
open_dir (MusterStoreFiles *self,
          const char       *data_dir,
          GError          **error)
{
  g_autofree char *parent = g_path_get_dirname (data_dir);
  g_autofree char *name = g_path_get_basename (data_dir);
  g_autofree char *real_parent = NULL;
  char *resolved;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return fail_errno (error, "Making", parent, errno);
  /* Links above the directory are the user's business; the directory itself is none */
  resolved = realpath (parent, NULL);
  if (resolved == NULL)
    return fail_errno (error, "Looking for", parent, errno);
  real_parent = g_strdup (resolved);
  free (resolved);
  self->dir = g_build_filename (real_parent, name, NULL);
  if (g_mkdir (self->dir, 0700) != 0 && errno != EEXIST)
    return fail_errno (error, "Making", self->dir, errno);
  self->dir_fd = open (self->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (self->dir_fd < 0)
    return fail_errno (error, "Opening", self->dir, errno);
  return check_private (self->dir_fd, self->dir, S_IFDIR, "chmod 700", error);
}

static gboolean
take_lock (MusterStoreFiles *self,
           GError          **error)
{
  self->lock_fd = openat (self->dir_fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    return fail_errno (error, "Opening the lock in", self->dir, errno);
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail_errno (error, "Locking", self->dir, errno);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE,
               "Muster is already running with the data in %s. Use that one, or close it first.", self->dir);
  return FALSE;
}

/**
 * muster_store_files_open:
 * @data_dir: made with mode 0700 when it is not there
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the directory, locked for this process
 */
MusterStoreFiles *
muster_store_files_open (const char *data_dir,
                         GError    **error)
{
  g_autoptr(MusterStoreFiles) self = g_new0 (MusterStoreFiles, 1);

  self->dir_fd = -1;
  self->lock_fd = -1;
  if (!open_dir (self, data_dir, error)
      || !check_file_system (self, error)
      || !take_lock (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
muster_store_files_close (MusterStoreFiles *self)
{
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  g_free (self->dir);
  g_free (self);
}

/**
 * muster_store_files_make:
 * @self: the directory
 * @name: a file in it
 * @is_new: (out): whether it was empty or not there
 * @error: return location
 *
 * Makes sure that @name is a private regular file, so that SQLite need not make
 * it (it would follow links and use the umask).
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
muster_store_files_make (MusterStoreFiles *self,
                         const char       *name,
                         gboolean         *is_new,
                         GError          **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  struct stat info;
  gboolean good;
  int fd;

  fd = openat (self->dir_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      fail_errno (error, "Opening", path, errno);
      return NULL;
    }
  good = check_private (fd, path, S_IFREG, "chmod 600", error);
  *is_new = fstat (fd, &info) == 0 && info.st_size == 0;
  close (fd);
  return good ? g_steal_pointer (&path) : NULL;
}

/* The reserve that lets outcomes be recorded on a full disk. FALSE when there is no room for it */
gboolean
muster_store_files_add_ballast (MusterStoreFiles *self)
{
  int fd;

  if (self->has_ballast)
    return TRUE;
  fd = openat (self->dir_fd, BALLAST, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  /* Allocates the blocks, or writes them where the file system cannot */
  self->has_ballast = posix_fallocate (fd, 0, MUSTER_BALLAST_BYTES) == 0;
  close (fd);
  if (!self->has_ballast)
    unlinkat (self->dir_fd, BALLAST, 0);
  return self->has_ballast;
}

void
muster_store_files_drop_ballast (MusterStoreFiles *self)
{
  unlinkat (self->dir_fd, BALLAST, 0);
  self->has_ballast = FALSE;
}

/* Bytes that this user may still write */
guint64
muster_store_files_get_free (MusterStoreFiles *self)
{
  struct statvfs info;

  if (fstatvfs (self->dir_fd, &info) != 0)
    return 0;
  return (guint64) info.f_bavail * info.f_frsize;
}
