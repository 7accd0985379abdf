-- SPDX-License-Identifier: GPL-3.0-or-later

-- Language models in the order in which they are tried; their keys lie in the keyring. Prices are in millionths of
-- the currency's unit for a million tokens
CREATE TABLE models (
  id            TEXT NOT NULL PRIMARY KEY,
  name          TEXT NOT NULL,
  preset        TEXT NOT NULL,
  protocol      TEXT NOT NULL CHECK (protocol IN ('openai', 'anthropic')),
  base_url      TEXT NOT NULL,
  model         TEXT NOT NULL,
  deployment    TEXT,
  api_version   TEXT,
  position      INTEGER NOT NULL,
  enabled       INTEGER NOT NULL,
  has_key       INTEGER NOT NULL DEFAULT 0,
  timeout_s     INTEGER NOT NULL,
  max_output    INTEGER NOT NULL,
  context_size  INTEGER NOT NULL DEFAULT 0,
  price_input   INTEGER NOT NULL DEFAULT 0,
  price_cached  INTEGER NOT NULL DEFAULT 0,
  price_written INTEGER NOT NULL DEFAULT 0,
  price_output  INTEGER NOT NULL DEFAULT 0,
  currency      TEXT NOT NULL DEFAULT 'USD',
  created       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per request to a model: first with the most that it can cost ('reserved'), then with what it did cost.
-- 'lost': the program ended in between, and the most stays. cost is in millionths of the currency's unit
CREATE TABLE model_usage (
  id          INTEGER PRIMARY KEY,
  time        INTEGER NOT NULL,
  model_id    TEXT NOT NULL,
  run_id      TEXT,
  client_id   TEXT,
  status      TEXT NOT NULL CHECK (status IN ('reserved', 'ok', 'failed', 'lost')),
  prompt      INTEGER NOT NULL,
  cached      INTEGER NOT NULL,
  output      INTEGER NOT NULL,
  estimated   INTEGER NOT NULL DEFAULT 0,
  cost        INTEGER NOT NULL,
  currency    TEXT NOT NULL,
  duration_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX model_usage_of_run ON model_usage (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX model_usage_by_time ON model_usage (time, client_id);
CREATE INDEX model_usage_open ON model_usage (status) WHERE status = 'reserved';

-- The sums of model_usage that budgets are held against, kept with every change of it. client_id '' is everybody
CREATE TABLE model_spent (
  month     TEXT NOT NULL,
  client_id TEXT NOT NULL,
  cost      INTEGER NOT NULL,
  PRIMARY KEY (month, client_id)
) STRICT, WITHOUT ROWID;
