-- SPDX-License-Identifier: GPL-3.0-or-later

-- How well a person has confirmed who asks, beyond what the ticket proves; the prompt that the plan was made with
ALTER TABLE runs ADD COLUMN identity_level TEXT;
ALTER TABLE runs ADD COLUMN identity_by TEXT;
ALTER TABLE runs ADD COLUMN identity_how TEXT;
ALTER TABLE runs ADD COLUMN identity_requester TEXT;
ALTER TABLE runs ADD COLUMN identity_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN prompt_hash TEXT;
ALTER TABLE runs ADD COLUMN active_us INTEGER NOT NULL DEFAULT 0;

-- What rows of the activity log are about: a run or an effect. So a run's timeline finds its own
CREATE TABLE audit_subjects (
  subject TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_subjects
  SELECT coalesce (json_extract (body, '$.run'), json_extract (body, '$.effect')), seq FROM audit
    WHERE json_valid (body) AND coalesce (json_extract (body, '$.run'), json_extract (body, '$.effect')) IS NOT NULL;
