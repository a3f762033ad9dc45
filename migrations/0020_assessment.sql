-- Assessments of older people's abilities, and what was found. An assessment runs beside its case: the first one has the
-- id of the matter that it is for, a second look after an objection has an id of its own.

-- Whose an assessor body is: its own credit code, and everybody's who has money in it.
CREATE TABLE body_owner (
    -- Office of the directory.
    body TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY (body, owner)
);
CREATE INDEX body_owner_by_owner ON body_owner (owner, body);

-- Who provides care, or owns whoever does, and where: six digits, 500000 for the whole city.
CREATE TABLE care_interest (
    owner TEXT NOT NULL,
    provider TEXT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (owner, provider, division)
);

CREATE TABLE assessment (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    matter TEXT NOT NULL,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- Whom it is about: pseudonym.
    subject TEXT NOT NULL,
    -- The street office that names a body.
    office TEXT NOT NULL,
    -- Six digits: where the person's household is registered.
    division TEXT NOT NULL,
    -- 1, or 2 for the second look.
    round BIGINT NOT NULL,
    -- The finding that is objected to; empty for the first look.
    contested TEXT NOT NULL,
    -- Sealed words of the objection; empty for the first look.
    objection TEXT NOT NULL,
    -- `wanted`, `assigned`, `proposed`, `arranged`, `concluded`.
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Staff ids of the two assessors; empty: not named yet.
    first_assessor TEXT NOT NULL,
    second_assessor TEXT NOT NULL,
    -- Local times, separated by a space; and the one that was chosen.
    times TEXT NOT NULL,
    chosen TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due TEXT NOT NULL,
    -- Rises with every change of the form; a confirmation is of one version.
    form_version BIGINT NOT NULL,
    first_confirmed BIGINT NOT NULL,
    second_confirmed BIGINT NOT NULL,
    concluded_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX assessment_once ON assessment (home, matter, round);
CREATE INDEX assessment_by_id ON assessment (id);
CREATE INDEX assessment_by_office ON assessment (office, stage, due, id);
CREATE INDEX assessment_by_body ON assessment (body, stage, due, id);

-- What somebody wishes for the visit, sealed: one row for each person, shown to that person and to the assessors.
CREATE TABLE assessment_wish (
    home TEXT NOT NULL,
    assessment TEXT NOT NULL,
    person TEXT NOT NULL,
    wish TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (home, assessment, person)
);

-- One section of the form, sealed, as filled in last.
CREATE TABLE assessment_section (
    home TEXT NOT NULL,
    assessment TEXT NOT NULL,
    section TEXT NOT NULL,
    answers TEXT NOT NULL,
    staff TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (home, assessment, section)
);

-- What two assessors found. It outlives its case, and counts in every district.
CREATE TABLE assessment_finding (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    assessment TEXT NOT NULL,
    matter TEXT NOT NULL,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    subject TEXT NOT NULL,
    level TEXT NOT NULL,
    score BIGINT NOT NULL,
    -- Version of the score table.
    score_table TEXT NOT NULL,
    -- Sealed: points of each section.
    sections TEXT NOT NULL,
    body TEXT NOT NULL,
    round BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    objection_until TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    -- The finding that stands in its place; empty: it holds.
    replaced_by TEXT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX assessment_finding_once ON assessment_finding (home, assessment);
CREATE INDEX assessment_finding_by_id ON assessment_finding (id);
CREATE INDEX assessment_finding_by_subject ON assessment_finding (subject, issued_at, id);

-- What was typed and not taken yet, sealed; `who` is a pseudonym or a staff id.
CREATE TABLE assessment_draft (
    who TEXT NOT NULL,
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (who, page)
);
