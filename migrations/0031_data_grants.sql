-- Who may ask which register for what: asked by an office, decided by the register's owner, enforced by the register.
CREATE TABLE data_grant (
    id TEXT NOT NULL PRIMARY KEY,
    -- Data sets that were asked for together; empty: given when the data layer was set up.
    package TEXT NOT NULL,
    data_set TEXT NOT NULL,
    -- The first part of what a call says it is for.
    purpose TEXT NOT NULL,
    matter TEXT NOT NULL,
    -- Names, separated by commas.
    fields TEXT NOT NULL,
    -- The last day on which it holds; empty: until it is revoked.
    until TEXT NOT NULL,
    -- Who asked; empty for a standing one.
    office TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- `asked`, `granted`, `refused`, `revoked`.
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    -- 1, and one more with every decision.
    version BIGINT NOT NULL,
    -- The version that the register was told of last.
    told BIGINT NOT NULL
);
CREATE INDEX data_grant_by_set ON data_grant (data_set, asked_at, id);
CREATE INDEX data_grant_by_office ON data_grant (office, asked_at, id);
CREATE INDEX data_grant_to_tell ON data_grant (id) WHERE told < version;
