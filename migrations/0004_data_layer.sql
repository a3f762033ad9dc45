-- The shared data layer as its client keeps it: leave given, calls made, corrections asked for.

-- One receipt for one register and one purpose.
CREATE TABLE leave_receipt (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    draft TEXT NOT NULL,
    data_set TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- 1 given, 0 refused.
    given BIGINT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX leave_by_person ON leave_receipt (person, draft, data_set, at);

-- Every call, whatever came of it. No values: only which fields came back.
CREATE TABLE data_call (
    id TEXT NOT NULL PRIMARY KEY,
    -- Whose data: pseudonym.
    person TEXT NOT NULL,
    -- Who caused it: pseudonym, staff id or `portal`.
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- Case reference, or the draft's id before there is one.
    issue TEXT NOT NULL,
    data_set TEXT NOT NULL,
    -- Names of the fields that came back, separated by commas.
    fields TEXT NOT NULL,
    -- `answered`, `nothing-held`, `no-leave`, `unreachable`, `too-slow`, `too-large`, `exchange-error`, `refused`,
    -- `malformed`, `wrong-person`.
    outcome TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Microseconds from question to answer.
    took BIGINT NOT NULL
);
CREATE INDEX data_call_by_person ON data_call (person, at, id);
CREATE INDEX data_call_by_issue ON data_call (issue, at, id);

-- "This is wrong": to the office that owns the register.
CREATE TABLE correction_request (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    draft TEXT NOT NULL,
    data_set TEXT NOT NULL,
    field TEXT NOT NULL,
    -- Sealed: what the source says, what the person says.
    said TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- `open` until the owner has answered.
    state TEXT NOT NULL
);
CREATE INDEX correction_by_person ON correction_request (person, at, id);
