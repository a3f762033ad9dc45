-- What a source has signed, word for word: one row for each call whose signed answer is kept. Hash and signature stand in
-- the log of calls and stay there when this is erased.
CREATE TABLE kept_answer (
    -- The call's.
    id TEXT NOT NULL PRIMARY KEY,
    -- When it is erased; 0: it stays with the case that the call was for.
    until BIGINT NOT NULL,
    -- Sealed: the answer's bytes as they came.
    sealed TEXT NOT NULL
);
CREATE INDEX kept_answer_until ON kept_answer (until) WHERE until > 0;
