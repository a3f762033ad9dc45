-- Acting for somebody: who may do what for whom, by that person's own yes, until when; and how somebody without an
-- account is told.

CREATE TABLE mandate (
    -- Nine digits of the subject's street, as the holder named it: its offices look after the mandate.
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What both quote, at a counter too: `DB-XXXX-XXXX-X`.
    reference TEXT NOT NULL UNIQUE,
    -- Pseudonyms: for whom, and who acts.
    subject TEXT NOT NULL,
    holder TEXT NOT NULL,
    -- Sealed: the subject's name and number; the holder's name.
    about TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    -- Codes, separated by commas.
    services TEXT NOT NULL,
    acts TEXT NOT NULL,
    -- `offered`, `active`, `held`, `ended`.
    state TEXT NOT NULL,
    -- `session`, `counter`, `visit`, `call-back`; empty: no yes yet.
    given_by TEXT NOT NULL DEFAULT '',
    offered_at BIGINT NOT NULL,
    -- The last day on which a yes is taken.
    offer_until TEXT NOT NULL,
    given_at BIGINT NOT NULL DEFAULT 0,
    -- The last day on which it holds.
    until TEXT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by TEXT NOT NULL DEFAULT '',
    -- When it was used last: each use takes this row first, so that none passes beside its end.
    used_at BIGINT NOT NULL DEFAULT 0,
    -- The code that the holder brings to a counter: sealed for the holder's own page, and how often it was tried.
    counter_code TEXT NOT NULL,
    counter_tries BIGINT NOT NULL DEFAULT 0,
    -- Keyed hash of the code of a call-back; empty: none was made.
    call_code TEXT NOT NULL DEFAULT '',
    call_until BIGINT NOT NULL DEFAULT 0,
    call_tries BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);
CREATE INDEX mandate_by_subject ON mandate (subject, offered_at);
CREATE INDEX mandate_by_holder ON mandate (holder, offered_at);
CREATE INDEX mandate_by_home ON mandate (home, state, offered_at);

-- Why staff held, released or ended one.
CREATE TABLE mandate_remark (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    mandate TEXT NOT NULL,
    step TEXT NOT NULL,
    -- Staff id and office.
    staff TEXT NOT NULL,
    office TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Sealed.
    text TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE INDEX mandate_remark_by_mandate ON mandate_remark (home, mandate, id);

-- Which draft was opened last: somebody who acts for two people has two of one service.
ALTER TABLE draft ADD COLUMN opened_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX draft_by_mandate ON draft (mandate, reference);

-- A case knows under which mandate it was filed; a mandate's cases are listed.
CREATE INDEX case_file_by_mandate ON case_file (mandate, id);

-- How somebody wants to be told besides in the portal, with or without an account.
CREATE TABLE telling_wish (
    person TEXT NOT NULL PRIMARY KEY,
    -- `text`, `landline`, `letter`, `visit`.
    way TEXT NOT NULL,
    -- Sealed: a number, an address.
    contact TEXT NOT NULL,
    -- Whose street office rings, writes or comes.
    home TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- What a person of the street office has to say, write or bring.
CREATE TABLE telling (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    notice TEXT NOT NULL,
    way TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT NOT NULL DEFAULT 0,
    -- Staff id.
    done_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, id)
);
CREATE INDEX telling_to_do ON telling (home, done_at, id);
