-- SPDX-License-Identifier: GPL-3.0-or-later

-- Acts whose password or pass lies in the keyring until a person has seen it. The row is older than what lies there,
-- so that nothing is forgotten in the keyring. revealed: when it was shown (µs, 0: not yet)
CREATE TABLE generated (
  effect_id TEXT NOT NULL PRIMARY KEY REFERENCES effects ON DELETE CASCADE,
  client_id TEXT,
  created   INTEGER NOT NULL,
  revealed  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Who has looked at which secret, never the secret
CREATE TABLE reveals (
  id        TEXT NOT NULL PRIMARY KEY,
  time      INTEGER NOT NULL,
  client_id TEXT,
  person    TEXT NOT NULL,
  tool      TEXT NOT NULL,
  args      TEXT,
  effect_id TEXT,
  title     TEXT NOT NULL,
  owner     TEXT,
  reason    TEXT
) STRICT, WITHOUT ROWID;

ALTER TABLE activity ADD COLUMN reveal_id TEXT;
