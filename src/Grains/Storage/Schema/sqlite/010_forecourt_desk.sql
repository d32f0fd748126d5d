-- staff_since: since when a fuel order waits for staff.
ALTER TABLE fuel_orders ADD COLUMN staff_since INTEGER NULL;
UPDATE fuel_orders SET staff_since = paid_at WHERE phase = 5;

-- tank_litres: how much the customer's tank holds. Nobody else sees it, so it needs no consent.
ALTER TABLE customer_profiles ADD COLUMN tank_litres INTEGER NULL CONSTRAINT ck_customer_profiles_tank CHECK (tank_litres BETWEEN 5 AND 400);
