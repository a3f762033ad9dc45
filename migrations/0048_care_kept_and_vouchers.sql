-- Care at home: what is being ordered outlives a session, and a voucher is issued by two people.

-- What somebody has typed on the page of an order, sealed. It lives with the person, as the draft of an application does.
CREATE TABLE care_draft (
    person TEXT NOT NULL,
    -- Address of the page; behind it the id of a help, where staff typed it in the person's place.
    page TEXT NOT NULL,
    typed TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (person, page)
);
CREATE INDEX care_draft_by_time ON care_draft (written_at);

-- A voucher is proposed by one member of an office and issued, or not, by another.
ALTER TABLE care_voucher ADD COLUMN home TEXT NOT NULL DEFAULT '';
ALTER TABLE care_voucher ADD COLUMN reference TEXT NOT NULL DEFAULT '';
-- The person's masked number, sealed: what the second person sees in the list.
ALTER TABLE care_voucher ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE care_voucher ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE care_voucher ADD COLUMN stage TEXT NOT NULL DEFAULT 'issued';
-- What it was issued for, in fen; `rest` is what is left of it.
ALTER TABLE care_voucher ADD COLUMN fen BIGINT NOT NULL DEFAULT 0;
-- Staff ids.
ALTER TABLE care_voucher ADD COLUMN proposed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE care_voucher ADD COLUMN proposed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE care_voucher ADD COLUMN settled_by TEXT NOT NULL DEFAULT '';
ALTER TABLE care_voucher ADD COLUMN settled_at BIGINT NOT NULL DEFAULT 0;
UPDATE care_voucher SET fen = rest;
CREATE INDEX care_voucher_by_office ON care_voucher (office, stage, proposed_at, id);

-- A visit may take of several vouchers. Part 1 is claimed first: whoever finds it taken has nothing to take.
ALTER TABLE care_deduction RENAME TO care_deduction_before;
CREATE TABLE care_deduction (
    visit TEXT NOT NULL,
    part BIGINT NOT NULL DEFAULT 1,
    voucher TEXT NOT NULL,
    fen BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (visit, part)
);
INSERT INTO care_deduction (visit, part, voucher, fen, at) SELECT visit, 1, voucher, fen, at FROM care_deduction_before;
DROP TABLE care_deduction_before;
