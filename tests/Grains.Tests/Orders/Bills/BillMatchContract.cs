using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>The bill of a day is matched once and whole, or not at all, on either store.</summary>
public abstract class BillMatchContract(Func<Task<LedgerFixture>> make) : BillContract(make)
{
    [Fact]
    public async Task A_bill_that_the_ledger_confirms_has_no_differences_and_gives_the_settlement()
    {
        var ((_, first), (_, second)) = (await PaidAsync(), await PaidAsync());

        var bill = await MatchAsync(Row(first), Row(second));

        (bill.State, bill.Rows, bill.Open, bill.NextAt).ShouldBe((BillState.Matched, 2, 0, null));
        (await DifferencesAsync()).ShouldBeEmpty();
        var sums = await Bills.SumsAsync(Day, Day, 100);
        sums.Length.ShouldBe(2, "each order has a campaign of its own");
        sums.ShouldAllBe(s => s.CampaignId != null && s.CampaignTitle != null && s.StationId == null);
        (sums.Sum(s => s.PaidFen), sums.Sum(s => s.Payments), sums.Sum(s => s.FeeMilliFen)).ShouldBe(
            (39_800, 2, 238_000)
        );
        (await AlarmsAsync("bill.differences")).ShouldBe(0);
        (await Run.RunNextAsync(Ct)).ShouldBeFalse("a matched bill is not due again");
    }

    [Fact]
    public async Task Each_kind_of_difference_is_found()
    {
        var ((_, same), (_, amount), (_, fee), (_, missing)) = (
            await PaidAsync(),
            await PaidAsync(),
            await PaidAsync(),
            await PaidAsync()
        );

        var bill = await MatchAsync(
            Row(same),
            Row(amount) with
            {
                Fen = 1,
            },
            Row(fee) with
            {
                FeeFen = 200,
            },
            new("4200unknown", "theirs", 700) { Time = At },
            Row(same) with
            {
                RefundNo = "console",
                Fen = 100,
            }
        );

        (bill.State, bill.Open, bill.Further).ShouldBe((BillState.Matched, 5, 0));
        (await DifferencesAsync())
            .Select(d => (d.Kind, d.Number, d.ThereFen, d.HereFen))
            .ShouldBe(
                [
                    (BillDifferenceKind.PaymentAmountOther, amount.TransactionId, 1, 19_900),
                    (BillDifferenceKind.FeeOther, fee.TransactionId, 200, 119),
                    (BillDifferenceKind.PaidThereUnknownHere, "4200unknown", 700, null),
                    (BillDifferenceKind.RefundedThereUnknownHere, "console", 100, null),
                    (BillDifferenceKind.PaymentMissingThere, missing.TransactionId, null, 19_900),
                ],
                ignoreOrder: true
            );
        (await AlarmsAsync("bill.differences")).ShouldBe(1);
        // The sums are the bill's, so a day's lines add up to the bill whatever the ledger says.
        var sums = await Bills.SumsAsync(Day, Day, 100);
        sums.Sum(s => s.PaidFen).ShouldBe(19_900 + 1 + 19_900 + 700);
        sums.Single(s => s.CampaignId == null).PaidFen.ShouldBe(700);
    }

    [Fact]
    public async Task A_day_without_a_bill_lacks_every_payment_of_the_day()
    {
        var (_, paid) = await PaidAsync();
        var bill = await MatchAsync();
        (bill.State, bill.Rows, bill.Open).ShouldBe((BillState.Matched, 0, 1));
        (await DifferencesAsync()).Single().Number.ShouldBe(paid.TransactionId);
    }

    [Fact]
    public async Task A_refund_that_WeChat_accepted_on_the_day_is_looked_for_in_its_bill()
    {
        var (order, paid) = await PaidAsync();
        var number = MoneyIds.RefundNo(order, paid.TransactionId, 1);
        await BookAcceptedAsync(order, paid, number, PaidAt);

        var bill = await MatchAsync(Row(paid));
        bill.Open.ShouldBe(1);
        (await DifferencesAsync()).Single().Kind.ShouldBe(BillDifferenceKind.RefundMissingThere);

        await AgainAsync();
        (await MatchAsync(Row(paid), Row(paid) with { RefundNo = number, Fen = 19_900 })).Open.ShouldBe(0);
        (await DifferencesAsync(open: false)).Single().SettledHow.ShouldBe(BillSettlement.Gone);
    }

    [Fact]
    public async Task A_bill_whose_sums_are_wrong_leaves_nothing_behind_and_is_asked_for_again()
    {
        var (_, paid) = await PaidAsync();
        var right = TestBill.Trade([Row(paid), new("4200unknown", "theirs", 700) { Time = At }]);
        WeChat.OnBill = (kind, _) =>
            kind == BillKind.Trade ? right.Replace("`2,`", "`3,`", StringComparison.Ordinal) : null;

        var bill = await RunAsync();

        bill.State.ShouldBe(BillState.Refused);
        bill.Trouble.ShouldNotBeNull().ShouldContain("总交易单数");
        bill.NextAt.ShouldBe(Fixture.Silo.Time.GetUtcNow() + new BillOptions().Retry);
        (await DifferencesAsync()).ShouldBeEmpty();
        (await Bills.SumsAsync(Day, Day, 100)).ShouldBeEmpty();
        (await AlarmsAsync("bill.refused")).ShouldBe(1);

        WeChat.OnBill = (kind, _) => kind == BillKind.Trade ? right : null;
        (await RunAsync()).State.ShouldBe(BillState.Refused, "the bill is not due yet");
        Fixture.Silo.Time.Now += new BillOptions().Retry;
        (await RunAsync()).State.ShouldBe(BillState.Matched);
        (await DifferencesAsync()).Single().Number.ShouldBe("4200unknown");
    }

    [Theory]
    [InlineData(nameof(BillDownload.HashOther))]
    [InlineData(nameof(BillDownload.Unreadable))]
    [InlineData(nameof(BillDownload.TooLarge))]
    public async Task A_file_that_is_not_the_signed_one_is_refused_before_a_row_is_read(string download)
    {
        WeChat.Download = Enum.Parse<BillDownload>(download);
        (await MatchAsync(new TestRow("4200unknown", "theirs", 700) { Time = At })).State.ShouldBe(BillState.Refused);
        (await DifferencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_number_that_stands_in_the_bill_twice_spoils_the_bill()
    {
        var (_, paid) = await PaidAsync();
        var bill = await MatchAsync(Row(paid), Row(paid));
        bill.State.ShouldBe(BillState.Refused);
        bill.Trouble.ShouldNotBeNull().ShouldContain("line 3");
    }

    private async Task BookAcceptedAsync(
        GrainInterfaces.Orders.OrderId order,
        Transaction paid,
        string number,
        DateTimeOffset at
    )
    {
        Fixture.Gateway.OnRefund = r => new(RefundProgress.Processing, "5030", RefundFen: r.RefundFen);
        await Ledger.WriteAsync(
            async session =>
            {
                await RefundTable.InsertAsync(
                    session,
                    new(
                        number,
                        paid.TransactionId,
                        order,
                        null,
                        paid.AmountFen,
                        0,
                        RefundCause.Staff,
                        RefundState.Pending,
                        "test",
                        "staff/ada",
                        null,
                        null,
                        at,
                        at
                    )
                );
                return await RefundTable.UpdateAsync(
                    session,
                    number,
                    RefundState.Accepted,
                    new(RefundProgress.Processing, "5030"),
                    null,
                    null,
                    at
                );
            },
            Ct
        );
    }
}

public sealed class SqliteBillMatchTests() : BillMatchContract(LedgerFixture.SqliteAsync);

public sealed class PostgresBillMatchTests() : BillMatchContract(() => LedgerFixture.PostgresAsync());
