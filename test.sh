#!/usr/bin/env bash
# Checks the format and runs the tests. Installs what they need (Debian packages), starts a throwaway PostgreSQL, stops it again.
#
#   ./test.sh                                              all of them
#   ./test.sh --fast                                       rules and contracts, while you write: Grains.Tests without its slow classes
#   ./test.sh --project Grains.Tests                       one project
#   ./test.sh --project Grains.Tests --filter-class '*StockShardTests'    the rest of the line goes to the test platform
#   ./test.sh --no-build                                   all of them, on the Release build that is there
#   ./test.sh --client                                     the client alone, beside the Release build that is there
#
# FUELGRAINS_TEST_POSTGRES: a connection string of a server (15 or newer, a superuser) to use instead of the throwaway one.
# The last lines are the failed tests, the 30 slowest ones and `tests: N passed, N failed, N skipped`.
# The exit code is 1 when one failed or none ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

project='*' build=1 fast=0 client=0 configuration=Release
while (( $# > 0 )); do
  case $1 in
    --project) project=${2:?"--project needs a name, such as Grains.Tests"}; shift 2 ;;
    --no-build) build=0; shift ;;
    --client) client=1 build=0 project=; shift ;;
    --fast) fast=1 project=Grains.Tests configuration=Debug; shift ;;
    *) break ;;
  esac
done
shopt -s nullglob
projects=(${project:+tests/$project/*.csproj})
(( ${#projects[@]} > 0 || client )) || { echo "No test project is named '$project'." >&2; exit 1; }

passed=0 failed=0 skipped=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/fuelgrains-test.XXXXXX")
server_bin='' # Set while our PostgreSQL runs.

# initdb refuses root, and Debian's package brings a user for it.
as_server_user() {
  if (( EUID == 0 )); then (cd "$scratch" && runuser -u postgres -- "$@"); else "$@"; fi
}

finish() {
  local code=$?
  trap - EXIT INT TERM
  if [[ -n ${product:-} ]]; then kill "$product" || true; fi
  if [[ -n $server_bin ]]; then
    as_server_user "$server_bin/pg_ctl" stop -D "$scratch/data" -m immediate -s || true
  fi
  rm -rf "$scratch"
  if (( failed > 0 || passed == 0 )); then code=1; fi
  echo "tests: $passed passed, $failed failed, $skipped skipped"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- What the tests need -------------------------------------------------------------------------------------------

find_server_bin() {
  local bin
  for bin in /usr/lib/postgresql/15/bin /usr/lib/postgresql/1[6-9]/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    if [[ -x $bin/initdb && -x $bin/pg_ctl ]]; then echo "$bin"; return; fi
  done
}

missing=()
if (( ! fast )); then
  command -v chromium > /dev/null || missing+=(chromium) # The pages are tried in a real browser.
  command -v firefox-esr > /dev/null || missing+=(firefox-esr) # So is the client.
  command -v wrk > /dev/null || missing+=(wrk)           # The light load generator.
  command -v faketime > /dev/null || missing+=(faketime) # Load runs end on the next day, with WeChat's bills.
  command -v redis-server > /dev/null || missing+=(redis-server) # A peer of the load program.
  if [[ -f package.json ]]; then
    command -v npm > /dev/null || missing+=(nodejs npm)  # Prettier checks the pages' format, and the client is built.
  fi
fi
if (( ! client )) && [[ -z ${FUELGRAINS_TEST_POSTGRES:-} && -z $(find_server_bin) ]]; then missing+=(postgresql-15); fi
if (( ${#missing[@]} > 0 )); then
  echo "Installing ${missing[*]}"
  command -v apt-get > /dev/null || { echo "Install ${missing[*]} yourself: this is no Debian." >&2; exit 1; }
  root=()
  if (( EUID != 0 )); then
    command -v sudo > /dev/null || { echo "Install ${missing[*]} as root first: there is no sudo." >&2; exit 1; }
    root=(sudo)
  fi
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" < /dev/null
fi

# ---- A server of our own -------------------------------------------------------------------------------------------

start_server() {
  local bin port attempt
  bin=$(find_server_bin)
  if (( EUID == 0 )); then chown postgres "$scratch"; fi
  as_server_user "$bin/initdb" -D "$scratch/data" -U postgres -A trust -E UTF8 --no-locale --no-sync > "$scratch/initdb.log" \
    || { cat "$scratch/initdb.log" >&2; exit 1; }
  # Below the range the system hands out to clients; a port somebody takes in between costs one more attempt.
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    # No socket file: its path may be too long, and the tests speak TCP. 300 connections: silos and fronts run side by side.
    # No fsync: what the tests kill is the product, never this server.
    if as_server_user "$bin/pg_ctl" start -D "$scratch/data" -w -s -l "$scratch/data/server.log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c fsync=off" < /dev/null; then
      server_bin=$bin
      export FUELGRAINS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
      echo "PostgreSQL of its own on 127.0.0.1:$port"
      return
    fi
  done
  cat "$scratch/data/server.log" >&2
  exit 1
}

if (( ! client )) && [[ -z ${FUELGRAINS_TEST_POSTGRES:-} ]]; then start_server; fi

# ---- Format and build ------------------------------------------------------------------------------------------------

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# On a build machine nothing may stay behind; at a desk the waiting compiler saves time.
if [[ -n ${CI:-} ]]; then export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false; fi

check_format() {
  dotnet tool restore < /dev/null
  dotnet csharpier check . < /dev/null
  if (( ! fast )) && [[ -f package.json ]]; then
    npm ci --ignore-scripts --no-audit --no-fund < /dev/null
    npm run check < /dev/null
  fi
}

# A format that is off counts as one failed test: the tests run all the same.
if [[ $project == '*' || $fast == 1 ]]; then
  echo '== format'
  check_format || { failed=1; echo 'failed: the format is off; `dotnet csharpier format .` and `npm run format` mend it.'; }
fi

if (( build )); then
  # The other projects start programs that they do not refer to.
  # The desk's build is one of its own, because analyzers do not look again at what was built without them.
  if (( fast )); then
    dotnet build "${projects[0]}" -c "$configuration" -p:RunAnalyzers=false < /dev/null
  else
    dotnet build FuelGrains.sln -c "$configuration" < /dev/null
  fi
fi

# ---- One project after the other -------------------------------------------------------------------------------------

# The tests start dozens of processes that live for seconds: tuning for hours, and a guard against code written at
# run time, only delay them.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

count() { sed -nE "s/^ *$1: ([0-9]+)\$/\1/p" "$scratch/output" | tail -n 1; }

slow_classes=()
if (( fast )); then
  # Storms, models over many seeds, processes, clusters, and faults that are waited for: seconds each. Contracts run on SQLite.
  for class in HealthyStorm StockShardModel TeamModel ForecourtModel FuelLife RefundLife ShardLife OutboxLife BillSize Membership \
    Reminders DataDirectoryLock Postgres WeChatPayFault WeChatMessages PlatformCertificates Notice; do
    slow_classes+=(--filter-not-class "*$class*")
  done
fi

for file in "${projects[@]}"; do
  name=$(basename "$file" .csproj)
  echo "== $name"
  code=0
  dotnet test --project "$file" -c "$configuration" --no-build --no-ansi --no-progress "${slow_classes[@]}" \
    --results-directory "$scratch/results" --report-xunit-xml --report-xunit-xml-filename "$name.xml" "$@" \
    < /dev/null 2>&1 | tee "$scratch/output" || code=$?
  project_failed=$(count failed)
  passed=$((passed + $(count succeeded || true) + 0))
  failed=$((failed + ${project_failed:-0}))
  skipped=$((skipped + $(count skipped || true) + 0))
  # 8: no test matched. Any other failure that counted no failed test is a crash, and counts as one.
  if (( code != 0 && code != 8 && ${project_failed:-0} == 0 )); then failed=$((failed + 1)); fi
done

# ---- The client ------------------------------------------------------------------------------------------------------

# Steps count as tests of their own: types, both builds, their sizes, what they load, and that wwwroot/m is what the sources build.
client_step() {
  echo "-- client: $1"
  shift
  if "$@" < /dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: client, $*"; fi
}

# Tests of the client, counted by their report.
client_tests() {
  local report=$scratch/results/$1.junit
  VITEST_JUNIT=$report npm run "$2" < /dev/null || echo "failed: client, $2"
  read -r all bad < <(sed -nE 's/^<testsuites .*tests="([0-9]+)" failures="([0-9]+)".*/\1 \2/p' "$report" || true)
  # No report is a crash, and counts as one.
  passed=$((passed + ${all:-0} - ${bad:-0}))
  failed=$((failed + ${bad:-1}))
}

client_product() {
  local port=$((20000 + RANDOM % 10000))
  PRODUCT=http://127.0.0.1:$port
  export PRODUCT
  ASPNETCORE_ENVIRONMENT=Development FuelGrains__DataDirectory=$scratch/client-data FuelGrains__SiloPort=0 FuelGrains__GatewayPort=0 \
    dotnet "../src/WebFront/bin/$configuration/net10.0/FuelGrains.WebFront.dll" --urls "$PRODUCT" \
    > "$scratch/client-product.log" 2>&1 < /dev/null &
  product=$!
  node scripts/awaitProduct.mjs || { cat "$scratch/client-product.log"; return 1; }
}

product='' # The process that the client's tests use, while it runs.

test_client() {
  cd client
  npm ci --ignore-scripts --no-audit --no-fund < /dev/null
  client_step types npm run check
  client_tests client-unit test
  client_step 'the web app' npm run build:h5
  client_step 'the mini-program' npm run build:mp-weixin
  client_step sizes npm run size
  client_step 'what they load' npm run policy
  client_step 'wwwroot/m is what the sources build' diff -r dist/build/h5 ../src/WebFront/wwwroot/m
  if client_product; then
    client_tests client-product test:product
    client_tests client-firefox test:firefox
  else
    failed=$((failed + 1))
  fi
  kill "$product" && wait "$product" || true
  product=''
  WEBFRONT=$PWD/../src/WebFront/bin/$configuration/net10.0/FuelGrains.WebFront.dll client_tests client-crowd test:crowd
  cd ..
}

if [[ $project == '*' && -f client/package.json ]] || (( client )); then
  echo '== client'
  test_client
fi

reports=("$scratch"/results/*.xml)

# The end of a long output may be all that is kept of it, so it says what failed, and the first and last lines of why.
failures() {
  awk -v most=40 -v first=6 -v last=12 '
    BEGIN { RS = "<test " }
    !/^[^>]*result="Fail"/ || ++seen > most { next }
    {
      name = $0; sub(/^.*name="/, "", name); sub(/".*/, "", name); print name
      if (!match($0, /<message>/)) next
      said = substr($0, RSTART + RLENGTH); sub(/<\/message>.*/, "", said); gsub(/<!\[CDATA\[|\]\]>/, "", said)
      count = split(said, line, "\n")
      for (i = 1; i <= count; i++)
        if (i <= first || i > count - last) print "    " substr(line[i], 1, 300)
    }' "$@"
}
if (( failed > 0 && ${#reports[@]} > 0 )); then
  echo '== the failed tests (at most 40), and what they say'
  failures "${reports[@]}" || true
fi

# Each test's seconds and name, as the reports have them.
echo '== the 30 slowest'
if (( ${#reports[@]} > 0 )); then
  # `head` ends before `sort` does.
  (grep -hoE '<test [^>]*' "${reports[@]}" \
    | sed -nE 's/.* name="([^"]*)".* time="([0-9.]+)".*/\2 \1/p' \
    | sort -rn | head -n 30 | sed -E 's/^([0-9]+\.[0-9])[0-9]*/\1 s/; s/&quot;/"/g; s/FuelGrains\.//') || true
fi
