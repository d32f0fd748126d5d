-- Orders for fuel. Money is fen, volume is millilitres, the price is thousandths of a yuan a litre.

-- kind: 0 after fuelling, 1 before it. wish: 0 a sale, 1 an amount, 2 litres, 3 a full tank. An authorisation has its order's id.
-- status, cause: as in orders. phase: 0 paying, 1 authorising, 2 fuelling, 3 clearing, 4 done, 5 back office, 6 given back.
-- products: the site's, with spaces between. shares: who pays what, as voucher:ml:fen with spaces between.
-- money_fen: what is paid before anything happens. settled_*: what the fuel came to; what was paid beyond its money goes back.
-- next_at: when its next step is due. fence: raised by each change.
-- uq_fuel_orders_sale: one payer a sale. uq_fuel_orders_pump: one driver a pump that is paid before fuelling.
CREATE TABLE fuel_orders (
    id                  uuid        NOT NULL,
    station_id          uuid        NOT NULL,
    pump                integer     NOT NULL,
    customer_id         uuid        NOT NULL,
    key_hash            uuid        NOT NULL,
    body_hash           bigint      NOT NULL,
    kind                smallint    NOT NULL,
    grade               text        NOT NULL,
    products            text        NOT NULL,
    price_milli         bigint      NOT NULL,
    sale_id             uuid        NULL,
    wish                smallint    NOT NULL,
    credit_fen          bigint      NOT NULL,
    credit_ml           bigint      NOT NULL,
    money_fen           bigint      NOT NULL,
    shares              text        NOT NULL,
    settled_ml          bigint      NULL,
    settled_fen         bigint      NULL,
    settled_voucher_fen bigint      NULL,
    settled_money_fen   bigint      NULL,
    status              smallint    NOT NULL,
    cause               smallint    NOT NULL,
    phase               smallint    NOT NULL,
    note                text        NULL,
    prepared            smallint    NOT NULL,
    created_at          timestamptz NOT NULL,
    pay_by              timestamptz NOT NULL,
    paid_at             timestamptz NULL,
    fulfilled_at        timestamptz NULL,
    closed_at           timestamptz NULL,
    next_at             timestamptz NULL,
    tries               integer     NOT NULL,
    fence               bigint      NOT NULL,
    CONSTRAINT pk_fuel_orders PRIMARY KEY (id),
    CONSTRAINT uq_fuel_orders_key UNIQUE (customer_id, key_hash),
    CONSTRAINT fk_fuel_orders_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT fk_fuel_orders_sale FOREIGN KEY (sale_id) REFERENCES fuel_sales (id),
    CONSTRAINT ck_fuel_orders_kind CHECK (kind = 1 OR sale_id IS NOT NULL),
    CONSTRAINT ck_fuel_orders_money CHECK (money_fen >= 0 AND credit_fen > 0 AND credit_ml > 0),
    CONSTRAINT ck_fuel_orders_settled CHECK (settled_fen IS NULL OR settled_voucher_fen + settled_money_fen = settled_fen),
    CONSTRAINT ck_fuel_orders_never_more CHECK (settled_money_fen IS NULL OR settled_money_fen BETWEEN 0 AND money_fen),
    CONSTRAINT ck_fuel_orders_fulfilled CHECK (status <> 3 OR settled_fen IS NOT NULL)
);
CREATE UNIQUE INDEX uq_fuel_orders_sale ON fuel_orders (sale_id) WHERE sale_id IS NOT NULL AND status < 4;
CREATE UNIQUE INDEX uq_fuel_orders_pump ON fuel_orders (station_id, pump) WHERE kind = 1 AND status < 3 AND phase < 3;
CREATE INDEX ix_fuel_orders_customer ON fuel_orders (customer_id, id);
CREATE INDEX ix_fuel_orders_due ON fuel_orders (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX ix_fuel_orders_back_office ON fuel_orders (id) WHERE phase = 5;
