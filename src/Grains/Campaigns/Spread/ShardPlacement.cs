using System.IO.Hashing;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FuelGrains.Grains.Campaigns.Spread;

/// <summary>
/// Places the shards of a campaign on the silos in turn, whoever asks: eight shards on three silos are three, three and two. Each
/// campaign begins at a silo of its own, so that two campaigns do not pile up.
/// </summary>
public sealed class ShardPlacement : PlacementStrategy;

/// <summary>Marks the grain class that <see cref="ShardPlacement"/> places. Its key is a <see cref="StockShardKey"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShardPlacementAttribute() : PlacementAttribute(new ShardPlacement());

/// <summary>Decides where a shard opens that is open nowhere; the grain directory keeps it to one place afterwards.</summary>
public sealed class ShardPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy,
        PlacementTarget target,
        IPlacementContext context
    )
    {
        var silos = InOrder(context.GetCompatibleSilos(target));
        var shard = StockShardKey.Parse(target.GrainIdentity.Key.ToString()!);
        return Task.FromResult(silos[TurnOf(shard, silos.Length)]);
    }

    /// <summary>The place of a shard among that many silos: neighbouring shards are neighbours here.</summary>
    internal static int TurnOf(StockShardKey shard, int silos)
    {
        Span<byte> campaign = stackalloc byte[16];
        shard.Campaign.Value.TryWriteBytes(campaign);
        var first = (int)(XxHash3.HashToUInt64(campaign) % (uint)silos);
        return (first + shard.Shard) % silos;
    }

    /// <summary>
    /// The silos by their addresses. Orleans itself sorts them by the time of their start, so that a silo that starts again would give
    /// every shard another place.
    /// </summary>
    internal static SiloAddress[] InOrder(IEnumerable<SiloAddress> silos) =>
        [.. silos.OrderBy(silo => silo.ToParsableString(), StringComparer.Ordinal)];
}
