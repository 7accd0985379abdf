/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-secret-store.h"

G_BEGIN_DECLS

/* The one id that it knows */
#define TEST_STORE_ID "01HZX0000000000000000000C1/refreshToken"

/* A keyring that can be slow, refuse, or belong to a program that is dead */
#define TYPE_TEST_STORE (test_store_get_type ())
G_DECLARE_FINAL_TYPE (TestStore, test_store, TEST, STORE, MusterSecretStore)

struct _TestStore
{
  MusterSecretStore parent_instance;

  char *kept;      /* what is on the disk */
  guint n_stores;
  gboolean refuse;
  gboolean dead;   /* the program was killed: nothing reaches the disk any more */
  gboolean slow;   /* writes take until test_store_write () */
  char *written;
  GTask *writing;
  void (*stored) (gpointer data);
  gpointer stored_data;
};

TestStore *test_store_new   (const char *kept);
/* On the disk, in one piece */
void       test_store_write (TestStore  *self);

G_END_DECLS
