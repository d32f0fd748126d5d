using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentEdits;
using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>Wrong payments and refunds: what a product that loses or doubles money would leave behind.</summary>
internal static class WrongPayments
{
    /// <summary>Maps each wrong to the change that makes it and to the beginning of the promise that must find it.</summary>
    public static readonly Dictionary<string, (Func<PaymentRecords, PaymentRecords> Spoil, string Promise)> All = new()
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
        ["the inbox says that the customer paid what a coupon paid"] = (
            b => Payment(b, 9, p => p with { PayerFen = Price }),
            "swallowed = 0"
        ),
        ["nobody looked for a payment without a callback"] = (
            b => Payment(b, 9, p => p with { Source = PaymentSource.Callback }),
            "paid, never looked"
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
                            new(
                                "4200999",
                                Number(99),
                                null,
                                Price,
                                PaymentState.Refunded,
                                Price,
                                Price,
                                PaymentSource.Callback
                            ),
                        ],
                    },
                },
            "invented = 0: no payment"
        ),
        ["paid, and neither fulfilled nor refunded"] = (
            b => Payment(b, 1, p => p with { State = PaymentState.Received }),
            "each payment is exactly one of"
        ),
        ["paid, fulfilled and refunded as well"] = (b => b.Refunded(1, 1, Price, 0), "each payment is exactly one of"),
        ["refunded in part of what it must be"] = (
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
            b => b.Placed(19, 1, OrderState.Fulfilled).Vouchers(19, 1),
            "no order is paid without"
        ),
        ["an order is paid in time and turned away"] = (
            b =>
                b.Placed(19, 1, OrderState.Cancelled)
                    .Paid(19)
                    .PaymentRefunded(19)
                    .Refunded(19, 19, Price, 0, RefundCause.Late),
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
        ["a coupon's part counts as the customer's"] = (
            b => Refund(b, 10, r => r with { PayerFen = Price }),
            "each refund that succeeded says"
        ),
        ["the customer got less back than was paid"] = (
            b => Refund(b, 10, r => r with { PayerFen = 0 }),
            "who got all money back"
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
                            new(
                                "refund99",
                                Transaction(1),
                                Order(1),
                                Price,
                                0,
                                RefundState.Succeeded,
                                RefundCause.Customer,
                                Price
                            ),
                        ],
                    },
                },
            "each row that is at its end"
        ),
        ["a row says closed, and WeChat refunded the money"] = (
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
    };
}
