using System.Diagnostics.Metrics;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>Counts the outcomes of subscribe messages. Meter <c>FuelGrains</c>.</summary>
internal static class NoticeMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Notices = Meter.CreateCounter<long>(
        "fuelgrains.notices",
        "{notice}",
        "Subscribe messages, by event and how sending ended."
    );

    public static void Ended(string name, NoticeState state) =>
        Notices.Add(1, new("event", name), new KeyValuePair<string, object?>("state", state.ToString()));
}
