using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.WebFront.Orders.Vouchers;

/// <summary>
/// A voucher on the wire, as its owner sees it in a list. Volume in millilitres, money in fen; no stations means all of them.
/// </summary>
internal sealed record VoucherJson(
    Guid Id,
    Guid? OrderId,
    string Title,
    ProductKind Kind,
    string Grade,
    long VolumeMl,
    long RemainingMl,
    long ValueFen,
    long ThresholdFen,
    long PriceFen,
    VoucherState State,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    DateTimeOffset IssuedAt,
    DateTimeOffset ChangedAt,
    ImmutableArray<Guid> Stations,
    Guid? UsedStation
)
{
    public static VoucherJson Of(VoucherView v) =>
        new(
            v.Id.Value,
            v.Order?.Value,
            v.Title,
            v.Unit.Kind,
            v.Unit.Grade,
            v.Unit.VolumeMl,
            v.RemainingMl,
            v.Unit.ValueFen,
            v.Unit.ThresholdFen,
            v.PriceFen,
            v.State,
            v.ValidFrom,
            v.ValidTo,
            v.IssuedAt,
            v.ChangedAt,
            [.. v.Unit.Stations.Select(s => s.Value)],
            v.UsedStation?.Value
        );
}

internal sealed record VoucherPage(DateTimeOffset ServerTime, ImmutableArray<VoucherJson> Vouchers, Guid? Next);

/// <summary>A voucher, with the code to show at the redemption point while the voucher is usable.</summary>
/// <param name="Code">The code in groups of four; null when the voucher is not usable any more.</param>
internal sealed record VoucherDetail(DateTimeOffset ServerTime, VoucherJson Voucher, string? Code);
