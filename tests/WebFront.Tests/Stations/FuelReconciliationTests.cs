using FuelGrains.Grains.Ops.Reconciliation;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Orders for fuel in the books: sound ones raise nothing, a bent one is found and its money frozen.</summary>
public abstract class FuelReconciliationTests(ProductFixture product) : FuelPayTests(product)
{
    private LedgerDatabase Ledger => Product.SiloServices.GetRequiredService<LedgerDatabase>();

    [Fact]
    public async Task Sound_fuel_orders_raise_nothing_and_a_bent_one_is_found_and_frozen()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var done = await FuelPurchase.PaidAsync(
            station,
            1,
            new
            {
                volumeMl = 40_000,
                grade = "95#",
                voucherIds = new[] { voucher },
            },
            driver
        );
        await site.AnswerAsync("UNLOCKPUMP");
        await FoundAsync(done);
        await site.SayAsync("* " + Sold(done.Id, "280.00", "35.00"));
        await site.AnswerAsync("CLEAR");
        await done.RefundedAsync(4_000);
        var back = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP", conclusion: "ERR 412 no");
        await back.IsAsync("refunded");
        await FoundAsync(done);
        await FoundAsync(back);

        await Ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        "UPDATE fuel_orders SET settled_fen = settled_fen - 1, settled_money_fen = settled_money_fen - 1 WHERE id = @id"
                    )
                    .With("id", done.Id)
                    .ExecuteAsync(),
            Ct
        );
        await FoundAsync(done, "fuel.meter", "fuel.refunds");
        await FoundAsync(done, "fuel.meter", "fuel.refunds");
        (await done.ViewAsync()).GetProperty("frozen").GetBoolean().ShouldBeTrue();
        await Ledger.WriteAsync(
            session =>
                session.Sql("DELETE FROM voucher_uses WHERE voucher_id = @id").With("id", voucher).ExecuteAsync(),
            Ct
        );
        await FoundAsync(done, "fuel.meter", "fuel.refunds", "fuel.vouchers");
        await FoundAsync(back);
    }

    /// <summary>The discrepancies that a look finds about an order.</summary>
    private async Task FoundAsync(FuelPurchase order, params string[] kinds)
    {
        await Ledger.WriteAsync(
            session =>
                session
                    .Sql("UPDATE reconciliation SET next_at = @past")
                    .With("past", Product.Clock.GetUtcNow().AddMinutes(-5))
                    .ExecuteAsync(),
            Ct
        );
        using var watch = new ReconciliationService(
            Ledger,
            Product.Grains,
            Options.Create(new ReconciliationOptions { TakeOverAfter = TimeSpan.Zero }),
            Product.Clock,
            NullLogger<ReconciliationService>.Instance
        );
        var report = (await watch.RunWhenDueAsync(Ct)).ShouldNotBeNull();
        report
            .Discrepancies.Where(b => b.Subject == $"fuel-order/{order.Id}")
            .Select(b => b.Kind)
            .ShouldBe(kinds, ignoreOrder: true);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FuelReconciliationInProcessOnSqlite(InProcessOnSqlite product) : FuelReconciliationTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelReconciliationRemoteOnPostgres(RemoteOnPostgres product) : FuelReconciliationTests(product);
