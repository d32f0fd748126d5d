-- Group buys: a campaign is a sale with group terms, a team is a row of the shard it maps to, a seat is an order.

-- kind: 0 flash sale, 1 group-buy campaign.
ALTER TABLE flash_sales ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- ladder: size=price or size=price/leader's price, with commas between. virtual_percent: 0 means that only a full team completes.
-- views: how often the campaign was looked at; counted by the web nodes, and lossy.
CREATE TABLE group_terms (
    sale_id            BLOB    NOT NULL,
    ladder             TEXT    NOT NULL,
    open_for_ms        INTEGER NOT NULL,
    virtual_percent    INTEGER NOT NULL,
    new_customers_only INTEGER NOT NULL,
    reward_product_id  BLOB    NULL,
    views              INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_group_terms PRIMARY KEY (sale_id),
    CONSTRAINT fk_group_terms_sale FOREIGN KEY (sale_id) REFERENCES flash_sales (id),
    CONSTRAINT fk_group_terms_reward FOREIGN KEY (reward_product_id) REFERENCES products (id),
    CONSTRAINT ck_group_terms_virtual CHECK (virtual_percent BETWEEN 0 AND 99)
) STRICT;

-- seat: the number of the seat while it is taken, its negative once it is free for others, null in a flash sale. Were the order's
-- status in the index's condition instead, every change of a status would touch every index of the table.
ALTER TABLE orders ADD COLUMN team_id BLOB NULL;
ALTER TABLE orders ADD COLUMN seat INTEGER NULL CONSTRAINT ck_orders_seat CHECK (seat IS NULL OR (seat <> 0 AND seat BETWEEN -100 AND 100));
ALTER TABLE orders ADD COLUMN invited_by BLOB NULL;
CREATE UNIQUE INDEX uq_orders_seat ON orders (team_id, seat) WHERE seat > 0;

-- Written by the shard the team maps to, behind the shard's epoch. status: 0 open, 1 completed, 2 failed, 3 dissolved.
-- paid and taken count seats while the team is open and stay as they were when it ended. leader_id is null while nobody leads.
-- revision: raised by each batch that touches the team; live updates go by it.
CREATE TABLE teams (
    id          BLOB    NOT NULL,
    sale_id     BLOB    NOT NULL,
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
CREATE INDEX ix_teams_shard ON teams (sale_id, shard);
CREATE INDEX ix_teams_due ON teams (deadline) WHERE status = 0;
CREATE INDEX ix_teams_open ON teams (sale_id, deadline) WHERE status = 0;

-- What a customer may have once in a campaign, whatever shards their teams map to: the team they opened and still lead while it is
-- open, the order that waits for its payment, and how many seats they have in all. let_go: how many seats the last change gave up; a change
-- proposes a whole row and the row there takes what it means, so one statement claims and releases in one order of customers.
CREATE TABLE team_claims (
    sale_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    leads       BLOB    NULL,
    unpaid      BLOB    NULL,
    seats       INTEGER NOT NULL,
    let_go      INTEGER NOT NULL,
    CONSTRAINT pk_team_claims PRIMARY KEY (sale_id, customer_id),
    CONSTRAINT ck_team_claims_seats CHECK (seats >= 0)
) STRICT;

-- One row for each customer whose first completed team was joined by invitation: the inviter is rewarded once.
CREATE TABLE invite_rewards (
    invited_id BLOB    NOT NULL,
    inviter_id BLOB    NOT NULL,
    order_id   BLOB    NOT NULL,
    product_id BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT pk_invite_rewards PRIMARY KEY (invited_id)
) STRICT;
CREATE INDEX ix_invite_rewards_inviter ON invite_rewards (inviter_id);

-- What a customer lets others see. Without consent neither name nor picture is kept.
CREATE TABLE customer_profiles (
    customer_id BLOB    NOT NULL,
    nickname    TEXT    NULL,
    avatar      TEXT    NULL,
    consent     INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    CONSTRAINT pk_customer_profiles PRIMARY KEY (customer_id),
    CONSTRAINT ck_customer_profiles_consent CHECK (consent = 1 OR (nickname IS NULL AND avatar IS NULL))
) STRICT;
