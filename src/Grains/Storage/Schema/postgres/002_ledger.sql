-- The ledger: every money-like fact, and what consoles list. Each row has one writer grain.
-- Money is fen, time is UTC. Constraint names are the same in both dialects.

CREATE TABLE products (
    id          uuid NOT NULL,
    name        text NOT NULL,
    description text NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id)
);

CREATE TABLE stations (
    id      uuid NOT NULL,
    name    text NOT NULL,
    city    text NOT NULL,
    address text NOT NULL,
    CONSTRAINT pk_stations PRIMARY KEY (id)
);

CREATE TABLE customers (
    id         uuid        NOT NULL,
    openid     text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid UNIQUE (openid)
);

CREATE TABLE staff (
    name          text        NOT NULL,
    password_hash text        NOT NULL,
    roles         text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (name)
);

-- epoch: raised by each activation of the sale's grain; every change of the sale names it.
CREATE TABLE flash_sales (
    id                 uuid        NOT NULL,
    epoch              bigint      NOT NULL,
    status             smallint    NOT NULL,
    product_id         uuid        NOT NULL,
    title              text        NOT NULL,
    list_price_fen     bigint      NOT NULL,
    sale_price_fen     bigint      NOT NULL,
    stock              bigint      NOT NULL,
    starts_at          timestamptz NOT NULL,
    ends_at            timestamptz NOT NULL,
    limit_per_customer integer     NOT NULL,
    limit_per_order    integer     NOT NULL,
    pay_within_ms      bigint      NOT NULL,
    shards             integer     NOT NULL,
    created_at         timestamptz NOT NULL,
    CONSTRAINT pk_flash_sales PRIMARY KEY (id),
    CONSTRAINT fk_flash_sales_product FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT ck_flash_sales_window CHECK (starts_at < ends_at),
    CONSTRAINT ck_flash_sales_stock CHECK (stock >= 0)
);

-- One row a shard: the counters that every batch of that shard moves, behind its epoch.
-- next_pay_by is when the first open hold runs out: the sweeper reads this instead of an index on orders.
-- fillfactor leaves room for the row's next version on its own page (HOT updates: no index is touched).
CREATE TABLE stock_shards (
    sale_id     uuid    NOT NULL,
    shard       integer NOT NULL,
    epoch       bigint  NOT NULL,
    revision    bigint  NOT NULL,
    allotted    bigint  NOT NULL,
    held        bigint  NOT NULL,
    confirmed   bigint  NOT NULL,
    next_pay_by timestamptz NULL,
    CONSTRAINT pk_stock_shards PRIMARY KEY (sale_id, shard),
    CONSTRAINT fk_stock_shards_sale FOREIGN KEY (sale_id) REFERENCES flash_sales (id),
    CONSTRAINT ck_stock_shards_not_negative CHECK (held >= 0 AND confirmed >= 0),
    CONSTRAINT ck_stock_shards_not_oversold CHECK (held + confirmed <= allotted)
) WITH (fillfactor = 20);

-- No foreign key to the shard: an order is inserted only by a statement that holds the shard's row locked.
-- uq_orders_key is the idempotency record: a key belongs to (sale, customer) for as long as the order exists.
CREATE TABLE orders (
    id          uuid        NOT NULL,
    sale_id     uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    key_hash    uuid        NOT NULL,
    body_hash   bigint      NOT NULL,
    amount_fen  bigint      NOT NULL,
    created_at  timestamptz NOT NULL,
    pay_by      timestamptz NOT NULL,
    closed_at   timestamptz NULL,
    quantity    integer     NOT NULL,
    shard       integer     NOT NULL,
    status      smallint    NOT NULL,
    cause       smallint    NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_key UNIQUE (sale_id, customer_id, key_hash),
    CONSTRAINT ck_orders_quantity CHECK (quantity > 0),
    CONSTRAINT ck_orders_amount CHECK (amount_fen >= 0)
);
CREATE INDEX ix_orders_customer ON orders (customer_id, id);

CREATE TABLE audit (
    id      uuid        NOT NULL,
    at      timestamptz NOT NULL,
    actor   text        NOT NULL,
    action  text        NOT NULL,
    subject text        NOT NULL,
    detail  text        NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_subject ON audit (subject, at);
