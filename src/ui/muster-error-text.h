/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterErrorText:
 * @title: what did not happen
 * @advice: what to do about it
 * @button: (nullable): label of the button that does it
 * @action: (nullable): action name of that button
 * @icon_name: symbolic icon
 *
 * How one error code is told to a person. All strings are translated and static.
 */
typedef struct
{
  const char *title;
  const char *advice;
  const char *button;
  const char *action;
  const char *icon_name;
} MusterErrorText;

MusterErrorText muster_error_text_describe       (const GError *error);
MusterErrorText muster_error_text_describe_start (const GError *error);
MusterErrorText muster_error_text_for_code       (int           code);
const char     *muster_error_text_advice         (const GError *error);
char           *muster_error_text_line           (const GError *error);

G_END_DECLS
