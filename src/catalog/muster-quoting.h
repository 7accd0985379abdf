/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MUSTER_QUOTING_CW_STRING,
  MUSTER_QUOTING_ODATA_STRING,
  MUSTER_QUOTING_ODATA_SEARCH,
  MUSTER_QUOTING_PATH,
  MUSTER_QUOTING_JSON,
  MUSTER_QUOTING_URL,
  MUSTER_QUOTING_CMDLET,
  MUSTER_QUOTING_INT,
  MUSTER_QUOTING_CW_TIME,
  MUSTER_QUOTING_ODATA_INSIDE,
  MUSTER_QUOTING_LOCAL_PART,
  MUSTER_QUOTING_WHOLE_PATH,
  MUSTER_QUOTING_BARE_TIME,
  MUSTER_QUOTING_HTML,
  MUSTER_QUOTING_LIKE,
  MUSTER_QUOTING_LINE
} MusterQuoting;

gboolean muster_quoting_from_name (const char     *name,
                                   MusterQuoting  *quoting);
char    *muster_quoting_apply     (MusterQuoting   quoting,
                                   const char     *value,
                                   GError        **error);

G_END_DECLS
