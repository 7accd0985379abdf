-- SPDX-License-Identifier: GPL-3.0-or-later

-- client_id '' is the MSP itself
CREATE TABLE documents (
  rowid         INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  client_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  title         TEXT NOT NULL,
  text          TEXT NOT NULL,
  updated       INTEGER NOT NULL,
  UNIQUE (connection_id, client_id, id)
) STRICT;
CREATE INDEX documents_of_client ON documents (client_id);

CREATE VIRTUAL TABLE documents_text USING fts5 (title, text, content = 'documents', tokenize = "unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE workflows_text USING fts5 (id UNINDEXED, language UNINDEXED, title, triggers, examples,
  tokenize = "unicode61 remove_diacritics 2");
