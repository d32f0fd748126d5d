using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>While real shards sell, lend, expire, refund, pause and restock, no run at any moment finds a discrepancy.</summary>
public abstract class HealthyStormContract(Func<Task<LedgerFixture>> make) : ReconciliationContract(make)
{
    private const int Buyers = 12;
    private const int RoundsEach = 15;
    private const int FewestRuns = 30;
    private const int MostSteps = 120;

    [Fact]
    public async Task No_moment_of_a_storm_breaks_anything()
    {
        var sale = (await Silo.PublishAsync(stock: 60, shards: 3)).Campaign;
        var traffic = Task.WhenAll([
            .. Enumerable.Range(0, Buyers).Select(i => Task.Run(() => BuyAsync(sale, i), Ct)),
            Task.Run(() => StaffAsync(sale), Ct),
        ]);
        var runs = 0;
        while (!traffic.IsCompleted || runs < FewestRuns)
        {
            var report = await RunAsync();
            report.Discrepancies.ShouldBeEmpty();
            (report.Stock.Free + report.Stock.Held + report.Stock.Confirmed).ShouldBe(report.Stock.Stock);
            runs++;
            // The clock runs far enough for holds to expire, but the sale stays open.
            if (runs < MostSteps)
                Silo.Time.Now += TimeSpan.FromSeconds(20);
        }
        await traffic;
        await SellAndReturnAsync(sale);
        var last = await RunAsync();
        last.Discrepancies.ShouldBeEmpty();
        last.Goods.Orders.ShouldBeGreaterThan(0);
        last.Money.RefundedFen.ShouldBeGreaterThan(0);
        (await Silo.Fixture.AlarmsAsync()).ShouldBeEmpty();
    }

    private async Task<ReconciliationReport> RunAsync()
    {
        await Fixture.SqlAsync("UPDATE reconciliation SET next_at = @at", ("at", Silo.Time.Now));
        return (await Fixture.Watch.RunWhenDueAsync(Ct)).ShouldNotBeNull();
    }

    // The storm's clock may outrun every payment on a slow machine. A sale while the clock stands still makes one refund certain.
    private async Task SellAndReturnAsync(CampaignId sale)
    {
        var (key, customer) = (new StockShardKey(sale, 0), OpenShard.Somebody());
        var held = await Silo.BuyAfterAsync(HoldOutcome.AllHeld, key, OpenShard.Request(customer));
        held.Outcome.ShouldBe(HoldOutcome.Held);
        await Fixture.RefundAsync(key, await Fixture.FinishAsync(key, held, customer, 1));
    }

    private async Task BuyAsync(CampaignId sale, int buyer)
    {
        for (var round = 0; round < RoundsEach; round++)
        {
            var key = new StockShardKey(sale, (buyer + round) % 3);
            var customer = OpenShard.Somebody();
            var held = await Silo.BuyAsync(key, OpenShard.Request(customer, 1 + round % 3));
            if (held.Outcome != HoldOutcome.Held)
                continue;
            if (round % 4 == 0)
                await Silo.CancelAsync(key, held.Order, customer);
            else if (round % 4 == 1)
            {
                var sold = await Fixture.FinishAsync(key, held, customer, 1 + round % 3);
                await Fixture.RefundAsync(key, sold);
            }
            else if (round % 4 == 2)
                await Fixture.PrepareAndLeaveAsync(key, held.Order, customer);
        }
    }

    private async Task StaffAsync(CampaignId sale)
    {
        var control = Silo.Grains.GetGrain<ICampaignControlGrain>(sale.Value);
        for (var round = 0; round < RoundsEach; round++)
        {
            await control.RestockAsync(round % 2 == 0 ? 5 : -1, "wang");
            await control.PauseAsync("wang");
            await control.ResumeAsync("wang");
        }
    }
}

public sealed class PostgresHealthyStormTests() : HealthyStormContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteHealthyStormTests() : HealthyStormContract(LedgerFixture.SqliteAsync);
