using static FuelGrains.Load.Tests.Verifiers.Fuel.ForecourtRecords;

namespace FuelGrains.Load.Tests.Verifiers.Fuel;

/// <summary>Each wrong row at the pumps must be found, and by the promise that it breaks.</summary>
public sealed class FuelVerifiersTests
{
    /// <summary>Maps each wrong to the change that makes it and to the finding that must name it.</summary>
    private static readonly Dictionary<string, (Func<ForecourtRecords, ForecourtRecords> Spoil, string Says)> Wrongs =
        new()
        {
            ["a charge above the meter"] = (
                f => f.With(1, "t1", m => m with { AmountFen = 15_900 }),
                "but the meter says"
            ),
            ["fuel given away"] = (
                f => f with { Orders = [.. f.Orders.Where(o => o.Id != Order(1))] },
                "nobody paid 16000 fen for it"
            ),
            ["fuel for an order whose money went back"] = (
                f =>
                    f with
                    {
                        Meters = new(f.Meters) { [(Station, 2, $"{Order(4)}")] = new(9_000, 7_200, Cleared: 0) },
                    },
                "got 9000 ml, and its money went back"
            ),
            ["a cancel that was accepted, and fuel all the same"] = (
                f => f with { Cancelled = [Order(2)] },
                "its cancel was accepted"
            ),
            ["a sale that was cleared twice"] = (
                f => f.With(1, "t1", m => m with { Cleared = 2 }),
                "was cleared 2 times"
            ),
            ["a sale that two paid"] = (
                f => f with { Orders = [.. f.Orders, f.Orders[0] with { Id = Order(9), Payments = [] }] },
                "was paid by"
            ),
            ["paid, and never cleared"] = (
                f => f.With(1, "t1", m => m with { Cleared = 0 }),
                "its sale was not cleared"
            ),
            ["cleared, and the money went back"] = (
                f => f.With(1, "t3", m => m with { Cleared = 1 }),
                "was cleared, but its money went back"
            ),
            ["money kept for nothing"] = (
                f => f.With(3, o => o with { Refunds = [] }),
                "8000 fen were kept for nothing"
            ),
            ["money beyond the settlement kept"] = (
                f => f.With(2, o => o with { Refunds = [] }),
                "fen were kept, but 13000 settled"
            ),
            ["vouchers and money that do not make up the amount"] = (
                f => f.With(2, o => o with { Settled = o.Settled! with { VoucherFen = 10_000 } }),
                "do not make up 24000"
            ),
            ["vouchers that do not make up their part"] = (
                f => f.With(2, o => o with { Vouchers = [o.Vouchers[0]] }),
                "its vouchers paid 8000 fen, but 11000 settled"
            ),
            ["an order that never ends"] = (
                f => f.With(1, o => o with { Status = "paid", Phase = "clearing" }),
                "has not ended"
            ),
            ["money of fuelled orders that WeChat still holds"] = (
                f => f with { WeChat = f.WeChat with { Shippings = [.. f.WeChat.Shippings.Skip(1)] } },
                "released = kept"
            ),
            ["an order that WeChat was told of twice"] = (
                f => f with { WeChat = f.WeChat with { Shippings = [.. f.WeChat.Shippings, new("w2", 4, "else", 2)] } },
                "released = kept"
            ),
            ["money that WeChat released for an order that went back"] = (
                f => f with { WeChat = f.WeChat with { Shippings = [.. f.WeChat.Shippings, new("w3", 4, "fuel", 1)] } },
                "released too soon = 0"
            ),
            ["a payment that no order knows"] = (
                f => f with { WeChat = f.WeChat with { Payments = [.. f.WeChat.Payments, Paid("w9", 100)] } },
                "swallowed = 0"
            ),
            ["a payment that was never made"] = (
                f =>
                    f with
                    {
                        WeChat = f.WeChat with
                        {
                            Payments = [.. f.WeChat.Payments.Where(p => p.TransactionId != "w1")],
                        },
                    },
                "invented = 0"
            ),
            ["a payment at another amount"] = (
                f =>
                    f with
                    {
                        WeChat = f.WeChat with
                        {
                            Payments = [.. f.WeChat.Payments.Where(p => p.TransactionId != "w1"), Paid("w1", 15_000)],
                        },
                    },
                "invented = 0"
            ),
            ["a payment of two orders"] = (
                f => f.With(4, o => o with { Payments = [new("w1", 16_000, "kept")] }),
                "no payment is of two orders"
            ),
            ["a refund that WeChat never made"] = (
                f => f with { WeChat = f.WeChat with { RefundEnds = [f.WeChat.RefundEnds[0]] } },
                "refunded at WeChat = refunded by the order"
            ),
            ["a refund that was made twice"] = (
                f =>
                    f with
                    {
                        WeChat = f.WeChat with
                        {
                            Refunds = [.. f.WeChat.Refunds, new("r4", "R4", "n-w3", "w3", 8_000, 8_000)],
                            RefundEnds = [.. f.WeChat.RefundEnds, new("r4", "SUCCESS")],
                        },
                    },
                "no refund beyond its payment"
            ),
            ["a voucher that stays held"] = (
                f => f with { Vouchers = [f.Vouchers[0] with { State = "held" }, f.Vouchers[1]] },
                "none is held once everything is over"
            ),
            ["a voucher of yuan that paid twice"] = (
                f => f.With(1, o => o with { Vouchers = [new(Yuan, 0, 3_000)] }),
                "a voucher of yuan pays once"
            ),
            ["a voucher of yuan that is good again after it paid"] = (
                f => f with { Vouchers = [f.Vouchers[0], f.Vouchers[1] with { State = "issued" }] },
                "a voucher of yuan is used when"
            ),
            ["litres that vanished"] = (
                f => f with { Vouchers = [f.Vouchers[0] with { RemainingMl = 19_000 }, f.Vouchers[1]] },
                "litres: what is missing"
            ),
            ["a voucher without litres that is still good"] = (
                f => f with { Vouchers = [f.Vouchers[0] with { RemainingMl = 0 }, f.Vouchers[1]] },
                "litres: used when"
            ),
            ["somebody else's voucher"] = (f => f with { Vouchers = [f.Vouchers[1]] }, "that its driver does not have"),
            ["a hold that waits for ever"] = (
                f => Held(f, 2, HoldState.Held),
                "is confirmed, one of an order that is off is let go"
            ),
            ["a hold that was let go, and paid"] = (
                f => Held(f, 2, HoldState.Released),
                "is confirmed, one of an order that is off is let go"
            ),
            ["a hold that was confirmed for an order that is off"] = (
                f => Held(f, 3, HoldState.Confirmed),
                "is confirmed, one of an order that is off is let go"
            ),
            ["a hold of no order"] = (
                f => f with { Holds = f.Holds with { Holds = [.. f.Holds.Holds, new(Holder(9), HoldState.Released)] } },
                "a hold of no order = 0"
            ),
            ["vouchers that paid without a hold"] = (
                f => f with { Holds = f.Holds with { Holds = [.. f.Holds.Holds.Where(h => h.Holder != Holder(2))] } },
                "an order paid with vouchers has its hold"
            ),
            ["a use that no order knows of"] = (
                f => f with { Holds = f.Holds with { Uses = [.. f.Holds.Uses, new(Yuan, Holder(3), 0, 3_000)] } },
                "uses = what orders were paid with"
            ),
            ["a use of fewer litres"] = (
                f =>
                    f with
                    {
                        Holds = f.Holds with { Uses = [f.Holds.Uses[0] with { UsedMl = 9_000 }, f.Holds.Uses[1]] },
                    },
                "uses = what orders were paid with"
            ),
        };

    public static TheoryData<string> Cases => [.. Wrongs.Keys];

    [Fact]
    public void A_day_without_a_fault_matches() => new ForecourtRecords().Evaluate().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_does_not_match_is_found(string wrong)
    {
        var (spoil, says) = Wrongs[wrong];
        spoil(new()).Evaluate().ShouldContain(sentence => sentence.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void What_waits_for_staff_may_keep_its_vouchers_and_its_money()
    {
        var day = new ForecourtRecords().With(3, o => o with { Status = "paid", Phase = "backOffice", Refunds = [] });
        var waiting = day with
        {
            WeChat = day.WeChat with { Refunds = [day.WeChat.Refunds[0]], RefundEnds = [day.WeChat.RefundEnds[0]] },
            Holds = day.Holds with
            {
                Holds = [.. day.Holds.Holds.Where(h => h.Holder != Holder(3)), new(Holder(3), HoldState.Held)],
            },
        };
        waiting.Evaluate().ShouldBeEmpty();
    }

    private static ForecourtRecords Held(ForecourtRecords day, int order, HoldState state) =>
        day with
        {
            Holds = day.Holds with
            {
                Holds = [.. day.Holds.Holds.Select(h => h.Holder == Holder(order) ? h with { State = state } : h)],
            },
        };
}
