using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>The payer's part of payments and refunds adds up, or somebody is told.</summary>
public abstract class ReconciliationPromotionContract(Func<Task<LedgerFixture>> make) : ReconciliationContract(make)
{
    [Fact]
    public async Task Money_that_a_promotion_paid_in_part_adds_up_and_comes_back_in_part()
    {
        var key = await Silo.PublishAsync(stock: 10);
        var (sold, back) = (await Fixture.SellAsync(key), await Fixture.SellAsync(key));
        await Fixture.RefundAsync(key, back);
        foreach (var order in new[] { sold, back })
            await Fixture.SqlAsync(
                "UPDATE payments SET payer_fen = 7 WHERE transaction_id = @id",
                ("id", order.Transaction)
            );
        await Fixture.SqlAsync("UPDATE refunds SET payer_fen = 7 WHERE transaction_id = @id", ("id", back.Transaction));

        var report = await Fixture.RunAsync();

        report.Discrepancies.ShouldBeEmpty();
        (report.Money.PaidFen, report.Money.PayerFen).ShouldBe((sold.AmountFen + back.AmountFen, 14));
        (report.Money.RefundedFen, report.Money.PayerRefundedFen).ShouldBe((back.AmountFen, 7));
    }

    [Theory]
    [InlineData("8")]
    [InlineData("6")]
    public async Task A_payer_who_gets_another_amount_back_than_was_paid_is_told_and_nothing_is_frozen(string told)
    {
        var key = await Silo.PublishAsync(stock: 10);
        var back = await Fixture.SellAsync(key);
        await Fixture.RefundAsync(key, back);
        await Fixture.SqlAsync(
            "UPDATE payments SET payer_fen = 7 WHERE transaction_id = @id",
            ("id", back.Transaction)
        );
        await Fixture.SqlAsync(
            $"UPDATE refunds SET payer_fen = {told} WHERE transaction_id = @id",
            ("id", back.Transaction)
        );

        var found = (await Fixture.RunAsync()).Discrepancies.ShouldHaveSingleItem();
        (found.Kind, found.Subject, found.Freezes).ShouldBe(
            ("payment.payer-refunds", $"payment/{back.Transaction}", null)
        );
        await Fixture.RunAsync();

        (await Fixture.PaymentStateAsync(back)).ShouldBe(2);
        (await Silo.Fixture.AlarmsAsync()).ShouldContain(($"reconciliation.{found.Kind}", found.Subject, 1));
        // A part that WeChat never said proves nothing.
        await Fixture.SqlAsync(
            "UPDATE refunds SET payer_fen = NULL WHERE transaction_id = @id",
            ("id", back.Transaction)
        );
        (await Fixture.RunAsync()).Discrepancies.ShouldBeEmpty();
    }
}

public sealed class PostgresReconciliationPromotionTests()
    : ReconciliationPromotionContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteReconciliationPromotionTests() : ReconciliationPromotionContract(LedgerFixture.SqliteAsync);
