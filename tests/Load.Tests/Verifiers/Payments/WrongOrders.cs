using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentEdits;
using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>Wrong vouchers, stock, ends and acknowledgements of orders.</summary>
internal static class WrongOrders
{
    /// <summary>Maps each wrong to the change that makes it and to the beginning of the promise that must find it.</summary>
    public static readonly Dictionary<string, (Func<PaymentRecords, PaymentRecords> Spoil, string Promise)> All = new()
    {
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
                    .Aggregate(b, (all, n) => all.Placed(n, 1, OrderState.Fulfilled).Paid(n).Kept(n).Vouchers(n, 1)),
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
        ["an alarm about the gateway stays open"] = (b => Alarm(b, "gateway.away"), "open alarms about"),
        ["the alarm of the empty account stays open"] = (b => Alarm(b, "refund.account-empty"), "open alarms about"),
        ["a voucher is held"] = (b => Voucher(b, 1, v => v with { State = VoucherState.Held }), "vouchers held = 0"),
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
        ["refunded without asking"] = (
            b => ToldOf(b, 4, t => t with { AskedForMoneyBack = false, UnitsPromisedBack = 0 }),
            "nobody's order was refunded"
        ),
    };
}
