-- Which run pays a line: a later one than the line's own month is paid as arrears. Empty: paid before this was kept.
ALTER TABLE payment_line ADD COLUMN run_month TEXT NOT NULL DEFAULT '';
UPDATE payment_line SET run_month = COALESCE((SELECT r.month FROM payment_run r WHERE r.id = payment_line.run), '');
-- In fen: what was paid for the same month already by an allowance in whose place this one stands. It is taken off the
-- amount that the rule names, so that both together are what the rules give.
ALTER TABLE payment_line ADD COLUMN less BIGINT NOT NULL DEFAULT 0;

-- Whoever cannot choose a time on a page is rung: who of the assessor body rang, with whom they spoke (sealed), and the
-- time that stands since.
CREATE TABLE assessment_call (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    assessment TEXT NOT NULL,
    -- Staff id.
    staff TEXT NOT NULL,
    at BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    spoke TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE INDEX assessment_call_by_assessment ON assessment_call (home, assessment, at);
