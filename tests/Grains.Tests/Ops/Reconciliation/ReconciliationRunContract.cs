using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Ops.Reconciliation;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>Runs follow each other, pass from silo to silo, and keep to their budget of rows.</summary>
public abstract class ReconciliationRunContract(Func<Task<LedgerFixture>> make) : ReconciliationContract(make)
{
    [Fact]
    public async Task A_discrepancy_that_is_gone_at_the_next_run_freezes_nothing_and_must_be_seen_twice_anew()
    {
        var key = await Silo.PublishAsync(stock: 10);
        await Fixture.SellAsync(key);
        for (var i = 0; i < 2; i++)
        {
            await Fixture.SqlAsync(
                "UPDATE campaigns SET stock = stock + 1 WHERE id = @sale",
                ("sale", key.Campaign.Value)
            );
            (await Fixture.RunAsync()).Discrepancies.ShouldHaveSingleItem().Seen.ShouldBe(1);
            await Fixture.SqlAsync(
                "UPDATE campaigns SET stock = stock - 1 WHERE id = @sale",
                ("sale", key.Campaign.Value)
            );
            (await Fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        }
        (await Fixture.AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_silos_one_runs_and_the_other_takes_over_when_it_is_late()
    {
        var options = new ReconciliationOptions { TakeOverAfter = TimeSpan.FromSeconds(30) };
        using var one = new ReconciliationFixture(Silo, options);
        using var two = new ReconciliationFixture(Silo, options);
        (await one.RunAsync()).Revision.ShouldBe(1);
        (await one.Watch.RunWhenDueAsync(Ct)).ShouldBeNull();
        Silo.Time.Now += options.Period;
        (await two.Watch.RunWhenDueAsync(Ct)).ShouldBeNull();
        (await one.Watch.RunWhenDueAsync(Ct))!.Revision.ShouldBe(2);
        Silo.Time.Now += options.Period + options.TakeOverAfter;
        (await Task.WhenAll(one.Watch.RunWhenDueAsync(Ct), two.Watch.RunWhenDueAsync(Ct)))
            .Count(report => report is not null)
            .ShouldBe(1);
    }

    [Fact]
    public async Task What_one_silo_saw_first_another_freezes()
    {
        var key = await Silo.PublishAsync(stock: 10);
        await Fixture.SqlAsync("UPDATE campaigns SET stock = stock + 1 WHERE id = @sale", ("sale", key.Campaign.Value));
        await Fixture.RunAsync();
        using var other = new ReconciliationFixture(Silo);
        (await other.RunAsync()).Discrepancies.ShouldHaveSingleItem().Seen.ShouldBe(2);
        (await StatusAsync(key)).ShouldBe(CampaignStatus.Paused);
    }

    [Fact]
    public async Task A_small_budget_goes_round_until_every_row_was_judged()
    {
        var keys = new[]
        {
            await Silo.PublishAsync(stock: 10),
            await Silo.PublishAsync(stock: 10),
            await Silo.PublishAsync(stock: 10),
        };
        var sold = new List<SoldOrder>();
        foreach (var key in keys)
            sold.Add(await Fixture.SellAsync(key));
        using var frugal = new ReconciliationFixture(
            Silo,
            new()
            {
                TakeOverAfter = TimeSpan.Zero,
                OrdersCounted = 2,
                Window = 1,
                Latest = 1,
            }
        );
        for (var i = 0; i < 4; i++)
            (await frugal.RunAsync()).Stock.CampaignsCounted.ShouldBeInRange(1, 2);
        await Fixture.SqlAsync(
            "UPDATE stock_shards SET held = held + 1 WHERE campaign_id = @sale",
            ("sale", keys[0].Campaign.Value)
        );
        await Fixture.SqlAsync("DELETE FROM vouchers WHERE order_id = @order", ("order", sold[1].Id.Value));
        await Fixture.SqlAsync(
            "UPDATE payments SET amount_fen = amount_fen + 1 WHERE transaction_id = @id",
            ("id", sold[2].Transaction)
        );

        for (var i = 0; i < 8; i++)
            await frugal.RunAsync();

        (await StatusAsync(keys[0])).ShouldBe(CampaignStatus.Paused);
        (await Fixture.PaymentStateAsync(sold[0])).ShouldBe(2);
        (await Fixture.PaymentStateAsync(sold[1])).ShouldBe(4);
        (await Fixture.PaymentStateAsync(sold[2])).ShouldBe(4);
        (await StatusAsync(keys[1])).ShouldBe(CampaignStatus.Published);
        (await Silo.Fixture.AlarmsAsync())
            .Select(a => a.Kind)
            .Distinct()
            .ShouldBe(
                ["reconciliation.order.vouchers", "reconciliation.payment.amount", "reconciliation.sale.orders"],
                ignoreOrder: true
            );
    }
}

public sealed class PostgresReconciliationRunTests() : ReconciliationRunContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteReconciliationRunTests() : ReconciliationRunContract(LedgerFixture.SqliteAsync);
