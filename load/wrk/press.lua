-- One request after another, each with the next customer's token. Everything that can be put together before the run
-- is: a generator that works hard on the same cores flatters every ratio.
-- Arguments: method, file of tokens (one a line), run id, number of threads, body of a POST, file of presses (may be missing).
-- A press is a line "slot path": which customer, counted from 1, asks where. Without presses everybody asks the URL in turn.
-- The expected answer is counted like any other.

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  local method, file, run, all, body, presses = args[1], args[2], args[3], tonumber(args[4]), args[5], args[6]
  counts = {}
  heads = {}
  sent = 0
  for token in io.lines(file) do
    local head = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAuthorization: Bearer " .. token
    if method == "POST" then
      -- run, thread and a counter: no key is ever used twice, in no run.
      head = head .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\nIdempotency-Key: " .. run .. "-" .. id .. "-"
    end
    table.insert(heads, presses and head or method .. " " .. wrk.path .. head)
  end
  tail = method == "POST" and "\r\n\r\n" .. body or "\r\n\r\n"
  if presses then read_presses(method, presses, all) end
  -- Threads start at different customers, so that no customer is asked for twice as often as the others.
  slot = math.floor(#heads * id / all)
  post = method == "POST"
end

-- Threads take the presses alternately, so both are at the same place of the list.
function read_presses(method, file, all)
  starts, slots = {}, {}
  local line = 0
  for press in io.lines(file) do
    if line % all == id then
      local customer, path = press:match("^(%d+) (.+)$")
      table.insert(slots, tonumber(customer))
      table.insert(starts, method .. " " .. path)
    end
    line = line + 1
  end
  request = next_press
end

-- Past the end of the list it begins again, with answers that nobody expects: the run is then invalid.
function next_press()
  local press = sent % #slots + 1
  sent = sent + 1
  return starts[press] .. heads[slots[press]] .. sent .. tail
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
