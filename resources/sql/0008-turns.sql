-- SPDX-License-Identifier: GPL-3.0-or-later

-- What a language model answered, before anything was done on it (JSON), so that a resumed run does not ask again
CREATE TABLE turns (
  run_id    TEXT NOT NULL REFERENCES runs,
  client_id TEXT NOT NULL,
  revision  INTEGER NOT NULL,
  seq       INTEGER NOT NULL,
  message   TEXT NOT NULL,
  time      INTEGER NOT NULL,
  PRIMARY KEY (run_id, revision, seq)
) STRICT, WITHOUT ROWID;
