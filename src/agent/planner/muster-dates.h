/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MUSTER_DATE_PLAIN,
  MUSTER_DATE_FROM,
  MUSTER_DATE_UNTIL,
  MUSTER_DATE_BACK,
} MusterDateRole;

/**
 * MusterDate:
 * @day: the day, as julian day of GDate
 * @from: position of its first word
 * @length: how many words it covers
 * @role: what the words before it make of it
 */
typedef struct
{
  guint32        day;
  guint          from;
  guint          length;
  MusterDateRole role;
} MusterDate;

guint32  muster_dates_today  (gint64      now,
                              const char *time_zone);
GArray  *muster_dates_find   (GPtrArray  *words,
                              const char *text,
                              guint32     today,
                              gboolean    month_first);
char    *muster_dates_format (guint32     day);

G_END_DECLS
