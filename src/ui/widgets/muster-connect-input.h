/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-form-field.h"
#include "muster-integration.h"

G_BEGIN_DECLS

typedef struct _MusterConnectInput MusterConnectInput;

/**
 * MusterConnectInputChanged:
 * @input: the input
 * @user_data: data
 *
 * Something was typed or chosen.
 */
typedef void (*MusterConnectInputChanged) (MusterConnectInput *input,
                                           gpointer            user_data);

/**
 * MusterConnectInput:
 * @field: (unowned): what it asks for
 * @entry: (nullable) (unowned): where it is typed
 * @combo: (nullable) (unowned): where it is chosen; one of the choices may ask for the entry
 * @group: (nullable) (unowned): around @combo
 * @stored: a secret may be left empty
 * @applies: the other fields ask for it
 *
 * One field of a connect form. Its widgets belong to the box they were put into.
 */
struct _MusterConnectInput
{
  MusterField     *field;
  MusterFormField *entry;
  AdwComboRow     *combo;
  GtkWidget       *group;
  gboolean         stored;
  gboolean         applies;

  MusterConnectInputChanged changed;
  gpointer                  user_data;
};

MusterConnectInput *muster_connect_input_new         (MusterField                *field,
                                                      gboolean                    stored,
                                                      GtkBox                     *box,
                                                      MusterConnectInputChanged   changed,
                                                      gpointer                    user_data);
const char         *muster_connect_input_get_value   (MusterConnectInput         *input);
void                muster_connect_input_set_value   (MusterConnectInput         *input,
                                                      const char                 *value);
gboolean            muster_connect_input_is_secret   (MusterConnectInput         *input);
gboolean            muster_connect_input_check       (MusterConnectInput         *input,
                                                      GError                    **error);
void                muster_connect_input_set_applies (MusterConnectInput         *input,
                                                      gboolean                    applies);

G_END_DECLS
