namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>A third silo joins two before a sale starts, and dies before it starts.</summary>
[Collection<ClusterFaults>]
public sealed class SpreadFaultTests(Cluster cluster) : IAsyncLifetime
{
    private const int Shards = 8;

    // Time for a silo to start and to be declared dead, on a machine that does other work as well; within StockShard:WarmBefore.
    private static readonly TimeSpan StartsIn = TimeSpan.FromSeconds(58);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await cluster.RunAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        cluster.Report();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_shards_of_a_sale_that_starts_soon_move_to_a_silo_that_joins_and_open_elsewhere_when_it_is_killed()
    {
        var product = await cluster.Ledger.AddProductAsync(Cancel);
        var third = cluster.FurtherSilo();
        await using var process = third.Process;
        var sale = await cluster.Shop.PublishFlashSaleAsync(
            product,
            stock: 800,
            limit: 1,
            Cancel,
            shards: Shards,
            startsIn: StartsIn
        );
        await cluster.AskAsync(
            async grains =>
            {
                (await Cluster.OpenShardsAsync(grains, sale, Shards, Cancel)).ShouldBe([4, 4]);
                await third.Process.StartAsync(Cancel);
                await UntilAsync(grains, sale, counts => counts is [3, 3, 2]);
                await third.Process.KillAsync();
                return await UntilAsync(grains, sale, counts => counts is { Length: 2 } && counts.Sum() == Shards);
            },
            Cancel
        );
    }

    // The grain that knows may have been on the silo that died: its answer is then missing for a while.
    private static async Task<int[]> UntilAsync(IGrainFactory grains, Sale sale, Func<int[], bool> expected)
    {
        int[] counts = [];
        await Eventually.IsTrueAsync(
            StartsIn,
            async () =>
            {
                try
                {
                    counts = await Cluster.OpenShardsAsync(grains, sale, Shards, Cancel);
                }
                catch (Exception away) when (away is TimeoutException or Orleans.Runtime.OrleansException)
                {
                    counts = [];
                }
                return expected(counts);
            },
            () => $"The silos have {string.Join(", ", counts)} shards."
        );
        return counts;
    }
}
