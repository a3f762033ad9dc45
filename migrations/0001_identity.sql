-- Who is there: accounts, staff, sessions, throttles, proofs of identity, and what was typed before anybody signed in.
CREATE TABLE portal_setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- A citizen's account. `person` is the pseudonym of the identity number; number, name and mobile are sealed.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    mobile TEXT NOT NULL,
    -- Blind index of the mobile that one may sign in with; whoever confirmed it last has it.
    sign_in_mobile TEXT UNIQUE,
    -- PHC string; empty: no password was set, only a proof of identity opens the account.
    password TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    password_set_at BIGINT NOT NULL
);

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    office TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT NOT NULL
);

-- `id` is the SHA-256 of what the cookie holds. `kind`: visitor, citizen, staff. A row is never inserted twice:
-- what was ended stays ended.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account, revoked_at);
CREATE INDEX session_by_last_seen ON session (last_seen);

-- What a visitor typed on a page before signing in, kept with the session until it ends. Sealed.
CREATE TABLE slip (
    session TEXT NOT NULL,
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (session, page)
);

-- Failures by account and tries by address; the key is a keyed hash.
CREATE TABLE throttle (
    id TEXT NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL,
    counted_since BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX throttle_by_time ON throttle (counted_since);

-- A proof of identity in progress, tied to the session that asked for it. `claim` (number, name, new mobile) and
-- `found` (what the register answered) are sealed, `code` is a keyed hash, empty while no code was sent.
CREATE TABLE proof (
    id TEXT NOT NULL PRIMARY KEY,
    session TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    person TEXT NOT NULL,
    claim TEXT NOT NULL,
    found TEXT NOT NULL,
    code TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proved_at BIGINT NOT NULL
);
CREATE INDEX proof_by_expiry ON proof (expires_at);

-- A code that staff handed over at a counter after looking at the identity card.
CREATE TABLE counter_code (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    tries BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX counter_code_by_person ON counter_code (person, expires_at);

-- A form handed in after its session had expired: sealed, 30 minutes, for that account only.
CREATE TABLE parked_post (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    posted TEXT NOT NULL,
    parked_at BIGINT NOT NULL
);
CREATE INDEX parked_post_by_account ON parked_post (account, parked_at);

-- Demo mode only: what would have been sent to a mobile.
CREATE TABLE demo_message (
    id TEXT NOT NULL PRIMARY KEY,
    mobile TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX demo_message_by_time ON demo_message (sent_at);
