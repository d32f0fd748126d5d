using System.Globalization;
using System.IO.Hashing;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Names one stock shard of a campaign; the only place that knows how the grain key is written.</summary>
public readonly record struct StockShardKey(CampaignId Campaign, int Shard)
{
    /// <summary>The shard that owns a customer's orders: a hash that is the same in every process and version.</summary>
    public static StockShardKey Of(CampaignId campaign, CustomerId customer, int shards)
    {
        if (shards == 1)
            return new(campaign, 0);
        Span<byte> bytes = stackalloc byte[16];
        customer.Value.TryWriteBytes(bytes);
        return new(campaign, (int)(XxHash3.HashToUInt64(bytes) % (uint)shards));
    }

    public static StockShardKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new(
            new CampaignId(Guid.ParseExact(key.AsSpan(0, slash), "D")),
            int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture)
        );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Campaign}/{Shard}");
}
