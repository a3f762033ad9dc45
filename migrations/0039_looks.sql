-- What follows from a look at somebody's data.

-- A question to the office that looked.
CREATE TABLE look_question (
    id TEXT NOT NULL PRIMARY KEY,
    -- Whose data it was: pseudonym.
    person TEXT NOT NULL,
    -- The row of the access log, when it was, and the case that it was for.
    look TEXT NOT NULL,
    looked_at BIGINT NOT NULL,
    reference TEXT NOT NULL,
    -- The office that looked, and answers.
    office TEXT NOT NULL,
    -- Sealed.
    asked TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- The last day of the answer.
    due TEXT NOT NULL,
    -- Sealed; empty: not answered yet.
    answer TEXT NOT NULL DEFAULT '',
    answered_at BIGINT NOT NULL DEFAULT 0,
    -- Staff id.
    answered_by TEXT NOT NULL DEFAULT ''
);
-- One question about one look.
CREATE UNIQUE INDEX look_question_by_look ON look_question (person, look);
CREATE INDEX look_question_by_person ON look_question (person, asked_at, id);
CREATE INDEX look_question_by_office ON look_question (office, answered_at, due, id);

-- Looks of one office at one person for one case that the law holds back for a while.
CREATE TABLE held_look (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    office TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- Code of the legal basis.
    basis TEXT NOT NULL,
    -- The last day on which they are not shown.
    until TEXT NOT NULL,
    -- Staff id.
    held_by TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX held_look_by_person ON held_look (person, office, reference, until);
CREATE INDEX held_look_by_office ON held_look (office, at, id);
