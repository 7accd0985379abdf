-- SPDX-License-Identifier: GPL-3.0-or-later
-- Columns are named like the fields of the model's objects. Times are UTC microseconds, identifiers are text.

CREATE TABLE workspace (
  id              TEXT PRIMARY KEY NOT NULL,
  name            TEXT NOT NULL,
  language        TEXT NOT NULL,
  time_zone       TEXT NOT NULL,
  default_mode    TEXT NOT NULL CHECK (default_mode IN ('plan', 'execute')),
  policy_revision INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE members (
  id            TEXT PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL,
  email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
  role          TEXT NOT NULL CHECK (role IN ('msp_admin', 'msp_technician')),
  active        INTEGER NOT NULL,
  created       INTEGER NOT NULL,
  password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE connections (
  id            TEXT PRIMARY KEY NOT NULL,
  integration   TEXT NOT NULL,
  name          TEXT,
  settings      TEXT NOT NULL,
  secret_fields TEXT,
  status        TEXT NOT NULL CHECK (status IN ('ok', 'failing', 'notes-off')),
  last_error    TEXT,
  settle_ms     INTEGER NOT NULL,
  look_gap_ms   INTEGER NOT NULL,
  created       INTEGER NOT NULL
) STRICT;

CREATE TABLE clients (
  id        TEXT PRIMARY KEY NOT NULL,
  name      TEXT NOT NULL,
  slug      TEXT NOT NULL UNIQUE,
  status    TEXT NOT NULL CHECK (status IN ('pending', 'provisioning', 'active', 'inactive')),
  mode      TEXT NOT NULL CHECK (mode IN ('inherit', 'plan', 'execute')),
  language  TEXT,
  time_zone TEXT,
  created   INTEGER NOT NULL
) STRICT;
CREATE INDEX clients_by_name ON clients (name COLLATE NOCASE, id);

CREATE TABLE mappings (
  client_id     TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
  connection_id TEXT NOT NULL REFERENCES connections ON DELETE CASCADE,
  kind          TEXT NOT NULL CHECK (kind IN ('company', 'tenant', 'docs')),
  external_id   TEXT NOT NULL,
  external_name TEXT,
  PRIMARY KEY (client_id, connection_id, kind)
) STRICT, WITHOUT ROWID;
-- Not unique: two clients with one company are possible, and make its tickets wait
CREATE INDEX mappings_by_external ON mappings (connection_id, kind, external_id);

-- client_id NULL is the workspace's own policy
CREATE TABLE policies (
  client_id TEXT REFERENCES clients ON DELETE CASCADE,
  tool      TEXT NOT NULL,
  policy    TEXT NOT NULL CHECK (policy IN ('auto', 'approval_needed', 'disabled'))
) STRICT;
CREATE UNIQUE INDEX policies_by_tool ON policies (coalesce (client_id, ''), tool);

CREATE TABLE watermarks (
  connection_id TEXT PRIMARY KEY NOT NULL REFERENCES connections ON DELETE CASCADE,
  value         TEXT NOT NULL
) STRICT;

CREATE TABLE tickets (
  id                TEXT PRIMARY KEY NOT NULL,
  connection_id     TEXT NOT NULL,
  external_id       TEXT NOT NULL,
  number            TEXT,
  company_id        TEXT,
  company_name      TEXT,
  contact_id        TEXT,
  contact_name      TEXT,
  contact_email     TEXT,
  summary           TEXT,
  description       TEXT,
  ticket_type       TEXT,
  board             TEXT,
  status            TEXT,
  priority          TEXT,
  origin            TEXT NOT NULL,
  entered_by_member INTEGER NOT NULL,
  created           INTEGER NOT NULL,
  updated           INTEGER NOT NULL,
  version           TEXT NOT NULL,
  client_id         TEXT,
  wait_reason       TEXT NOT NULL,
  is_own_test       INTEGER NOT NULL,
  notes             TEXT NOT NULL,
  handled           INTEGER NOT NULL, -- 0: intake has to look at this version
  stored            INTEGER NOT NULL,
  UNIQUE (connection_id, external_id)
) STRICT;
CREATE INDEX tickets_waiting ON tickets (created, id) WHERE wait_reason <> 'none';

CREATE INDEX tickets_unhandled ON tickets (created, id) WHERE handled = 0;

CREATE TABLE runs (
  id                 TEXT PRIMARY KEY NOT NULL,
  ticket_id          TEXT NOT NULL REFERENCES tickets,
  client_id          TEXT NOT NULL REFERENCES clients,
  connection_id      TEXT NOT NULL,
  external_ticket_id TEXT NOT NULL,
  ticket_number      TEXT,
  summary            TEXT,
  state              TEXT NOT NULL CHECK (state IN ('received', 'planning', 'planned', 'awaiting-approval', 'executing', 'reporting',
                       'waiting-answer', 'done', 'rejected', 'expired', 'needs-human')),
  mode               TEXT NOT NULL CHECK (mode IN ('plan', 'execute')),
  state_since        INTEGER NOT NULL,
  created            INTEGER NOT NULL,
  plan               TEXT,
  note_text          TEXT,
  note_external_id   TEXT,
  planner            TEXT,
  error_text         TEXT,
  attempts           INTEGER NOT NULL DEFAULT 0,
  requests           INTEGER NOT NULL DEFAULT 0,
  UNIQUE (connection_id, external_ticket_id)
) STRICT;
CREATE INDEX runs_newest ON runs (created, id);
CREATE INDEX runs_of_client ON runs (client_id, created, id);
CREATE INDEX runs_unfinished ON runs (created, id) WHERE state NOT IN ('done', 'rejected', 'expired', 'needs-human');
CREATE INDEX runs_open ON runs (client_id) WHERE state NOT IN ('done', 'rejected', 'expired');

CREATE TABLE calls (
  run_id       TEXT NOT NULL REFERENCES runs,
  client_id    TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  tool         TEXT NOT NULL,
  effect_class TEXT NOT NULL,
  args         TEXT,
  status       TEXT NOT NULL,
  result       TEXT,
  decision     TEXT,
  rules        TEXT,
  requests     INTEGER NOT NULL,
  time         INTEGER NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT;

CREATE TABLE effects (
  id              TEXT PRIMARY KEY NOT NULL,
  run_id          TEXT REFERENCES runs,
  client_id       TEXT,
  connection_id   TEXT,
  step            INTEGER NOT NULL,
  call            TEXT NOT NULL,
  attempt         INTEGER NOT NULL,
  tool            TEXT NOT NULL,
  tool_version    INTEGER NOT NULL,
  effect_class    TEXT NOT NULL,
  target          TEXT,
  args            TEXT,
  args_hash       TEXT,
  retry_class     TEXT NOT NULL CHECK (retry_class IN ('N', 'M', 'L', 'X')),
  marker          TEXT,
  op_link         TEXT,
  external_ref    TEXT,
  outcome         TEXT,
  outcome_hash    TEXT,
  state           TEXT NOT NULL CHECK (state IN ('prepared', 'dispatched', 'confirmed', 'absent', 'unknown')),
  created         INTEGER NOT NULL,
  dispatched_wall INTEGER NOT NULL DEFAULT 0,
  dispatched_boot TEXT,
  settle_ms       INTEGER NOT NULL,
  UNIQUE (run_id, step, call, attempt)
) STRICT;
CREATE INDEX effects_of_run ON effects (run_id, step, attempt);
CREATE INDEX effects_open ON effects (state, created) WHERE state IN ('prepared', 'dispatched', 'unknown');

-- One row per call and per effect, in the order in which they began; what they were is read from their own tables
CREATE TABLE activity (
  id        INTEGER PRIMARY KEY,
  time      INTEGER NOT NULL,
  client_id TEXT,
  run_id    TEXT,
  kind      TEXT NOT NULL CHECK (kind IN ('call', 'effect')),
  call_seq  INTEGER,
  effect_id TEXT
) STRICT;
CREATE INDEX activity_of_client ON activity (client_id, id);

-- Lists ask for their length first; counting a million rows would take too long
CREATE TABLE counts (
  list      TEXT NOT NULL,
  client_id TEXT NOT NULL,
  n         INTEGER NOT NULL,
  PRIMARY KEY (list, client_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER activity_counted AFTER INSERT ON activity BEGIN
  INSERT INTO counts VALUES ('activity', '', 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO counts SELECT 'activity', NEW.client_id, 1 WHERE NEW.client_id IS NOT NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER runs_counted AFTER INSERT ON runs BEGIN
  INSERT INTO counts VALUES ('runs', '', 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO counts VALUES ('runs', NEW.client_id, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE audit (
  seq       INTEGER PRIMARY KEY,
  ts        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  client_id TEXT NOT NULL,
  event     TEXT NOT NULL,
  body      TEXT NOT NULL,
  body_hash BLOB NOT NULL CHECK (length (body_hash) = 32),
  hash      BLOB NOT NULL CHECK (length (hash) = 32)
) STRICT;
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
  WHEN NEW.seq IS NOT (SELECT coalesce (max (seq), 0) + 1 FROM audit)
  BEGIN SELECT raise (ABORT, 'audit rows follow each other'); END;
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT raise (ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT raise (ABORT, 'audit rows are never deleted'); END;

-- What the last row was, written with it: rows cut from the end are missed without knowing the keyring's anchor
CREATE TABLE audit_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  seq  INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
