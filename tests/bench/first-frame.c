/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into any GTK program, it says on file descriptor 3 when the first frame of
 * its first window has been painted. So the program that is measured needs no code for it. */

#define _GNU_SOURCE

#include "config.h"

#include <dlfcn.h>
#include <unistd.h>

#include <gtk/gtk.h>

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  static gboolean said = FALSE;

  if (said)
    return;
  said = TRUE;
  if (write (3, "painted\n", 8) != 8)
    g_warning ("Nobody listens on file descriptor 3");
}

void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*)(GtkWindow *))dlsym (RTLD_NEXT, "gtk_window_present");

  present (window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (painted_cb), NULL);
}
