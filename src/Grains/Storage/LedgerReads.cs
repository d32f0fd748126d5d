using System.Diagnostics.Metrics;
using FuelGrains.GrainInterfaces.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// Reads of the ledger that customers, staff and strangers cause: so many at once, a few more that wait for a moment, and a refusal for
/// all others. Commits, the outbox and sweeps read without this limit, and find a connection however many callers ask.
/// </summary>
public sealed class LedgerReads(
    LedgerDatabase ledger,
    IOptions<LedgerOptions> database,
    IOptions<LedgerReadOptions> options,
    TimeProvider time
) : IDisposable
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "fuelgrains.reads.refused",
        "{read}",
        "Reads of the ledger that were refused, because too many run or wait."
    );

    private readonly LedgerReadOptions _options = options.Value;
    private readonly SemaphoreSlim _turns = new(options.Value.MostReads(database.Value));
    private int _waiting;

    /// <exception cref="BusyException">Too many reads run and wait; this one did not begin.</exception>
    public async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work)
    {
        if (!_turns.Wait(TimeSpan.Zero) && !await WaitAsync())
        {
            Refused.Add(1);
            throw new BusyException();
        }
        try
        {
            return await ledger.ReadAsync(work);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<bool> WaitAsync()
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.MaxWaitingReads)
                return false;
            using var deadline = new CancellationTokenSource(_options.MaxReadWait, time);
            await _turns.WaitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
