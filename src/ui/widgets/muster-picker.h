/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_PICKER (muster_picker_get_type ())
G_DECLARE_FINAL_TYPE (MusterPicker, muster_picker, MUSTER, PICKER, AdwWindow)

/**
 * MusterPickerText:
 * @title: name of the item
 * @subtitle: (nullable): a second line
 * @badge: (nullable): why it stands out
 * @off: it is shown, but cannot be chosen; @subtitle says why
 *
 * How an item reads. The strings belong to the item.
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  const char *badge;
  gboolean    off;
} MusterPickerText;

typedef MusterPickerText (*MusterPickerDescribe) (gpointer item);

MusterPicker *muster_picker_new (GtkWidget            *parent,
                                 const char           *title,
                                 GListModel           *items,
                                 MusterPickerDescribe  describe);
void          muster_picker_set_clear (MusterPicker   *self,
                                       const char     *label);

G_END_DECLS
