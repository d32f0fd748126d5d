using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Takes orders for fuel, and finds those there are.</summary>
[Alias("fuel.fuel-desk")]
public interface IFuelOrderIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>One commit: the order, the lock of its sale, the hold of its vouchers. All or nothing.</summary>
    [Alias("place")]
    Task<FuelPlaceReply> PlaceAsync(FuelRequest request);

    /// <summary>A customer's order with its money; null for unknown ids and other customers' orders alike. No customer: staff ask.</summary>
    [Alias("detail")]
    Task<FuelOrderDetail?> DetailAsync(OrderId order, CustomerId? customer);

    /// <summary>A customer's orders, newest first.</summary>
    [Alias("list")]
    Task<ImmutableArray<FuelOrderDetail>> ListAsync(CustomerId customer, OrderId? before, int limit);

    /// <summary>Orders that wait for staff, oldest first.</summary>
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
    public required FuelPreset Wish { get; init; }

    [Id(5)]
    public FuelSaleId? Sale { get; init; }

    /// <summary>With <see cref="FuelPreset.Amount"/>.</summary>
    [Id(6)]
    public long AmountFen { get; init; }

    /// <summary>With <see cref="FuelPreset.Litres"/>.</summary>
    [Id(7)]
    public long VolumeMl { get; init; }

    /// <summary>Before fuelling: the grade, or the site's product id.</summary>
    [Id(8)]
    public string Grade { get; init; } = "";

    [Id(9)]
    public ImmutableArray<VoucherId> Vouchers { get; init; } = [];
}

/// <param name="Vouchers">With <see cref="FuelPlaceOutcome.VoucherRefused"/>: each one that was in the way, and why.</param>
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

    /// <summary>Somebody else is paying it.</summary>
    SaleTaken = 5,

    /// <summary>It is paid or over.</summary>
    SaleOver = 6,

    /// <summary>Its numbers do not agree; staff look at it.</summary>
    SaleHeld = 7,
    NotConnected = 8,

    /// <summary>The pump is not locked, so it cannot be paid for before fuelling.</summary>
    PumpNotLocked = 9,

    /// <summary>The pump is somebody else's.</summary>
    PumpTaken = 10,

    /// <summary>The station does not sell it, or its price is not known for certain now.</summary>
    GradeNotSold = 11,
    VoucherRefused = 12,

    /// <summary>The station charges in another currency.</summary>
    ForeignCurrency = 13,

    /// <summary>It would buy no fuel, or more than the customer's tank holds.</summary>
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

    /// <summary>It is for a service, not for fuel.</summary>
    NotFuel = 8,

    /// <summary>The amount is below the one from which it may be used, or other vouchers pay all of it.</summary>
    NotNeeded = 9,
}
