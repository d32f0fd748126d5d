namespace FuelGrains.GrainInterfaces.Orders.Bills;

/// <summary>
/// The settlement of one day for one station or one campaign: the sums of the trade bill's rows, so a day's lines add up to the
/// bill. Amounts in fen, the fee in thousandths of a fen, as WeChat's bill has it.
/// </summary>
/// <param name="StationId">Set for fuel orders.</param>
/// <param name="CampaignId">Set for orders of a campaign. Neither is set for rows that belong to no order.</param>
[GenerateSerializer, Immutable, Alias("fuel.bill-day-sums")]
public sealed record BillDaySums(
    DateOnly Day,
    Guid? StationId,
    string? StationName,
    Guid? CampaignId,
    string? CampaignTitle,
    long Payments,
    long PaidFen,
    long Refunds,
    long RefundedFen,
    long FeeMilliFen
);
