-- SPDX-License-Identifier: GPL-3.0-or-later

-- Every saved prompt of the MSP (client_id '') and of its clients; the newest counts
CREATE TABLE prompts (
  id        INTEGER PRIMARY KEY,
  client_id TEXT NOT NULL,
  text      TEXT NOT NULL,
  time      INTEGER NOT NULL,
  actor     TEXT NOT NULL
) STRICT;
CREATE INDEX prompts_of_client ON prompts (client_id, id);
CREATE TRIGGER prompts_of_nobody AFTER DELETE ON clients BEGIN
  DELETE FROM prompts WHERE client_id = OLD.id;
END;

-- Until now a prompt was a setting, without a history
INSERT INTO prompts (client_id, text, time, actor)
  SELECT CASE key WHEN 'prompt/msp' THEN '' ELSE substr (key, length ('prompt/client/') + 1) END, value, unixepoch () * 1000000,
    'engine'
  FROM settings
  WHERE key = 'prompt/msp' OR substr (key, length ('prompt/client/') + 1) IN (SELECT id FROM clients)
    AND key LIKE 'prompt/client/%';
DELETE FROM settings WHERE key = 'prompt/msp' OR key LIKE 'prompt/client/%';

-- Besides a technician's yes the requester's manager is asked for
ALTER TABLE policies ADD COLUMN manager INTEGER NOT NULL DEFAULT 0;

-- What a technician said about the plan of a run
CREATE TABLE judgements (
  run_id    TEXT NOT NULL REFERENCES runs,
  client_id TEXT NOT NULL,
  revision  INTEGER NOT NULL,
  verdict   TEXT NOT NULL CHECK (verdict IN ('right', 'partly', 'wrong')),
  word      TEXT,
  time      INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  PRIMARY KEY (run_id, revision)
) STRICT, WITHOUT ROWID;
