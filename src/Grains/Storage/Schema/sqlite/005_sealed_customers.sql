-- Openids are sealed at rest. What was written plain moves over at the next start (CustomerIdentities); this table then stays empty.
ALTER TABLE customers RENAME TO plain_customers;

-- openid_index: keyed hash of the openid, for look-up; openid_sealed: the openid itself, encrypted for this row alone.
CREATE TABLE customers (
    id            BLOB    NOT NULL,
    openid_index  BLOB    NOT NULL,
    openid_sealed TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid_index UNIQUE (openid_index)
) STRICT;
