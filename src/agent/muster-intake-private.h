/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For the files of intake: a pass, and the steps that the files hand each other. */

#pragma once

#include "muster-approval-comments.h"
#include "muster-intake.h"
#include "muster-psa.h"
#include "muster-sweep.h"
#include "muster-watch.h"

G_BEGIN_DECLS

struct _MusterIntake
{
  GObject parent_instance;

  MusterStore      *store;       /* (owned) */
  MusterGate       *gate;        /* (owned) */
  MusterConnection *connection;  /* (owned) */
  MusterClock      *clock;       /* (owned) */
  MusterRunCap     *cap;         /* (owned): INTAKE */
  MusterApprovalComments *comments; /* (owned): decisions by note */

  /* What is read once a session, and again after a day */
  gint64            facts_at;     /* boot time in µs; 0: never */
  JsonNode         *members;      /* (owned) (nullable): who is a technician */
  GHashTable       *companies;    /* (owned) (nullable): id → name, where tickets do not name their company */
  gint64            companies_at;

  /* Hints: object → Hint, those whose time has not come and those that wait for a look */
  GHashTable       *hints;        /* (owned) */
  guint             hint_window_ms;
  gboolean          look_asked;   /* "hints-due" was emitted, and the look has not begun */
  gboolean          recovered;    /* the store's hints were taken up */

  gboolean          busy;
  GQueue            waiting;      /* (element-type GTask): passes that were asked for while busy */
  MusterSweep       sweep;
  GHashTable       *looked_again; /* (owned): ticket → version that was looked at twice because of its stamp */
};

typedef enum
{
  PASS_POLL,        /* what changed, or everything that is open */
  PASS_RECONSIDER,  /* what waits, without asking the PSA for news */
  PASS_LOOK         /* single tickets that somebody said have changed */
} PassKind;

typedef void (*PassStep) (GTask *task);

typedef struct
{
  PassKind     kind;
  gboolean     full;
  JsonNode    *tests;      /* (owned) (nullable): our own test tickets */
  MusterWatch *watch;      /* (owned) */
  char        *watch_text; /* (nullable): as it is stored */
  gboolean     watch_is_new; /* what was left alone is looked at again */
  PassStep     next_step;
  GError      *error;      /* (owned) (nullable): the first that was about one ticket alone */
  guint        outages;    /* one after the other */
  char        *gone;       /* (nullable): a ticket that may be no longer in the PSA */
  GPtrArray   *missing;    /* (owned) (element-type utf8): tickets to ask that about, when nothing else is under way */
  GError      *stop;       /* (owned) (nullable): ends the pass as soon as nothing is under way */
  int          n_new;

  /* Polling */
  gint64       since;      /* UTC µs */
  gint64       changes;    /* after a full look, what changed since the last time: closed tickets too; 0: nothing more */
  char        *cursor;     /* (nullable): where a cut answer goes on */
  gboolean     more;       /* it was cut */
  gint64       newest;     /* change among all that was read */
  gint64       mark;       /* the watermark when it began; 0: none */
  GPtrArray   *again;      /* (owned) (element-type utf8): tickets whose last stamp says too little */
  gint64       began;      /* monotonic, of this answer */
  gboolean     sweep;      /* everything that is open is looked at */
  gint64       boot;       /* boot time and monotonic time when it began */
  gint64       awake;
  guint        rounds;
  GPtrArray   *read;       /* (owned) (nullable): one answer's tickets, on their way to the store */

  /* Looking */
  GPtrArray   *looks;      /* (owned) (nullable) (element-type MusterStoredHint) */
  guint        next_look;
  guint        reading;    /* looks under way */
  GPtrArray   *unchanged;  /* (owned) (element-type utf8): tickets that were read and brought nothing new */

  /* Placing */
  GPtrArray   *tickets;    /* (owned) */
  guint        next;
  GHashTable  *placing;    /* (owned): ids of tickets under way */
} Pass;

#define MUSTER_INTAKE_TASK(task) ((MusterIntake *) g_task_get_source_object (task))

/* Steps; each ends by starting the next or one of the two ends */
void     muster_intake_read_facts      (GTask        *task,
                                        PassStep      next);
void     muster_intake_name_companies  (GTask        *task,
                                        PassStep      next);
void     muster_intake_poll            (GTask        *task);
void     muster_intake_look            (GTask        *task);
void     muster_intake_settle_looks    (GTask        *task);
void     muster_intake_place           (GTask        *task);
gboolean muster_intake_check_missing   (GTask        *task,
                                        PassStep      next);

/* Ends */
void     muster_intake_pass_failed     (GTask        *task,
                                        GError       *error);
void     muster_intake_pass_done       (GTask        *task);

/* Whether @error is about the whole connection; else a copy is kept, and the pass goes on with the other tickets */
gboolean muster_intake_must_stop       (GTask        *task,
                                        const GError *error);
void     muster_intake_stop_later      (GTask        *task,
                                        GError       *error);
void     muster_intake_put_looks_off   (GTask        *task);
void     muster_intake_mark_tests      (GTask        *task,
                                        GPtrArray    *tickets);
char    *muster_intake_tool_name       (MusterIntake *self,
                                        const char   *name);
void     muster_intake_explain         (MusterIntake *self,
                                        const char   *doing,
                                        GError      **error);
gint64   muster_intake_boot_time       (void);
void     muster_intake_drop_hints      (MusterIntake *self);

G_END_DECLS
