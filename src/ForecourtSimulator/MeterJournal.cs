using System.Text.Json;

namespace FuelGrains.ForecourtSimulator;

/// <summary>
/// A journal of what every meter did, appended line by line and never rewritten. Load runs compare what the product charges with the
/// journal, not with what the product believes.
/// </summary>
public sealed class MeterJournal(string? path, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter? _file = path is null ? null : new(path, append: true) { AutoFlush = true };
    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<(Guid Station, int Pump, string Transaction), Meter> _meters = [];

    /// <summary>Whether <see cref="Meters"/> keeps every sale.</summary>
    public bool Remembers { get; init; }

    /// <summary>Every sale that a meter counted, and how often the sale was cleared; empty unless <see cref="Remembers"/> is set.</summary>
    public IReadOnlyDictionary<(Guid Station, int Pump, string Transaction), Meter> Meters
    {
        get
        {
            lock (_lock)
                return new Dictionary<(Guid, int, string), Meter>(_meters);
        }
    }

    /// <summary>The last sale of each pump that nobody paid for yet, by pump number.</summary>
    public IReadOnlyDictionary<int, Meter> OpenAt(Guid station)
    {
        lock (_lock)
        {
            var open = new Dictionary<int, Meter>();
            foreach (var (sale, meter) in _meters)
                if (sale.Station == station && meter.IsOpen)
                    open[sale.Pump] = meter;
            return open;
        }
    }

    /// <summary>The number of lines of each kind.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, long>(_counts);
        }
    }

    /// <param name="what">unlocked, started, sold, cleared, inside, aborted, locked, reboot or offline.</param>
    public void Write(
        string what,
        Guid station,
        int pump,
        string transaction = "",
        long volumeMl = 0,
        long amountFen = 0,
        string clearedBy = ""
    )
    {
        lock (_lock)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + 1;
            if (Remembers)
                Remember(what, (station, pump, transaction), volumeMl, amountFen);
            _file?.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        at = time.GetUtcNow(),
                        what,
                        station,
                        pump,
                        transaction,
                        volumeMl,
                        amountFen,
                        clearedBy,
                    }
                )
            );
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Remember(string what, (Guid, int, string) sale, long volumeMl, long amountFen)
    {
        if (what == "sold")
            _meters[sale] = new(volumeMl, amountFen, Cleared: 0);
        else if (what == "inside" && _meters.TryGetValue(sale, out var paid))
            _meters[sale] = paid with { Inside = true };
        else if (what == "cleared" && _meters.TryGetValue(sale, out var meter))
            _meters[sale] = meter with { Cleared = meter.Cleared + 1 };
    }
}

/// <summary>The figures of a meter for one sale.</summary>
public sealed record Meter(long VolumeMl, long AmountFen, int Cleared)
{
    /// <summary>Whether the sale was paid in the shop.</summary>
    public bool Inside { get; init; }

    public bool IsOpen => Cleared == 0 && !Inside;
}
