using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>
/// The sales this node serves. An unknown id is looked up in the directory, never by waking a sale's grain, and the
/// answer "no such sale" is remembered for a second.
/// </summary>
internal sealed class SaleBoard(IGrainFactory grains, TimeProvider time) : IDisposable
{
    private const int MaxSales = 1_000;
    private const int MaxUnknownRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<SaleId, SaleEntry> _sales = new();
    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaxUnknownRemembered });

    /// <summary>Runs for each sale that comes onto the board: the node attaches to it.</summary>
    public Func<SaleEntry, Task> Attach { get; set; } = _ => Task.CompletedTask;

    public IEnumerable<SaleEntry> Sales => _sales.Values;

    /// <summary>Null when no such sale is published.</summary>
    public ValueTask<SaleEntry?> FindAsync(SaleId sale)
    {
        if (!_sales.TryGetValue(sale, out var known))
            return LookUpAsync(sale);
        known.Touch();
        return ValueTask.FromResult<SaleEntry?>(known);
    }

    public SaleEntry? Known(SaleId sale) => _sales.GetValueOrDefault(sale);

    /// <summary>Drops what nobody asked for in a while.</summary>
    public void Forget()
    {
        foreach (var (id, entry) in _sales)
            if (entry.Idle > ForgottenAfter)
                _sales.TryRemove(id, out _);
    }

    public void Dispose() => _unknown.Dispose();

    private async ValueTask<SaleEntry?> LookUpAsync(SaleId sale)
    {
        if (_unknown.TryGetValue(sale, out _))
            return null;
        if (await grains.GetGrain<ISaleDirectoryGrain>(0).FindPublicAsync(sale) is not { } view)
        {
            _unknown.Set(
                sale,
                true,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = UnknownFor }
            );
            return null;
        }
        var fresh = new SaleEntry(new(sale, Epoch: 0, From: 0, To: 0, view), grains, time);
        // Beyond the limit a sale is served all the same, only without live updates and gates.
        if (_sales.Count >= MaxSales)
            return fresh;
        var entry = _sales.GetOrAdd(sale, fresh);
        if (entry == fresh)
            await Attach(entry);
        return entry;
    }
}
