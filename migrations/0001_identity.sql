-- Accounts, sessions, throttles and one-time codes: written by the identity desk.
CREATE TABLE portal_setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
