namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>
/// Durable orders against the peers, refusals against the floor, durable seats against the orders; on PostgreSQL. The sale has orders
/// already and was analysed once. All subjects are measured in turn, and ratios are taken within an iteration.
/// </summary>
internal sealed class ThroughputBenchmark(BenchmarkContext context)
{
    public const string FloorPost = "floor POST";
    private const string FloorGet = "floor GET";
    private const string RedisLua = "redis-lua";
    private const string RedisLuaRemembers = "redis-lua that remembers tokens";
    private const string RowLock = "row-lock";

    /// <summary>A slower redis-lua is a peer that was crippled, whatever by: ratios to it say nothing.</summary>
    private const double LeastOfRedisLua = 0.45;

    public Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        CancellationToken stop
    ) => context.OnOwnDatabaseAsync(store => MeasureAsync(store, stop), stop);

    private async Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        PostgresStore store,
        CancellationToken stop
    )
    {
        var sale = await SaleWithOrdersAsync(store, stop);
        await using var product = await context.StartProductAsync(context.Repository.Front, store, stop);
        var prepared = await ProductSubjects.PrepareAsync(context, product, stop);
        await using var peers = new PeerFleet(context, prepared.Customers[0].Token);
        var signed = prepared.Customers.Skip(1).Select(c => peers.Sign(c.Token));
        var tokens = await context.WriteTokensAsync("peers.tokens", signed, stop);
        var placed = new PlacedOrders();
        var subjects = new List<Subject>(await FloorAsync(peers, tokens, stop));
        if (Wanted("orders"))
            subjects.AddRange(await OrderPeersAsync(peers, placed, tokens, stop));
        var wanted = await prepared.WantedAsync(compared: true, sale, stop);
        subjects.AddRange(wanted);
        placed.Count(
            ProductSubjects.DurableOrders,
            async () => await CampaignRows.CountAsync(store, sale, stop) - context.Settings.OrdersBefore
        );
        var turns = context.Iterations;
        var iterations = await turns.MeasureAsync(subjects, stop);
        var missing = await placed.MissingAsync(turns.All);
        return ([.. Evaluate(iterations, missing)], [.. iterations.SelectMany(i => i)]);
    }

    // A running product does not know rows that are written past it, so the sale is made by a process that ends before.
    private async Task<Guid> SaleWithOrdersAsync(PostgresStore store, CancellationToken stop)
    {
        Guid sale;
        await using (var product = await context.StartProductAsync(context.Repository.Front, store, stop))
        {
            var staff = await StaffClient.LoginAsync(product.Http, context.Settings.Staff, context.Time, stop);
            var (stock, shards) = (ProductSubjects.EndlessStock, context.Settings.Shards);
            sale = await context.OpenSaleAsync(staff, "orders", stock, stop, shards);
        }
        var (before, now) = (context.Settings.OrdersBefore, context.Time.GetUtcNow());
        await CampaignRows.AddHoldsAsync(store, sale, before, now, TimeSpan.FromHours(12), analysed: true, stop);
        return sale;
    }

    private static async Task<IReadOnlyList<Subject>> FloorAsync(PeerFleet peers, string tokens, CancellationToken stop)
    {
        var floor = await peers.FloorAsync(stop);
        var empty = new Uri(floor.Address, "empty");
        return
        [
            new(FloorPost, empty, "POST", 200, tokens, floor.Process),
            new(FloorGet, empty, "GET", 200, tokens, floor.Process),
        ];
    }

    private async Task<IReadOnlyList<Subject>> OrderPeersAsync(
        PeerFleet peers,
        PlacedOrders placed,
        string tokens,
        CancellationToken stop
    )
    {
        var before = context.Settings.OrdersBefore;
        var (stock, redis) = await peers.RedisLuaAsync(remembers: false, stop);
        var (remembering, otherRedis) = await peers.RedisLuaAsync(remembers: true, stop);
        var (rowLock, rows) = await peers.RowLockAsync(stop);
        placed.Count(RedisLua, async () => await redis.StreamLengthAsync("orders", stop) - before);
        placed.Count(RedisLuaRemembers, async () => await otherRedis.StreamLengthAsync("orders", stop) - before);
        placed.Count(RowLock, async () => await PeerRows.CountAsync(rows, stop) - before);
        return [Of(RedisLua, stock), Of(RedisLuaRemembers, remembering), Of(RowLock, rowLock)];

        Subject Of(string name, Peer peer) =>
            new(name, new(peer.Address, "orders"), "POST", 201, tokens, peer.Process) { StoreCpu = peer.StoreCpu };
    }

    private bool Wanted(string figure) => context.Settings.Only.Contains(figure);

    private IEnumerable<BenchmarkResult> Evaluate(IReadOnlyList<Sample[]> iterations, string missing)
    {
        var invalid = Joined(Sample.Invalid(iterations.SelectMany(i => i)), missing);
        if (Wanted("orders"))
        {
            var redis = Ratio(RedisLua, FloorPost);
            if (context.Settings.Timed && redis.Median < LeastOfRedisLua)
                invalid = Joined(invalid, $"{RedisLua} is under {LeastOfRedisLua} of {FloorPost}");
            yield return AtLeast(ProductSubjects.DurableOrders, RedisLua, 1.2);
            yield return AtLeast(ProductSubjects.DurableOrders, FloorPost, 0.65);
            yield return AtLeast(ProductSubjects.DurableOrders, RowLock, 14);
            yield return Beside(ProductSubjects.DurableOrders, RedisLuaRemembers);
            yield return Beside(RedisLua, FloorPost);
            yield return Beside(ProductSubjects.DurableOrders, FloorGet);
        }
        if (Wanted("refusals"))
        {
            yield return AtLeast(ProductSubjects.Refusals, FloorPost, 0.8);
            yield return Beside(ProductSubjects.Refusals, FloorGet);
        }
        if (Wanted("joins"))
        {
            yield return AtLeast(ProductSubjects.DurableJoins, ProductSubjects.DurableOrders, 0.85);
            yield return Beside(ProductSubjects.DurableOpenings, ProductSubjects.DurableOrders);
        }

        BenchmarkResult AtLeast(string name, string to, double target) =>
            BenchmarkResult.AtLeast($"{name} / {to}", target, Ratio(name, to), invalid);

        BenchmarkResult Beside(string name, string to) =>
            BenchmarkResult.Explaining($"{name} / {to}", Ratio(name, to).Text("0.00"));

        Measurements Ratio(string name, string to) =>
            new(iterations.Select(i => Sample.Rate(i, name) / Sample.Rate(i, to)));

        static string Joined(params string[] reasons) => string.Join("; ", reasons.Where(r => r.Length > 0));
    }
}
