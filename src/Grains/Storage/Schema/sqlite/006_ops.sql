-- Operations: what delivers, counts and tells.

-- Each kind is delivered by itself, so each finds its own due rows: a backlog of one kind is no way that the others must walk.
CREATE INDEX ix_outbox_kind ON outbox (kind, next_at) WHERE state = 0;
DROP INDEX ix_outbox_due;
CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 1;

-- Whose turn it is to look whether everything adds up, and what was seen last. One row.
CREATE TABLE conservation (
    id       INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    holder   TEXT NOT NULL,
    next_at  INTEGER NOT NULL,
    report   TEXT NOT NULL,
    CONSTRAINT pk_conservation PRIMARY KEY (id),
    CONSTRAINT ck_conservation_one CHECK (id = 1)
) STRICT;
INSERT INTO conservation (id, revision, holder, next_at, report) VALUES (1, 0, '', 0, '');

-- The latest ones are judged in every look.
CREATE INDEX ix_payments_received ON payments (received_at);
CREATE INDEX ix_refunds_updated ON refunds (updated_at);
