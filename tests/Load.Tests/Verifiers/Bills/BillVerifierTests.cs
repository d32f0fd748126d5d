using static FuelGrains.Load.Tests.Verifiers.Bills.BillRecords;

namespace FuelGrains.Load.Tests.Verifiers.Bills;

/// <summary>A verifier that cannot fail verifies nothing: each wrong bill must be found by the promise it breaks.</summary>
public sealed class BillVerifierTests
{
    private static readonly Dictionary<string, (Func<BillHistory, BillHistory> Spoil, string Promise)> Wrongs = new()
    {
        ["a bill is refused"] = (
            all => all.WithBill(First, "trade", b => b with { State = "refused" }),
            "the trade bill and the fund-flow bill of each day are matched"
        ),
        ["a bill was never planned"] = (
            all => all with { Bills = [.. all.Bills.Where(b => b.Kind == "trade")] },
            "the trade bill and the fund-flow bill of each day are matched"
        ),
        ["a bill has a row too many"] = (
            all => all.WithBill(Second, "fundFlow", b => b with { Rows = b.Rows + 1 }),
            "rows of each bill"
        ),
        ["a payment was made that no bill has"] = (
            all =>
                all with
                {
                    Journal = all.Journal with { Payments = [.. all.Journal.Payments, Paid("g", 1, At(25, 1, 0))] },
                },
            "rows of each bill"
        ),
        ["a refund came on the day after"] = (
            all =>
                all with
                {
                    Journal = all.Journal with
                    {
                        Refunds = [.. all.Journal.Refunds, new("late", "5030l", "a", "4200a", 1, 1, At(26, 10, 2))],
                    },
                },
            "payments and refunds on other days"
        ),
        ["the settlement counts a payment too few"] = (
            all => all.WithLine(l => l with { Payments = l.Payments - 1 }),
            "payments of the settlement"
        ),
        ["the settlement has a fen too much"] = (
            all => all.WithLine(l => l with { PaidFen = l.PaidFen + 1 }),
            "payments of the settlement"
        ),
        ["the settlement counts a refund too many"] = (
            all => all.WithLine(l => l with { Refunds = l.Refunds + 1 }),
            "refunds of the settlement"
        ),
        ["the settlement has another sum of refunds"] = (
            all => all.WithLine(l => l with { RefundedFen = l.RefundedFen + 1 }),
            "refunds of the settlement"
        ),
        ["the settlement has another fee"] = (
            all => all.WithLine(l => l with { FeeMilliFen = l.FeeMilliFen + 1 }),
            "fees of the settlement"
        ),
        ["a payment of the bill is unknown to the product"] = (
            all => all with { Differences = [.. all.Differences, Also(First, "paidThereUnknownHere", "4200a")] },
            "differences that nobody planted"
        ),
        ["a planted difference is found with another kind"] = (
            all => all.WithDifference("4200f", d => d with { Kind = "feeOther" }),
            "differences that nobody planted"
        ),
        ["a planted difference is not found"] = (
            all => all with { Differences = [.. all.Differences.Where(d => d.Number != "refund-b2")] },
            "planted differences that were not found"
        ),
        ["a planted difference is found on another day"] = (
            all => all.WithDifference("4200c", d => d with { Day = First }),
            "planted differences that were not found"
        ),
        ["a bill counts a difference that its list lacks"] = (
            all => all.WithBill(Second, "trade", b => b with { Further = 1 }),
            "open differences that a bill counts"
        ),
        ["nothing was planted"] = (
            all => all with { Planted = all.Planted with { All = [] } },
            "differences of several kinds were planted"
        ),
    };

    public static TheoryData<string> EachWrong => [.. Wrongs.Keys];

    [Fact]
    public void Two_days_with_what_was_planted_break_no_promise() =>
        BillVerifier.Of(Good).Where(c => !c.Held).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(EachWrong))]
    public void A_wrong_bill_is_found(string wrong)
    {
        var (spoil, promise) = Wrongs[wrong];
        BillVerifier
            .Of(spoil(Good))
            .Where(c => !c.Held)
            .ShouldContain(c => c.Promise.StartsWith(promise, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_promise_is_broken_by_some_wrong_bill()
    {
        var broken = Wrongs
            .Values.SelectMany(w => BillVerifier.Of(w.Spoil(Good)))
            .Where(c => !c.Held)
            .ToLookup(c => c.Promise);
        BillVerifier.Of(Good).Where(c => !broken.Contains(c.Promise)).ShouldBeEmpty();
    }

    [Fact]
    public void Bills_that_nobody_matched_are_not_judged()
    {
        var check = new BillOutcome(null, "faketime is not installed").Checks.Single();
        (check.Held, check.Verdict, check.Found).ShouldBe((true, "not judged", "faketime is not installed"));
    }

    private static BillDifferenceReply Also(DateOnly day, string kind, string number) =>
        new(Guid.NewGuid(), day, "trade", kind, number, null, null);
}

internal static class BillEdits
{
    public static BillHistory WithBill(
        this BillHistory all,
        DateOnly day,
        string kind,
        Func<BillReply, BillReply> edit
    ) => all with { Bills = [.. all.Bills.Select(b => b.Day == day && b.Kind == kind ? edit(b) : b)] };

    public static BillHistory WithLine(this BillHistory all, Func<SettlementReply, SettlementReply> edit) =>
        all with
        {
            Settlement = [edit(all.Settlement[0]), .. all.Settlement.Skip(1)],
        };

    public static BillHistory WithDifference(
        this BillHistory all,
        string number,
        Func<BillDifferenceReply, BillDifferenceReply> edit
    ) => all with { Differences = [.. all.Differences.Select(d => d.Number == number ? edit(d) : d)] };
}
