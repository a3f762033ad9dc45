-- A desk that several people work at: decisions by two, a hold before they leave, matters sent on, requests that are not
-- answered, absences, remarks, and the marks of the clocks.

-- Who proposed the decision: another person confirms it. Empty where none is proposed or held.
ALTER TABLE matter ADD COLUMN proposed_by TEXT NOT NULL DEFAULT '';
-- Until when a decision can be recalled; 0 where none is held.
ALTER TABLE matter ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0;
-- The office of another district to which it is offered, and until when that office may decline; empty and 9999-12-31 otherwise.
ALTER TABLE matter ADD COLUMN offered_to TEXT NOT NULL DEFAULT '';
ALTER TABLE matter ADD COLUMN offered_until TEXT NOT NULL DEFAULT '9999-12-31';
-- How often the applicant has been asked, and how often they may be.
ALTER TABLE matter ADD COLUMN requests BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN requests_allowed BIGINT NOT NULL DEFAULT 1;
-- By when the law wants it; 9999-12-31 where no clock runs.
ALTER TABLE matter ADD COLUMN legal_due TEXT NOT NULL DEFAULT '9999-12-31';
-- When the next mark of a clock is to be looked for; 0: never.
ALTER TABLE matter ADD COLUMN next_mark BIGINT NOT NULL DEFAULT 0;
CREATE INDEX matter_to_mark ON matter (next_mark, id);
CREATE INDEX matter_offered ON matter (offered_to, stage, due, id);

-- By when the whole case is promised; moved by the waits for the applicant.
ALTER TABLE case_file ADD COLUMN due TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE case_file ADD COLUMN next_mark BIGINT NOT NULL DEFAULT 0;
CREATE INDEX case_to_mark ON case_file (next_mark, id);

-- Each mark that a clock has reached, once: `promised-nearly-over`, `promised-over`, `promised-long-over`, the same with `legal`.
CREATE TABLE clock_mark (
    home TEXT NOT NULL,
    -- `matter` or `case`.
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    mark TEXT NOT NULL,
    -- The date that the clock ran towards.
    due TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The office that is told; empty for a whole case.
    office TEXT NOT NULL,
    -- Whom it is for: `holder`, `supervisor`, `bureau`.
    whom TEXT NOT NULL,
    PRIMARY KEY (home, kind, record, mark)
);
CREATE INDEX clock_mark_by_office ON clock_mark (office, at);

-- The applicant said that they will bring what was asked to the counter; 0: they have not.
ALTER TABLE wait ADD COLUMN brings_since BIGINT NOT NULL DEFAULT 0;

-- What staff wrote about a matter, sealed. `kind` is the step that it goes with, or `note`.
CREATE TABLE remark (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    matter TEXT NOT NULL,
    kind TEXT NOT NULL,
    staff TEXT NOT NULL,
    office TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- 1: the applicant reads it, as the reason for sending a matter on.
    told BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE INDEX remark_by_matter ON remark (home, matter, at);
CREATE INDEX remark_by_case ON remark (home, case_id, at);

-- Days on which a member of staff is away, both included.
CREATE TABLE absence (
    staff TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    marked_by TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (staff, from_day)
);

-- What leave a submitted application rests on.
CREATE INDEX draft_by_reference ON draft (reference);
