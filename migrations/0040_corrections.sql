-- "This is wrong" has an answer: of the office that owns the register, until a day.

-- The case that the draft became; empty: not handed in.
ALTER TABLE correction_request ADD COLUMN reference TEXT NOT NULL DEFAULT '';
-- The last day of the answer; empty: from before there was one.
ALTER TABLE correction_request ADD COLUMN due TEXT NOT NULL DEFAULT '';
-- Sealed; empty: not answered. The state is then `corrected` or `stands`.
ALTER TABLE correction_request ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE correction_request ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;
-- Staff id.
ALTER TABLE correction_request ADD COLUMN answered_by TEXT NOT NULL DEFAULT '';
CREATE INDEX correction_by_set ON correction_request (data_set, answered_at, due, id);
CREATE INDEX correction_by_draft ON correction_request (draft);
CREATE INDEX correction_by_case ON correction_request (reference, at, id);
