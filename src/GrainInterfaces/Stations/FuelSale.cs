using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A sale of fuel. Station, pump and the site's transaction id identify the sale, and it is settled once.</summary>
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
    public required ReviewReason Review { get; init; }

    [Id(11)]
    public required bool Deferred { get; init; }

    [Id(12)]
    public CustomerId? Payer { get; init; }

    [Id(13)]
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The id that CLEAR sends to the site, the same on each try.</summary>
    [Id(14)]
    public Guid? ClearId { get; init; }

    [Id(15)]
    public required int ClearTries { get; init; }

    [Id(16)]
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>Raised by each change. A change names the version it saw.</summary>
    [Id(17)]
    public required long Version { get; init; }

    /// <summary>The decimals of the litres that the site reported, at most 3.</summary>
    [Id(18)]
    public required int VolumeDecimals { get; init; }
}

/// <summary>The progress of a sale from the site's report to its settlement.</summary>
[GenerateSerializer, Alias("fuel.fuel-sale-state")]
public enum FuelSaleState
{
    Open = 0,

    /// <summary>The sale is locked to one payer.</summary>
    Locked = 1,

    /// <summary>The sale is paid, and the site has not answered CLEAR yet.</summary>
    Clearing = 2,
    Settled = 3,

    /// <summary>The sale is not charged, because its numbers do not agree.</summary>
    [JsonStringEnumMemberName("held")]
    UnderReview = 4,

    /// <summary>The site does not list the sale any more: it was paid inside the shop.</summary>
    PaidInside = 5,

    /// <summary>The site cannot tell the outcome: the money stays frozen until manual review.</summary>
    BackOffice = 6,
}

/// <summary>The reason that a sale is under review and not charged.</summary>
[GenerateSerializer, Alias("fuel.review-reason")]
public enum ReviewReason
{
    None = 0,

    /// <summary>Litres times price differs from the amount by more than the rounding of the reported litres, plus a fen.</summary>
    AmountMismatch = 1,
    OverTank = 2,
    OverCredit = 3,
    PriceUnknown = 4,
    ForeignCurrency = 5,
    NotExact = 6,

    /// <summary>The site reported the sale again with other numbers.</summary>
    Changed = 7,

    /// <summary>The authorisation of the sale had ended without fuel, so its payment was refunded.</summary>
    AuthorisationEnded = 8,
}
