-- Orders for fuel. Money is fen, volume is millilitres, the price is thousandths of a yuan a litre.

-- kind: 0 after fuelling, 1 before it. wish: 0 a sale, 1 an amount, 2 litres, 3 a full tank. An authorisation has its order's id.
-- status, cause: as in orders. phase: 0 paying, 1 authorising, 2 fuelling, 3 clearing, 4 done, 5 back office, 6 given back.
-- products: the site's, with spaces between. shares: who pays what, as voucher:ml:fen with spaces between.
-- money_fen: what is paid before anything happens. settled_*: what the fuel came to; what was paid beyond its money goes back.
-- next_at: when its next step is due. fence: raised by each change.
-- uq_fuel_orders_sale: one payer a sale. uq_fuel_orders_pump: one driver a pump that is paid before fuelling.
CREATE TABLE fuel_orders (
    id                  BLOB    NOT NULL,
    station_id          BLOB    NOT NULL,
    pump                INTEGER NOT NULL,
    customer_id         BLOB    NOT NULL,
    key_hash            BLOB    NOT NULL,
    body_hash           INTEGER NOT NULL,
    kind                INTEGER NOT NULL,
    grade               TEXT    NOT NULL,
    products            TEXT    NOT NULL,
    price_milli         INTEGER NOT NULL,
    sale_id             BLOB    NULL,
    wish                INTEGER NOT NULL,
    credit_fen          INTEGER NOT NULL,
    credit_ml           INTEGER NOT NULL,
    money_fen           INTEGER NOT NULL,
    shares              TEXT    NOT NULL,
    settled_ml          INTEGER NULL,
    settled_fen         INTEGER NULL,
    settled_voucher_fen INTEGER NULL,
    settled_money_fen   INTEGER NULL,
    status              INTEGER NOT NULL,
    cause               INTEGER NOT NULL,
    phase               INTEGER NOT NULL,
    note                TEXT    NULL,
    prepared            INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    pay_by              INTEGER NOT NULL,
    paid_at             INTEGER NULL,
    fulfilled_at        INTEGER NULL,
    closed_at           INTEGER NULL,
    next_at             INTEGER NULL,
    tries               INTEGER NOT NULL,
    fence               INTEGER NOT NULL,
    CONSTRAINT pk_fuel_orders PRIMARY KEY (id),
    CONSTRAINT uq_fuel_orders_key UNIQUE (customer_id, key_hash),
    CONSTRAINT fk_fuel_orders_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT fk_fuel_orders_sale FOREIGN KEY (sale_id) REFERENCES fuel_sales (id),
    CONSTRAINT ck_fuel_orders_kind CHECK (kind = 1 OR sale_id IS NOT NULL),
    CONSTRAINT ck_fuel_orders_money CHECK (money_fen >= 0 AND credit_fen > 0 AND credit_ml > 0),
    CONSTRAINT ck_fuel_orders_settled CHECK (settled_fen IS NULL OR settled_voucher_fen + settled_money_fen = settled_fen),
    CONSTRAINT ck_fuel_orders_never_more CHECK (settled_money_fen IS NULL OR settled_money_fen BETWEEN 0 AND money_fen),
    CONSTRAINT ck_fuel_orders_fulfilled CHECK (status <> 3 OR settled_fen IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX uq_fuel_orders_sale ON fuel_orders (sale_id) WHERE sale_id IS NOT NULL AND status < 4;
CREATE UNIQUE INDEX uq_fuel_orders_pump ON fuel_orders (station_id, pump) WHERE kind = 1 AND status < 3 AND phase < 3;
CREATE INDEX ix_fuel_orders_customer ON fuel_orders (customer_id, id);
CREATE INDEX ix_fuel_orders_due ON fuel_orders (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX ix_fuel_orders_back_office ON fuel_orders (id) WHERE phase = 5;
