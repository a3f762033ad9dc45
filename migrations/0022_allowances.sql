-- Allowances: what somebody is entitled to after the case that gave it has ended, and what is paid for each month.

CREATE TABLE entitlement (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What people quote: `JT-XXXX-XXXX-X`.
    reference TEXT NOT NULL UNIQUE,
    -- Pseudonyms: whose it is, and who applied.
    subject TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    -- Reference of the mandate under which it was applied for; empty: for oneself.
    mandate TEXT NOT NULL DEFAULT '',
    -- Sealed: name and number.
    person TEXT NOT NULL,
    service TEXT NOT NULL,
    benefit TEXT NOT NULL,
    -- The office that pays.
    office TEXT NOT NULL,
    -- Version of the rule, amount in fen and how often, on the day of the decision; each month is reckoned anew.
    rule_version TEXT NOT NULL,
    fen BIGINT NOT NULL,
    every TEXT NOT NULL,
    -- Sealed: the facts that the rule asks.
    facts TEXT NOT NULL,
    -- Sealed: bank and account.
    payee TEXT NOT NULL,
    first_month TEXT NOT NULL,
    recheck_on TEXT NOT NULL,
    case_id TEXT NOT NULL,
    -- `active`, `suspended`, `ended`.
    stage TEXT NOT NULL,
    -- Why it is suspended or ended: `died`, `moved`, `rule`; empty while it is active.
    because TEXT NOT NULL DEFAULT '',
    since BIGINT NOT NULL,
    -- The last day on which somebody can say that a suspension is wrong; empty: none runs.
    objection_until TEXT NOT NULL DEFAULT '',
    -- When somebody said so; 0: nobody.
    objected_at BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
-- A case gives one entitlement, however often its last matter is said to be done.
CREATE UNIQUE INDEX entitlement_by_case ON entitlement (home, case_id);
CREATE INDEX entitlement_by_subject ON entitlement (subject, granted_at);
CREATE INDEX entitlement_by_filer ON entitlement (filed_by, granted_at);
CREATE INDEX entitlement_by_office ON entitlement (office, stage, id);
CREATE INDEX entitlement_to_recheck ON entitlement (office, stage, recheck_on);

-- A month's payments of one office. One person proposes, another confirms: the table itself refuses anything else.
CREATE TABLE payment_run (
    id TEXT NOT NULL PRIMARY KEY,
    office TEXT NOT NULL,
    month TEXT NOT NULL,
    -- `preparing`, `ready`, `proposed`, `paying`, `done`.
    stage TEXT NOT NULL,
    -- How many entitlements are to be looked at, and how many were.
    of_all BIGINT NOT NULL,
    looked_at BIGINT NOT NULL DEFAULT 0,
    prepared_by TEXT NOT NULL,
    prepared_at BIGINT NOT NULL,
    proposed_by TEXT NOT NULL DEFAULT '',
    confirmed_by TEXT NOT NULL DEFAULT '',
    done_at BIGINT NOT NULL DEFAULT 0,
    CHECK (confirmed_by = '' OR (proposed_by <> '' AND confirmed_by <> proposed_by)),
    CHECK (confirmed_by <> '' OR stage IN ('preparing', 'ready', 'proposed'))
);
CREATE INDEX payment_run_by_office ON payment_run (office, prepared_at);
-- An office prepares the next run when the last one is paid.
CREATE UNIQUE INDEX payment_run_open ON payment_run (office) WHERE done_at = 0;

-- One month of one entitlement: once, whatever is repeated.
CREATE TABLE payment_line (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    entitlement TEXT NOT NULL,
    month TEXT NOT NULL,
    run TEXT NOT NULL,
    -- `planned`, `sent`, `paid`, `returned`, `nothing`, `open`.
    state TEXT NOT NULL,
    fen BIGINT NOT NULL,
    rule_version TEXT NOT NULL,
    -- Why this amount: the outcome's code; with `set-aside` the other benefit, with `open` what is missing.
    why TEXT NOT NULL,
    why_of TEXT NOT NULL DEFAULT '',
    -- The other benefits that were held then, separated by commas.
    held TEXT NOT NULL,
    -- Sealed: the facts on which it was reckoned.
    facts TEXT NOT NULL,
    -- 1 where the population register was silent, so that it rests on what was known before.
    unchecked BIGINT NOT NULL DEFAULT 0,
    -- How often it was taken to the bank with another account.
    attempt BIGINT NOT NULL DEFAULT 0,
    -- Sealed: the account that it goes to, once it is sent; empty before.
    payee TEXT NOT NULL DEFAULT '',
    bank_number TEXT NOT NULL DEFAULT '',
    -- The bank's code for a return.
    returned_because TEXT NOT NULL DEFAULT '',
    -- Staff id of whoever corrected the account after a return.
    corrected_by TEXT NOT NULL DEFAULT '',
    corrected_payee TEXT NOT NULL DEFAULT '',
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX payment_line_once ON payment_line (home, entitlement, month);
CREATE INDEX payment_line_by_run ON payment_line (run, state, id);

-- What somebody said against a posting or an amount, and what came of it.
CREATE TABLE allowance_objection (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- `posting` (record: a matter) or `amount`, `suspension` (record: an entitlement).
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    -- The office that answers.
    office TEXT NOT NULL,
    -- Pseudonym.
    person TEXT NOT NULL,
    -- Sealed; empty for one press.
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT NOT NULL DEFAULT 0,
    -- Staff id.
    done_by TEXT NOT NULL DEFAULT '',
    -- Sealed.
    answer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, id)
);
CREATE INDEX allowance_objection_to_do ON allowance_objection (office, done_at, id);
CREATE INDEX allowance_objection_by_record ON allowance_objection (home, record, id);

-- What is posted now, by street.
CREATE INDEX matter_posted ON matter (home, id) WHERE stage = 'posted';
CREATE INDEX matter_posted_by_id ON matter (id) WHERE stage = 'posted';
CREATE INDEX payment_line_by_id ON payment_line (id);
