namespace FuelGrains.WebFront.Stations;

/// <summary>A fuel order of the back office: with why it is there, whose it is, and what the pump said last.</summary>
/// <param name="KeptFen">What is held of its money: the most that a decision may keep.</param>
/// <param name="Since">Since when it waits for staff.</param>
/// <param name="Pump">The right to fuel that was asked of the pump; null when none was.</param>
/// <param name="Sale">What the pump reported; null when it reported nothing.</param>
internal sealed record FuelOrderCaseJson(
    FuelOrderJson Order,
    Guid CustomerId,
    string? Note,
    long KeptFen,
    DateTimeOffset? Since,
    PumpWordJson? Pump,
    MeterWordJson? Sale
)
{
    public static FuelOrderCaseJson Of(FuelOrderDetail d) =>
        new(
            FuelOrderJson.Of(d),
            d.Order.Customer.Value,
            d.Order.Note,
            d.Order.KeptFen,
            d.Order.StaffSince,
            d.Authorisation is { } a ? new(a.State, a.AnswerCode, a.ChangedAt) : null,
            d.Sale is { } s ? new(s.State, s.Hold, s.VolumeMl, s.AmountFen, s.PriceMilli, s.ReportedAt) : null
        );
}

/// <param name="Answer">The site's last answer to UNLOCKPUMP or LOCKPUMP; null when it gave none.</param>
internal sealed record PumpWordJson(AuthorisationState State, int? Answer, DateTimeOffset At);

/// <summary>Millilitres, fen, and the price in thousandths of a yuan a litre.</summary>
internal sealed record MeterWordJson(
    FuelSaleState State,
    ReviewReason Hold,
    long VolumeMl,
    long AmountFen,
    long? PriceMilli,
    DateTimeOffset At
);
