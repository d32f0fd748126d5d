using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresGrainStateTests : GrainStateContract
{
    [Fact]
    public async Task Of_sixteen_first_writes_of_one_grain_exactly_one_wins()
    {
        var write = await QueryAsync("SELECT QueryText FROM OrleansQuery WHERE QueryKey = 'WriteToStorageKey'");

        for (var grain = 1; grain <= 25; grain++)
        {
            var start = new TaskCompletionSource();
            var writers = Enumerable
                .Range(0, 16)
                .Select(_ => FirstWriteAsync((string)write!, grain, start.Task))
                .ToArray();
            start.SetResult();
            var versions = await Task.WhenAll(writers);

            versions.Count(v => v is 1).ShouldBe(1);
            versions.Count(v => v is DBNull).ShouldBe(15); // Handed back what they brought: the provider's sign of a conflict.
        }

        (await QueryAsync("SELECT count(*) FROM OrleansStorage")).ShouldBe(25L);
    }

    protected override Task<NotebookSilo> StartAsync() => NotebookSilo.OnPostgresAsync(Ct);

    protected override DbConnection Connect() => new NpgsqlConnection(Silo.ConnectionString);

    // The parameters as the provider binds them for a grain with a number for a key (no key extension, no version yet).
    private async Task<object?> FirstWriteAsync(string write, int grain, Task start)
    {
        await using var connection = new NpgsqlConnection(Silo.ConnectionString);
        await connection.OpenAsync(Ct);
        await start;
        await using var command = new NpgsqlCommand(write, connection);
        command.Parameters.AddWithValue("GrainIdHash", grain);
        command.Parameters.AddWithValue("GrainIdN0", 0L);
        command.Parameters.AddWithValue("GrainIdN1", (long)grain);
        command.Parameters.AddWithValue("GrainTypeHash", 7);
        command.Parameters.AddWithValue("GrainTypeString", "notebook");
        command.Parameters.AddWithValue("GrainIdExtensionString", NpgsqlDbType.Text, DBNull.Value);
        command.Parameters.AddWithValue("ServiceId", "race");
        command.Parameters.AddWithValue("GrainStateVersion", NpgsqlDbType.Integer, DBNull.Value);
        command.Parameters.AddWithValue("PayloadBinary", new byte[] { 1 });
        return await command.ExecuteScalarAsync(Ct);
    }

    private async Task<object?> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Silo.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
