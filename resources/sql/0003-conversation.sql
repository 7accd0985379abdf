-- SPDX-License-Identifier: GPL-3.0-or-later

ALTER TABLE tickets ADD COLUMN type_id TEXT;
ALTER TABLE tickets ADD COLUMN board_id TEXT;
ALTER TABLE tickets ADD COLUMN status_id TEXT;
ALTER TABLE tickets ADD COLUMN priority_id TEXT;
ALTER TABLE tickets ADD COLUMN source TEXT;
ALTER TABLE tickets ADD COLUMN source_id TEXT;
ALTER TABLE tickets ADD COLUMN ignored TEXT;
ALTER TABLE tickets ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN ours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN monitoring INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN resolution TEXT;
ALTER TABLE tickets ADD COLUMN conversation TEXT;
ALTER TABLE tickets ADD COLUMN change_author TEXT;
ALTER TABLE tickets ADD COLUMN change_kind TEXT;
ALTER TABLE tickets ADD COLUMN change_time INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_ignored ON tickets (created, id) WHERE ignored IS NOT NULL AND closed = 0;

ALTER TABLE runs ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN conversation TEXT;
ALTER TABLE runs ADD COLUMN change_author TEXT;
ALTER TABLE runs ADD COLUMN change_kind TEXT;
ALTER TABLE runs ADD COLUMN change_time INTEGER NOT NULL DEFAULT 0;

ALTER TABLE calls ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- The plans of a run before its newest one
CREATE TABLE revisions (
  id            TEXT NOT NULL REFERENCES runs,
  revision      INTEGER NOT NULL,
  plan          TEXT,
  planner       TEXT,
  conversation  TEXT,
  change_author TEXT,
  change_kind   TEXT,
  change_time   INTEGER NOT NULL,
  updated       INTEGER NOT NULL,
  PRIMARY KEY (id, revision)
) STRICT, WITHOUT ROWID;

-- What webhooks said has changed. n counts the deliveries, done is the n that was looked at last
CREATE TABLE hints (
  connection_id TEXT NOT NULL REFERENCES connections ON DELETE CASCADE,
  object_id     TEXT NOT NULL,
  first         INTEGER NOT NULL,
  last          INTEGER NOT NULL,
  n             INTEGER NOT NULL,
  done          INTEGER NOT NULL,
  PRIMARY KEY (connection_id, object_id)
) STRICT, WITHOUT ROWID;

-- Requests per connection and hour (UTC, hours since 1970)
CREATE TABLE usage (
  connection_id TEXT NOT NULL REFERENCES connections ON DELETE CASCADE,
  hour          INTEGER NOT NULL,
  requests      INTEGER NOT NULL,
  PRIMARY KEY (connection_id, hour)
) STRICT, WITHOUT ROWID;
