-- A meal of a standing order that is left out, on its day.
CREATE TABLE care_skip (
    home TEXT NOT NULL,
    order_id TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (home, order_id, day)
);

-- Whoever was dissatisfied gets an answer of the provider: until when, and what it says (sealed). Empty: none is owed.
ALTER TABLE care_rating ADD COLUMN answer_due TEXT NOT NULL DEFAULT '';
ALTER TABLE care_rating ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE care_rating ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;
-- Staff id.
ALTER TABLE care_rating ADD COLUMN answered_by TEXT NOT NULL DEFAULT '';
CREATE INDEX care_rating_to_answer ON care_rating (provider, answered_at, answer_due, visit);

-- Appeals, complaints and tasks have a clock as matters have: when it reaches its next mark; 0: none is left.
ALTER TABLE remedy ADD COLUMN next_mark BIGINT NOT NULL DEFAULT 0;
CREATE INDEX remedy_to_mark ON remedy (next_mark, id);
UPDATE remedy SET next_mark = opened_at WHERE stage IN ('waiting', 'in-hand');

-- What the bank tells days later is found by its own number.
CREATE INDEX payment_line_by_bank_number ON payment_line (bank_number);
