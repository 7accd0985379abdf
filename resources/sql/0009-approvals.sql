-- SPDX-License-Identifier: GPL-3.0-or-later

-- What waits for a technician's yes. items: the steps as they were shown (JSON); expires and created by the wall clock,
-- boot: the boot clock's stamp of created
CREATE TABLE approvals (
  id                 TEXT NOT NULL PRIMARY KEY,
  run_id             TEXT NOT NULL REFERENCES runs,
  client_id          TEXT NOT NULL,
  connection_id      TEXT NOT NULL,
  external_ticket_id TEXT NOT NULL,
  revision           INTEGER NOT NULL,
  state              TEXT NOT NULL CHECK (state IN ('open', 'granted', 'used', 'rejected', 'expired', 'void', 'withdrawn')),
  mode               TEXT NOT NULL,
  policy_revision    INTEGER NOT NULL,
  plan_hash          TEXT NOT NULL,
  nonce              TEXT NOT NULL,
  items              TEXT NOT NULL,
  reply              TEXT,
  effect_class       TEXT NOT NULL,
  requester          TEXT,
  requester_name     TEXT,
  created            INTEGER NOT NULL,
  expires            INTEGER NOT NULL,
  boot               TEXT NOT NULL,
  decided            INTEGER NOT NULL DEFAULT 0,
  decided_by         TEXT,
  decided_via        TEXT,
  reason             TEXT,
  wrong_codes        INTEGER NOT NULL DEFAULT 0,
  reminded           INTEGER NOT NULL DEFAULT 0,
  manager            TEXT,
  manager_by         TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_of_run ON approvals (run_id, revision);
CREATE INDEX approvals_open ON approvals (created, id) WHERE state IN ('open', 'granted');

-- The text of a command at first sight decides
CREATE TABLE approval_notes (
  connection_id TEXT NOT NULL,
  note_id       TEXT NOT NULL,
  text_hash     TEXT NOT NULL,
  outcome       TEXT NOT NULL,
  seen          INTEGER NOT NULL,
  PRIMARY KEY (connection_id, note_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE effects ADD COLUMN approval_id TEXT;

-- How many steps were carried out for a client in the last hour
CREATE INDEX effects_of_client ON effects (client_id, dispatched_wall) WHERE step > 0;
