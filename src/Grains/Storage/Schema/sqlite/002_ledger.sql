-- The ledger holds every fact about money and stock, and what consoles list. Each row has one grain that writes it.
-- Constraint names are the same in both dialects, because the message of a refusal names its constraint.
-- Money is fen, volume is millilitres, a price per litre is thousandths of a yuan (of the currency, at the forecourt),
-- time is UTC in milliseconds since 1970, and an id is its 16 bytes in big-endian order.

-- ---- Catalogue and staff ------------------------------------------------------------------------------------------

-- kind is what a unit of the product is: 0 litres of a grade, 1 yuan off, 2 a service.
-- stations lists station ids with commas between; an empty list means all stations.
CREATE TABLE products (
    id            BLOB    NOT NULL,
    name          TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    kind          INTEGER NOT NULL DEFAULT 2,
    grade         TEXT    NOT NULL DEFAULT '',
    volume_ml     INTEGER NOT NULL DEFAULT 0,
    value_fen     INTEGER NOT NULL DEFAULT 0,
    threshold_fen INTEGER NOT NULL DEFAULT 0,
    valid_days    INTEGER NOT NULL DEFAULT 90,
    stations      TEXT    NOT NULL DEFAULT '',
    CONSTRAINT pk_products PRIMARY KEY (id)
) STRICT;

-- epoch rises with each activation of the station's grain and with each connection that takes over the site.
-- connection_epoch is the epoch of the connection that holds the site; reports under any other epoch are not written.
CREATE TABLE stations (
    id               BLOB    NOT NULL,
    name             TEXT    NOT NULL,
    city             TEXT    NOT NULL,
    address          TEXT    NOT NULL,
    latitude_e6      INTEGER NULL,
    longitude_e6     INTEGER NULL,
    opens_minute     INTEGER NOT NULL DEFAULT 0,
    closes_minute    INTEGER NOT NULL DEFAULT 1440,
    payment_method   TEXT    NOT NULL DEFAULT 'fuelgrains',
    currency         TEXT    NOT NULL DEFAULT 'CNY',
    screen_key_hash  TEXT    NULL,
    epoch            INTEGER NOT NULL DEFAULT 0,
    connection_epoch INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_stations PRIMARY KEY (id),
    CONSTRAINT ck_stations_hours CHECK (opens_minute BETWEEN 0 AND 1439 AND closes_minute BETWEEN 1 AND 1440)
) STRICT;

-- stations lists the ids of the stations where the member of staff works, with commas between.
-- created_by is the member of staff who made the account, or 'configuration' for the first one.
CREATE TABLE staff (
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    roles         TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    stations      TEXT    NOT NULL DEFAULT '',
    created_by    TEXT    NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (name)
) STRICT;

-- ---- Customers ----------------------------------------------------------------------------------------------------

-- openid_index is a keyed hash of the openid, for look-up. openid_sealed is the openid, encrypted for this row alone.
CREATE TABLE customers (
    id            BLOB    NOT NULL,
    openid_index  BLOB    NOT NULL,
    openid_sealed TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid_index UNIQUE (openid_index)
) STRICT;

-- consent allows others to see nickname and avatar; without consent the row keeps neither.
-- tank_litres is the size of the customer's tank. Only the customer sees it, so it needs no consent.
CREATE TABLE customer_profiles (
    customer_id BLOB    NOT NULL,
    nickname    TEXT    NULL,
    avatar      TEXT    NULL,
    consent     INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    tank_litres INTEGER NULL,
    CONSTRAINT pk_customer_profiles PRIMARY KEY (customer_id),
    CONSTRAINT ck_customer_profiles_consent CHECK (consent = 1 OR (nickname IS NULL AND avatar IS NULL)),
    CONSTRAINT ck_customer_profiles_tank CHECK (tank_litres BETWEEN 5 AND 400)
) STRICT;

-- number_sealed is country code and number, encrypted for this row alone. id is the customer's.
CREATE TABLE customer_phones (
    id            BLOB    NOT NULL,
    number_sealed TEXT    NOT NULL,
    given_at      INTEGER NOT NULL,
    CONSTRAINT pk_customer_phones PRIMARY KEY (id)
) STRICT;

-- ---- Campaigns, stock and orders ----------------------------------------------------------------------------------

-- epoch rises with each activation of the campaign's grain; every change of the campaign names it.
-- kind: 0 flash sale, 1 group-buy campaign.
CREATE TABLE campaigns (
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
    kind               INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT fk_campaigns_product FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT ck_campaigns_window CHECK (starts_at < ends_at),
    CONSTRAINT ck_campaigns_stock CHECK (stock >= 0)
) STRICT;

-- stock_shards has one row a shard: the counters that every batch of the shard changes, behind the shard's epoch.
-- next_pay_by is when the first open hold runs out. The sweeper reads it, so orders needs no index for that.
CREATE TABLE stock_shards (
    campaign_id     BLOB    NOT NULL,
    shard       INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    allotted    INTEGER NOT NULL,
    held        INTEGER NOT NULL,
    confirmed   INTEGER NOT NULL,
    next_pay_by INTEGER NULL,
    CONSTRAINT pk_stock_shards PRIMARY KEY (campaign_id, shard),
    CONSTRAINT fk_stock_shards_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT ck_stock_shards_not_negative CHECK (held >= 0 AND confirmed >= 0),
    CONSTRAINT ck_stock_shards_not_oversold CHECK (held + confirmed <= allotted)
) STRICT;

-- orders has no foreign key to the shard: only a statement that holds the shard's row locked inserts an order.
-- uq_orders_key is the idempotency record: a key belongs to its campaign and customer for as long as the order exists.
-- prepared: the gateway knows a payment of the order, so the order is closed there before its units return.
-- returned counts the units that refunds gave back to the campaign.
-- excused: the gateway was away while the order was held, so letting it go does not count against its customer.
-- seat is the seat's number while it is taken, the negative number once it is free for others, and null in a flash sale.
-- ix_orders_shard is what opening a shard reads. Its rows are inserted in order, so it costs an insert the least of all indexes.
-- uq_orders_seat tests seat, not status: with status in its condition, each change of a status would touch every index.
CREATE TABLE orders (
    id           BLOB    NOT NULL,
    campaign_id      BLOB    NOT NULL,
    customer_id  BLOB    NOT NULL,
    key_hash     BLOB    NOT NULL,
    body_hash    INTEGER NOT NULL,
    amount_fen   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    pay_by       INTEGER NOT NULL,
    closed_at    INTEGER NULL,
    quantity     INTEGER NOT NULL,
    shard        INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    cause        INTEGER NOT NULL,
    prepared     INTEGER NOT NULL DEFAULT 0,
    returned     INTEGER NOT NULL DEFAULT 0,
    excused      INTEGER NOT NULL DEFAULT 0,
    paid_at      INTEGER NULL,
    fulfilled_at INTEGER NULL,
    team_id      BLOB    NULL,
    seat         INTEGER NULL,
    invited_by   BLOB    NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_key UNIQUE (campaign_id, customer_id, key_hash),
    CONSTRAINT ck_orders_quantity CHECK (quantity > 0),
    CONSTRAINT ck_orders_amount CHECK (amount_fen >= 0),
    CONSTRAINT ck_orders_returned CHECK (returned BETWEEN 0 AND quantity),
    CONSTRAINT ck_orders_seat CHECK (seat IS NULL OR (seat <> 0 AND seat BETWEEN -100 AND 100))
) STRICT;
CREATE INDEX ix_orders_customer ON orders (customer_id, id);
CREATE INDEX ix_orders_shard ON orders (campaign_id, shard);
CREATE UNIQUE INDEX uq_orders_seat ON orders (team_id, seat) WHERE seat > 0;

-- ---- Group buys: a campaign with group terms, a team is a row of its shard, a seat is an order ----------

-- ladder lists size=price or size=price/leader's price, with commas between.
-- virtual_percent of 0 means that only a full team completes.
-- views counts how often the campaign was looked at. The web nodes count, and a crash loses some.
CREATE TABLE group_terms (
    campaign_id            BLOB    NOT NULL,
    ladder             TEXT    NOT NULL,
    open_for_ms        INTEGER NOT NULL,
    virtual_percent    INTEGER NOT NULL,
    new_customers_only INTEGER NOT NULL,
    reward_product_id  BLOB    NULL,
    views              INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_group_terms PRIMARY KEY (campaign_id),
    CONSTRAINT fk_group_terms_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_group_terms_reward FOREIGN KEY (reward_product_id) REFERENCES products (id),
    CONSTRAINT ck_group_terms_virtual CHECK (virtual_percent BETWEEN 0 AND 99)
) STRICT;

-- teams is written by the shard that the team maps to, behind the shard's epoch.
-- status: 0 open, 1 completed, 2 failed, 3 dissolved.
-- paid and taken count seats while the team is open and keep their last values after its end.
-- leader_id is null while the team has no leader.
-- revision rises with each batch that touches the team; live updates are ordered by it.
CREATE TABLE teams (
    id          BLOB    NOT NULL,
    campaign_id     BLOB    NOT NULL,
    shard       INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    opened_by   BLOB    NOT NULL,
    leader_id   BLOB    NULL,
    size        INTEGER NOT NULL,
    paid        INTEGER NOT NULL,
    taken       INTEGER NOT NULL,
    price_fen   INTEGER NOT NULL,
    opened_at   INTEGER NOT NULL,
    deadline    INTEGER NOT NULL,
    ended_at    INTEGER NULL,
    short       INTEGER NOT NULL DEFAULT 0,
    share_code  TEXT    NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_code UNIQUE (share_code),
    CONSTRAINT ck_teams_size CHECK (size BETWEEN 2 AND 100),
    CONSTRAINT ck_teams_not_over_full CHECK (paid >= 0 AND paid <= taken AND taken <= size)
) STRICT;
CREATE INDEX ix_teams_shard ON teams (campaign_id, shard);
CREATE INDEX ix_teams_due ON teams (deadline) WHERE status = 0;
CREATE INDEX ix_teams_open ON teams (campaign_id, deadline) WHERE status = 0;

-- team_claims limits a customer across all shards of a campaign.
-- leads is the open team that the customer opened and still leads. unpaid is the order that waits for its payment.
-- seats counts the customer's seats in all. let_go counts the seats that the last change gave up: a change proposes a whole
-- row and the existing row takes its part, so one statement claims and releases in one order of customers.
CREATE TABLE team_claims (
    campaign_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    leads       BLOB    NULL,
    unpaid      BLOB    NULL,
    seats       INTEGER NOT NULL,
    let_go      INTEGER NOT NULL,
    CONSTRAINT pk_team_claims PRIMARY KEY (campaign_id, customer_id),
    CONSTRAINT ck_team_claims_seats CHECK (seats >= 0)
) STRICT;

-- invite_rewards has one row for each customer whose first completed team was joined by invitation, so the inviter is
-- rewarded once.
CREATE TABLE invite_rewards (
    invited_id BLOB    NOT NULL,
    inviter_id BLOB    NOT NULL,
    order_id   BLOB    NOT NULL,
    product_id BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT pk_invite_rewards PRIMARY KEY (invited_id)
) STRICT;
CREATE INDEX ix_invite_rewards_inviter ON invite_rewards (inviter_id);

-- ---- Payments and refunds -----------------------------------------------------------------------------------------

-- pay_attempts has one row a prepay. The order's money grain writes it. state: 0 open, 1 closed, 2 paid.
-- next_query_at is when the gateway is asked next, and null when the gateway has nothing more to tell.
-- prompted counts the queries that a customer prompted beyond that schedule, the last one at prompted_at.
-- spent: WeChat refuses another prepay under the number. release_at stands in an order's first row while the order may hold units:
-- then they return, whatever the gateway says.
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
    prompted      INTEGER NOT NULL,
    prompted_at   INTEGER NULL,
    spent         INTEGER NOT NULL DEFAULT 0,
    release_at    INTEGER NULL,
    CONSTRAINT pk_pay_attempts PRIMARY KEY (out_trade_no),
    CONSTRAINT uq_pay_attempts_order UNIQUE (order_id, attempt),
    CONSTRAINT ck_pay_attempts_amount CHECK (amount_fen > 0)
) STRICT;
CREATE INDEX ix_pay_attempts_due ON pay_attempts (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX ix_pay_attempts_release ON pay_attempts (release_at) WHERE release_at IS NOT NULL;

-- payments is the inbox: one row a transaction, committed before WeChat is answered. The money grain processes it.
-- state: 0 received, 1 applying, 2 kept (for order_id), 3 given back, 4 frozen.
-- amount_fen is what the order was paid with, payer_fen the part of it that the customer paid: promotions of WeChat paid the rest.
-- refund_fen is reserved by refunds, settled or not; it never exceeds the payment.
-- uq_payments_order lets an order keep one payment; a second payment is a double and goes back.
-- ix_payments_received finds the latest payments, which every reconciliation judges.
CREATE TABLE payments (
    transaction_id TEXT    NOT NULL,
    out_trade_no   TEXT    NOT NULL,
    order_id       BLOB    NULL,
    amount_fen     INTEGER NOT NULL,
    payer_fen      INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    app_id         TEXT    NOT NULL,
    merchant_id    TEXT    NOT NULL,
    state          INTEGER NOT NULL,
    source         INTEGER NOT NULL,
    refund_fen     INTEGER NOT NULL,
    promotion      TEXT    NULL,
    frozen_reason  TEXT    NULL,
    paid_at        INTEGER NOT NULL,
    received_at    INTEGER NOT NULL,
    next_try_at    INTEGER NULL,
    tries          INTEGER NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (transaction_id),
    CONSTRAINT ck_payments_payer CHECK (payer_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT ck_payments_refund CHECK (refund_fen BETWEEN 0 AND amount_fen)
) STRICT;
CREATE UNIQUE INDEX uq_payments_order ON payments (order_id) WHERE state IN (1, 2);
CREATE INDEX ix_payments_due ON payments (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_payments_order ON payments (order_id);
CREATE INDEX ix_payments_trade ON payments (out_trade_no);
CREATE INDEX ix_payments_received ON payments (received_at);

-- state: 0 awaiting approval, 1 pending (to be sent), 2 accepted by the gateway, 3 succeeded, 4 abnormal, 5 rejected by staff,
-- 6 closed by the gateway (another number took its place), 7 stopping its order (sent when the owner says that no voucher is issued).
-- units counts the whole units of the order that go back with the refund.
-- payer_fen is the part that goes back to the payer; the rest goes back to a promotion. NULL: WeChat has not said it yet.
-- key_hash and body_hash are the Idempotency-Key that asked for the refund, and the request's body.
-- ix_refunds_asked sums up what a member of staff asked for within a day: an index of its own, whose two columns fix the rows.
-- ix_refunds_updated finds the latest refunds, which every reconciliation judges.
-- accepted_at is when the gateway first said that it has the refund: the bill of that day lists it.
CREATE TABLE refunds (
    out_refund_no  TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    order_id       BLOB    NULL,
    customer_id    BLOB    NULL,
    amount_fen     INTEGER NOT NULL,
    payer_fen      INTEGER NULL,
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
    accepted_at    INTEGER NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (out_refund_no),
    CONSTRAINT uq_refunds_key UNIQUE (order_id, asked_by, key_hash),
    CONSTRAINT fk_refunds_payment FOREIGN KEY (transaction_id) REFERENCES payments (transaction_id),
    CONSTRAINT ck_refunds_amount CHECK (amount_fen > 0),
    CONSTRAINT ck_refunds_payer CHECK (payer_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT ck_refunds_units CHECK (units >= 0)
) STRICT;
CREATE INDEX ix_refunds_order ON refunds (order_id);
CREATE INDEX ix_refunds_payment ON refunds (transaction_id);
CREATE INDEX ix_refunds_due ON refunds (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_refunds_asked ON refunds (asked_by, created_at);
CREATE INDEX ix_refunds_updated ON refunds (updated_at);

-- shipping_reports has one row an order whose payment WeChat freezes until it hears that the goods were handed over.
-- state: 0 waiting, 1 reported, 2 not needed, 3 refused. logistics is WeChat's number: 3 virtual, 4 pick-up.
-- owed_at is when the goods were handed over. upload_time is a part of the report: a repetition has the same text and time, so
-- WeChat sees that nothing changed, and only a correction has a later one.
-- next_try_at is also the lease, and tries identifies it. correcting: the report is the one correction that WeChat allows.
CREATE TABLE shipping_reports (
    order_id     BLOB    NOT NULL,
    customer_id  BLOB    NOT NULL,
    logistics    INTEGER NOT NULL,
    item         TEXT    NOT NULL,
    owed_at      INTEGER NOT NULL,
    upload_time  INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    correcting   INTEGER NOT NULL,
    reported_at  INTEGER NULL,
    corrected_at INTEGER NULL,
    next_try_at  INTEGER NULL,
    tries        INTEGER NOT NULL,
    trouble      TEXT    NULL,
    CONSTRAINT pk_shipping_reports PRIMARY KEY (order_id),
    CONSTRAINT ck_shipping_reports_logistics CHECK (logistics BETWEEN 1 AND 4),
    CONSTRAINT ck_shipping_reports_reported CHECK (state <> 1 OR reported_at IS NOT NULL)
) STRICT;
CREATE INDEX ix_shipping_reports_due ON shipping_reports (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_shipping_reports_open ON shipping_reports (owed_at) WHERE state IN (0, 3);

-- refund_askers has one row for each member of staff who asked for a refund, as refunds.asked_by names them: its lock puts their
-- requests in line. requests counts them.
CREATE TABLE refund_askers (
    asked_by TEXT    NOT NULL,
    requests INTEGER NOT NULL,
    CONSTRAINT pk_refund_askers PRIMARY KEY (asked_by)
) STRICT;

-- ---- WeChat's bills -----------------------------------------------------------------------------------------------

-- bills has one row a day (China's, as yyyy-MM-dd) and kind: 0 trade bill, 1 fund-flow bill.
-- state: 0 waiting, 1 running, 2 matched, 3 refused, 4 cancelled, 5 missing.
-- next_at is when WeChat is asked next, and the lease of the silo that is matching. tries rises with each take-over, and a
-- run changes the row only under its own number of tries.
-- row_count is the progress while the bill is running, and all of its rows afterwards.
CREATE TABLE bills (
    day        TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    row_count  INTEGER NOT NULL,
    further    INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    trouble    TEXT    NULL,
    next_at    INTEGER NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    CONSTRAINT pk_bills PRIMARY KEY (day, kind)
) STRICT;
CREATE INDEX ix_bills_due ON bills (next_at) WHERE next_at IS NOT NULL;

-- bill_differences has one row for each row of a bill that the ledger does not confirm, and for each payment or refund that
-- the bill lacks. Its id is derived, so matching a bill again finds the row. kind: see BillDifferenceKind.
-- settled_how is null while the difference is open.
CREATE TABLE bill_differences (
    id             BLOB    NOT NULL,
    day            TEXT    NOT NULL,
    bill           INTEGER NOT NULL,
    kind           INTEGER NOT NULL,
    number         TEXT    NOT NULL,
    transaction_id TEXT    NULL,
    out_trade_no   TEXT    NULL,
    there_fen      INTEGER NULL,
    here_fen       INTEGER NULL,
    at             INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    app_id         TEXT    NOT NULL,
    merchant_id    TEXT    NOT NULL,
    detail         TEXT    NOT NULL,
    settled_how    INTEGER NULL,
    settled_by     TEXT    NULL,
    settled_at     INTEGER NULL,
    note           TEXT    NULL,
    CONSTRAINT pk_bill_differences PRIMARY KEY (id),
    CONSTRAINT fk_bill_differences_bill FOREIGN KEY (day, bill) REFERENCES bills (day, kind)
) STRICT;
CREATE INDEX ix_bill_differences_bill ON bill_differences (day, bill);
CREATE INDEX ix_bill_differences_open ON bill_differences (id) WHERE settled_how IS NULL;

-- bill_sums has one row a day, station and campaign: the sums of the trade bill's rows. line only numbers a day's rows,
-- because station and campaign may be null. The fee is in thousandths of a fen.
CREATE TABLE bill_sums (
    day           TEXT    NOT NULL,
    line          INTEGER NOT NULL,
    station_id    BLOB    NULL,
    campaign_id   BLOB    NULL,
    payments      INTEGER NOT NULL,
    paid_fen      INTEGER NOT NULL,
    refunds       INTEGER NOT NULL,
    refunded_fen  INTEGER NOT NULL,
    fee_milli_fen INTEGER NOT NULL,
    CONSTRAINT pk_bill_sums PRIMARY KEY (day, line)
) STRICT;

-- ---- Vouchers: what a paid order becomes. Each change of a row is conditional and names the state it expects ------

-- state: 0 issued, 1 held, 2 used, 3 expired, 4 refunded. cause: 0 order, 1 reward, 2 remainder.
-- holder holds the voucher or has used it up: issue/{order}, refund/{out_refund_no}, fuelling/{id}, redemption/{id}.
-- code_index is a keyed hash of the code, for look-up. code_sealed is the code, encrypted.
-- price_fen is what was paid for the voucher. remaining_ml is what is left on a litre voucher.
CREATE TABLE vouchers (
    id            BLOB    NOT NULL,
    order_id      BLOB    NULL,
    unit          INTEGER NOT NULL,
    customer_id   BLOB    NOT NULL,
    product_id    BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    kind          INTEGER NOT NULL,
    grade         TEXT    NOT NULL,
    volume_ml     INTEGER NOT NULL,
    remaining_ml  INTEGER NOT NULL,
    value_fen     INTEGER NOT NULL,
    threshold_fen INTEGER NOT NULL,
    price_fen     INTEGER NOT NULL,
    stations      TEXT    NOT NULL,
    code_index    BLOB    NOT NULL,
    code_sealed   TEXT    NOT NULL,
    state         INTEGER NOT NULL,
    cause         INTEGER NOT NULL,
    holder        TEXT    NULL,
    valid_from    INTEGER NOT NULL,
    valid_to      INTEGER NOT NULL,
    issued_at     INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    used_station  BLOB    NULL,
    used_by       TEXT    NULL,
    reminded      INTEGER NOT NULL DEFAULT 0,
    revision      INTEGER NOT NULL,
    CONSTRAINT pk_vouchers PRIMARY KEY (id),
    CONSTRAINT uq_vouchers_code UNIQUE (code_index),
    CONSTRAINT uq_vouchers_order UNIQUE (order_id, unit),
    CONSTRAINT ck_vouchers_remaining CHECK (remaining_ml BETWEEN 0 AND volume_ml),
    CONSTRAINT ck_vouchers_held CHECK (state <> 1 OR holder IS NOT NULL)
) STRICT;
CREATE INDEX ix_vouchers_customer ON vouchers (customer_id, id);
CREATE INDEX ix_vouchers_held ON vouchers (holder) WHERE state = 1;
CREATE INDEX ix_vouchers_expiring ON vouchers (valid_to) WHERE state = 0;
CREATE INDEX ix_vouchers_unreminded ON vouchers (valid_to) WHERE state = 0 AND reminded = 0;

-- voucher_uses has one row a voucher and holder: what the voucher paid for, or what it was exchanged for.
-- used_ml adds up to the litres that are missing on the voucher.
CREATE TABLE voucher_uses (
    voucher_id BLOB    NOT NULL,
    holder     TEXT    NOT NULL,
    used_ml    INTEGER NOT NULL,
    amount_fen INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    station_id BLOB    NOT NULL,
    staff      TEXT    NULL,
    CONSTRAINT pk_voucher_uses PRIMARY KEY (voucher_id, holder),
    CONSTRAINT fk_voucher_uses_voucher FOREIGN KEY (voucher_id) REFERENCES vouchers (id),
    CONSTRAINT ck_voucher_uses_not_negative CHECK (used_ml >= 0 AND amount_fen >= 0)
) STRICT;
CREATE INDEX ix_voucher_uses_holder ON voucher_uses (holder);
CREATE INDEX ix_voucher_uses_station ON voucher_uses (station_id, at);

-- voucher_holds has one row a holder and outlives the hold: a Hold that arrives after its own Release finds the row and does
-- nothing. state: 0 held, 1 confirmed, 2 released, 3 expired.
CREATE TABLE voucher_holds (
    holder      TEXT    NOT NULL,
    customer_id BLOB    NOT NULL,
    state       INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT pk_voucher_holds PRIMARY KEY (holder)
) STRICT;

-- voucher_guesses counts wrong codes within a window, by scope: staff/{name} or station/{id}.
-- The row is also the lock behind which a code is judged.
CREATE TABLE voucher_guesses (
    scope TEXT    NOT NULL,
    since INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    CONSTRAINT pk_voucher_guesses PRIMARY KEY (scope)
) STRICT;

-- ---- Forecourt ----------------------------------------------------------------------------------------------------
-- Money columns of this part, although named _fen, are hundredths of the row's currency.

-- secret_hash is SHA-256 in hex. expires_at is null for the newest credential.
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

-- station_products lists what the site sells, under the site's own product ids.
-- grade is the chain's grade of the product, as staff set it.
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

-- state: 0 requested, 1 unlocking, 2 unlocked, 3 locking, 4 fuelled. States from 10 on are final: 10 released, 11 settled,
-- 12 back office.
-- uq_authorisations_open keeps a pump from being authorised twice, whoever writes.
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
    version        INTEGER NOT NULL,
    answer_code    INTEGER NULL,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    CONSTRAINT pk_authorisations PRIMARY KEY (id),
    CONSTRAINT fk_authorisations_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT ck_authorisations_credit CHECK (credit_fen > 0)
) STRICT;
CREATE UNIQUE INDEX uq_authorisations_open ON authorisations (station_id, pump) WHERE state < 10;
CREATE INDEX ix_authorisations_unknown ON authorisations (changed_at) WHERE state < 4;

-- state: 0 open, 1 locked by a payer, 2 clearing, 3 settled, 4 under review, 5 paid inside, 6 back office.
-- volume_decimals: the decimals of the litres that the site reported, which say how far litres times price may be off.
-- uq_fuel_sales_transaction keeps a sale from being recorded twice, however often the site reports it.
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
    volume_decimals  INTEGER NOT NULL,
    price_milli      INTEGER NULL,
    vat_milli        INTEGER NOT NULL,
    state            INTEGER NOT NULL,
    review_reason    INTEGER NOT NULL,
    deferred         INTEGER NOT NULL,
    payer_id         BLOB    NULL,
    locked_until     INTEGER NULL,
    clear_id         BLOB    NULL,
    clear_tries      INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    reported_at      INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    CONSTRAINT pk_fuel_sales PRIMARY KEY (id),
    CONSTRAINT uq_fuel_sales_transaction UNIQUE (station_id, pump, site_transaction),
    CONSTRAINT fk_fuel_sales_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT fk_fuel_sales_authorisation FOREIGN KEY (authorisation_id) REFERENCES authorisations (id),
    CONSTRAINT ck_fuel_sales_not_zero CHECK (amount_fen > 0 AND volume_ml > 0),
    CONSTRAINT ck_fuel_sales_decimals CHECK (volume_decimals BETWEEN 0 AND 3),
    CONSTRAINT ck_fuel_sales_payer CHECK (state NOT IN (1, 2) OR payer_id IS NOT NULL),
    CONSTRAINT ck_fuel_sales_clear CHECK (state NOT IN (2, 3) OR clear_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX uq_fuel_sales_authorisation ON fuel_sales (authorisation_id) WHERE authorisation_id IS NOT NULL;
CREATE INDEX ix_fuel_sales_unsettled ON fuel_sales (station_id, pump) WHERE state IN (0, 1, 2, 4);
CREATE INDEX ix_fuel_sales_held ON fuel_sales (station_id, reported_at) WHERE review_reason <> 0;

-- ---- Fuel orders --------------------------------------------------------------------------------------------------

-- kind: 0 paid after fuelling, 1 paid before fuelling. An authorisation has the id of its order.
-- preset: 0 a sale, 1 an amount, 2 litres, 3 a full tank.
-- status and cause have the codes of orders.
-- phase: 0 paying, 1 authorising, 2 fuelling, 3 clearing, 4 done, 5 back office, 6 refunded.
-- products lists the site's product ids with spaces between.
-- shares lists the vouchers' shares, as voucher:ml:fen with spaces between.
-- money_fen is paid in advance. settled_* is the result of the fuelling; the surplus of the payment is refunded.
-- next_at is when the order's next step is due. version rises with each change.
-- review_since is when the order went to manual review. proposed_* is a decision that waits for a second member of staff.
-- uq_fuel_orders_sale allows a sale one payer. uq_fuel_orders_pump allows a pump one driver who pays before fuelling.
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
    preset              INTEGER NOT NULL,
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
    version             INTEGER NOT NULL,
    review_since        INTEGER NULL,
    unlocking_since     INTEGER NULL,
    proposed_keep_fen   INTEGER NULL,
    proposed_by         TEXT    NULL,
    proposed_reason     TEXT    NULL,
    proposed_at         INTEGER NULL,
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

-- ---- Operations ---------------------------------------------------------------------------------------------------

-- outbox holds effects that are written in the transaction of their cause and deleted when delivered.
-- state: 0 waiting, 1 dead letter.
-- next_at is also the lease: a deliverer first moves it into the future.
-- ix_outbox_kind lets each kind find its own due rows without passing the backlog of another kind.
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
CREATE INDEX ix_outbox_kind ON outbox (kind, next_at) WHERE state = 0;
CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 1;

-- alarms lists what a person should look at: one open row a kind and subject. seen counts its repetitions.
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

-- reconciliation has one row: which process compares the ledger's sums next, and the last report.
CREATE TABLE reconciliation (
    id       INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    holder   TEXT    NOT NULL,
    next_at  INTEGER NOT NULL,
    report   TEXT    NOT NULL,
    CONSTRAINT pk_reconciliation PRIMARY KEY (id),
    CONSTRAINT ck_reconciliation_one CHECK (id = 1)
) STRICT;
INSERT INTO reconciliation (id, revision, holder, next_at, report) VALUES (1, 0, '', 0, '');

-- readiness_probe has one row, which every silo writes each second: a database that takes no writes is not ready.
CREATE TABLE readiness_probe (
    id         INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    CONSTRAINT pk_readiness_probe PRIMARY KEY (id),
    CONSTRAINT ck_readiness_probe_one CHECK (id = 1)
) STRICT;
INSERT INTO readiness_probe (id, written_at) VALUES (1, 0);

-- notice_consents counts the subscribe messages that a customer agreed to: a consent is good for one message.
CREATE TABLE notice_consents (
    customer_id BLOB    NOT NULL,
    template    TEXT    NOT NULL,
    remaining   INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT pk_notice_consents PRIMARY KEY (customer_id, template),
    CONSTRAINT ck_notice_consents_not_negative CHECK (remaining >= 0)
) STRICT;

-- notices has one row an event and subject that a customer is told of. The sender claims the row before it sends.
-- state: 0 sending, 1 waiting (certainly not sent), 2 sent, 3 refused, 4 rejected, 5 unknown (not repeated), 6 no consent.
CREATE TABLE notices (
    event       TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    customer_id BLOB    NOT NULL,
    template    TEXT    NULL,
    state       INTEGER NOT NULL,
    claimed_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (event, subject)
) STRICT;

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
