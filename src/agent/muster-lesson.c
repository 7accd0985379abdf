/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-finding.h"
#include "muster-language.h"
#include "muster-lesson.h"
#include "muster-step.h"
#include "muster-text.h"

#define MAX_TITLE 120

/* --- Drafting --- */

static char *
replace_all (char       *text,
             const char *what,
             const char *with)
{
  g_autoptr(GString) changed = NULL;

  if (what == NULL || strlen (what) < 3)
    return text;
  changed = g_string_new (text);
  g_string_replace (changed, what, with, 0);
  g_free (text);
  return g_string_free (g_steal_pointer (&changed), FALSE);
}

/* Addresses of anybody, the requester's name, and the parts of it */
static char *
without_people (const char   *text,
                MusterTicket *ticket,
                MusterPlan   *plan)
{
  static GRegex *addresses;
  const char *names[] = { muster_ticket_get_contact_name (ticket), muster_plan_get_requester_name (plan) };
  char *clean;

  if (g_once_init_enter (&addresses))
    g_once_init_leave (&addresses, g_regex_new ("[^\\s<>()“”,;:]+@[^\\s<>()“”,;:]+[[:alnum:]]", G_REGEX_OPTIMIZE, 0, NULL));
  /* Translators: stands in an article for the person whom it was about */
  clean = g_regex_replace_literal (addresses, text, -1, 0, _("the user"), 0, NULL);
  if (clean == NULL)
    clean = g_strdup (text);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto(GStrv) parts = g_strsplit (names[i] != NULL ? names[i] : "", " ", -1);

      clean = replace_all (clean, names[i], _("the user"));
      for (guint p = 0; parts[p] != NULL; p++)
        clean = replace_all (clean, parts[p], _("the user"));
    }
  return clean;
}

/* "Re: AW: VPN does not connect" → "VPN does not connect" */
static char *
make_title (MusterTicket *ticket,
            MusterPlan   *plan)
{
  static const char * const prefixes[] = { "re:", "aw:", "fw:", "fwd:", "wg:", "tr:", "rv:", "antw:" };
  g_autofree char *line = muster_text_one_line (muster_ticket_get_summary (ticket) != NULL ? muster_ticket_get_summary (ticket) : "");
  const char *start = line;
  gboolean cut = TRUE;

  while (cut)
    {
      cut = FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
        if (g_ascii_strncasecmp (start, prefixes[i], strlen (prefixes[i])) == 0)
          {
            start += strlen (prefixes[i]);
            start += strspn (start, " ");
            cut = TRUE;
          }
    }
  {
    g_autofree char *clean = without_people (start, ticket, plan);

    return g_utf8_strlen (clean, -1) > MAX_TITLE ? g_utf8_substring (clean, 0, MAX_TITLE) : g_steal_pointer (&clean);
  }
}

static void
add_part (GString    *text,
          const char *heading,
          const char *body)
{
  if (body != NULL && *body != '\0')
    g_string_append_printf (text, "%s%s\n%s\n", text->len > 0 ? "\n" : "", heading, body);
}

static char *
list_steps (MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GString *list = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const char *explain = muster_step_get_explain (steps->pdata[i]);

      g_string_append_printf (list, "%s%u) %s", i > 0 ? "\n" : "", i + 1,
                              explain != NULL ? explain : muster_step_get_tool (steps->pdata[i]));
    }
  return g_string_free (list, FALSE);
}

static char *
in_language (MusterTicket *ticket,
             MusterPlan   *plan,
             char        **title)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *steps = list_steps (plan);
  g_autofree char *origin = NULL;
  g_autofree char *headline = make_title (ticket, plan);

  add_part (text, _("Problem:"), headline);
  add_part (text, _("Diagnosis:"), muster_plan_get_diagnosis (plan));
  add_part (text, _("What helps:"), steps);
  add_part (text, _("How it was resolved:"), muster_ticket_get_resolution (ticket));
  /* Translators: a ticket’s number */
  origin = g_strdup_printf (_("Written from ticket %s."), muster_ticket_get_number (ticket));
  g_string_append_printf (text, "\n%s\n", origin);
  *title = g_steal_pointer (&headline);
  return without_people (text->str, ticket, plan);
}

char *
muster_lesson_draft (MusterTicket *ticket,
                     MusterPlan   *plan,
                     const char   *language,
                     char        **title)
{
  MusterLanguage *previous = muster_language_push (language);
  char *text = in_language (ticket, plan, title);

  muster_language_pop (previous);
  return text;
}

/* --- HTML --- */

/* The item's text when @line is "12) …" */
static const char *
list_item (const char *line)
{
  gsize digits = strspn (line, "0123456789");

  return digits > 0 && (line[digits] == ')' || line[digits] == '.') && line[digits + 1] == ' ' ? line + digits + 2 : NULL;
}

static void
close_block (GString     *html,
             const char **open)
{
  if (*open != NULL)
    g_string_append_printf (html, "</%s>", *open);
  *open = NULL;
}

static void
open_block (GString     *html,
            const char **open,
            const char  *tag)
{
  if (*open != NULL && g_str_equal (*open, tag))
    return;
  close_block (html, open);
  g_string_append_printf (html, "<%s>", tag);
  *open = tag;
}

char *
muster_lesson_to_html (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GString *html = g_string_new (NULL);
  const char *open = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *safe = NULL;
      const char *item;

      g_strchomp (lines[i]);
      item = list_item (lines[i]);
      safe = g_markup_escape_text (item != NULL ? item : lines[i], -1);
      if (*lines[i] == '\0')
        close_block (html, &open);
      else if (item != NULL)
        {
          open_block (html, &open, "ol");
          g_string_append_printf (html, "<li>%s</li>", safe);
        }
      else if (g_str_has_suffix (lines[i], ":") && open == NULL)
        g_string_append_printf (html, "<h2>%.*s</h2>", (int) strlen (safe) - 1, safe);
      else
        {
          g_string_append (html, open != NULL && g_str_equal (open, "p") ? "<br>" : "");
          open_block (html, &open, "p");
          g_string_append (html, safe);
        }
    }
  close_block (html, &open);
  return g_string_free (html, FALSE);
}
