using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Forgetting;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Forgetting;

public sealed class EndedOrdersTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);
    private static readonly DateTimeOffset Start = OpenShard.Start;

    private readonly OrderSlots _orders = new();
    private readonly EndedOrders _ended;

    public EndedOrdersTests() => _ended = new(_orders, Keep);

    [Fact]
    public void An_order_that_is_over_is_forgotten_when_it_was_seen_so_a_whole_keep_ago()
    {
        Add(OrderStatus.Refunded);
        _ended.Forget(Start);
        _ended.Forget(Start + Keep - TimeSpan.FromMilliseconds(1));
        _orders.Count.ShouldBe(1);
        _ended.Forget(Start + Keep);
        _orders.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(OrderStatus.PendingPayment)]
    [InlineData(OrderStatus.Closing)]
    [InlineData(OrderStatus.Paid)]
    [InlineData(OrderStatus.Fulfilled)]
    [InlineData(OrderStatus.Refunding)]
    public void An_order_that_holds_or_counts_something_stays(OrderStatus status)
    {
        Add(status);
        for (var pass = 0; pass < 4; pass++)
            _ended.Forget(Start + pass * Keep);
        _orders.Count.ShouldBe(1);
    }

    [Fact]
    public void An_order_whose_change_is_on_its_way_to_disk_stays()
    {
        _orders[Add(OrderStatus.Refunded)].State = SlotState.Moving;
        for (var pass = 0; pass < 4; pass++)
            _ended.Forget(Start + pass * Keep);
        _orders.Count.ShouldBe(1);
    }

    [Fact]
    public void A_call_looks_at_so_many_slots_and_the_next_one_goes_on_there()
    {
        const int orders = EndedOrders.MostSlots + 10;
        for (var i = 0; i < orders; i++)
            Add(OrderStatus.Refunded);
        _ended.Forget(Start);
        _ended.Forget(Start);
        _ended.Forget(Start + Keep);
        _orders.Count.ShouldBe(10);
        _ended.Forget(Start + Keep);
        _orders.Count.ShouldBe(0);
    }

    [Fact]
    public void A_slot_that_became_another_order_s_begins_anew()
    {
        Add(OrderStatus.Refunded);
        _ended.Forget(Start);
        _ended.Forget(Start + Keep);
        Add(OrderStatus.Refunded).ShouldBe(0);
        _ended.Forget(Start + 2 * Keep);
        _orders.Count.ShouldBe(1);
        _ended.Forget(Start + 3 * Keep);
        _orders.Count.ShouldBe(0);
    }

    private int Add(OrderStatus status) =>
        _orders.Add(
            OrderSlot.Of(
                new(
                    new(Guid.NewGuid()),
                    OpenShard.Somebody(),
                    Guid.NewGuid(),
                    BodyHash: 1,
                    Quantity: 1,
                    new(status, CloseCause.None, false, 1, status == OrderStatus.Refunded ? 1 : 0),
                    Start
                )
            )
        );
}
