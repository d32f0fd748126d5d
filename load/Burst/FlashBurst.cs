using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Burst;

/// <summary>Presses everything once, as fast as a bounded number of connections allows, and keeps what came of it.</summary>
internal sealed class FlashBurst(ProductUnderTest product, Guid sale, RetryLimits retries, TimeProvider time)
{
    /// <summary>A product that answers nobody would else be asked for hours, press by press.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(15);

    private readonly CustomerClient client = new(product.Http);

    public BurstTally Tally { get; } = new();

    public async Task<PressOutcome[]> RunAsync(Press[] presses, int connections, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(EndsWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await PressAllAsync(presses, connections, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CannotRunException(
                $"The burst did not end within {EndsWithin.TotalMinutes:0} minutes: {Tally.Line(presses.Length).Trim()}"
            );
        }
    }

    private async Task<PressOutcome[]> PressAllAsync(Press[] presses, int connections, CancellationToken stop)
    {
        var outcomes = new PressOutcome[presses.Length];
        var next = -1;
        var cpu = Environment.CpuUsage.TotalTime;
        Tally.Started = time.GetTimestamp();
        await using (Progress.Show(() => Tally.Line(presses.Length), time))
        {
            // Closed loop: a connection takes the next press when its last one is answered for good.
            await Task.WhenAll(
                Enumerable
                    .Range(0, connections)
                    .Select(_ =>
                        Task.Run(
                            async () =>
                            {
                                for (
                                    var i = Interlocked.Increment(ref next);
                                    i < presses.Length;
                                    i = Interlocked.Increment(ref next)
                                )
                                    outcomes[i] = await PressAsync(presses[i], stop);
                            },
                            stop
                        )
                    )
            );
        }
        Tally.Ended = time.GetTimestamp();
        Tally.GeneratorCpu = Environment.CpuUsage.TotalTime - cpu;
        return outcomes;
    }

    private async Task<PressOutcome> PressAsync(Press press, CancellationToken stop)
    {
        var everUnknown = false;
        for (var attempt = 1; ; attempt++)
        {
            var sent = time.GetTimestamp();
            var answer = await client.BuyAsync(sale, press.Customer, press.Key, stop);
            var answered = time.GetTimestamp();
            Tally.Record(answer, attempt, time.GetElapsedTime(sent, answered), answered);

            everUnknown |= answer.Kind == AnswerKind.Unknown;
            // "Not started" binds nothing: who pressed a moment too early presses again, with the same key.
            var final =
                answer.Kind == AnswerKind.Accepted
                || (answer.Kind == AnswerKind.Refused && answer.Slug != "not-started");
            if (final || attempt == retries.Attempts)
            {
                Tally.Finish(time.GetElapsedTime(Tally.Started, answered));
                return new(press, answer, everUnknown);
            }
            product.Process?.ThrowIfExited();
            await Task.Delay(RetryLimits.Before(attempt, answer.RetryAfter), time, stop);
        }
    }
}
