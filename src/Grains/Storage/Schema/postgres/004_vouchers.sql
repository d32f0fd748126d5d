-- Vouchers: what a paid order becomes. Written by conditional changes of one row, each naming the state it expects.

-- What a unit of a product is. kind: 0 litres of a grade, 1 yuan off, 2 a service. stations: ids with commas between, empty for all of them.
ALTER TABLE products ADD COLUMN kind smallint NOT NULL DEFAULT 2;
ALTER TABLE products ADD COLUMN grade text NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN volume_ml bigint NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN value_fen bigint NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN threshold_fen bigint NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN valid_days integer NOT NULL DEFAULT 90;
ALTER TABLE products ADD COLUMN stations text NOT NULL DEFAULT '';

-- state: 0 issued, 1 held, 2 used, 3 expired, 4 refunded. cause: 0 order, 1 reward, 2 remainder.
-- holder: who holds it or has used it up: issue/{order}, refund/{out_refund_no}, fuelling/{id}, redemption/{id}.
-- code_index: keyed hash of the code, for look-up; code_sealed: the code itself, encrypted.
-- price_fen: what was paid for it. remaining_ml: of a litre voucher, what is left on it.
CREATE TABLE vouchers (
    id            uuid        NOT NULL,
    order_id      uuid        NULL,
    unit          integer     NOT NULL,
    customer_id   uuid        NOT NULL,
    product_id    uuid        NOT NULL,
    title         text        NOT NULL,
    kind          smallint    NOT NULL,
    grade         text        NOT NULL,
    volume_ml     bigint      NOT NULL,
    remaining_ml  bigint      NOT NULL,
    value_fen     bigint      NOT NULL,
    threshold_fen bigint      NOT NULL,
    price_fen     bigint      NOT NULL,
    stations      text        NOT NULL,
    code_index    uuid        NOT NULL,
    code_sealed   text        NOT NULL,
    state         smallint    NOT NULL,
    cause         smallint    NOT NULL,
    holder        text        NULL,
    valid_from    timestamptz NOT NULL,
    valid_to      timestamptz NOT NULL,
    issued_at     timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    used_station  uuid        NULL,
    used_by       text        NULL,
    reminded      smallint    NOT NULL DEFAULT 0,
    revision      bigint      NOT NULL,
    CONSTRAINT pk_vouchers PRIMARY KEY (id),
    CONSTRAINT uq_vouchers_code UNIQUE (code_index),
    CONSTRAINT uq_vouchers_order UNIQUE (order_id, unit),
    CONSTRAINT ck_vouchers_remaining CHECK (remaining_ml BETWEEN 0 AND volume_ml),
    CONSTRAINT ck_vouchers_held CHECK (state <> 1 OR holder IS NOT NULL)
);
CREATE INDEX ix_vouchers_customer ON vouchers (customer_id, id);
CREATE INDEX ix_vouchers_held ON vouchers (holder) WHERE state = 1;
CREATE INDEX ix_vouchers_expiring ON vouchers (valid_to) WHERE state = 0;
CREATE INDEX ix_vouchers_unreminded ON vouchers (valid_to) WHERE state = 0 AND reminded = 0;

-- What a voucher paid for or was handed over for, once a holder. What litres are missing on a voucher stands here.
CREATE TABLE voucher_uses (
    voucher_id uuid        NOT NULL,
    holder     text        NOT NULL,
    used_ml    bigint      NOT NULL,
    amount_fen bigint      NOT NULL,
    at         timestamptz NOT NULL,
    station_id uuid        NOT NULL,
    staff      text        NULL,
    CONSTRAINT pk_voucher_uses PRIMARY KEY (voucher_id, holder),
    CONSTRAINT fk_voucher_uses_voucher FOREIGN KEY (voucher_id) REFERENCES vouchers (id),
    CONSTRAINT ck_voucher_uses_not_negative CHECK (used_ml >= 0 AND amount_fen >= 0)
);
CREATE INDEX ix_voucher_uses_holder ON voucher_uses (holder);
CREATE INDEX ix_voucher_uses_station ON voucher_uses (station_id, at);

-- One row a holder of a customer's vouchers, which outlives the hold: a Hold that arrives after its own Release finds it and does nothing.
-- state: 0 held, 1 confirmed, 2 released, 3 expired.
CREATE TABLE voucher_holds (
    holder      text        NOT NULL,
    customer_id uuid        NOT NULL,
    state       smallint    NOT NULL,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_voucher_holds PRIMARY KEY (holder)
);

-- Wrong codes within a window, by scope: staff/{name}, station/{id}. The row is also the lock behind which a code is judged.
CREATE TABLE voucher_guesses (
    scope text        NOT NULL,
    since timestamptz NOT NULL,
    wrong integer     NOT NULL,
    CONSTRAINT pk_voucher_guesses PRIMARY KEY (scope)
);

-- Where a member of staff works: ids of stations with commas between.
ALTER TABLE staff ADD COLUMN stations text NOT NULL DEFAULT '';
