using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>Which days have a bill, and when WeChat is asked for it.</summary>
internal static class BillSchedule
{
    /// <summary>WeChat gives bills of three months; a few days less, because months differ.</summary>
    public const int KeptDays = 88;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>The latest day whose bill is ready.</summary>
    public static DateOnly LatestDay(DateTimeOffset now, BillOptions options)
    {
        var local = now.ToOffset(ChinaTime.Offset);
        var yesterday = DateOnly.FromDateTime(local.DateTime).AddDays(-1);
        return local.TimeOfDay >= options.ReadyAt ? yesterday : yesterday.AddDays(-1);
    }

    /// <summary>
    /// The days to plan, the latest one last: those since the last planned day, and of them the latest ones. A product that never
    /// planned a bill begins with the latest day.
    /// </summary>
    public static IEnumerable<DateOnly> DaysToPlan(DateOnly? planned, DateTimeOffset now, BillOptions options)
    {
        var latest = LatestDay(now, options);
        var first = planned is { } last ? last.AddDays(1) : latest;
        var oldest = latest.AddDays(1 - options.CatchUpDays);
        for (var day = first > oldest ? first : oldest; day <= latest; day = day.AddDays(1))
            yield return day;
    }

    /// <summary>Whether WeChat has the day's bill: the day is over and WeChat still keeps it.</summary>
    public static bool IsAvailable(DateOnly day, DateTimeOffset now, BillOptions options) =>
        LatestDay(now, options) is var latest && day <= latest && day > latest.AddDays(-KeptDays);

    /// <summary>The wait after a try without a bill: short at first when WeChat did not answer at all.</summary>
    public static TimeSpan RetryAfter(int tries, bool answered, BillOptions options) =>
        answered || options.Retry < FirstRetry
            ? options.Retry
            : new Backoff(FirstRetry, options.Retry).After(tries - 1);
}
