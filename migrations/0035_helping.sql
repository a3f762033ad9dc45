-- Staff press the buttons for somebody who is with them or on the phone: at whose word, how it was given, what came of it.
CREATE TABLE helping (
    -- The office's division, in nine digits.
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Pseudonym of whoever is helped; sealed: name and number.
    person TEXT NOT NULL,
    about TEXT NOT NULL,
    staff TEXT NOT NULL,
    office TEXT NOT NULL,
    service TEXT NOT NULL,
    -- `counter`, `visit`, `phone`.
    how TEXT NOT NULL,
    -- The session of the member of staff, and until when it lasts at most.
    session TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    -- 0: it goes on.
    ended_at BIGINT NOT NULL DEFAULT 0,
    -- What was filed or ordered last; empty: nothing.
    reference TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, id)
);
CREATE INDEX helping_by_session ON helping (session, ended_at, begun_at);
CREATE INDEX helping_by_person ON helping (person, begun_at);
CREATE INDEX helping_by_reference ON helping (reference);

-- Under which help a draft is filled in: nobody finds there what they have typed at home. Empty: by oneself.
ALTER TABLE draft ADD COLUMN helping TEXT NOT NULL DEFAULT '';
