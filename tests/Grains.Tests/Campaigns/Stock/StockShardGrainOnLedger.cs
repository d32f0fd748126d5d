using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>A silo whose shards commit to a ledger that can fail, and the requests that its customers send.</summary>
public abstract class StockShardGrainOnLedger : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected SiloOnLedger Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloOnLedger.StartAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    protected static bool IsSold(HoldReply reply) => reply.Outcome is HoldOutcome.Held or HoldOutcome.Replayed;

    protected static HoldRequest Request(CustomerId? customer = null) =>
        OpenShard.Request(customer ?? OpenShard.Somebody());

    /// <summary>A customer whose orders are this shard's.</summary>
    protected static CustomerId OfShard(StockShardKey key, int shards)
    {
        while (true)
            if (OpenShard.Somebody() is var customer && StockShardKey.Of(key.Campaign, customer, shards) == key)
                return customer;
    }

    /// <summary>The units held of a shard, on which its counters and the orders' rows must agree.</summary>
    protected async Task<long> HeldAsync(StockShardKey key)
    {
        var held = (await Silo.Fixture.ShardsAsync(key.Campaign))[key.Shard].Held;
        (await Silo.Fixture.RowsAsync(key.Campaign))[key.Shard].Held.ShouldBe(held);
        return held;
    }
}
