-- A desk on a Monday morning: what is to be confirmed, a second factor,
-- and finding a matter by what a person says at the counter.

-- What a second person is to confirm: a handful at any time.
CREATE INDEX matter_proposed ON matter (office, proposed_by, due, id) WHERE stage = 'proposed';
CREATE INDEX staff_by_office ON staff (office, login);

-- The second thing that staff sign in with: the secret of their authenticator, sealed. A step of the clock that was
-- used, and all before it, open nothing any more.
CREATE TABLE staff_totp (
    staff TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    last_step BIGINT NOT NULL DEFAULT 0
);

-- By what a case can be found at an office that has, or had, a matter of it: keyed hashes of a name, of its sound in
-- letters, of the first letters, of a mobile. Nobody can read a name back from them.
CREATE TABLE case_word (
    word TEXT NOT NULL,
    office TEXT NOT NULL,
    home TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (word, office, home, case_id)
);
CREATE INDEX case_word_by_case ON case_word (home, case_id, office);

-- What a member of staff looked for last, sealed: the page that shows it.
CREATE TABLE finding (
    staff TEXT NOT NULL PRIMARY KEY,
    typed TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Until when a member of staff sees the identity numbers of a matter's case in full, after a press that was journalled.
CREATE TABLE number_shown (
    home TEXT NOT NULL,
    matter TEXT NOT NULL,
    staff TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (home, matter, staff)
);
