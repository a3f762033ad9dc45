-- What one can do against a decision or about an office: remedies of a refusal, appeals, complaints, ratings, and the
-- tasks that bad ratings open. Sealed texts are opened by the portal alone.

-- What a case had claimed and gave back when it closed: an appeal that was right claims it again.
CREATE TABLE released_claim (
    what TEXT NOT NULL,
    home TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (home, case_id, what)
);

-- What was said to the applicant when a matter was refused: one row for each refusal of it.
CREATE TABLE refusal_remedy (
    home TEXT NOT NULL,
    matter TEXT NOT NULL,
    -- The matter's version at the refusal.
    version BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Who proposed and who confirmed the refusal; empty where a register refused.
    proposed_by TEXT NOT NULL,
    confirmed_by TEXT NOT NULL,
    -- The last day for an appeal to the office itself.
    appeal_until TEXT NOT NULL,
    -- JSON: day of issue, reason, article, office, phone, where and until when to ask for reconsideration or to sue.
    said TEXT NOT NULL,
    -- The decision as it was sealed with the matter.
    decision TEXT NOT NULL,
    PRIMARY KEY (home, matter, version)
);
CREATE INDEX refusal_remedy_by_case ON refusal_remedy (home, case_id, at);

-- An appeal, a complaint, or a task to put right what a bad rating names.
CREATE TABLE remedy (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- `appeal`, `complaint` or `rectification`.
    kind TEXT NOT NULL,
    -- The same thing handed in twice is one.
    once TEXT NOT NULL,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- The matter that it is about; empty where it is about none.
    matter TEXT NOT NULL,
    office TEXT NOT NULL,
    department TEXT NOT NULL,
    division TEXT NOT NULL,
    -- Whose it is: pseudonym.
    person TEXT NOT NULL,
    -- What a complaint is about, or the grade of a rating.
    about TEXT NOT NULL,
    -- Sealed: the number to ring, where a complaint is to be answered by phone; else empty.
    phone TEXT NOT NULL,
    text TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due TEXT NOT NULL,
    -- `waiting`, `in-hand`, `answered` or `closed`.
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- Staff id; empty: nobody.
    holder TEXT NOT NULL,
    -- Of an appeal: `upheld` or `reopened`.
    outcome TEXT NOT NULL,
    -- Sealed.
    answer TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX remedy_once ON remedy (home, once);
CREATE INDEX remedy_by_office ON remedy (office, stage, due, id);
CREATE INDEX remedy_by_department ON remedy (department, stage, due, id);
CREATE INDEX remedy_by_case ON remedy (home, case_id, opened_at);
CREATE INDEX remedy_by_id ON remedy (id);

-- Who of the staff must not handle it: who decided, or whom it is about.
CREATE TABLE remedy_excluded (
    home TEXT NOT NULL,
    remedy TEXT NOT NULL,
    staff TEXT NOT NULL,
    PRIMARY KEY (home, remedy, staff)
);

-- One rating a case, by its applicant, after its end.
CREATE TABLE rating (
    home TEXT NOT NULL,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    person TEXT NOT NULL,
    -- 1 (very dissatisfied) to 5 (very satisfied).
    grade BIGINT NOT NULL,
    -- JSON: the facets that were graded, each 1 to 5.
    facets TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (home, case_id)
);

-- What was typed and not handed in yet, sealed; `who` is a pseudonym or a staff id.
CREATE TABLE remedy_draft (
    who TEXT NOT NULL,
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (who, page)
);
