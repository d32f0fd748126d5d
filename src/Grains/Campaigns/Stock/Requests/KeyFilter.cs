namespace FuelGrains.Grains.Campaigns.Stock.Requests;

/// <summary>
/// Tells keys that are certainly new from those that a shard may have: a Bloom filter with a byte for each order that there is room for.
/// The filter takes one new key in twenty for a known one. A forgotten key stays in it until the filter is built again.
/// </summary>
/// <param name="orders">Room for so many orders: a power of two, at least eight.</param>
internal sealed class KeyFilter(int orders)
{
    private const int BitsOfWord = 64;

    private readonly ulong[] _words = new ulong[orders / 8];

    public void Add(in OrderSlot slot)
    {
        var hash = Hash(slot.Customer, slot.Key);
        Word((uint)hash) |= Bit((uint)hash);
        Word((uint)(hash >> 32)) |= Bit((uint)(hash >> 32));
    }

    public bool MayContain(CustomerId customer, ulong key)
    {
        var hash = Hash(customer, key);
        return (Word((uint)hash) & Bit((uint)hash)) != 0 && (Word((uint)(hash >> 32)) & Bit((uint)(hash >> 32))) != 0;
    }

    // A key is a hash already; customers who use the same keys must not share bits.
    private static ulong Hash(CustomerId customer, ulong key) =>
        key + (uint)customer.Value.GetHashCode() * 0x9E3779B97F4A7C15;

    private ref ulong Word(uint hash) => ref _words[(hash / BitsOfWord) & (uint)(_words.Length - 1)];

    private static ulong Bit(uint hash) => 1UL << (int)(hash % BitsOfWord);
}
