using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Renews many things, each by itself: a renewal that hangs holds up no other, and is not started a second time while it is under way.
/// </summary>
/// <param name="failed">Hears of a renewal that failed; the next round tries again.</param>
internal sealed class Renewals<T>(Func<T, Task> renew, Action<T, Exception> failed)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, bool> _underWay = new();

    /// <summary>Starts a renewal of each that has none under way, and waits for none.</summary>
    public void Start(IEnumerable<T> round)
    {
        foreach (var one in round)
            if (_underWay.TryAdd(one, true))
                _ = RenewAsync(one);
    }

    private async Task RenewAsync(T one)
    {
        try
        {
            await renew(one);
        }
#pragma warning disable CA1031 // the next round tries again, whatever the error was
        catch (Exception error)
        {
            failed(one, error);
        }
#pragma warning restore CA1031
        finally
        {
            _underWay.TryRemove(one, out _);
        }
    }
}
