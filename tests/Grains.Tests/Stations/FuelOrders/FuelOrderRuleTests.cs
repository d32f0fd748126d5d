using CsCheck;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Stations.FuelOrders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

public sealed class FuelOrderRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ClearOutcome.Settled, null, OrderStatus.Fulfilled, FuelPhase.Done)]
    [InlineData(ClearOutcome.NotPermitted, FuelSaleState.Open, OrderStatus.Refunding, FuelPhase.Refunded)]
    [InlineData(ClearOutcome.WrongState, FuelSaleState.Open, OrderStatus.Refunding, FuelPhase.Refunded)]
    [InlineData(ClearOutcome.WrongState, FuelSaleState.PaidInside, OrderStatus.Refunding, FuelPhase.Refunded)]
    [InlineData(ClearOutcome.PaidInside, FuelSaleState.PaidInside, OrderStatus.Refunding, FuelPhase.Refunded)]
    [InlineData(ClearOutcome.BackOffice, FuelSaleState.BackOffice, OrderStatus.Paid, FuelPhase.BackOffice)]
    [InlineData(ClearOutcome.WrongState, FuelSaleState.UnderReview, OrderStatus.Paid, FuelPhase.BackOffice)]
    [InlineData(ClearOutcome.NotFound, null, OrderStatus.Paid, FuelPhase.BackOffice)]
    public void What_an_answer_to_clear_does_to_its_order(
        ClearOutcome outcome,
        FuelSaleState? sale,
        OrderStatus status,
        FuelPhase phase
    )
    {
        var cleared = FuelOrderRule
            .Cleared(
                FuelOrderRule.Paid(Order(FuelOrderKind.PostPay), Now),
                new(outcome, sale is { } state ? Sale(state) : null),
                Now
            )
            .ShouldNotBeNull();
        (cleared.Status, cleared.Phase).ShouldBe((status, phase));
    }

    [Theory]
    [InlineData(ClearOutcome.NoAnswer)]
    [InlineData(ClearOutcome.NotConnected)]
    public void What_is_unknown_stays_as_it_is(ClearOutcome outcome) =>
        FuelOrderRule
            .Cleared(FuelOrderRule.Paid(Order(FuelOrderKind.PostPay), Now), new(outcome, null), Now)
            .ShouldBeNull();

    [Fact]
    public void Nothing_that_money_asks_brings_an_order_back_or_refunds_one_whose_pump_may_be_live() =>
        Gen.Select(Gen.Enum<FuelOrderKind>(), Gen.Enum<OrderAction>().Array[1, 12], Gen.Bool)
            .Sample(
                (kind, actions, fulfils) =>
                {
                    var (order, confirmed) = (Order(kind), 0);
                    foreach (var action in actions)
                    {
                        if (fulfils && order.Status == OrderStatus.Paid)
                            order = FuelOrderRule.Fulfilled(order with { Settled = new(1, 8_000, 0, 8_000) }, Now);
                        var (outcome, next) = FuelOrderRule.Decide(order, action, CloseCause.Customer, Now);
                        if (outcome != TransitionOutcome.Applied)
                            next.ShouldBe(order);
                        if (order.Status == OrderStatus.Cancelled)
                            next.ShouldBe(order);
                        if (order.Status == OrderStatus.Paid)
                            next.ShouldBe(order);
                        if (order.Status != OrderStatus.Paid && next.Status == OrderStatus.Paid)
                            confirmed++;
                        order = next;
                    }
                    confirmed.ShouldBeLessThanOrEqualTo(1);
                }
            );

    [Fact]
    public void What_was_not_paid_is_over_at_once_and_what_was_kept_goes_back()
    {
        var free = FuelOrderRule.Paid(Order(FuelOrderKind.PreAuth) with { MoneyFen = 0 }, Now);
        FuelOrderRule.Refunded(free, "no fuel", Now).Status.ShouldBe(OrderStatus.Refunded);
        var settled = FuelOrderRule.Paid(Order(FuelOrderKind.PreAuth), Now) with
        {
            Settled = new(1, 8_000, 5_000, 3_000),
        };
        settled.KeptFen.ShouldBe(3_000);
        FuelOrderRule.Refunded(settled, "inside", Now).Status.ShouldBe(OrderStatus.Refunding);
        FuelOrderRule.Decided(settled, 2_000, "camera", Now).Settled.ShouldBe(new(1, 2_000, 0, 2_000));
    }

    private static FuelOrder Order(FuelOrderKind kind) =>
        kind == FuelOrderKind.PreAuth
            ? FuelOrders.PreAuth(Now)
            : FuelOrders.PreAuth(Now) with
            {
                Kind = kind,
                Sale = new(Guid.NewGuid()),
                Preset = FuelPreset.Sale,
            };

    private static FuelSale Sale(FuelSaleState state) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Pump = new(new(Guid.NewGuid()), 1),
            SiteTransaction = "t",
            Product = "95",
            Currency = "CNY",
            AmountFen = 8_000,
            VolumeMl = 10_000,
            PriceMilli = 8_000,
            State = state,
            Review = ReviewReason.None,
            Deferred = false,
            ClearTries = 1,
            VolumeDecimals = 2,
            ReportedAt = Now,
            Version = 1,
        };
}
