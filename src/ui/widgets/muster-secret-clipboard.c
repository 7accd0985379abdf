/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-reveal-second.h"
#include "muster-secret-clipboard.h"

/* A secret on its way to another window. It is taken away after a time, and when the program ends, but only while it is
 * still ours: what somebody copied since is left alone. The bytes that are handed out are the locked ones themselves.
 * Clipboard managers are asked not to keep it, with the hint that KDE's and others look for (KeePassXC and Klipper). */

typedef struct
{
  GdkClipboard       *clipboard; /* (owned) */
  GdkContentProvider *provider;  /* (owned) */
  guint               timeout;
  gulong              handler;
} Held;

static Held held;

gboolean
muster_secret_clipboard_holds (void)
{
  return held.provider != NULL && gdk_clipboard_get_content (held.clipboard) == held.provider;
}

void
muster_secret_clipboard_clear (void)
{
  if (muster_secret_clipboard_holds ())
    gdk_clipboard_set_content (held.clipboard, NULL);
  g_clear_handle_id (&held.timeout, g_source_remove);
  g_clear_object (&held.provider);
  g_clear_object (&held.clipboard);
}

static gboolean
time_over_cb (gpointer user_data)
{
  held.timeout = 0;
  muster_secret_clipboard_clear ();
  return G_SOURCE_REMOVE;
}

static GdkContentProvider *
create_provider (MusterSecret *secret)
{
  g_autoptr(GBytes) bytes = g_bytes_new_with_free_func (muster_secret_peek (secret), muster_secret_length (secret),
                                                        (GDestroyNotify) muster_secret_unref, muster_secret_ref (secret));
  g_autoptr(GBytes) hint = g_bytes_new_static ("secret", 6);
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes),
    gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", hint),
  };

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

/**
 * muster_secret_clipboard_copy:
 * @widget: where it was asked for
 * @secret: what is copied
 * @seconds: how long it may stay
 */
void
muster_secret_clipboard_copy (GtkWidget    *widget,
                              MusterSecret *secret,
                              guint         seconds)
{
  GApplication *application = g_application_get_default ();

  muster_secret_clipboard_clear ();
  held.clipboard = g_object_ref (gtk_widget_get_clipboard (widget));
  held.provider = create_provider (secret);
  gdk_clipboard_set_content (held.clipboard, held.provider);
  held.timeout = g_timeout_add (seconds * muster_reveal_second (), time_over_cb, NULL);
  /* GTK hands the clipboard to its manager at the very end, for it to outlive the program. */
  if (held.handler == 0 && application != NULL)
    held.handler = g_signal_connect (application, "shutdown", G_CALLBACK (muster_secret_clipboard_clear), NULL);
}
