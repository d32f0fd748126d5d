using System.Text.RegularExpressions;
using CsCheck;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

public sealed partial class MoneyIdsTests
{
    private static readonly Gen<OrderId> Orders = Gen.Guid.Select(id => new OrderId(id));

    [Fact]
    public void Every_orders_numbers_have_the_form_that_WeChat_accepts() =>
        Gen.Select(Orders, Gen.Int[1, 1_000], Gen.String[0, 40])
            .Sample(
                (order, n, transaction) =>
                {
                    foreach (var number in Numbers(order, n, transaction))
                    {
                        Form().IsMatch(number).ShouldBeTrue(number);
                        WeChatLimits.OutTradeNo.Allows(number).ShouldBeTrue(number);
                        WeChatLimits.OutRefundNo.Allows(number).ShouldBeTrue(number);
                    }
                }
            );

    [Fact]
    public void A_retry_uses_the_same_number_and_no_other_order_does() =>
        Gen.Select(Orders, Orders, Gen.Int[1, 50], Gen.Int[1, 50])
            .Sample(
                (one, other, n, m) =>
                {
                    MoneyIds.OutTradeNo(one, n).ShouldBe(MoneyIds.OutTradeNo(one, n));
                    if (one != other || n != m)
                        MoneyIds.OutTradeNo(one, n).ShouldNotBe(MoneyIds.OutTradeNo(other, m));
                    if (one != other || n != m)
                        MoneyIds.RefundNo(one, "t", n).ShouldNotBe(MoneyIds.RefundNo(other, "t", m));
                }
            );

    [Fact]
    public void Numbers_stay_what_they_were_in_every_build()
    {
        var order = new OrderId(new("0198c0de-0000-7000-8000-00000000000a"));
        MoneyIds.OutTradeNo(order, 1).ShouldBe("01k30dw000e00800000000000a-1");
        MoneyIds.RefundNo(order, "any", 2).ShouldBe("r01k30dw000e00800000000000a-2");
        MoneyIds.AutomaticRefundNo("4200002026112400000000000001").ShouldBe("p6kvd651htj2vt8mnn53wazzph6");
        MoneyIds.RefundNo(null, "4200002026112400000000000001", 2).ShouldBe("p6kvd651htj2vt8mnn53wazzph6-2");
        MoneyIds.OrphanKey("somebody-else-s-number").ShouldBe(new Guid("1d84430f-6bb3-11f9-89a2-f760f24c9324"));
    }

    [Fact]
    public void A_late_double_or_orphan_payment_has_one_refund_for_ever() =>
        MoneyIds
            .AutomaticRefundNo("4200002026112400000000000001")
            .ShouldNotBe(MoneyIds.AutomaticRefundNo("4200002026112400000000000002"));

    private static string[] Numbers(OrderId order, int n, string transaction) =>
        [
            MoneyIds.OutTradeNo(order, n),
            MoneyIds.RefundNo(order, transaction, n),
            MoneyIds.RefundNo(null, transaction, n),
            MoneyIds.AutomaticRefundNo(transaction),
            MoneyIds.RemainderNo(order),
            MoneyIds.LastRefundNo(order),
        ];

    [GeneratedRegex("^[0-9a-z-]+$")]
    private static partial Regex Form();
}
