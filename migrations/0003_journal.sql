-- The journal: one chain of entries per record (a case, an order, a visit ..). Rows are only ever added.
CREATE TABLE journal (
    home TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    -- 1, 2, 3 .. within the record, without gaps.
    seq BIGINT NOT NULL,
    -- The hash of the entry before it, 64 zeros for the first.
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- JSON, hashed as it stands here.
    entry TEXT NOT NULL,
    PRIMARY KEY (home, kind, id, seq)
);

-- What is new in the whole portal, for event streams.
CREATE INDEX journal_by_time ON journal (at, home, kind, id, seq);

-- Where each record's chain ends; moved in the transaction that adds the entry.
CREATE TABLE record_head (
    home TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    length BIGINT NOT NULL,
    head TEXT NOT NULL,
    -- How much of it the last checkpoint that names this record covers.
    sealed BIGINT NOT NULL,
    PRIMARY KEY (home, kind, id)
);

-- What the next checkpoint has to cover.
CREATE INDEX record_head_to_seal ON record_head (home, kind, id) WHERE length > sealed;

-- Checkpoints: signed, chained to one another, and appended to a file that can be shipped elsewhere.
CREATE TABLE checkpoint (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    prev TEXT NOT NULL,
    -- How many records had grown since the checkpoint before it.
    heads BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL
);

-- The records that had grown, and how far.
CREATE TABLE checkpoint_head (
    home TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    checkpoint BIGINT NOT NULL,
    length BIGINT NOT NULL,
    head TEXT NOT NULL,
    PRIMARY KEY (home, kind, id, checkpoint)
);

CREATE INDEX checkpoint_head_by_checkpoint ON checkpoint_head (checkpoint, home, kind, id);
