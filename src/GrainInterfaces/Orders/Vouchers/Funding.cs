using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>A fuelling to pay.</summary>
/// <param name="PriceMilli">The sale's own price a litre, in thousandths of a yuan.</param>
/// <param name="AmountFen">The sale's total in fen, as the station reported it.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuelling-bill")]
public sealed record FuellingBill(StationId Station, string Grade, long VolumeMl, long PriceMilli, long AmountFen);

/// <summary>The payment of a bill: the vouchers' shares and the money add up to the bill's amount exactly.</summary>
[GenerateSerializer, Immutable, Alias("fuel.funding")]
public sealed record Funding(ImmutableArray<VoucherShare> Vouchers, long MoneyFen);

/// <param name="UsedMl">The volume used of a litre voucher, in millilitres; otherwise 0.</param>
/// <param name="AmountFen">The voucher's share of the bill, in fen.</param>
[GenerateSerializer, Immutable, Alias("fuel.voucher-share")]
public readonly record struct VoucherShare(VoucherId Voucher, long UsedMl, long AmountFen);
