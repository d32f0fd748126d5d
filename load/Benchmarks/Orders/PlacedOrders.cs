namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>Compares what subjects acknowledged with what their stores have: speed that keeps nothing is none.</summary>
internal sealed class PlacedOrders
{
    private readonly Dictionary<string, Func<Task<long>>> _kept = [];

    /// <param name="kept">Returns the orders that the store has from this run.</param>
    public void Count(string subject, Func<Task<long>> kept) => _kept[subject] = kept;

    /// <summary>Returns which subjects keep fewer orders than they acknowledged; empty when all keep theirs.</summary>
    public async Task<string> MissingAsync(IReadOnlyCollection<Sample> samples)
    {
        var missing = new List<string>();
        foreach (var (subject, kept) in _kept)
        {
            var measured = samples.Where(s => s.Subject.Name == subject);
            var acknowledged = measured.Sum(s => s.Result.Statuses.GetValueOrDefault($"{s.Subject.Expected}"));
            if (acknowledged > 0 && await kept() is var there && there < acknowledged)
                missing.Add($"{subject} acknowledged {acknowledged:N0} orders and has {there:N0}");
        }
        return string.Join("; ", missing);
    }
}
