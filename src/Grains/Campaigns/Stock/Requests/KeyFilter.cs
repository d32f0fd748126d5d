using FuelGrains.GrainInterfaces.Live;

namespace FuelGrains.Grains.Campaigns.Stock.Requests;

/// <summary>
/// Tells keys that are certainly new from those that a shard may have: a Bloom filter, as of buyers, with a byte for each order that there
/// is room for. The filter takes one new key in forty for a known one. A forgotten key stays in it until the filter is built again.
/// </summary>
/// <param name="orders">Room for so many orders: a power of two, at least eight.</param>
internal sealed class KeyFilter(int orders)
{
    private readonly ulong[] _words = new ulong[orders / 8];

    public void Add(in OrderSlot slot) => BuyerFilter.Add(_words, Hash(slot.Customer, slot.Key));

    public bool MayContain(CustomerId customer, ulong key) => BuyerFilter.MayContain(_words, Hash(customer, key));

    // A key is a hash already; customers who use the same keys must not share bits.
    private static ulong Hash(CustomerId customer, ulong key) =>
        key + (uint)customer.Value.GetHashCode() * 0x9E3779B97F4A7C15;
}
