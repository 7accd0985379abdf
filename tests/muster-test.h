/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MusterTestWait:
 * @loop: runs until the answer is there
 * @result: (nullable) (owned): the answer
 *
 * Waits for the end of one asynchronous call; start with %MUSTER_TEST_WAIT_INIT.
 */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} MusterTestWait;

#define MUSTER_TEST_WAIT_INIT { NULL, NULL }

void          muster_test_init       (int               *argc,
                                      char            ***argv);
char         *muster_test_dir        (void);
void          muster_test_remove_dir (const char        *dir);
char         *muster_test_data       (const char        *relative);
char         *muster_test_program    (const char        *relative);
GSubprocessLauncher *
              muster_test_launcher   (GSubprocessFlags   flags);
void          muster_test_wait_cb    (GObject           *source,
                                      GAsyncResult      *result,
                                      gpointer           wait);
GAsyncResult *muster_test_wait       (MusterTestWait    *wait);
void          muster_test_wait_clear (MusterTestWait    *wait);
void          muster_test_until      (gboolean         (*check) (gpointer),
                                      gpointer           data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterTestWait, muster_test_wait_clear)

G_END_DECLS
