using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>While real shards sell, lend, expire, refund, pause and restock, no run at any moment finds a discrepancy.</summary>
public abstract class HealthyStormContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private const int Buyers = 12;
    private const int RoundsEach = 15;
    private const int FewestRuns = 30;
    private const int MostSteps = 120;

    private SiloOnLedger _silo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await SiloOnLedger.StartAsync(make);

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task No_moment_of_a_storm_breaks_anything()
    {
        using var fixture = new ReconciliationFixture(_silo);
        var sale = (await _silo.PublishAsync(stock: 60, shards: 3)).Campaign;
        var control = _silo.Grains.GetGrain<ICampaignControlGrain>(sale.Value);
        var traffic = Task.WhenAll([
            .. Enumerable.Range(0, Buyers).Select(i => Task.Run(() => BuyAsync(i), Ct)),
            Task.Run(StaffAsync, Ct),
        ]);
        var runs = 0;
        while (!traffic.IsCompleted || runs < FewestRuns)
        {
            var report = await RunAsync();
            report.Discrepancies.ShouldBeEmpty();
            (report.Stock.Free + report.Stock.Held + report.Stock.Confirmed).ShouldBe(report.Stock.Stock);
            runs++;
            // Holds run out as it goes on, but the sale does not.
            if (runs < MostSteps)
                _silo.Time.Now += TimeSpan.FromSeconds(20);
        }
        await traffic;
        await SellAndReturnAsync();
        var last = await RunAsync();
        last.Discrepancies.ShouldBeEmpty();
        last.Goods.Orders.ShouldBeGreaterThan(0);
        last.Money.RefundedFen.ShouldBeGreaterThan(0);
        (await _silo.Fixture.AlarmsAsync()).ShouldBeEmpty();

        async Task<GrainInterfaces.Ops.ReconciliationReport> RunAsync()
        {
            await fixture.SqlAsync("UPDATE reconciliation SET next_at = @at", ("at", _silo.Time.Now));
            return (await fixture.Watch.RunWhenDueAsync(Ct)).ShouldNotBeNull();
        }

        // The clock ran away from whoever paid on a slow machine: one that is certain, while it stands still.
        async Task SellAndReturnAsync()
        {
            var (key, customer) = (new StockShardKey(sale, 0), OpenShard.Somebody());
            var held = await _silo.BuyAfterAsync(HoldOutcome.AllHeld, key, OpenShard.Request(customer));
            held.Outcome.ShouldBe(HoldOutcome.Held);
            await fixture.RefundAsync(key, await fixture.FinishAsync(key, held, customer, 1));
        }

        async Task BuyAsync(int buyer)
        {
            for (var round = 0; round < RoundsEach; round++)
            {
                var key = new StockShardKey(sale, (buyer + round) % 3);
                var customer = OpenShard.Somebody();
                var held = await _silo.BuyAsync(key, OpenShard.Request(customer, 1 + round % 3));
                if (held.Outcome != HoldOutcome.Held)
                    continue;
                if (round % 4 == 0)
                    await _silo.CancelAsync(key, held.Order, customer);
                else if (round % 4 == 1)
                {
                    var sold = await fixture.FinishAsync(key, held, customer, 1 + round % 3);
                    await fixture.RefundAsync(key, sold);
                }
                else if (round % 4 == 2)
                    await fixture.PrepareAndLeaveAsync(key, held.Order, customer);
            }
        }

        async Task StaffAsync()
        {
            for (var round = 0; round < RoundsEach; round++)
            {
                await control.RestockAsync(round % 2 == 0 ? 5 : -1, "wang");
                await control.PauseAsync("wang");
                await control.ResumeAsync("wang");
            }
        }
    }
}

public sealed class PostgresHealthyStormTests() : HealthyStormContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteHealthyStormTests() : HealthyStormContract(LedgerFixture.SqliteAsync);
