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

-- Subscribe messages that a customer agreed to, one message a consent.
CREATE TABLE notice_consents (
    customer_id BLOB NOT NULL,
    template    TEXT NOT NULL,
    remaining   INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT pk_notice_consents PRIMARY KEY (customer_id, template),
    CONSTRAINT ck_notice_consents_not_negative CHECK (remaining >= 0)
) STRICT;

-- What customers were told, once an event and subject, claimed before it is sent.
-- state: 0 sending, 1 waiting (certainly not sent), 2 sent, 3 refused, 4 rejected, 5 unknown (not repeated), 6 no consent.
CREATE TABLE notices (
    event       TEXT NOT NULL,
    subject     TEXT NOT NULL,
    customer_id BLOB NOT NULL,
    template    TEXT NULL,
    state       INTEGER NOT NULL,
    claimed_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (event, subject)
) STRICT;
