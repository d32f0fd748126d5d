using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace FuelGrains.WebFront.Customers.MiniProgram;

/// <summary>Counts the starts of clients and the faults that they report. Nothing about a visitor is kept.</summary>
internal static class ClientMetrics
{
    /// <summary>
    /// The places where visitors come from: a sticker on a pump or a poster, a card that a friend shared, a message of WeChat, WeChat's
    /// search, and all others.
    /// </summary>
    public static readonly ImmutableArray<string> Sources = ["sticker", "share", "notice", "search", "other"];

    private static readonly FrozenSet<string> Known = Sources.ToFrozenSet(StringComparer.Ordinal);
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Visits = Meter.CreateCounter<long>(
        "fuelgrains.client.visits",
        description: "Starts of the client, by where the visitor came from"
    );
    private static readonly Counter<long> Errors = Meter.CreateCounter<long>(
        "fuelgrains.client.errors",
        description: "Faults that clients reported"
    );

    public static void Visit(string from) =>
        Visits.Add(1, new KeyValuePair<string, object?>("from", Known.Contains(from) ? from : "other"));

    public static void Error() => Errors.Add(1);
}
