-- Following a case: what its parties have typed and not sent yet, and looking up without signing in.

-- One page's form, kept as typed (sealed), until it is handed in.
CREATE TABLE case_page_draft (
    person TEXT NOT NULL,
    reference TEXT NOT NULL,
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (person, reference, page)
);

-- A look-up that was handed in: what came of it can be read again for half an hour under a random token, so that
-- neither reference nor code ever stands in an address.
CREATE TABLE look_up (
    -- SHA-256 of the token.
    token TEXT NOT NULL PRIMARY KEY,
    -- Sealed: what was typed (never the code), what is wrong with it, the case if it was found.
    outcome TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX look_up_by_expiry ON look_up (expires_at);

-- How often somebody tried within an hour: by address and by reference, both as keyed hashes.
CREATE TABLE look_up_try (
    what TEXT NOT NULL,
    -- Hours since 1970.
    hour BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (what, hour)
);
CREATE INDEX look_up_try_by_hour ON look_up_try (hour);

-- The citizen's newest notices first, and how many are unread.
CREATE INDEX notice_unread ON notice (person, read_at, id);
-- Whose confirmation is asked for.
CREATE INDEX invitation_by_person ON invitation (person, state, expires_at);
