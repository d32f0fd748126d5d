using System.Net;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// Counts forged callbacks by the minute and raises an alarm when there are many: once a minute at most, and an open alarm is counted up.
/// A forger does no harm, but behind a proxy a forger is a clock, a key or a setting gone wrong as often as not.
/// </summary>
internal sealed partial class ForgeryAlarm(
    IGrainFactory grains,
    IOptions<CallbackOptions> options,
    TimeProvider time,
    ILogger<ForgeryAlarm> log
)
{
    private readonly ForgeryCount _count = new(options.Value.AlarmPerMinute, time);

    public void Forged(IPAddress? address, string fault)
    {
        if (_count.Add())
            _ = RaiseAsync(
                $"{options.Value.AlarmPerMinute} within a minute at one front; the last from {address}: {fault}"
            );
    }

    private async Task RaiseAsync(string detail)
    {
        try
        {
            await grains.GetGrain<ICallbackGrain>(0).RaiseForgedAsync(detail);
        }
#pragma warning disable CA1031 // the alarm is raised again in the next minute in which many come
        catch (Exception lost)
        {
            LogLost(log, detail, lost.Message);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1, LogLevel.Warning, "Forged callbacks, {Detail}; no alarm could be raised: {Reason}")]
    private static partial void LogLost(ILogger log, string detail, string reason);
}

/// <summary>Counts events of a minute.</summary>
public sealed class ForgeryCount(int many, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _began;
    private int _count;

    /// <summary>Counts one. True for the one that makes them many, once in its minute.</summary>
    public bool Add()
    {
        lock (_lock)
        {
            if (_count == 0 || time.GetElapsedTime(_began) >= Window)
                (_began, _count) = (time.GetTimestamp(), 0);
            return ++_count == many;
        }
    }
}
