/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

/* Which secrets lie in the keyring for a person to see once, and who has seen which. Never a value. */

/**
 * MusterStoredSecret:
 * @effect_id: the act that it belongs to; its id in the keyring
 * @client_id: (nullable): whose act
 * @tool: full name
 * @args: what the act was asked to do, JSON
 * @created: when it was made, UTC microseconds
 * @revealed: when it was shown; 0: not yet
 * @state: of the act
 */
typedef struct
{
  char              *effect_id;
  char              *client_id;
  char              *tool;
  char              *args;
  gint64             created;
  gint64             revealed;
  MusterEffectState  state;
} MusterStoredSecret;

void muster_stored_secret_free (MusterStoredSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterStoredSecret, muster_stored_secret_free)

/**
 * MusterRevealRow:
 * @client_id: (nullable): whose secret
 * @person: who looked
 * @tool: full name of what read or made it
 * @args: (nullable): of the tool, JSON
 * @effect_id: (nullable): the act that made it; it is not shown again
 * @title: what it is called
 * @owner: (nullable): whose account it opens
 * @reason: (nullable): why, in the person's words
 */
typedef struct
{
  const char *client_id;
  const char *person;
  const char *tool;
  const char *args;
  const char *effect_id;
  const char *title;
  const char *owner;
  const char *reason;
} MusterRevealRow;

/* Before anything is put into the keyring for this effect; again is fine */
void muster_store_add_generated_async (MusterStore        *self,
                                       const char         *effect_id,
                                       const char         *client_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean muster_store_add_generated_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* After it was taken out of the keyring */
void muster_store_remove_generated_async (MusterStore        *self,
                                          const char         *effect_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean muster_store_remove_generated_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* (element-type MusterStoredSecret), oldest first */
void muster_store_list_generated_async (MusterStore        *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *muster_store_list_generated_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* Activity and audit, before anybody sees the value. With an effect: CONFLICT when it was shown before */
void muster_store_add_reveal_async (MusterStore           *self,
                                    const MusterRevealRow *row,
                                    const char            *actor,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
gboolean muster_store_add_reveal_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

G_END_DECLS
