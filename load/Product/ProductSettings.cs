using System.Globalization;

namespace FuelGrains.Load.Product;

/// <summary>The settings a measured product runs with. What differs from its defaults is printed with every result.</summary>
internal static class ProductSettings
{
    /// <summary>All customers log in from one address here, which no carrier's NAT does; the per-customer limits stay as they are.</summary>
    private static readonly (string Name, int Value)[] LoginLimits =
    [
        ("Limits__LoginPerAddressPerSecond", 100_000),
        ("Limits__LoginPerAddressBurst", 200_000),
        ("Limits__LoginGlobalPerSecond", 100_000),
        ("Limits__LoginGlobalBurst", 200_000),
    ];

    public static string Raised =>
        string.Join(' ', LoginLimits.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name}={l.Value}")));

    /// <summary>Forger and WeChat call from one address here, which they never do: a limit on forgeries would keep the genuine out too.</summary>
    public static readonly IReadOnlyDictionary<string, string> OneAddress = new Dictionary<string, string>
    {
        ["Callbacks__ForgedPerAddressPerSecond"] = "1000",
        ["Callbacks__ForgedPerAddressBurst"] = "10000",
    };

    /// <summary>
    /// A storm lasts a minute, so what normally waits for minutes waits for seconds; and what a killed process had taken in hand comes
    /// back to others that much sooner. Nothing that decides anything is touched.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> ShortWaits = new Dictionary<string, string>
    {
        ["Payments__FirstQuery"] = "00:00:02",
        ["Payments__LongestQuery"] = "00:00:08",
        ["Payments__LongestClosing"] = "00:00:04",
        ["Payments__LongestAfterwards"] = "00:00:10",
        ["Refunds__FirstRetry"] = "00:00:01",
        ["Refunds__LongestRetry"] = "00:00:08",
        ["Outbox__Lease"] = "00:00:10",
        ["Outbox__DeliverWithin"] = "00:00:05",
        ["Outbox__LongestRetry"] = "00:00:05",
        ["Conservation__Period"] = "00:00:05",
    };

    /// <summary>One member of staff opens thousands of stations here and looks at each of them; no person is that fast.</summary>
    public static readonly IReadOnlyDictionary<string, string> BusyStaff = new Dictionary<string, string>
    {
        ["Limits__CustomerPerSecond"] = "100000",
        ["Limits__CustomerBurst"] = "100000",
    };

    /// <summary>As <see cref="ShortWaits"/>, of fuel orders.</summary>
    public static readonly IReadOnlyDictionary<string, string> ShortFuelWaits = new Dictionary<string, string>
    {
        ["FuelOrders__PayWithin"] = "00:00:20",
        ["FuelOrders__LongestRetry"] = "00:00:05",
        ["FuelOrders__Look"] = "00:00:02",
        ["FuelOrders__RecallAfter"] = "00:00:05",
        ["OpenFsc__CommandAnswerWithin"] = "00:00:10",
    };

    public static Dictionary<string, string> For(Store store, bool demoSeed)
    {
        var settings = new Dictionary<string, string>(store.Settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["FuelGrains__Silo"] = "InProcess",
            ["WeChat__Simulator"] = "true",
            ["Demo__Seed"] = demoSeed ? "true" : "false",
            // Its own cluster on free ports: earlier runs in the same database, and other silos on this machine, are no members of it.
            ["FuelGrains__ClusterId"] = $"load-{RunId.New()}",
            ["FuelGrains__SiloPort"] = "0",
            ["FuelGrains__GatewayPort"] = "0",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            ["Logging__LogLevel__Orleans"] = "Warning",
        };
        foreach (var (name, value) in LoginLimits)
            settings[name] = value.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}
