-- Money: what was asked for, what came, what went back, and the effects that were promised on the way.

-- prepared: a payment was prepared at the gateway, so the order is closed there before its units return.
-- returned: units that refunds gave back to the sale.
ALTER TABLE orders ADD COLUMN prepared smallint NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN returned integer NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN paid_at timestamptz NULL;
ALTER TABLE orders ADD COLUMN fulfilled_at timestamptz NULL;
ALTER TABLE orders ADD CONSTRAINT ck_orders_returned CHECK (returned BETWEEN 0 AND quantity);

-- One row a prepay. Written by the order's money grain. state: 0 open, 1 closed, 2 paid.
-- next_query_at: when the gateway is asked next; null when nothing is to be learned any more.
CREATE TABLE pay_attempts (
    out_trade_no  text        NOT NULL,
    order_id      uuid        NOT NULL,
    attempt       integer     NOT NULL,
    amount_fen    bigint      NOT NULL,
    state         smallint    NOT NULL,
    prepay_id     text        NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    next_query_at timestamptz NULL,
    queries       integer     NOT NULL,
    CONSTRAINT pk_pay_attempts PRIMARY KEY (out_trade_no),
    CONSTRAINT uq_pay_attempts_order UNIQUE (order_id, attempt),
    CONSTRAINT ck_pay_attempts_amount CHECK (amount_fen > 0)
);
CREATE INDEX ix_pay_attempts_due ON pay_attempts (next_query_at) WHERE next_query_at IS NOT NULL;

-- The payment inbox: money that came, once a transaction, committed before WeChat is answered. Processed by the money grain.
-- state: 0 received, 1 applying, 2 kept (for order_id), 3 given back, 4 frozen.
-- refund_fen: reserved by refunds, settled or not; it can never pass what was paid.
-- uq_payments_order: an order keeps one payment; a second one is a double and goes back.
CREATE TABLE payments (
    transaction_id text        NOT NULL,
    out_trade_no   text        NOT NULL,
    order_id       uuid        NULL,
    amount_fen     bigint      NOT NULL,
    currency       text        NOT NULL,
    app_id         text        NOT NULL,
    merchant_id    text        NOT NULL,
    state          smallint    NOT NULL,
    source         smallint    NOT NULL,
    refund_fen     bigint      NOT NULL,
    frozen_reason  text        NULL,
    paid_at        timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    next_try_at    timestamptz NULL,
    tries          integer     NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (transaction_id),
    CONSTRAINT ck_payments_refund CHECK (refund_fen BETWEEN 0 AND amount_fen)
);
CREATE UNIQUE INDEX uq_payments_order ON payments (order_id) WHERE state IN (1, 2);
CREATE INDEX ix_payments_due ON payments (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_payments_trade ON payments (out_trade_no);

-- state: 0 awaiting approval, 1 pending (to be sent), 2 accepted by the gateway, 3 succeeded, 4 abnormal, 5 rejected by staff,
-- 6 closed by the gateway: another number took its place.
-- units: whole units of the order that go back with it.
-- key_hash, body_hash: the Idempotency-Key that asked for it, and what was asked.
CREATE TABLE refunds (
    out_refund_no  text        NOT NULL,
    transaction_id text        NOT NULL,
    order_id       uuid        NULL,
    customer_id    uuid        NULL,
    amount_fen     bigint      NOT NULL,
    units          integer     NOT NULL,
    cause          smallint    NOT NULL,
    state          smallint    NOT NULL,
    reason         text        NOT NULL,
    asked_by       text        NOT NULL,
    decided_by     text        NULL,
    refund_id      text        NULL,
    last_error     text        NULL,
    key_hash       uuid        NULL,
    body_hash      bigint      NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    next_try_at    timestamptz NULL,
    tries          integer     NOT NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (out_refund_no),
    CONSTRAINT uq_refunds_key UNIQUE (order_id, asked_by, key_hash),
    CONSTRAINT fk_refunds_payment FOREIGN KEY (transaction_id) REFERENCES payments (transaction_id),
    CONSTRAINT ck_refunds_amount CHECK (amount_fen > 0),
    CONSTRAINT ck_refunds_units CHECK (units >= 0)
);
CREATE INDEX ix_refunds_order ON refunds (order_id);
CREATE INDEX ix_refunds_payment ON refunds (transaction_id);
CREATE INDEX ix_refunds_due ON refunds (next_try_at) WHERE next_try_at IS NOT NULL;

-- Effects, written with their cause and deleted when delivered. state: 0 waiting, 1 dead letter.
-- next_at is also the lease: whoever delivers a row pushes it into the future first.
CREATE TABLE outbox (
    id         uuid        NOT NULL,
    kind       text        NOT NULL,
    subject    text        NOT NULL,
    body       text        NOT NULL,
    created_at timestamptz NOT NULL,
    next_at    timestamptz NOT NULL,
    attempts   integer     NOT NULL,
    state      smallint    NOT NULL,
    last_error text        NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id)
);
CREATE INDEX ix_outbox_due ON outbox (next_at) WHERE state = 0;

-- What a person should look at. One open row a kind and subject; seen again, it is counted.
CREATE TABLE alarms (
    id         uuid        NOT NULL,
    kind       text        NOT NULL,
    subject    text        NOT NULL,
    detail     text        NOT NULL,
    seen       integer     NOT NULL,
    raised_at  timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    closed_at  timestamptz NULL,
    closed_by  text        NULL,
    CONSTRAINT pk_alarms PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_alarms_open ON alarms (kind, subject) WHERE closed_at IS NULL;
