-- A department tells people of its own accord what begins to be theirs: it looks into what it holds about them itself, under
-- a duty that is data (`definitions/duties.toml`), when it learns something, on birthdays, and when a rule changes.
CREATE TABLE own_look (
    -- The street as this office knows it.
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Code of the duty.
    duty TEXT NOT NULL,
    office TEXT NOT NULL,
    -- Pseudonym.
    person TEXT NOT NULL,
    -- When the next look is due. Whoever looks moves it on first.
    next_look BIGINT NOT NULL,
    last_look BIGINT NOT NULL DEFAULT 0,
    -- Blind value of the versions of the rules at the last look: another one means that there is something to look at.
    book TEXT NOT NULL,
    -- When the person switched it off; 0: it is on.
    off_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX own_look_once ON own_look (duty, office, person);
CREATE INDEX own_look_by_person ON own_look (person, duty);
CREATE INDEX own_look_to_look ON own_look (duty, next_look, id) WHERE off_at = 0;
CREATE INDEX own_look_by_book ON own_look (duty, book);
-- Whom an office pays already. A finding from before this day is looked at when its person is granted something.
INSERT INTO own_look (home, id, duty, office, person, next_look, book)
SELECT MIN(home), MIN(id), 'older-people', office, subject, 0, '' FROM entitlement WHERE stage = 'active' GROUP BY office, subject;

-- Under which duty an offer was found, and by which office; empty: under the person's leave.
ALTER TABLE offer ADD COLUMN duty TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN office TEXT NOT NULL DEFAULT '';

-- A month that was paid too little is paid once more: the second payment for it, or the third. `less` holds what was paid
-- for it before.
ALTER TABLE payment_line ADD COLUMN part BIGINT NOT NULL DEFAULT 1;
DROP INDEX payment_line_once;
CREATE UNIQUE INDEX payment_line_once ON payment_line (home, entitlement, month, part);
-- The month from which the facts hold as they were corrected, for what was paid already too; empty: only for what was not.
ALTER TABLE entitlement ADD COLUMN facts_since TEXT NOT NULL DEFAULT '';
