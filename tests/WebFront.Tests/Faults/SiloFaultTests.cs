namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>Two silos and a front: the silo that holds the sale dies, or hangs and comes back, in the middle of a burst.</summary>
[Collection<ClusterFaults>]
public sealed class SiloFaultTests(Cluster cluster) : IAsyncLifetime
{
    private const int Dead = 6;
    private const string Fenced = "is no longer the owner";
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ZombieLivesAtMost = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await cluster.RunAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        cluster.Report();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_silo_that_holds_the_sale_is_killed_and_the_other_sells_on_within_15_seconds_by_its_one_vote()
    {
        var (burst, holder) = await PrepareAsync(customers: 1_500, stock: 1_000);
        var running = burst.RunAsync(Cancel);
        await burst.UntilAcknowledgedAsync(300, running);

        var killed = TimeProvider.System.GetUtcNow();
        await holder.Process.KillAsync();
        var gone = TimeProvider.System.GetUtcNow(); // The successor decided everything later than this.
        var dead = await UntilDeadAsync(holder);
        await running;

        var sold = burst.FirstAnswerToAnOrderOfAfter(gone) - killed;
        Report(
            $"dead by one vote {dead.TotalSeconds:0.0} s after the kill, "
                + $"first order of the successor answered after {sold?.TotalSeconds:0.0} s"
        );
        sold.ShouldNotBeNull(burst.ToString()).ShouldBeLessThan(TakenOverWithin);
        dead.ShouldBeLessThan(TakenOverWithin);
        await CheckAsync(burst);
    }

    [Fact]
    public async Task The_silo_that_holds_the_sale_hangs_until_its_successor_sells_and_nothing_it_had_in_hand_counts_when_it_goes_on()
    {
        var (burst, neighbour, holder) = await PrepareBesideAsync(customers: 2_000, stock: 1_800);
        var epoch = await cluster.Ledger.EpochAsync(burst.Sale, Cancel);
        var (first, second) = (
            await cluster.Shop.LogInAsync("u-neighbour-1", Cancel),
            await cluster.Shop.LogInAsync("u-neighbour-2", Cancel)
        );
        var running = burst.RunAsync(Cancel);
        await burst.UntilAcknowledgedAsync(400, running);
        // The order expires while the silo hangs, so that the silo has something to write as soon as it goes on.
        await PlaceAsync(neighbour, first);

        holder.Process.ForgetOutput(); // An earlier life may have been fenced off as well.
        var frozen = TimeProvider.System.GetUtcNow();
        await holder.Process.FreezeAsync(Cancel);
        var still = TimeProvider.System.GetUtcNow();
        var before = burst.Acknowledged.Count();
        var dead = await UntilDeadAsync(holder);
        await burst.UntilAcknowledgedAsync(before + 100, running);
        var successor = await cluster.Ledger.EpochAsync(burst.Sale, Cancel);
        var sold = burst.FirstAnswerToAnOrderOfAfter(still) - frozen;
        successor.ShouldBeGreaterThan(epoch, "somebody else took the shard");
        await PlaceAsync(neighbour, second);

        var thawed = TimeProvider.System.GetTimestamp();
        await holder.Process.ThawAsync(Cancel);
        var atThaw = burst.Acknowledged.Count();
        await running;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(ZombieLivesAtMost);
        await holder.Process.UntilExitAsync(deadline.Token); // The zombie reads in the table that it is dead, and ends.
        Report(
            $"dead by one vote {dead.TotalSeconds:0.0} s after the freeze, "
                + $"first order of the successor answered after {sold?.TotalSeconds:0.0} s; "
                + $"thawed with {burst.Sale.Stock - atThaw} units unsold, "
                + $"it lived {TimeProvider.System.GetElapsedTime(thawed).TotalSeconds:0.0} s more and was fenced off "
                + $"{holder.Process.Output.Split(Fenced).Length - 1} times; "
                + $"epochs {epoch} -> {successor} -> {await cluster.Ledger.EpochAsync(burst.Sale, Cancel)}"
        );
        holder.Process.Output.ShouldContain(
            Fenced,
            customMessage: "the zombie tried to write, or this test tests nothing"
        );
        // Whoever waited on the frozen silo was told in time that the outcome is unknown; nobody had to give up on the front.
        burst.Unknowns.Keys.ShouldNotContain("timeout", burst.ToString());
        await CheckAsync(burst);
    }

    private async Task<(Burst Burst, SiloProcess Holder)> PrepareAsync(int customers, int stock)
    {
        var product = await cluster.Ledger.AddProductAsync(Cancel);
        var sale = await cluster.Shop.PublishFlashSaleAsync(product, stock, limit: 2, Cancel);
        var burst = new Burst(cluster.Shop, sale, await cluster.Shop.LogInAsync(customers, Cancel));
        return (burst, await cluster.HolderAsync(sale, Cancel));
    }

    /// <summary>
    /// A burst's sale, and a neighbour on the same silo whose orders wait for their payment for seconds. Each sale begins at a silo of
    /// its own, so further pairs are published until two sales are together.
    /// </summary>
    private async Task<(Burst Burst, Sale Neighbour, SiloProcess Holder)> PrepareBesideAsync(int customers, int stock)
    {
        var product = await cluster.Ledger.AddProductAsync(Cancel);
        var (sales, neighbours) = (new Dictionary<SiloProcess, Sale>(), new Dictionary<SiloProcess, Sale>());
        for (var i = 0; i < 20; i++)
        {
            var sale = await cluster.Shop.PublishFlashSaleAsync(product, stock, limit: 2, Cancel);
            sales[await cluster.HolderAsync(sale, Cancel)] = sale;
            var brief = await cluster.Shop.PublishFlashSaleAsync(
                product,
                stock: 10,
                limit: 1,
                Cancel,
                payWithinSeconds: 3
            );
            neighbours[await cluster.HolderAsync(brief, Cancel)] = brief;
            if (sales.Keys.FirstOrDefault(neighbours.ContainsKey) is { } holder)
            {
                var buyers = await cluster.Shop.LogInAsync(customers, Cancel);
                return (new Burst(cluster.Shop, sales[holder], buyers), neighbours[holder], holder);
            }
        }
        throw new InvalidOperationException("Twenty pairs of sales, and no two sales are on one silo.");
    }

    // The same key: an answer that does not know is asked for again.
    private Task PlaceAsync(Sale sale, Customer buyer) =>
        Eventually.GetsAsync(
            TakenOverWithin,
            () => cluster.Shop.PlaceAsync(buyer, sale, "at-the-neighbours", 1, Cancel),
            answer => answer.Accepted
        );

    private Task<TimeSpan> UntilDeadAsync(SiloProcess silo)
    {
        var status = 0;
        return Eventually.IsTrueAsync(
            2 * TakenOverWithin,
            async () => (status = await cluster.Ledger.SiloStatusAsync(silo.Port, Cancel)) == Dead,
            () => $"The membership table still gives the silo status {status}."
        );
    }

    private async Task CheckAsync(Burst burst)
    {
        Report(burst.ToString());
        Audit.CheckAnswers(burst);
        await Audit.CheckApiAsync(burst, cluster.Shop, Cancel);
        await Audit.CheckLedgerAsync(burst, cluster.Ledger, Cancel);
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
