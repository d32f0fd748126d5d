namespace FuelGrains.Load.Benchmarks.ScaleOut;

/// <summary>An accepted order: when its customer sent it, and when its shard decided.</summary>
internal readonly record struct SequencedOrder(int Shard, DateTimeOffset DecidedAt, TimeSpan SentAt);

/// <summary>How far orders overtake each other on their way to their shard.</summary>
internal static class Overtaking
{
    /// <summary>
    /// The time by which an order was sent later than the one that it overtook, for each order that was overtaken: the longest, when there
    /// are several. Orders that a shard decided in the same moment did not overtake each other.
    /// </summary>
    public static IReadOnlyList<TimeSpan> Of(IEnumerable<SequencedOrder> orders)
    {
        var overtaken = new List<TimeSpan>();
        foreach (var shard in orders.GroupBy(order => order.Shard))
        {
            var latest = TimeSpan.MinValue;
            foreach (var moment in shard.GroupBy(order => order.DecidedAt).OrderBy(moment => moment.Key))
            {
                overtaken.AddRange(moment.Where(order => order.SentAt < latest).Select(order => latest - order.SentAt));
                latest = moment.Select(order => order.SentAt).Append(latest).Max();
            }
        }
        return overtaken;
    }
}
