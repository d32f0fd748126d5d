using System.Runtime.CompilerServices;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class OrderSlotsTests
{
    private static readonly OrderState Cancelled = new(OrderStatus.Cancelled, CloseCause.Customer, false, 1, 0);

    // More orders than the first 1,024 buckets and than three chunks: buckets are shared, and grow three times.
    private const int Many = 13_000;

    private readonly OrderSlots _table = new();

    [Fact]
    public void Every_order_is_found_by_customer_and_by_key_however_the_buckets_are_shared()
    {
        var orders = Fill();
        for (var i = 0; i < Many; i++)
        {
            _table.Find(orders[i].Id, orders[i].Customer).ShouldBe(i);
            _table.FindKey(orders[i].Customer, orders[i].KeyHash).ShouldBe(i);
        }
        _table.Count.ShouldBe(Many);
    }

    [Fact]
    public void Room_made_beforehand_changes_nothing()
    {
        _table.Reserve(Many);
        Every_order_is_found_by_customer_and_by_key_however_the_buckets_are_shared();
    }

    [Fact]
    public void An_order_is_not_found_for_anybody_else()
    {
        var orders = Fill();
        for (var i = 0; i < Many; i++)
        {
            var other = orders[(i + 1) % Many].Customer;
            if (other == orders[i].Customer)
                continue;
            _table.FindKey(other, orders[i].KeyHash).ShouldBe(-1);
            _table.Find(orders[i].Id, other).ShouldBe(-1);
        }
    }

    [Fact]
    public void Units_follow_every_change_of_every_order_across_growth()
    {
        var random = new Random(20_261_001);
        var customers = Enumerable.Range(0, 700).Select(_ => new CustomerId(Guid.NewGuid())).ToArray();
        var expected = new Dictionary<CustomerId, long>();
        for (var i = 0; i < Many; i++)
        {
            var order = Order(customers[random.Next(customers.Length)], random.Next(1, 5));
            Add(order);
            expected[order.Customer] = expected.GetValueOrDefault(order.Customer) + order.Quantity;

            var changed = random.Next(_table.Count);
            var (before, customer) = (_table[changed].Counted, _table[changed].Customer);
            var (cancelled, returned) = (random.Next(3) == 0, random.Next(_table[changed].Quantity + 1));
            var next = _table[changed].OrderState with
            {
                Status = cancelled ? OrderStatus.Cancelled : OrderStatus.Fulfilled,
                Returned = returned,
            };
            var dead = random.Next(5) == 0;
            _table.Set(changed, next, dead ? SlotState.Dead : SlotState.Settled);
            _table[changed].Counted.ShouldBe(dead || cancelled ? 0 : _table[changed].Quantity - returned);
            expected[customer] += _table[changed].Counted - before;
            _table.Standing(customer).Units.ShouldBe((int)expected[customer]);
        }
        foreach (var (customer, units) in expected)
            _table.Standing(customer).Units.ShouldBe((int)units);
    }

    [Fact]
    public void A_customer_without_orders_has_no_units() => _table.Standing(OpenShard.Somebody()).ShouldBe(default);

    [Fact]
    public void A_key_whose_order_never_reached_the_disk_is_free_for_another()
    {
        var order = Order(OpenShard.Somebody());
        _table.Set(Add(order), order.OrderState, SlotState.Dead);
        _table.FindKey(order.Customer, order.KeyHash).ShouldBe(-1);
        Add(order with { Id = new(Guid.NewGuid()) }).ShouldBe(1);
        _table.FindKey(order.Customer, order.KeyHash).ShouldBe(1);
    }

    [Fact]
    public void A_slot_takes_68_bytes() => Unsafe.SizeOf<OrderSlot>().ShouldBe(68);

    [Fact]
    public void A_slot_keeps_the_widest_values_and_any_time()
    {
        var order = Order(OpenShard.Somebody(), CampaignTerms.MaxUnitsPerOrder) with
        {
            OrderState = new(
                OrderStatus.Refunded,
                CloseCause.TeamFailed,
                true,
                CampaignTerms.MaxUnitsPerOrder,
                CampaignTerms.MaxUnitsPerOrder,
                true
            ),
            PayBy = DateTimeOffset.FromUnixTimeMilliseconds(253_402_300_799_999),
        };
        ref var slot = ref _table[Add(order)];
        (slot.Id, slot.Customer, slot.Quantity, slot.OrderState, slot.PayBy).ShouldBe(
            (order.Id, order.Customer, order.Quantity, order.OrderState, order.PayBy)
        );
    }

    [Fact]
    public void A_body_is_told_from_one_that_differs_in_either_half()
    {
        ref var slot = ref _table[Add(Order(OpenShard.Somebody()) with { BodyHash = 0x1234_0000_5678 })];
        slot.HasBody(0x1234_0000_5678).ShouldBeTrue();
        slot.HasBody(0x1234_0000_5679).ShouldBeFalse();
        slot.HasBody(0x1235_0000_5678).ShouldBeFalse();
    }

    [Fact]
    public void A_forgotten_order_is_found_no_more_and_its_slot_is_another_s()
    {
        var (first, second) = (Order(OpenShard.Somebody()), Order(OpenShard.Somebody()));
        var refunded = new OrderState(OrderStatus.Refunded, CloseCause.None, false, 1, 1);
        var slot = Add(first with { OrderState = refunded });

        _table.TryForget(slot).ShouldBeTrue();

        _table.Find(first.Id, first.Customer).ShouldBe(-1);
        _table.FindKey(first.Customer, first.KeyHash).ShouldBe(-1);
        (_table.Count, _table.End, _table.HasForgotten).ShouldBe((0, 1, true));
        Add(second).ShouldBe(slot);
        _table.Find(second.Id, second.Customer).ShouldBe(slot);
        (_table.Count, _table.End).ShouldBe((1, 1));
    }

    [Fact]
    public void What_a_customer_let_go_outlives_its_orders_and_the_growth_of_the_table()
    {
        var random = new Random(20_261_130);
        var customers = Enumerable.Range(0, 300).Select(_ => OpenShard.Somebody()).ToArray();
        var expected = new Dictionary<CustomerId, int>();
        for (var i = 0; i < Many; i++)
        {
            var customer = customers[random.Next(customers.Length)];
            Add(Order(customer) with { OrderState = Cancelled });
            expected[customer] = expected.GetValueOrDefault(customer) + 1;
            if (random.Next(3) > 0)
                _table.TryForget(random.Next(_table.End));
        }
        for (var i = 0; i < _table.End; i++)
            if (_table[i].State != SlotState.Forgotten)
                _table.TryForget(i);

        _table.Count.ShouldBe(customers.Length);
        _table.LetGo.Orders.ShouldBe(Many);
        foreach (var (customer, orders) in expected)
            ((int)_table.Standing(customer).LetGo.Orders).ShouldBe(orders);
    }

    [Fact]
    public void Units_that_a_customer_has_move_to_an_earlier_slot_when_the_latest_is_forgotten()
    {
        var customer = OpenShard.Somebody();
        Add(Order(customer, 3));
        var latest = Add(Order(customer) with { OrderState = Cancelled });
        _table.TryForget(latest).ShouldBeTrue();
        _table.Standing(customer).ShouldBe(new(3, new(1, 0)));
    }

    [Fact]
    public void A_slot_that_a_queue_names_is_not_forgotten()
    {
        var slot = Add(Order(OpenShard.Somebody()) with { OrderState = Cancelled with { Excused = true } });
        _table[slot].IsQueued = true;
        _table.TryForget(slot).ShouldBeFalse();
        _table[slot].IsQueued = false;
        _table.TryForget(slot).ShouldBeTrue();
    }

    [Fact]
    public void An_order_that_is_not_kept_counts_for_its_customer_once_there_is_a_slot_to_carry_that()
    {
        var customer = OpenShard.Somebody();
        _table.TryCount(customer, Cancelled.LetGo).ShouldBeFalse();
        _table.TryCount(customer, default).ShouldBeTrue();
        Add(Order(customer) with { OrderState = Cancelled });
        _table.TryCount(customer, Cancelled.LetGo).ShouldBeTrue();
        _table.Standing(customer).LetGo.ShouldBe(new(2, 0));
        _table.LetGo.Orders.ShouldBe(2);
    }

    private List<StoredOrder> Fill()
    {
        var orders = new List<StoredOrder>(Many);
        for (var i = 0; i < Many; i++)
        {
            orders.Add(Order(i % 3 == 2 ? orders[i / 2].Customer : OpenShard.Somebody()));
            Add(orders[i]).ShouldBe(i);
        }
        return orders;
    }

    private int Add(StoredOrder order) => _table.Add(OrderSlot.Of(order));

    private static StoredOrder Order(CustomerId customer, int quantity = 1) =>
        new(
            new(Guid.NewGuid()),
            customer,
            Guid.NewGuid(),
            BodyHash: 1,
            quantity,
            new(OrderStatus.PendingPayment, CloseCause.None, false, quantity, 0),
            OpenShard.Start
        );
}
