-- Figures of the shared data layer: counters, moved in the transaction that writes the call down, so that nobody ever counts
-- the log for a page.
CREATE TABLE data_call_count (
    -- Days since 1970-01-01 in the city (UTC+8; no daylight saving since 1991).
    day BIGINT NOT NULL,
    data_set TEXT NOT NULL,
    -- As the call said it, e.g. `newborn/prefill`.
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- 0 to 15, by the call's id: calls at one moment seldom wait for the same row. The figure is the sum.
    slot BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    -- Names of fields that came back, added up.
    fields BIGINT NOT NULL,
    -- Microseconds, added up; and how many calls took at most so long.
    took BIGINT NOT NULL,
    within_50_ms BIGINT NOT NULL,
    within_200_ms BIGINT NOT NULL,
    within_800_ms BIGINT NOT NULL,
    within_3_s BIGINT NOT NULL,
    PRIMARY KEY (day, data_set, purpose, outcome, slot)
);
-- The figures of one data set.
CREATE INDEX data_call_count_by_set ON data_call_count (data_set, day);

-- The calls of before.
INSERT INTO data_call_count (day, data_set, purpose, outcome, slot, calls, fields, took, within_50_ms, within_200_ms, within_800_ms, within_3_s)
SELECT (at + 28800000000) / 86400000000, data_set, purpose, outcome, 0, COUNT(*),
       CAST(SUM(CASE WHEN fields = '' THEN 0 ELSE LENGTH(fields) - LENGTH(REPLACE(fields, ',', '')) + 1 END) AS BIGINT),
       CAST(SUM(took) AS BIGINT),
       CAST(SUM(CASE WHEN took <= 50000 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN took <= 200000 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN took <= 800000 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN took <= 3000000 THEN 1 ELSE 0 END) AS BIGINT)
FROM data_call GROUP BY (at + 28800000000) / 86400000000, data_set, purpose, outcome;

-- How many disputed what a data set says.
CREATE INDEX correction_disputed ON correction_request (data_set, at);
