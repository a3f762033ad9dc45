-- The desk.

-- What an office has finished today, without reading all that it ever finished.
CREATE INDEX matter_by_office_and_end ON matter (office, ended_at);

-- On whose matters a member of staff may not work: themself and their household, as pseudonyms.
CREATE TABLE staff_tie (
    staff TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (staff, person)
);
