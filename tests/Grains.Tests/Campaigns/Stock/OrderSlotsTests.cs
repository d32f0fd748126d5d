using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class OrderTableTests
{
    // More orders than the first 1,024 buckets and than three chunks: buckets are shared, and grow three times.
    private const int Many = 13_000;

    private readonly OrderSlots _table = new();

    [Fact]
    public void Every_order_is_found_by_customer_and_by_key_however_the_buckets_are_shared()
    {
        var slots = Fill();
        for (var i = 0; i < Many; i++)
        {
            _table.Find(slots[i].Id, slots[i].Customer).ShouldBe(i);
            _table.FindKey(slots[i].Customer, slots[i].KeyHash).ShouldBe(i);
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
        var slots = Fill();
        for (var i = 0; i < Many; i++)
        {
            var other = slots[(i + 1) % Many].Customer;
            if (other == slots[i].Customer)
                continue;
            _table.FindKey(other, slots[i].KeyHash).ShouldBe(-1);
            _table.Find(slots[i].Id, other).ShouldBe(-1);
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
            var slot = Slot(customers[random.Next(customers.Length)], random.Next(1, 5));
            _table.Add(slot);
            expected[slot.Customer] = expected.GetValueOrDefault(slot.Customer) + slot.Quantity;

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
        var slot = Slot(OpenShard.Somebody(), 1);
        _table.Set(_table.Add(slot), slot.OrderState, SlotState.Dead);
        _table.FindKey(slot.Customer, slot.KeyHash).ShouldBe(-1);
        _table.Add(slot with { Id = new(Guid.NewGuid()) }).ShouldBe(1);
        _table.FindKey(slot.Customer, slot.KeyHash).ShouldBe(1);
    }

    private List<OrderSlot> Fill()
    {
        var slots = new List<OrderSlot>(Many);
        for (var i = 0; i < Many; i++)
        {
            var customer = i % 3 == 2 ? slots[i / 2].Customer : OpenShard.Somebody();
            slots.Add(Slot(customer, 1));
            _table.Add(slots[i]).ShouldBe(i);
        }
        return slots;
    }

    private static OrderSlot Slot(CustomerId customer, int quantity) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Customer = customer,
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Quantity = quantity,
        };
}
