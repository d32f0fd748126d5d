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
    /// <summary>The only currency that orders are placed in.</summary>
    public const string Currency = "CNY";

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

    /// <summary>PostPay: the site's product of the sale. PreAuth: the products that the pump may give.</summary>
    [Id(5)]
    public required ImmutableArray<string> Products { get; init; }

    /// <summary>PostPay: the sale's own price. PreAuth: the board's price until the sale is known.</summary>
    [Id(6)]
    public required long PriceMilli { get; init; }

    /// <summary>The sale that the order pays; null until the sale is known.</summary>
    [Id(7)]
    public FuelSaleId? Sale { get; init; }

    [Id(8)]
    public required FuelPreset Preset { get; init; }

    /// <summary>PostPay: the amount of the sale. PreAuth: the most that the pump gives.</summary>
    [Id(9)]
    public required long CreditFen { get; init; }

    [Id(10)]
    public required long CreditMl { get; init; }

    /// <summary>The payment in advance: enough for every meter result within the credit.</summary>
    [Id(11)]
    public required long MoneyFen { get; init; }

    /// <summary>How much each voucher pays: the plan, and with <see cref="Settled"/> the final shares.</summary>
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

    /// <summary>The reason for manual review or for a refund.</summary>
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

    /// <summary>The time when the next step is due; null when no step follows.</summary>
    [Id(24)]
    public DateTimeOffset? NextAt { get; init; }

    [Id(25)]
    public required int Tries { get; init; }

    /// <summary>Raised by each change. A change names the version it saw.</summary>
    [Id(26)]
    public required long Version { get; init; }

    /// <summary>The time when the order went to manual review; null when it never did.</summary>
    [Id(27)]
    public DateTimeOffset? ReviewSince { get; init; }

    /// <summary>
    /// The time from which UNLOCKPUMP may have left for the site; null: it certainly never did. Written before the pump is asked.
    /// </summary>
    [Id(28)]
    public DateTimeOffset? UnlockingSince { get; init; }

    /// <summary>A decision of staff about the order in manual review that waits for a second person; null when there is none.</summary>
    [Id(29)]
    public FuelProposal? Proposal { get; init; }

    /// <summary>The right to fuel that it pays for has the order's own id, so asking for it again is asking for the same.</summary>
    public AuthorisationId Authorisation => new(Id.Value);

    /// <summary>The part of the payment that is kept: for a settled order, the fuel's cost beyond its vouchers.</summary>
    public long KeptFen => Settled?.MoneyFen ?? MoneyFen;

    /// <summary>Whether the order is paid before fuelling and its pump has reported no sale for it yet.</summary>
    public bool AwaitsFuel =>
        this
            is {
                Kind: FuelOrderKind.PreAuth,
                Status: OrderStatus.Paid,
                Phase: FuelPhase.Authorising or FuelPhase.Fuelling
            };

    /// <summary>The name under which the order holds its vouchers.</summary>
    public string Holder => $"fuelling/{Id}";
}

/// <summary>Whether the driver fuels first or pays first.</summary>
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

/// <summary>The amount of fuel that a driver asks for: an existing sale, an amount of money, a volume, or a full tank.</summary>
[GenerateSerializer, Alias("fuel.fuel-preset")]
public enum FuelPreset
{
    Sale = 0,
    Amount = 1,
    Litres = 2,
    Full = 3,
}

/// <summary>The progress of an order at the pump.</summary>
[GenerateSerializer, Alias("fuel.fuel-phase")]
public enum FuelPhase
{
    Paying = 0,

    /// <summary>The pump is being unlocked. Without an answer the order stays in this phase: unknown.</summary>
    Authorising = 1,

    /// <summary>The pump is unlocked; the sale is not known yet.</summary>
    Fuelling = 2,

    /// <summary>The sale is known; the site is being told that it is paid.</summary>
    Clearing = 3,
    Done = 4,

    /// <summary>The order waits for manual review, and the payment stays until the decision.</summary>
    BackOffice = 5,

    /// <summary>The payment is refunded, or nothing was paid.</summary>
    [JsonStringEnumMemberName("givenBack")]
    Refunded = 6,
}

/// <summary>
/// The final result of a fuelling. The vouchers' part and the money make up the amount exactly. A payment beyond the money is refunded.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-settlement")]
public sealed record FuelSettlement(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);

/// <summary>
/// A decision about an order in manual review that takes effect when a second member of staff decides the same. Until then nothing changes.
/// </summary>
/// <param name="KeepFen">The part of the payment that is kept, in fen; the rest is refunded.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuel-proposal")]
public sealed record FuelProposal(long KeepFen, string Staff, string Reason, DateTimeOffset At);

/// <summary>A fuel order with its payments, as its customer and staff see it.</summary>
/// <param name="LookPrompts">This look is worth a query to the gateway: the customer may have paid, and nobody asked yet.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuel-order-detail")]
public sealed record FuelOrderDetail(
    FuelOrder Order,
    string StationName,
    FuelSale? Sale,
    Authorisation? Authorisation,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds,
    bool LookPrompts = false
);
