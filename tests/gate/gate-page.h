/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-gate.h"

G_BEGIN_DECLS

/* A gate, a ledger with the run R1 of the client K1, and a vendor that is one page of documentation */

#define GATE_PAGE_CHANGED "2026-11-20T10:00:00Z"
#define GATE_PAGE_EDITED  "2026-11-23T08:00:00Z"

typedef struct
{
  char             *dir;
  MusterStore      *store;
  MusterClock      *clock;
  MusterEgress     *egress;
  MusterTransport  *transport;
  MusterCatalog    *catalog;
  MusterGate       *gate;
  MusterConnection *psa;
  MusterConnection *docs;
  MusterRunCap     *cap;
  SoupServer       *server;
  char             *content;
  char             *changed;
  guint             puts;
  gboolean          lose;     /* the next change is answered by nobody, and somebody else writes on the page */
  gboolean          is_late;  /* …and it comes through later, when it was looked for */
  guint             gets;     /* since then */
  gboolean          missing;  /* the page is not there */
} GatePage;

MusterPolicy  gate_page_all_auto   (const char   *tool,
                                    MusterPolicy  fallback,
                                    gpointer      user_data);
MusterRunCap *gate_page_new_cap    (gint64 revision);
void          gate_page_set_up     (GatePage      *f,
                                    gconstpointer  data);
void          gate_page_tear_down  (GatePage      *f,
                                    gconstpointer  data);
MusterEffect *gate_page_new_effect (GatePage   *f,
                                    int         step,
                                    const char *approval_id);
int           gate_page_dispatch   (GatePage          *f,
                                    MusterEffect      *effect,
                                    MusterEffectState *state);

G_END_DECLS
