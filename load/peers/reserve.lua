-- The usual flash sale in Redis: checks the buyer, counts down, and notes the order for a writer that comes later.
-- KEYS: free units, units by customer, stream of orders. ARGV: customer, idempotency key, quantity, limit, order.
-- Returns 1 taken, 0 sold out, -1 limit reached.
local quantity = tonumber(ARGV[3])
local had = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
if had + quantity > tonumber(ARGV[4]) then return -1 end
if tonumber(redis.call('GET', KEYS[1]) or '0') < quantity then return 0 end
redis.call('DECRBY', KEYS[1], quantity)
redis.call('HSET', KEYS[2], ARGV[1], had + quantity)
redis.call('XADD', KEYS[3], '*', 'order', ARGV[5], 'customer', ARGV[1], 'key', ARGV[2], 'quantity', ARGV[3])
return 1
