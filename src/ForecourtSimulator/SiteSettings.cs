namespace FuelGrains.ForecourtSimulator;

/// <summary>The settings of one simulated site: the server, the credentials, and the behaviour.</summary>
public sealed record SiteSettings
{
    public required Uri Server { get; init; }
    public required Guid Station { get; init; }
    public required string Secret { get; init; }
    public int Pumps { get; init; } = 8;

    /// <summary>The factor by which fuelling is faster than in real life.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>The time between two METER messages of a running pump.</summary>
    public TimeSpan MeterEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Whether every pump is paid after fuelling. Otherwise odd pumps are, and even ones stay locked until they are authorised.
    /// </summary>
    public bool AllAfter { get; init; }

    /// <summary>The range of seconds (before <see cref="Pace"/>) until the next car fuels at a free pump.</summary>
    public (double Least, double Most) NextCar { get; init; } = (3, 25);

    /// <summary>The time (before <see cref="Pace"/>) that a sale waits for a payment by phone; infinite: the sale stays open.</summary>
    public TimeSpan PhoneTime { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// The decimals of the litres in a TRANSACTION, 2 or 3. A dispenser counts millilitres, and its amount belongs to them; with 2
    /// decimals the display rounds the litres.
    /// </summary>
    public int VolumeDecimals { get; init; } = 3;

    public SiteFaults Faults { get; init; } = SiteFaults.None;
    public int Seed { get; init; }
}

/// <summary>The faults of a site, each as a probability: of a fuelling, of an answer, or of a second online.</summary>
public sealed record SiteFaults
{
    public static readonly SiteFaults None = new() { PaidInside = 1 };

    public static readonly SiteFaults Usual = new()
    {
        OfflineASecond = 0.01,
        RebootAFuelling = 0.05,
        LostAnswer = 0.1,
        Resend = 0.2,
        Abort = 0.1,
        PaidInside = 0.5,
    };

    public double OfflineASecond { get; init; }
    public double RebootAFuelling { get; init; }
    public double LostAnswer { get; init; }
    public double Resend { get; init; }

    /// <summary>The probability that an authorised driver puts the nozzle back without fuel.</summary>
    public double Abort { get; init; }

    /// <summary>The probability that a sale that nobody paid by phone is paid in the shop; other sales wait as deferred.</summary>
    public double PaidInside { get; init; }
}

/// <summary>A product on the site's own price board.</summary>
/// <param name="PriceMilli">Thousandths of a yuan per litre.</param>
public sealed record SiteProduct(string Id, string Category, string Name, long PriceMilli)
{
    public static readonly SiteProduct[] Usual =
    [
        new("92", "ron95e5", "92# 汽油", 7_430),
        new("95", "ron95e10", "95# 汽油", 7_910),
        new("98", "ron98", "98# 汽油", 8_650),
        new("0", "diesel", "0# 柴油", 7_120),
    ];
}
