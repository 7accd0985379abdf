/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AppBrowser:
 * @decision: the form's answer, such as "decision=sign-in&user=tess@msp.example"
 *
 * The browser of somebody who presses a button on a vendor's sign-in page and is sent back to Muster, in a thread of its own.
 */
typedef struct
{
  const char *decision;
  char       *page;
  GThread    *thread;
  gboolean    over;
} AppBrowser;

/* A MusterOpenUriFunc; @user_data: an AppBrowser */
void app_browser_open_cb (const char *uri,
                          gpointer    user_data);
/* Waits until it has come back, and lets it go */
void app_browser_end     (AppBrowser *self);

G_END_DECLS
