-- Files that somebody hands in. The files themselves lie sealed in a folder; here stands what they are and what for.

CREATE TABLE evidence (
    home TEXT NOT NULL,
    -- Random; also the file's name in the folder.
    id TEXT NOT NULL,
    -- `matter`: handed in with the answer to an office's question.
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    -- The question that it answers.
    wait TEXT NOT NULL,
    -- Who handed it in: pseudonym.
    person TEXT NOT NULL,
    -- `jpeg`, `png`, `pdf`; `held`: no file, but word that a register has it.
    what TEXT NOT NULL,
    -- Sealed: the file's name as its person called it, or the data set that has it.
    name TEXT NOT NULL,
    -- Of the file as it is kept; 0 where there is none.
    bytes BIGINT NOT NULL,
    -- SHA-256 of what is kept, before sealing; empty where there is no file.
    digest TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    -- 0: not sent yet, and nobody else sees it.
    sent_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
);
CREATE INDEX evidence_by_record ON evidence (home, kind, record, uploaded_at, id);
-- Which files in the folder belong to nobody.
CREATE INDEX evidence_by_id ON evidence (id);
-- What was never sent.
CREATE INDEX evidence_unsent ON evidence (sent_at, uploaded_at);
