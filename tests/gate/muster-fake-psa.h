/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the look-alike does with the next note that is posted */
typedef enum
{
  FAKE_TAKE,              /* stores it and says so */
  FAKE_TAKE_VISIBLE,      /* stores it where the customer sees it */
  FAKE_LOSE_REPLY,        /* stores it and shuts the connection */
  FAKE_LOSE_REQUEST,      /* shuts the connection and stores nothing */
  FAKE_COMMIT_LATE,       /* shuts the connection and stores it a little later */
  FAKE_REFUSE,            /* 403 */
  FAKE_BREAK,             /* 500 and stores nothing */
  FAKE_GARBLE,            /* stores it and answers 201 with a page */
  FAKE_THROTTLE,          /* 429 and stores nothing */
  FAKE_PRETEND            /* answers 201 with a page and stores nothing */
} FakePsaMode;

/**
 * FakePsa:
 * @requests: (element-type utf8): "METHOD /path?query" in order
 * @notes: the notes of the one ticket
 *
 * A small ConnectWise on loopback with ticket 1001 of company 250. Its faults
 * are used up one by one; after them it takes every note.
 */
typedef struct _FakePsa FakePsa;

FakePsa    *fake_psa_new            (void);
void        fake_psa_free           (FakePsa     *self);
char       *fake_psa_base           (FakePsa     *self);
void        fake_psa_next           (FakePsa     *self,
                                     FakePsaMode  mode);
void        fake_psa_set_company    (FakePsa     *self,
                                     gint64       company);
void        fake_psa_set_delete_fails (FakePsa   *self,
                                     gboolean     fails);
void        fake_psa_set_looks_fail (FakePsa     *self,
                                     guint        n);
guint       fake_psa_count_notes    (FakePsa     *self);
JsonObject *fake_psa_get_note       (FakePsa     *self,
                                     guint        index);
guint       fake_psa_count_requests (FakePsa     *self,
                                     const char  *prefix);
GPtrArray  *fake_psa_get_requests   (FakePsa     *self);
void        fake_psa_on_post        (FakePsa     *self,
                                     void       (*func) (gpointer),
                                     gpointer     user_data);

#define FAKE_LATE_MS 60

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakePsa, fake_psa_free)

G_END_DECLS
