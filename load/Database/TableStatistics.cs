using Npgsql;

namespace FuelGrains.Load.Database;

/// <summary>The statistics that the planner of PostgreSQL has of the tables.</summary>
internal static class TableStatistics
{
    private const string NeverGather = """
        DO $$ DECLARE t record; BEGIN
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
                EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', t.tablename);
            END LOOP;
        END $$
        """;

    /// <summary>Keeps autovacuum away from every table, so the database stays as young as it is.</summary>
    public static Task NeverGatherAsync(PostgresStore store, CancellationToken stop) =>
        RunAsync(store, NeverGather, stop);

    public static Task GatherAsync(PostgresStore store, CancellationToken stop) => RunAsync(store, "ANALYZE", stop);

    private static async Task RunAsync(PostgresStore store, string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(stop);
    }
}
