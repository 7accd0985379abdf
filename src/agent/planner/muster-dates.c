/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "muster-dates.h"
#include "muster-words.h"

/* Days that a text names, in five languages: 23.11., 30/11/2026, 2026-11-30, 1 Dec, Montag, tomorrow, fin de
 * mes. A day without a month or year is the next one from today on. */

static const char * const months[12] = {
  "jan|january|januar|janner|janvier|janv|enero|januari|ene",
  "feb|february|februar|fevrier|fevr|febrero|februari",
  "mar|march|marz|maerz|mars|marzo|maart|mrt",
  "apr|april|avril|avr|abril|abr",
  "may|mai|mayo|mei",
  "jun|june|juni|juin|junio",
  "jul|july|juli|juillet|juil|julio",
  "aug|august|aout|agosto|augustus|ago",
  "sep|sept|september|septembre|septiembre|setiembre",
  "oct|october|okt|oktober|octobre|octubre",
  "nov|november|novembre|noviembre",
  "dec|december|dez|dezember|decembre|diciembre|dic",
};

static const char * const weekdays[7] = {
  "monday|mon|montag|montags|lundi|lunes|maandag",
  "tuesday|tue|tues|dienstag|mardi|martes|dinsdag",
  "wednesday|wed|mittwoch|mercredi|miercoles|woensdag",
  "thursday|thu|thurs|donnerstag|jeudi|jueves|donderdag",
  "friday|fri|freitag|vendredi|viernes|vrijdag",
  "saturday|sat|samstag|sonnabend|samedi|sabado|zaterdag",
  "sunday|sun|sonntag|dimanche|domingo|zondag",
};

static const MusterWord *
at (GPtrArray *words,
    guint      i)
{
  return i < words->len ? g_ptr_array_index (words, i) : NULL;
}

static gboolean
is_one_of (const MusterWord *word,
           const char       *list)
{
  gsize length;

  if (word == NULL)
    return FALSE;
  length = strlen (word->text);
  for (const char *p = list; *p != '\0';)
    {
      gsize n = strcspn (p, "|");

      if (n == length && strncmp (p, word->text, n) == 0)
        return TRUE;
      p += n + (p[n] == '|');
    }
  return FALSE;
}

static int
find_in (const MusterWord   *word,
         const char * const *table,
         guint               n)
{
  for (guint i = 0; i < n; i++)
    {
      if (is_one_of (word, table[i]))
        return (int) i;
    }
  return -1;
}

/* A number of at most @digits digits, with or without an ordinal ending. */
static int
number (const MusterWord *word,
        guint             digits)
{
  const char *p;
  guint n = 0;

  if (word == NULL)
    return -1;
  for (p = word->text; g_ascii_isdigit (*p); p++)
    n++;
  if (n == 0 || n > digits)
    return -1;
  if (*p != '\0' && !g_str_equal (p, "st") && !g_str_equal (p, "nd") && !g_str_equal (p, "rd") && !g_str_equal (p, "th") &&
      !g_str_equal (p, "er") && !g_str_equal (p, "e") && !g_str_equal (p, "ste") && !g_str_equal (p, "de"))
    return -1;
  return atoi (word->text);
}

static gboolean
is_ordinal (const MusterWord *word)
{
  return word != NULL && g_ascii_isdigit (word->text[0]) && g_ascii_isalpha (word->text[strlen (word->text) - 1]);
}

/* What stands between two words, when they touch but for one character. */
static char
joint (GPtrArray  *words,
       const char *text,
       guint       i)
{
  const MusterWord *left = at (words, i);
  const MusterWord *right = at (words, i + 1);

  if (left == NULL || right == NULL)
    return '\0';
  if (right->start == left->end + 1)
    return text[left->end];
  if (right->start == left->end + 2 && text[left->end] == '.' && text[left->end + 1] == ' ')
    return '.';
  return '\0';
}

static guint32
julian (int year,
        int month,
        int day)
{
  GDate date;

  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return 0;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

/* The year that a day and month without a year mean: about this time. */
static guint32
near_today (int     month,
            int     day,
            int     year,
            guint32 today)
{
  GDate date;
  guint32 found;

  if (year > 0)
    return julian (year < 100 ? 2000 + year : year, month, day);
  g_date_clear (&date, 1);
  g_date_set_julian (&date, today);
  found = julian (g_date_get_year (&date), month, day);
  if (found != 0 && found + 120 < today)
    found = julian (g_date_get_year (&date) + 1, month, day);
  return found;
}

static guint32
next_day_of_month (int     day,
                   guint32 today)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, today);
  for (int i = 0; i < 3; i++)
    {
      guint32 found = julian (g_date_get_year (&date), (int) g_date_get_month (&date), day);

      if (found >= today)
        return found;
      g_date_set_day (&date, 1);
      g_date_add_months (&date, 1);
    }
  return 0;
}

static guint32
end_of_month (guint32 today)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, today);
  g_date_set_day (&date, g_date_get_days_in_month (g_date_get_month (&date), g_date_get_year (&date)));
  return g_date_get_julian (&date);
}

static int
year_at (GPtrArray *words,
         guint      i)
{
  const MusterWord *word = at (words, i);

  return word != NULL && strlen (word->text) == 4 && (g_str_has_prefix (word->text, "20")) ? number (word, 4) : 0;
}

/* A day, a month in words and perhaps a year, in either order. */
static gboolean
parse_named (GPtrArray  *words,
             guint       i,
             guint32     today,
             MusterDate *date)
{
  int day = number (at (words, i), 2);
  guint k = i + 1;
  int month;
  int year;

  if (day > 0)
    {
      while (is_one_of (at (words, k), "of|de|der|van"))
        k++;
      month = find_in (at (words, k), months, 12);
      if (month < 0)
        return FALSE;
      k++;
      if (is_one_of (at (words, k), "de|del") && year_at (words, k + 1) > 0)
        k++;
      year = year_at (words, k);
      date->length = k - i + (year > 0 ? 1 : 0);
      date->day = near_today (month + 1, day, year, today);
      return date->day != 0;
    }

  month = find_in (at (words, i), months, 12);
  day = number (at (words, k), 2);
  if (month < 0 || day <= 0 || (strlen (at (words, i)->text) <= 3 && !at (words, i)->capital))
    return FALSE;
  year = year_at (words, k + 1);
  date->length = 2 + (year > 0 ? 1 : 0);
  date->day = near_today (month + 1, day, year, today);
  return date->day != 0;
}

static gboolean
parse_numeric (GPtrArray  *words,
               const char *text,
               guint       i,
               guint32     today,
               gboolean    month_first,
               MusterDate *date)
{
  int first = number (at (words, i), 4);
  char mark = joint (words, text, i);
  int second;
  int third = -1;

  if (first < 1 || is_ordinal (at (words, i)) || (mark != '.' && mark != '/' && mark != '-'))
    return FALSE;
  second = number (at (words, i + 1), 2);
  if (second < 1 || is_ordinal (at (words, i + 1)))
    return FALSE;
  if (joint (words, text, i + 1) == mark)
    third = number (at (words, i + 2), 4);

  date->length = third > 0 ? 3 : 2;
  if (first > 1900)
    date->day = third > 0 ? julian (first, second, third) : 0;
  else if (mark == '-' && third < 0)
    date->day = 0;
  else if (mark == '/' && month_first)
    date->day = near_today (first, second, MAX (third, 0), today);
  else
    date->day = near_today (second, first, MAX (third, 0), today);
  if (mark == '.' && third < 0)
    {
      /* “1.5” is a number, “1.5.” and “30.11” are days */
      const MusterWord *last = at (words, i + 1);

      if (text[last->end] != '.' && !(second <= 12 && strlen (last->text) == 2))
        return FALSE;
    }
  return date->day != 0;
}

static gboolean
parse_relative (GPtrArray  *words,
                guint       i,
                guint32     today,
                MusterDate *date)
{
  const MusterWord *word = at (words, i);
  int weekday = find_in (word, weekdays, 7);
  int day = number (at (words, i + 1), 2);
  GDate now;

  date->length = 1;
  date->day = 0;
  if (is_one_of (word, "today|heute|hoy|vandaag") || (is_one_of (word, "aujourd") && is_one_of (at (words, i + 1), "hui")))
    date->day = today;
  else if (is_one_of (word, "tomorrow|morgen|demain|manana") && !is_one_of (at (words, i - 1), "guten|good|la|por|goede|goeden|de|buena"))
    date->day = today + 1;
  else if (is_one_of (word, "yesterday|gestern|hier|ayer|gisteren"))
    date->day = today - 1;
  else if (is_one_of (word, "monatsende|maandeinde") || (is_one_of (word, "end") && is_one_of (at (words, i + 1), "of") && is_one_of (at (words, i + 2), "month|the")) ||
           (is_one_of (word, "fin|finales|eind|einde|ende") && is_one_of (at (words, i + 1), "de|du|van|des") && is_one_of (at (words, i + 2), "mois|mes|maand|de|monats")))
    date->day = end_of_month (today);
  else if (weekday >= 0 && (strlen (word->text) > 3 || word->capital))
    {
      g_date_clear (&now, 1);
      g_date_set_julian (&now, today);
      if (day > 0 && (is_ordinal (at (words, i + 1)) || find_in (at (words, i + 2), months, 12) < 0))
        {
          date->day = next_day_of_month (day, today);
          date->length = 2;
        }
      else if (day <= 0)
        {
          int ahead = (weekday + 1 - (int) g_date_get_weekday (&now) + 7) % 7;

          date->day = today + (guint32) ahead;
        }
    }
  else if (is_ordinal (word) && find_in (at (words, i + 1), months, 12) < 0 && number (word, 2) > 0)
    {
      date->day = next_day_of_month (number (word, 2), today);
    }
  return date->day != 0;
}

static MusterDateRole
role_of (GPtrArray *words,
         guint      i)
{
  static const char *skip = "on|the|am|dem|den|der|le|el|de|del|op|lunes|einschliesslich|inclusive|including|and|y|et|en|und|incl|inkl|inclus|incluido|met|tag|compris|mit|to|t";

  for (guint k = 1; k <= 4 && k <= i; k++)
    {
      const MusterWord *word = at (words, i - k);

      if (is_one_of (word, "until|till|til|thru|through|bis|jusqu|hasta|tot|untill") || (k == 1 && is_one_of (word, "to|al|au|t|zum|tm")))
        return MUSTER_DATE_UNTIL;
      if (is_one_of (word, "back|zuruck|zurueck|retour|vuelvo|vuelve|vuelta|terug|return|returning|returns|reviens|revient|wieder|regreso|regresa|rentre|reincorporo|incorporo|reprends|reprend"))
        return MUSTER_DATE_BACK;
      if (is_one_of (word, "from|ab|vom|von|du|depuis|desde|vanaf|starting|starts|start|beginning|seit|partir|van|des"))
        return MUSTER_DATE_FROM;
      if (find_in (word, weekdays, 7) < 0 && !is_one_of (word, skip))
        break;
    }
  return MUSTER_DATE_PLAIN;
}

/* “23 to 27 November”: the first day borrows the month of the second. */
static gboolean
parse_borrowed (GPtrArray        *words,
                guint             i,
                const MusterDate *second,
                MusterDate       *date)
{
  int day = number (at (words, i), 2);
  GDate known;

  if (day < 1 || day > 31)
    return FALSE;
  g_date_clear (&known, 1);
  g_date_set_julian (&known, second->day);
  date->day = julian (g_date_get_year (&known), (int) g_date_get_month (&known), day);
  if (date->day > second->day && g_date_get_month (&known) > 1)
    date->day = julian (g_date_get_year (&known), (int) g_date_get_month (&known) - 1, day);
  date->from = i;
  date->length = 1;
  date->role = MUSTER_DATE_FROM;
  return date->day != 0;
}

/**
 * muster_dates_today:
 * @time_zone: (nullable): where it is today
 *
 * Returns: the julian day
 */
guint32
muster_dates_today (gint64      now,
                    const char *time_zone)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (time_zone != NULL ? time_zone : "UTC");
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  return julian (g_date_time_get_year (local), g_date_time_get_month (local), g_date_time_get_day_of_month (local));
}

/**
 * muster_dates_find:
 * @text: the text that @words were cut from
 * @today: julian day
 * @month_first: whether 11/12 is the twelfth of November
 *
 * Returns: (transfer full) (element-type MusterDate): the days named, in order
 */
GArray *
muster_dates_find (GPtrArray  *words,
                   const char *text,
                   guint32     today,
                   gboolean    month_first)
{
  GArray *dates = g_array_new (FALSE, TRUE, sizeof (MusterDate));

  for (guint i = 0; i < words->len;)
    {
      MusterDate date = { 0 };

      if (parse_named (words, i, today, &date) || parse_numeric (words, text, i, today, month_first, &date) ||
          parse_relative (words, i, today, &date))
        {
          date.from = i;
          date.role = role_of (words, i);
          i += date.length;
          g_array_append_val (dates, date);
        }
      else
        {
          i++;
        }
    }

  for (guint n = 0; n < dates->len; n++)
    {
      MusterDate second = g_array_index (dates, MusterDate, n);
      MusterDate first = { 0 };
      guint i = second.from;
      guint steps = 0;

      while (i > 0 && steps < 3 && is_one_of (at (words, i - 1), "to|till|until|bis|au|al|tot|und|and|y|et|en|met|t|m|zum|the|a|hasta|compris|inclus|einschliesslich|incluido|including|jusqu|through|monday|tuesday|wednesday|thursday|friday|lunes|martes|viernes|vendredi|vrijdag|freitag|le|el|de"))
        {
          i--;
          steps++;
        }
      if (i > 0 && number (at (words, i - 1), 2) > 0 && (steps > 0 || joint (words, text, i - 1) == '-') &&
          (n == 0 || g_array_index (dates, MusterDate, n - 1).from + g_array_index (dates, MusterDate, n - 1).length <= i - 1) &&
          parse_borrowed (words, i - 1, &second, &first))
        {
          g_array_index (dates, MusterDate, n).role = MUSTER_DATE_UNTIL;
          g_array_insert_val (dates, n, first);
          n++;
        }
    }
  return dates;
}

/**
 * muster_dates_format:
 *
 * Returns: (transfer full): the day as YYYY-MM-DD
 */
char *
muster_dates_format (guint32 day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date));
}
