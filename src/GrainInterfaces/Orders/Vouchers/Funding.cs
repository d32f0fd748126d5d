using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>A fuelling that wants to be paid.</summary>
/// <param name="PriceMilli">The sale's own price a litre, in thousandths of a yuan.</param>
/// <param name="AmountFen">What the sale costs in all; the station's own figure.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuelling-bill")]
public sealed record FuellingBill(StationId Station, string Grade, long VolumeMl, long PriceMilli, long AmountFen);

/// <summary>Who pays what: the vouchers' shares and the money make up the bill's amount exactly.</summary>
[GenerateSerializer, Immutable, Alias("fuel.funding")]
public sealed record Funding(ImmutableArray<VoucherShare> Vouchers, long MoneyFen);

/// <param name="UsedMl">Of a litre voucher: how much of it; otherwise zero.</param>
/// <param name="AmountFen">What it pays of the bill.</param>
[GenerateSerializer, Immutable, Alias("fuel.voucher-share")]
public readonly record struct VoucherShare(VoucherId Voucher, long UsedMl, long AmountFen);
