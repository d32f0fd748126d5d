namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>Sends every purchase once, as fast as a bounded number of connections allows, and keeps the outcomes.</summary>
internal sealed class PurchaseGenerator(
    ProductUnderTest product,
    Guid sale,
    FlashSaleSettings settings,
    TimeProvider time
)
{
    /// <summary>The limit of a run: a product that answers nobody would be asked for hours otherwise.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(15);

    private readonly PhoneClient _client = new(product.Http);
    private readonly RetryPolicy _retries = new(settings.Attempts);

    public PurchaseStatistics Statistics { get; } = new();

    public async Task<PurchaseOutcome[]> RunAsync(Purchase[] purchases, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(EndsWithin, time);
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
        Statistics.Started = time.GetTimestamp();
        await using (Progress.Show(() => Statistics.Line(purchases.Length), time))
            await Task.WhenAll(Enumerable.Range(0, settings.Connections).Select(_ => Task.Run(ConnectionAsync, stop)));
        Statistics.Ended = time.GetTimestamp();
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
        var last = await _retries.SendAsync(OnceAsync, time, stop);
        Statistics.Finish(time.GetElapsedTime(Statistics.Started));
        return new(purchase, last, order, everUnknown);

        async Task<Reply> OnceAsync(int attempt)
        {
            var sent = time.GetTimestamp();
            var reply = await _client.BuyAsync(purchase.Customer, sale, 1, purchase.Key, stop);
            var answered = time.GetTimestamp();
            order = reply.Read<PlacedReply>()?.OrderId ?? default;
            if (reply.Accepted && (reply.Status != 201 || order == default))
                reply = reply with { Kind = ReplyKind.Unknown, Slug = $"http-{reply.Status}" };
            Statistics.Record(reply, attempt, time.GetElapsedTime(sent, answered), answered);
            if (reply.Kind != ReplyKind.Unknown)
                return reply;
            everUnknown = true;
            product.Process?.ThrowIfExited();
            return reply;
        }
    }
}
