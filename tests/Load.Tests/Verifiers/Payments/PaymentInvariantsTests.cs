using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>A verifier that cannot fail verifies nothing: each wrong row must be found by the promise it breaks.</summary>
public sealed class PaymentInvariantsTests
{
    /// <summary>Each wrong, how it comes about, and the beginning of the promise that must find it.</summary>
    private static readonly Dictionary<string, (Func<PaymentRecords, PaymentRecords> Spoil, string Promise)> Wrongs =
        new()
        {
            ["a payment never reached the inbox"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with
                        {
                            Payments = [.. b.Rows.Payments.Where(p => p.TransactionId != Transaction(1))],
                        },
                    },
                "swallowed = 0"
            ),
            ["a payment is in the inbox with another amount"] = (
                b => Payment(b, 1, p => p with { AmountFen = Price + 1 }),
                "swallowed = 0"
            ),
            ["a payment that WeChat does not know"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with
                        {
                            Payments =
                            [
                                .. b.Rows.Payments,
                                new("4200999", Number(9), null, Price, PaymentState.GivenBack, Price),
                            ],
                        },
                    },
                "invented = 0: no payment"
            ),
            ["paid, and neither fulfilled nor given back"] = (
                b => Payment(b, 1, p => p with { State = PaymentState.Received }),
                "each payment is exactly one of"
            ),
            ["paid, fulfilled and given back as well"] = (
                b => b.Refunded(1, 1, Price, 0),
                "each payment is exactly one of"
            ),
            ["given back in part of what it must be"] = (
                b => Journalled(b, 5, r => r with { RefundFen = Price - 100 }),
                "each payment is exactly one of"
            ),
            ["a refund ended ABNORMAL"] = (
                b =>
                    b with
                    {
                        Journal = b.Journal with
                        {
                            RefundEnds =
                            [
                                .. b.Journal.RefundEnds.Where(e => e.OutRefundNo != RefundNo(5)),
                                new(RefundNo(5), "ABNORMAL"),
                            ],
                        },
                    },
                "each payment is exactly one of"
            ),
            ["fulfilled with one voucher too few"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with
                        {
                            Vouchers = [.. b.Rows.Vouchers.Where(v => v.Order != Order(2) || v.Unit != 2)],
                        },
                    },
                "each fulfilled order has exactly"
            ),
            ["refunded, and the voucher still lives"] = (
                b => Voucher(b, 4, v => v with { State = VoucherState.Issued }),
                "each payment is exactly one of"
            ),
            ["a good payment is frozen"] = (
                b => Payment(b, 1, p => p with { State = PaymentState.Frozen }),
                "frozen are those"
            ),
            ["a wrong payment is kept"] = (
                b => Payment(b, 8, p => p with { State = PaymentState.Kept }),
                "frozen are those"
            ),
            ["frozen money went back"] = (b => b.Refunded(8, 8, Price - 1, 0), "each payment is exactly one of"),
            ["an order keeps two payments"] = (
                b => Payment(b, 7, p => p with { State = PaymentState.Kept, Order = Order(1) }),
                "no order keeps two payments"
            ),
            ["an order is fulfilled without a payment"] = (
                b => b.Placed(9, 1, OrderState.Fulfilled).Vouchers(9, 1),
                "no order is paid without"
            ),
            ["an order is paid in time and turned away"] = (
                b =>
                    b.Placed(9, 1, OrderState.Cancelled)
                        .Paid(9)
                        .GivenBack(9)
                        .Refunded(9, 9, Price, 0, RefundCause.Late),
                "paid in time"
            ),
            ["a number was refunded twice"] = (
                b => b with { Journal = b.Journal with { Refunds = [.. b.Journal.Refunds, b.Journal.Refunds[0]] } },
                "accepted twice = 0"
            ),
            ["a refund that has no row"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with { Refunds = [.. b.Rows.Refunds.Where(r => r.OutRefundNo != RefundNo(5))] },
                    },
                "each refund in the journal is one row"
            ),
            ["a refund of another amount than its row says"] = (
                b => Refund(b, 3, r => r with { AmountFen = Price * 2 }),
                "each refund in the journal is one row"
            ),
            ["a row says succeeded, and WeChat never heard of it"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with
                        {
                            Refunds =
                            [
                                .. b.Rows.Refunds,
                                new("refund99", Transaction(1), Order(1), Price, 0, RefundState.Succeeded),
                            ],
                        },
                    },
                "each row that is at its end"
            ),
            ["a row says closed, and WeChat gave the money back"] = (
                b => Refund(b, 5, r => r with { State = RefundState.Closed }),
                "each row that is at its end"
            ),
            ["a rejected refund was sent"] = (
                b => Refund(b, 3, r => r with { State = RefundState.Rejected }),
                "each row that is at its end"
            ),
            ["more went back than was paid"] = (b => Second(b, 5, "refund5b"), "over-refunded = 0"),
            ["a payment's reserve is not its refunds' sum"] = (
                b => Payment(b, 3, p => p with { RefundFen = 0 }),
                "what payments reserved"
            ),
            ["units went back that no refund names"] = (
                b => ARow(b, 2, o => o with { Returned = 1 }),
                "units an order gave back"
            ),
            ["a voucher of another customer"] = (
                b => Voucher(b, 1, v => v with { Customer = Customer(2) }),
                "each has its order"
            ),
            ["a unit was issued twice"] = (b => b.Vouchers(1, 1), "issued twice = 0"),
            ["a cancelled order has a voucher"] = (b => b.Vouchers(6, 1), "no voucher of an order"),
            ["vouchers cost more than the order"] = (
                b => Voucher(b, 1, v => v with { PriceFen = Price + 1 }),
                "prices of an order's vouchers"
            ),
            ["a unit went back and its voucher did not"] = (
                b => Voucher(b, 3, v => v with { State = VoucherState.Issued }),
                "as many are refunded"
            ),
            ["more units are sold than there were"] = (
                b =>
                    Enumerable
                        .Range(20, 9)
                        .Aggregate(
                            b,
                            (all, n) => all.Placed(n, 1, OrderState.Fulfilled).Paid(n).Kept(n).Vouchers(n, 1)
                        ),
                "oversold = 0"
            ),
            ["a counter is one off"] = (b => Shard(b, s => s with { Confirmed = s.Confirmed + 1 }), "counters = rows"),
            ["a unit fell out of the shard"] = (
                b => Shard(b, s => s with { Allotted = s.Allotted - 1 }),
                "allotted = stock"
            ),
            ["an effect waits"] = (b => Effect(b, dead: false), "effects in the outbox = 0"),
            ["a letter is dead"] = (b => Effect(b, dead: true), "dead letters = 0"),
            ["a payment is not decided"] = (
                b => Payment(b, 5, p => p with { State = PaymentState.Applying }),
                "payments not decided"
            ),
            ["an attempt is open"] = (
                b =>
                    b with
                    {
                        Rows = b.Rows with
                        {
                            Attempts =
                            [
                                .. b.Rows.Attempts.Select(a =>
                                    a.Order == Order(5) ? a with { State = AttemptState.Open } : a
                                ),
                            ],
                        },
                    },
                "open attempts"
            ),
            ["an order is between two states"] = (
                b => ARow(b, 4, o => o with { State = OrderState.Refunding }),
                "orders not at an end"
            ),
            ["a refund is under way"] = (
                b => Refund(b, 5, r => r with { State = RefundState.Accepted }),
                "refunds not at an end"
            ),
            ["a refund is under way at WeChat"] = (
                b => b with { Journal = b.Journal with { RefundEnds = [.. b.Journal.RefundEnds.Skip(1)] } },
                "refunds under way at WeChat"
            ),
            ["a voucher is held"] = (
                b => Voucher(b, 1, v => v with { State = VoucherState.Held }),
                "vouchers held = 0"
            ),
            ["an acknowledged order is lost"] = (
                b => b with { Rows = b.Rows with { Orders = [.. b.Rows.Orders.Where(o => o.Id != Order(6))] } },
                "lost = 0"
            ),
            ["an acknowledged order is another customer's"] = (
                b => ARow(b, 6, o => o with { Customer = Customer(1) }),
                "lost = 0"
            ),
            ["an order that nobody was told of"] = (
                b => b with { Told = b.Told with { Orders = [.. b.Told.Orders.Where(o => o.Id != Order(6))] } },
                "invented = 0: no order"
            ),
            ["a prepay_id of another order was handed out"] = (
                b => ToldOf(b, 1, t => t with { PrepayIds = ["wx2"] }),
                "each prepay_id"
            ),
            ["told fulfilled, and cancelled in the end"] = (
                b => ToldOf(b, 6, t => t with { States = [OrderState.PendingPayment, OrderState.Fulfilled] }),
                "no order went on"
            ),
            ["told that two units go back, and one did"] = (
                b => ToldOf(b, 3, t => t with { UnitsPromisedBack = 2 }),
                "each return that was acknowledged"
            ),
            ["given back without asking"] = (
                b => ToldOf(b, 4, t => t with { AskedForMoneyBack = false, UnitsPromisedBack = 0 }),
                "nobody's order was given back"
            ),
        };

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
                Refunds = [.. Good.Journal.Refunds, new("refund5a", "50305", Number(5), Transaction(5), Price)],
                RefundEnds = [.. Good.Journal.RefundEnds, new("refund5a", "CLOSED")],
            },
            Rows = Good.Rows with
            {
                Refunds =
                [
                    .. Good.Rows.Refunds,
                    new("refund5a", Transaction(5), Order(5), Price, 0, RefundState.Closed, RefundCause.Late),
                ],
            },
        };
        PaymentInvariants.Of(books.History).Where(c => !c.Held).ShouldBeEmpty();
    }

    private static PaymentRecords Payment(PaymentRecords b, int n, Func<PaymentRow, PaymentRow> change) =>
        b with
        {
            Rows = b.Rows with
            {
                Payments = [.. b.Rows.Payments.Select(p => p.TransactionId == Transaction(n) ? change(p) : p)],
            },
        };

    private static PaymentRecords Refund(PaymentRecords b, int n, Func<RefundRow, RefundRow> change) =>
        b with
        {
            Rows = b.Rows with
            {
                Refunds = [.. b.Rows.Refunds.Select(r => r.OutRefundNo == RefundNo(n) ? change(r) : r)],
            },
        };

    private static PaymentRecords Journalled(PaymentRecords b, int n, Func<JournalRefund, JournalRefund> change) =>
        b with
        {
            Journal = b.Journal with
            {
                Refunds = [.. b.Journal.Refunds.Select(r => r.OutRefundNo == RefundNo(n) ? change(r) : r)],
            },
        };

    private static PaymentRecords Second(PaymentRecords b, int n, string number) =>
        b with
        {
            Journal = b.Journal with
            {
                Refunds = [.. b.Journal.Refunds, new(number, "50309", Number(n), Transaction(n), Price)],
                RefundEnds = [.. b.Journal.RefundEnds, new(number, "SUCCESS")],
            },
        };

    private static PaymentRecords Voucher(PaymentRecords b, int n, Func<VoucherRow, VoucherRow> change) =>
        b with
        {
            Rows = b.Rows with { Vouchers = [.. b.Rows.Vouchers.Select(v => v.Order == Order(n) ? change(v) : v)] },
        };

    private static PaymentRecords ARow(PaymentRecords b, int n, Func<OrderRow, OrderRow> change) =>
        b with
        {
            Rows = b.Rows with { Orders = [.. b.Rows.Orders.Select(o => o.Id == Order(n) ? change(o) : o)] },
        };

    private static PaymentRecords Shard(PaymentRecords b, Func<ShardRow, ShardRow> change) =>
        b with
        {
            Rows = b.Rows with { Shards = [.. b.Rows.Shards.Select(change)] },
        };

    private static PaymentRecords Effect(PaymentRecords b, bool dead) =>
        b with
        {
            Rows = b.Rows with { Outbox = [new(Guid.NewGuid(), "order.fulfil", $"{Order(1)}", 3, dead, "why")] },
        };

    private static PaymentRecords ToldOf(PaymentRecords b, int n, Func<AcknowledgedOrder, AcknowledgedOrder> change) =>
        b with
        {
            Told = b.Told with { Orders = [.. b.Told.Orders.Select(t => t.Id == Order(n) ? change(t) : t)] },
        };
}
