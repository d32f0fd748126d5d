-- The ledger: every money-like fact, and what consoles list. Each row has one writer grain.
-- Money is fen, time is UTC in milliseconds since 1970, an id is its 16 bytes in big-endian order. Constraint names are the same in both dialects.

CREATE TABLE products (
    id          BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id)
) STRICT;

CREATE TABLE stations (
    id      BLOB    NOT NULL,
    name    TEXT    NOT NULL,
    city    TEXT    NOT NULL,
    address TEXT    NOT NULL,
    CONSTRAINT pk_stations PRIMARY KEY (id)
) STRICT;

CREATE TABLE customers (
    id         BLOB    NOT NULL,
    openid     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid UNIQUE (openid)
) STRICT;

CREATE TABLE staff (
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    roles         TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (name)
) STRICT;

-- epoch: raised by each activation of the sale's grain; every change of the sale names it.
CREATE TABLE flash_sales (
    id                 BLOB    NOT NULL,
    epoch              INTEGER NOT NULL,
    status             INTEGER NOT NULL,
    product_id         BLOB    NOT NULL,
    title              TEXT    NOT NULL,
    list_price_fen     INTEGER NOT NULL,
    sale_price_fen     INTEGER NOT NULL,
    stock              INTEGER NOT NULL,
    starts_at          INTEGER NOT NULL,
    ends_at            INTEGER NOT NULL,
    limit_per_customer INTEGER NOT NULL,
    limit_per_order    INTEGER NOT NULL,
    pay_within_ms      INTEGER NOT NULL,
    shards             INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    CONSTRAINT pk_flash_sales PRIMARY KEY (id),
    CONSTRAINT fk_flash_sales_product FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT ck_flash_sales_window CHECK (starts_at < ends_at),
    CONSTRAINT ck_flash_sales_stock CHECK (stock >= 0)
) STRICT;

-- One row a shard: the counters that every batch of that shard moves, behind its epoch.
-- next_pay_by is when the first open hold runs out: the sweeper reads this instead of an index on orders.
CREATE TABLE stock_shards (
    sale_id     BLOB    NOT NULL,
    shard       INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    allotted    INTEGER NOT NULL,
    held        INTEGER NOT NULL,
    confirmed   INTEGER NOT NULL,
    next_pay_by INTEGER NULL,
    CONSTRAINT pk_stock_shards PRIMARY KEY (sale_id, shard),
    CONSTRAINT fk_stock_shards_sale FOREIGN KEY (sale_id) REFERENCES flash_sales (id),
    CONSTRAINT ck_stock_shards_not_negative CHECK (held >= 0 AND confirmed >= 0),
    CONSTRAINT ck_stock_shards_not_oversold CHECK (held + confirmed <= allotted)
) STRICT;

-- No foreign key to the shard: an order is inserted only by a statement that holds the shard's row locked.
-- uq_orders_key is the idempotency record: a key belongs to (sale, customer) for as long as the order exists.
CREATE TABLE orders (
    id          BLOB    NOT NULL,
    sale_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    key_hash    BLOB    NOT NULL,
    body_hash   INTEGER NOT NULL,
    amount_fen  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    pay_by      INTEGER NOT NULL,
    closed_at   INTEGER NULL,
    quantity    INTEGER NOT NULL,
    shard       INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    cause       INTEGER NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_key UNIQUE (sale_id, customer_id, key_hash),
    CONSTRAINT ck_orders_quantity CHECK (quantity > 0),
    CONSTRAINT ck_orders_amount CHECK (amount_fen >= 0)
) STRICT;
CREATE INDEX ix_orders_customer ON orders (customer_id, id);

CREATE TABLE audit (
    id      BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id)
) STRICT;
CREATE INDEX ix_audit_subject ON audit (subject, at);
