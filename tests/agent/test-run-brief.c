/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-note.h"
#include "muster-run-brief.h"
#include "muster-test.h"

/* “I called them” is about one person, and about what had been said by then */

#define CONFIRMED_AT (1000 * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  const char *requester;    /* whom the ticket's contact is taken for now */
  const char *author_kind;  /* of the note written since */
  gint64      written;
  MusterIdentityLevel level;
} Case;

static const Case cases[] = {
  { "same", "user:1a", "contact", CONFIRMED_AT - 1, MUSTER_IDENTITY_LEVEL_V2 },
  { "other-case", "user:1A", "contact", CONFIRMED_AT - 1, MUSTER_IDENTITY_LEVEL_V2 },
  { "technician-since", "user:1a", "member", CONFIRMED_AT + 1, MUSTER_IDENTITY_LEVEL_V2 },
  { "contact-since", "user:1a", "contact", CONFIRMED_AT + 1, MUSTER_IDENTITY_LEVEL_V0 },
  { "stranger-since", "user:1a", "external", CONFIRMED_AT + 1, MUSTER_IDENTITY_LEVEL_V0 },
  { "nobody-knows-who-since", "user:1a", NULL, CONFIRMED_AT + 1, MUSTER_IDENTITY_LEVEL_V0 },
  { "somebody-else", "user:2b", "contact", CONFIRMED_AT - 1, MUSTER_IDENTITY_LEVEL_V0 },
  { "nobody", NULL, "contact", CONFIRMED_AT - 1, MUSTER_IDENTITY_LEVEL_V0 },
};

static void
test_confirmed (gconstpointer data)
{
  const Case *row = data;
  g_autoptr(MusterRun) run = muster_run_new ();
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(MusterNote) note = muster_note_new ();
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  MusterRunBrief brief = { .run = run, .ticket = ticket };

  muster_note_set_author_kind (note, row->author_kind);
  muster_note_set_created (note, row->written);
  g_ptr_array_add (notes, g_object_ref (note));
  muster_ticket_set_notes (ticket, notes);
  g_assert_cmpint (muster_run_brief_confirmed (&brief, row->requester), ==, MUSTER_IDENTITY_LEVEL_V0);

  muster_run_set_identity_level (run, MUSTER_IDENTITY_LEVEL_V2);
  muster_run_set_identity_requester (run, "user:1a");
  muster_run_set_identity_time (run, CONFIRMED_AT);
  g_assert_cmpint (muster_run_brief_confirmed (&brief, row->requester), ==, row->level);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/agent/run-brief/confirmed/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_confirmed);
    }
  return g_test_run ();
}
