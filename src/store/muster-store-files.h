/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MUSTER_BALLAST_BYTES   (8 * 1024 * 1024)
#define MUSTER_FREE_BYTES_MIN  (64 * 1024 * 1024)

/**
 * MusterStoreFiles:
 * @dir: (owned): real path of the data directory
 * @dir_fd: open on @dir
 * @lock_fd: holds the lock that keeps a second instance out
 * @has_ballast: the reserve is on the disk
 */
typedef struct
{
  char    *dir;
  int      dir_fd;
  int      lock_fd;
  gboolean has_ballast;
} MusterStoreFiles;

MusterStoreFiles *muster_store_files_open         (const char       *data_dir,
                                                   GError          **error);
void              muster_store_files_close        (MusterStoreFiles *self);
char             *muster_store_files_make         (MusterStoreFiles *self,
                                                   const char       *name,
                                                   gboolean         *is_new,
                                                   GError          **error);
gboolean          muster_store_files_add_ballast  (MusterStoreFiles *self);
void              muster_store_files_drop_ballast (MusterStoreFiles *self);
guint64           muster_store_files_get_free     (MusterStoreFiles *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterStoreFiles, muster_store_files_close)

G_END_DECLS
