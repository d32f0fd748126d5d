using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Ops.Reconciliation;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>A planted discrepancy is found, named and frozen; everything beside it goes on.</summary>
public abstract class ReconciliationContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;
    private ReconciliationFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _silo = await SiloOnLedger.StartAsync(make);
        _fixture = new(_silo);
    }

    public async ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task Sound_fixture_are_told_in_sums_and_raise_nothing()
    {
        var key = await _silo.PublishAsync(stock: 10, shards: 2);
        var (kept, back) = (await _fixture.SellAsync(key, 2), await _fixture.SellAsync(key));
        await _fixture.RefundAsync(key, back);
        await _silo.BuyAsync(key, OpenShard.Request(OpenShard.Somebody()));
        await _silo.Fixture.AddMessagesAsync(_silo.Time.Now, "later", "a");

        var report = await _fixture.RunAsync();

        report.Discrepancies.ShouldBeEmpty();
        report.Stock.ShouldBe(new(1, 10, 7, 1, 2, 1, 3, true));
        report.Money.ShouldBe(new(2, kept.AmountFen + back.AmountFen, kept.AmountFen, 0, 0, 0, back.AmountFen, true));
        report.Goods.ShouldBe(new(3, true, 3, true));
        report.Outbox.Waiting.ShouldBeGreaterThan(0);
        (await _silo.Grains.GetGrain<IReconciliationGrain>(0).LatestAsync())!.ShouldBeEquivalentTo(report);
        (await _silo.Fixture.AlarmsAsync()).ShouldBeEmpty();
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
        var (bent, sound) = (await _silo.PublishAsync(stock: 10), await _silo.PublishAsync(stock: 10));
        var (sold, beside) = (await _fixture.SellAsync(bent), await _fixture.SellAsync(sound));
        (await _fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        await PlantAsync(plant, bent.Campaign, sold);

        var first = (await _fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind);
        first.ShouldBe(
            new(
                kind,
                subject.Replace("{sale}", $"{bent.Campaign}", StringComparison.Ordinal),
                first.Detail,
                1,
                $"sale/{bent.Campaign}"
            )
        );
        (await _fixture.AuditAsync()).ShouldBeEmpty();
        (await _silo.Fixture.AlarmsAsync()).ShouldBeEmpty();

        (await _fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind).Seen.ShouldBe(2);
        (await _fixture.AuditAsync()).ShouldContain(("reconciliation", "flash-sale.pause", $"{bent.Campaign}"));
        (await _silo.Fixture.AlarmsAsync()).ShouldContain(($"reconciliation.{kind}", first.Subject, 1));
        (await StatusAsync(bent)).ShouldBe(CampaignStatus.Paused);
        (await StatusAsync(sound)).ShouldBe(CampaignStatus.Published);
        (await _silo.BuyAsync(sound, OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
        (await _fixture.PaymentStateAsync(beside)).ShouldBe(2);
    }

    [Theory]
    [InlineData("payment.refunds", "UPDATE payments SET refund_fen = 1 WHERE transaction_id = @payment")]
    [InlineData("payment.order", "UPDATE payments SET order_id = @other WHERE transaction_id = @payment")]
    [InlineData("payment.order", "UPDATE orders SET status = 4 WHERE id = @order")]
    [InlineData("payment.amount", "UPDATE payments SET amount_fen = amount_fen - 1 WHERE transaction_id = @payment")]
    [InlineData("payment.given-back", "UPDATE payments SET state = 3 WHERE transaction_id = @payment")]
    [InlineData("payment.state", "UPDATE payments SET state = 9 WHERE transaction_id = @payment")]
    [InlineData("order.vouchers", "DELETE FROM vouchers WHERE order_id = @order")]
    [InlineData("voucher.state", "UPDATE vouchers SET state = 9 WHERE order_id = @order")]
    [InlineData("voucher.cause", "UPDATE vouchers SET cause = 1 WHERE order_id = @order")]
    [InlineData("voucher.refund", "UPDATE vouchers SET state = 4, holder = 'refund/none' WHERE order_id = @order")]
    public async Task What_does_not_add_up_freezes_its_payment_at_the_second_run(string kind, string plant)
    {
        var key = await _silo.PublishAsync(stock: 10);
        var (bent, sound) = (await _fixture.SellAsync(key), await _fixture.SellAsync(key));
        (await _fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        await PlantAsync(plant, key.Campaign, bent);

        var first = (await _fixture.RunAsync()).Discrepancies.Single(b => b.Kind == kind);
        first.Freezes.ShouldBe($"payment/{bent.Transaction}");
        var before = await _fixture.PaymentStateAsync(bent);
        before.ShouldNotBe(4);
        await _fixture.RunAsync();

        (await _fixture.PaymentStateAsync(bent)).ShouldBe(4);
        (await _fixture.PaymentStateAsync(sound)).ShouldBe(2);
        (await _fixture.AuditAsync()).ShouldContain(
            ("reconciliation", "payment.freeze", $"payment/{bent.Transaction}")
        );
        (await _silo.Fixture.AlarmsAsync()).ShouldContain(($"reconciliation.{kind}", first.Subject, 1));
        // Once is enough: what is frozen is not frozen again.
        await _fixture.RunAsync();
        (await _fixture.AuditAsync()).Count(a => a.Action == "payment.freeze").ShouldBe(1);
    }

    [Fact]
    public async Task More_refunds_than_were_reserved_are_found_and_those_that_came_to_nothing_do_not_count()
    {
        var key = await _silo.PublishAsync(stock: 10);
        var (bent, rejected, closed) = (
            await _fixture.SellAsync(key),
            await _fixture.SellAsync(key),
            await _fixture.SellAsync(key)
        );
        await _silo.Fixture.Database.WriteAsync(
            async session =>
            {
                await _fixture.AddRefundAsync(session, bent, bent.AmountFen + 1, state: 3);
                await _fixture.AddRefundAsync(session, rejected, 1, state: 5);
                await _fixture.AddRefundAsync(session, closed, 1, state: 6);
                return true;
            },
            Ct
        );
        (await _fixture.RunAsync())
            .Discrepancies.Select(b => (b.Kind, b.Subject))
            .ShouldBe([
                ("payment.over-refunded", $"payment/{bent.Transaction}"),
                ("payment.refunds", $"payment/{bent.Transaction}"),
            ]);
    }

    [Fact]
    public async Task A_discrepancy_that_is_gone_at_the_next_run_freezes_nothing_and_must_be_seen_twice_anew()
    {
        var key = await _silo.PublishAsync(stock: 10);
        await _fixture.SellAsync(key);
        for (var i = 0; i < 2; i++)
        {
            await _fixture.SqlAsync(
                "UPDATE campaigns SET stock = stock + 1 WHERE id = @sale",
                ("sale", key.Campaign.Value)
            );
            (await _fixture.RunAsync()).Discrepancies.ShouldHaveSingleItem().Seen.ShouldBe(1);
            await _fixture.SqlAsync(
                "UPDATE campaigns SET stock = stock - 1 WHERE id = @sale",
                ("sale", key.Campaign.Value)
            );
            (await _fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
        }
        (await _fixture.AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_silos_one_runs_and_the_other_takes_over_when_it_is_late()
    {
        var options = new ReconciliationOptions { TakeOverAfter = TimeSpan.FromSeconds(30) };
        using var one = new ReconciliationFixture(_silo, options);
        using var two = new ReconciliationFixture(_silo, options);
        (await one.RunAsync()).Revision.ShouldBe(1);
        (await one.Watch.RunWhenDueAsync(Ct)).ShouldBeNull();
        _silo.Time.Now += options.Period;
        (await two.Watch.RunWhenDueAsync(Ct)).ShouldBeNull();
        (await one.Watch.RunWhenDueAsync(Ct))!.Revision.ShouldBe(2);
        _silo.Time.Now += options.Period + options.TakeOverAfter;
        (await Task.WhenAll(one.Watch.RunWhenDueAsync(Ct), two.Watch.RunWhenDueAsync(Ct)))
            .Count(report => report is not null)
            .ShouldBe(1);
    }

    [Fact]
    public async Task What_one_silo_saw_first_another_freezes()
    {
        var key = await _silo.PublishAsync(stock: 10);
        await _fixture.SqlAsync(
            "UPDATE campaigns SET stock = stock + 1 WHERE id = @sale",
            ("sale", key.Campaign.Value)
        );
        await _fixture.RunAsync();
        using var other = new ReconciliationFixture(_silo);
        (await other.RunAsync()).Discrepancies.ShouldHaveSingleItem().Seen.ShouldBe(2);
        (await StatusAsync(key)).ShouldBe(CampaignStatus.Paused);
    }

    [Fact]
    public async Task A_small_budget_goes_round_until_every_row_was_judged()
    {
        var keys = new[]
        {
            await _silo.PublishAsync(stock: 10),
            await _silo.PublishAsync(stock: 10),
            await _silo.PublishAsync(stock: 10),
        };
        var sold = new List<SoldOrder>();
        foreach (var key in keys)
            sold.Add(await _fixture.SellAsync(key));
        using var frugal = new ReconciliationFixture(
            _silo,
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
        await _fixture.SqlAsync(
            "UPDATE stock_shards SET held = held + 1 WHERE campaign_id = @sale",
            ("sale", keys[0].Campaign.Value)
        );
        await _fixture.SqlAsync("DELETE FROM vouchers WHERE order_id = @order", ("order", sold[1].Id.Value));
        await _fixture.SqlAsync(
            "UPDATE payments SET amount_fen = amount_fen - 1 WHERE transaction_id = @id",
            ("id", sold[2].Transaction)
        );

        for (var i = 0; i < 8; i++)
            await frugal.RunAsync();

        (await StatusAsync(keys[0])).ShouldBe(CampaignStatus.Paused);
        (await _fixture.PaymentStateAsync(sold[0])).ShouldBe(2);
        (await _fixture.PaymentStateAsync(sold[1])).ShouldBe(4);
        (await _fixture.PaymentStateAsync(sold[2])).ShouldBe(4);
        (await StatusAsync(keys[1])).ShouldBe(CampaignStatus.Published);
        (await _silo.Fixture.AlarmsAsync())
            .Select(a => a.Kind)
            .Distinct()
            .ShouldBe(
                ["reconciliation.order.vouchers", "reconciliation.payment.amount", "reconciliation.sale.orders"],
                ignoreOrder: true
            );
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
        };
        return _fixture.SqlAsync(
            plant,
            [
                .. values
                    .Where(v => System.Text.RegularExpressions.Regex.IsMatch(plant, $@"@{v.Key}\b"))
                    .Select(v => (v.Key, v.Value)),
            ]
        );
    }

    private async Task<CampaignStatus> StatusAsync(StockShardKey key) =>
        (await _silo.Grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(key.Campaign))!.Status;
}

public sealed class PostgresReconciliationTests() : ReconciliationContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteReconciliationTests() : ReconciliationContract(LedgerFixture.SqliteAsync);
