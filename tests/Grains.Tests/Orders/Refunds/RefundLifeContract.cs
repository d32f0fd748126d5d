using System.Data.Common;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>
/// Whole lives of refunds against the issue of vouchers, with the real services, rules and SQL, under a seeded scheduler.
/// Two planted bugs show that the judge sees.
/// </summary>
public abstract class RefundLifeContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    protected abstract LedgerDialect Dialect { get; }

    [Fact]
    public async Task No_order_of_events_and_no_fault_strands_a_refund()
    {
        var (connection, campaign) = await PrepareAsync();
        await using var owned = connection;
        await SeededLives.LiveAllAsync(seed => Live(connection, campaign, seed, RefundBug.None));
    }

    [Theory]
    [InlineData((int)RefundBug.TellsTheOwnerFirst)]
    [InlineData((int)RefundBug.StopsFulfilled)]
    public async Task A_planted_bug_is_found(int bug)
    {
        var (connection, campaign) = await PrepareAsync();
        await using var owned = connection;
        (
            await SeededLives.FindsAsync<StrandedException>(seed => Live(connection, campaign, seed, (RefundBug)bug))
        ).ShouldBeTrue();
    }

    private async Task<(DbConnection Connection, CampaignId Campaign)> PrepareAsync()
    {
        var campaign = (await Fixture.PublishAsync(stock: 10)).View.Id;
        await Fixture.Database.WriteAsync(
            s =>
                s.Sql(
                        $"UPDATE products SET kind = {ProductKind.Litres:D}, grade = '95#', volume_ml = 30000, valid_days = 30"
                    )
                    .ExecuteAsync(),
            Ct
        );
        return (await SeededLives.ConnectAsync(Fixture, Dialect), campaign);
    }

    private Task Live(DbConnection connection, CampaignId campaign, int seed, RefundBug bug)
    {
        var scheduler = new SeededScheduler(seed);
        var database = new SimulatedDatabase(connection, Dialect, scheduler);
        new RefundLife(scheduler, database, campaign, bug).Live();
        return Task.CompletedTask;
    }
}

public sealed class PostgresRefundLifeTests() : RefundLifeContract(() => LedgerFixture.PostgresAsync())
{
    protected override LedgerDialect Dialect => LedgerDialect.Postgres;
}

public sealed class SqliteRefundLifeTests() : RefundLifeContract(LedgerFixture.SqliteAsync)
{
    protected override LedgerDialect Dialect => LedgerDialect.Sqlite;
}
