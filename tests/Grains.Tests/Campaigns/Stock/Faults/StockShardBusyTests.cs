using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Faults;

/// <summary>A batch that could not be sent has not happened: the shard keeps its memory, under its epoch, and goes on from it.</summary>
public sealed class StockShardBusyTests
{
    private static readonly LedgerOptions Narrow = new()
    {
        CommandTimeout = TimeSpan.FromSeconds(2),
        MaxConnections = 2,
        MaxCommitConnections = 1,
        MaxQueuedWrites = 1,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shard_without_a_connection_answers_that_it_does_not_know_and_keeps_its_memory()
    {
        await using var silo = await SiloOnLedger.StartAsync(() => LedgerFixture.PostgresAsync(Narrow));
        var key = await silo.PublishAsync(stock: 5);
        await silo.BuyAsync(key, Request());
        var epoch = await EpochAsync(silo, key);
        var waiting = Request();

        await using (await ((PostgresDatabase)silo.Fixture.Database).OpenCommitAsync(Ct))
            (await silo.Shard(key).HoldAsync(waiting)).Outcome.ShouldBe(HoldOutcome.Retry);

        (await silo.BuyAsync(key, waiting)).Outcome.ShouldBe(HoldOutcome.Replayed);
        (await silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
        (await EpochAsync(silo, key)).ShouldBe(epoch);
        (await silo.Fixture.RowsAsync(key.Campaign)).ShouldBe([(0, 3L, 0L)]);
    }

    [Fact]
    public async Task A_shard_whose_batch_finds_the_write_queue_full_keeps_its_memory()
    {
        await using var silo = await SiloOnLedger.StartAsync(() => Task.FromResult(LedgerFixture.Sqlite(Narrow)));
        var key = await silo.PublishAsync(stock: 5);
        await silo.BuyAsync(key, Request());
        var epoch = await EpochAsync(silo, key);
        var waiting = Request();
        var release = new ManualResetEventSlim();
        var busy = await OccupyAsync(silo.Fixture.Database, release);
        try
        {
            var queued = Fill(silo.Fixture.Database);
            (await silo.Shard(key).HoldAsync(waiting)).Outcome.ShouldBe(HoldOutcome.Retry);
            release.Set();
            await Task.WhenAll([busy, .. queued]);
        }
        finally
        {
            // A writer that waits for ever would keep a failed test from ending.
            release.Set();
        }

        (await silo.BuyAsync(key, waiting)).Outcome.ShouldBe(HoldOutcome.Replayed);
        (await silo.BuyAsync(key, Request())).Outcome.ShouldBeOneOf(HoldOutcome.Held, HoldOutcome.Replayed);
        (await EpochAsync(silo, key)).ShouldBe(epoch);
    }

    [Fact]
    public async Task A_change_of_the_campaign_does_not_wait_for_a_batch_that_cannot_be_sent()
    {
        await using var silo = await SiloOnLedger.StartAsync(() => LedgerFixture.PostgresAsync(Narrow));
        var key = await silo.PublishAsync(stock: 5);
        await silo.BuyAsync(key, Request());
        var waiting = Request();
        await using (await ((PostgresDatabase)silo.Fixture.Database).OpenCommitAsync(Ct))
        {
            (await silo.Shard(key).HoldAsync(waiting)).Outcome.ShouldBe(HoldOutcome.Retry);
            var campaign = silo.Grains.GetGrain<ICampaignControlGrain>(key.Campaign.Value);
            (await campaign.RestockAsync(3, "wang")).Outcome.ShouldBe(CampaignControlOutcome.Done);
        }

        (await silo.BuyAsync(key, waiting)).Outcome.ShouldBe(HoldOutcome.Held);
        (await silo.Fixture.RowsAsync(key.Campaign)).ShouldBe([(0, 2L, 0L)]);
    }

    [Fact]
    public async Task A_locked_table_that_takes_every_other_connection_keeps_nobody_from_an_order()
    {
        await using var silo = await SiloOnLedger.StartAsync(() => LedgerFixture.PostgresAsync(Narrow));
        var key = await silo.PublishAsync(stock: 5);
        await silo.BuyAsync(key, Request());
        await using var locker = new NpgsqlConnection(silo.Fixture.ConnectionString);
        await locker.OpenAsync(Ct);
        await using var transaction = await locker.BeginTransactionAsync(Ct);
        await ExecuteAsync(locker, "LOCK TABLE pay_attempts");
        var paying = Enumerable
            .Range(0, Narrow.MaxConnections)
            .Select(_ =>
                silo.Fixture.Database.ReadAsync(s => s.Sql("SELECT 1 FROM pay_attempts").FirstAsync(r => r.Int(0)), Ct)
            )
            .ToList();

        (await silo.Shard(key).HoldAsync(Request())).Outcome.ShouldBe(HoldOutcome.Held);

        await transaction.RollbackAsync(Ct);
        foreach (var pay in paying)
            await pay.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_shard_that_takes_longer_to_read_than_a_command_may_take_still_opens()
    {
        await using var ledger = await LedgerFixture.PostgresAsync(Narrow);
        var key = new StockShardKey((await ledger.PublishAsync(stock: 5)).View.Id, 0);
        await ledger.CommitAsync(key, (await ledger.OpenAsync(key)).Opening.Epoch, LedgerFixture.Order());
        // The first row takes longer than a command may.
        await using (var connection = await ((PostgresDatabase)ledger.Database).Source.OpenConnectionAsync(Ct))
            await ExecuteAsync(
                connection,
                """
                ALTER TABLE orders RENAME TO slow_orders;
                CREATE VIEW orders AS SELECT o.* FROM (SELECT pg_sleep(3.5) OFFSET 0) s, slow_orders o
                """
            );

        (await ledger.OpenAsync(key)).Orders.Count.ShouldBe(1);
    }

    private static HoldRequest Request() => OpenShard.Request(OpenShard.Somebody());

    private static async Task<long> EpochAsync(SiloOnLedger silo, StockShardKey key) =>
        (await silo.Fixture.ShardsAsync(key.Campaign))[key.Shard].Epoch;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>
    /// The writer stands still until it is released. The shard's report may have the campaign write meanwhile, so a full queue is tried
    /// again.
    /// </summary>
    private static async Task<Task> OccupyAsync(LedgerDatabase database, ManualResetEventSlim release)
    {
        while (true)
        {
            var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                var busy = database.WriteAsync(
                    _ =>
                    {
                        running.SetResult();
                        release.Wait(Ct);
                        return Task.FromResult(0);
                    },
                    Ct
                );
                await Task.WhenAny(running.Task, busy);
                if (running.Task.IsCompleted)
                    return busy;
                await busy;
            }
            catch (LedgerBusyException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Writes are queued until one is refused: the queue behind the standing writer is full.</summary>
    private static List<Task> Fill(LedgerDatabase database)
    {
        var queued = new List<Task>();
        while (true)
        {
            try
            {
                queued.Add(database.WriteAsync(_ => Task.FromResult(0), Ct));
            }
            catch (LedgerBusyException)
            {
                return queued;
            }
        }
    }
}
