namespace FuelGrains.Load.Process;

/// <summary>The settings that a measured product runs with. Reports name those that differ from the defaults.</summary>
internal static class ProductSettings
{
    /// <summary>
    /// All customers and sites come from one address here, which no carrier's NAT does. Every limit per customer stays at its default.
    /// </summary>
    private static readonly IReadOnlyList<(string Name, string Value)> LoginLimits =
    [
        ("Limits__LoginPerAddressPerSecond", "100000"),
        ("Limits__LoginPerAddressBurst", "200000"),
        ("Limits__AnonymousPerAddressPerSecond", "100000"),
        ("Limits__AnonymousPerAddressBurst", "200000"),
        ("Limits__LoginGlobalPerSecond", "100000"),
        ("Limits__LoginGlobalBurst", "200000"),
        ("Live__MaxConnectionsPerAddress", "80000"),
        ("OpenFsc__MaxConnectionsPerAddress", "10000"),
    ];

    public static string Raised => Text(LoginLimits);

    /// <summary>
    /// A workload lasts a minute, so what normally waits for minutes waits for seconds, and the leases of a killed process end sooner. No
    /// setting that decides anything is changed.
    /// </summary>
    public static readonly IReadOnlyList<(string Name, string Value)> ShortWaits =
    [
        ("Payments__FirstQuery", "00:00:02"),
        ("Payments__LongestQuery", "00:00:08"),
        ("Payments__LongestClosing", "00:00:04"),
        ("Payments__LongestAfterwards", "00:00:10"),
        ("Refunds__FirstRetry", "00:00:01"),
        ("Refunds__LongestRetry", "00:00:08"),
        ("Refunds__LongestObstacle", "00:00:08"),
        ("Outbox__Lease", "00:00:10"),
        ("Outbox__DeliverWithin", "00:00:05"),
        ("Outbox__LongestRetry", "00:00:05"),
        ("Conservation__Period", "00:00:05"),
        ("Bills__Look", "00:00:01"),
        ("Bills__Retry", "00:00:02"),
    ];

    /// <summary>A single member of staff makes thousands of stations here and asks for each of them; no person is that fast.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> BusyStaff =
    [
        ("Limits__CustomerPerSecond", "100000"),
        ("Limits__CustomerBurst", "100000"),
    ];

    /// <summary>The waits before the first query about a payment and between the later ones: the product's own, and short ones.</summary>
    public static readonly (TimeSpan First, TimeSpan Longest) UsualQueries = (
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(1)
    );
    public static readonly (TimeSpan First, TimeSpan Longest) ShortQueries = (
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(8)
    );

    /// <summary>Like <see cref="ShortWaits"/>, for fuel orders.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> ShortFuelWaits =
    [
        ("FuelOrders__PayWithin", "00:00:20"),
        ("FuelOrders__LongestRetry", "00:00:05"),
        ("FuelOrders__Look", "00:00:02"),
        ("FuelOrders__RecallAfter", "00:00:05"),
        ("OpenFsc__CommandAnswerWithin", "00:00:10"),
    ];

    public static string Text(IEnumerable<(string Name, string Value)> settings) =>
        string.Join(' ', settings.Select(s => $"{s.Name}={s.Value}"));

    public static Dictionary<string, string> For(Store store, bool demoSeed)
    {
        var settings = new Dictionary<string, string>(store.Settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["FuelGrains__Silo"] = "InProcess",
            ["WeChat__Simulator"] = "true",
            ["Demo__Seed"] = demoSeed ? "true" : "false",
            // Earlier runs in the same database and other silos on this machine must not be members of the cluster.
            ["FuelGrains__ClusterId"] = $"load-{RunId.New()}",
            // A product that is killed starts again on the same ports: the cluster then knows that the process before it is dead.
            ["FuelGrains__SiloPort"] = FreePorts.NextText(),
            ["FuelGrains__GatewayPort"] = FreePorts.NextText(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            ["Logging__LogLevel__Orleans"] = "Warning",
        };
        foreach (var (name, value) in LoginLimits)
            settings[name] = value;
        return settings;
    }
}
