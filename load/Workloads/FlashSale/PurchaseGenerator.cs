namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>Sends every purchase once, as fast as a bounded number of connections allows, and keeps the outcomes.</summary>
internal sealed class PurchaseGenerator(ProductUnderTest product, Guid sale, RetryPolicy retries, TimeProvider time)
{
    /// <summary>The limit of a run: a product that answers nobody would be asked for hours otherwise.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(15);

    private readonly PhoneClient _client = new(product.Http);

    public PurchaseStatistics Statistics { get; } = new();

    public async Task<PurchaseOutcome[]> RunAsync(Purchase[] purchases, int connections, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(EndsWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await BuyAllAsync(purchases, connections, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CannotRunException(
                $"The sale did not end within {EndsWithin.TotalMinutes:0} minutes: {Statistics.Line(purchases.Length).Trim()}"
            );
        }
    }

    private async Task<PurchaseOutcome[]> BuyAllAsync(Purchase[] purchases, int connections, CancellationToken stop)
    {
        var outcomes = new PurchaseOutcome[purchases.Length];
        var next = -1;
        var cpu = Environment.CpuUsage.TotalTime;
        Statistics.Started = time.GetTimestamp();
        await using (Progress.Show(() => Statistics.Line(purchases.Length), time))
            await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectionAsync, stop)));
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
        var everUnknown = false;
        for (var attempt = 1; ; attempt++)
        {
            var sent = time.GetTimestamp();
            var reply = await _client.BuyAsync(purchase.Customer, sale, 1, purchase.Key, stop);
            var answered = time.GetTimestamp();
            var order = reply.Read<PlacedReply>()?.OrderId ?? default;
            if (reply.Accepted && (reply.Status != 201 || order == default))
                reply = reply with { Kind = ReplyKind.Unknown, Slug = $"http-{reply.Status}" };
            Statistics.Record(reply, attempt, time.GetElapsedTime(sent, answered), answered);

            everUnknown |= reply.Kind == ReplyKind.Unknown;
            // "Not started" has no effect: a customer who came a moment too early sends the same key again.
            var final = reply.Accepted || (reply.Kind == ReplyKind.Refused && reply.Slug != "not-started");
            if (final || attempt == retries.Attempts)
            {
                Statistics.Finish(time.GetElapsedTime(Statistics.Started, answered));
                return new(purchase, reply, order, everUnknown);
            }
            product.Process?.ThrowIfExited();
            await Task.Delay(RetryPolicy.Before(attempt, reply.RetryAfter), time, stop);
        }
    }
}
