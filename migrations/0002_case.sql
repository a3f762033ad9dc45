-- Drafts as typed, the case with its parties and matters, waits, invitations, notices and what must leave the house.
-- Times are UTC microseconds, 0 where the thing has not happened; dates are ISO texts.

CREATE TABLE draft (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    definition TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    subject TEXT NOT NULL,
    mandate TEXT,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The reference, once submitted: a second press finds it here.
    reference TEXT NOT NULL DEFAULT ''
);
CREATE INDEX draft_by_person ON draft (filed_by, service, started_at);

-- One row a page: what was typed, sealed.
CREATE TABLE draft_page (
    draft TEXT NOT NULL,
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (draft, page)
);

CREATE TABLE case_file (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    service TEXT NOT NULL,
    definition TEXT NOT NULL,
    service_name TEXT NOT NULL,
    reference TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    subject TEXT NOT NULL,
    mandate TEXT,
    -- Version of the text that was declared.
    declaration TEXT NOT NULL,
    -- Sealed Dossier.
    dossier TEXT NOT NULL,
    promised_days BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);

CREATE TABLE case_reference (
    reference TEXT NOT NULL PRIMARY KEY,
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Keyed hash of the six-digit enquiry code; sealed copy for the applicant's own receipt.
    enquiry_hash TEXT NOT NULL,
    enquiry_sealed TEXT NOT NULL,
    -- 1 when the applicant switched enquiries without signing in off.
    enquiry_off BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE case_party (
    home TEXT NOT NULL,
    case_id TEXT NOT NULL,
    role TEXT NOT NULL,
    -- `applicant`, `confirmer`, or the subject's key such as `child-1`.
    party TEXT NOT NULL,
    -- Pseudonym; empty for a subject who has no number yet.
    person TEXT NOT NULL,
    -- Sealed name.
    name TEXT NOT NULL,
    -- For confirmers: `asked`, `confirmed`, `declined`, `expired`, `counter` (will be done at a counter); else empty.
    confirmation TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, case_id, party)
);
CREATE INDEX case_party_by_person ON case_party (person, case_id);

CREATE TABLE matter (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    code TEXT NOT NULL,
    -- `case`, or the key of the subject it is for.
    subject TEXT NOT NULL,
    -- Order within the case.
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    office TEXT NOT NULL,
    -- Copied from the definition when filed: JSON of the matter's definition and what it needs.
    definition TEXT NOT NULL,
    -- 1: waits for the confirmer's own confirmation.
    wants_confirmation BIGINT NOT NULL,
    promised_days BIGINT NOT NULL,
    legal_days BIGINT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- Who of the staff holds it; empty: nobody.
    holder TEXT NOT NULL DEFAULT '',
    ready_at BIGINT NOT NULL DEFAULT 0,
    -- 9999-12-31 where no clock runs.
    due TEXT NOT NULL,
    -- Sealed result, empty until there is one.
    result TEXT NOT NULL DEFAULT '',
    -- Sealed decision: reason code, text, legal basis; or the register's words. Empty where there is none.
    decision TEXT NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);
CREATE INDEX matter_by_case ON matter (home, case_id, place);
CREATE INDEX matter_by_office ON matter (office, stage, due, id);
CREATE INDEX matter_by_holder ON matter (holder, stage, due, id);

CREATE TABLE wait (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    -- `applicant`, `confirmer`.
    whom TEXT NOT NULL,
    since BIGINT NOT NULL,
    answer_by TEXT NOT NULL,
    until BIGINT NOT NULL DEFAULT 0,
    -- Sealed texts.
    question TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, id)
);
CREATE INDEX wait_by_record ON wait (home, kind, record, since);

CREATE TABLE invitation (
    -- SHA-256 of the token that the link holds.
    token TEXT NOT NULL PRIMARY KEY,
    home TEXT NOT NULL,
    case_id TEXT NOT NULL,
    -- The only person whom it opens for.
    person TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Sealed token, so that the applicant can see the link again.
    sealed TEXT NOT NULL,
    -- `open`, `confirmed`, `declined`, `expired`, `replaced`.
    state TEXT NOT NULL
);
CREATE INDEX invitation_by_case ON invitation (home, case_id, made_at);

-- What may be claimed once in the whole city, such as a certificate's number (keyed hash).
CREATE TABLE claim (
    what TEXT NOT NULL PRIMARY KEY,
    home TEXT NOT NULL,
    case_id TEXT NOT NULL
);

CREATE TABLE notice (
    person TEXT NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- JSON Wording: the same sentence as on the tracking page, in every language.
    sentence TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (person, id)
);

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    home TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- One row for one thing to be done, however often it is asked for.
    once TEXT NOT NULL UNIQUE,
    -- Sealed payload.
    payload TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT NOT NULL DEFAULT 0,
    -- Why the last try failed: a kind of failure, never data.
    failure TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_to_do ON outbox (done_at, not_before, id);

-- A caseworker's half-written decision, one row a page, kept as typed (sealed).
CREATE TABLE decision_draft (
    home TEXT NOT NULL,
    matter TEXT NOT NULL,
    staff TEXT NOT NULL,
    -- `decision`, `refusal` or `question`.
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (home, matter, staff, page)
);

-- The directory of offices as last fetched from its register: reference data, no persons.
CREATE TABLE office (
    id TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    division TEXT NOT NULL,
    entry TEXT NOT NULL
);
