/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-oauth-page.h"

/* The pages are plain HTML that a person can read; nothing that came from outside stands in them. */
static const struct {
  const char *title;
  const char *text;
} pages[] = {
  [MUSTER_OAUTH_PAGE_DONE] = {
    N_("You Are Signed In"),
    N_("Muster has what it needs. You can close this tab and go back to the Muster window."),
  },
  [MUSTER_OAUTH_PAGE_REFUSED] = {
    N_("Sign-In Refused"),
    N_("The sign-in page did not give Muster access. Nothing was changed. You can close this tab; "
       "the Muster window says what is missing."),
  },
  [MUSTER_OAUTH_PAGE_FAILED] = {
    N_("Sign-In Did Not Work"),
    N_("Nothing was changed. You can close this tab and start the sign-in again from the Muster window, "
       "which says what went wrong."),
  },
  [MUSTER_OAUTH_PAGE_STRANGER] = {
    N_("Not the Answer Muster Is Waiting For"),
    N_("This page belongs to another or an older sign-in. Close this tab and start the sign-in again from the "
       "Muster window."),
  },
};

/**
 * muster_oauth_page:
 * @page: which one
 *
 * Returns: (transfer full): HTML
 */
char *
muster_oauth_page (MusterOauthPage page)
{
  const char *title = g_dgettext (GETTEXT_PACKAGE, pages[page].title);
  const char *text = g_dgettext (GETTEXT_PACKAGE, pages[page].text);

  return g_markup_printf_escaped ("<!DOCTYPE html>\n"
                                  "<html>\n<head>\n<meta charset=\"utf-8\">\n"
                                  "<meta name=\"viewport\" content=\"width=device-width\">\n"
                                  "<title>Muster: %s</title>\n"
                                  "<style>:root { color-scheme: light dark } body { font: 1.1em/1.5 sans-serif; "
                                  "max-width: 32em; margin: 15vh auto; padding: 0 1em }</style>\n"
                                  "</head>\n<body>\n<h1>%s</h1>\n<p>%s</p>\n</body>\n</html>\n",
                                  title, title, text);
}
