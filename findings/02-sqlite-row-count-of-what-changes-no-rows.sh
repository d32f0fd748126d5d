#!/usr/bin/env bash
# Microsoft.Data.Sqlite 10.0.13: ExecuteNonQuery of a statement that changes no rows returns the count of an earlier statement.
#
# Expected: CREATE TABLE IF NOT EXISTS, DROP TABLE, ALTER TABLE and PRAGMA return 0 or -1, as other providers do.
# Seen:     they return the number of rows that the connection's last INSERT, UPDATE or DELETE changed, whatever command that was. An
#           UPDATE without a match resets the count to 0. The reason: SQLite's changes() keeps its value over other statements, and
#           the provider adds it for every statement that is not read-only. SELECT returns -1, as documented.
# So:       a row count decides something only after INSERT, UPDATE or DELETE; nothing counts what the schema's scripts did.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir share # All that dotnet installs and builds goes with the folder.
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/share"

cat > finding.cs <<'CS'
#:package Microsoft.Data.Sqlite@10.0.13
#:property PublishAot=false
using Microsoft.Data.Sqlite;

using var connection = new SqliteConnection("Data Source=:memory:");
connection.Open();
foreach (var sql in new[]
{
    "CREATE TABLE t (id INTEGER PRIMARY KEY)",
    "INSERT INTO t VALUES (1), (2), (3)",
    "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY)",
    "ALTER TABLE t ADD COLUMN v INTEGER",
    "PRAGMA user_version = 1",
    "SELECT id FROM t",
    "DROP TABLE IF EXISTS gone",
    "UPDATE t SET v = 1 WHERE id = 4",
    "CREATE INDEX t_v ON t (v)",
})
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    Console.WriteLine($"{command.ExecuteNonQuery()}: {sql}");
}
CS

cat > stated <<'TXT'
0: CREATE TABLE t (id INTEGER PRIMARY KEY)
3: INSERT INTO t VALUES (1), (2), (3)
3: CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY)
3: ALTER TABLE t ADD COLUMN v INTEGER
3: PRAGMA user_version = 1
-1: SELECT id FROM t
3: DROP TABLE IF EXISTS gone
0: UPDATE t SET v = 1 WHERE id = 4
0: CREATE INDEX t_v ON t (v)
TXT

dotnet run finding.cs > seen
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
