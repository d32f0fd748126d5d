using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>The right to fuel at one pump, up to a credit. A pump has at most one open authorisation.</summary>
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

    /// <summary>Raised by each change. A change names the version it saw.</summary>
    [Id(8)]
    public required long Version { get; init; }

    /// <summary>The site's last answer to UNLOCKPUMP or LOCKPUMP; null before any.</summary>
    [Id(9)]
    public int? AnswerCode { get; init; }

    [Id(10)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(11)]
    public required DateTimeOffset ChangedAt { get; init; }

    public bool IsOpen => State < AuthorisationState.Released;
}

/// <summary>States below Released are open: the pump may be live or its fuel not settled yet, so the money stays held.</summary>
[GenerateSerializer, Alias("fuel.authorisation-state")]
public enum AuthorisationState
{
    /// <summary>The request is written, and UNLOCKPUMP has not been sent.</summary>
    Requested = 0,

    /// <summary>UNLOCKPUMP is on its way. Without an answer the authorisation stays in this state: unknown.</summary>
    Unlocking = 1,
    Unlocked = 2,

    /// <summary>LOCKPUMP is on its way. Without an answer the authorisation stays in this state: unknown.</summary>
    Locking = 3,

    /// <summary>The site reported the sale; CLEAR ends the authorisation.</summary>
    Fuelled = 4,

    /// <summary>The authorisation ended without fuel: the money is refunded.</summary>
    Released = 10,
    Settled = 11,

    /// <summary>The outcome at the pump is not known: the money stays held until manual review.</summary>
    BackOffice = 12,
}
