-- The one-key call: who may call, with what, every call, and everybody who was rung.

-- What is known of whoever may call.
CREATE TABLE call_person (
    person TEXT NOT NULL PRIMARY KEY,
    -- Nine digits of the street: whose station is rung.
    home TEXT NOT NULL,
    -- Sealed: name, phone, address, medical note.
    details TEXT NOT NULL,
    -- When it was last said to be right.
    checked_at BIGINT NOT NULL,
    -- When to look whether anybody has heard of them; 0: never.
    contact_mark BIGINT NOT NULL,
    -- When to remind of the test press; 0: never.
    test_mark BIGINT NOT NULL
);
CREATE INDEX call_person_by_contact ON call_person (contact_mark, person);
CREATE INDEX call_person_by_test ON call_person (test_mark, person);
CREATE INDEX call_person_by_home ON call_person (home, person);

-- A device that may press: a pendant, a smoke alarm ..
CREATE TABLE call_device (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    home TEXT NOT NULL,
    -- Sealed key of its signatures.
    secret TEXT NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by TEXT NOT NULL,
    -- When it was last heard of, and its battery then in percent; -1: not told.
    last_seen BIGINT NOT NULL,
    battery BIGINT NOT NULL,
    -- When its silence is something to look after; 0: never.
    silence_mark BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE INDEX call_device_by_person ON call_device (person, id);
CREATE INDEX call_device_by_home ON call_device (home, ended_at, id);
CREATE INDEX call_device_by_silence ON call_device (silence_mark, id);

-- What a device has told: the same twice is refused.
CREATE TABLE call_device_event (
    device TEXT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (device, event)
);
CREATE INDEX call_device_event_by_time ON call_device_event (at);

-- What was refused, by hour and reason: so many times, and by what name the last of them went.
CREATE TABLE call_device_refused (
    hour BIGINT NOT NULL,
    why TEXT NOT NULL,
    device TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (hour, why)
);

-- A phone that may press without anybody signing in. It may do nothing else.
CREATE TABLE call_phone (
    id TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of what its cookie holds.
    token TEXT NOT NULL,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    -- `phone`, `tablet` ..
    device TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    last_used BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX call_phone_by_token ON call_phone (token);
CREATE INDEX call_phone_by_account ON call_phone (account, ended_at, id);

CREATE TABLE call (
    home TEXT NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    person TEXT NOT NULL,
    -- Empty: in earnest; `drill` or `test`: behaves the same, and is never counted.
    drill TEXT NOT NULL,
    -- `page`, `phone`, `for-another`, `desk`, or the kind of the device.
    source TEXT NOT NULL,
    -- Id of the device; empty: none.
    device TEXT NOT NULL,
    -- Whose desks they are.
    station TEXT NOT NULL,
    platform TEXT NOT NULL,
    neighbour TEXT NOT NULL,
    -- Sealed: name, phone, address, medical note, as they were when it was pressed.
    details TEXT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- Each time that it rings anew; how many tiers were rung in this round, and from when they are counted.
    round BIGINT NOT NULL,
    tier BIGINT NOT NULL,
    base_at BIGINT NOT NULL,
    -- When the next tier is rung, or it rings anew; 0: not by itself.
    next_mark BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_press BIGINT NOT NULL,
    presses BIGINT NOT NULL,
    -- When a desk first answered; who has it now.
    answered_at BIGINT NOT NULL,
    holder TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    holder_office TEXT NOT NULL,
    -- When help was sent, when it was handed to 120, when somebody was there.
    sent_at BIGINT NOT NULL,
    handed_at BIGINT NOT NULL,
    attended_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    -- How it ended; whether somebody `spoke` with or `saw` the person; a remark (sealed).
    ended_how TEXT NOT NULL,
    met TEXT NOT NULL,
    remark TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (home, id)
);
CREATE UNIQUE INDEX call_by_reference ON call (reference);
-- One open call a person: whoever presses again joins it.
CREATE UNIQUE INDEX call_is_open ON call (home, person, drill) WHERE ended_at = 0;
CREATE INDEX call_by_person ON call (person, opened_at, id);
CREATE INDEX call_to_climb ON call (next_mark, id);
CREATE INDEX call_open ON call (ended_at, opened_at, id);
CREATE INDEX call_by_change ON call (changed_at, id);
CREATE INDEX call_by_time ON call (drill, opened_at, home);
CREATE INDEX call_of_station ON call (station, drill, opened_at);

-- Everybody who was rung, and what they said.
CREATE TABLE call_ring (
    home TEXT NOT NULL,
    call TEXT NOT NULL,
    round BIGINT NOT NULL,
    tier BIGINT NOT NULL,
    place BIGINT NOT NULL,
    -- `station`, `contact`, `grid-worker`, `platform`, `neighbour` or `prompt-120`.
    whom TEXT NOT NULL,
    -- A desk's office; of a contact their pseudonym (empty: they have no account) and a keyed hash of the phone.
    office TEXT NOT NULL,
    person TEXT NOT NULL,
    phone_mark TEXT NOT NULL,
    -- Sealed name and phone of a contact.
    who TEXT NOT NULL,
    rung_at BIGINT NOT NULL,
    -- When it had left the house; why it did not.
    told_at BIGINT NOT NULL,
    failure TEXT NOT NULL,
    -- `seen`, `going`, `cannot`, `answered`; empty: nothing yet.
    reply TEXT NOT NULL,
    replied_at BIGINT NOT NULL,
    PRIMARY KEY (home, call, round, tier, place)
);
CREATE INDEX call_ring_by_person ON call_ring (person, rung_at);
CREATE INDEX call_ring_by_phone ON call_ring (phone_mark, rung_at);
CREATE INDEX call_ring_by_office ON call_ring (office, call);
