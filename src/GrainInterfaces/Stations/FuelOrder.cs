using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>An order for fuel at one pump. Money in fen, volume in millilitres, the price in thousandths of a yuan a litre.</summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-order")]
public sealed record FuelOrder
{
    [Id(0)]
    public required OrderId Id { get; init; }

    [Id(1)]
    public required PumpKey Pump { get; init; }

    [Id(2)]
    public required CustomerId Customer { get; init; }

    [Id(3)]
    public required FuelOrderKind Kind { get; init; }

    /// <summary>The chain's grade; empty when staff did not say which one the site's product is.</summary>
    [Id(4)]
    public required string Grade { get; init; }

    /// <summary>The site's product. Before fuelling: the products that the pump may give.</summary>
    [Id(5)]
    public required ImmutableArray<string> Products { get; init; }

    /// <summary>After: the sale's own price. Before: the board's, until the sale is known.</summary>
    [Id(6)]
    public required long PriceMilli { get; init; }

    /// <summary>The sale that it pays; before fuelling not known yet.</summary>
    [Id(7)]
    public FuelSaleId? Sale { get; init; }

    [Id(8)]
    public required FuelPreset Wish { get; init; }

    /// <summary>After: what the sale costs. Before: what the pump gives at most.</summary>
    [Id(9)]
    public required long CreditFen { get; init; }

    [Id(10)]
    public required long CreditMl { get; init; }

    /// <summary>What is paid with money before anything happens: enough for whatever the meter comes to within the credit.</summary>
    [Id(11)]
    public required long MoneyFen { get; init; }

    /// <summary>Which vouchers pay how much: as planned, and once <see cref="Settled"/> is there, as it is.</summary>
    [Id(12)]
    public required ImmutableArray<VoucherShare> Shares { get; init; }

    [Id(13)]
    public FuelSettlement? Settled { get; init; }

    [Id(14)]
    public required OrderStatus Status { get; init; }

    [Id(15)]
    public required CloseCause Cause { get; init; }

    [Id(16)]
    public required FuelPhase Phase { get; init; }

    /// <summary>Why staff must decide, or why the money went back.</summary>
    [Id(17)]
    public string? Note { get; init; }

    [Id(18)]
    public required bool Prepared { get; init; }

    [Id(19)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(20)]
    public required DateTimeOffset PayBy { get; init; }

    [Id(21)]
    public DateTimeOffset? PaidAt { get; init; }

    [Id(22)]
    public DateTimeOffset? FulfilledAt { get; init; }

    [Id(23)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When its next step is due; null when nothing happens by itself any more.</summary>
    [Id(24)]
    public DateTimeOffset? NextAt { get; init; }

    [Id(25)]
    public required int Tries { get; init; }

    /// <summary>Raised by each change: a change names the fence it saw.</summary>
    [Id(26)]
    public required long Fence { get; init; }

    /// <summary>Since when it waits for staff; null when it never did.</summary>
    [Id(27)]
    public DateTimeOffset? StaffSince { get; init; }

    /// <summary>The right to fuel that it pays for has the order's own id, so asking for it again is asking for the same.</summary>
    public AuthorisationId Authorisation => new(Id.Value);

    /// <summary>What is kept of a paid order's money: once it is settled, what the fuel cost beyond its vouchers.</summary>
    public long KeptFen => Settled?.MoneyFen ?? MoneyFen;

    /// <summary>Who holds its vouchers.</summary>
    public string Holder => $"fuelling/{Id}";
}

[GenerateSerializer, Alias("fuel.fuel-order-kind")]
public enum FuelOrderKind
{
    /// <summary>The driver fuels first; the payment clears the sale.</summary>
    [JsonStringEnumMemberName("after")]
    PostPay = 0,

    /// <summary>The driver pays first; then the pump is unlocked.</summary>
    [JsonStringEnumMemberName("before")]
    PreAuth = 1,
}

[GenerateSerializer, Alias("fuel.fuel-wish")]
public enum FuelPreset
{
    Sale = 0,
    Amount = 1,
    Litres = 2,
    Full = 3,
}

/// <summary>What a paid order waits for at the pump.</summary>
[GenerateSerializer, Alias("fuel.fuel-phase")]
public enum FuelPhase
{
    Paying = 0,

    /// <summary>The pump is being unlocked. Without an answer it stays here: unknown.</summary>
    Authorising = 1,

    /// <summary>The pump is unlocked; the sale is not known yet.</summary>
    Fuelling = 2,

    /// <summary>The sale is known; the site is being told that it is paid.</summary>
    Clearing = 3,
    Done = 4,

    /// <summary>Staff decide; what was paid stays until then.</summary>
    BackOffice = 5,

    /// <summary>The money is on its way back, or nothing was paid.</summary>
    GivenBack = 6,
}

/// <summary>What the fuel came to. The vouchers' part and the money make up the amount exactly; what was paid beyond the money went back.</summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-settlement")]
public sealed record FuelSettlement(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);

/// <summary>A fuel order with its money, as its customer and staff see it.</summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-order-detail")]
public sealed record FuelOrderDetail(
    FuelOrder Order,
    string StationName,
    FuelSale? Sale,
    Authorisation? Authorisation,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds
);
