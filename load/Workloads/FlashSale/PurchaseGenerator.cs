namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>Sends every purchase once, as fast as a bounded number of connections allows, and keeps the outcomes.</summary>
internal sealed class PurchaseGenerator(RunFixture fixture, Guid sale, FlashSaleSettings settings)
{
    /// <summary>The limit of a run: a product that answers nobody would be asked for hours otherwise.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _time = fixture.Time;
    private readonly RetryPolicy _retries = new(settings.Attempts);

    public PurchaseStatistics Statistics { get; } = new();

    public async Task<PurchaseOutcome[]> RunAsync(Purchase[] purchases, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(EndsWithin, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await BuyAllAsync(purchases, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CannotRunException(
                $"The sale did not end within {EndsWithin.TotalMinutes:0} minutes: {Statistics.Line(purchases.Length).Trim()}"
            );
        }
    }

    private async Task<PurchaseOutcome[]> BuyAllAsync(Purchase[] purchases, CancellationToken stop)
    {
        var outcomes = new PurchaseOutcome[purchases.Length];
        var next = -1;
        var cpu = Environment.CpuUsage.TotalTime;
        Statistics.Started = _time.GetTimestamp();
        await using (Progress.Show(() => Statistics.Line(purchases.Length), _time))
            await Task.WhenAll(Enumerable.Range(0, settings.Connections).Select(_ => Task.Run(ConnectionAsync, stop)));
        Statistics.Ended = _time.GetTimestamp();
        Statistics.GeneratorCpu = Environment.CpuUsage.TotalTime - cpu;
        return outcomes;

        // Closed loop: a connection takes the next purchase when its last one has its final reply.
        async Task ConnectionAsync()
        {
            while (Interlocked.Increment(ref next) is var i && i < purchases.Length)
                outcomes[i] = await BuyAsync(purchases[i], stop);
        }
    }

    private async Task<PurchaseOutcome> BuyAsync(Purchase purchase, CancellationToken stop)
    {
        var (everUnknown, order) = (false, Guid.Empty);
        var last = await _retries.SendAsync(OnceAsync, _time, stop);
        Statistics.Finish(_time.GetElapsedTime(Statistics.Started));
        return new(purchase, last, order, everUnknown);

        async Task<Reply> OnceAsync(int attempt)
        {
            var sent = _time.GetTimestamp();
            var reply = await fixture.Phones.BuyAsync(purchase.Customer, sale, 1, purchase.Key, stop);
            var answered = _time.GetTimestamp();
            order = reply.Read<PlacedReply>()?.OrderId ?? default;
            if (reply.Accepted && (reply.Status != 201 || order == default))
                reply = reply with { Kind = ReplyKind.Unknown, Slug = $"http-{reply.Status}" };
            Statistics.Record(reply, attempt, _time.GetElapsedTime(sent, answered), answered);
            if (reply.Kind != ReplyKind.Unknown)
                return reply;
            everUnknown = true;
            fixture.Product.Process?.ThrowIfExited();
            return reply;
        }
    }
}
