using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>PostgreSQL may send a statement's rows before it commits: a row is not an answer, only the end of the statement is.</summary>
public sealed class PostgresCommitTests
{
    // So many ids in the answer that the server cannot keep it in its buffer until the commit.
    private const int Many = 1_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RAISE EXCEPTION 'refused at the commit'")]
    [InlineData("PERFORM pg_sleep(30)")]
    public async Task A_commit_that_fails_or_hangs_after_its_rows_were_sent_is_never_taken_for_success(string atCommit)
    {
        await using var bench = await LedgerFixture.PostgresAsync(
            new LedgerOptions { CommandTimeout = TimeSpan.FromSeconds(1), MaxConnections = 4 }
        );
        var key = new StockShardKey((await bench.PublishAsync(stock: 5_000)).View.Id, 0);
        var epoch = (await bench.OpenAsync(key)).Opening.Epoch;
        NewOrder[] orders = [.. Enumerable.Range(0, Many).Select(_ => LedgerFixture.Order())];
        await bench.CommitAsync(key, epoch, orders);
        await DeferAsync(bench, atCommit);

        await Should.ThrowAsync<Exception>(() => bench.CommitAsync(key, epoch, [LedgerFixture.Order(), .. orders]));

        (await bench.RowsAsync(key.Campaign)).ShouldBe([(0, Many, 0L)]);
    }

    [Fact]
    public async Task A_commit_that_did_not_wait_for_its_standby_is_never_taken_for_success()
    {
        await using var bench = await LedgerFixture.PostgresAsync();
        var key = new StockShardKey((await bench.PublishAsync(stock: 10)).View.Id, 0);
        var epoch = (await bench.OpenAsync(key)).Opening.Epoch;
        await DeferAsync(bench, "RAISE WARNING 'canceling wait for synchronous replication due to user request'");

        await Should.ThrowAsync<TimeoutException>(() => bench.CommitAsync(key, epoch, [LedgerFixture.Order()]));
        await Should.ThrowAsync<TimeoutException>(() =>
            bench.Database.WriteAsync(
                session =>
                    session
                        .Sql(
                            """
                            INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen,
                                                status, cause, created_at, pay_by)
                            SELECT gen_random_uuid(), campaign_id, shard, customer_id, gen_random_uuid(), body_hash, quantity,
                                   amount_fen, status, cause, created_at, pay_by FROM orders
                            """
                        )
                        .ExecuteAsync(),
                Ct
            )
        );

        // The unknown outcome of the first is a committed one here.
        (await bench.RowsAsync(key.Campaign)).ShouldBe([(0, 2, 0L)]);
    }

    [Fact]
    public async Task A_time_with_another_offset_does_not_break_its_batch()
    {
        await using var bench = await LedgerFixture.PostgresAsync();
        var key = new StockShardKey((await bench.PublishAsync(stock: 10)).View.Id, 0);
        var epoch = (await bench.OpenAsync(key)).Opening.Epoch;
        var order = LedgerFixture.Order();

        await bench.CommitAsync(key, epoch, [order with { PayBy = order.PayBy.ToOffset(TimeSpan.FromHours(8)) }]);

        (await bench.OpenAsync(key)).Orders.ShouldHaveSingleItem().PayBy.ShouldBe(order.PayBy);
    }

    private static async Task DeferAsync(LedgerFixture bench, string atCommit)
    {
        await bench.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        $"""
                        CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {atCommit}; RETURN NULL; END $$
                        """
                    )
                    .ExecuteAsync(),
            Ct
        );
        await bench.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION at_commit()
                        """
                    )
                    .ExecuteAsync(),
            Ct
        );
    }
}
