/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "muster-test.h"

G_BEGIN_DECLS

#define HOSTILE_CLIENT "klw"     /* whose tickets the tests take */
#define HOSTILE_TICKET 120000    /* one of them: a plain lockout */
#define HOSTILE_LATE_MS 100
#define HOSTILE_PASSWORD "A-password-of-tests-5"

/* What musterctl says with its exit code; src/cli */
enum {
  EXIT_OK = 0,
  EXIT_USAGE = 2,
  EXIT_UNFINISHED = 3,
  EXIT_MISSING = 4,
  EXIT_CONNECTION = 5,
  EXIT_KEYRING = 6,
  EXIT_DATA = 7,
  EXIT_CHECK = 8
};

/**
 * Hostile:
 *
 * The whole product as somebody outside sees it: a muster-sandbox and a profile that musterctl works with. Nothing of
 * the product is linked into these tests.
 */
typedef struct {
  char        *dir;        /* all of it; removed at the end */
  char        *data;       /* the profile that is used now */
  char        *keyring;
  char        *secrets;    /* path of the file with the secrets; (nullable): none is given */
  GPtrArray   *before;     /* words in front of musterctl: a desktop session, say */
  gboolean     talkative;  /* its debug log is printed too */
  GSubprocess *sandbox;
  JsonObject  *ready;
  SoupSession *session;

  JsonObject  *plan;       /* what is going to be the onboarding file */
  JsonObject  *values;     /* and the secrets */

  /* The last call */
  char        *out;
  char        *err;
  JsonNode    *said;       /* (nullable) what it printed as JSON */
} Hostile;

void        hostile_set_up        (Hostile           *self,
                                   gconstpointer      options);
void        hostile_tear_down     (Hostile           *self,
                                   gconstpointer      options);
void        hostile_end_sandbox   (Hostile           *self);
void        hostile_plan_clients  (Hostile           *self,
                                   const char        *slug);
void        hostile_field         (Hostile           *self,
                                   const char        *integration,
                                   const char        *field,
                                   const char        *value);
void        hostile_secret        (Hostile           *self,
                                   const char        *key,
                                   const char        *value);
char       *hostile_write         (Hostile           *self,
                                   const char        *name,
                                   const char        *text,
                                   int                mode);
void        hostile_new_profile   (Hostile           *self);
void        hostile_plan_only     (Hostile           *self,
                                   const char        *integration);
void        hostile_begin_case    (Hostile           *self,
                                   gint64             ticket);
void        hostile_onboard       (Hostile           *self,
                                   int                code);
GSubprocess *hostile_begin        (Hostile           *self,
                                   const char * const *words);
void        hostile_call          (Hostile           *self,
                                   int                code,
                                   ...) G_GNUC_NULL_TERMINATED;
void        hostile_process       (Hostile           *self,
                                   int                code);
void        hostile_finish        (Hostile           *self,
                                   GSubprocess       *process,
                                   int                code);
JsonObject *hostile_object        (Hostile           *self);
JsonArray  *hostile_rows          (Hostile           *self,
                                   const char        *member);
void        hostile_assert_error  (Hostile           *self,
                                   const char        *code,
                                   ...) G_GNUC_NULL_TERMINATED;

JsonNode   *hostile_control       (Hostile           *self,
                                   const char        *method,
                                   const char        *path,
                                   const char        *body);
void        hostile_fault         (Hostile           *self,
                                   const char        *rule);
void        hostile_mend          (Hostile           *self);
void        hostile_reset         (Hostile           *self,
                                   gint64             ticket);
guint       hostile_count_notes   (Hostile           *self,
                                   gint64             ticket);
guint       hostile_count_writes  (Hostile           *self);
guint       hostile_count_used    (Hostile           *self);
void        hostile_assert_done   (Hostile           *self,
                                   gint64             ticket);
void        hostile_assert_no_secret (Hostile        *self,
                                   const char        *where,
                                   const char        *data,
                                   gsize              length);
void        hostile_assert_silent (Hostile           *self);

G_END_DECLS
