namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>What the server asks a site to do. The web node that holds its socket writes it as an OpenFSC request.</summary>
[GenerateSerializer, Immutable, Alias("fuel.site-command")]
public sealed record SiteCommand
{
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required SiteCommandKind Kind { get; init; }

    [Id(2)]
    public required int Pump { get; init; }

    /// <summary>UNLOCKPUMP, LOCKPUMP: the authorisation. CLEAR: the id it is cleared under, the same on each try.</summary>
    [Id(3)]
    public AuthorisationId Authorisation { get; init; }

    [Id(4)]
    public FuelSaleId Sale { get; init; }

    [Id(5)]
    public string SiteTransaction { get; init; } = "";

    /// <summary>CLEAR: 1 on the first try. UNLOCKPUMP, LOCKPUMP: the fence of the authorisation's row.</summary>
    [Id(6)]
    public long Try { get; init; }

    [Id(7)]
    public string PaymentMethod { get; init; } = "";

    [Id(8)]
    public string Currency { get; init; } = "";

    [Id(9)]
    public long CreditFen { get; init; }

    /// <summary>The site's product ids; empty means all.</summary>
    [Id(10)]
    public ImmutableArray<string> Products { get; init; } = [];
}

[GenerateSerializer, Alias("fuel.site-command-kind")]
public enum SiteCommandKind
{
    UnlockPump = 0,
    LockPump = 1,
    Clear = 2,
}

/// <summary>
/// A site's answer: <see cref="Ok"/>, the error code it named, or one of the codes below, which no site sends.
/// </summary>
public static class SiteCode
{
    public const int Ok = 200;

    /// <summary>It never left the server, so it did nothing.</summary>
    public const int NotSent = 0;

    /// <summary>Sent, and no answer came: what the site did is not known.</summary>
    public const int NoAnswer = -1;

    /// <summary>An ERR without a code that can be read.</summary>
    public const int Unreadable = -2;
}
