namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A command of the server to a site. The web node that has the site's socket writes it as an OpenFSC request.</summary>
[GenerateSerializer, Immutable, Alias("fuel.site-command")]
public sealed record SiteCommand
{
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required SiteCommandKind Kind { get; init; }

    [Id(2)]
    public required int Pump { get; init; }

    /// <summary>UNLOCKPUMP, LOCKPUMP: the authorisation. CLEAR: the CLEAR id of the sale, the same on each try.</summary>
    [Id(3)]
    public AuthorisationId Authorisation { get; init; }

    [Id(4)]
    public FuelSaleId Sale { get; init; }

    [Id(5)]
    public string SiteTransaction { get; init; } = "";

    /// <summary>CLEAR: 1 on the first try. UNLOCKPUMP, LOCKPUMP: the version of the authorisation's row.</summary>
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

    /// <summary>The command was never sent, so the site did nothing.</summary>
    public const int NotSent = 0;

    /// <summary>The command was sent and no answer came: the result is not known.</summary>
    public const int NoAnswer = -1;

    /// <summary>The site answered an ERR without a readable code.</summary>
    public const int Unreadable = -2;
}
