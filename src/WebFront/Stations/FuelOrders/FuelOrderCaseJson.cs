using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>A fuel order in manual review, with the reason, the customer, and the pump's last messages.</summary>
/// <param name="KeptFen">The money that is still held, which is the most that a decision may keep.</param>
/// <param name="Since">The start of the review.</param>
/// <param name="Pump">The authorisation that the pump was asked for; null for none.</param>
/// <param name="Sale">The sale that the pump reported; null for none.</param>
/// <param name="Proposal">A decision that waits for a second person; null for none.</param>
internal sealed record FuelOrderCaseJson(
    FuelOrderJson Order,
    Guid CustomerId,
    string? Note,
    long KeptFen,
    DateTimeOffset? Since,
    PumpWordJson? Pump,
    MeterWordJson? Sale,
    FuelProposalJson? Proposal
)
{
    public static FuelOrderCaseJson Of(FuelOrderDetail d) =>
        new(
            FuelOrderJson.Of(d),
            d.Order.Customer.Value,
            d.Order.Note,
            d.Order.KeptFen,
            d.Order.ReviewSince,
            d.Authorisation is { } a ? new(a.State, a.AnswerCode, a.ChangedAt) : null,
            d.Sale is { } s ? new(s.State, s.Review, s.VolumeMl, s.AmountFen, s.PriceMilli, s.ReportedAt) : null,
            d.Order.Proposal is { } p ? new(p.KeepFen, p.Staff, p.Reason, p.At) : null
        );
}

/// <param name="By">Who decided so; somebody else must decide the same.</param>
internal sealed record FuelProposalJson(long KeepFen, string By, string Reason, DateTimeOffset At);

/// <param name="Answer">The site's last answer to UNLOCKPUMP or LOCKPUMP; null when it gave none.</param>
internal sealed record PumpWordJson(AuthorisationState State, int? Answer, DateTimeOffset At);

/// <summary>A sale in millilitres and fen, and its price in thousandths of a yuan a litre.</summary>
internal sealed record MeterWordJson(
    FuelSaleState State,
    ReviewReason Hold,
    long VolumeMl,
    long AmountFen,
    long? PriceMilli,
    DateTimeOffset At
);
