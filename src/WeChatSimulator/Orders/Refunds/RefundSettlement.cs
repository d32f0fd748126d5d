using FuelGrains.WeChatSimulator.Hosting;

namespace FuelGrains.WeChatSimulator.Orders.Refunds;

/// <summary>Ends accepted refunds after the requested time with the requested outcome.</summary>
internal sealed class RefundSettlement(SimulatorOptions options, TradeBook book, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile Plan _plan = new("SUCCESS", options.RefundAfter);
    private int _underWay;

    public int UnderWay => Volatile.Read(ref _underWay);

    public void Order(string outcome, double? afterMs) =>
        _plan = new(outcome, afterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : options.RefundAfter);

    public void Start(Refund refund)
    {
        var plan = _plan;
        Interlocked.Increment(ref _underWay);
        _ = EndAsync(refund, plan);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (UnderWay > 0)
            await Task.Yield();
        _stop.Dispose();
    }

    private async Task EndAsync(Refund refund, Plan plan)
    {
        try
        {
            await Task.Delay(plan.After, time, _stop.Token);
            book.End(refund, plan.Outcome);
        }
        catch (OperationCanceledException)
        {
            // The simulator stops; a later one on the same folder continues this refund.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private sealed record Plan(string Outcome, TimeSpan After);
}
