using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>Issued -> Held -> Used or Issued; Issued -> Expired; Held by its refund -> Refunded.</summary>
[GenerateSerializer, Alias("fuel.voucher-state")]
public enum VoucherState
{
    Issued = 0,
    Held = 1,
    Used = 2,
    Expired = 3,
    Refunded = 4,
}

/// <summary>A voucher as its owner sees it, without its code. Volume in millilitres, money in fen.</summary>
[GenerateSerializer, Immutable, Alias("fuel.voucher-view")]
public sealed record VoucherView
{
    [Id(0)]
    public required VoucherId Id { get; init; }

    [Id(1)]
    public required CustomerId Customer { get; init; }

    [Id(2)]
    public OrderId? Order { get; init; }

    [Id(3)]
    public required string Title { get; init; }

    /// <summary>The unit as it was issued.</summary>
    [Id(4)]
    public required ProductUnit Unit { get; init; }

    /// <summary>The volume that is left on a litre voucher; otherwise 0.</summary>
    [Id(5)]
    public required long RemainingMl { get; init; }

    /// <summary>The price paid for the voucher.</summary>
    [Id(6)]
    public required long PriceFen { get; init; }

    [Id(7)]
    public required VoucherState State { get; init; }

    /// <summary>The holder of a held voucher, or the last holder of a used or refunded one.</summary>
    [Id(8)]
    public string? Holder { get; init; }

    [Id(9)]
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>The first moment at which the voucher is not valid any more.</summary>
    [Id(10)]
    public required DateTimeOffset ValidTo { get; init; }

    [Id(11)]
    public required DateTimeOffset IssuedAt { get; init; }

    [Id(12)]
    public required DateTimeOffset ChangedAt { get; init; }

    [Id(13)]
    public StationId? UsedStation { get; init; }
}
