-- One request after another, each with the next customer's token. Everything that can be put together before the run
-- is: a generator that works hard on the same cores flatters every ratio.
-- Arguments: method, file of tokens (one a line), run id, expected answer is counted like any other.

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  local method, file, run, all = args[1], args[2], args[3], tonumber(args[4])
  counts = {}
  heads = {}
  sent = 0
  for token in io.lines(file) do
    local head = method .. " " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAuthorization: Bearer " .. token
    if method == "POST" then
      -- run, thread and a counter: no key is ever used twice, in no run.
      head = head .. "\r\nContent-Type: application/json\r\nContent-Length: 14\r\nIdempotency-Key: " .. run .. "-" .. id .. "-"
    end
    table.insert(heads, head)
  end
  tail = method == "POST" and "\r\n\r\n{\"quantity\":1}" or "\r\n\r\n"
  -- Threads start at different customers, so that no customer is asked for twice as often as the others.
  slot = math.floor(#heads * id / all)
  post = method == "POST"
end

function request()
  slot = slot % #heads + 1
  sent = sent + 1
  if post then return heads[slot] .. sent .. tail end
  return heads[slot] .. tail
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
end

function done(summary, latency, requests)
  local total = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("counts")) do
      total[status] = (total[status] or 0) + count
    end
  end
  local parts = {}
  for status, count in pairs(total) do
    table.insert(parts, string.format('"%d":%d', status, count))
  end
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"microseconds":%d,"broken":%d,"p50":%.0f,"p99":%.0f,"p999":%.0f,"max":%.0f,"statuses":{%s}}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max, table.concat(parts, ",")))
end
