using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

public sealed class PayRuleTests
{
    private static readonly DateTimeOffset PayBy = new(2026, 10, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly Merchant Us = new("wx-ours", "1900000009");
    private static readonly PaymentOptions Options = new();

    private static readonly PaymentView Paid = new(
        "42000001",
        "number-1",
        new OrderId(Guid.NewGuid()),
        19_900,
        "CNY",
        "wx-ours",
        "1900000009",
        PaymentState.Received,
        0,
        null,
        PayBy,
        PayBy,
        PayerFen: 19_900,
        Promotion: null
    );

    [Theory]
    [InlineData(OrderStatus.PendingPayment, -1, false, null)]
    [InlineData(OrderStatus.PendingPayment, 0, false, PayOutcome.TooLate)]
    [InlineData(OrderStatus.PendingPayment, -1, true, PayOutcome.Frozen)]
    [InlineData(OrderStatus.Closing, -1, false, PayOutcome.NotOpen)]
    [InlineData(OrderStatus.Paid, -1, false, PayOutcome.NotOpen)]
    [InlineData(OrderStatus.Cancelled, 0, false, PayOutcome.NotOpen)]
    [InlineData(OrderStatus.Refunded, 0, true, PayOutcome.Frozen)]
    public void Only_an_open_order_takes_a_payment_and_only_before_payBy(
        OrderStatus status,
        int seconds,
        bool frozen,
        PayOutcome? refused
    ) => PayRule.Refuse(status, PayBy, frozen, PayBy.AddSeconds(seconds)).ShouldBe(refused);

    [Theory]
    [InlineData(600, 600)]
    [InlineData(91, 91)]
    [InlineData(30, 90)]
    [InlineData(0, 90)]
    public void WeChat_takes_money_until_payBy_and_never_for_less_than_a_minute(int payByIn, int expiresIn) =>
        PayRule.ExpiresAt(PayBy.AddSeconds(payByIn), PayBy).ShouldBe(PayBy.AddSeconds(expiresIn));

    [Fact]
    public void An_attempt_that_WeChat_may_not_have_heard_of_is_not_sent_again_in_its_last_minute()
    {
        PayRule.MaySend(PayBy, PayBy.AddSeconds(-61)).ShouldBeTrue();
        PayRule.MaySend(PayBy, PayBy.AddSeconds(-60)).ShouldBeFalse();
    }

    [Fact]
    public void A_payment_as_requested_matches() => PayRule.Mismatch(Paid, 19_900, Us).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(19_899)]
    public void A_payment_that_a_promotion_paid_in_part_or_wholly_matches_by_its_total(long payerFen) =>
        PayRule.Mismatch(Paid with { PayerFen = payerFen }, 19_900, Us).ShouldBeNull();

    [Fact]
    public void A_payment_to_us_without_an_attempt_matches_whatever_its_amount() =>
        PayRule.Mismatch(Paid, null, Us).ShouldBeNull();

    [Fact]
    public void A_mismatch_is_named()
    {
        PayRule.Mismatch(Paid with { AmountFen = 19_899 }, 19_900, Us)!.ShouldContain("19899 is not 19900");
        PayRule.Mismatch(Paid with { Currency = "USD" }, 19_900, Us)!.ShouldContain("currency");
        PayRule.Mismatch(Paid with { AppId = "wx-theirs" }, 19_900, Us)!.ShouldContain("app");
        PayRule.Mismatch(Paid with { MerchantId = "1" }, null, Us)!.ShouldContain("merchant");
    }

    [Fact]
    public void Staff_may_accept_only_a_payment_to_us_of_the_right_amount_that_is_not_refunded()
    {
        PayRule.MayRelease(Paid with { AppId = "wx-theirs" }, 19_900, Us).ShouldBeTrue();
        PayRule.MayRelease(Paid with { AmountFen = 1 }, 19_900, Us).ShouldBeFalse();
        PayRule.MayRelease(Paid with { Currency = "USD" }, 19_900, Us).ShouldBeFalse();
        PayRule.MayRelease(Paid with { MerchantId = "1" }, 19_900, Us).ShouldBeFalse();
        PayRule.MayRelease(Paid with { RefundFen = 19_900 }, 19_900, Us).ShouldBeFalse();
    }

    [Fact]
    public void Units_are_released_when_no_attempt_is_open_or_ten_minutes_after_payBy()
    {
        PayRule.MayFinishClosing(0, PayBy, PayBy.AddMinutes(-5), Options).ShouldBeTrue();
        PayRule.MayFinishClosing(1, PayBy, PayBy.AddMinutes(10).AddTicks(-1), Options).ShouldBeFalse();
        PayRule.MayFinishClosing(1, PayBy, PayBy.AddMinutes(10), Options).ShouldBeTrue();
    }

    [Fact]
    public void Queries_back_off_up_to_the_longest_wait_of_the_orders_status()
    {
        TimeSpan[] waits =
        [
            .. Enumerable.Range(0, 8).Select(n => QuerySchedule.After(OrderStatus.PendingPayment, n, Options)),
        ];
        waits.ShouldBe(new[] { 5, 10, 20, 40, 60, 60, 60, 60 }.Select(s => TimeSpan.FromSeconds(s)));
        QuerySchedule.After(OrderStatus.Closing, 100, Options).ShouldBe(TimeSpan.FromSeconds(15));
        QuerySchedule.After(OrderStatus.Cancelled, int.MaxValue, Options).ShouldBe(TimeSpan.FromMinutes(10));
    }
}
