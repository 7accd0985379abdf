-- SPDX-License-Identifier: GPL-3.0-or-later

-- What was before an act, by the paths of its tool's answers (JSON object); what its answers named (the same);
-- whether nothing was changed by it; what it takes back; when somebody has to look again (µs, 0: never); who asked for it
ALTER TABLE effects ADD COLUMN before TEXT;
ALTER TABLE effects ADD COLUMN made TEXT;
ALTER TABLE effects ADD COLUMN already INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effects ADD COLUMN undo_of TEXT REFERENCES effects;
ALTER TABLE effects ADD COLUMN look_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effects ADD COLUMN actor TEXT;

-- What was taken back is not taken back again; only an undo that certainly did not happen may be followed by another
CREATE UNIQUE INDEX effects_undone_once ON effects (undo_of) WHERE undo_of IS NOT NULL AND state <> 'absent';
CREATE INDEX effects_look_due ON effects (look_due, id) WHERE look_due > 0;
