namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>Limits the reading of one connection to its rate. Unread lines stay in the sender's own socket and delay nobody else.</summary>
internal sealed class FscThrottle(double perSecond, double burst, TimeProvider time)
{
    private double _spent;
    private long _at = time.GetTimestamp();

    public async ValueTask PassAsync(CancellationToken ct)
    {
        while (true)
        {
            var now = time.GetTimestamp();
            _spent = Math.Max(0, _spent - time.GetElapsedTime(_at, now).TotalSeconds * perSecond);
            _at = now;
            if (_spent <= burst - 1)
                break;
            await Task.Delay(TimeSpan.FromSeconds((_spent - burst + 1) / perSecond), time, ct);
        }
        _spent++;
    }
}
