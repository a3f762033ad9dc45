-- Standing leave: until a day at most, the portal may ask a person's registers once a day whether something has begun to
-- be theirs by a rule; and what it found, as offers that nobody has to take.

CREATE TABLE standing_leave (
    -- The city: leave is a person's, wherever in it they live.
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What people quote: `TX-XXXX-XXXX-X`.
    reference TEXT NOT NULL UNIQUE,
    -- Pseudonym.
    person TEXT NOT NULL,
    -- What it covers: codes of data sets, and `findings`, separated by commas.
    sets TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    -- The last day.
    until TEXT NOT NULL,
    -- When the next look is due. Whoever looks moves it on first, so that nobody else does at the same time.
    next_look BIGINT NOT NULL,
    last_look BIGINT NOT NULL DEFAULT 0,
    -- 0: it holds.
    ended_at BIGINT NOT NULL DEFAULT 0,
    -- `person`, `replaced`, `ran-out`, `died`; empty while it holds.
    ended_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX standing_leave_in_force ON standing_leave (person) WHERE ended_at = 0;
CREATE INDEX standing_leave_to_look ON standing_leave (next_look, id) WHERE ended_at = 0;
CREATE INDEX standing_leave_to_end ON standing_leave (until, id) WHERE ended_at = 0;

CREATE TABLE offer (
    -- The street where the person is registered.
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What people quote: `TX-XXXX-XXXX-X`.
    reference TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    benefit TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    -- Sealed: the facts that the rule asks, with their registers.
    why TEXT NOT NULL,
    -- `open`, `accepted`, `declined`, `never`, `lapsed`, `replaced`.
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);
-- Once for each rule and person, whatever is looked at again.
CREATE UNIQUE INDEX offer_once ON offer (person, benefit, rule_version);
CREATE INDEX offer_by_person ON offer (person, made_at, id);
