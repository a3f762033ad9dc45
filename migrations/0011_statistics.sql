-- Figures: how much is open, what is late, how long matters took. Kept as counts that are added up once, when a matter
-- moves, so that no page ever counts matters: a page reads as many rows at a million cases as at ten thousand.

-- What an ended matter says of the time that it took, worked out in the transaction in which it ends.
-- The month in which it ended, e.g. 2026-03; empty: not worked out yet; `-`: not counted (withdrawn, done elsewhere ..).
ALTER TABLE matter ADD COLUMN counted_month TEXT NOT NULL DEFAULT '';
-- Working days from the day after it became ready, without those on which it waited for the applicant.
ALTER TABLE matter ADD COLUMN days_taken BIGINT NOT NULL DEFAULT 0;
-- 1: within the promise.
ALTER TABLE matter ADD COLUMN in_time BIGINT NOT NULL DEFAULT 0;
-- 1: the applicant was asked more than once; 2: the register sent it back; 4: it was returned. Added up.
ALTER TABLE matter ADD COLUMN rework BIGINT NOT NULL DEFAULT 0;
-- Matters that have ended and are not worked out: those of before this table was there.
CREATE INDEX matter_to_count ON matter (home, id) WHERE ended_at > 0 AND counted_month = '';
-- What is due or late in a district, by date. The first six digits of an office's id are its district.
CREATE INDEX matter_due_in_district ON matter (substr(office, 1, 6), due, id) WHERE ended_at = 0;

-- What has moved and is not added up yet: rows written by triggers on `matter` (server/src/database/triggers.rs), one for
-- what a matter was (n = -1) and one for what it is (n = 1). Only ever inserted by steps: steps never wait for each other here.
CREATE TABLE figure_news (
    -- 0 until somebody adds it up.
    batch BIGINT NOT NULL,
    n BIGINT NOT NULL,
    office TEXT NOT NULL,
    -- The street of the subject's home.
    street TEXT NOT NULL,
    department TEXT NOT NULL,
    code TEXT NOT NULL,
    -- Empty where it has ended.
    stage TEXT NOT NULL,
    -- The day on which it became ready, as days since 1970 in the city; 0: not ready.
    since BIGINT NOT NULL,
    due TEXT NOT NULL,
    -- Empty where it has not ended.
    month TEXT NOT NULL,
    days BIGINT NOT NULL,
    in_time BIGINT NOT NULL,
    rework BIGINT NOT NULL
);
CREATE INDEX figure_news_by_batch ON figure_news (batch);

-- One row: whoever adds up holds it.
CREATE TABLE figure_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO figure_batch (id, last) VALUES (1, 0);

-- How many, now. `grain` says what `place` is (district, office, street, matter, cross), `inside` of what it is a part.
CREATE TABLE figure_count (
    grain TEXT NOT NULL,
    inside TEXT NOT NULL,
    -- `stage`, `due`, `since`: open matters by stage, due date, or day on which they became ready; `ended`: by month.
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    item TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (grain, inside, what, place, item)
);
CREATE INDEX figure_count_empty ON figure_count (grain) WHERE n = 0;

-- How long ended matters took.
CREATE TABLE figure_ended (
    grain TEXT NOT NULL,
    inside TEXT NOT NULL,
    month TEXT NOT NULL,
    place TEXT NOT NULL,
    days BIGINT NOT NULL,
    in_time BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (grain, inside, month, place, days, in_time, rework)
);
CREATE INDEX figure_ended_empty ON figure_ended (grain) WHERE n = 0;

-- How applicants rated what was done: 1 (very bad) to 5 (very good).
CREATE TABLE figure_rating (
    month TEXT NOT NULL,
    -- Department and code, e.g. `public-security/registration`.
    matter TEXT NOT NULL,
    district TEXT NOT NULL,
    grade BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (month, matter, district, grade)
);

-- What was open before there were figures.
INSERT INTO figure_news (batch, n, office, street, department, code, stage, since, due, month, days, in_time, rework)
SELECT 0, 1, m.office, m.home, m.department, m.code, m.stage,
    CASE WHEN m.ready_at = 0 THEN 0 ELSE (m.ready_at + 28800000000) / 86400000000 END, m.due, '', 0, 0, 0
FROM matter m WHERE m.ended_at = 0 AND m.kind IN ('decision', 'recording');
