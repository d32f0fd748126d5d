using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteWriterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_is_on_disk_before_it_is_answered()
    {
        await using var bench = await LedgerFixture.SqliteAsync();
        const int full = 2;
        (await bench.Database.WriteAsync(s => s.Sql("PRAGMA synchronous").FirstAsync(r => r.Long(0)), Ct)).ShouldBe(
            full
        );
        (await bench.Database.WriteAsync(s => s.Sql("PRAGMA journal_mode").FirstAsync(r => r.Text(0)), Ct)).ShouldBe(
            "wal"
        );
        (await bench.Database.WriteAsync(s => s.Sql("PRAGMA foreign_keys").FirstAsync(r => r.Long(0)), Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_when_the_file_is_opened_again()
    {
        await using var bench = await LedgerFixture.SqliteAsync();
        var key = new StockShardKey((await bench.PublishAsync(stock: 500)).View.Id, 0);
        var epoch = (await bench.OpenAsync(key)).Opening.Epoch;
        NewOrder[] orders = [.. Enumerable.Range(0, 50).Select(_ => LedgerFixture.Order())];
        await Task.WhenAll(orders.Select(order => bench.CommitAsync(key, epoch, order)));

        await bench.ReopenSqliteAsync();

        var (opening, read) = await bench.OpenAsync(key);
        read.Select(o => o.Id).ShouldBe(orders.Select(o => o.Id), ignoreOrder: true);
        opening.Counters.Held.ShouldBe(50);
    }

    [Fact]
    public async Task A_refused_piece_is_undone_alone_and_the_others_of_its_commit_stand()
    {
        await using var bench = await LedgerFixture.SqliteAsync();
        var (busy, release) = await OccupyAsync(bench);
        var first = AddAsync(bench, "first");
        var refused = AddAsync(bench, "half", "first");
        var failed = bench.Database.WriteAsync(
            async session =>
            {
                await AddAsync(session, "thrown");
                throw new InvalidOperationException("a bug");
#pragma warning disable CS0162 // the compiler wants the lambda's type
                return 0;
#pragma warning restore CS0162
            },
            Ct
        );
        var last = AddAsync(bench, "last");
        release.Set();

        await busy;
        await first;
        await last;
        await Should.ThrowAsync<LedgerRefusedException>(() => refused);
        await Should.ThrowAsync<InvalidOperationException>(() => failed);
        var names = await bench.Database.ReadAsync(
            s => s.Sql("SELECT name FROM staff ORDER BY name").ListAsync(r => r.Text(0)),
            Ct
        );
        names.ShouldBe(["first", "last"]);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_works_again_when_there_is_room()
    {
        await using var bench = LedgerFixture.Sqlite(new LedgerOptions { MaxQueuedWrites = 2 });
        var (busy, release) = await OccupyAsync(bench);
        Task[] waiting = [AddAsync(bench, "one"), AddAsync(bench, "two")];
        await Should.ThrowAsync<LedgerBusyException>(() => AddAsync(bench, "three"));
        release.Set();
        await busy;
        await Task.WhenAll(waiting);
        await AddAsync(bench, "three");
    }

    [Fact]
    public async Task A_stopped_writer_refuses_and_has_finished_what_it_took()
    {
        await using var bench = await LedgerFixture.SqliteAsync();
        var (busy, release) = await OccupyAsync(bench);
        var taken = AddAsync(bench, "taken");
        var stopped = ((SqliteDatabase)bench.Database).DisposeAsync().AsTask();
        await Should.ThrowAsync<LedgerBusyException>(() => AddAsync(bench, "late"));
        release.Set();
        await Task.WhenAll(busy, taken, stopped);

        await using var connection = new SqliteConnection(bench.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(name) FROM staff";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe("taken");
    }

    // While this piece runs, everything else gathers for the next commit.
    private static async Task<(Task Busy, ManualResetEventSlim Release)> OccupyAsync(LedgerFixture bench)
    {
        var release = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = bench.Database.WriteAsync(
            _ =>
            {
                running.SetResult();
                release.Wait(Ct);
                return Task.FromResult(0);
            },
            Ct
        );
        await running.Task;
        return (busy, release);
    }

    private static Task AddAsync(LedgerFixture bench, params string[] names) =>
        bench.Database.WriteAsync(
            async session =>
            {
                foreach (var name in names)
                    await AddAsync(session, name);
                return names.Length;
            },
            Ct
        );

    private static Task<int> AddAsync(LedgerSession session, string name) =>
        session
            .Sql("INSERT INTO staff (name, password_hash, roles, created_by, created_at) VALUES (@name, '', '', '', 0)")
            .With("name", name)
            .ExecuteAsync();
}
