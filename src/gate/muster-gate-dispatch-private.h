/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-gate-effect.h"

G_BEGIN_DECLS

#define MUSTER_GATE_MAX_ATTEMPTS 3

/* One dispatch or recovery: the data of its task. Its two files: sending (dispatch), and finding out what became of it
 * (find-out). */
typedef struct
{
  /* Inputs */
  MusterRunCap     *cap;          /* (owned) */
  char             *effect_id;
  gboolean          recover;

  /* In progress */
  MusterEffect     *effect;       /* (owned) (nullable): as the ledger had it */
  MusterGateFacts  *facts;        /* (owned) (nullable) */
  MusterGateAct    *act;          /* (owned) (nullable): set when it was authorized */
  char             *no_more;      /* (nullable): why what was sent once may not be sent again */
  char             *drift;        /* (nullable): what is otherwise than it was shown, so it is not sent */
  MusterEffectState state;        /* in the ledger */
  guint             attempt;
  MusterToolExec   *exec;         /* (owned) (nullable) */
  MusterToolExec   *look;         /* (owned) (nullable) */
  guint             looks;        /* since the last send */
  gboolean          verifying;    /* the vendor said yes; the look only reads back */
  gboolean          was_lost;     /* an answer was, so it may have been done twice */
  gboolean          lenient;      /* the last look, as if the vendor's clock were behind ours */
  gboolean          knew_clock;   /* when the look was made, which compares what is there with when it was sent */
  guint             polls;        /* times that the vendor was still at it */
  gboolean          already;      /* it was so before */
  char             *before;       /* (nullable): JSON, what was there; until it is stored */
  char             *op_link;      /* (nullable): status link, to be stored */
  char             *made;         /* (nullable): JSON, what the answers named; to be stored */
  gint64            look_due;     /* to be stored */
  char             *locked;       /* (nullable): target */
  gboolean          unused;       /* nothing had to be sent, so no password was set */

  /* Results */
  char             *external_ref;
  char             *outcome;      /* to be stored */
  GError           *failure;      /* (owned) (nullable): returned after the state was stored */
} MusterGateDispatch;

/* First the ledger, then @next */
void muster_gate_dispatch_mark      (GTask               *task,
                                     MusterEffectState    to,
                                     const char          *outcome,
                                     GAsyncReadyCallback  next);
/* The end: the outcome goes into the ledger, then to the caller */
void muster_gate_dispatch_settle    (GTask               *task,
                                     MusterEffectState    state,
                                     const char          *outcome);
/* The end without an outcome: recover goes on from what the ledger says */
void muster_gate_dispatch_fail      (GTask               *task,
                                     GError              *error);
/* Something is otherwise than it was shown, and the act is not there */
void muster_gate_dispatch_settle_drift (GTask             *task);
/* Acts, for the first time or again */
void muster_gate_dispatch_begin     (GTask               *task);
/* It is not there, for the reason in @outcome: ABSENT, and another attempt */
void muster_gate_dispatch_send_again (GTask              *task,
                                      const char         *outcome);
/* Nobody knows what became of the request */
void muster_gate_dispatch_find_out  (GTask               *task,
                                     gboolean             just_sent);
/* The vendor said yes: everything is read back; without a look its word is all there is */
void muster_gate_dispatch_read_back (GTask               *task);

G_END_DECLS
