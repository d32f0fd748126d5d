using Microsoft.Data.Sqlite;

namespace FuelGrains.Load.Tests.Database;

/// <summary>Tests that rows are read into records by name, whatever the order of the columns.</summary>
public sealed class DatabaseSnapshotTests : IDisposable
{
    private static readonly Guid Team = Guid.NewGuid();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_row_is_read_by_the_names_of_its_columns()
    {
        var ct = TestContext.Current.CancellationToken;
        await using (var connection = new SqliteConnection($"Data Source={_file};Pooling=false"))
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText =
                "CREATE TABLE t (ended_at, status, id, size, short); INSERT INTO t VALUES (NULL, 2, @id, 5, 1)";
            command.Parameters.AddWithValue("id", new SqliteStore(_file).Id(Team));
            await command.ExecuteNonQueryAsync(ct);
        }

        await using var snapshot = await DatabaseSnapshot.OpenAsync(new SqliteStore(_file), ct);
        var rows = await snapshot.ListAsync<Read>(
            "SELECT ended_at, status AS state, id, size, short, 1000 AS opened_at FROM t WHERE id = @id",
            ct,
            ("id", Team)
        );
        rows.ShouldBe([new(Team, TeamState.Failed, 5, true, DateTimeOffset.UnixEpoch.AddSeconds(1), null)]);
        (
            await snapshot.ListAsync<Read>(
                "SELECT ended_at, status AS state, id, size, short, 1000 AS opened_at FROM t WHERE id = @id",
                ct,
                ("id", Guid.NewGuid())
            )
        ).ShouldBeEmpty();
    }

    private sealed record Read(
        Guid Id,
        TeamState State,
        long Size,
        bool Short,
        DateTimeOffset OpenedAt,
        DateTimeOffset? EndedAt
    );
}
