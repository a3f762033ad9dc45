-- Who looked at whose data, for the person whose data it is. Written before the answer leaves the house.
CREATE TABLE access_log (
    -- Whose data: pseudonym.
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    id TEXT NOT NULL,
    -- `citizen`, `staff` or `portal`.
    by_kind TEXT NOT NULL,
    -- Pseudonym, staff id or `portal`.
    by_id TEXT NOT NULL,
    -- The office and the role in which it was read; empty for a citizen.
    office TEXT NOT NULL,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- The case that it was read for; empty where there is none.
    reference TEXT NOT NULL,
    -- Names of the fields, never values, separated by commas.
    fields TEXT NOT NULL,
    -- `allowed` or `refused`.
    outcome TEXT NOT NULL,
    PRIMARY KEY (person, at, id)
);

-- What one member of staff has read, for whoever supervises.
CREATE INDEX access_by_reader ON access_log (by_kind, by_id, at, id);
