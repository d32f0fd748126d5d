namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// The serials of WeChat's keys, as the silos know them: a callback with another one is refused without its body. A forger may send new
/// serials without end, so the silos are asked once a second at most; the question names the serial, for which the silo may fetch new
/// certificates.
/// </summary>
internal sealed partial class PlatformSerials(IGrainFactory grains, TimeProvider time, ILogger<PlatformSerials> log)
{
    // Two certificates are valid during a switch, beside the public key; silos may know different ones for a while.
    private const int MostKnown = 16;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>How long a callback waits for the silo. The question itself goes on, for the callbacks that come later.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private volatile ImmutableHashSet<string> _known = ImmutableHashSet.Create<string>(
        StringComparer.OrdinalIgnoreCase
    );
    private Task<bool> _asked = Task.FromResult(false);
    private long? _askedAt;

    /// <summary>
    /// False: the silos know no key of this serial. A silo that does not answer in time says nothing against the serial; whichever silo
    /// verifies the callback judges the serial again.
    /// </summary>
    public async Task<bool> MayBeKnownAsync(string serial)
    {
        if (_known.Contains(serial))
            return true;
        try
        {
            return !await AskAsync(serial).WaitAsync(AnswerWithin, time) || _known.Contains(serial);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private Task<bool> AskAsync(string missed)
    {
        lock (_lock)
        {
            if (_askedAt is { } at && time.GetElapsedTime(at) < Rest)
                return _asked;
            _askedAt = time.GetTimestamp();
            return _asked = LearnAsync(missed);
        }
    }

    private async Task<bool> LearnAsync(string missed)
    {
        try
        {
            var fresh = await grains.GetGrain<ICallbackGrain>(0).SerialsAsync(missed);
            _known = (_known.Count > MostKnown ? _known.Clear() : _known).Union(fresh);
            return true;
        }
#pragma warning disable CA1031 // a silo that died, keys that are not there yet: whatever it was, the serial is not known to be wrong
        catch (Exception unknown)
        {
            LogUnknown(log, unknown.GetType().Name, unknown.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1, LogLevel.Warning, "The serials of WeChat's keys are not known: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);
}
