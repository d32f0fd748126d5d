-- Openids are sealed at rest. What was written plain moves over at the next start (CustomerIdentities); this table then stays empty.
-- A silo of before, which would go on writing plain, finds its column gone and is refused.
ALTER TABLE customers RENAME TO plain_customers;
ALTER INDEX pk_customers RENAME TO pk_plain_customers;
ALTER INDEX uq_customers_openid RENAME TO uq_plain_customers_openid;

-- openid_index: keyed hash of the openid, for look-up; openid_sealed: the openid itself, encrypted for this row alone.
CREATE TABLE customers (
    id            uuid        NOT NULL,
    openid_index  uuid        NOT NULL,
    openid_sealed text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid_index UNIQUE (openid_index)
);
