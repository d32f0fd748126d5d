using System.Text.RegularExpressions;
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

/// <summary>A planted discrepancy is found, named and frozen; everything beside it goes on.</summary>
public abstract class ReconciliationDiscrepancyContract(Func<Task<LedgerFixture>> make) : ReconciliationContract(make)
{
    [Fact]
    public async Task Sound_fixture_are_told_in_sums_and_raise_nothing()
    {
        var key = await Silo.PublishAsync(stock: 10, shards: 2);
        var (kept, back) = (await Fixture.SellAsync(key, 2), await Fixture.SellAsync(key));
        await Fixture.RefundAsync(key, back);
        await Silo.BuyAsync(key, OpenShard.Request(OpenShard.Somebody()));
        await Silo.Fixture.AddMessagesAsync(Silo.Time.Now, "later", "a");

        var report = await Fixture.RunAsync();

        report.Discrepancies.ShouldBeEmpty();
        report.Stock.ShouldBe(new(1, 10, 7, 1, 2, 1, 3, true));
        report.Money.ShouldBe(
            new(2, kept.AmountFen + back.AmountFen, kept.AmountFen, 0, 0, 0, back.AmountFen, true)
            {
                PayerFen = kept.AmountFen + back.AmountFen,
                PayerRefundedFen = back.AmountFen,
            }
        );
        report.Goods.ShouldBe(new(3, true, 3, true));
        report.Outbox.Waiting.ShouldBeGreaterThan(0);
        (await Silo.Grains.GetGrain<IReconciliationGrain>(0).LatestAsync())!.ShouldBeEquivalentTo(report);
        (await Silo.Fixture.AlarmsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sale.stock", "UPDATE campaigns SET stock = stock + 1 WHERE id = @sale", "sale/{sale}")]
    [InlineData("sale.orders", "UPDATE stock_shards SET held = held + 1 WHERE campaign_id = @sale", "sale/{sale}/0")]
    [InlineData(
        "sale.orders",
        "UPDATE stock_shards SET confirmed = confirmed - 1 WHERE campaign_id = @sale",
        "sale/{sale}/0"
    )]
    [InlineData(
        "sale.orders",
        "UPDATE orders SET quantity = quantity + 1 WHERE id = @order AND 0 < @sale_length",
        "sale/{sale}/0"
    )]
    public async Task A_unit_too_many_or_too_few_pauses_its_campaign_at_the_second_run(
        string kind,
        string plant,
        string subject
    )
    {
        var (bent, sound) = (await Silo.PublishAsync(stock: 10), await Silo.PublishAsync(stock: 10));
        var (sold, beside) = (await Fixture.SellAsync(bent), await Fixture.SellAsync(sound));
        (await Fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        await PlantAsync(plant, bent.Campaign, sold);

        var first = (await Fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind);
        first.ShouldBe(
            new(
                kind,
                subject.Replace("{sale}", $"{bent.Campaign}", StringComparison.Ordinal),
                first.Detail,
                1,
                $"sale/{bent.Campaign}"
            )
        );
        (await Fixture.AuditAsync()).ShouldBeEmpty();
        (await Silo.Fixture.AlarmsAsync()).ShouldBeEmpty();

        (await Fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind).Seen.ShouldBe(2);
        (await Fixture.AuditAsync()).ShouldContain(("reconciliation", "flash-sale.pause", $"{bent.Campaign}"));
        (await Silo.Fixture.AlarmsAsync()).ShouldContain(($"reconciliation.{kind}", first.Subject, 1));
        (await StatusAsync(bent)).ShouldBe(CampaignStatus.Paused);
        (await StatusAsync(sound)).ShouldBe(CampaignStatus.Published);
        (await Silo.BuyAsync(sound, OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
        (await Fixture.PaymentStateAsync(beside)).ShouldBe(2);
    }

    [Theory]
    [InlineData("payment.refunds", "UPDATE payments SET refund_fen = 1 WHERE transaction_id = @payment")]
    [InlineData("payment.order", "UPDATE payments SET order_id = @other WHERE transaction_id = @payment")]
    [InlineData("payment.order", "UPDATE orders SET status = 4 WHERE id = @order")]
    [InlineData("payment.amount", "UPDATE payments SET amount_fen = amount_fen + 1 WHERE transaction_id = @payment")]
    [InlineData("payment.given-back", "UPDATE payments SET state = 3 WHERE transaction_id = @payment")]
    [InlineData("payment.state", "UPDATE payments SET state = 9 WHERE transaction_id = @payment")]
    [InlineData("order.vouchers", "DELETE FROM vouchers WHERE order_id = @order")]
    [InlineData("voucher.state", "UPDATE vouchers SET state = 9 WHERE order_id = @order")]
    [InlineData("voucher.cause", "UPDATE vouchers SET cause = 1 WHERE order_id = @order")]
    [InlineData("voucher.refund", "UPDATE vouchers SET state = 4, holder = 'refund/none' WHERE order_id = @order")]
    [InlineData("payment.stranded", "UPDATE orders SET status = @refunding WHERE id = @order")]
    public async Task What_does_not_add_up_freezes_its_payment_at_the_second_run(string kind, string plant)
    {
        var key = await Silo.PublishAsync(stock: 10);
        var (bent, sound) = (await Fixture.SellAsync(key), await Fixture.SellAsync(key));
        (await Fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        await PlantAsync(plant, key.Campaign, bent);

        var first = (await Fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind);
        first.Freezes.ShouldBe($"payment/{bent.Transaction}");
        var before = await Fixture.PaymentStateAsync(bent);
        before.ShouldNotBe(4);
        await Fixture.RunAsync();

        (await Fixture.PaymentStateAsync(bent)).ShouldBe(4);
        (await Fixture.PaymentStateAsync(sound)).ShouldBe(2);
        (await Fixture.AuditAsync()).ShouldContain(("reconciliation", "payment.freeze", $"payment/{bent.Transaction}"));
        (await Silo.Fixture.AlarmsAsync()).ShouldContain(($"reconciliation.{kind}", first.Subject, 1));
        // A payment that is frozen is not frozen again.
        await Fixture.RunAsync();
        (await Fixture.AuditAsync()).Count(a => a.Action == "payment.freeze").ShouldBe(1);
    }

    [Fact]
    public async Task More_refunds_than_were_reserved_are_found_and_those_that_came_to_nothing_do_not_count()
    {
        var key = await Silo.PublishAsync(stock: 10);
        var (bent, rejected, closed) = (
            await Fixture.SellAsync(key),
            await Fixture.SellAsync(key),
            await Fixture.SellAsync(key)
        );
        await Silo.Fixture.Database.WriteAsync(
            async session =>
            {
                await Fixture.AddRefundAsync(session, bent, bent.AmountFen + 1, state: 3);
                await Fixture.AddRefundAsync(session, rejected, 1, state: 5);
                await Fixture.AddRefundAsync(session, closed, 1, state: 6);
                return true;
            },
            Ct
        );
        (await Fixture.RunAsync())
            .Discrepancies.Select(b => (b.Kind, b.Subject))
            .ShouldBe([
                ("payment.over-refunded", $"payment/{bent.Transaction}"),
                ("payment.refunds", $"payment/{bent.Transaction}"),
            ]);
    }

    private Task<int> PlantAsync(string plant, CampaignId sale, SoldOrder sold)
    {
        var values = new Dictionary<string, object?>
        {
            ["sale"] = sale.Value,
            ["order"] = sold.Id.Value,
            ["payment"] = sold.Transaction,
            ["other"] = Guid.NewGuid(),
            ["sale_length"] = 36,
            ["refunding"] = (int)OrderStatus.Refunding,
        };
        return Fixture.SqlAsync(
            plant,
            [.. values.Where(v => Regex.IsMatch(plant, $@"@{v.Key}\b")).Select(v => (v.Key, v.Value))]
        );
    }
}

public sealed class PostgresReconciliationDiscrepancyTests()
    : ReconciliationDiscrepancyContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteReconciliationDiscrepancyTests()
    : ReconciliationDiscrepancyContract(LedgerFixture.SqliteAsync);
