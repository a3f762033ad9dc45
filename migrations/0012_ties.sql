-- Who a member of staff is, where the portal was told: nobody works on a case in which they or their household are a party.
-- Whom they are tied to stands in `staff_tie`.
CREATE TABLE staff_identity (
    staff TEXT NOT NULL PRIMARY KEY,
    -- The identity number, sealed: the population register is asked by it again.
    number TEXT NOT NULL,
    -- When the register last said who lives with them; 0: it has not said it yet.
    household_asked_at BIGINT NOT NULL
);
