using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>A verifier that cannot fail verifies nothing: each wrong row must be found by the promise it breaks.</summary>
public sealed class PaymentInvariantsTests
{
    private static readonly Dictionary<string, (Func<PaymentRecords, PaymentRecords> Spoil, string Promise)> Wrongs =
        new([.. WrongPayments.All, .. WrongOrders.All]);

    public static TheoryData<string> EachWrong => [.. Wrongs.Keys];

    [Fact]
    public void A_run_with_one_of_everything_breaks_no_promise() =>
        PaymentInvariants.Of(Good.History).Where(c => !c.Held).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(EachWrong))]
    public void A_wrong_row_is_found(string wrong)
    {
        var (spoil, promise) = Wrongs[wrong];
        PaymentInvariants
            .Of(spoil(Good).History)
            .Where(c => !c.Held)
            .ShouldContain(c => c.Promise.StartsWith(promise, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_promise_is_broken_by_some_wrong_row()
    {
        var broken = Wrongs
            .Values.SelectMany(w => PaymentInvariants.Of(w.Spoil(Good).History))
            .Where(c => !c.Held)
            .Select(c => (c.Where, c.Promise))
            .ToHashSet();
        // A shard over its allotment also oversells here, where there is one shard.
        PaymentInvariants
            .Of(Good.History)
            .Select(c => (c.Where, c.Promise))
            .Where(c => !broken.Contains(c))
            .ShouldBeEmpty();
    }

    [Fact]
    public void An_order_of_a_customer_who_got_no_answer_is_no_lie()
    {
        var books = Good with
        {
            Told = new([.. Good.Told.Orders.Where(o => o.Id != Order(6))], new HashSet<Guid> { Customer(6) }),
        };
        PaymentInvariants.Of(books.History).Where(c => !c.Held).ShouldBeEmpty();
    }

    [Fact]
    public void A_refund_that_WeChat_closed_counts_for_nothing_and_the_number_after_it_counts()
    {
        var books = Good with
        {
            Journal = Good.Journal with
            {
                Refunds = [.. Good.Journal.Refunds, new("refund5a", "50305", Number(5), Transaction(5), Price, Price)],
                RefundEnds = [.. Good.Journal.RefundEnds, new("refund5a", "CLOSED")],
            },
            Rows = Good.Rows with
            {
                Refunds =
                [
                    .. Good.Rows.Refunds,
                    new("refund5a", Transaction(5), Order(5), Price, 0, RefundState.Closed, RefundCause.Late, null),
                ],
            },
        };
        PaymentInvariants.Of(books.History).Where(c => !c.Held).ShouldBeEmpty();
    }
}
