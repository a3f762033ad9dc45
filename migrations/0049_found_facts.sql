-- What no register says of somebody, or two say differently: entered by an office from a document, agreed to by another person.
CREATE TABLE found_fact (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    entitlement TEXT NOT NULL,
    -- Which facts, by code, with commas.
    facts TEXT NOT NULL,
    -- What the document says, and which document it is: sealed.
    sealed TEXT NOT NULL,
    -- The office that has seen it, and who entered it: staff id.
    office TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    -- 'confirmed' or 'refused', by whom (staff id) and when; empty and 0: it waits.
    outcome TEXT NOT NULL DEFAULT '',
    settled_by TEXT NOT NULL DEFAULT '',
    settled_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id),
    -- Nobody agrees to what they entered themselves.
    CHECK (settled_by <> entered_by)
);
CREATE UNIQUE INDEX found_fact_that_waits ON found_fact (home, entitlement) WHERE outcome = '';

-- What is shown to everybody again while it is paid, where the rule says so. What is over is not shown.
CREATE TABLE reposting (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    entitlement TEXT NOT NULL,
    -- The community's office, which hears what is said against it.
    office TEXT NOT NULL,
    -- Dates: the first day and the last.
    posted_on TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX reposting_once ON reposting (home, entitlement, posted_on);
CREATE INDEX reposting_shown ON reposting (until, home, id);
CREATE INDEX reposting_by_id ON reposting (id);
