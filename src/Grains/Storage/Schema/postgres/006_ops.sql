-- Operations: what delivers, counts and tells.

-- Each kind is delivered by itself, so each finds its own due rows: a backlog of one kind is no way that the others must walk.
CREATE INDEX ix_outbox_kind ON outbox (kind, next_at) WHERE state = 0;
DROP INDEX ix_outbox_due;
