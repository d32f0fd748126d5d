using System.Text.Json;

namespace FuelGrains.Load.Forecourt;

/// <summary>
/// The witness: what every meter did, appended line by line and never rewritten. What the product charges is compared with
/// this, not with what the product believes.
/// </summary>
internal sealed class MeterJournal(string? path, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter? _file = path is null ? null : new(path, append: true) { AutoFlush = true };
    private readonly Dictionary<string, long> _counts = [];

    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (_lock) return new Dictionary<string, long>(_counts);
        }
    }

    /// <summary>What happened: unlocked, started, sold, cleared, inside, aborted, locked, reboot, offline.</summary>
    public void Write(string what, Guid station, int pump, string transaction = "", long volumeMl = 0, long amountFen = 0, string clearedBy = "")
    {
        lock (_lock)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + 1;
            _file?.WriteLine(JsonSerializer.Serialize(new { at = time.GetUtcNow(), what, station, pump, transaction, volumeMl, amountFen, clearedBy }));
        }
    }

    public void Dispose() => _file?.Dispose();
}
