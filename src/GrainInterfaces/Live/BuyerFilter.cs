using System.IO.Hashing;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Live;

/// <summary>
/// A Bloom filter of the customers who have an order in a shard. Web nodes receive the filter with the gate: a request of a customer
/// who may be in it goes on to the shard, so a hint never refuses the retry of an accepted order. A false positive costs a grain call.
/// </summary>
public static class BuyerFilter
{
    /// <summary>512 KiB at most: beyond some 260,000 buyers the filter gets fuller, never larger.</summary>
    public const int MaxWords = 65_536;

    private const int MinWords = 64;

    /// <summary>Words for a number of buyers: 16 bits each, within the limits above.</summary>
    public static int WordsFor(long buyers) =>
        (int)
            Math.Clamp(
                System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(buyers, 1)) / 4,
                MinWords,
                MaxWords
            );

    public static ulong Hash(CustomerId customer)
    {
        Span<byte> bytes = stackalloc byte[16];
        customer.Value.TryWriteBytes(bytes);
        return XxHash3.HashToUInt64(bytes, seed: 0x67726f6e);
    }

    public static void Add(Span<ulong> words, ulong hash)
    {
        for (var k = 0; k < 4; k++)
        {
            var bit = Bit(hash, k, words.Length);
            words[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    public static bool MayContain(ReadOnlySpan<ulong> words, ulong hash)
    {
        for (var k = 0; k < 4; k++)
        {
            var bit = Bit(hash, k, words.Length);
            if ((words[bit >> 6] & 1UL << (bit & 63)) == 0)
                return false;
        }
        return true;
    }

    // Two halves of one hash make four independent-enough probes (Kirsch and Mitzenmacher).
    private static int Bit(ulong hash, int k, int words) =>
        (int)(((uint)hash + (uint)k * (uint)(hash >> 32)) & (uint)(words * 64 - 1));
}
