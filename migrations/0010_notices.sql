-- How people are told: what a notice says, by which ways it left the house, how each person chose to be told, and
-- errands that do not get through.

-- `sentence` is what the tracking page said when the step was taken. What happened (`event`, JSON Wording) stands beside
-- it; `matter` is the matter's name without its subject's, and `plain` the sentence without anybody's name: only these
-- two may leave the house.
ALTER TABLE notice ADD COLUMN event TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN plain TEXT NOT NULL DEFAULT '';
CREATE INDEX notice_by_case ON notice (person, reference, id);

-- One row for each way by which a notice leaves the house. `state`: waiting, sent, failing (tried again), undelivered
-- (given up), refused (the address does not exist), unwanted (turned off meanwhile).
CREATE TABLE notice_delivery (
    person TEXT NOT NULL,
    notice TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    -- When it was sent, or since when it has not got through.
    at BIGINT NOT NULL,
    PRIMARY KEY (person, notice, channel)
);

-- How somebody wants to be told besides in the portal. No row: in the portal only.
CREATE TABLE notice_choice (
    person TEXT NOT NULL PRIMARY KEY,
    -- Of what is sent: a BCP 47 tag.
    language TEXT NOT NULL,
    -- 1: to the mobile that the account was confirmed with.
    sms BIGINT NOT NULL DEFAULT 0,
    -- 1: to the address below.
    email_on BIGINT NOT NULL DEFAULT 0,
    -- Sealed; empty: none was confirmed.
    email TEXT NOT NULL DEFAULT '',
    changed_at BIGINT NOT NULL
);

-- A link that proves an e-mail address: whoever opens it reads that mail.
CREATE TABLE email_confirmation (
    -- SHA-256 of the token.
    token TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    -- Sealed.
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_confirmation_by_person ON email_confirmation (person, expires_at);
CREATE INDEX email_confirmation_by_expiry ON email_confirmation (expires_at);

-- Since when an errand has failed too often: whoever runs the portal is told, and it is tried more slowly.
ALTER TABLE outbox ADD COLUMN stuck_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_stuck ON outbox (topic, stuck_at) WHERE stuck_at > 0 AND done_at = 0;

-- Demo mode shows e-mails, too: `mobile` then holds the sealed address.
ALTER TABLE demo_message ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms';
ALTER TABLE demo_message ADD COLUMN link TEXT NOT NULL DEFAULT '';

-- Codes that a member of staff made, newest first.
CREATE INDEX counter_code_by_staff ON counter_code (issued_by, issued_at);
