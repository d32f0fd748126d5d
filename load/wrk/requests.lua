-- Requests follow one another, each with the next customer's token. The script builds all it can before the run: a generator
-- that works hard on the same cores flatters every ratio.
-- Arguments: method, file of tokens (one a line), run id, number of threads, body of a POST, list of requests (may be missing).
-- A line of the list is "slot path": the customer, counted from 1, and the path. Without a list all customers ask for the URL in turn.
-- The expected reply is counted like any other.

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  local method, file, run, all, body, list = args[1], args[2], args[3], tonumber(args[4]), args[5], args[6]
  counts = {}
  heads = {}
  sent = 0
  for token in io.lines(file) do
    local head = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAuthorization: Bearer " .. token
    if method == "POST" then
      -- Run, thread and a counter make a key that no run uses twice.
      head = head .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\nIdempotency-Key: " .. run .. "-" .. id .. "-"
    end
    table.insert(heads, list and head or method .. " " .. wrk.path .. head)
  end
  tail = method == "POST" and "\r\n\r\n" .. body or "\r\n\r\n"
  if list then read_list(method, list, all) end
  -- Threads start at different customers, so that no customer is asked for twice as often as the others.
  slot = math.floor(#heads * id / all)
  post = method == "POST"
end

-- Threads take the lines alternately, so all are at the same place of the list.
function read_list(method, file, all)
  starts, slots = {}, {}
  local number = 0
  for line in io.lines(file) do
    if number % all == id then
      local customer, path = line:match("^(%d+) (.+)$")
      table.insert(slots, tonumber(customer))
      table.insert(starts, method .. " " .. path)
    end
    number = number + 1
  end
  request = next_in_list
end

-- The list begins again after its end, with replies that nobody expects: the run is then invalid.
function next_in_list()
  local line = sent % #slots + 1
  sent = sent + 1
  return starts[line] .. heads[slots[line]] .. sent .. tail
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
