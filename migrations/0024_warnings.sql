-- What has to be looked after at once, who is rung about it, and whom people want to be rung.

CREATE TABLE warning (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- The same thing warned of twice is one.
    once TEXT NOT NULL,
    -- `missed-visit`, `missed-meal` ..
    kind TEXT NOT NULL,
    -- What it is about: kind and id of a record, and the reference that people know it by.
    about_kind TEXT NOT NULL,
    about_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- Whom it is about: pseudonym; name, phone and address, sealed.
    person TEXT NOT NULL,
    details TEXT NOT NULL,
    -- The office that owns it.
    office TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- `open` or `closed`.
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- When the next one is rung; 0: nobody is left, or it is closed.
    next_mark BIGINT NOT NULL,
    -- Why it was closed, a remark (sealed), when and by whom (staff id, or `portal`).
    reason TEXT NOT NULL,
    remark TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX warning_once ON warning (home, once);
CREATE INDEX warning_at_desk ON warning (office, stage, due_at, id);
CREATE INDEX warning_by_id ON warning (id);
CREATE INDEX warning_by_person ON warning (person, opened_at);
CREATE INDEX warning_to_look ON warning (next_mark, id);

-- Who is rung, one after the other.
CREATE TABLE warning_rung (
    home TEXT NOT NULL,
    warning TEXT NOT NULL,
    -- From 1 on.
    place BIGINT NOT NULL,
    -- `person`, `contact` or `grid-worker`.
    whom TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- `reached`, `no-answer`, `time-over`, `not-needed`; empty: not yet.
    ended TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (home, warning, place)
);

-- Whom somebody wants to be rung; that lets nobody act for them.
CREATE TABLE contact (
    person TEXT NOT NULL,
    -- The order in which they are rung, from 1 on.
    place BIGINT NOT NULL,
    -- Sealed name and phone.
    who TEXT NOT NULL,
    PRIMARY KEY (person, place)
);
