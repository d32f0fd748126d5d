-- Operations: what delivers, counts and tells.

-- Each kind is delivered by itself, so each finds its own due rows: a backlog of one kind is no way that the others must walk.
CREATE INDEX ix_outbox_kind ON outbox (kind, next_at) WHERE state = 0;
DROP INDEX ix_outbox_due;
CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 1;

-- Whose turn it is to look whether everything adds up, and what was seen last. One row.
CREATE TABLE conservation (
    id       smallint NOT NULL,
    revision bigint NOT NULL,
    holder   text NOT NULL,
    next_at  timestamptz NOT NULL,
    report   text NOT NULL,
    CONSTRAINT pk_conservation PRIMARY KEY (id),
    CONSTRAINT ck_conservation_one CHECK (id = 1)
);
INSERT INTO conservation (id, revision, holder, next_at, report) VALUES (1, 0, '', '1970-01-01T00:00:00Z', '');

-- The latest ones are judged in every look.
CREATE INDEX ix_payments_received ON payments (received_at);
CREATE INDEX ix_refunds_updated ON refunds (updated_at);
