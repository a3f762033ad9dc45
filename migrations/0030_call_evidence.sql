-- What proves a call of the shared data layer: its place in the journal, and the source's signature.

-- The call's place in the chain of calls about this person: journal (home '', kind 'register-call', id = person, seq). 0 before
-- there was a chain.
ALTER TABLE data_call ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
-- Base64 of the SHA-512 of the answer's bytes; empty where none came.
ALTER TABLE data_call ADD COLUMN body_hash TEXT NOT NULL DEFAULT '';
-- As the source signed it: the service, the time, the key's name, the signature; empty where it signed nothing.
ALTER TABLE data_call ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE data_call ADD COLUMN signed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE data_call ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
ALTER TABLE data_call ADD COLUMN signature TEXT NOT NULL DEFAULT '';

-- From the entry of the journal to its row.
CREATE UNIQUE INDEX data_call_by_seq ON data_call (person, seq) WHERE seq > 0;

-- The sources' public keys, as they were met. A key's id is a hash of its member and itself.
CREATE TABLE source_key (
    id TEXT NOT NULL PRIMARY KEY,
    member TEXT NOT NULL,
    public TEXT NOT NULL,
    met_at BIGINT NOT NULL
);
