-- The ledger holds every fact about money and stock, and what consoles list. Each row has one grain that writes it.
-- Constraint names are the same in both dialects, because the message of a refusal names its constraint.
-- Money is fen, volume is millilitres, a price per litre is thousandths of a yuan (of the currency, at the forecourt),
-- and time is UTC.

-- ---- Catalogue and staff ------------------------------------------------------------------------------------------

-- kind is what a unit of the product is: 0 litres of a grade, 1 yuan off, 2 a service.
-- stations lists station ids with commas between; an empty list means all stations.
CREATE TABLE products (
    id            uuid     NOT NULL,
    name          text     NOT NULL,
    description   text     NOT NULL,
    kind          smallint NOT NULL DEFAULT 2,
    grade         text     NOT NULL DEFAULT '',
    volume_ml     bigint   NOT NULL DEFAULT 0,
    value_fen     bigint   NOT NULL DEFAULT 0,
    threshold_fen bigint   NOT NULL DEFAULT 0,
    valid_days    integer  NOT NULL DEFAULT 90,
    stations      text     NOT NULL DEFAULT '',
    CONSTRAINT pk_products PRIMARY KEY (id)
);

-- epoch rises with each activation of the station's grain and with each connection that takes over the site.
-- connection_epoch is the epoch of the connection that holds the site; reports under any other epoch are not written.
CREATE TABLE stations (
    id               uuid    NOT NULL,
    name             text    NOT NULL,
    city             text    NOT NULL,
    address          text    NOT NULL,
    latitude_e6      bigint  NULL,
    longitude_e6     bigint  NULL,
    opens_minute     integer NOT NULL DEFAULT 0,
    closes_minute    integer NOT NULL DEFAULT 1440,
    payment_method   text    NOT NULL DEFAULT 'fuelgrains',
    currency         text    NOT NULL DEFAULT 'CNY',
    screen_key_hash  text    NULL,
    epoch            bigint  NOT NULL DEFAULT 0,
    connection_epoch bigint  NOT NULL DEFAULT 0,
    CONSTRAINT pk_stations PRIMARY KEY (id),
    CONSTRAINT ck_stations_hours CHECK (opens_minute BETWEEN 0 AND 1439 AND closes_minute BETWEEN 1 AND 1440)
);

-- stations lists the ids of the stations where the member of staff works, with commas between.
-- created_by is the member of staff who made the account, or 'configuration' for the first one.
CREATE TABLE staff (
    name          text        NOT NULL,
    password_hash text        NOT NULL,
    roles         text        NOT NULL,
    created_at    timestamptz NOT NULL,
    stations      text        NOT NULL DEFAULT '',
    created_by    text        NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (name)
);

-- ---- Customers ----------------------------------------------------------------------------------------------------

-- openid_index is a keyed hash of the openid, for look-up. openid_sealed is the openid, encrypted for this row alone.
CREATE TABLE customers (
    id            uuid        NOT NULL,
    openid_index  uuid        NOT NULL,
    openid_sealed text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_openid_index UNIQUE (openid_index)
);

-- consent allows others to see nickname and avatar; without consent the row keeps neither.
-- tank_litres is the size of the customer's tank. Only the customer sees it, so it needs no consent.
CREATE TABLE customer_profiles (
    customer_id uuid        NOT NULL,
    nickname    text        NULL,
    avatar      text        NULL,
    consent     smallint    NOT NULL,
    updated_at  timestamptz NOT NULL,
    tank_litres integer     NULL,
    CONSTRAINT pk_customer_profiles PRIMARY KEY (customer_id),
    CONSTRAINT ck_customer_profiles_consent CHECK (consent = 1 OR (nickname IS NULL AND avatar IS NULL)),
    CONSTRAINT ck_customer_profiles_tank CHECK (tank_litres BETWEEN 5 AND 400)
);

-- number_sealed is country code and number, encrypted for this row alone. id is the customer's.
CREATE TABLE customer_phones (
    id            uuid        NOT NULL,
    number_sealed text        NOT NULL,
    given_at      timestamptz NOT NULL,
    CONSTRAINT pk_customer_phones PRIMARY KEY (id)
);

-- ---- Campaigns, stock and orders ----------------------------------------------------------------------------------

-- epoch rises with each activation of the campaign's grain; every change of the campaign names it.
-- kind: 0 flash sale, 1 group-buy campaign.
CREATE TABLE campaigns (
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
    kind               smallint    NOT NULL DEFAULT 0,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT fk_campaigns_product FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT ck_campaigns_window CHECK (starts_at < ends_at),
    CONSTRAINT ck_campaigns_stock CHECK (stock >= 0)
);

-- stock_shards has one row a shard: the counters that every batch of the shard changes, behind the shard's epoch.
-- next_pay_by is when the first open hold runs out. The sweeper reads it, so orders needs no index for that.
-- fillfactor leaves room for the row's next version on its own page, so an update touches no index (HOT).
CREATE TABLE stock_shards (
    campaign_id     uuid        NOT NULL,
    shard       integer     NOT NULL,
    epoch       bigint      NOT NULL,
    revision    bigint      NOT NULL,
    allotted    bigint      NOT NULL,
    held        bigint      NOT NULL,
    confirmed   bigint      NOT NULL,
    next_pay_by timestamptz NULL,
    CONSTRAINT pk_stock_shards PRIMARY KEY (campaign_id, shard),
    CONSTRAINT fk_stock_shards_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT ck_stock_shards_not_negative CHECK (held >= 0 AND confirmed >= 0),
    CONSTRAINT ck_stock_shards_not_oversold CHECK (held + confirmed <= allotted)
) WITH (fillfactor = 20);

-- orders has no foreign key to the shard: only a statement that holds the shard's row locked inserts an order.
-- uq_orders_key is the idempotency record: a key belongs to its campaign and customer for as long as the order exists.
-- prepared: the gateway knows a payment of the order, so the order is closed there before its units return.
-- returned counts the units that refunds gave back to the campaign.
-- excused: the gateway was away while the order was held, so letting it go does not count against its customer.
-- seat is the seat's number while it is taken, the negative number once it is free for others, and null in a flash sale.
-- ix_orders_shard is what opening a shard reads. Its rows are inserted in order, so it costs an insert the least of all indexes.
-- uq_orders_seat tests seat, not status: with status in its condition, each change of a status would touch every index.
CREATE TABLE orders (
    id           uuid        NOT NULL,
    campaign_id      uuid        NOT NULL,
    customer_id  uuid        NOT NULL,
    key_hash     uuid        NOT NULL,
    body_hash    bigint      NOT NULL,
    amount_fen   bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    pay_by       timestamptz NOT NULL,
    closed_at    timestamptz NULL,
    quantity     integer     NOT NULL,
    shard        integer     NOT NULL,
    status       smallint    NOT NULL,
    cause        smallint    NOT NULL,
    prepared     smallint    NOT NULL DEFAULT 0,
    returned     integer     NOT NULL DEFAULT 0,
    excused      smallint    NOT NULL DEFAULT 0,
    paid_at      timestamptz NULL,
    fulfilled_at timestamptz NULL,
    team_id      uuid        NULL,
    seat         smallint    NULL,
    invited_by   uuid        NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_key UNIQUE (campaign_id, customer_id, key_hash),
    CONSTRAINT ck_orders_quantity CHECK (quantity > 0),
    CONSTRAINT ck_orders_amount CHECK (amount_fen >= 0),
    CONSTRAINT ck_orders_returned CHECK (returned BETWEEN 0 AND quantity),
    CONSTRAINT ck_orders_seat CHECK (seat IS NULL OR (seat <> 0 AND seat BETWEEN -100 AND 100))
);
CREATE INDEX ix_orders_customer ON orders (customer_id, id);
CREATE INDEX ix_orders_shard ON orders (campaign_id, shard);
CREATE UNIQUE INDEX uq_orders_seat ON orders (team_id, seat) WHERE seat > 0;

-- ---- Group buys: a campaign with group terms, a team is a row of its shard, a seat is an order ----------

-- ladder lists size=price or size=price/leader's price, with commas between.
-- virtual_percent of 0 means that only a full team completes.
-- views counts how often the campaign was looked at. The web nodes count, and a crash loses some.
CREATE TABLE group_terms (
    campaign_id            uuid     NOT NULL,
    ladder             text     NOT NULL,
    open_for_ms        bigint   NOT NULL,
    virtual_percent    integer  NOT NULL,
    new_customers_only smallint NOT NULL,
    reward_product_id  uuid     NULL,
    views              bigint   NOT NULL DEFAULT 0,
    CONSTRAINT pk_group_terms PRIMARY KEY (campaign_id),
    CONSTRAINT fk_group_terms_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_group_terms_reward FOREIGN KEY (reward_product_id) REFERENCES products (id),
    CONSTRAINT ck_group_terms_virtual CHECK (virtual_percent BETWEEN 0 AND 99)
);

-- teams is written by the shard that the team maps to, behind the shard's epoch.
-- status: 0 open, 1 completed, 2 failed, 3 dissolved.
-- paid and taken count seats while the team is open and keep their last values after its end.
-- leader_id is null while the team has no leader.
-- revision rises with each batch that touches the team; live updates are ordered by it.
CREATE TABLE teams (
    id          uuid        NOT NULL,
    campaign_id     uuid        NOT NULL,
    shard       integer     NOT NULL,
    revision    bigint      NOT NULL,
    status      smallint    NOT NULL,
    opened_by   uuid        NOT NULL,
    leader_id   uuid        NULL,
    size        integer     NOT NULL,
    paid        integer     NOT NULL,
    taken       integer     NOT NULL,
    price_fen   bigint      NOT NULL,
    opened_at   timestamptz NOT NULL,
    deadline    timestamptz NOT NULL,
    ended_at    timestamptz NULL,
    short       smallint    NOT NULL DEFAULT 0,
    share_code  text        NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_code UNIQUE (share_code),
    CONSTRAINT ck_teams_size CHECK (size BETWEEN 2 AND 100),
    CONSTRAINT ck_teams_not_over_full CHECK (paid >= 0 AND paid <= taken AND taken <= size)
);
CREATE INDEX ix_teams_shard ON teams (campaign_id, shard);
CREATE INDEX ix_teams_due ON teams (deadline) WHERE status = 0;
CREATE INDEX ix_teams_open ON teams (campaign_id, deadline) WHERE status = 0;

-- team_claims limits a customer across all shards of a campaign.
-- leads is the open team that the customer opened and still leads. unpaid is the order that waits for its payment.
-- seats counts the customer's seats in all. let_go counts the seats that the last change gave up: a change proposes a whole
-- row and the existing row takes its part, so one statement claims and releases in one order of customers.
CREATE TABLE team_claims (
    campaign_id     uuid    NOT NULL,
    customer_id uuid    NOT NULL,
    leads       uuid    NULL,
    unpaid      uuid    NULL,
    seats       integer NOT NULL,
    let_go      integer NOT NULL,
    CONSTRAINT pk_team_claims PRIMARY KEY (campaign_id, customer_id),
    CONSTRAINT ck_team_claims_seats CHECK (seats >= 0)
);

-- invite_rewards has one row for each customer whose first completed team was joined by invitation, so the inviter is
-- rewarded once.
CREATE TABLE invite_rewards (
    invited_id uuid        NOT NULL,
    inviter_id uuid        NOT NULL,
    order_id   uuid        NOT NULL,
    product_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    CONSTRAINT pk_invite_rewards PRIMARY KEY (invited_id)
);
CREATE INDEX ix_invite_rewards_inviter ON invite_rewards (inviter_id);

-- ---- Payments and refunds -----------------------------------------------------------------------------------------

-- pay_attempts has one row a prepay. The order's money grain writes it. state: 0 open, 1 closed, 2 paid.
-- next_query_at is when the gateway is asked next, and null when the gateway has nothing more to tell.
-- prompted counts the queries that a customer prompted beyond that schedule, the last one at prompted_at.
-- spent: WeChat refuses another prepay under the number. release_at stands in an order's first row while the order may hold units:
-- then they return, whatever the gateway says.
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
    prompted      integer     NOT NULL,
    prompted_at   timestamptz NULL,
    spent         smallint    NOT NULL DEFAULT 0,
    release_at    timestamptz NULL,
    CONSTRAINT pk_pay_attempts PRIMARY KEY (out_trade_no),
    CONSTRAINT uq_pay_attempts_order UNIQUE (order_id, attempt),
    CONSTRAINT ck_pay_attempts_amount CHECK (amount_fen > 0)
);
CREATE INDEX ix_pay_attempts_due ON pay_attempts (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX ix_pay_attempts_release ON pay_attempts (release_at) WHERE release_at IS NOT NULL;

-- payments is the inbox: one row a transaction, committed before WeChat is answered. The money grain processes it.
-- state: 0 received, 1 applying, 2 kept (for order_id), 3 given back, 4 frozen.
-- amount_fen is what the order was paid with, payer_fen the part of it that the customer paid: promotions of WeChat paid the rest.
-- refund_fen is reserved by refunds, settled or not; it never exceeds the payment.
-- uq_payments_order lets an order keep one payment; a second payment is a double and goes back.
-- ix_payments_received finds the latest payments, which every reconciliation judges.
CREATE TABLE payments (
    transaction_id text        NOT NULL,
    out_trade_no   text        NOT NULL,
    order_id       uuid        NULL,
    amount_fen     bigint      NOT NULL,
    payer_fen      bigint      NOT NULL,
    currency       text        NOT NULL,
    app_id         text        NOT NULL,
    merchant_id    text        NOT NULL,
    state          smallint    NOT NULL,
    source         smallint    NOT NULL,
    refund_fen     bigint      NOT NULL,
    promotion      text        NULL,
    frozen_reason  text        NULL,
    paid_at        timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    next_try_at    timestamptz NULL,
    tries          integer     NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (transaction_id),
    CONSTRAINT ck_payments_payer CHECK (payer_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT ck_payments_refund CHECK (refund_fen BETWEEN 0 AND amount_fen)
);
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
    out_refund_no  text        NOT NULL,
    transaction_id text        NOT NULL,
    order_id       uuid        NULL,
    customer_id    uuid        NULL,
    amount_fen     bigint      NOT NULL,
    payer_fen      bigint      NULL,
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
    accepted_at    timestamptz NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (out_refund_no),
    CONSTRAINT uq_refunds_key UNIQUE (order_id, asked_by, key_hash),
    CONSTRAINT fk_refunds_payment FOREIGN KEY (transaction_id) REFERENCES payments (transaction_id),
    CONSTRAINT ck_refunds_amount CHECK (amount_fen > 0),
    CONSTRAINT ck_refunds_payer CHECK (payer_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT ck_refunds_units CHECK (units >= 0)
);
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
    order_id     uuid        NOT NULL,
    customer_id  uuid        NOT NULL,
    logistics    smallint    NOT NULL,
    item         text        NOT NULL,
    owed_at      timestamptz NOT NULL,
    upload_time  timestamptz NOT NULL,
    state        smallint    NOT NULL,
    correcting   smallint    NOT NULL,
    reported_at  timestamptz NULL,
    corrected_at timestamptz NULL,
    next_try_at  timestamptz NULL,
    tries        integer     NOT NULL,
    trouble      text        NULL,
    CONSTRAINT pk_shipping_reports PRIMARY KEY (order_id),
    CONSTRAINT ck_shipping_reports_logistics CHECK (logistics BETWEEN 1 AND 4),
    CONSTRAINT ck_shipping_reports_reported CHECK (state <> 1 OR reported_at IS NOT NULL)
);
CREATE INDEX ix_shipping_reports_due ON shipping_reports (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX ix_shipping_reports_open ON shipping_reports (owed_at) WHERE state IN (0, 3);

-- refund_askers has one row for each member of staff who asked for a refund, as refunds.asked_by names them: its lock puts their
-- requests in line. requests counts them.
CREATE TABLE refund_askers (
    asked_by text   NOT NULL,
    requests bigint NOT NULL,
    CONSTRAINT pk_refund_askers PRIMARY KEY (asked_by)
);

-- ---- WeChat's bills -----------------------------------------------------------------------------------------------

-- bills has one row a day (China's, as yyyy-MM-dd) and kind: 0 trade bill, 1 fund-flow bill.
-- state: 0 waiting, 1 running, 2 matched, 3 refused, 4 cancelled, 5 missing.
-- next_at is when WeChat is asked next, and the lease of the silo that is matching. tries rises with each take-over, and a
-- run changes the row only under its own number of tries.
-- row_count is the progress while the bill is running, and all of its rows afterwards.
CREATE TABLE bills (
    day        text        NOT NULL,
    kind       smallint    NOT NULL,
    state      smallint    NOT NULL,
    row_count  bigint      NOT NULL,
    further    bigint      NOT NULL,
    tries      integer     NOT NULL,
    trouble    text        NULL,
    next_at    timestamptz NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT pk_bills PRIMARY KEY (day, kind)
);
CREATE INDEX ix_bills_due ON bills (next_at) WHERE next_at IS NOT NULL;

-- bill_differences has one row for each row of a bill that the ledger does not confirm, and for each payment or refund that
-- the bill lacks. Its id is derived, so matching a bill again finds the row. kind: see BillDifferenceKind.
-- settled_how is null while the difference is open.
CREATE TABLE bill_differences (
    id             uuid        NOT NULL,
    day            text        NOT NULL,
    bill           smallint    NOT NULL,
    kind           smallint    NOT NULL,
    number         text        NOT NULL,
    transaction_id text        NULL,
    out_trade_no   text        NULL,
    there_fen      bigint      NULL,
    here_fen       bigint      NULL,
    at             timestamptz NOT NULL,
    currency       text        NOT NULL,
    app_id         text        NOT NULL,
    merchant_id    text        NOT NULL,
    detail         text        NOT NULL,
    settled_how    smallint    NULL,
    settled_by     text        NULL,
    settled_at     timestamptz NULL,
    note           text        NULL,
    CONSTRAINT pk_bill_differences PRIMARY KEY (id),
    CONSTRAINT fk_bill_differences_bill FOREIGN KEY (day, bill) REFERENCES bills (day, kind)
);
CREATE INDEX ix_bill_differences_bill ON bill_differences (day, bill);
CREATE INDEX ix_bill_differences_open ON bill_differences (id) WHERE settled_how IS NULL;

-- bill_sums has one row a day, station and campaign: the sums of the trade bill's rows. line only numbers a day's rows,
-- because station and campaign may be null. The fee is in thousandths of a fen.
CREATE TABLE bill_sums (
    day           text    NOT NULL,
    line          integer NOT NULL,
    station_id    uuid    NULL,
    campaign_id   uuid    NULL,
    payments      bigint  NOT NULL,
    paid_fen      bigint  NOT NULL,
    refunds       bigint  NOT NULL,
    refunded_fen  bigint  NOT NULL,
    fee_milli_fen bigint  NOT NULL,
    CONSTRAINT pk_bill_sums PRIMARY KEY (day, line)
);

-- ---- Vouchers: what a paid order becomes. Each change of a row is conditional and names the state it expects ------

-- state: 0 issued, 1 held, 2 used, 3 expired, 4 refunded. cause: 0 order, 1 reward, 2 remainder.
-- holder holds the voucher or has used it up: issue/{order}, refund/{out_refund_no}, fuelling/{id}, redemption/{id}.
-- code_index is a keyed hash of the code, for look-up. code_sealed is the code, encrypted.
-- price_fen is what was paid for the voucher. remaining_ml is what is left on a litre voucher.
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

-- voucher_uses has one row a voucher and holder: what the voucher paid for, or what it was exchanged for.
-- used_ml adds up to the litres that are missing on the voucher.
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

-- voucher_holds has one row a holder and outlives the hold: a Hold that arrives after its own Release finds the row and does
-- nothing. state: 0 held, 1 confirmed, 2 released, 3 expired.
CREATE TABLE voucher_holds (
    holder      text        NOT NULL,
    customer_id uuid        NOT NULL,
    state       smallint    NOT NULL,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_voucher_holds PRIMARY KEY (holder)
);

-- voucher_guesses counts wrong codes within a window, by scope: staff/{name} or station/{id}.
-- The row is also the lock behind which a code is judged.
CREATE TABLE voucher_guesses (
    scope text        NOT NULL,
    since timestamptz NOT NULL,
    wrong integer     NOT NULL,
    CONSTRAINT pk_voucher_guesses PRIMARY KEY (scope)
);

-- ---- Forecourt ----------------------------------------------------------------------------------------------------
-- Money columns of this part, although named _fen, are hundredths of the row's currency.

-- secret_hash is SHA-256 in hex. expires_at is null for the newest credential.
CREATE TABLE site_credentials (
    id          uuid        NOT NULL,
    station_id  uuid        NOT NULL,
    secret_hash text        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NULL,
    CONSTRAINT pk_site_credentials PRIMARY KEY (id),
    CONSTRAINT uq_site_credentials_secret UNIQUE (station_id, secret_hash),
    CONSTRAINT fk_site_credentials_station FOREIGN KEY (station_id) REFERENCES stations (id)
);
CREATE UNIQUE INDEX uq_site_credentials_newest ON site_credentials (station_id) WHERE expires_at IS NULL;

-- station_products lists what the site sells, under the site's own product ids.
-- grade is the chain's grade of the product, as staff set it.
CREATE TABLE station_products (
    station_id   uuid        NOT NULL,
    site_product text        NOT NULL,
    name         text        NOT NULL,
    category     text        NULL,
    grade        text        NULL,
    vat_milli    bigint      NULL,
    currency     text        NULL,
    price_milli  bigint      NULL,
    priced_at    timestamptz NULL,
    CONSTRAINT pk_station_products PRIMARY KEY (station_id, site_product),
    CONSTRAINT fk_station_products_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT ck_station_products_price CHECK (price_milli >= 0)
);

-- state: 0 requested, 1 unlocking, 2 unlocked, 3 locking, 4 fuelled. States from 10 on are final: 10 released, 11 settled,
-- 12 back office.
-- uq_authorisations_open keeps a pump from being authorised twice, whoever writes.
CREATE TABLE authorisations (
    id             uuid        NOT NULL,
    station_id     uuid        NOT NULL,
    pump           integer     NOT NULL,
    customer_id    uuid        NOT NULL,
    currency       text        NOT NULL,
    credit_fen     bigint      NOT NULL,
    products       text        NOT NULL,
    payment_method text        NOT NULL,
    state          smallint    NOT NULL,
    version        bigint      NOT NULL,
    answer_code    integer     NULL,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    CONSTRAINT pk_authorisations PRIMARY KEY (id),
    CONSTRAINT fk_authorisations_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT ck_authorisations_credit CHECK (credit_fen > 0)
);
CREATE UNIQUE INDEX uq_authorisations_open ON authorisations (station_id, pump) WHERE state < 10;
CREATE INDEX ix_authorisations_unknown ON authorisations (changed_at) WHERE state < 4;

-- state: 0 open, 1 locked by a payer, 2 clearing, 3 settled, 4 under review, 5 paid inside, 6 back office.
-- volume_decimals: the decimals of the litres that the site reported, which say how far litres times price may be off.
-- uq_fuel_sales_transaction keeps a sale from being recorded twice, however often the site reports it.
CREATE TABLE fuel_sales (
    id               uuid        NOT NULL,
    station_id       uuid        NOT NULL,
    pump             integer     NOT NULL,
    site_transaction text        NOT NULL,
    authorisation_id uuid        NULL,
    site_product     text        NOT NULL,
    currency         text        NOT NULL,
    amount_fen       bigint      NOT NULL,
    volume_ml        bigint      NOT NULL,
    volume_decimals  smallint    NOT NULL,
    price_milli      bigint      NULL,
    vat_milli        bigint      NOT NULL,
    state            smallint    NOT NULL,
    review_reason    smallint    NOT NULL,
    deferred         smallint    NOT NULL,
    payer_id         uuid        NULL,
    locked_until     timestamptz NULL,
    clear_id         uuid        NULL,
    clear_tries      integer     NOT NULL,
    version          bigint      NOT NULL,
    reported_at      timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL,
    CONSTRAINT pk_fuel_sales PRIMARY KEY (id),
    CONSTRAINT uq_fuel_sales_transaction UNIQUE (station_id, pump, site_transaction),
    CONSTRAINT fk_fuel_sales_station FOREIGN KEY (station_id) REFERENCES stations (id),
    CONSTRAINT fk_fuel_sales_authorisation FOREIGN KEY (authorisation_id) REFERENCES authorisations (id),
    CONSTRAINT ck_fuel_sales_not_zero CHECK (amount_fen > 0 AND volume_ml > 0),
    CONSTRAINT ck_fuel_sales_decimals CHECK (volume_decimals BETWEEN 0 AND 3),
    CONSTRAINT ck_fuel_sales_payer CHECK (state NOT IN (1, 2) OR payer_id IS NOT NULL),
    CONSTRAINT ck_fuel_sales_clear CHECK (state NOT IN (2, 3) OR clear_id IS NOT NULL)
);
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
    preset              smallint    NOT NULL,
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
    version             bigint      NOT NULL,
    review_since        timestamptz NULL,
    unlocking_since     timestamptz NULL,
    proposed_keep_fen   bigint      NULL,
    proposed_by         text        NULL,
    proposed_reason     text        NULL,
    proposed_at         timestamptz NULL,
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

-- ---- Operations ---------------------------------------------------------------------------------------------------

-- outbox holds effects that are written in the transaction of their cause and deleted when delivered.
-- state: 0 waiting, 1 dead letter.
-- next_at is also the lease: a deliverer first moves it into the future.
-- ix_outbox_kind lets each kind find its own due rows without passing the backlog of another kind.
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
CREATE INDEX ix_outbox_kind ON outbox (kind, next_at) WHERE state = 0;
CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 1;

-- alarms lists what a person should look at: one open row a kind and subject. seen counts its repetitions.
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

-- reconciliation has one row: which process compares the ledger's sums next, and the last report.
CREATE TABLE reconciliation (
    id       smallint    NOT NULL,
    revision bigint      NOT NULL,
    holder   text        NOT NULL,
    next_at  timestamptz NOT NULL,
    report   text        NOT NULL,
    CONSTRAINT pk_reconciliation PRIMARY KEY (id),
    CONSTRAINT ck_reconciliation_one CHECK (id = 1)
);
INSERT INTO reconciliation (id, revision, holder, next_at, report) VALUES (1, 0, '', '1970-01-01T00:00:00Z', '');

-- readiness_probe has one row, which every silo writes each second: a database that takes no writes is not ready.
CREATE TABLE readiness_probe (
    id         smallint    NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT pk_readiness_probe PRIMARY KEY (id),
    CONSTRAINT ck_readiness_probe_one CHECK (id = 1)
);
INSERT INTO readiness_probe (id, written_at) VALUES (1, '1970-01-01T00:00:00Z');

-- notice_consents counts the subscribe messages that a customer agreed to: a consent is good for one message.
CREATE TABLE notice_consents (
    customer_id uuid        NOT NULL,
    template    text        NOT NULL,
    remaining   integer     NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_notice_consents PRIMARY KEY (customer_id, template),
    CONSTRAINT ck_notice_consents_not_negative CHECK (remaining >= 0)
);

-- notices has one row an event and subject that a customer is told of. The sender claims the row before it sends.
-- state: 0 sending, 1 waiting (certainly not sent), 2 sent, 3 refused, 4 rejected, 5 unknown (not repeated), 6 no consent.
CREATE TABLE notices (
    event       text        NOT NULL,
    subject     text        NOT NULL,
    customer_id uuid        NOT NULL,
    template    text        NULL,
    state       smallint    NOT NULL,
    claimed_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (event, subject)
);

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
