-- Money: what was asked for, what came, what went back, and the effects that were promised on the way.

-- prepared: a payment was prepared at the gateway, so the order is closed there before its units return.
-- returned: units that refunds gave back to the sale.
ALTER TABLE orders ADD COLUMN prepared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN returned INTEGER NOT NULL DEFAULT 0 CONSTRAINT ck_orders_returned CHECK (returned BETWEEN 0 AND quantity);
ALTER TABLE orders ADD COLUMN paid_at INTEGER NULL;
ALTER TABLE orders ADD COLUMN fulfilled_at INTEGER NULL;

-- One row a prepay. Written by the order's money grain. state: 0 open, 1 closed, 2 paid.
-- next_query_at: when the gateway is asked next; null when nothing is to be learned any more.
CREATE TABLE pay_attempts (
    out_trade_no  TEXT    NOT NULL,
    order_id      BLOB    NOT NULL,
    attempt       INTEGER NOT NULL,
    amount_fen    INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    prepay_id     TEXT    NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    next_query_at INTEGER NULL,
    queries       INTEGER NOT NULL,
    CONSTRAINT pk_pay_attempts PRIMARY KEY (out_trade_no),
    CONSTRAINT uq_pay_attempts_order UNIQUE (order_id, attempt),
    CONSTRAINT ck_pay_attempts_amount CHECK (amount_fen > 0)
) STRICT;
CREATE INDEX ix_pay_attempts_due ON pay_attempts (next_query_at) WHERE next_query_at IS NOT NULL;

-- The payment inbox: money that came, once a transaction, committed before WeChat is answered. Processed by the money grain.
-- state: 0 received, 1 applying, 2 kept (for order_id), 3 given back, 4 frozen.
-- refund_fen: reserved by refunds, settled or not; it can never pass what was paid.
-- uq_payments_order: an order keeps one payment; a second one is a double and goes back.
CREATE TABLE payments (
    transaction_id TEXT    NOT NULL,
    out_trade_no   TEXT    NOT NULL,
    order_id       BLOB    NULL,
    amount_fen     INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    app_id         TEXT    NOT NULL,
    merchant_id    TEXT    NOT NULL,
    state          INTEGER NOT NULL,
    source         INTEGER NOT NULL,
    refund_fen     INTEGER NOT NULL,
    frozen_reason  TEXT    NULL,
    paid_at        INTEGER NOT NULL,
    received_at    INTEGER NOT NULL,
    next_try_at    INTEGER NULL,
    tries          INTEGER NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (transaction_id),
    CONSTRAINT ck_payments_refund CHECK (refund_fen BETWEEN 0 AND amount_fen)
) STRICT;
CREATE UNIQUE INDEX uq_payments_order ON payments (order_id) WHERE state IN (1, 2);
CREATE INDEX ix_payments_due ON payments (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_payments_trade ON payments (out_trade_no);

-- state: 0 awaiting approval, 1 pending (to be sent), 2 accepted by the gateway, 3 succeeded, 4 abnormal, 5 rejected by staff,
-- 6 closed by the gateway: another number took its place.
-- units: whole units of the order that go back with it.
-- key_hash, body_hash: the Idempotency-Key that asked for it, and what was asked.
CREATE TABLE refunds (
    out_refund_no  TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    order_id       BLOB    NULL,
    customer_id    BLOB    NULL,
    amount_fen     INTEGER NOT NULL,
    units          INTEGER NOT NULL,
    cause          INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    reason         TEXT    NOT NULL,
    asked_by       TEXT    NOT NULL,
    decided_by     TEXT    NULL,
    refund_id      TEXT    NULL,
    last_error     TEXT    NULL,
    key_hash       BLOB    NULL,
    body_hash      INTEGER NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    next_try_at    INTEGER NULL,
    tries          INTEGER NOT NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (out_refund_no),
    CONSTRAINT uq_refunds_key UNIQUE (order_id, asked_by, key_hash),
    CONSTRAINT fk_refunds_payment FOREIGN KEY (transaction_id) REFERENCES payments (transaction_id),
    CONSTRAINT ck_refunds_amount CHECK (amount_fen > 0),
    CONSTRAINT ck_refunds_units CHECK (units >= 0)
) STRICT;
CREATE INDEX ix_refunds_order ON refunds (order_id);
CREATE INDEX ix_refunds_payment ON refunds (transaction_id);
CREATE INDEX ix_refunds_due ON refunds (next_try_at) WHERE next_try_at IS NOT NULL;

-- Effects, written with their cause and deleted when delivered. state: 0 waiting, 1 dead letter.
-- next_at is also the lease: whoever delivers a row pushes it into the future first.
CREATE TABLE outbox (
    id         BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    last_error TEXT    NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id)
) STRICT;
CREATE INDEX ix_outbox_due ON outbox (next_at) WHERE state = 0;

-- What a person should look at. One open row a kind and subject; seen again, it is counted.
CREATE TABLE alarms (
    id         BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    seen       INTEGER NOT NULL,
    raised_at  INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    closed_at  INTEGER NULL,
    closed_by  TEXT    NULL,
    CONSTRAINT pk_alarms PRIMARY KEY (id)
) STRICT;
CREATE UNIQUE INDEX uq_alarms_open ON alarms (kind, subject) WHERE closed_at IS NULL;
