using Npgsql;

namespace FuelGrains.Load.Benchmarks.Peers;

/// <summary>Reads the database of the peer row-lock.</summary>
internal static class PeerRows
{
    public static async Task<long> CountAsync(PostgresStore store, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM peer_orders", connection);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }
}
