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

-- Subscribe messages that a customer agreed to, one message a consent.
CREATE TABLE notice_consents (
    customer_id uuid NOT NULL,
    template    text NOT NULL,
    remaining   integer NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_notice_consents PRIMARY KEY (customer_id, template),
    CONSTRAINT ck_notice_consents_not_negative CHECK (remaining >= 0)
);

-- What customers were told, once an event and subject, claimed before it is sent.
-- state: 0 sending, 1 waiting (certainly not sent), 2 sent, 3 refused, 4 rejected, 5 unknown (not repeated), 6 no consent.
CREATE TABLE notices (
    event       text NOT NULL,
    subject     text NOT NULL,
    customer_id uuid NOT NULL,
    template    text NULL,
    state       smallint NOT NULL,
    claimed_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (event, subject)
);
