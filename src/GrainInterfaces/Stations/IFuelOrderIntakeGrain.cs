using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Takes orders for fuel, and lists them.</summary>
[Alias("fuel.fuel-order-intake")]
public interface IFuelOrderIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Places an order: the order, the lock of its sale and the holds of its vouchers are one commit.</summary>
    [Alias("place")]
    Task<FuelPlaceReply> PlaceAsync(FuelRequest request);

    /// <summary>A customer's order with its payments; null for unknown ids and other customers' orders alike.</summary>
    /// <param name="customer">Null: staff ask, who may see every order.</param>
    [Alias("detail")]
    Task<FuelOrderDetail?> DetailAsync(OrderId order, CustomerId? customer);

    /// <summary>A customer's orders, newest first.</summary>
    [Alias("list")]
    Task<ImmutableArray<FuelOrderDetail>> ListAsync(CustomerId customer, OrderId? before, int limit);

    /// <summary>The orders in manual review, oldest first.</summary>
    [Alias("back-office")]
    Task<ImmutableArray<FuelOrderDetail>> BackOfficeAsync(int limit);
}

[GenerateSerializer, Immutable, Alias("fuel.fuel-request")]
public sealed record FuelRequest
{
    [Id(0)]
    public required PumpKey Pump { get; init; }

    [Id(1)]
    public required CustomerId Customer { get; init; }

    [Id(2)]
    public required Guid KeyHash { get; init; }

    [Id(3)]
    public required long BodyHash { get; init; }

    [Id(4)]
    public required FuelPreset Preset { get; init; }

    [Id(5)]
    public FuelSaleId? Sale { get; init; }

    /// <summary>The amount in fen of <see cref="FuelPreset.Amount"/>.</summary>
    [Id(6)]
    public long AmountFen { get; init; }

    /// <summary>The volume in millilitres of <see cref="FuelPreset.Litres"/>.</summary>
    [Id(7)]
    public long VolumeMl { get; init; }

    /// <summary>PreAuth: the grade, or the site's product id.</summary>
    [Id(8)]
    public string Grade { get; init; } = "";

    [Id(9)]
    public ImmutableArray<VoucherId> Vouchers { get; init; } = [];
}

/// <summary>The reply to a request for fuel.</summary>
/// <param name="Vouchers">The refused vouchers and the reason of each, with <see cref="FuelPlaceOutcome.VoucherRefused"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuel-place-reply")]
public sealed record FuelPlaceReply(
    FuelPlaceOutcome Outcome,
    FuelOrder? Order = null,
    ImmutableArray<RefusedVoucher> Vouchers = default
);

[GenerateSerializer, Alias("fuel.fuel-place-outcome")]
public enum FuelPlaceOutcome
{
    Placed = 0,
    Replayed = 1,
    KeyReused = 2,

    /// <summary>No such station or pump.</summary>
    NotFound = 3,

    /// <summary>No such sale at this pump.</summary>
    SaleNotFound = 4,

    /// <summary>Another customer is paying the sale.</summary>
    SaleTaken = 5,

    /// <summary>The sale is paid, or does not exist any more.</summary>
    SaleOver = 6,

    /// <summary>The numbers of the sale do not agree, so it is under review.</summary>
    SaleUnderReview = 7,
    NotConnected = 8,

    /// <summary>The pump is not locked, so the driver cannot pay before fuelling.</summary>
    PumpNotLocked = 9,

    /// <summary>The pump belongs to another customer's order.</summary>
    PumpTaken = 10,

    /// <summary>The station does not sell the grade, or its price is not current.</summary>
    GradeNotSold = 11,
    VoucherRefused = 12,

    /// <summary>The station charges in another currency.</summary>
    ForeignCurrency = 13,

    /// <summary>The credit buys no fuel, or more than the customer's tank holds.</summary>
    CreditOutOfRange = 14,
    Retry = 15,

    /// <summary>The sale has more litres than the customer's tank holds: somebody else fuelled it.</summary>
    OverTank = 16,
}

[GenerateSerializer, Immutable, Alias("fuel.refused-voucher")]
public readonly record struct RefusedVoucher(VoucherId Voucher, VoucherRefusalReason Reason);

[GenerateSerializer, Alias("fuel.voucher-refusal-reason")]
public enum VoucherRefusalReason
{
    NotYours = 0,
    NotYet = 1,
    NotHere = 2,
    Held = 3,
    Used = 4,
    Expired = 5,
    Refunded = 6,
    WrongGrade = 7,

    /// <summary>The voucher is for a service, not for fuel.</summary>
    NotFuel = 8,

    /// <summary>The amount is below the threshold of the voucher, or other vouchers pay all of it.</summary>
    NotNeeded = 9,
}
