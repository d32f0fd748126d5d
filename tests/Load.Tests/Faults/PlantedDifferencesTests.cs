using FuelGrains.Load.Tests.Verifiers.Bills;
using FuelGrains.Load.Tests.Verifiers.Payments;

namespace FuelGrains.Load.Tests.Faults;

/// <summary>Tests what is planted in WeChat's bills.</summary>
public sealed class PlantedDifferencesTests
{
    [Fact]
    public void Each_kind_is_planted_on_the_day_with_the_most_payments()
    {
        var planted = Choose(BillRecords.Journal);
        planted.Day.ShouldBe(BillRecords.Second);
        planted.All.Select(d => d.Kind).Distinct().Count().ShouldBe(8);
        planted.Order.Missing.ShouldBe(["refund-b2", "c"]);
        planted.Order.Fees.ShouldBe([new("d", 1.20m)]);
        planted.Order.ConsoleRefunds.Single().OutTradeNo.ShouldBe("e");
        planted.Order.Amounts.ShouldBe([new("f", 19_901)]);
    }

    [Fact]
    public void A_run_without_payments_plants_a_payment_that_nobody_made()
    {
        var planted = Choose(new());
        planted.All.Select(d => d.Kind).ShouldBe(["paidThereUnknownHere", "flowUnknownHere", "flowUnknownHere"]);
    }

    [Fact]
    public void What_was_refunded_or_paid_to_another_merchant_stays_as_it_is()
    {
        WeChatJournal journal = new()
        {
            Payments =
            [
                BillRecords.Paid("b", 10_000, BillRecords.At(25, 0, 1)),
                BillRecords.Paid("x", 19_900, BillRecords.At(25, 0, 2)) with
                {
                    MerchantId = "1900000001",
                },
            ],
            Refunds = BillRecords.Journal.Refunds,
        };
        Choose(journal).Order.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void A_refund_near_midnight_is_not_left_out()
    {
        var refund = BillRecords.Journal.Refunds[1] with { At = BillRecords.At(25, 0, 5) };
        Choose(BillRecords.Journal with { Refunds = [refund] }).Order.Missing.ShouldNotContain(refund.OutRefundNo);
    }

    [Fact]
    public void An_amount_that_changes_the_fee_is_two_differences()
    {
        // The fee of 19916 fen is 119, that of 19917 fen is 120.
        WeChatJournal journal = new()
        {
            Payments = [.. "cdef".Select(name => BillRecords.Paid($"{name}", 19_916, BillRecords.At(25, 1, 0)))],
        };
        Choose(journal)
            .All.Where(d => d.Number == "4200f")
            .Select(d => d.Kind)
            .ShouldBe(["paymentAmountOther", "feeOther"]);
    }

    private static PlantedDifferences Choose(WeChatJournal journal) =>
        PlantedDifferences.Choose(journal, BillRecords.Days, PaymentRecords.Us);
}
