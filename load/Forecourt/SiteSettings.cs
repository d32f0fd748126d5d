namespace FuelGrains.Load.Forecourt;

/// <summary>One simulated site: where it dials in, who it is, and how it behaves.</summary>
internal sealed record SiteSettings
{
    public required Uri Server { get; init; }
    public required Guid Station { get; init; }
    public required string Secret { get; init; }
    public int Pumps { get; init; } = 8;

    /// <summary>How many times faster than life it fuels.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>How often a running pump tells its meter.</summary>
    public TimeSpan MeterEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Every pump is paid after fuelling; else only the odd ones, and even ones stay locked until they are authorised.</summary>
    public bool AllAfter { get; init; }

    /// <summary>Seconds of life until the next car fuels at a free pump: between these.</summary>
    public (double Least, double Most) NextCar { get; init; } = (3, 25);

    /// <summary>How long of life a sale waits for somebody who pays by phone; infinite: it stays open.</summary>
    public TimeSpan PhoneTime { get; init; } = TimeSpan.FromSeconds(40);

    public SiteFaults Faults { get; init; } = SiteFaults.None;
    public int Seed { get; init; }
}

/// <summary>What goes wrong, each as a chance: of a fuelling, of an answer, of a second online.</summary>
internal sealed record SiteFaults
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

    /// <summary>An authorised driver puts the nozzle back without fuel.</summary>
    public double Abort { get; init; }

    /// <summary>A sale that nobody paid by phone is paid in the shop; the others wait as deferred.</summary>
    public double PaidInside { get; init; }
}

/// <summary>A product on the site's own price board; the price in thousandths of a yuan per litre.</summary>
internal sealed record SiteProduct(string Id, string Category, string Name, long PriceMilli)
{
    public static readonly SiteProduct[] Usual =
    [
        new("92", "ron95e5", "92# 汽油", 7_430),
        new("95", "ron95e10", "95# 汽油", 7_910),
        new("98", "ron98", "98# 汽油", 8_650),
        new("0", "diesel", "0# 柴油", 7_120),
    ];
}
