namespace FuelGrains.Load.History;

/// <summary>The days of WeChat's bills are China's, which has no summer time.</summary>
internal static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>WeChat advises 10:00; a minute more, because a started product looks at once.</summary>
    private static readonly TimeOnly BillsAt = new(10, 1);

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(15);

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(Offset).DateTime);

    /// <summary>When the bills of a day are there, on the next day.</summary>
    public static DateTimeOffset BillsOf(DateOnly day) => new(day.AddDays(1).ToDateTime(BillsAt), Offset);

    /// <summary>Whether a time is so far from midnight that two clocks agree about its day.</summary>
    public static bool IsFarFromMidnight(DateTimeOffset at)
    {
        var time = at.ToOffset(Offset).TimeOfDay;
        return time > Near && time < TimeSpan.FromDays(1) - Near;
    }
}
