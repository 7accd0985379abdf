-- SPDX-License-Identifier: GPL-3.0-or-later

-- The first index was never filled: it had no folders and was kept up by hand
DROP TABLE documents_text;
DROP TABLE documents;

-- What the documentation platforms hold. company is the platform's id of a customer, '' the MSP itself;
-- row is what a tool's answer shows of it (JSON)
CREATE TABLE documents (
  rowid         INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections,
  company       TEXT NOT NULL,
  kind          TEXT NOT NULL,
  id            TEXT NOT NULL,
  title         TEXT NOT NULL,
  folder        TEXT NOT NULL,
  text          TEXT NOT NULL,
  updated       INTEGER NOT NULL,
  row           TEXT,
  UNIQUE (connection_id, company, kind, id)
) STRICT;

-- It keeps no text of its own, so it is told what it forgets (triggers must not touch virtual tables here)
CREATE VIRTUAL TABLE documents_text USING fts5 (title, folder, text, content = 'documents',
  tokenize = "unicode61 remove_diacritics 2");

-- When a customer's documents were read last, when all of them, and up to which change (µs)
CREATE TABLE document_syncs (
  connection_id TEXT NOT NULL REFERENCES connections ON DELETE CASCADE,
  company       TEXT NOT NULL,
  synced        INTEGER NOT NULL,
  complete      INTEGER NOT NULL,
  newest        INTEGER NOT NULL,
  PRIMARY KEY (connection_id, company)
) STRICT, WITHOUT ROWID;
