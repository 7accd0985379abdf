/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-text.h"

/* HTML of notes and articles as plain text. Nothing is fetched, nothing is
 * interpreted but where lines end; what is not understood is left out.
 */

typedef struct {
  GString *out;
  gboolean space;     /* white space was seen that is not written yet */
  guint breaks;       /* newlines that are not written yet */
  guint preformatted;
  char *link;         /* (nullable): where the open link leads, as host and path */
  gsize link_start;   /* of its text */
} Writer;

#define MAX_LINK 200

static const struct {
  const char *name;
  gunichar c;
} entities[] = {
  { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
  { "copy", 0xa9 }, { "reg", 0xae }, { "deg", 0xb0 }, { "sect", 0xa7 }, { "middot", 0xb7 }, { "euro", 0x20ac },
  { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "bull", 0x2022 }, { "rarr", 0x2192 },
  { "larr", 0x2190 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
  { "bdquo", 0x201e }, { "sbquo", 0x201a }, { "laquo", 0xab }, { "raquo", 0xbb }, { "times", 0xd7 },
  { "auml", 0xe4 }, { "ouml", 0xf6 }, { "uuml", 0xfc }, { "Auml", 0xc4 }, { "Ouml", 0xd6 }, { "Uuml", 0xdc },
  { "szlig", 0xdf }, { "eacute", 0xe9 }, { "egrave", 0xe8 }, { "agrave", 0xe0 }, { "ccedil", 0xe7 },
  { "trade", 0x2122 }, { "frac12", 0xbd }, { "ensp", ' ' }, { "emsp", ' ' }, { "thinsp", ' ' },
};

/* How many newlines an element wants around it */
static guint
breaks_of (const char *name)
{
  static const char * const paragraphs[] = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr", NULL
  };
  static const char * const lines[] = {
    "br", "div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "figure", "title", NULL
  };

  if (g_strv_contains (paragraphs, name))
    return 2;

  return g_strv_contains (lines, name) ? 1 : 0;
}

static void
flush_white (Writer *writer)
{
  if (writer->breaks > 0)
    for (guint i = 0; writer->out->len > 0 && i < writer->breaks; i++)
      g_string_append_c (writer->out, '\n');
  else if (writer->space && writer->out->len > 0)
    g_string_append_c (writer->out, ' ');

  writer->breaks = 0;
  writer->space = FALSE;
}

static void
write_char (Writer   *writer,
            gunichar  c)
{
  if (writer->preformatted > 0 && c == '\n')
    {
      writer->breaks++;
      return;
    }

  if (c < 0x80 && g_ascii_isspace ((char) c) && (writer->preformatted == 0 || c == '\r'))
    {
      writer->space = TRUE;
      return;
    }

  flush_white (writer);
  g_string_append_unichar (writer->out, c);
}

/* text stands on an ampersand; returns what follows the entity */
static const char *
write_entity (Writer     *writer,
              const char *text)
{
  const char *name = text + 1;
  gsize length = strspn (name, "#0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  const char *end = name + length;

  if (*name == '#' && length > 1 && length < 10)
    {
      gboolean hex = name[1] == 'x' || name[1] == 'X';
      guint64 code = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);

      if (code > 0 && code < 0x110000 && g_unichar_validate ((gunichar) code))
        write_char (writer, (gunichar) code);

      return *end == ';' ? end + 1 : end;
    }

  for (guint i = 0; *end == ';' && i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && strncmp (entities[i].name, name, length) == 0)
      {
        write_char (writer, entities[i].c);
        return end + 1;
      }

  write_char (writer, '&');
  return name;
}

/* text stands behind "<!--", "<!" or "<?" */
static const char *
skip_declaration (const char *text)
{
  const char *end;

  if (g_str_has_prefix (text, "<!--"))
    {
      end = strstr (text + 4, "-->");
      return end != NULL ? end + 3 : text + strlen (text);
    }

  end = strchr (text, '>');
  return end != NULL ? end + 1 : text + strlen (text);
}

/* The end of a tag; quotes may hold a '>' */
static const char *
skip_tag (const char *text)
{
  char quote = '\0';

  for (; *text != '\0'; text++)
    {
      if (quote != '\0')
        quote = *text == quote ? '\0' : quote;
      else if (*text == '"' || *text == '\'')
        quote = *text;
      else if (*text == '>')
        return text + 1;
    }

  return text;
}

/* Script and style are skipped with what is in them. */
static const char *
skip_element (const char *text,
              const char *name)
{
  gsize length = strlen (name);

  for (; *text != '\0'; text++)
    if (text[0] == '<' && text[1] == '/' && g_ascii_strncasecmp (text + 2, name, length) == 0)
      return skip_tag (text);

  return text;
}

/* "https://portal.example/reset?token=1#top" → "portal.example/reset"; %NULL: it leads nowhere that a person could go to */
static char *
link_place (const char *address)
{
  g_autofree char *place = NULL;
  gsize length;

  if (g_ascii_strncasecmp (address, "https://", 8) == 0)
    address += 8;
  else if (g_ascii_strncasecmp (address, "http://", 7) == 0)
    address += 7;
  else
    return NULL;
  place = g_strndup (address, strcspn (address, "?#<>\"' \t\r\n"));
  /* A name and a password in front of the host are a trick */
  if (memchr (place, '@', strcspn (place, "/")) != NULL || strlen (place) > MAX_LINK)
    return NULL;
  for (length = strlen (place); length > 0 && place[length - 1] == '/'; length--)
    place[length - 1] = '\0';
  return length > 0 ? g_steal_pointer (&place) : NULL;
}

/* @start to @end is what stands between a tag's name and its end */
static char *
read_href (const char *start,
           const char *end)
{
  for (const char *p = start; p + 5 < end; p++)
    {
      const char *value;
      char quote;

      if (!g_ascii_isspace (*p) || g_ascii_strncasecmp (p + 1, "href=", 5) != 0)
        continue;
      value = p + 6;
      quote = *value == '"' || *value == '\'' ? *value++ : '\0';
      for (p = value; p < end && (quote != '\0' ? *p != quote : !g_ascii_isspace (*p) && *p != '>'); p++)
        ;
      {
        g_autofree char *address = g_strndup (value, (gsize) (p - value));

        return link_place (g_strstrip (address));
      }
    }
  return NULL;
}

/* Where it leads stands behind its text, unless that says so already */
static void
end_link (Writer *writer)
{
  const char *text = writer->link != NULL && writer->out->len >= writer->link_start ? writer->out->str + writer->link_start : "";

  if (writer->link != NULL && strstr (text, writer->link) == NULL)
    {
      gboolean empty = *text == '\0';

      if (empty)
        flush_white (writer);
      g_string_append_printf (writer->out, empty ? "%s" : " (%s)", writer->link);
    }
  g_clear_pointer (&writer->link, g_free);
}

static const char *
read_tag (Writer     *writer,
          const char *text)
{
  static const char * const unseen[] = { "script", "style", "head", "template", "noscript", "svg", NULL };
  gboolean closing = text[1] == '/';
  const char *start = text + (closing ? 2 : 1);
  const char *end = start;
  g_autofree char *name = NULL;
  guint breaks;

  while (g_ascii_isalnum (*end))
    end++;
  name = g_ascii_strdown (start, end - start);
  text = skip_tag (end);

  if (g_str_equal (name, "a"))
    {
      end_link (writer);
      writer->link = closing ? NULL : read_href (end, text);
      writer->link_start = writer->out->len;
    }
  if (!closing && g_strv_contains (unseen, name))
    return skip_element (text, name);

  breaks = breaks_of (name);
  if (g_strcmp0 (name, "br") == 0)
    writer->breaks++;
  else
    writer->breaks = MAX (writer->breaks, breaks);

  if (g_strcmp0 (name, "td") == 0 || g_strcmp0 (name, "th") == 0)
    writer->space = TRUE;
  if (g_strcmp0 (name, "pre") == 0)
    writer->preformatted = closing ? 0 : 1;

  if (!closing && g_strcmp0 (name, "li") == 0)
    {
      flush_white (writer);
      g_string_append (writer->out, "- ");
    }

  return text;
}

/**
 * muster_text_from_html:
 * @html: (nullable): HTML, whole or a piece of it
 *
 * Plain text with the line breaks of the document: script, style and comments
 * are left out, entities are read, list items begin with a hyphen. What comes
 * out has been through [func@text_ingest]. Pictures are left out; behind the text of a link stands where it leads, as
 * host and path, because the rest of an address may be a secret.
 *
 * Returns: (transfer full): the text
 */
char *
muster_text_from_html (const char *html)
{
  g_autofree char *valid = g_utf8_make_valid (html != NULL ? html : "", -1);
  g_autoptr(GString) out = g_string_sized_new (strlen (valid) / 2);
  Writer writer = { .out = out };
  const char *p = valid;

  while (*p != '\0')
    {
      if (*p == '<' && (p[1] == '!' || p[1] == '?'))
        p = skip_declaration (p);
      else if (*p == '<' && (g_ascii_isalpha (p[1]) || (p[1] == '/' && g_ascii_isalpha (p[2]))))
        p = read_tag (&writer, p);
      else if (*p == '&')
        p = write_entity (&writer, p);
      else
        {
          write_char (&writer, g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
    }

  end_link (&writer);
  return muster_text_ingest (out->str);
}
