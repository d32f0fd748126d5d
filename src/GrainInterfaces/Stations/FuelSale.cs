using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A sale of fuel: station, pump and the site's transaction id name it, and it is settled once.</summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-sale")]
public sealed record FuelSale
{
    [Id(0)]
    public required FuelSaleId Id { get; init; }

    [Id(1)]
    public required PumpKey Pump { get; init; }

    [Id(2)]
    public required string SiteTransaction { get; init; }

    [Id(3)]
    public AuthorisationId? Authorisation { get; init; }

    [Id(4)]
    public required string Product { get; init; }

    [Id(5)]
    public required string Currency { get; init; }

    [Id(6)]
    public required long AmountFen { get; init; }

    [Id(7)]
    public required long VolumeMl { get; init; }

    [Id(8)]
    public required long? PriceMilli { get; init; }

    [Id(9)]
    public required FuelSaleState State { get; init; }

    [Id(10)]
    public required ReviewReason Hold { get; init; }

    [Id(11)]
    public required bool Deferred { get; init; }

    [Id(12)]
    public CustomerId? Payer { get; init; }

    [Id(13)]
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The id that CLEAR names to the site, the same on each try.</summary>
    [Id(14)]
    public Guid? ClearId { get; init; }

    [Id(15)]
    public required int ClearTries { get; init; }

    [Id(16)]
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>Raised by each change: a change names the fence it saw.</summary>
    [Id(17)]
    public required long Fence { get; init; }
}

[GenerateSerializer, Alias("fuel.fuel-sale-state")]
public enum FuelSaleState
{
    Open = 0,

    /// <summary>One payer is paying.</summary>
    Locked = 1,

    /// <summary>Paid; the site is being told, and has not answered.</summary>
    Clearing = 2,
    Settled = 3,

    /// <summary>Not charged: its numbers do not agree. Staff decide.</summary>
    Held = 4,

    /// <summary>The site no longer lists it: paid inside.</summary>
    PaidInside = 5,

    /// <summary>Its outcome is not to be learned from the site: money stays frozen until staff decide.</summary>
    BackOffice = 6,
}

/// <summary>Why a sale is held, not charged.</summary>
[GenerateSerializer, Alias("fuel.hold-reason")]
public enum ReviewReason
{
    None = 0,

    /// <summary>Litres times price differs from the amount by more than a cent.</summary>
    AmountMismatch = 1,
    OverTank = 2,
    OverCredit = 3,
    PriceUnknown = 4,
    ForeignCurrency = 5,
    NotExact = 6,

    /// <summary>The site reported it again with other numbers.</summary>
    Changed = 7,

    /// <summary>Its authorisation had ended without fuel, so its money was given back.</summary>
    AuthorisationEnded = 8,
}
