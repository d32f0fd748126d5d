-- The forecourt: stations with their sites' credentials and prices, authorisations of pumps, and sales of fuel.
-- Volume is millilitres, price is thousandths of the currency's unit per litre, money is its hundredths.

-- epoch: raised by each activation of the station's grain and by each connection that comes to hold the site.
-- connection_epoch: the connection that holds the site; nothing reported under another one is written.
ALTER TABLE stations ADD COLUMN latitude_e6 INTEGER NULL;
ALTER TABLE stations ADD COLUMN longitude_e6 INTEGER NULL;
ALTER TABLE stations ADD COLUMN opens_minute INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stations ADD COLUMN closes_minute INTEGER NOT NULL DEFAULT 1440
    CONSTRAINT ck_stations_hours CHECK (opens_minute BETWEEN 0 AND 1439 AND closes_minute BETWEEN 1 AND 1440);
ALTER TABLE stations ADD COLUMN payment_method TEXT NOT NULL DEFAULT 'fuelgrains';
ALTER TABLE stations ADD COLUMN currency TEXT NOT NULL DEFAULT 'CNY';
ALTER TABLE stations ADD COLUMN screen_key_hash TEXT NULL;
ALTER TABLE stations ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stations ADD COLUMN connection_epoch INTEGER NOT NULL DEFAULT 0;

-- secret_hash: SHA-256 in hex. expires_at: null for the newest one.
CREATE TABLE site_credentials (
    id          BLOB    NOT NULL,
    station_id  BLOB    NOT NULL,
    secret_hash TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NULL,
    CONSTRAINT pk_site_credentials PRIMARY KEY (id),
    CONSTRAINT uq_site_credentials_secret UNIQUE (station_id, secret_hash),
    CONSTRAINT fk_site_credentials_station FOREIGN KEY (station_id) REFERENCES stations (id)
) STRICT;
CREATE UNIQUE INDEX uq_site_credentials_newest ON site_credentials (station_id) WHERE expires_at IS NULL;

-- What the site sells, under the site's own product ids. grade: which of the chain's grades it is, said by staff.
CREATE TABLE station_products (
    station_id   BLOB    NOT NULL,
    site_product TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    category     TEXT    NULL,
    grade        TEXT    NULL,
    vat_milli    INTEGER NULL,
    currency     TEXT    NULL,
    price_milli  INTEGER NULL,
    priced_at    INTEGER NULL,
    CONSTRAINT pk_station_products PRIMARY KEY (station_id, site_product),
    CONSTRAINT fk_station_products_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT ck_station_products_price CHECK (price_milli >= 0)
) STRICT;

-- state: 0 requested, 1 unlocking, 2 unlocked, 3 locking, 4 fuelled; from 10 on it is over: 10 released, 11 settled, 12 back office.
-- uq_authorisations_open: a pump is never authorised twice, whoever writes.
CREATE TABLE authorisations (
    id             BLOB    NOT NULL,
    station_id     BLOB    NOT NULL,
    pump           INTEGER NOT NULL,
    customer_id    BLOB    NOT NULL,
    currency       TEXT    NOT NULL,
    credit_fen     INTEGER NOT NULL,
    products       TEXT    NOT NULL,
    payment_method TEXT    NOT NULL,
    state          INTEGER NOT NULL,
    fence          INTEGER NOT NULL,
    answer_code    INTEGER NULL,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    CONSTRAINT pk_authorisations PRIMARY KEY (id),
    CONSTRAINT fk_authorisations_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT ck_authorisations_credit CHECK (credit_fen > 0)
) STRICT;
CREATE UNIQUE INDEX uq_authorisations_open ON authorisations (station_id, pump) WHERE state < 10;
CREATE INDEX ix_authorisations_unknown ON authorisations (changed_at) WHERE state < 4;

-- state: 0 open, 1 locked by a payer, 2 clearing, 3 settled, 4 held, 5 paid inside, 6 back office.
-- uq_fuel_sales_transaction: a sale is known once, however often the site tells of it.
CREATE TABLE fuel_sales (
    id               BLOB    NOT NULL,
    station_id       BLOB    NOT NULL,
    pump             INTEGER NOT NULL,
    site_transaction TEXT    NOT NULL,
    authorisation_id BLOB    NULL,
    site_product     TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    amount_fen       INTEGER NOT NULL,
    volume_ml        INTEGER NOT NULL,
    price_milli      INTEGER NULL,
    vat_milli        INTEGER NOT NULL,
    state            INTEGER NOT NULL,
    hold_reason      INTEGER NOT NULL,
    deferred         INTEGER NOT NULL,
    payer_id         BLOB    NULL,
    locked_until     INTEGER NULL,
    clear_id         BLOB    NULL,
    clear_tries      INTEGER NOT NULL,
    fence            INTEGER NOT NULL,
    reported_at      INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    CONSTRAINT pk_fuel_sales PRIMARY KEY (id),
    CONSTRAINT uq_fuel_sales_transaction UNIQUE (station_id, pump, site_transaction),
    CONSTRAINT fk_fuel_sales_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT fk_fuel_sales_authorisation FOREIGN KEY (authorisation_id) REFERENCES authorisations (id),
    CONSTRAINT ck_fuel_sales_not_zero CHECK (amount_fen > 0 AND volume_ml > 0),
    CONSTRAINT ck_fuel_sales_payer CHECK (state NOT IN (1, 2) OR payer_id IS NOT NULL),
    CONSTRAINT ck_fuel_sales_clear CHECK (state NOT IN (2, 3) OR clear_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX uq_fuel_sales_authorisation ON fuel_sales (authorisation_id) WHERE authorisation_id IS NOT NULL;
CREATE INDEX ix_fuel_sales_unsettled ON fuel_sales (station_id, pump) WHERE state IN (0, 1, 2, 4);
