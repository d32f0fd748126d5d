using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>The right to fuel at one pump, up to a credit. A pump has at most one that is open.</summary>
[GenerateSerializer, Immutable, Alias("fuel.authorisation")]
public sealed record Authorisation
{
    [Id(0)]
    public required AuthorisationId Id { get; init; }

    [Id(1)]
    public required PumpKey Pump { get; init; }

    [Id(2)]
    public required CustomerId Customer { get; init; }

    [Id(3)]
    public required string Currency { get; init; }

    [Id(4)]
    public required long CreditFen { get; init; }

    /// <summary>The site's product ids; empty means all.</summary>
    [Id(5)]
    public required ImmutableArray<string> Products { get; init; }

    [Id(6)]
    public required string PaymentMethod { get; init; }

    [Id(7)]
    public required AuthorisationState State { get; init; }

    [Id(8)]
    public required long Fence { get; init; }

    /// <summary>The site's last answer to UNLOCKPUMP or LOCKPUMP; null before any.</summary>
    [Id(9)]
    public int? AnswerCode { get; init; }

    [Id(10)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(11)]
    public required DateTimeOffset ChangedAt { get; init; }

    public bool IsOpen => State < AuthorisationState.Released;
}

/// <summary>Below Released it is open: the pump may be live or its fuel not yet settled, so its money stays held.</summary>
[GenerateSerializer, Alias("fuel.authorisation-state")]
public enum AuthorisationState
{
    /// <summary>Written, and UNLOCKPUMP has not been sent.</summary>
    Requested = 0,

    /// <summary>UNLOCKPUMP is on its way. Without an answer it stays here: unknown.</summary>
    Unlocking = 1,
    Unlocked = 2,

    /// <summary>LOCKPUMP is on its way. Without an answer it stays here: unknown.</summary>
    Locking = 3,

    /// <summary>The site reported the sale; CLEAR ends it.</summary>
    Fuelled = 4,

    /// <summary>Ended without fuel: the money goes back.</summary>
    Released = 10,
    Settled = 11,

    /// <summary>Nobody knows what the pump did: the money stays held until staff decide.</summary>
    BackOffice = 12,
}
