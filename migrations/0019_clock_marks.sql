-- Each mark of a clock stands before whom it is for until they press that they know, or until the matter has ended.

-- 0: nobody yet.
ALTER TABLE clock_mark ADD COLUMN known_at BIGINT NOT NULL DEFAULT 0;
-- Staff id, or `portal` where the matter ended.
ALTER TABLE clock_mark ADD COLUMN known_by TEXT NOT NULL DEFAULT '';

DROP INDEX clock_mark_by_office;
CREATE INDEX clock_mark_at_desk ON clock_mark (office, known_at, at, record, mark);
