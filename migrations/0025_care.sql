-- Care at home: who offers it, what is ordered, every visit, and the systems of those who come.

CREATE TABLE care_provider (
    id TEXT NOT NULL PRIMARY KEY,
    -- JSON of the whole entry; nothing personal.
    entry TEXT NOT NULL
);

-- A provider's own system: where visits are sent, and the key of both directions (sealed).
CREATE TABLE care_system (
    code TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    secret TEXT NOT NULL
);

CREATE TABLE care_order (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- The same press twice is one order.
    once TEXT NOT NULL,
    service TEXT NOT NULL,
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    mandate TEXT,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- Sealed: name, address, phone, diet, allergies, note.
    details TEXT NOT NULL,
    -- Of a standing order: `1,3,5`, and its first day; of a visit: empty.
    weekdays TEXT NOT NULL,
    start_day TEXT NOT NULL,
    carer TEXT NOT NULL,
    -- Fen, of one meal or visit; the discount's code.
    price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    rule TEXT NOT NULL,
    ordered_at BIGINT NOT NULL,
    -- When the next meal is fixed; 0: never.
    next_mark BIGINT NOT NULL,
    -- Of one that waits: when it was last told of a free time; 0: not yet.
    told_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX care_order_by_reference ON care_order (reference);
CREATE UNIQUE INDEX care_order_once ON care_order (home, once);
CREATE INDEX care_order_by_subject ON care_order (subject, ordered_at, id);
CREATE INDEX care_order_by_filer ON care_order (filed_by, ordered_at, id);
CREATE INDEX care_order_to_look ON care_order (next_mark, id);
CREATE INDEX care_order_waiting ON care_order (provider, service, stage, told_at, ordered_at);

CREATE TABLE care_visit (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    service TEXT NOT NULL,
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    day TEXT NOT NULL,
    -- Minutes after midnight.
    begins BIGINT NOT NULL,
    -- The carer's number; 0: a meal.
    carer BIGINT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- When it counts as missed; 0: not any more.
    next_mark BIGINT NOT NULL,
    arrived_at BIGINT NOT NULL,
    left_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
-- One meal of an order a day.
CREATE UNIQUE INDEX care_visit_once ON care_visit (home, order_id, day, begins);
CREATE INDEX care_visit_by_id ON care_visit (id);
CREATE INDEX care_visit_by_order ON care_visit (home, order_id, day);
CREATE INDEX care_visit_by_provider ON care_visit (provider, day, begins, id);
CREATE INDEX care_visit_to_look ON care_visit (next_mark, id);

-- A carer's time that is taken: there is one row, or none.
CREATE TABLE care_slot (
    provider TEXT NOT NULL,
    day TEXT NOT NULL,
    begins BIGINT NOT NULL,
    carer BIGINT NOT NULL,
    visit TEXT NOT NULL,
    PRIMARY KEY (provider, day, begins, carer)
);
CREATE INDEX care_slot_by_visit ON care_slot (visit);

-- How many standing orders a kitchen serves.
CREATE TABLE care_kitchen (
    provider TEXT NOT NULL PRIMARY KEY,
    used BIGINT NOT NULL
);

-- Money that pays for care, and what each visit took of it: once.
CREATE TABLE care_voucher (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    -- Fen.
    rest BIGINT NOT NULL,
    valid_until TEXT NOT NULL
);
CREATE INDEX care_voucher_by_person ON care_voucher (person, valid_until, id);
CREATE TABLE care_deduction (
    visit TEXT NOT NULL PRIMARY KEY,
    voucher TEXT NOT NULL,
    fen BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- One rating a visit, by whoever it was for.
CREATE TABLE care_rating (
    visit TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    -- 1 (very dissatisfied) to 5 (very satisfied).
    grade BIGINT NOT NULL,
    -- Sealed.
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX care_rating_by_provider ON care_rating (provider, at);

-- What a provider's system has told: the same twice is refused.
CREATE TABLE care_event (
    system TEXT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (system, event)
);
CREATE INDEX care_event_by_time ON care_event (at);
