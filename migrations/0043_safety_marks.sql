-- Whose whereabouts another party of their cases must not learn.

-- Set by a supervisor whose department the law lets protect people, ended by one of the same office. The other party is told nothing of it.
CREATE TABLE safety_mark (
    id TEXT NOT NULL PRIMARY KEY,
    -- Who is protected: pseudonym.
    person TEXT NOT NULL,
    -- Their identity number, sealed: shown masked to the office that set it.
    number TEXT NOT NULL,
    -- The office that set it.
    office TEXT NOT NULL,
    -- Why, sealed.
    reason TEXT NOT NULL,
    -- Staff id.
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    -- Staff id, and why, sealed; 0: it holds.
    ended_by TEXT NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_because TEXT NOT NULL DEFAULT ''
);
-- Each office has one mark on a person that holds; two offices may each have one.
CREATE UNIQUE INDEX safety_mark_that_holds ON safety_mark (person, office) WHERE ended_at = 0;
CREATE INDEX safety_mark_by_person ON safety_mark (person, ended_at);
CREATE INDEX safety_mark_by_office ON safety_mark (office, ended_at, set_at, id);
