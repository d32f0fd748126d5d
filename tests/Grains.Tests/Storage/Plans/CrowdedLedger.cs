using FuelGrains.Grains.Storage;
using Npgsql;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>Fills every table of a scratch ledger: the plan of a statement sees the number of rows, not their sense.</summary>
internal static class CrowdedLedger
{
    public const int Orders = 200_000;
    private const int Others = 5_000;

    // Rows of one campaign and one station, as on the day that they make.
    private const string One = "'0195d3d8-0000-7000-8000-000000000001'::uuid";

    private const string ReadColumns = """
        SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position),
               string_agg(CASE WHEN c.column_name IN ('campaign_id', 'station_id') THEN '{0}'
                               WHEN c.column_name = 'kind' AND c.data_type = 'text' THEN '''kind'''
                               WHEN c.column_name = 'shard' THEN 'i % 8'
                               WHEN c.data_type = 'uuid' THEN 'gen_random_uuid()'
                               WHEN c.data_type = 'text' THEN 'md5(i::text)'
                               WHEN c.data_type = 'smallint' THEN '(i % 5)::smallint'
                               WHEN c.data_type LIKE 'timestamp%' THEN 'now() + i * interval ''1 s'''
                               ELSE 'i' END, ', ' ORDER BY c.ordinal_position)
        FROM information_schema.columns c
        JOIN pg_class t ON t.oid = to_regclass(c.table_name) AND t.relkind = 'r'
        WHERE c.table_schema = current_schema() AND c.table_name <> 'schema_journal' AND c.table_name !~ '^orleans'
        GROUP BY c.table_name
        """;

    /// <summary>Keeps statistics from every table, as a database has it that was set up a minute ago.</summary>
    public static Task StayYoungAsync(LedgerFixture ledger, CancellationToken ct) =>
        ForEachTableAsync(ledger, t => $"ALTER TABLE {t.Name} SET (autovacuum_enabled = off)", ct);

    public static async Task FillAsync(LedgerFixture ledger, CancellationToken ct)
    {
        // Neither sense nor references: only keys are left.
        await RunAsync(
            ledger,
            """
            DO $$ DECLARE c record; BEGIN
                FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                         WHERE contype IN ('c', 'f') AND connamespace = current_schema()::regnamespace LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', c.t, c.conname);
                END LOOP;
            END $$
            """,
            ct
        );
        await ForEachTableAsync(
            ledger,
            t =>
                $"""
                    INSERT INTO {t.Name} ({t.Columns}) SELECT {t.Values}
                    FROM generate_series(1, {(t.Name == "orders" ? Orders : Others)}) AS i ON CONFLICT DO NOTHING
                    """,
            ct
        );
    }

    public static Task AnalyseAsync(LedgerFixture ledger, CancellationToken ct) => RunAsync(ledger, "ANALYZE", ct);

    /// <summary>The table of each index.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> IndexesAsync(
        LedgerFixture ledger,
        CancellationToken ct
    ) =>
        (
            await ledger.Database.ReadAsync(
                session =>
                    session
                        .Sql(
                            "SELECT indexname::text, tablename::text FROM pg_indexes WHERE schemaname = current_schema()"
                        )
                        .ListAsync(r => (Index: r.Text(0), Table: r.Text(1))),
                ct
            )
        ).ToDictionary(i => i.Index, i => i.Table);

    private static async Task ForEachTableAsync(
        LedgerFixture ledger,
        Func<(string Name, string Columns, string Values), string> sql,
        CancellationToken ct
    )
    {
        var tables = await ledger.Database.ReadAsync(
            session =>
                session
                    .Sql(
                        ReadColumns.Replace(
                            "{0}",
                            One.Replace("'", "''", StringComparison.Ordinal),
                            StringComparison.Ordinal
                        )
                    )
                    .ListAsync(r => (r.Text(0), r.Text(1), r.Text(2))),
            ct
        );
        foreach (var table in tables)
            await RunAsync(ledger, sql(table), ct);
    }

    private static async Task RunAsync(LedgerFixture ledger, string sql, CancellationToken ct)
    {
        await using var connection = await ((PostgresDatabase)ledger.Database).Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
