using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Requests;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Requests;

/// <summary>A key that the filter does not know is new; a new key is hardly ever taken for a known one.</summary>
public sealed class KeyFilterTests
{
    private const int Orders = 4_096;

    [Fact]
    public void No_key_that_was_added_is_taken_for_a_new_one()
    {
        var (filter, slots) = (new KeyFilter(Orders), Slots());
        foreach (var slot in slots)
            filter.Add(slot);
        slots.ShouldAllBe(slot => filter.MayContain(slot.Customer, slot.Key));
    }

    [Fact]
    public void Of_a_hundred_new_keys_ten_at_most_are_taken_for_known_ones()
    {
        var filter = new KeyFilter(Orders);
        foreach (var slot in Slots())
            filter.Add(slot);
        var strangers = Slots();
        strangers.Count(slot => filter.MayContain(slot.Customer, slot.Key)).ShouldBeLessThan(Orders / 10);
    }

    [Fact]
    public void Customers_who_use_the_same_key_do_not_share_its_bits()
    {
        var (filter, key) = (new KeyFilter(Orders), Guid.NewGuid());
        filter.Add(Slot(key));
        Enumerable.Range(0, 100).Count(_ => filter.MayContain(OpenShard.Somebody(), Slot(key).Key)).ShouldBeLessThan(5);
    }

    private static List<OrderSlot> Slots() => [.. Enumerable.Range(0, Orders).Select(_ => Slot(Guid.NewGuid()))];

    private static OrderSlot Slot(Guid key) =>
        OrderSlot.Claim(new(Guid.NewGuid()), OpenShard.Request(OpenShard.Somebody(), key: key), 0);
}
